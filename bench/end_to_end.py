"""From an entry appearing at one of a thousand sources to its message at the Bot API, beside what one would write.

    python -m bench.end_to_end [--sources 1000] [--every 10] [--entries 120] [--for 60] [--pace off]

The farm (bench/farm.py) answers as slowly as the web does. Entries of their own text that the shipped rules match
appear at random moments at random sources; the stand-in for the Bot API is the one of the tests, and notes when each
message came. The contenders run one after the other, with the same sources, interval and entries: this program as a
user starts it, the `reader` library, and a plain loop over httpx and feedparser (bench/tellers.py).

An entry waits for its source's turn, which nobody is to blame for; what comes after the moment its server has first
handed it out is the contender's own doing, and stands apart.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import family, farm, polling, scale, texts
from bench.polling import ROOT, FarmProcess
from tests.telegram_chats import CHAT
from tests.telegram_server import TOKEN, TelegramServer

_PORT = 18_125
_AT_ONCE = 50  # requests of those that must be told a number
_WARMING = 3  # entries that appear before it counts: the first of all is read, decided and told by cold code
_TAIL = 5.0  # seconds beyond the interval in which the last message may come
_STALLED = 900.0  # seconds to read every source
_LINK = re.compile(r"https://s(\d+)\.example/(\d+)")
NAMES = ("monitor", "reader", "plain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What happens while it is measured."""

    sources: int = 1_000
    listed: int = 2  # entries of a feed, the median
    every: int = 10  # seconds
    entries: int = 120  # that appear
    seconds: float = 60.0  # in which they do
    pace: str = "off"  # of the program; the others know none

    @property
    def goal(self) -> float:
        """Seconds at which 95 of 100 messages are to be there."""
        return self.every + 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What came of it for one contender; times in seconds, sorted."""

    name: str
    whole: tuple[float, ...]  # from appearing to the message
    own: tuple[float, ...]  # of it, from the first answer that held the entry
    lost: int
    twice: int
    polls: int
    processor: float  # seconds, children included
    seconds: float
    memory: int  # bytes at the end, what processes share counted once

    @property
    def cost(self) -> float:
        """Milliseconds of processor time a poll, everything included."""
        return self.processor / max(self.polls, 1) * 1e3


def measure(load: Load) -> Iterator[Found]:
    """Let each contender tell what appears."""
    for name in NAMES:
        folder = Path(tempfile.mkdtemp(prefix="bench-end-to-end-"))
        try:
            yield _measure(name, load, folder)
        finally:
            shutil.rmtree(folder)


def _measure(name: str, load: Load, folder: Path) -> Found:
    with (
        FarmProcess(load.sources, _PORT, entries=load.listed) as stand,
        TelegramServer() as telegram,
        _started(name, load, folder, telegram) as process,
    ):
        _read_all(stand, process, folder)
        warming = _warm_up(stand, load)
        begun, answered = time.monotonic(), stand.answered()
        used = sum(family.processor_seconds(process.pid))
        _let_appear(stand, load)
        time.sleep(load.every + _TAIL)
        used = sum(family.processor_seconds(process.pid)) - used
        polls, seconds = stand.answered() - answered, time.monotonic() - begun
        memory = family.proportional(process.pid)
        news = {key: times for key, times in stand.news().items() if key not in warming}
        came = _came(telegram)
    return Found(
        name=name,
        whole=tuple(sorted(came[key][0] - at for key, (at, _) in news.items() if key in came)),
        own=tuple(
            sorted(came[key][0] - served for key, (_, served) in news.items() if key in came and served)
        ),
        lost=len(news.keys() - came.keys()),
        twice=sum(len(times) - 1 for times in came.values()),
        polls=polls,
        processor=used,
        seconds=seconds,
        memory=memory,
    )


def _warm_up(stand: FarmProcess, load: Load) -> frozenset[str]:
    """Let a few entries be told that do not count; what is still starting is measured by bench/startup.py."""
    for source in random.Random(load.sources).sample(range(load.sources), _WARMING):
        stand.ask(f"appear?source={source}")
    time.sleep(load.every + _TAIL)
    return frozenset(stand.news())


def _let_appear(stand: FarmProcess, load: Load) -> None:
    """Put entries at random sources at random moments, the same for every contender."""
    dice = random.Random(texts.SEED)
    begun = time.monotonic()
    moments = sorted(dice.uniform(0, load.seconds) for _ in range(load.entries))
    # No source twice: a feed that lists one entry would have lost the first before anybody asked.
    for moment, source in zip(moments, dice.sample(range(load.sources), load.entries), strict=True):
        time.sleep(max(0.0, begun + moment - time.monotonic()))
        stand.ask(f"appear?source={source}")
    time.sleep(max(0.0, begun + load.seconds - time.monotonic()))


def _came(telegram: TelegramServer) -> Mapping[str, list[float]]:
    """Return when the messages of each entry came, first to last."""
    came: defaultdict[str, list[float]] = defaultdict(list)
    for call in telegram.calls:
        link = _LINK.search(call.parameters.get("text", ""))
        if call.method == "sendMessage" and call.status == 200 and link is not None:
            came[f"{link[1]}/{link[2]}"].append(call.at)
    return dict(came)


def _read_all(stand: FarmProcess, process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until every source was had twice, so that only what appears is new."""
    stand.ask("again")
    begun = time.monotonic()
    while stand.ask("counts")["each at least"] < 2:
        if process.poll() is not None or time.monotonic() - begun > _STALLED:
            raise RuntimeError(f"it does not poll: {(folder / 'log').read_text(errors='replace')[-1000:]}")
        time.sleep(0.2)


