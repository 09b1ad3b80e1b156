from datetime import UTC, datetime, timedelta

import pytest

from monitor.fetch import freshness
from monitor.fetch.wire import Head

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
DATE = "Sat, 21 Nov 2026 10:00:00 GMT"


def head(headers: dict[str, str]) -> Head:
    return Head(200, tuple((name.lower().encode(), value.encode()) for name, value in headers.items()))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"Cache-Control": "max-age=600"}, timedelta(minutes=10)),
        ({"Cache-Control": 'public, MAX-AGE = "600"'}, timedelta(minutes=10)),
        ({"Cache-Control": "s-maxage=600"}, None),
        ({"Cache-Control": "max-age=600", "Age": "400"}, timedelta(seconds=200)),
        ({"Cache-Control": "max-age=600", "Age": "601"}, None),
        ({"Cache-Control": "max-age=600", "Age": "old"}, timedelta(minutes=10)),
        ({"Cache-Control": "max-age=0", "Expires": "Sat, 21 Nov 2026 23:00:00 GMT"}, None),
        ({"Cache-Control": "max-age=999999999999"}, timedelta(days=7)),
        ({"Cache-Control": "no-cache"}, None),
        ({"Cache-Control": "no-cache, max-age=600"}, None),
        ({"Cache-Control": "max-age=600, No-Store"}, None),
        ({"Cache-Control": 'no-cache="set-cookie", max-age=600'}, timedelta(minutes=10)),
        ({"Cache-Control": "max-age=600, max-age=900"}, timedelta(minutes=10)),
        ({"Cache-Control": "private, must-revalidate, max-age=600"}, timedelta(minutes=10)),
        ({"Cache-Control": "max-age=soon", "Expires": "Sat, 21 Nov 2026 13:00:00 GMT"}, None),
        ({"Cache-Control": 'x="max-age=5", max-age="600"'}, timedelta(minutes=10)),
        ({"Cache-Control": "no-store", "Expires": "Sat, 21 Nov 2026 13:00:00 GMT"}, None),
        ({"Expires": "Sat, 21 Nov 2026 13:00:00 GMT"}, timedelta(hours=1)),
        ({"Expires": "Sat, 21 Nov 2026 13:00:00 GMT", "Date": DATE}, timedelta(hours=3)),
        ({"Expires": "Sat, 21 Nov 2026 13:00:00 GMT", "Age": "1800"}, timedelta(minutes=30)),
        ({"Expires": "Sat, 21 Nov 2026 13:00:00 -0000"}, timedelta(hours=1)),
        ({"Expires": "Sat, 21 Nov 2026 11:00:00 GMT"}, None),
        ({"Expires": "Fri, 31 Dec 2099 00:00:00 GMT"}, timedelta(days=7)),
        ({"Expires": "0"}, None),
        ({"Expires": "Sat, 99 Nov 2026 13:00:00 GMT"}, None),
    ],
)
def test_how_long_an_answer_stays_fresh(headers: dict[str, str], expected: timedelta | None) -> None:
    assert freshness.not_before(head(headers), NOW) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": " 120 "}, 120.0),
        ({"Retry-After": "0"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "9" * 40}, 7 * 86400.0),
        ({"Retry-After": "Sat, 21 Nov 2026 12:05:00 GMT"}, 300.0),
        ({"Retry-After": "Sat, 21 Nov 2026 12:05:00 GMT", "Date": DATE}, 7500.0),
        ({"Retry-After": "Sat, 21 Nov 2026 11:05:00 GMT"}, None),
    ],
)
def test_how_long_a_server_asks_us_to_stay_away(headers: dict[str, str], expected: float | None) -> None:
    assert freshness.retry_after(head(headers), NOW) == expected


def test_a_cache_control_in_two_lines_is_one() -> None:
    lines = ((b"cache-control", b"public"), (b"cache-control", b"max-age=600"))

    assert freshness.not_before(Head(200, lines), NOW) == timedelta(minutes=10)
