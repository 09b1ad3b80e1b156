"""Whether somebody asked not to hear of this for a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from monitor.model import ChannelConfig, Match, Silence, SilenceKind, Telling


def is_silenced(telling: Telling, matches: tuple[Match, ...], channel: ChannelConfig, now: datetime) -> bool:
    """Say whether the story or the source is silenced here, or else everything that matched is, by rule or topic."""
    silences = tuple(_heard_of(telling.silences, channel, now))
    values = {kind: {one.value for one in silences if one.kind is kind} for kind in SilenceKind}
    if telling.story.id in values[SilenceKind.STORY]:
        return True
    if telling.version.source_id in values[SilenceKind.SOURCE]:
        return True
    rules, topics = values[SilenceKind.RULE], values[SilenceKind.TOPIC]
    return bool(matches) and all(match.rule in rules or match.topic in topics for match in matches)


def _heard_of(silences: Iterable[Silence], channel: ChannelConfig, now: datetime) -> Iterable[Silence]:
    return (one for one in silences if one.channel in {None, channel.id} and one.until > now)
