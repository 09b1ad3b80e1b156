from datetime import timedelta

import pytest

from monitor.config import durations
from monitor.model import BacklogRule, Pace


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30m", timedelta(minutes=30)),
        ("1h30m", timedelta(minutes=90)),
        (" 2 d ", timedelta(days=2)),
        ("1W", timedelta(weeks=1)),
        ("1s", timedelta(seconds=1)),
    ],
)
def test_lengths_of_time_are_read(text: str, expected: timedelta) -> None:
    assert durations.duration(text) == expected


@pytest.mark.parametrize("text", ["", "30", "m", "30 minutes", "-1h", "1h junk", "0s", "9999w"])
def test_error_no_length_of_time(text: str) -> None:
    with pytest.raises(ValueError, match="write"):
        durations.duration(text)


def test_a_backlog_is_a_length_of_time_or_a_word() -> None:
    assert durations.backlog("all") is BacklogRule.ALL
    assert durations.backlog("none") is BacklogRule.NONE
    assert durations.backlog("2d") == timedelta(days=2)
    with pytest.raises(ValueError, match="all or none"):
        durations.backlog("some")


def test_a_pace_is_messages_by_time_or_off() -> None:
    assert durations.pace("20/min") == Pace(count=20, window=timedelta(minutes=1))
    assert durations.pace("1 / s") == Pace(count=1, window=timedelta(seconds=1))
    assert durations.pace("off") is None
    for text in ("0/min", "20", "20/day", "fast"):
        with pytest.raises(ValueError, match="20/min"):
            durations.pace(text)
