"""`monitor silences`: what nobody wants to hear of for a while, in one channel or in all."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
from collections.abc import Iterable
from typing import Any

from monitor import clock
from monitor.cli import out, rule_set
from monitor.config import decode, settings
from monitor.config.settings import Settings
from monitor.errors import MonitorError
from monitor.model import Silence, SilenceKind
from monitor.store import database
from monitor.store.silences import Silences


def show(arguments: argparse.Namespace) -> int:
    """Print the silences in force, those that end first in front."""
    loaded = settings.load(arguments.config, os.environ, tells=False)
    opened = database.open_to_read(loaded.store)
    try:
        found = asyncio.run(Silences(opened).in_force(clock.now()))
    finally:
        opened.close()
    if arguments.format == "json":
        for silence in found:
            out.json_line(_json(silence))
    elif found:
        out.table(("id", "until", "channel", "what", "by", "why"), [_row(silence) for silence in found])
    else:
        print("nothing is silenced")
    return 0


def add(arguments: argparse.Namespace) -> int:
    """Silence something from now on."""
    loaded = settings.load(arguments.config, os.environ, tells=False)
    kind = SilenceKind(arguments.kind)
    _check(arguments, loaded, kind)
    opened = database.open_to_act(loaded.store)
    try:
        now = clock.now()
        if kind is SilenceKind.STORY and not asyncio.run(Silences(opened).has_story(arguments.value)):
            raise MonitorError(f"there is no story {arguments.value}; `monitor why` names that of a document")
        made = asyncio.run(
            Silences(opened).add(
                kind=kind,
                value=arguments.value,
                until=now + arguments.length,
                now=now,
                made_by=f"{_user()} on the command line",
                channel=arguments.channel,
                why=arguments.why,
            )
        )
    finally:
        opened.close()
    where = "every channel" if made.channel is None else f"channel {made.channel}"
    print(f"silence {made.id}: {made.kind} {made.value} in {where} until {out.instant(made.until)}")
    return 0


def end(arguments: argparse.Namespace) -> int:
    """End a silence before its time."""
    loaded = settings.load(arguments.config, os.environ, tells=False)
    opened = database.open_to_act(loaded.store)
    try:
        ended = asyncio.run(Silences(opened).end(arguments.id, clock.now()))
    finally:
        opened.close()
    if ended is None:
        raise MonitorError(
            f"there is no silence {arguments.id} in force; `monitor silences list` names those there are"
        )
    print(f"silence {ended.id} is over: {ended.kind} {ended.value}")
    return 0


def _check(arguments: argparse.Namespace, loaded: Settings, kind: SilenceKind) -> None:
    """Refuse what names nothing: a silence with a slip in it would silence nothing."""
    if arguments.channel is not None:
        _known(arguments.channel, "channel", [channel.id for channel in loaded.channels])
    if kind is SilenceKind.SOURCE:
        _known(arguments.value, "source", [source.id for source in loaded.sources])
    elif kind is not SilenceKind.STORY:
        rules = rule_set.load(arguments).rules
        names = {rule.id for rule in rules} if kind is SilenceKind.RULE else {rule.topic for rule in rules}
        _known(arguments.value, kind.value, names)


def _known(value: str, what: str, names: Iterable[str]) -> None:
    there = sorted(names)
    if value not in there:
        raise MonitorError(f"there is no {what} {value}; {decode.suggest(value, there)}")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"  # a container's user may have no name


def _row(silence: Silence) -> tuple[str, ...]:
    return (
        str(silence.id),
        out.instant(silence.until),
        silence.channel or "all",
        f"{silence.kind} {silence.value}",
        silence.made_by,
        silence.why,
    )


def _json(silence: Silence) -> dict[str, Any]:
    return {
        "id": silence.id,
        "kind": silence.kind.value,
        "value": silence.value,
        "channel": silence.channel,
        "until": out.iso(silence.until),
        "made_at": out.iso(silence.made_at),
        "made_by": silence.made_by,
        "why": silence.why,
    }
