"""Whether, where and when a channel is told of a document: a ladder of early returns, one reason each."""

from __future__ import annotations

from datetime import datetime

from monitor.alerts import hours, routing, silencing
from monitor.model import (
    Amend,
    ChannelConfig,
    ChannelKind,
    ChannelKnown,
    Hold,
    HoldReason,
    Match,
    Reason,
    RuleStatus,
    Send,
    Severity,
    Telling,
    UpdateKind,
    Verdict,
)


def decide(telling: Telling, channel: ChannelConfig, known: ChannelKnown, now: datetime) -> Verdict:
    """Return what one channel gets of a version: a message, a change of the one it has, or the reason for neither."""
    version, matches = telling.version, _tellable(telling)
    if version.demo and channel.kind is not ChannelKind.CONSOLE:
        return Reason.DEMO
    if version.is_backlog:
        return Reason.BACKLOG
    if known.story:
        return _of_a_told_story(telling, channel, known, now)
    if not version.matches:
        return Reason.UNMATCHED
    if not matches:
        return Reason.DRAFT_RULE
    if known.document:
        return Reason.ALREADY_TOLD
    if not routing.asks_for(channel.routes, telling, matches):
        return Reason.NOT_ROUTED
    if silencing.is_silenced(telling, matches, channel, now):
        return Reason.SILENCED
    if not is_urgent(telling, channel) and _is_damped(matches, channel, known, now):
        return Reason.DAMPED
    return _first_message(telling, channel, now)


def is_urgent(telling: Telling, channel: ChannelConfig) -> bool:
    """Say whether neither quiet hours nor a cap hold it back."""
    return _severity(telling).rank >= channel.urgent.rank


def _of_a_told_story(telling: Telling, channel: ChannelConfig, known: ChannelKnown, now: datetime) -> Verdict:
    update, matches = telling.update, _tellable(telling)
    is_lesser = _is_lesser(matches, known)
    if update is None:
        if is_lesser:
            return Reason.INHIBITED
        return Reason.ALREADY_TOLD if known.document else Reason.SAME_STORY
    is_news = (
        update.kind.is_material
        and not silencing.is_silenced(telling, matches, channel, now)
        and not (is_lesser and update.kind is not UpdateKind.CORRECTION)
    )
    if is_news and known.in_digest:
        return _first_message(telling, channel, now)
    silent = not is_news or _is_silent(telling, channel)
    return Amend(not_before=_opening(telling, channel, now) if is_news else now, reply=is_news, silent=silent)


def _first_message(telling: Telling, channel: ChannelConfig, now: datetime) -> Verdict:
    if channel.digest is not None and _severity(telling).rank <= channel.digest.rank:
        return Hold(why=HoldReason.LOW)
    return Send(not_before=_opening(telling, channel, now), silent=_is_silent(telling, channel))


def _opening(telling: Telling, channel: ChannelConfig, now: datetime) -> datetime:
    return now if is_urgent(telling, channel) else hours.opening(channel.hours, now)


def _is_silent(telling: Telling, channel: ChannelConfig) -> bool:
    return _severity(telling).rank < channel.sound.rank


def _is_lesser(matches: tuple[Match, ...], known: ChannelKnown) -> bool:
    severity = routing.gravest(matches)
    return severity is not None and known.severity is not None and severity.rank < known.severity.rank


def _is_damped(
    matches: tuple[Match, ...], channel: ChannelConfig, known: ChannelKnown, now: datetime
) -> bool:
    """Say whether every rule that matched was told so recently that it alone is no news."""
    if channel.damping is None:
        return False
    since = now - channel.damping
    return all((told_at := known.rules.get(match.rule)) is not None and told_at > since for match in matches)


def _severity(telling: Telling) -> Severity:
    """Return how much it matters: as the document's rules say, and what has none of its own as its story does."""
    return routing.gravest(_tellable(telling)) or telling.story.severity or Severity.LOW


def _tellable(telling: Telling) -> tuple[Match, ...]:
    return tuple(match for match in telling.version.matches if match.status is not RuleStatus.DRAFT)
