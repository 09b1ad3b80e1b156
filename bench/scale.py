"""Ten thousand sources in one process: memory, processor, the longest pause of the event loop, and how late polls are.

    python -m bench.scale [SOURCES]

Every source is read once; then the program is started again with the due times spread over five minutes, which is 33
polls a second: three times as many as an interval of a quarter of an hour makes. One poll in ten finds a new entry.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import family, farm
from bench.polling import FarmProcess, environment, install
from monitor.store import database
from monitor.store.sources import Sources

_SOURCES = 10_000
_PORT = 18_124
_SPREAD = 300.0  # seconds over which the due times lie
_LEAD = 3.0  # seconds before the first source is due
_IDLE_SHARE, _IDLE_FOR = 0.1, 3.0  # of a core, for so many seconds: the start is over
_WINDOW = 60.0  # seconds it is measured
_FIRST = 1_800.0  # seconds for reading every source once
_IDLE_TICKS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one window showed."""

    polls: float  # a second
    processor: float  # share of one core, children included
    own: int  # bytes, the most
    all: int  # with the children
    pause: float  # seconds, the longest
    late: tuple[float, ...]  # seconds, sorted


def run(*, quick: bool, sources: int = _SOURCES) -> tuple[int, Found]:
    """Print what was found; return it with the number of sources."""
    count = 1_000 if quick else sources
    spread = _SPREAD * count / _SOURCES
    window = min(_WINDOW, spread)
    folder = Path(tempfile.mkdtemp(prefix="bench-scale-"))
    try:
        with FarmProcess(count, _PORT, entries=0) as stand:
            install(folder, list(_addresses(count)))
            seconds = _read_once(folder, stand, count)
            print(f"\n{count:,} sources, each read once in {seconds:.0f} s ({count / seconds:.0f} a second)")
        # A farm of its own again, so that what came before is no arrival; its validators are the same.
        with FarmProcess(count, _PORT, entries=0) as stand:
            found = _measure(folder, stand, spread, window)
        _print(found, _idle_tick(folder))
        return count, found
    finally:
        shutil.rmtree(folder)


def _addresses(count: int) -> Iterator[str]:
    """Give feeds and, every fourth of them, list pages."""
    for number in range(count):
        yield (farm.list_url if farm.is_list(number) else farm.feed_url)(number, _PORT)


@contextmanager
def _running(folder: Path, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "bench.probe", str(folder / "pauses.json"), "run", *more]
    with (
        (folder / "log").open("ab") as log,
        subprocess.Popen(command, cwd=folder, env=environment(), stdout=log, stderr=log) as process,
    ):
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        finally:
            process.kill()


def _read_once(folder: Path, stand: FarmProcess, count: int) -> float:
    begun = time.monotonic()
    # A program that runs on begins with many new sources by and by; one pass takes them all.
    with _running(folder, "--once") as process:
        process.wait(_FIRST)
    if stand.answered() < count:
        raise SystemExit(f"the program did not read all sources: {(folder / 'log').read_text()[-2000:]}")
    return time.monotonic() - begun


def spread_due_times(folder: Path, spread: float) -> dict[int, float]:
    """Make every source due at a time of its own, in random order; return when each is."""
    begin = datetime.now(UTC) + timedelta(seconds=_LEAD)
    due: dict[int, float] = {}
    with closing(sqlite3.connect(folder / "monitor.db", timeout=30)) as store, store:
        ids = [str(row[0]) for row in store.execute("SELECT id FROM source ORDER BY id")]
        random.Random(len(ids)).shuffle(ids)
        for place, source in enumerate(ids):
            at = begin + timedelta(seconds=spread * place / len(ids))
            due[int(source.removeprefix("s"))] = at.timestamp()
            stamp = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            store.execute("UPDATE source SET next_poll_at = ? WHERE id = ?", (stamp, source))
    return due


def _park(folder: Path) -> None:
    """Make no source due before it is given a time."""
    stamp = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    with closing(sqlite3.connect(folder / "monitor.db", timeout=30)) as store, store:
        store.execute("UPDATE source SET next_poll_at = ?", (stamp,))


def _wait_for_the_start(process: int) -> None:
    used, share = 0.0, 1.0
    while share > _IDLE_SHARE or not used:
        before, used = used, sum(family.processor_seconds(process))
        share = (used - before) / _IDLE_FOR
        time.sleep(_IDLE_FOR)


def _measure(folder: Path, stand: FarmProcess, spread: float, window: float) -> Found:
    stand.change(0.1)
    _park(folder)
    with _running(folder) as process, family.Watch(process.pid) as watch:
        _wait_for_the_start(process.pid)
        due = spread_due_times(folder, spread)
        time.sleep(max(0.0, min(due.values()) - time.time()))
        begun, used = time.time(), sum(family.processor_seconds(process.pid))
        answered = stand.answered()
        time.sleep(window)
        used = sum(family.processor_seconds(process.pid)) - used
        answered = stand.answered() - answered
        ended = time.time()
    came = {int(number): at for number, at in stand.ask("came").items()}
    # Who is not asked at all counts as late until now.
    late = [came.get(number, time.time()) - at for number, at in due.items() if at <= begun + window - 5]
    pauses = json.loads((folder / "pauses.json").read_text(encoding="utf-8"))
    return Found(
        polls=answered / (ended - begun),
        processor=used / (ended - begun),
        own=watch.own,
        all=watch.all,
        pause=max((length for at, length in pauses if begun <= at <= ended), default=0.0),
        late=tuple(sorted(late)),
    )


def _idle_tick(folder: Path) -> float:
    """Return the seconds it takes to find that nothing is due, in the store of all sources: processor time."""

    async def ask() -> float:
        opened = database.open_to_write(folder / "monitor.db")
        with closing(opened):
            sources = Sources(opened)
            before = datetime(2000, 1, 1, tzinfo=UTC)
            begun = time.process_time()
            for _ in range(_IDLE_TICKS):
                assert not await sources.claim_due(before, limit=32, lease=timedelta(minutes=4))
            return (time.process_time() - begun) / _IDLE_TICKS

    return asyncio.run(ask())


def _print(found: Found, idle: float) -> None:
    print(
        f"  {found.polls:.1f} polls a second, one in ten changed; {found.processor:.0%} of a core, children included"
    )
    p95 = found.late[int(0.95 * (len(found.late) - 1))]
    for what, value, unit, limit in (
        ("peak memory of the process", found.own / 2**20, "MiB", 250.0),
        ("longest pause of the event loop", found.pause * 1e3, "ms", 50.0),
        ("lateness of a poll, p95", p95, "s", 5.0),
        ("a tick that finds nothing due", idle * 1e3, "ms", 1.0),
    ):
        print(f"{'ok     ' if value <= limit else 'BEHIND '} {what}: {value:.2f} {unit}, at most {limit:g}")
    print(f"        with its children: {found.all / 2**20:.0f} MiB; latest poll: {found.late[-1]:.1f} s")


def main() -> None:
    """Run as a program."""
    run(quick=False, sources=int(sys.argv[1]) if len(sys.argv) > 1 else _SOURCES)


if __name__ == "__main__":
    main()
