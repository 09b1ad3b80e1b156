"""Which rules stand first, and the weeks as bars."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.rules.ranking import Known, Row, rank
from monitor.store.counts import RuleCount

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
QUARTER = timedelta(days=90)


def known(rule: str, status: str = "stable") -> Known:
    return Known(rule=rule, topic="topic", status=status, severity="high")


def count(
    rule: str, matched: int, told: int = 0, *, together: int = 0, by_day: Mapping[date, int] | None = None
) -> RuleCount:
    return RuleCount(
        rule=rule,
        topic="topic",
        matched=matched,
        together=together,
        told=told,
        untold={},
        last_match=NOW,
        by_day=by_day or {TODAY: matched},
    )


def order(rows: list[Row]) -> list[str]:
    return [row.known.rule for row in rows]


def test_never_matching_rules_stand_first_then_the_noisiest_and_the_gone_last() -> None:
    rules = [known(rule) for rule in ("quiet", "never", "loud", "matched", "also-never")]
    rules += [known("draft", "draft"), known("retired", "retired")]
    counts = [
        count("quiet", 3, 1),
        count("loud", 9, 9),
        count("matched", 20, 1),
        count("draft", 5),
        count("gone", 99, 99),
    ]

    rows = rank(rules, counts, NOW, QUARTER)

    # A draft is as noisy as it would be if it were told.
    assert order(rows) == ["also-never", "never", "loud", "draft", "matched", "quiet", "gone", "retired"]
    assert {row.known.rule: row.known.status for row in rows}["gone"] == "gone"


def test_a_rule_that_matched_nothing_counts_nothing() -> None:
    (row,) = rank([known("never")], [], NOW, QUARTER)

    assert (row.matched, row.told, row.together, row.spark) == (0, 0, None, "·" * 13)


def test_weeks_count_back_from_today_the_oldest_left() -> None:
    by_day = {
        TODAY: 4,
        TODAY - timedelta(days=6): 4,
        TODAY - timedelta(days=7): 1,
        TODAY - timedelta(days=21): 2,
        TODAY - timedelta(days=28): 1,  # the range begins in the middle of this day
        TODAY + timedelta(days=1): 1,  # a clock that was wrong
    }

    (row,) = rank([known("a")], [count("a", 13, 1, together=3, by_day=by_day)], NOW, timedelta(days=28))

    assert row.weeks == (3, 0, 1, 9)
    assert row.spark == "▃·▁█"
    assert row.together == 3 / 13


@pytest.mark.parametrize(("since", "weeks"), [(1, 1), (7, 1), (8, 2), (90, 13), (366, 53)])
def test_there_is_a_bar_for_every_week_begun(since: int, weeks: int) -> None:
    (row,) = rank([known("a")], [], NOW, timedelta(days=since))

    assert len(row.spark) == weeks


@given(st.lists(st.integers(0, 1_000_000), min_size=1, max_size=20))
def test_bars_rise_with_what_they_count(weeks: list[int]) -> None:
    row = Row(known=known("a"), count=None, weeks=tuple(weeks))

    bars = [("·▁▂▃▄▅▆▇█".index(bar), number) for bar, number in zip(row.spark, weeks, strict=True)]

    assert all((bar == 0) == (number == 0) for bar, number in bars)
    assert sorted(bars) == sorted(bars, key=lambda pair: (pair[1], pair[0]))
    assert not max(weeks) or "█" in row.spark
