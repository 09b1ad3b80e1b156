"""Edits of the settings file: what they say is said, and every other byte stays."""

import os
import shutil
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import source_edits, yaml_text
from monitor.config.source_edits import SettingsFile
from monitor.errors import ConfigError

DAY = date(2026, 11, 22)
ITEM = "- id: new\n  kind: feed\n"


def file(text: str) -> SettingsFile:
    return SettingsFile(path=Path("monitor.yaml"), text=text)


def said(error: pytest.ExceptionInfo[ConfigError]) -> str:
    return str(error.value)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "sources:\n  - id: a  # the first\n    verified: never   # since when?\n\n# end\nstore: x\n",
            "sources:\n  - id: a  # the first\n    verified: 2026-11-22   # since when?\n\n# end\nstore: x\n",
            id="never",
        ),
        pytest.param(
            "sources:\n  - verified: 2026-01-02\n    id: a\n",
            "sources:\n  - verified: 2026-11-22\n    id: a\n",
            id="an older day",
        ),
        pytest.param(
            "sources:\n- {id: 'a', verified: never, url: \"http://x/\"}  # c\n",
            "sources:\n- {id: 'a', verified: 2026-11-22, url: \"http://x/\"}  # c\n",
            id="in braces",
        ),
        pytest.param(
            "sources: [{id: a,  # c\n  url: x,\n }]\n",
            "sources: [{id: a,  # c\n  url: x, verified: 2026-11-22,\n }]\n",
            id="in braces without the key",
        ),
        pytest.param(
            "{sources: [{id: a}], store: x}",
            "{sources: [{id: a, verified: 2026-11-22}], store: x}",
            id="all in braces",
        ),
        pytest.param(
            "sources:\n  - id: a\n    url: x  # c\n  # of the next\n  - id: b\n",
            "sources:\n  - id: a\n    url: x  # c\n    verified: 2026-11-22\n  # of the next\n  - id: b\n",
            id="without the key",
        ),
        pytest.param(
            "sources:\n  - id: a\n    before:\n      - url: x\n",
            "sources:\n  - id: a\n    verified: 2026-11-22\n    before:\n      - url: x\n",
            id="behind a list",
        ),
        pytest.param(
            "sources:\n  -   id: a\n      only: |\n        x\n",
            "sources:\n  -   id: a\n      verified: 2026-11-22\n      only: |\n        x\n",
            id="behind a text of lines, far in",
        ),
        pytest.param(
            "sources:\n  - id: a\n    verified:\n    url: x\n",
            "sources:\n  - id: a\n    verified: 2026-11-22\n    url: x\n",
            id="an empty value",
        ),
        pytest.param(
            "sources:\n  - id: a\n    verified: 'never'\n",
            "sources:\n  - id: a\n    verified: '2026-11-22'\n",
            id="quoted",
        ),
        pytest.param(
            "\ufeff# 中文\r\nsources:\r\n  - id: 工信部\r\n    url: x",
            "\ufeff# 中文\r\nsources:\r\n  - id: 工信部\r\n    url: x\r\n    verified: 2026-11-22",
            id="a byte order mark, Windows line ends, none at the end",
        ),
    ],
)
def test_a_day_is_written_and_nothing_else_changes(before: str, after: str) -> None:
    assert source_edits.verified(file(before), {0: DAY}) == after


