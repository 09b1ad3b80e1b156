"""What a running program holds, process by process: on the shipped settings, or with sources of a farm.

    python -m bench.memory [--sources N] [--minutes M]

The farm's sources have 14 entries each, of which all are new at the first poll; then one request in ten finds its
source changed. A line a process and minute: what is in memory, what of it is its own, pages shared with others divided.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench import family, farm, polling
from bench.polling import ROOT, FarmProcess

_PORT = 18_137
_CHANGED = 0.1  # of the requests


def measure(folder: Path, *, minutes: float) -> None:
    """Run the program on the settings of a folder, and print every minute what it holds."""
    command = [sys.executable, "-m", "monitor", "run"]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, env=polling.environment(), stdout=log, stderr=log) as process,
    ):
        try:
            begun = time.monotonic()
            while time.monotonic() - begun < 60 * minutes:
                time.sleep(min(60.0, 60 * minutes))
                if process.poll() is not None:
                    raise SystemExit((folder / "log").read_text(errors="replace")[-1000:])
                _show(process.pid, time.monotonic() - begun)
        finally:
            family.end(process)


def _show(process: int, seconds: float) -> None:
    rows = [(member, *_held(member)) for member in family.members(process)]
    for place, (_, resident, proportional) in enumerate(rows):
        name = "child" if place else "main"
        print(
            f"  {seconds / 60:5.1f} min  {name:<6} {resident:>6.0f} MiB resident {proportional:>6.0f} MiB of it its own"
        )
    together = sum(proportional for _, _, proportional in rows)
    print(f"  {seconds / 60:5.1f} min  {'all':<6} {together:>38.0f} MiB", flush=True)


def _held(process: int) -> tuple[float, float]:
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii", errors="replace")
    except OSError:
        return 0.0, 0.0
    found = dict(re.findall(r"^(Rss|Pss):\s+(\d+) kB", rollup, re.MULTILINE))
    return int(found["Rss"]) / 1024, int(found["Pss"]) / 1024


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sources", type=int, default=0, help="of a farm (default: the shipped settings)")
    parser.add_argument("--minutes", type=float, default=2.0)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-memory-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if arguments.sources:
            stand = stack.enter_context(FarmProcess(arguments.sources, _PORT, entries=14))
            stand.change(_CHANGED)
            polling.install(folder, [farm.feed_url(number, _PORT) for number in range(arguments.sources)])
        else:
            shutil.copytree(ROOT / "rules", folder / "rules")
            shutil.copytree(ROOT / "seeds", folder / "seeds")
            shutil.copy(ROOT / "monitor.yaml", folder)
        measure(folder, minutes=arguments.minutes)


if __name__ == "__main__":
    main()
