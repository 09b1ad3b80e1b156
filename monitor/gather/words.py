"""What the operators' chat reads about sources: which fails, since when and why, and that it reads again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.alerts.clip import clip, flat
from monitor.gather.intervals import length
from monitor.model import Change, SourceState

MANY = "sources"

_SHOWN = 12  # of many
_LINE = 300  # units
_SHORT_LINE = 120


def key(source_id: str) -> str:
    """Return what a source's own notices go under."""
    return f"source {source_id}"[:200]


def is_over(change: Change) -> bool:
    """Say whether the change is that all is well again."""
    return change.alarm.owed is SourceState.OK


def one(change: Change, now: datetime) -> str:
    """Tell of one source."""
    source, alarm = change.source_id, change.alarm
    detail = clip(flat(change.detail or ""), _LINE)
    if is_over(change):
        return _over(change, now)
    if alarm.owed is SourceState.MOVED:
        return f"ℹ️ Source {source} has moved: {detail}"
    if alarm.owed is SourceState.STALE:
        return f"⚠️ Source {source} is read, but gives nothing new: {detail}"
    if alarm.owed is SourceState.EMPTY:
        return (
            f"⚠️ Source {source} is read, but lists nothing since {_instant(alarm.since or now)}; it used to."
        )
    polls = "1 poll" if change.state.failures == 1 else f"{change.state.failures} polls in a row"
    return (
        f"⚠️ Source {source} cannot be read: {alarm.owed}.\n\n• {detail}\n\n"
        f"Since {_instant(alarm.trouble_since or now)}, {polls}. "
        f"It is tried again {_instant(change.next_poll_at)}; `monitor sources check {source}` looks at it now."
    )


def many(changes: Sequence[Change]) -> str:
    """Tell of many sources at once."""
    over = [change for change in changes if is_over(change)]
    failing = [change for change in changes if not is_over(change)]
    parts = []
    if failing:
        lines = [
            f"• {change.source_id}: {change.alarm.owed}: {clip(flat(change.detail or ''), _SHORT_LINE)}"
            for change in failing[:_SHOWN]
        ]
        if len(failing) > _SHOWN:
            lines.append(f"… and {len(failing) - _SHOWN} more; `monitor status` lists them all.")
        head = f"⚠️ {len(failing)} sources have trouble; if it is one cause, look at the network first."
        parts.append("\n".join((head, "", *lines)))
    if over:
        names = ", ".join(change.source_id for change in over[:_SHOWN])
        more = f" and {len(over) - _SHOWN} more" if len(over) > _SHOWN else ""
        parts.append(f"✅ {len(over)} sources are well again: {names}{more}.")
    return "\n\n".join(parts)


def _over(change: Change, now: datetime) -> str:
    source, alarm = change.source_id, change.alarm
    if alarm.told is SourceState.STALE:
        return f"✅ Source {source} has something new again."
    if alarm.told is SourceState.EMPTY:
        return f"✅ Source {source} lists entries again."
    if alarm.told is SourceState.MOVED:
        return f"✅ Source {source} is polled where the settings say again."
    since = alarm.trouble_since or now
    reason = clip(flat(alarm.trouble_detail or ""), _LINE)
    return (
        f"✅ Source {source} reads again after {length((alarm.since or now) - since)}: "
        f"it was {alarm.trouble} ({reason})."
    )


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
