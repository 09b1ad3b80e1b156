"""How long twenty thousand rules take to load: cold, at a start from what is kept, and after an edit.

Run as `python -m bench.loading`. A start is measured in a process of its own, files and store read from the disk; the
rest in one process, as the running program does it. A stall is how long the event loop stood still beside the work.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple, TypeVar

from bench import made_rules
from monitor.config import rule_files
from monitor.config.rule_files import Loader
from monitor.rules import codec
from monitor.rules.evaluate import RuleSet
from monitor.store import database
from monitor.store.notes import Notes

T = TypeVar("T")
_ROOT = Path(__file__).parent.parent
_TICK = 0.001  # seconds


class Times(NamedTuple):
    """One round, in seconds."""

    wall: float
    processor: float
    stall: float


def main() -> None:
    """Print the table, or be the start that is measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rules", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cold-rounds", type=int, default=1)
    parser.add_argument("--shipped", action="store_true")
    parser.add_argument("--start", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.start is not None:
        print(json.dumps(asyncio.run(_start(arguments.start))))
        return
    files = (
        rule_files.read_rule_files(_ROOT / "rules") if arguments.shipped else made_rules.make(arguments.rules)
    )
    asyncio.run(_run(files, rounds=arguments.rounds, cold_rounds=arguments.cold_rounds))


async def _run(files: dict[str, str], *, rounds: int, cold_rounds: int) -> None:
    size = sum(len(text.encode()) for text in files.values()) / 1e6
    cold = [await _timed(partial(_loaded, Loader(), files)) for _ in range(cold_rounds)]
    rules = cold[-1][0]
    print(f"{len(rules.rules):,} rules in {len(files)} files, {size:.1f} MB; seconds, as medians")
    print(f"{'what':<34} {'rounds':>6} {'time':>8} {'slowest':>8} {'CPU':>8} {'stall':>8}")
    _row("cold: every file read and tried", [times for _, times in cold])
    with tempfile.TemporaryDirectory() as place:
        kept = await _keep(Path(place), files, rules)
        starts = [_started(Path(place)) for _ in range(rounds)]
    _row("start from what is kept", [Times(*start["times"]) for start in starts])
    loader = Loader(codec.decode(kept))
    names = [name for name in sorted(files) if name not in rule_files.VOCABULARY_FILES]
    reloads: list[Times] = []
    for name in names[:rounds]:
        files[name] += "# edited\n"
        reloads.append((await _timed(partial(_loaded, loader, files)))[1])
    _row("reload of one changed file", reloads)
    reloads.clear()
    for turn in range(3):
        files["terms.yaml"] = _with_a_term(files["terms.yaml"], turn)
        reloads.append((await _timed(partial(_loaded, loader, files)))[1])
    _row("reload of one changed vocabulary", reloads)
    _row(
        "rules into bytes, after a reload",
        [(await _timed(partial(codec.encode, rules)))[1] for _ in range(3)],
    )
    ratio = median(times.wall for _, times in cold) / median(start["times"][0] for start in starts)
    memory = median(start["rules"] for start in starts)
    print(
        f"cold over start: {ratio:.0f}; kept {len(kept) / 1e6:.1f} MB; the rules take {memory:.0f} MB of memory"
    )


def _loaded(loader: Loader, files: dict[str, str]) -> RuleSet:
    rules, problems = loader.load(files, root="rules")
    if rules is None:
        raise SystemExit("\n".join(map(str, problems)))
    return rules


def _with_a_term(vocabularies: str, turn: int) -> str:
    """Write one more term into the vocabulary at that place."""
    heads = [found.end() for found in re.finditer(r"(?m)^  [\w-]+:\n(?=    - )", vocabularies)]
    return f"{vocabularies[: heads[turn]]}    - a new term\n{vocabularies[heads[turn] :]}"


async def _keep(place: Path, files: dict[str, str], rules: RuleSet) -> bytes:
    (place / "rules").mkdir()
    for name, text in files.items():
        (place / "rules" / name).write_text(text, encoding="utf-8")
    store = database.open_to_write(place / "monitor.db")
    kept = codec.encode(rules)
    await Notes(store).keep_rules(files, kept)
    store.close()
    return kept


def _started(place: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.loading", "--start", str(place)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=_ROOT)
    return dict(json.loads(done.stdout))


async def _start(place: Path) -> dict[str, Any]:
    """Read the files, find the set that is kept for them, and make it ready."""
    notes = Notes(database.open_to_read(place / "monitor.db"))
    before = _memory()

    async def whole() -> RuleSet | None:
        files = await asyncio.to_thread(rule_files.read_rule_files, place / "rules")
        kept = await notes.compiled(await asyncio.to_thread(rule_files.content_key, files))
        return None if kept is None else await asyncio.to_thread(codec.decode, kept)

    rules, times = await _watched(whole)
    if rules is None:
        raise SystemExit("nothing is kept for these files")
    return {"times": times, "rules": _memory() - before}


async def _timed(work: Callable[[], T]) -> tuple[T, Times]:
    return await _watched(partial(asyncio.to_thread, work))


async def _watched(work: Callable[[], Any]) -> tuple[Any, Times]:
    """Do the work beside a loop that ticks, and time both."""
    worst = 0.0

    async def tick() -> None:
        nonlocal worst
        while True:
            asked = perf_counter()
            await asyncio.sleep(_TICK)
            worst = max(worst, perf_counter() - asked - _TICK)

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)
    started, spent = perf_counter(), process_time()
    made = await work()
    times = Times(perf_counter() - started, process_time() - spent, worst)
    ticking.cancel()
    with suppress(asyncio.CancelledError):
        await ticking
    return made, times


def _memory() -> float:
    """Return what the process takes now, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def _row(what: str, rounds: Sequence[Times]) -> None:
    wall, processor, stall = (median(column) for column in zip(*rounds, strict=True))
    slowest = max(times.wall for times in rounds)
    print(f"{what:<34} {len(rounds):>6} {wall:>8.2f} {slowest:>8.2f} {processor:>8.2f} {stall:>8.3f}")


if __name__ == "__main__":
    main()
