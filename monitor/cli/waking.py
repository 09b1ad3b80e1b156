"""What acting commands say at their end: who takes up what they left in the store, and when."""

from __future__ import annotations

import asyncio
from datetime import datetime

from monitor.cli.report import SILENT
from monitor.store.database import Database
from monitor.store.notes import Notes


def is_running(opened: Database, now: datetime) -> bool:
    """Say whether a program runs on this store."""
    beat = asyncio.run(Notes(opened).last_beat())
    return beat is not None and now - beat < SILENT


def taken_up(*, runs: bool) -> str:
    """Return who takes up what was left."""
    if runs:
        return "the running monitor takes it up within seconds"
    return "no monitor runs on this store now: its next start takes it up"
