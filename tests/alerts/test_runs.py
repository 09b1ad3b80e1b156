import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.runs import Run, clean, escape, length, link, write
from tests.telegram_html import parse

SOUND = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(SOUND)
def test_what_is_escaped_reads_as_it_was(text: str) -> None:
    parsed = parse(escape(text))

    assert parsed.text == text
    assert not parsed.entities


@given(SOUND, SOUND)
def test_nothing_in_a_text_closes_or_opens_a_tag(before: str, text: str) -> None:
    parsed = parse(f"{escape(before)}<b>{escape(text)}</b>")

    assert parsed.text == before + text
    assert [entity.type for entity in parsed.entities] == (["bold"] if text else [])


@given(
    st.lists(
        st.builds(Run, SOUND, st.sampled_from(["", "b", "i"]), st.just(""), st.booleans(), st.booleans())
    )
)
def test_runs_are_written_as_telegram_takes_them(runs: list[Run]) -> None:
    parsed = parse(write(runs))

    assert parsed.text == "".join(run.text for run in runs)
    assert parsed.units == length(runs)


@given(st.text())
def test_an_address_cannot_leave_its_quotes(url: str) -> None:
    address = link(f"https://example.org/{url}")

    assert all(entity.url == address for entity in parse(write([Run("x", url=address)])).entities)


def test_neighbours_in_a_quote_share_it() -> None:
    runs = (
        Run("a"),
        Run("b", folded=True),
        Run("c", "b", folded=True),
        Run("", struck=True),
        Run("d", struck=True),
    )

    assert write(runs) == "a<blockquote expandable>b<b>c</b></blockquote><s>d</s>"


@pytest.mark.parametrize(
    "url", [None, "", "tg://user?id=1", "https://e.org/a b", "https://e.org/" + "x" * 2048]
)
def test_what_cannot_be_linked_has_no_address(url: str | None) -> None:
    assert not link(url)


def test_a_clean_text_is_one_line_without_what_nobody_sees() -> None:
    assert clean("a\r\n\tb\u202ec\x1b \ud800") == "a bc \ufffd"
