"""One run: faults in an order drawn by the seed, all that was published waited for, and the count."""

from __future__ import annotations

import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.acceptance.soak import counting, faults
from tests.acceptance.soak.counting import Count
from tests.acceptance.soak.faults import FAULTS, PromiseError
from tests.acceptance.soak.world import Conditions, World

_IN_ROUND = 24  # kills among which each other fault comes once
_SAID = 25  # faults between two words of how far it is
_SHOWN = 5  # of what went wrong, in full


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run goes through."""

    conditions: Conditions
    kills: int
    minutes: float | None = None  # at most
    only: tuple[str, ...] = tuple(FAULTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of it."""

    conditions: Conditions
    faults: Counter[str]
    count: Count
    starts: int
    kills: int  # by whatever fault
    slowest: float  # seconds from a mended world to something new told
    wrongs: tuple[str, ...]  # beside what was lost or told twice
    seconds: float

    @property
    def excused(self) -> int:
        """How many messages stand twice for a reason: no answer came, and nobody can look."""
        if self.conditions.has_ops_chat:
            return 0
        return sum(min(one.copies, one.cut_off) for one in self.count.twice)

    @property
    def doubled(self) -> int:
        """How many messages stand there beside another that says the same."""
        return sum(one.copies for one in self.count.twice)

    @property
    def is_good(self) -> bool:
        """Whether all that is promised was kept."""
        return not self.wrongs and not self.count.lost and self.doubled == self.excused

    def __str__(self) -> str:
        others = ", ".join(f"{name} {count}" for name, count in sorted(self.faults.items()))
        rows = (
            ("seed", self.conditions.seed),
            ("operators' chat", "yes" if self.conditions.has_ops_chat else "no"),
            ("kills (-9)", self.kills),
            ("faults", f"{self.faults.total()}: {others}"),
            ("starts", self.starts),
            ("published", self.count.published),
            ("told, in two channels", self.count.told),
            ("lost", len(self.count.lost)),
            ("sends without an answer", self.count.cut_off),
            ("twice", self.doubled),
            ("  of which excused", self.excused),
            ("other wrongs", len(self.wrongs)),
            ("slowest recovery", f"{self.slowest:.1f} s"),
            ("took", f"{self.seconds:.0f} s"),
        )
        return "\n".join(f"{name:<26}{value}" for name, value in rows)


def run(plan: Plan, folder: Path, *, say: Callable[[str], object] = sys.stderr.write) -> Result:
    """Go through a plan, count, and say what happened to whatever went wrong."""
    began = time.monotonic()
    done: Counter[str] = Counter()
    wrongs: list[str] = []
    with World(plan.conditions, folder) as world:
        for name in order(plan):
            if plan.minutes is not None and time.monotonic() - began > plan.minutes * 60:
                break
            found: list[str] = []
            try:
                FAULTS[name](world)
            except KeyboardInterrupt:
                break  # what there is so far is counted
            except PromiseError as error:
                found.append(f"{name}: {error}")
                _mend(world)
            done[name] += 1
            found += _found_after(world, name)
            if done.total() % _SAID == 0:
                say(f"{time.monotonic() - began:.0f} s: {done['kill']} kills, {done.total()} faults\n")
            for wrong in found:
                say(f"{time.monotonic() - began:.0f} s, after {done['kill']} kills: {wrong}\n")
            wrongs += found
        wrongs += _finish(world)
        count = counting.count(world)
        worst = sorted(count.twice, key=lambda one: one.cut_off - one.copies)
        odd = [entry for entry, _ in count.lost] + [one.entry for one in worst]
        result = Result(
            conditions=plan.conditions,
            faults=done,
            count=count,
            starts=len(world.program.lives),
            kills=sum(life.code == -signal.SIGKILL for life in world.program.lives),
            slowest=max(world.recoveries, default=0.0),
            wrongs=tuple(wrongs),
            seconds=time.monotonic() - began,
        )
        if not result.is_good:
            for entry in odd[:_SHOWN]:
                say(f"{counting.explain(world, entry)}\n")
    return result


def order(plan: Plan) -> Iterator[str]:
    """Yield the faults in the order the seed draws: each other one once a round of kills."""
    chance = random.Random(plan.conditions.seed)
    others = [name for name in plan.only if name != "kill"]
    left = plan.kills if "kill" in plan.only else 0
    while True:
        kills = min(left, _IN_ROUND)
        left -= kills
        some = [*others, *["kill"] * kills]
        chance.shuffle(some)
        yield from some
        if left <= 0:
            return


def _mend(world: World) -> None:
    """Make the world whole after a fault that ended in the middle."""
    world.meet(None)
    world.telegram.release()
    world.press.fail(None)
    world.set_names(fail=False)
    world.set_clock(timedelta())


def _found_after(world: World, name: str) -> Sequence[str]:
    """Return what may never be found, whatever was done."""
    fresh = world.program.lives[world.judged :]
    world.judged += len(fresh)
    found = [f"{name}: in the log:\n{text}" for life in fresh for text in life.tracebacks[:1]]
    damage = world.program.damage() if fresh else None
    return [*found, *([f"{name}: the store is damaged: {damage}"] if damage else [])]


def _finish(world: World) -> Sequence[str]:
    """Let the program tell all there is, and end it."""
    world.press.pause(is_on=True)
    world.program.start()
    world.progress(lambda: _is_all_told(world), seconds=faults.PATIENCE)
    if not world.program.is_running:
        life = world.program.wait(0)
        return [f"it ended with {life.code} though nothing was done to it: {life.reasons}"]
    life = world.program.terminate(patience=faults.GRACE)
    damage = world.program.damage()
    found = [] if life.code == 0 else [f"told to stop, it ended with {life.code}"]
    return [*found, *([f"the store is damaged: {damage}"] if damage else [])]


def _is_all_told(world: World) -> bool:
    return all(world.told.has(entry.token) for entry in world.press.published)
