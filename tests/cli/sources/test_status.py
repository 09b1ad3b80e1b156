"""The sources in `monitor status`: readable with sixty of them on a narrow terminal, whole in a pipe."""

import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from rich.cells import cell_len

from monitor.cli.sources import status
from monitor.model import SourceState
from monitor.store.reports import SourceReport
from monitor.store.source_reports import LatencyReport
from tests.cli.rules.folders import Terminal
from tests.fakes import NOW

Show = Callable[..., list[str]]


def report(id_: str, state: SourceState = SourceState.OK, **changes: object) -> SourceReport:
    facts: dict[str, object] = {
        "detail": None,
        "last_success": NOW - timedelta(minutes=4),
        "next_due": NOW + timedelta(minutes=26),
        "failures": 0,
        "documents": 1_234,
        "alerts": 5,
        "since": NOW - timedelta(days=3),
        "why": "every 30 min",
    }
    return SourceReport(id=id_, state=state, **(facts | changes))  # type: ignore[arg-type]


def latency(source_id: str) -> LatencyReport:
    return LatencyReport(
        source_id=source_id,
        documents=40,
        timed=30,
        told=10,
        seen_p50=timedelta(minutes=12),
        seen_p95=timedelta(hours=2),
        told_p50=timedelta(seconds=3),
        told_p95=timedelta(seconds=9),
        total_p50=timedelta(minutes=13),
        total_p95=timedelta(hours=50),
    )


def sixty() -> list[SourceReport]:
    states = [SourceState.OK, SourceState.UNCHANGED, *([SourceState.OK] * 18)]
    made = [report(f"a-source-with-a-name-{n:02}", states[n % 20]) for n in range(57)]
    blocked = report(
        "zzz", SourceState.BLOCKED, detail="HTTP 412 " + "工业和信息化部" * 30, last_success=None
    )
    moved = report("moved", SourceState.MOVED, detail="write `url: x`")
    new = report("new", SourceState.NEW, since=None, last_success=None, next_due=NOW, documents=0, alerts=0)
    return [*made, moved, new, blocked]


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    def run(
        reports: Sequence[SourceReport],
        latencies: Sequence[LatencyReport] = (),
        verified: dict[str, date | None] | None = None,
        columns: int = 80,
    ) -> list[str]:
        screen = Terminal()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", screen)
            patch.setenv("COLUMNS", str(columns))
            status.show(status.standings(reports, latencies, verified), NOW)
        return screen.getvalue().splitlines()

    return run


@pytest.mark.parametrize("columns", [40, 80, 120, 200])
def test_sixty_sources_fit_the_terminal_with_the_troubled_ones_first(show: Show, columns: int) -> None:
    lines = show(sixty(), [latency("a-source-with-a-name-00")], {}, columns)

    assert max(map(cell_len, lines[:-1])) <= columns
    assert [line.split()[0] for line in lines[:5]] == ["source", "zzz", "HTTP", "moved", "write"]
    assert lines[2].endswith("…")
    assert lines[-1] == "sources: 57 ok, 1 new, 1 moved, 1 blocked"
    assert len(lines) == 1 + 60 + 2 + 1


def test_a_wide_terminal_has_every_column(show: Show) -> None:
    heading, row, *_ = show([report("miit")], [latency("miit")], {"miit": date(2026, 3, 1)}, 120)

    assert "  ".join(heading.split()) == (
        "source  state  for  read  due  docs  alerts  seen  p50  p95  told  p50  p95  verified"
    )
    assert row.split() == [
        "miit",
        "ok",
        "3d",
        "4m",
        "26m",
        "1,234",
        "5",
        "12m",
        "2h",
        "13m",
        "2d",
        "2026-03-01",
    ]


def test_a_narrow_terminal_leaves_out_what_matters_least(show: Show) -> None:
    heading = show([report("x" * 30)], [], {}, 64)[0]

    assert heading.split() == ["source", "state", "for", "read", "due"]


def test_what_is_not_known_is_a_dash_and_what_is_due_is_due_now(show: Show) -> None:
    new = report("a", SourceState.NEW, since=None, last_success=None, next_due=NOW)

    row = show([new], [], None, 120)[1]

    assert row.split() == ["a", "new", "-", "-", "now", "1,234", "5", "-", "-", "-", "-", "-"]


def test_an_entry_that_could_not_be_read_comes_before_the_sources_without(show: Show) -> None:
    lines = show([report("a"), report("b", detail="entry 3: no link\x1b[2J")])

    assert [line.split()[0] for line in lines[1:4]] == ["b", "entry", "a"]
    assert "\x1b" not in lines[2]


def test_without_sources_there_is_nothing_to_show(capsys: pytest.CaptureFixture[str]) -> None:
    status.show((), NOW)

    assert capsys.readouterr().out == ""


def test_in_a_pipe_every_column_stands_between_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    found = status.standings([report("miit", detail="a\tb"), report("x")], [latency("miit")], {"miit": None})

    status.show(found, NOW)

    heads, first, second, last = capsys.readouterr().out.splitlines()
    assert heads.split("\t")[:3] == ["source", "state", "last success"]
    assert len({len(line.split("\t")) for line in (heads, first, second)}) == 1
    cells = first.split("\t")
    assert (cells[:2], cells[4:8]) == (["miit", "ok"], ["1234", "5", "never", "a b"])
    assert cells[9:] == ["every 30 min", "12m", "2h", "13m", "2d"]
    assert second.split("\t")[10:] == ["-"] * 4
    assert last == "sources: 2 ok"


def test_programs_get_lengths_in_seconds() -> None:
    (one,) = status.standings([report("miit")], [latency("miit")], {"miit": date(2026, 3, 1)})

    row = status.as_json(one)

    assert row == {
        "id": "miit",
        "verified": "2026-03-01",
        "state": "ok",
        "since": "2026-02-27T12:00:00Z",
        "detail": None,
        "last_success": "2026-03-02T11:56:00Z",
        "next_due": "2026-03-02T12:26:00Z",
        "why": "every 30 min",
        "failures": 0,
        "documents": 1_234,
        "alerts": 5,
        "latency": {
            "documents": 40,
            "timed": 30,
            "told": 10,
            "seen_p50": 720.0,
            "seen_p95": 7_200.0,
            "told_p50": 3.0,
            "told_p95": 9.0,
            "total_p50": 780.0,
            "total_p95": 180_000.0,
        },
    }


def test_what_nobody_has_verified_and_nothing_was_seen_of_is_none() -> None:
    (unread,) = status.standings([report("miit")], [], None)
    (unlisted,) = status.standings([report("miit")], [], {})

    assert [status.as_json(one)["verified"] for one in (unread, unlisted)] == [None, None]
    assert status.as_json(unread)["latency"] is None