def test_several_sources_are_marked_at_once() -> None:
    text = "sources:\n  - {id: a}\n  - id: b\n  - id: c\n    verified: never\n"

    after = source_edits.verified(file(text), {0: DAY, 2: DAY})

    assert after == (
        "sources:\n  - {id: a, verified: 2026-11-22}\n  - id: b\n  - id: c\n    verified: 2026-11-22\n"
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param(
            "sources:\n  - id: a\n    verified: ${DAY:-never}\n", ":3:15: `verified`", id="variable"
        ),
        pytest.param("sources:\n  - id: a\n    verified: |\n      never\n", ":3:15: `verified`", id="lines"),
        pytest.param("sources:\n  - id: a\n    verified: [never]\n", ":3:15: `verified`", id="list"),
        pytest.param("sources: []\n", "source 1 cannot be found", id="no source"),
        pytest.param("sources: [a]\n", "source 1 cannot be found", id="no mapping"),
        pytest.param("store: x\n", "source 1 cannot be found", id="no list"),
        pytest.param("- a\n", "holds no settings", id="no settings"),
        pytest.param("a: [\n", "does not check", id="no YAML"),
        pytest.param("sources:\n  - id: |\n      a\n", ":2:1: nothing to write", id="no line"),
        pytest.param("sources:\n  - {id: a, verified}\n", "cannot be edited safely", id="a key alone"),
        pytest.param(
            'sources:\n  - {id: a, "verified"}\n', "cannot be edited safely", id="a quoted key alone"
        ),
        pytest.param("sources:\n  - {}\n", "source 1 cannot be found", id="nothing in it"),
        pytest.param("sources:\n  - &x {id: a}\n", "anchor of YAML", id="anchor"),
    ],
)
def test_what_cannot_be_edited_for_certain_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(ConfigError) as error:
        source_edits.verified(file(text), {0: DAY})

    assert place in said(error)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "sources:\n  - id: a\n    verified: never  # c\n\n# Addresses\nfetch: {}\n",
            "sources:\n  - id: a\n    verified: never  # c\n  - id: new\n    kind: feed\n\n# Addresses\nfetch: {}\n",
            id="before the next part",
        ),
        pytest.param(
            "sources:\n- id: a\n  # of a\n\n  # of a too\n# not of a\nx: 1\n",
            "sources:\n- id: a\n  # of a\n\n  # of a too\n- id: new\n  kind: feed\n# not of a\nx: 1\n",
            id="behind the comments of the last one",
        ),
        pytest.param(
            "sources:\n  - id: a\n    only: |\n      x\n\n\nstore: x\n",
            "sources:\n  - id: a\n    only: |\n      x\n  - id: new\n    kind: feed\n\n\nstore: x\n",
            id="behind a text of lines",
        ),
        pytest.param(
            "sources:\r\n  - {id: a,\r\n     url: x}",
            "sources:\r\n  - {id: a,\r\n     url: x}\r\n  - id: new\r\n    kind: feed",
            id="behind braces, Windows line ends",
        ),
        pytest.param("sources: []  # c\n", "sources:  # c\n  - id: new\n    kind: feed\n", id="empty list"),
        pytest.param(
            "sources:  # c\nx: 1\n", "sources:  # c\n  - id: new\n    kind: feed\nx: 1\n", id="null"
        ),
        pytest.param("x: 1", "x: 1\n\nsources:\n  - id: new\n    kind: feed\n", id="no list"),
        pytest.param("x: 1\n", "x: 1\n\nsources:\n  - id: new\n    kind: feed\n", id="no list, ended line"),
    ],
)
def test_sources_are_appended_where_they_belong(before: str, after: str) -> None:
    assert source_edits.appended(file(before), [ITEM]) == after


def test_a_heading_and_its_blank_line_come_along() -> None:
    after = source_edits.appended(file("sources:\n  - id: a\n"), ["\n# ---- News\n" + ITEM, ITEM])

    assert after == (
        "sources:\n  - id: a\n\n  # ---- News\n  - id: new\n    kind: feed\n  - id: new\n    kind: feed\n"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("sources: [{id: a}]\n", "stands in brackets", id="brackets"),
        pytest.param("{store: x}\n", "stands in brackets", id="braces"),
        pytest.param("{sources: []}\n", "stands in brackets", id="all in braces"),
        pytest.param("sources: {a: 1}\n", "stands in brackets", id="no list"),
        pytest.param(
            "sources:\n  - id: |+\n      a\n\n\n", "cannot be edited safely", id="blank lines that count"
        ),
    ],
)
def test_a_list_with_no_room_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ConfigError) as error:
        source_edits.appended(file(text), [ITEM])

    assert reason in said(error)


WORDS = st.sampled_from(["a", "'b'", '"c: d"', "工信部", "http://x/?a=b#c", "never", "2026-01-02", "[x, y]"])
GAPS = st.sampled_from(["\n", "\n\n", "  # ---- a comment\n", "    # deeper\n", "\n# at the edge\n\n"])


