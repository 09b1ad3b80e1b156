"""What is done to the program, one function a kind: break the world, see what the program does, mend it.

What a fault must not lead to is raised as PromiseError; whether anything was lost or told twice is counted in the end.
"""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import timedelta
from functools import partial

from tests.acceptance.soak.program import Life
from tests.acceptance.soak.world import QUIET_FOR, QUIET_FROM, World, wait_until
from tests.feed_server import Reply
from tests.telegram_chats import CHAT
from tests.telegram_server import (
    BEHIND,
    CUT,
    DROP_AFTER,
    DROP_BEFORE,
    GARBAGE,
    HANG,
    LATE,
    Fault,
)

GRACE = 10.0  # seconds; supervisors kill after as many
PATIENCE = 60.0  # seconds until a program whose world was mended tells of something new
_YOUNG = 1.2  # seconds in which a program may be ended before it does anything
_LATE = 3.0  # seconds
_LIFE = 2.0  # seconds of work before it is ended

_DAY = timedelta(days=1)
_YEAR = timedelta(days=365)


class PromiseError(AssertionError):
    """The program did what it must not do."""


def kill(world: World) -> None:
    """kill -9 while it starts, while it works, or in the middle of a send."""
    _end_somewhere(world, signal.SIGKILL)
    world.program.wait(GRACE)


def terminate(world: World) -> None:
    """SIGTERM at such a moment."""
    _end_somewhere(world, signal.SIGTERM)
    _ends_well(world)


def _end_somewhere(world: World, sign: signal.Signals) -> None:
    process, chance = world.program.start(), world.chance
    drawn = chance.random()
    if drawn < 0.25:
        world.pause(0.0, _YOUNG)
        process.send_signal(sign)
        return
    _works(world)
    if drawn < 0.6:
        world.pause(0.0, _LIFE)
        process.send_signal(sign)
        return
    world.pause(0.0, _LIFE)
    is_over = partial(process.send_signal, sign)
    world.at_send(is_over, acted=chance.random() < 0.5)
    world.press.publish()
    if not wait_until(world.is_struck, seconds=PATIENCE):
        raise PromiseError(f"nothing was sent for {PATIENCE:.0f} s")


def _ends_well(world: World, *, signalled: bool = True) -> None:
    process = world.program.process
    assert process is not None
    if not signalled:
        process.terminate()
    try:
        life = world.program.wait(GRACE)
    except subprocess.TimeoutExpired:
        world.program.kill()
        raise PromiseError(f"told to stop, it had not ended in {GRACE:.0f} s") from None
    # Before the program is loaded the signal ends Python itself, and nothing is in hand.
    if life.code != 0 and not (life.code == -signal.SIGTERM and not life.said):
        raise PromiseError(f"told to stop, it ended with {life.code}: {life.said[-500:]!r}")


def disk_full(world: World) -> None:
    """No room on the disk: it goes on trying, or ends with one line; and so does one that is started then."""
    process = world.program.start()
    _works(world)
    world.disk.fill(process)
    try:
        for _ in range(2):
            world.press.publish()
            if wait_until(lambda: not world.program.is_running, seconds=world.chance.uniform(1.0, 5.0)):
                _gave_up(world.program.wait(0), "disk")
            elif world.chance.random() < 0.5:
                world.program.kill()
            world.program.start()
    finally:
        world.disk.empty(world.program.process)
    # What it could not write just before may end it while it goes on with the rest.
    if wait_until(lambda: not world.program.is_running, seconds=_LATE):
        _gave_up(world.program.wait(0), "disk")
    _goes_on(world)


def read_only(world: World) -> None:
    """A store that cannot be written ends the start, with one line."""
    if world.program.process is not None:
        world.program.kill()
    if not world.program.store.exists():
        world.program.start()
        _works(world)
        world.program.kill()
    world.disk.protect(is_on=True)
    try:
        world.program.start()
        try:
            life = world.program.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            world.program.kill()
            raise PromiseError("on a store that cannot be written it neither works nor ends") from None
        _gave_up(life, "read-only")
    finally:
        world.disk.protect(is_on=False)
    _goes_on(world)


