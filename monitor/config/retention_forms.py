"""How long things are kept, as people write it: `texts: 365d`, `raw: forever`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

from monitor.config import durations
from monitor.model import Retention

_FOREVER = "forever"
_LEAST = {"raw": timedelta(days=1), "texts": timedelta(days=30), "log": timedelta(days=7)}
_MOST = timedelta(days=36_525)
_KEPT = Retention()


def _length(value: Any) -> Any:
    """Refuse what is neither a length of time nor for ever; what is no text at all is refused elsewhere."""
    if isinstance(value, int) and not isinstance(value, bool):
        raise ValueError(f"{value} has no unit; write {value}d for days, or {_FOREVER}")  # noqa: TRY004  pydantic tells these
    if isinstance(value, str) and value != _FOREVER:
        try:
            durations.duration(value, most=_MOST)
        except ValueError as error:
            raise ValueError(f"{error}; or write {_FOREVER}") from error
    return value


_Length = Annotated[str | None, BeforeValidator(_length)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionEntry:
    """The key `retention`."""

    raw: _Length = None
    texts: _Length = None
    log: _Length = None


def retention(entry: RetentionEntry | None) -> tuple[Retention, list[tuple[str, str]]]:
    """Return how long things are kept, and what is wrong with it, by key."""
    if entry is None:
        return _KEPT, []
    found = {
        "raw": _period(entry.raw, _KEPT.raw),
        "texts": _period(entry.texts, _KEPT.texts),
        "log": _period(entry.log, _KEPT.log),
    }
    if entry.raw is None and found["texts"] is not None and found["raw"] is not None:
        found["raw"] = min(found["raw"], found["texts"])  # whoever shortens texts means what is less, too
    problems = [
        (key, f"is too short: what goes then is still worked with; write at least {_LEAST[key].days}d")
        for key, length in found.items()
        if length is not None and length < _LEAST[key]
    ]
    try:
        return Retention(**found), problems
    except ValueError as error:
        return _KEPT, [*problems, ("raw", str(error))]


def _period(said: str | None, otherwise: timedelta | None) -> timedelta | None:
    if said is None:
        return otherwise
    return None if said == _FOREVER else durations.duration(said, most=_MOST)
