from datetime import UTC, datetime, timedelta

import httpx
import pytest

from monitor.fetch import freshness

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
DATE = "Sat, 21 Nov 2026 10:00:00 GMT"


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
        ({"Expires": "Sat, 21 Nov 2026 13:00:00 GMT"}, timedelta(hours=1)),
        ({"Expires": "Sat, 21 Nov 2026 13:00:00 GMT", "Date": DATE}, timedelta(hours=3)),
        ({"Expires": "Sat, 21 Nov 2026 13:00:00 -0000"}, timedelta(hours=1)),
        ({"Expires": "Sat, 21 Nov 2026 11:00:00 GMT"}, None),
        ({"Expires": "Fri, 31 Dec 2099 00:00:00 GMT"}, timedelta(days=7)),
        ({"Expires": "0"}, None),
        ({"Expires": "Sat, 99 Nov 2026 13:00:00 GMT"}, None),
    ],
)
def test_how_long_an_answer_stays_fresh(headers: dict[str, str], expected: timedelta | None) -> None:
    assert freshness.not_before(httpx.Headers(headers), NOW) == expected


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
    assert freshness.retry_after(httpx.Headers(headers), NOW) == expected
