"""Which changes of a source's state the operators are told: each once, what may pass only when it stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.gather.states import Standing
from monitor.model import Alarm, SourceState

_DAY = timedelta(days=1)
_FAILURES = 3  # in a row, of what may be a passing fault
_READS = frozenset({SourceState.OK, SourceState.UNCHANGED})


def after(before: Alarm, was: SourceState, standing: Standing, now: datetime) -> Alarm:
    """Return what is owed to the operators after a poll, and what they believe until they are told."""
    is_in = standing.is_in
    is_same = is_in is was or (is_in in _READS and was in _READS)
    if is_same and is_in in _READS and before.told is None and before.owed is None and before.since:
        return before
    alarm = replace(before, since=before.since if is_same and before.since else now)
    if is_in.is_trouble:
        began = before.trouble_since if was.is_trouble and before.trouble_since else now
        alarm = replace(alarm, trouble=is_in, trouble_since=began, trouble_detail=standing.detail)
    wanted = _wanted(alarm, standing, now)
    if wanted is alarm.told:
        return replace(alarm, owed=None, owed_since=None)
    return replace(alarm, owed=wanted or SourceState.OK, owed_since=alarm.owed_since or now)


def _wanted(alarm: Alarm, standing: Standing, now: datetime) -> SourceState | None:
    """Return what the operators should believe: a state that is news, or None for a source that reads."""
    is_in = standing.is_in
    if is_in.is_trouble:
        return is_in if _is_news(alarm, standing, now) else alarm.told
    if is_in is SourceState.EMPTY:
        # Some lists are empty at times; this one was not, and stays so.
        assert alarm.since is not None
        is_news = standing.state.newest_at is not None and now - alarm.since >= _DAY
        return is_in if is_news or alarm.told is is_in else None
    return None if is_in in _READS else is_in


def _is_news(alarm: Alarm, standing: Standing, now: datetime) -> bool:
    assert alarm.trouble_since is not None
    told_lately = alarm.told_at is not None and now - alarm.told_at < _DAY
    if alarm.told is not None and alarm.told.is_trouble:
        # They know that it cannot be read; another reason is news of another day, if it is certain.
        return alarm.told is standing.is_in or (standing.is_sure and not told_lately)
    # What was told of a moment ago and healed comes and goes.
    is_certain = standing.is_sure and not (told_lately and alarm.told is None)
    stays = standing.state.failures >= _FAILURES or now - alarm.trouble_since >= _DAY
    return is_certain or (stays and _is_confirmed(standing))


def _is_confirmed(standing: Standing) -> bool:
    """Say whether a state may be told at all: gone is a word that ends something, and needs its proof."""
    return standing.is_in is not SourceState.GONE or standing.is_sure
