"""What `monitor check` asks of channels beyond their settings: whether Apprise knows where their URL leads."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from monitor.channels import apprise_channel
from monitor.model import ChannelConfig, ChannelKind


def wrong_urls(channels: Sequence[ChannelConfig]) -> Iterator[tuple[int, str]]:
    """Yield the places of channels whose URL Apprise cannot send to, and why; no URL is shown, and nothing is sent."""
    asked = [
        (place, channel, channel.url)
        for place, channel in enumerate(channels)
        if channel.kind is ChannelKind.APPRISE and channel.url is not None
    ]
    found = asyncio.run(apprise_channel.problems([url for _, _, url in asked]))
    for (place, channel, _), problem in zip(asked, found, strict=True):
        if problem is not None:
            yield place, f"channel {channel.id}: {problem}"