def locked(world: World) -> None:
    """Another program holds the store: it waits, and goes on."""
    process = world.program.start()
    _works(world)
    seconds = world.chance.choice((2.0, 5.0, world.conditions.longest_lock))
    with closing(sqlite3.connect(world.program.store, isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN EXCLUSIVE")
        world.press.publish()
        time.sleep(seconds * world.conditions.length)
        other.execute("ROLLBACK")
    if process.poll() is not None:
        raise PromiseError(
            f"a store that was locked for {seconds:.0f} s ended it: {world.program.wait(0).reasons}"
        )
    _goes_on(world)


def locked_and_stopped(world: World) -> None:
    """It is told to stop while another program holds the store."""
    world.program.start()
    _works(world)
    with closing(sqlite3.connect(world.program.store, isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN EXCLUSIVE")
        world.pause(0.0, 2.0)
        _ends_well(world, signalled=False)
        # What came of its last sends could not be kept.
        world.program.unsaved.append(world.program.lives[-1])
    _goes_on(world)


def clock_summer(world: World) -> None:
    """The clock is set on by an hour and back again, as where somebody sets it for the summer."""
    _steps(world, timedelta(hours=1), timedelta())


def clock_back(world: World) -> None:
    """The clock is set back by a day, and later right again."""
    _steps(world, -_DAY, timedelta())


def clock_on(world: World) -> None:
    """The clock is set on by a year, and later right again."""
    _steps(world, _YEAR, timedelta())


def clock_while_down(world: World) -> None:
    """It runs with a clock a year ahead, is killed, and the clock is right again when it starts."""
    world.program.start()
    world.set_clock(_YEAR)
    _goes_on(world)
    world.program.kill()
    world.set_clock(timedelta())
    _goes_on(world)


def _steps(world: World, *offsets: timedelta) -> None:
    process = world.program.start()
    _works(world)
    for offset in offsets:
        world.set_clock(offset)
        world.pause(0.0, 1.5)
        _goes_on(world)
        if world.program.process is not process:
            raise PromiseError("a clock that was set ended it")


def quiet_hours(world: World) -> None:
    """What comes in a channel's quiet hours waits for their end, though the clock is set meanwhile."""
    world.program.start()
    _works(world)
    world.set_clock(QUIET_FROM + QUIET_FOR / 2)
    time.sleep(0.5)
    held = world.press.publish("wire")
    if not world.progress(lambda: world.told.has(held.token, CHAT), seconds=PATIENCE):
        raise PromiseError("the channel without quiet hours is not told in the other one's")
    time.sleep(1)
    if world.told.has(held.token):
        raise PromiseError("a channel was told in its quiet hours")
    world.set_clock(QUIET_FROM + QUIET_FOR + timedelta(minutes=1))
    if not world.progress(lambda: world.told.has(held.token), seconds=PATIENCE):
        raise PromiseError("a channel was not told when its quiet hours were over")
    world.set_clock(timedelta())
    _goes_on(world)


def names(world: World) -> None:
    """No name can be resolved for some seconds: of no source, nor of the Bot API."""
    process = world.program.start()
    _works(world)
    world.set_names(fail=True)
    world.pause(1.0, 6.0)
    world.set_names(fail=False)
    if process.poll() is not None:
        raise PromiseError("names that could not be resolved ended it")
    _goes_on(world)


def network(world: World) -> None:
    """Sends are cut: before and after the server acted, in the middle of the answer, a moment too early."""
    _with_calls(world, (DROP_BEFORE, DROP_AFTER, CUT, BEHIND, GARBAGE), rate=0.4)


def refusals(world: World) -> None:
    """The Bot API answers that it is too much, or that it fails."""
    refused = (Fault.too_many(1), Fault(status=500), Fault(status=502, description="Bad Gateway"))
    _with_calls(world, refused, rate=0.5)


def hanging(world: World) -> None:
    """The Bot API does not answer for some seconds, whether it acted or not; then everything is answered."""
    world.telegram.released.clear()
    _with_calls(world, (HANG, LATE), rate=0.3)
    world.telegram.release()


def _with_calls(world: World, faults: tuple[Fault, ...], *, rate: float) -> None:
    process, chance = world.program.start(), world.chance
    _works(world)

    def meet(method: str) -> Fault | None:
        return chance.choice(faults) if method != "getMe" and chance.random() < rate else None

    world.meet(meet)
    for _ in range(5):
        world.press.publish()
        world.pause(0.1, 0.8)
    world.telegram.release()
    world.meet(None)
    if process.poll() is not None:
        raise PromiseError("calls that failed ended it")
    if chance.random() < 0.5:
        world.program.kill()
    _goes_on(world)


def feeds(world: World) -> None:
    """Every source fails for some seconds."""
    process = world.program.start()
    _works(world)
    replies = (
        Reply(status=500, validators=False),
        Reply(status=429, headers={"Retry-After": "1"}, validators=False),
        Reply(fault="drop"),
        Reply(body=b"<rss><channel>" + bytes(500), fault="cut"),
        Reply(body=b"\x00\xff<rss", validators=False),
    )
    for _ in range(2):
        world.press.fail(world.chance.choice(replies))
        world.pause(0.5, 1.5)
    world.press.fail(None)
    if process.poll() is not None:
        raise PromiseError("sources that fail ended it")
    _goes_on(world)


def _works(world: World) -> None:
    """Wait until the program polls."""
    process, before = world.program.process, world.press.polls
    assert process is not None
    is_done = wait_until(lambda: process.poll() is not None or world.press.polls > before, seconds=PATIENCE)
    if process.poll() is not None:
        raise PromiseError(f"it ended with {process.returncode}: {world.program.wait(0).said[-500:]!r}")
    if not is_done:
        raise PromiseError(f"it polled nothing for {PATIENCE:.0f} s")


def _goes_on(world: World) -> None:
    """See that the program tells of something new, now that all is well; start it where it has ended."""
    if not world.program.is_running and world.program.process is not None:
        world.program.wait(0)
    process = world.program.start()
    began = time.monotonic()
    fresh = world.press.publish("wire")
    if not world.progress(lambda: world.told.has(fresh.token), seconds=PATIENCE):
        code = process.poll()
        state = "it runs" if code is None else f"it has ended with {code}"
        why = world.program.ask("why", fresh.url).out
        raise PromiseError(
            f"{fresh.token} was not told, nor anything for {PATIENCE:.0f} s, though all was mended; {state}\n{why}"
        )
    world.recoveries.append(time.monotonic() - began)


def _gave_up(life: Life, about: str) -> None:
    """See that the program ended for a reason it gave in one line."""
    if life.code != 1 or len(life.reasons) != 1 or about not in life.reasons[0].casefold():
        raise PromiseError(f"it ended with {life.code} and said {life.reasons}")


FAULTS: Mapping[str, Callable[[World], None]] = {
    "kill": kill,
    "term": terminate,
    "disk-full": disk_full,
    "read-only": read_only,
    "locked": locked,
    "locked-term": locked_and_stopped,
    "clock-summer": clock_summer,
    "clock-back": clock_back,
    "clock-on": clock_on,
    "clock-down": clock_while_down,
    "quiet-hours": quiet_hours,
    "dns": names,
    "network": network,
    "refusals": refusals,
    "hanging": hanging,
    "feeds": feeds,
}
