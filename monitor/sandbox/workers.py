"""The children and their work: who does what when, within which limits, and what their answers are.

What takes long is done again where it holds up nobody: an owner that was slow waits for other slow ones only.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, Sequence

from monitor.errors import ParseError, Trouble
from monitor.sandbox import wire
from monitor.sandbox.process import Child
from monitor.sandbox.turns import Turns

Frames = tuple[bytes, ...]

_START_SECONDS = 60.0  # importing the parsers, on the slowest disk
_CALLS_A_LIFE = 10_000  # what a parser leaks, it leaks no longer than this
_GRACE_SECONDS = 5  # after the deadline, for a child whose parent is gone to end by itself
_BATCH = 32  # members, and
_BATCH_BYTES = 1024 * 1024  # about as many bytes, after which others have their turn


class Workers:
    """A few children, each started when first needed and replaced when it exceeds a limit."""

    def __init__(self, *, workers: int, deadline: float, quick: float, memory: int) -> None:
        self._deadline = deadline
        # A single worker has nobody to go on without it.
        self._quick = min(deadline, quick) if workers > 1 else deadline
        self._memory = memory
        self._turns = Turns(workers)
        self._idle: list[Child] = []
        self._all: set[Child] = set()
        self._starting: asyncio.Task[Child] | None = None  # one at a time: another may be free long before
        self._waiting: list[asyncio.Future[None]] = []  # for a child
        self._slow: set[str] = set()  # owners whose last answer took long

    async def start(self) -> None:
        """Start a child ahead of need, so that the first task does not wait for it."""
        async with self._turns.turn(is_slow=False):
            self._give_back(await self._child())

    async def close(self) -> None:
        """End every child."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        children, self._idle = tuple(self._all), []
        for child in children:
            await self._discard(child)

    async def call(self, owner: str | None, *frames: bytes) -> Frames:
        """Have a child do a task; the answer has at least one frame. Without an owner it is slow from the start."""
        kind, *rest = frames
        answers = [answer async for _, answer, _ in self.batch(owner, kind, (), [tuple(rest)])]
        return self.opened(answers[0])

    async def batch(
        self, owner: str | None, kind: bytes, head: Frames, members: Sequence[Frames]
    ) -> AsyncGenerator[tuple[int, Frames | ParseError, float]]:
        """Give each member's number, answer and seconds, in order."""
        position = 0
        while position < len(members):
            is_slow = owner is None or owner in self._slow
            size = 1 if is_slow else _size(members, position)
            some = members[position : position + size]
            limit = self._deadline if is_slow else self._quick
            # All of a part is taken in before it is given, or who takes it in would hold the turn meanwhile.
            answers = await self._turn(kind, head, some, limit=limit, is_slow=is_slow)
            slowest = max(seconds for _, seconds in answers)
            if not is_slow and answers[-1][0] is None and limit < self._deadline:
                answers.pop()  # done again, with more time and behind the others
                self._slow.add(owner or "")
            elif is_slow and owner is not None and slowest < self._quick / 2:
                self._slow.discard(owner)
            for answer, seconds in answers:
                yield position, answer if answer is not None else self._late(), seconds
                position += 1

    def _late(self) -> ParseError:
        return ParseError(f"took over {self._deadline:g} s to read", trouble=Trouble.SLOW)

    async def _turn(
        self, kind: bytes, head: Frames, members: Sequence[Frames], *, limit: float, is_slow: bool
    ) -> list[tuple[Frames | ParseError | None, float]]:
        """Have one child do a part of a batch, up to the first member that it does not survive; None: too late."""
        clock = asyncio.get_running_loop().time
        answers: list[tuple[Frames | ParseError | None, float]] = []
        async with self._turns.turn(is_slow=is_slow):
            child = await self._child()
            is_sound = False
            began = clock()
            # A batch of members each just quick enough is slow work too.
            ends_at = began + 2 * limit if limit < self._deadline else math.inf
            try:
                async with asyncio.timeout(limit):
                    await child.send((kind, *head, *(frame for member in members for frame in member)))
                for _ in members:
                    async with asyncio.timeout(min(limit, max(0.0, ends_at - clock()))):
                        answers.append((await child.receive(), clock() - began))
                    if answers[-1][0] == (wire.NO_MEMORY,):
                        break
                    began = clock()
                else:
                    is_sound = child.calls < _CALLS_A_LIFE
            except TimeoutError:
                answers.append((None, clock() - began))
            except (EOFError, ConnectionError):
                answers.append((ParseError(f"broke the parser ({await child.end()})"), clock() - began))
            except ValueError:
                answers.append((ParseError("the parser answered nonsense"), clock() - began))
            finally:
                if is_sound:
                    self._give_back(child)
                else:
                    await self._discard(child)
        return answers

    def opened(self, answer: Frames | ParseError) -> Frames:
        """Return the frames of an answer; raises the ParseError it is."""
        if isinstance(answer, ParseError):
            raise answer
        status, *frames = answer
        if status == wire.OK and frames:
            return tuple(frames)
        if status == wire.NO_MEMORY:
            needed = f"needs over {self._memory / 1024 / 1024:g} MiB of memory to read"
            raise ParseError(needed, trouble=Trouble.TOO_LARGE)
        if status == wire.REFUSED and len(frames) == 2:
            said = frames[0][:2000].decode("utf-8", "replace")
            # It may quote what came, and goes to logs, terminals and chats.
            why = " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())[:400]
            raise ParseError(why, trouble=_trouble(frames[1]))
        raise ParseError("the parser answered nonsense")

    async def _child(self) -> Child:
        """Return a child that does nothing; where there is none, the first that is free or has started."""
        while True:
            while self._idle:
                child = self._idle.pop()
                if child.is_alive:
                    return child
                await self._discard(child)
            if self._starting is None:
                self._starting = asyncio.create_task(self._started())
                self._starting.add_done_callback(self._take_in)
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            finally:
                self._waiting.remove(turn)

    def _give_back(self, child: Child) -> None:
        self._idle.append(child)
        for turn in self._waiting:
            if not turn.done():
                turn.set_result(None)

    def _take_in(self, starting: asyncio.Task[Child]) -> None:
        """Let those who wait have the child that has started, or know why it has not."""
        self._starting = None
        if starting.cancelled():
            return
        error = starting.exception()
        if error is None:
            self._give_back(starting.result())
            return
        for turn in self._waiting:
            if not turn.done():
                turn.set_exception(error)

    async def _started(self) -> Child:
        try:
            child = await Child.spawn(memory=self._memory, alarm=math.ceil(self._deadline) + _GRACE_SECONDS)
        except OSError as error:
            raise _not_started(error.strerror) from error
        self._all.add(child)
        is_ready = False
        try:
            async with asyncio.timeout(_START_SECONDS):
                await child.ready()
            is_ready = True
        except (TimeoutError, EOFError, ConnectionError, ValueError):
            raise _not_started(await child.end()) from None
        finally:
            if not is_ready:
                await self._discard(child)
        return child

    async def _discard(self, child: Child) -> None:
        self._all.discard(child)
        await child.end()


def _not_started(why: str | None) -> ParseError:
    return ParseError(f"the parsing process did not start: {why}", trouble=Trouble.DEFECT)


def _size(members: Sequence[Frames], start: int) -> int:
    """Return how many members from `start` make a batch."""
    total = 0
    for size, member in enumerate(members[start : start + _BATCH], start=1):
        total += sum(map(len, member))
        if total >= _BATCH_BYTES:
            return size
    return min(_BATCH, len(members) - start)


def _trouble(frame: bytes) -> Trouble:
    try:
        return Trouble(frame.decode("ascii", "replace"))
    except ValueError:
        return Trouble.MALFORMED
