"""`monitor backup` and `monitor restore`: a whole copy of the store, and the way back."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from monitor import clock
from monitor.cli import out
from monitor.config import settings
from monitor.store import backup


def back_up(arguments: argparse.Namespace) -> int:
    """Copy the store to a file, while the program runs or not."""
    loaded = settings.load(arguments.config, os.environ, tells=False)
    size = backup.back_up(loaded.store, Path(arguments.file), progress=_shown)
    print(f"{arguments.file}: {size / 1e6:.1f} MB")
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Put a backup in the place of the store."""
    loaded = settings.load(arguments.config, os.environ, tells=False)
    kept = backup.restore(Path(arguments.file), loaded.store, clock.now())
    print(f"{loaded.store}: restored from {arguments.file}")
    if kept is not None:
        print(f"what stood there before is kept as {kept}")
    out.fail("what was sent after the backup was made is not known to it, and may be sent again")
    return 0


def _shown(left: int, every: int) -> None:
    if sys.stderr.isatty() and every:
        sys.stderr.write(f"\r{100 * (every - left) // every} %" + ("\n" if left == 0 else ""))
