"""What the operators' chat reads about edits: what is wrong, where, and what is in force meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.alerts.clip import clip, flat
from monitor.store.standing import InForce, Trouble

_SHOWN = 3  # problems
_LINE = 300  # units


def rules_refused(lines: Sequence[str], in_force: InForce) -> str:
    """Tell of rule files that do not check."""
    meanwhile = (
        f"In force meanwhile: the last good rules, {_count(in_force.rules, 'rule')}, "
        f"loaded {_instant(in_force.since)}. A mended file is live within seconds of being saved."
    )
    return _refused("rules", lines, meanwhile)


def rules_mended(trouble: Trouble, in_force: InForce, now: datetime) -> str:
    """Tell that they check again."""
    return (
        f"✅ The rules check again: {_count(in_force.rules, 'rule')} in force. "
        f"Edits were not used for {_length(now - trouble.since)}, since {_instant(trouble.since)}."
    )


def settings_refused(lines: Sequence[str], sources: int) -> str:
    """Tell of settings that do not check."""
    meanwhile = (
        f"In force meanwhile: the last good settings, {_count(sources, 'source')}. "
        "A mended file is live within seconds of being saved; until then a restart of the program would fail."
    )
    return _refused("settings", lines, meanwhile)


def settings_mended(trouble: Trouble, sources: int, now: datetime) -> str:
    """Tell that they check again."""
    return (
        f"✅ The settings check again: {_count(sources, 'source')} in force. "
        f"Edits were not used for {_length(now - trouble.since)}, since {_instant(trouble.since)}."
    )


def restart_needed(path: str, keys: Sequence[str]) -> str:
    """Tell of settings that a running program does not take over."""
    take = "takes" if len(keys) == 1 else "take"
    return (
        f"ℹ️ {path} was edited: {_listed(keys)} {take} effect at the next start of the program, not before. "
        "Sources, rules, and what channels are told and when, are live without one."
    )


def restart_not_needed(path: str) -> str:
    """Tell that these settings are again what the program runs with."""
    return f"✅ {path} is again what the program was started with; no restart is needed."


def restarted() -> str:
    """Tell that what waited for the next start is in effect."""
    return "✅ The program was started again: all settings are in effect."


def _refused(what: str, lines: Sequence[str], meanwhile: str) -> str:
    head = f"⚠️ The edited {what} are not used: they do not check."
    return "\n".join((head, "", *_first(lines), "", meanwhile))


def _first(lines: Sequence[str]) -> tuple[str, ...]:
    more = len(lines) - _SHOWN
    rest = (f"… and {more} more; `monitor check` lists them all.",) if more > 0 else ()
    return (*(f"• {clip(flat(line), _LINE)}" for line in lines[:_SHOWN]), *rest)


def _listed(keys: Sequence[str]) -> str:
    *first, last = (f"`{key}`" for key in keys)
    return f"{', '.join(first)} and {last}" if first else last


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def _length(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 120:
        return _count(minutes, "minute")
    hours = round(minutes / 60)
    return _count(hours, "hour") if hours < 48 else _count(round(hours / 24), "day")
