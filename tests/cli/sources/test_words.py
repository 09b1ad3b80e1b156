"""Times, sizes and texts as the commands say them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.cli.sources import words
from tests.fakes import source


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "0 ms"),
        (0.04, "40 ms"),
        (1, "1 s"),
        (2.35, "2.4 s"),
        (59.6, "1 min"),
        (90, "1 min 30 s"),
        (3_600, "1 h"),
        (3_605, "1 h"),
        (5_400, "1 h 30 min"),
        (90_061, "1 d 1 h"),
        (86_400 * 400, "400 d"),
    ],
)
def test_a_length_of_time_is_told_in_two_units_at_most(seconds: float, said: str) -> None:
    assert words.length(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 B"), (1_023, "1023 B"), (2_048, "2 KiB"), (3 << 19, "1.5 MiB")]
)
def test_a_size_is_told_in_its_unit(count: int, said: str) -> None:
    assert words.size(count) == said


def test_text_from_outside_cannot_steer_a_terminal() -> None:
    assert words.safe("a\n\tb \x1b[2J\u202e 中\u200b国\udcff") == "a b \ufffd[2J 中国\ufffd"


def test_a_publication_is_told_in_the_zone_of_its_source() -> None:
    assert words.published(datetime(2026, 3, 1, 20, tzinfo=UTC), "Asia/Shanghai") == "2026-03-02 04:00"
    assert words.published(date(2026, 3, 1), "UTC") == "2026-03-01"
    assert words.published(None, "UTC") == "undated"


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://me:pass@a.example/x@y", "https://a.example/x@y"),
        ("https://a.example", "https://a.example"),
        ("/a/folder@home", "/a/folder@home"),
    ],
)
def test_credentials_are_left_out(location: str, shown: str) -> None:
    assert words.place(source(location=location)) == shown