@st.composite
def settings(draw: st.DrawFn) -> tuple[str, int]:
    """Return settings of some sources in block and flow style, and how many there are."""
    count = draw(st.integers(1, 4))
    text = draw(st.sampled_from(["sources:\n", "store: x\nsources:   # all\n"]))
    for number in range(count):
        pairs = [f"id: s{number}"]
        pairs += [f"k{place}: {draw(WORDS)}" for place in range(draw(st.integers(0, 3)))]
        pairs += draw(st.sampled_from([[], ["verified: never"], ["verified: 2026-01-02"]]))
        is_flow = draw(st.booleans())
        text += f"  - {{{', '.join(pairs)}}}" if is_flow else "  - " + "\n    ".join(pairs)
        text += "\n" + draw(GAPS)
    return text + draw(st.sampled_from(["", "rules: r\n"])), count


@given(settings(), st.data(), st.sampled_from(["\n", "\r\n"]))
def test_a_marked_file_says_the_day_and_keeps_every_line_it_had(
    made: tuple[str, int], data: st.DataObject, line_end: str
) -> None:
    text, count = made[0].replace("\n", line_end), made[1]
    number = data.draw(st.integers(0, count - 1))

    after = source_edits.verified(file(text), {number: DAY})

    node, _ = yaml_text.read(after, "")
    assert node is not None
    assert node.data["sources"][number]["verified"] == DAY
    old, new = text.split(line_end), after.split(line_end)
    kept = [line for line in new if "verified: 2026-11-22" not in line]
    assert len([line for line in old if line not in kept]) <= 1
    assert source_edits.verified(file(after), {number: DAY}) == after


@given(settings())
def test_an_appended_file_is_the_old_one_with_lines_put_in(made: tuple[str, int]) -> None:
    after = source_edits.appended(file(made[0]), [ITEM])

    assert after.replace("  - id: new\n    kind: feed\n", "", 1) == made[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "monitor.yaml"
    made.write_bytes(b"sources: []\r\n")
    return made


def test_a_file_is_replaced_whole_with_its_mode_and_no_trace_is_left(path: Path) -> None:
    path.chmod(0o640)

    source_edits.replace(source_edits.read(path), "store: 库\n")

    assert path.read_bytes() == "store: 库\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [one.name for one in path.parent.iterdir()] == ["monitor.yaml"]


def test_what_a_link_leads_to_is_replaced_and_not_the_link(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to("monitor.yaml")

    source_edits.replace(source_edits.read(link), "store: x\n")

    assert link.is_symlink()
    assert path.read_text() == "store: x\n"


def test_a_file_that_was_edited_meanwhile_is_left_as_it_is(path: Path) -> None:
    read = source_edits.read(path)
    path.write_text("store: theirs\n")

    with pytest.raises(ConfigError) as error:
        source_edits.replace(read, "store: ours\n")

    assert "was edited meanwhile" in said(error)
    assert path.read_text() == "store: theirs\n"
    assert len(list(path.parent.iterdir())) == 1


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(lambda path: path.unlink(), "cannot be written: No such file", id="gone"),
        pytest.param(
            lambda path: (path.unlink(), path.mkdir()), "cannot be written: Is a directory", id="folder"
        ),
        pytest.param(
            lambda path: shutil.rmtree(path.parent), "cannot be written: No such file", id="folder gone"
        ),
    ],
)
def test_a_file_that_cannot_be_written_is_one_line(
    path: Path, spoil: Callable[[Path], object], reason: str
) -> None:
    read = source_edits.read(path)
    spoil(path)

    with pytest.raises(ConfigError) as error:
        source_edits.replace(read, "store: ours\n")

    assert reason in said(error)
    assert not list(path.parent.glob(".*"))


def test_a_file_of_another_owner_stays_theirs(path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, 1234, 1234)
    before = path.stat()

    source_edits.replace(source_edits.read(path), "store: x\n")

    after = path.stat()
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"store: \xe9\n")

    for name, reason in (("none.yaml", "No such file"), ("latin.yaml", "is not UTF-8")):
        with pytest.raises(ConfigError) as error:
            source_edits.read(tmp_path / name)
        assert reason in said(error)
