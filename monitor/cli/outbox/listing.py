"""`monitor outbox list`: deliveries, what is due first at the head."""

from __future__ import annotations

import argparse
import os
from contextlib import closing

from monitor.cli import out
from monitor.cli.channels import choosing
from monitor.config import settings
from monitor.model import DeliveryState
from monitor.store import database
from monitor.store.outbox_reports import OutboxReports, Owed

# What an operator may want to do something about.
_OPEN = (
    DeliveryState.PENDING,
    DeliveryState.HELD,
    DeliveryState.SENDING,
    DeliveryState.UNCERTAIN,
    DeliveryState.DEAD,
)


def run(arguments: argparse.Namespace) -> int:
    """Print what is not over, or what is in the states asked for."""
    loaded = settings.load(arguments.config, os.environ, tells=False)
    states = tuple(DeliveryState(state) for state in arguments.state or ()) or _OPEN
    with closing(database.open_to_read(loaded.store)) as opened:
        # One more than is shown says whether there are more.
        found = OutboxReports(opened).listed(
            channel=arguments.channel, states=states, limit=arguments.limit + 1
        )
    if arguments.channel is not None and not found:
        choosing.chosen(arguments.channel, loaded)  # a name that nobody has is a slip of the pen
    shown = found[: arguments.limit]
    if arguments.format == "json":
        for owed in shown:
            out.json_line(_as_json(owed))
        return 0
    out.table(
        ("id", "channel", "kind", "state", "alert", "due", "tries", "title", "detail"),
        [_row(owed) for owed in shown],
    )
    if not shown:
        print("nothing")
    elif len(found) > len(shown):
        print(f"and more: --limit shows more than {arguments.limit:,}")
    return 0


def _row(owed: Owed) -> tuple[str, ...]:
    return (
        str(owed.id),
        owed.channel,
        owed.kind.value,
        owed.state.value,
        f"#{owed.alert_id}" if owed.alert_id is not None else "-",
        out.instant(owed.due_at),
        str(owed.attempts),
        owed.title or "-",
        owed.error or owed.held_why or "",
    )


def _as_json(owed: Owed) -> dict[str, object]:
    return {
        "id": owed.id,
        "channel": owed.channel,
        "kind": owed.kind.value,
        "state": owed.state.value,
        "alert": owed.alert_id,
        "title": owed.title,
        "due_at": out.iso(owed.due_at),
        "made_at": out.iso(owed.made_at),
        "sent_at": out.iso(owed.sent_at),
        "attempts": owed.attempts,
        "repeats": owed.repeats,
        "parts_sent": owed.parts,
        "held_why": owed.held_why,
        "digest": owed.digest_id,
        "error": owed.error,
    }
