"""A topic above its baseline, as a message: the figure, what it is measured against, and today's stories."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.alerts import digest_words, runs
from monitor.alerts.digest_text import Item, line_of, topic_name
from monitor.alerts.digest_words import DigestWords
from monitor.alerts.runs import Run
from monitor.model import ChannelConfig
from monitor.model.digesting import Spike

MOST = 8  # stories that are listed; a message holds twice as many, however long they are


def page(spike: Spike, items: Sequence[Item], channel: ChannelConfig) -> str:
    """Return the message; `items` are the gravest of today's stories, as many as are worth listing."""
    frame = digest_words.of(channel.language)
    title = frame.spike.format(topic_name(spike.topic, frame), frame.stories(spike.stories))
    text: list[Run] = [Run("📈 "), Run(title, tag="b"), Run(f"\n{_baseline(spike, frame)}")]
    if items:
        text.append(Run(f"\n\n{frame.now_there}"))
    for item in items[:MOST]:
        text += (Run("\n"), *line_of(item, frame))
    rest = spike.stories - min(len(items), MOST)
    if items and rest > 0:
        text.append(Run(f"\n{frame.more.format(rest)}"))
    return runs.write(text)


def _baseline(spike: Spike, frame: DigestWords) -> str:
    day = frame.working_day if spike.is_working_day else frame.free_day
    said = frame.spike_usual.format(day, _figure(spike.usual), spike.days, spike.most)
    if spike.weekday_usual is None or spike.weekday_usual == spike.usual:
        return said
    weekday = frame.spike_weekday.format(frame.weekday(spike.day), _figure(spike.weekday_usual))
    return f"{said}{frame.gap}{weekday}"


def _figure(value: float) -> str:
    return f"{value:g}"
