"""`monitor channels list`: every channel, where it leads, whether it is open, and what waits for it."""

from __future__ import annotations

import argparse
import os
from contextlib import closing

from monitor.cli import out
from monitor.cli.channels import choosing
from monitor.config import settings
from monitor.model import SUBSCRIBER, ChannelConfig, ChannelKind, DeliveryState
from monitor.store import database
from monitor.store.outbox_reports import ChannelTraffic, OutboxReports

_NEVER = ChannelTraffic(
    suspended=None, paused_until=None, counts=dict.fromkeys(map(str, DeliveryState), 0), sent_at=None
)
_SHOWN = (DeliveryState.PENDING, DeliveryState.HELD, DeliveryState.UNCERTAIN, DeliveryState.DEAD)


def run(arguments: argparse.Namespace) -> int:
    """Print the channels of the settings, and those of the store that the settings name no more."""
    loaded = settings.load(arguments.config, os.environ)
    traffic: dict[str, ChannelTraffic] = {}
    # What the settings say of them is worth showing before the first run.
    if loaded.store.exists():
        with closing(database.open_to_read(loaded.store)) as opened:
            traffic = OutboxReports(opened).traffic()
    listed = choosing.known(loaded)
    names = {channel.id for channel in listed}
    if arguments.format == "json":
        for channel in listed:
            out.json_line(_as_json(channel, traffic.get(channel.id, _NEVER)))
        for name, known in traffic.items():
            if name not in names:
                out.json_line(_unlisted(name, known))
        return 0
    rows = [_row(channel, traffic.get(channel.id, _NEVER)) for channel in listed]
    rows += [
        (name, *_whose(name), *_numbers(known), _state(known))
        for name, known in traffic.items()
        if name not in names
    ]
    out.table(
        ("channel", "kind", "where", *(state.value for state in _SHOWN), "last sent", "state"),
        rows,
    )
    return 0


def _whose(name: str) -> tuple[str, str]:
    """Return kind and place of what the settings do not name: a reader's own chat, or a channel of earlier."""
    if name.startswith(SUBSCRIBER):
        return ChannelKind.TELEGRAM, "a subscriber's chat"
    return "-", "not in the settings"


def _row(channel: ChannelConfig, known: ChannelTraffic) -> tuple[str, ...]:
    return (
        choosing.shown(channel),
        channel.kind.value,
        choosing.where(channel),
        *_numbers(known),
        _state(known),
    )


def _numbers(known: ChannelTraffic) -> tuple[str, ...]:
    return (*(str(known.counts[state]) for state in _SHOWN), out.instant(known.sent_at))


def _state(known: ChannelTraffic) -> str:
    if known.suspended is not None:
        return f"suspended: {known.suspended}"
    return f"paused until {out.instant(known.paused_until)}" if known.paused_until is not None else "open"


def _as_json(channel: ChannelConfig, known: ChannelTraffic) -> dict[str, object]:
    return {
        "id": choosing.shown(channel),
        "kind": channel.kind.value,
        "where": choosing.where(channel),
        **_known_json(known),
    }


def _unlisted(name: str, known: ChannelTraffic) -> dict[str, object]:
    return {"id": name, "kind": None, "where": None, **_known_json(known)}


def _known_json(known: ChannelTraffic) -> dict[str, object]:
    return {
        "suspended": known.suspended,
        "paused_until": out.iso(known.paused_until),
        "deliveries": known.counts,
        "sent_at": out.iso(known.sent_at),
    }
