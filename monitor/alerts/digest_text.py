"""A digest as Telegram HTML: by topic and story, the gravest first, in as many messages as it takes.

summaries → lines by topic → pages that Telegram takes
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.alerts import digest_words, labels, runs
from monitor.alerts.clip import clip
from monitor.alerts.digest_pages import GAP, Line, packed
from monitor.alerts.digest_words import DigestWords
from monitor.alerts.runs import Run
from monitor.alerts.words import MARKS
from monitor.model import ChannelConfig, HoldReason, Reason, Summary

_TITLE = 160  # units
_WHO = 60
_NEWS = 80
_LENGTHS = {
    "day": (0.9, 1.1),
    "week": (6.9, 7.1),
    "month": (27, 32),
}  # in days, an hour more or less where clocks change
_LOOK_BACK = timedelta(days=3)  # a plan that comes less often than this tells what was told, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story as a digest lists it."""

    summary: Summary
    seen_at: datetime
    why: HoldReason | None = None  # None: it had a message of its own
    news: str = ""  # what the story's last update changed

    @property
    def topic(self) -> str:
        """The topic of its gravest rule; empty where no rule that may be told matched."""
        return self.summary.topics[0] if self.summary.topics else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a digest says."""

    period: timedelta | None  # between two of its plan; None: it is made for what was over the cap
    since: datetime
    now: datetime
    waiting: tuple[Item, ...] = ()
    told: tuple[Item, ...] = ()
    told_count: int = 0
    untold: Mapping[Reason, int]

    @property
    def looks_back(self) -> bool:
        """Whether it tells what was told, too."""
        return self.period is not None and looks_back(self.period)

    @property
    def is_empty(self) -> bool:
        """Whether nobody would miss it: a look back is worth a line even then."""
        return not self.waiting and not self.looks_back


def looks_back(period: timedelta) -> bool:
    """Say whether a plan that comes this often tells what was told, too."""
    return period >= _LOOK_BACK


def is_silent(digest: Digest, channel: ChannelConfig) -> bool:
    """Say whether nothing in it would have made a sound."""
    return all(item.summary.severity.rank < channel.sound.rank for item in digest.waiting)


def pages(digest: Digest, channel: ChannelConfig, *, with_picture: bool = False) -> tuple[str, ...]:
    """Return the messages of a digest; the first is short enough for the caption of a picture where it has one."""
    frame = digest_words.of(channel.language)
    head, foot = tuple(_head(digest, channel, frame)), _foot(digest, frame)
    lines = [*_by_topic(digest.waiting, frame)]
    if digest.told:
        lines.append(Line(runs=(GAP, Run(f"▸ {frame.gravest}", tag="b"))))
        lines += _by_topic(digest.told, frame)
    if foot and not with_picture:
        lines.append(Line(runs=(GAP, Run(foot))))
    caption = (*head, Run(f"\n\n{foot}" if foot else "")) if with_picture else None
    listed = [*packed(lines, frame, head=() if with_picture else head)]
    made = [caption, *listed] if caption is not None else listed or [head]
    heading = title(digest, frame)
    numbered = (
        page if number == 1 else (Run(f"{heading} ({number}/{len(made)})", tag="b"), Run("\n\n"), *page)
        for number, page in enumerate(made, start=1)
    )
    return tuple(runs.write(page) for page in numbered)


def headline(digest: Digest, channel: ChannelConfig) -> str:
    """Return the head alone, for a caption."""
    return runs.write(_head(digest, channel, digest_words.of(channel.language)))


def topic_name(topic: str, frame: DigestWords) -> str:
    """Return a topic as a digest heads it."""
    return labels.topic_label(topic) if topic else frame.other


def line_of(item: Item, frame: DigestWords) -> Iterator[Run]:
    """Yield the line of one story."""
    summary = item.summary
    yield Run(f"{MARKS[summary.severity]} ")
    title = clip(runs.clean(summary.head or summary.title), _TITLE)
    yield Run(title, url=runs.link(summary.url))
    who = clip(runs.clean(summary.issuer or summary.outlet), _WHO)
    facts = [] if title.startswith(who) else [who]
    if summary.head_from:
        facts.append(frame.title_from.format(clip(runs.clean(summary.head_from), _WHO)))
    if summary.independent > 1:
        facts.append(frame.sources(summary.independent))
    facts.append(clip(runs.clean(item.news), _NEWS))
    yield Run("".join(f" · {fact}" for fact in facts if fact))


def _head(digest: Digest, channel: ChannelConfig, frame: DigestWords) -> Iterator[Run]:
    zone = ZoneInfo(channel.hours.zone)
    since, now = frame.moment(digest.since.astimezone(zone)), frame.moment(digest.now.astimezone(zone))
    yield Run("🗞 ")
    yield Run(title(digest, frame), tag="b")
    yield Run(f" · {now}")
    if digest.waiting:
        counts = {why: sum(item.why is why for item in digest.waiting) for why in HoldReason}
        reasons = [frame.held[why](count) for why, count in counts.items() if count]
        stories = frame.stories(len(digest.waiting))
        said = stories if digest.period is None else frame.since.format(stories, since)
        yield Run(f"\n{said}")
        if len(reasons) > 1 or counts[HoldReason.CAP]:
            yield Run(f"{frame.listed.format(frame.separator.join(reasons))}")
    if digest.looks_back and digest.told_count:
        yield Run(f"\n{frame.looked_back.format(frame.alerts(digest.told_count), since)}")
    elif digest.looks_back and not digest.waiting:
        yield Run(f"\n{frame.nothing.format(since)}")


def untold(digest: Digest, frame: DigestWords) -> Iterator[str]:
    """Yield what was not told, in numbers."""
    for reason, say in frame.untold.items():
        if digest.untold.get(reason):
            yield say(digest.untold[reason])


def _foot(digest: Digest, frame: DigestWords) -> str:
    told = frame.comma.join(untold(digest, frame))
    return frame.not_told.format(told) if told else ""


def title(digest: Digest, frame: DigestWords) -> str:
    """Return what a digest is called."""
    if digest.period is None:
        return frame.titles["cap"]
    days = digest.period / timedelta(days=1)
    names = [name for name, (least, most) in _LENGTHS.items() if least <= days <= most]
    return frame.titles[names[0] if names else "plain"]


def _by_topic(items: Iterable[Item], frame: DigestWords) -> Iterator[Line]:
    """Yield the lines of each topic: that of the gravest story first, and in it the gravest story."""
    grouped: dict[str, list[Item]] = {}
    for item in ordered(items):
        grouped.setdefault(item.topic, []).append(item)
    for topic, together in grouped.items():
        name = topic_name(topic, frame)
        yield Line(runs=(GAP, Run(name, tag="b")))
        for item in together:
            yield Line(runs=tuple(line_of(item, frame)), topic=name, is_item=True)


def ordered(items: Iterable[Item]) -> list[Item]:
    """Return the gravest first, the newest of equals."""
    return sorted(items, key=lambda item: (-item.summary.severity.rank, -item.seen_at.timestamp()))
