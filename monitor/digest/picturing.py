"""What the picture of a digest shows: stories by topic and week, and the bodies that most of them name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.alerts import digest_words, heads
from monitor.alerts.digest_text import topic_name
from monitor.corpus import laying_out
from monitor.digest.composing import Find
from monitor.model import ChannelConfig, Named, Version
from monitor.model.digesting import MOST_BODIES, MOST_TOPICS, Chart

WEEKS = 12
BODY_WEEKS = 4
MOST_DOCUMENTS = 400  # that are read for the bodies they name

_WEEK = timedelta(weeks=1)


def charts(
    begins: Iterable[tuple[str, datetime]],
    matched: Sequence[tuple[str, Version]],
    channel: ChannelConfig,
    find: Find,
    now: datetime,
) -> tuple[Chart, ...]:
    """Return the chart in the channel's language, and in English for a machine without Chinese fonts."""
    asked = topics_of(channel)
    weeks = _by_week((one for one in begins if asked is None or one[0] in asked), now)
    if not weeks:
        return ()
    named = _active(matched, find)
    languages = ("zh", "en") if channel.language == "zh" else ("en",)
    return tuple(_chart(weeks, named, language, channel, now) for language in languages)


def topics_of(channel: ChannelConfig) -> frozenset[str] | None:
    """Return the topics that a channel asks for; None where it asks for any."""
    if not channel.routes or any(not route.topics for route in channel.routes):
        return None
    return frozenset().union(*(route.topics for route in channel.routes))


def _by_week(begins: Iterable[tuple[str, datetime]], now: datetime) -> list[tuple[str, tuple[int, ...]]]:
    """Return the stories of each topic in each week before now, the busiest topic first."""
    counted: Counter[tuple[str, int]] = Counter()
    for topic, begun_at in begins:
        ago = (now - begun_at) // _WEEK
        if 0 <= ago < WEEKS:
            counted[topic, WEEKS - 1 - ago] += 1
    topics = sorted({topic for topic, _ in counted})
    rows = [(topic, tuple(counted[topic, week] for week in range(WEEKS))) for topic in topics]
    return sorted(rows, key=lambda row: -sum(row[1]))


def _active(matched: Sequence[tuple[str, Version]], find: Find) -> list[tuple[Named, int]]:
    """Return the bodies that stories name, each story counted once, the most active first."""
    stories: dict[str, set[str]] = {}
    known: dict[str, Named] = {}
    for story, version in matched:
        for one in find(laying_out.lay_out(version.document)):
            # The departments of all provinces share one entry, whose id is no name.
            if one.kind == "body" and not one.id[:1].islower():
                stories.setdefault(one.id, set()).add(story)
                known.setdefault(one.id, one)
    ordered = sorted(stories, key=lambda id_: (-len(stories[id_]), id_))
    return [(known[id_], len(stories[id_])) for id_ in ordered[:MOST_BODIES]]


def _chart(
    weeks: list[tuple[str, tuple[int, ...]]],
    named: list[tuple[Named, int]],
    language: str,
    channel: ChannelConfig,
    now: datetime,
) -> Chart:
    frame = digest_words.of(language)
    today = now.astimezone(ZoneInfo(channel.hours.zone)).date()
    starts = [today - _WEEK * (WEEKS - week) for week in range(WEEKS)]
    bodies = ((heads.called(one, language) or one.id, count) for one, count in named)
    return Chart(
        title=frame.week_of.format(frame.day(today - _WEEK), frame.day(today)),
        weeks=tuple(frame.short_day(start) for start in starts),
        topics=tuple((topic_name(topic, frame), row) for topic, row in weeks[:MOST_TOPICS]),
        bodies=tuple(bodies),
        topics_title=frame.topics_by_week,
        bodies_title=frame.bodies_of_weeks.format(BODY_WEEKS),
    )
