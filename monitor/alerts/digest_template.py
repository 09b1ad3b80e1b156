"""A digest in the operator's own words: plain values into their template, split into messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from monitor.alerts import digest_text, digest_words, runs, split, templates
from monitor.alerts.digest_text import Digest, Item
from monitor.alerts.words import MARKS
from monitor.model import ChannelConfig


def pages(text: str, told: Digest, channel: ChannelConfig, *, with_picture: bool = False) -> tuple[str, ...]:
    """Render a digest; raises TemplateFault."""
    parts = split.split_html(templates.render_values("digest", text, values(told, channel)))
    if not with_picture:
        return parts
    head = digest_text.headline(told, channel)
    return (head, *parts)


def values(told: Digest, channel: ChannelConfig) -> Mapping[str, Any]:
    """Return what a template may use."""
    frame = digest_words.of(channel.language)
    zone = ZoneInfo(channel.hours.zone)
    topics: dict[str, list[Item]] = {}
    for one in digest_text.ordered((*told.waiting, *told.told)):
        topics.setdefault(one.topic, []).append(one)
    return {
        "title": digest_text.title(told, frame),
        "period": frame.moment(told.since.astimezone(zone)),
        "count": len(told.waiting),
        "topics": [
            {"name": digest_text.topic_name(topic, frame), "stories": [_story(one) for one in items]}
            for topic, items in topics.items()
        ],
        "numbers": list(digest_text.untold(told, frame)),
    }


def _story(item: Item) -> Mapping[str, Any]:
    summary = item.summary
    return {
        "mark": MARKS[summary.severity],
        "severity": summary.severity.value,
        "title": runs.clean(summary.head or summary.title),
        "url": runs.link(summary.url),
        "outlet": runs.clean(summary.issuer or summary.outlet),
        "sources": summary.independent,
        "news": runs.clean(item.news),
        "told": item.why is None,
    }
