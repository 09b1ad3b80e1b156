"""The table of counts at every width."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.rules import count_table
from monitor.cli.rules.ranking import Known, Row
from monitor.model import Reason
from monitor.store.counts import UNDECIDED, RuleCount
from tests.fakes import NOW

ROWS = (
    Row(
        known=Known(rule="national-pilot-list", topic="pilots", status="stable", severity="high"),
        count=RuleCount(
            rule="national-pilot-list",
            topic="pilots",
            matched=1400,
            together=350,
            told=1200,
            untold={Reason.SAME_STORY: 180, "a reason of next year": 20},
            last_match=NOW,
            by_day={},
        ),
        weeks=(0, 700, 1400),
    ),
    Row(
        known=Known(rule="quota", topic="mines", status="draft", severity="low"),
        count=None,
        weeks=(0, 0, 0),
    ),
)


def shown(capsys: pytest.CaptureFixture[str], width: int, rows: tuple[Row, ...] = ROWS) -> list[str]:
    count_table.print_table(rows, width)
    return capsys.readouterr().out.splitlines()


def test_a_wide_terminal_has_a_column_for_each_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, 120) == [
        "rule                 matched   told  same story  a reason of next year  with others        last  weeks",
        "national-pilot-list    1,400  1,200         180                     20          25%  2026-03-02  ·▄█",
        "quota (draft)              0      0           0                      0            -       never  ···",
    ]


def test_on_eighty_columns_reasons_stand_beneath(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, 80) == [
        "rule                 matched   told  with others        last  weeks",
        "national-pilot-list    1,400  1,200          25%  2026-03-02  ·▄█",
        "  not told: 180 same story, 20 a reason of next year",
        "quota (draft)              0      0            -       never  ···",
    ]


def test_a_narrow_terminal_keeps_what_matters_most(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, 60)[0] == "rule                 matched   told        last  weeks"
    assert shown(capsys, 45)[0] == "rule                 matched   told  weeks"
    assert shown(capsys, 36)[0] == "rule                 matched   told"
    assert shown(capsys, 20)[1] == "national-pilot-…    1,400  1,200"


@given(st.integers(34, 200))
def test_no_line_of_the_table_is_wider_than_the_terminal(width: int) -> None:
    lines: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", lines.append)
        count_table.print_table(ROWS, width)

    assert all(len(line) <= width for line in lines if not line.startswith("  not told"))


def test_in_a_pipe_everything_is_there_with_a_line_of_headings(capsys: pytest.CaptureFixture[str]) -> None:
    count_table.print_lines(ROWS)

    headings, first, second = capsys.readouterr().out.splitlines()
    assert headings.split("\t") == [
        "rule",
        "matched",
        "told",
        "same story",
        "a reason of next year",
        "with others",
        "last",
        "weeks",
    ]
    assert first.split("\t")[:5] == ["national-pilot-list", "1400", "1200", "180", "20"]
    assert second.split("\t")[:3] == ["quota (draft)", "0", "0"]


def test_an_empty_folder_has_headings_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, 80, ()) == ["rule              matched  told  with others  last  weeks"]


def test_every_reason_has_a_short_name() -> None:
    assert count_table.REASONS.keys() == {*Reason, UNDECIDED, "edit", "edit and reply"}


def test_votes_have_columns_once_there_are_any(capsys: pytest.CaptureFixture[str]) -> None:
    assert ROWS[0].count is not None
    voted = replace(ROWS[0], count=replace(ROWS[0].count, untold={}, useful=12, noise=3))

    assert shown(capsys, 120, (voted, ROWS[1]))[:2] == [
        "rule                 matched   told  useful  noise  with others        last  weeks",
        "national-pilot-list    1,400  1,200      12      3          25%  2026-03-02  ·▄█",
    ]
