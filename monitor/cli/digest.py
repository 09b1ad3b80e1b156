"""`monitor digest`: a channel's digest now, made by the running program, or only looked at."""

from __future__ import annotations

import argparse
import asyncio
import os
from functools import partial

from monitor import clock, digest
from monitor.alerts import markup, outlet_names
from monitor.cli import out, rule_set
from monitor.config import decode, settings
from monitor.config.settings import Settings
from monitor.errors import MonitorError
from monitor.model import ChannelConfig
from monitor.store import database
from monitor.store.digests import Digests

_BETWEEN = "\n" + "─" * 40 + "\n"


def run(arguments: argparse.Namespace) -> int:
    """Ask for the digest, or print what it would say."""
    loaded = settings.load(arguments.config, os.environ, tells=False)
    channel = _channel(loaded, arguments.channel)
    if arguments.preview:
        return _preview(arguments, loaded, channel)
    opened = database.open_to_act(loaded.store)
    try:
        is_asked = asyncio.run(Digests(opened).ask(channel.id, clock.now()))
    finally:
        opened.close()
    if not is_asked:
        raise MonitorError(f"no program has run with channel {channel.id} yet; start `monitor run`, then ask")
    print(f"the digest of {channel.id} is made within seconds, or when `monitor run` is started next")
    return 0


def _preview(arguments: argparse.Namespace, loaded: Settings, channel: ChannelConfig) -> int:
    names = rule_set.load(arguments).names
    opened = database.open_to_read(loaded.store)
    try:
        called = partial(outlet_names.of_sources, loaded.sources)
        pages = asyncio.run(digest.preview(Digests(opened), channel, names.find, clock.now(), called))
    finally:
        opened.close()
    if arguments.format == "json":
        for number, page in enumerate(pages, start=1):
            out.json_line({"part": number, "html": page})
    elif pages:
        print(_BETWEEN.join(markup.plain_text(page) for page in pages))
    else:
        print(f"nothing waits for the digest of {channel.id}: none would be sent")
    return 0


def _channel(loaded: Settings, wanted: str) -> ChannelConfig:
    found = next((channel for channel in loaded.channels if channel.id == wanted), None)
    if found is None:
        ids = sorted(channel.id for channel in loaded.channels)
        raise MonitorError(f"there is no channel {wanted}; {decode.suggest(wanted, ids)}")
    return found
