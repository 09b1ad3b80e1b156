"""Polling a farm of feeds over and over: this program, the `reader` library, and feedparser over httpx.

    python -m bench.polling [SOURCES]

The farm is a process of its own (bench/farm.py) and the one that counts. Each contender is a process that goes over
all feeds without pause; only one runs at a time, the others are stopped where they are. The program's own number of
requests at once is what the others get too. Turns are interleaved: every feed unchanged, every feed changed, and one in ten.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any, Self
from urllib.request import urlopen

from bench import family, farm

ROOT = Path(__file__).parent.parent
_SOURCES = 2_000
_ENTRIES = 14  # in a feed, the median
_QUICK, _QUICK_ENTRIES = 600, 2
_PORT = 18_123
_SETTLE = 1.5  # seconds a contender runs before it is measured, at least
_WINDOW = 6.0  # seconds it is measured, at least
_STALLED = 180.0  # seconds without an end to a turn
_ROUNDS = 3
_FIRST = 1_800.0  # seconds for the first time over all feeds, in which everything is new
_REGIMES = {"unchanged": 0.0, "one in ten changed": 0.1, "changed": 1.0}


@dataclass(frozen=True, slots=True)
class Turn:
    """What a contender did in one turn."""

    seconds: float
    sources: int
    processor: float  # seconds, children included

    @property
    def rate(self) -> float:
        return self.sources / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of processor time a source."""
        return self.processor / max(self.sources, 1) * 1e3


class FarmProcess:
    """The farm, and what it says of itself."""

    def __init__(self, sources: int, port: int = _PORT, *, entries: int) -> None:
        self.port = port
        command = [sys.executable, "-m", "bench.farm", str(sources), str(port), str(entries)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)

    def __enter__(self) -> Self:
        assert self._process.stdout is not None
        if self._process.stdout.readline() != b"ready\n":
            raise SystemExit("the farm did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._process:
            self._process.kill()

    def answered(self) -> int:
        """Return how many requests were answered."""
        counts = self.ask("counts")
        return int(counts["unchanged"]) + int(counts["whole"])

    def change(self, share: float) -> None:
        """Set how many of the requests find their source changed."""
        self.ask(f"change?share={share}")

    def ask(self, path: str) -> dict[str, float]:
        """Return what the farm says."""
        said: dict[str, float] = self._said(path)
        return said

    def news(self) -> dict[str, tuple[float, float | None]]:
        """Return when each entry that appeared did, and when it was first handed out, by source and number."""
        return {key: (appeared, served) for key, (appeared, served) in self._said("news").items()}

    def _said(self, path: str) -> Any:
        with urlopen(f"http://{farm.host(0)}:{self.port}/-/{path}") as answer:
            return json.loads(answer.read() or b"{}")


@dataclass(slots=True)
class Contender:
    """A process that polls without pause, and its turns by regime."""

    name: str
    process: subprocess.Popen[bytes]
    watch: family.Watch
    log: Path
    turns: dict[str, list[Turn]] = field(default_factory=lambda: {name: [] for name in _REGIMES})

    def go(self) -> None:
        self._signal(signal.SIGCONT)

    def halt(self) -> None:
        self._signal(signal.SIGSTOP)

    def _signal(self, number: int) -> None:
        for process in family.members(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def is_well(self, in_time: bool) -> None:  # noqa: FBT001 - one condition of two
        """End the benchmark on a contender that has ended, or that stands still."""
        if self.process.poll() is not None or not in_time:
            raise SystemExit(
                f"{self.name} {'stands still' if in_time is False else 'has ended'}:\n{self.last_words()}"
            )

    def last_words(self) -> str:
        """Return the end of its log."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:]

    def rate(self, regime: str) -> float:
        return median(turn.rate for turn in self.turns[regime])

    def cost(self, regime: str) -> float:
        return median(turn.cost for turn in self.turns[regime])


def install(folder: Path, addresses: Sequence[str], *, more: str = "") -> None:
    """Write what the program polls, with the shipped rules; `more` are further keys of every source."""
    shutil.copytree(ROOT / "rules", folder / "rules")
    hosts = sorted({address.split("/")[2] for address in addresses})
    sources = "".join(
        f"  - {{id: s{number}, {_kind(address)}, url: '{address}', fulltext: never{more}}}\n"
        for number, address in enumerate(addresses)
    )
    allowed = ", ".join(f"'{host}'" for host in hosts)
    (folder / "monitor.yaml").write_text(
        f"store: monitor.db\nrules: rules\nfetch: {{allow_private: [{allowed}]}}\nsources:\n{sources}",
        encoding="utf-8",
    )


def _kind(address: str) -> str:
    is_list = "/list/" in address
    return "kind: listing, item: .list li, link: a" if is_list else "kind: feed"


def environment() -> dict[str, str]:
    """Return the environment of a user who set nothing."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM", "MONITOR"))}
    return {**kept, "PYTHONPATH": str(ROOT)}


