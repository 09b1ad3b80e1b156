"""The one place that reads the clock; everything below the command line is given its `now`."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the instant, aware, in UTC."""
    return datetime.now(UTC)