@contextmanager
def _started(
    name: str, load: Load, folder: Path, telegram: TelegramServer
) -> Iterator[subprocess.Popen[bytes]]:
    addresses = [farm.feed_url(number, _PORT) for number in range(load.sources)]
    environment = {
        **polling.environment(),
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_CHANNEL": f"@{CHAT.username}",
        "TELEGRAM_PACE": load.pace,
    }
    if name == "monitor":
        polling.install(folder, addresses, more=f", every: {load.every}s, backlog: none")
        command = [sys.executable, "-m", "monitor", "run"]
        # A program that runs on begins with many new sources by and by; one pass takes them all.
        once = [*command, "--once"]
        subprocess.run(once, cwd=folder, env=environment, capture_output=True, check=False, timeout=_STALLED)
        # One pass leaves all due at one moment; sources that run for a while are due at moments of their own.
        scale.spread_due_times(folder, load.every)
    else:
        told = [name, str(_AT_ONCE), str(load.every), str(folder)]
        command = [sys.executable, "-m", "bench.tellers", *told]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            command,
            cwd=folder if name == "monitor" else ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        ) as process,
    ):
        assert process.stdin is not None
        if name != "monitor":
            process.stdin.write("\n".join(addresses).encode())
        process.stdin.close()
        try:
            yield process
        finally:
            family.end(process)


def percentile(times: Sequence[float], share: float) -> float:
    """Return a percentile; not a number where nothing came."""
    return float(np.percentile(times, share)) if times else float("nan")


def run(load: Load) -> list[Found]:
    """Print what was found, and return it."""
    print(
        f"\n{load.sources:,} sources every {load.every} s, {load.entries} entries that match in {load.seconds:.0f} s,"
        f" pace {load.pace}; seconds"
    )
    head = ("lost", "twice", "polls/s", "CPU ms/poll", "MiB")
    print(
        f"{'appears → message':<20} {'p50':>6} {'p95':>6} {'most':>6}   {'own p50':>7} {'p95':>6} {'most':>6}"
        f" {head[0]:>6} {head[1]:>6} {head[2]:>8} {head[3]:>12} {head[4]:>6}"
    )
    found = []
    for one in measure(load):
        found.append(one)
        whole = " ".join(f"{percentile(one.whole, share):>6.2f}" for share in (50, 95, 100))
        own = " ".join(f"{percentile(one.own, share):>6.2f}" for share in (50, 95, 100))
        print(
            f"  {one.name:<18} {whole}   {own:>21} {one.lost:>6} {one.twice:>6} {one.polls / one.seconds:>8.1f}"
            f" {one.cost:>12.2f} {one.memory / 2**20:>6.0f}",
            flush=True,
        )
    return found


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(prog="python -m bench.end_to_end", description=__doc__)
    parser.add_argument("--sources", type=int, default=1_000)
    parser.add_argument("--listed", type=int, default=14)
    parser.add_argument("--every", type=int, default=10)
    parser.add_argument("--entries", type=int, default=120)
    parser.add_argument("--for", dest="seconds", type=float, default=60.0)
    parser.add_argument("--pace", default="off")
    run(Load(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