@contextmanager
def _started(name: str, addresses: Sequence[str], at_once: int, folder: Path) -> Iterator[Contender]:
    log_path = folder.parent / f"{name}.log"
    if name == "monitor":
        folder.mkdir()
        install(folder, addresses, more=", every: 1s, backlog: none")
        command = [sys.executable, "-m", "monitor", "run"]
        # A program that runs on begins with many new sources by and by; one pass takes them all.
        subprocess.run([*command, "--once"], cwd=folder, env=environment(), capture_output=True, check=False)
    else:
        command = [sys.executable, "-m", "bench.pollers", name, str(at_once), str(folder.parent)]
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder if name == "monitor" else ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    with process, family.Watch(process.pid) as watch:
        assert process.stdin is not None
        if name != "monitor":  # it never reads them, and so many would fill the pipe
            with suppress(BrokenPipeError):
                process.stdin.write("\n".join(addresses).encode())
        process.stdin.close()
        contender = Contender(name, process, watch, log_path)
        try:
            yield contender
        finally:
            contender.go()
            process.kill()


def _read_all(contender: Contender, stand: FarmProcess) -> None:
    """Wait until every feed was had twice, and so is read."""
    stand.ask("again")
    begun = time.monotonic()
    while stand.ask("counts")["each at least"] < 2:
        contender.is_well(time.monotonic() - begun < _FIRST)
        time.sleep(0.2)


def _turn(contender: Contender, stand: FarmProcess, share: float, at_once: int) -> Turn:
    stand.change(share)
    contender.go()
    # What was under way when the last turn ended is of another kind, and must be through.
    _wait_for(contender, stand, seconds=_SETTLE, sources=2 * at_once)
    begun, answered = time.monotonic(), stand.answered()
    used = sum(family.processor_seconds(contender.process.pid))
    _wait_for(contender, stand, seconds=_WINDOW, sources=at_once)
    used = sum(family.processor_seconds(contender.process.pid)) - used
    answered = stand.answered() - answered
    seconds = time.monotonic() - begun
    contender.halt()
    return Turn(seconds, answered, used)


def _wait_for(contender: Contender, stand: FarmProcess, *, seconds: float, sources: int) -> None:
    begun, before = time.monotonic(), stand.answered()
    while time.monotonic() - begun < seconds or stand.answered() - before < sources:
        contender.is_well(time.monotonic() - begun < _STALLED)
        time.sleep(0.1)


def number(*, quick: bool) -> int:
    """Return how many feeds there are."""
    return _QUICK if quick else _SOURCES


def run(*, quick: bool, sources: int | None = None) -> list[Contender]:
    """Print the table; return this program, `reader` and the plain loop."""
    count = sources or number(quick=quick)
    entries = _QUICK_ENTRIES if quick else _ENTRIES
    rounds = 1 if quick else _ROUNDS
    folder = Path(tempfile.mkdtemp(prefix="bench-polling-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        stand = stack.enter_context(FarmProcess(count, entries=entries))
        addresses = [farm.feed_url(source, stand.port) for source in range(count)]
        contenders: list[Contender] = []
        at_once = 0
        print(
            f"\n{count:,} feeds of {entries} entries or so, polled over and over; medians of {rounds} interleaved rounds."
        )
        for name in ("monitor", "reader", "plain"):
            begun = time.monotonic()
            made = stack.enter_context(_started(name, addresses, at_once, folder / name))
            _read_all(made, stand)
            made.halt()
            if not at_once:
                at_once = int(stand.ask("counts")["most at once"])
                print(f"{at_once} requests at once, as many as the program makes by itself.")
            print(f"  {name}: every feed read in {time.monotonic() - begun:.0f} s", flush=True)
            contenders.append(made)
        for turn in range(rounds):
            first_up = turn % len(contenders)
            for regime, share in _REGIMES.items():
                for contender in (*contenders[first_up:], *contenders[:first_up]):
                    contender.turns[regime].append(_turn(contender, stand, share, at_once))
        _print(contenders)
        return contenders


def _print(contenders: Sequence[Contender]) -> None:
    ours, *others = contenders
    for regime in _REGIMES:
        print(f"\n{regime:<24} {'sources/s':>10} {'CPU ms/source':>14} {'x rate':>8} {'x CPU':>8}")
        for one in contenders:
            print(
                f"  {one.name:<22} {one.rate(regime):>10,.0f} {one.cost(regime):>14.2f}"
                f" {ours.rate(regime) / one.rate(regime):>8.1f} {one.cost(regime) / ours.cost(regime):>8.1f}"
            )
    print(f"\n{'peak memory':<24} {'process':>10} {'with children':>14}")
    for one in contenders:
        print(f"  {one.name:<22} {one.watch.own / 2**20:>6,.0f} MiB {one.watch.all / 2**20:>10,.0f} MiB")
    for what, found, floor in _floors(ours, *others):
        print(f"{'ok     ' if found >= floor else 'BEHIND '} {what}: {found:.1f}, at least {floor:g}")


def _floors(ours: Contender, reader: Contender, plain: Contender) -> Iterator[tuple[str, float, float]]:
    mixed, same, new = "one in ten changed", "unchanged", "changed"
    yield (
        "times as many sources a second as reader, one in ten changed",
        ours.rate(mixed) / reader.rate(mixed),
        3,
    )
    yield "times less CPU than reader for an unchanged source", reader.cost(same) / ours.cost(same), 3
    yield "times as many changed feeds a second as the plain loop", ours.rate(new) / plain.rate(new), 3


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(prog="python -m bench.polling", description=__doc__)
    parser.add_argument("sources", nargs="?", type=int)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    run(quick=arguments.quick, sources=arguments.sources)


if __name__ == "__main__":
    main()
