"""From starting the program to its first request, and what it holds when it stands still, beside what one would write.

    python -m bench.startup [ROUNDS]

One source, served at once; each start asks for another one, so that it is due whatever was polled before. The
program starts on an empty store, which makes it read and try every shipped rule, and again on the store it left. The
others are those of bench/tellers.py. Turns are interleaved; memory is what a process and its children hold some
seconds later, with shared pages counted once.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import family, farm, polling
from bench.polling import ROOT, FarmProcess

_PORT = 18_126
_ROUNDS = 5
_STILL = 4.0  # seconds after the first request
_STALLED = 120.0
NAMES = ("monitor, first start", "monitor", "reader", "plain")


@dataclass(slots=True)
class Starts:
    """What the starts of one contender showed."""

    name: str
    seconds: list[float] = field(default_factory=list)  # to the first request
    processor: list[float] = field(default_factory=list)  # seconds until then, children included
    memory: list[int] = field(default_factory=list)  # bytes, standing still


def measure(*, rounds: int = _ROUNDS) -> list[Starts]:
    """Start each contender so often."""
    starts = [Starts(name) for name in NAMES]
    kept = Path(tempfile.mkdtemp(prefix="bench-startup-"))
    try:
        with FarmProcess(rounds * len(starts) + 1, _PORT, entries=2) as stand:
            _start("monitor", kept, stand, len(starts) * rounds)  # makes the store that later starts find
            for number in range(rounds):
                for place, one in enumerate(starts):
                    source = number * len(starts) + place
                    with tempfile.TemporaryDirectory(prefix="bench-startup-") as empty:
                        folder = kept if one.name == "monitor" else Path(empty)
                        seconds, processor, memory = _start(one.name, folder, stand, source)
                    one.seconds.append(seconds)
                    one.processor.append(processor)
                    one.memory.append(memory)
    finally:
        shutil.rmtree(kept)
    return starts


def _start(name: str, folder: Path, stand: FarmProcess, source: int) -> tuple[float, float, int]:
    address = farm.feed_url(source, _PORT)
    is_ours = name.startswith("monitor")
    if is_ours:
        shutil.rmtree(folder / "rules", ignore_errors=True)
        polling.install(folder, [address])
        command = [sys.executable, "-m", "monitor", "run"]
    else:
        command = [sys.executable, "-m", "bench.tellers", name, "8", "60", str(folder)]
    begun = time.time()
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            command,
            cwd=folder if is_ours else ROOT,
            env=polling.environment(),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            assert process.stdin is not None
            process.stdin.write(b"" if is_ours else address.encode())
            process.stdin.close()
            while (came := stand.ask("came").get(str(source))) is None:
                if process.poll() is not None or time.time() - begun > _STALLED:
                    raise RuntimeError((folder / "log").read_text(errors="replace")[-1000:])
                time.sleep(0.01)
            used = sum(family.processor_seconds(process.pid))
            time.sleep(_STILL)
            memory = family.proportional(process.pid)
        finally:
            family.end(process)
    return came - begun, used, memory


def run(*, rounds: int = _ROUNDS) -> list[Starts]:
    """Print what was found, and return it."""
    found = measure(rounds=rounds)
    print(f"\n{f'one source, medians of {rounds} starts':<36} {'seconds':>8} {'CPU s':>7} {'MiB idle':>9}")
    for one in found:
        print(
            f"  {one.name:<34} {median(one.seconds):>8.2f} {median(one.processor):>7.2f}"
            f" {_mebibytes(one.memory):>9.0f}"
        )
    return found


def _mebibytes(sizes: Sequence[int]) -> float:
    return median(sizes) / 2**20


def main() -> None:
    """Run as a program."""
    run(rounds=int(sys.argv[1]) if len(sys.argv) > 1 else _ROUNDS)


if __name__ == "__main__":
    main()
