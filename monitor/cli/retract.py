"""`monitor retract`: take an alert back wherever it was told."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from contextlib import closing

from monitor import clock
from monitor.cli.waking import is_running, taken_up
from monitor.config import settings
from monitor.errors import MonitorError
from monitor.model import SUBSCRIBER, ChannelKind
from monitor.store import database
from monitor.store.operator import Operator
from monitor.store.retraction import Effect

_CANNOT_EDIT = frozenset({ChannelKind.APPRISE, ChannelKind.CONSOLE})


def run(arguments: argparse.Namespace) -> int:
    """Mark the alert, and say what that means in each channel."""
    loaded = settings.load(arguments.config, os.environ, tells=False)
    why = " ".join(arguments.why.encode("utf-8", "replace").decode().split())
    if not why:
        raise MonitorError("readers are told why: write --why TEXT")
    now = clock.now()
    with closing(database.open_to_act(loaded.store)) as opened:
        retracted = Operator(opened).retract(arguments.alert, why, now)
        runs = is_running(opened, now)
    if retracted is None:
        raise MonitorError(f"there is no alert #{arguments.alert}; `monitor alerts` lists them")
    if retracted.earlier is not None:
        raise MonitorError(f"alert #{arguments.alert} was retracted already: {retracted.earlier}")
    print(f"alert #{arguments.alert} is taken back: {retracted.title}")
    kinds = {channel.id: channel.kind for channel in loaded.channels}
    for channel, effect in retracted.effects:
        print(f"  {channel}: {_means(effect, channel, kinds)}")
    if not retracted.effects:
        print("  it was told nowhere")
    else:
        print(taken_up(runs=runs))
    return 0


def _means(effect: Effect, channel: str, kinds: Mapping[str, ChannelKind]) -> str:
    """Say what an effect comes to in a channel of its kind."""
    if effect is Effect.DROP:
        return effect
    if channel not in kinds and not channel.startswith(SUBSCRIBER):
        return "it stands there, and stays: the settings have no such channel any more"
    return Effect.MESSAGE if kinds.get(channel) in _CANNOT_EDIT else effect
