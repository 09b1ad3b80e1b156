"""`monitor outbox retry` and `monitor outbox drop`: owe a delivery again, or let it go."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from contextlib import closing

from monitor import clock
from monitor.cli import out
from monitor.cli.waking import is_running, taken_up
from monitor.config import settings
from monitor.store import database
from monitor.store.operator import Acted, Operator
from monitor.store.outbox_reports import OutboxReports


def retry(arguments: argparse.Namespace) -> int:
    """Owe deliveries again, from now on."""
    return _act(arguments, lambda hand: hand.retry(arguments.ids, clock.now()), "owed again, from now on")


def drop(arguments: argparse.Namespace) -> int:
    """Let deliveries go."""
    return _act(arguments, lambda hand: hand.drop(arguments.ids, arguments.why), "dropped")


def _act(arguments: argparse.Namespace, act: Callable[[Operator], Acted], done: str) -> int:
    loaded = settings.load(arguments.config, os.environ, tells=False)
    with closing(database.open_to_act(loaded.store)) as opened:
        acted = act(Operator(opened))
        shut = {
            name: known.suspended
            for name, known in OutboxReports(opened).traffic().items()
            if known.suspended is not None
        }
        runs = is_running(opened, clock.now())
    for number, why in acted.refused:
        out.fail(f"delivery {number}: {why}")
    if acted.refused:
        if len(arguments.ids) > len(acted.refused):
            out.fail("nothing was changed; name the others alone")
        return 1
    for number, channel in acted.done:
        print(f"delivery {number} to {channel}: {done}")
    for name in sorted({channel for _, channel in acted.done} & shut.keys()):
        print(
            f"{name} is suspended ({shut[name]}); once that is mended, `monitor channels resume {name}` opens it"
        )
    print(taken_up(runs=runs))
    return 0
