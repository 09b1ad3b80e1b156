"""`monitor channels resume`: let a channel go on after what shut it is mended."""

from __future__ import annotations

import argparse
import asyncio
import os
from contextlib import closing

from monitor import clock
from monitor.cli import out
from monitor.cli.channels import choosing
from monitor.cli.waking import is_running
from monitor.config import settings
from monitor.store import database
from monitor.store.notices import CHANNEL as OPS
from monitor.store.notices import Notices
from monitor.store.operator import Operator


def run(arguments: argparse.Namespace) -> int:
    """Open the channel, and say what was wrong and how much waits."""
    loaded = settings.load(arguments.config, os.environ)
    channel = choosing.chosen(arguments.id, loaded)
    name = choosing.shown(channel)
    with closing(database.open_to_act(loaded.store)) as opened:
        resumed = Operator(opened).resume(channel.id)
        waiting = resumed.waiting
        if channel.id == OPS:
            waiting = asyncio.run(Notices(opened, has_chat=True).report()).pending
        runs = is_running(opened, clock.now())
    if resumed.suspended is not None:
        print(f"{name}: was suspended ({resumed.suspended}); open again")
    elif resumed.paused_until is not None:
        print(f"{name}: was paused until {out.instant(resumed.paused_until)}; open again")
    else:
        print(f"{name}: was open; there was nothing to resume")
    if not waiting:
        print("nothing waits for it")
    elif runs:
        print(f"{waiting:,} waiting; the running monitor goes on with them within seconds")
    else:
        print(f"{waiting:,} waiting; no monitor runs on this store now, its next start goes on with them")
    return 0
