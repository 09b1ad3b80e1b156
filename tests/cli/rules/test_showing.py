import io
import sys
from datetime import date

import pytest

from monitor.cli.rules import showing
from monitor.cli.rules.showing import Entry
from monitor.corpus import laying_out
from tests.fakes import NOW, document, version
from tests.rules.making import rule, rule_set, term


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal()
    monkeypatch.setattr(sys, "stdout", made)
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return made


def shown(**more: str) -> Entry:
    made = document("Gallium\x1b[31m is short", "Gallium is short in 镓 plants.", published=date(2026, 3, 1))
    layout = laying_out.lay_out(made)
    matches = rule_set(rule(term("镓"))).match(layout)
    found = version(document_id="0123456789abcdef", source_id="miit", document=made)
    return showing.entry(found, contexts=showing.evidence(layout, matches), notes=("why not",), **more)


def test_in_a_pipe_the_words_stand_between_marks(capsys: pytest.CaptureFixture[str]) -> None:
    showing.print_entries([shown(sign="+")])

    assert capsys.readouterr().out.splitlines() == [
        "+ 2026-03-01  miit  0123456789ab  Gallium [31m is short",
        "    Gallium is short in «镓» plants.",
        "    (why not)",
    ]


def test_on_a_terminal_the_words_are_bold_and_long_lines_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = terminal(monkeypatch)

    showing.print_entries([shown(sign="-")])

    said = screen.getvalue()
    assert "\x1b[1m镓\x1b[0m" in said
    assert "«" not in said
    assert "\x1b[31m is short" not in said, "what a document says does not steer the terminal"
    assert said.startswith("\x1b[31m- 2026-03-01")


def test_an_undated_document_goes_by_when_it_was_seen() -> None:
    undated = document()

    assert showing.entry(version(document=undated)).date == NOW.date().isoformat()
    assert Entry(id="a.txt", source="seeds", document=undated).date == "-"


def test_as_json_all_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert showing.as_json(shown()) == {
        "document": "0123456789abcdef",
        "source": "miit",
        "title": "Gallium\x1b[31m is short",
        "url": None,
        "published": "2026-03-01",
        "seen_at": "2026-03-02T12:00:00Z",
        "contexts": ["Gallium is short in «镓» plants."],
    }


def test_a_bar_shows_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = terminal(monkeypatch)

    with showing.progress(10) as advance:
        advance(5)

    assert "5/10" in screen.getvalue()


def test_in_a_pipe_there_is_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with showing.progress(10) as advance:
        advance(5)

    assert capsys.readouterr() == ("", "")
