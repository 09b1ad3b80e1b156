"""The bot at work: hears what people write and press, and answers, whatever happens, until told to stop.

listen ─▶ is it for us? ─▶ is it not too much? ─▶ may they? ─▶ noted as begun ─▶ done ─▶ answered ─▶ next poll
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import datetime
from typing import Any, Protocol

import structlog

from monitor.bot import answering, commands
from monitor.bot.commands import Given
from monitor.bot.desk import Desk, Speaker
from monitor.bot.floods import Floods, Limits, Pass
from monitor.bot.marking import Marking
from monitor.bot.tapping import is_mute, react
from monitor.model import Deaf, Heard, Incoming, Outcome, Said, Sent, Tapped
from monitor.store.standing import BOT

logger = structlog.get_logger("monitor.bot")

_AT_ONCE = 16  # answers in the making
_LONGEST = 60.0  # seconds of one
_SETTLING = 2.0  # seconds for answers in hand before the next poll
_PAUSE = (1.0, 60.0)  # seconds after a poll that failed: the first time, and at most
_TELL_AFTER = 3  # polls in a row that failed
_GRACE = 3.0  # seconds for the answers in hand when told to stop
_SLOW_DOWN = "Slow down, please: I answer a few wishes a minute."


class Hearing(Speaker, Protocol):
    """Where people write to us, and the way back."""

    async def listen(self, offset: int | None) -> Heard | Deaf:
        """Wait for updates; with an offset, those before it are done."""
        ...

    async def name(self) -> str | None:
        """Return the bot's @name without the @."""
        ...

    async def introduce(
        self, commands: Sequence[tuple[str, str]], language: str | None, *, chat: int | None = None
    ) -> Outcome:
        """Have the commands shown while somebody types."""
        ...


class Begun(Protocol):
    """Remembers which updates were begun."""

    async def take(self, update_id: int) -> bool:
        """Note that an update is begun; False where it was before."""
        ...


class Standing(Protocol):
    """Where it is said that nobody can be heard."""

    async def begin(self, key: str, lines: Sequence[str], notice: str, now: datetime) -> None:
        """Say what is wrong."""
        ...

    async def end(self, key: str, notice: str, now: datetime) -> None:
        """Say that it is over."""
        ...


class Bot:
    """Answers people."""

    def __init__(
        self,
        desk: Desk,
        hearing: Hearing,
        begun: Begun,
        standing: Standing,
        *,
        limits: Limits | None = None,
        pause: tuple[float, float] = _PAUSE,
        longest: float = _LONGEST,
        marking: Marking | None = None,
    ) -> None:
        self._desk = desk
        self._hearing = hearing
        self._begun = begun
        self._standing = standing
        self._floods = Floods(limits)
        self._marking = marking or Marking(desk, hearing)
        self._pause = pause
        self._longest = longest
        self._name: str | None = None
        self._in_hand: set[asyncio.Task[None]] = set()
        self._chats: dict[int, asyncio.Lock] = {}  # what one chat asks is answered in its order
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._failures = 0  # polls in a row
        self._is_told = True  # that nobody is heard; a program before this one may have said so

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until told to stop; raises StoreError where the store is gone."""
        listening = asyncio.create_task(self._listen())
        beside = [asyncio.create_task(self._marking.run()), asyncio.create_task(self._introduce())]
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({listening, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            listening.cancel()
            if self._in_hand:
                await asyncio.wait(set(self._in_hand), timeout=_GRACE)
            everything = {listening, stopped, *beside, *self._in_hand}
            for task in everything:
                task.cancel()
            await asyncio.gather(*everything, return_exceptions=True)
        if not listening.cancelled():
            listening.result()

    async def _listen(self) -> None:
        offset: int | None = None
        while True:
            heard = await self._hearing.listen(offset)
            if isinstance(heard, Deaf):
                await self._be_deaf(heard)
                continue
            await self._hear_again()
            for update in heard.updates:
                await self._meet(update)
            if self._in_hand:
                # The next poll says that these are done: a program that dies before it is asked for them again.
                await asyncio.wait(set(self._in_hand), timeout=_SETTLING)
            # An offset is named only to say what is done: ids may begin anew below it after a quiet week.
            offset = heard.updates[-1].update_id + 1 if heard.updates else None

    async def _meet(self, update: Incoming) -> None:
        """Begin what an update asks for; one that fails is skipped like one that is not for us."""
        try:
            if isinstance(update, Said):
                await self._meet_said(update)
            elif isinstance(update, Tapped):
                await self._meet_tapped(update)
        except Exception:
            logger.exception("an update failed on a defect, it is skipped", update=update.update_id)

    async def _meet_said(self, said: Said) -> None:
        if not self._desk.config.commands:
            return
        given = answering.given_to_us(said, self._name)
        if given is None:
            return
        judged = self._judge(said.person or said.chat, is_admin=self._desk.is_admin(said.person))
        if judged is Pass.SLOW_DOWN:
            await self._take_in_hand(said.chat, self._slow_down(said))
        elif judged is Pass.ANSWER:
            await self._take_in_hand(said.chat, self._answer(said, given))

    async def _meet_tapped(self, tapped: Tapped) -> None:
        judged = self._judge(tapped.person, is_admin=self._desk.is_admin(tapped.person))
        if judged is Pass.SLOW_DOWN:
            await self._take_in_hand(tapped.person, self._popup(tapped, _SLOW_DOWN, stays=False))
        elif judged is Pass.ANSWER:
            await self._take_in_hand(tapped.person, self._react(tapped))

    def _judge(self, person: int, *, is_admin: bool) -> Pass:
        return self._floods.judge(person, self._desk.clock(), is_admin=is_admin)

    async def _take_in_hand(self, chat: int, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the listening, as soon as there is room, after what the same chat asked before."""
        await self._room.acquire()
        lock = self._chats.setdefault(chat, asyncio.Lock())
        task = asyncio.create_task(self._in_turn(lock, work))
        self._in_hand.add(task)

        def done(_task: asyncio.Task[None]) -> None:
            self._room.release()
            self._in_hand.discard(task)
            if not self._in_hand:
                self._chats.clear()

        task.add_done_callback(done)

    async def _in_turn(self, lock: asyncio.Lock, work: Coroutine[Any, Any, None]) -> None:
        try:
            async with lock, asyncio.timeout(self._longest):
                await work
        except TimeoutError:
            logger.warning("an answer took too long, it is given up")
        except Exception:
            logger.exception("an answer failed on a defect")
        finally:
            work.close()

    async def _slow_down(self, said: Said) -> None:
        if await self._begun.take(said.update_id):
            await self._say(said, _SLOW_DOWN)

    async def _answer(self, said: Said, given: Given) -> None:
        """Do what a command says and answer; it is noted before anything that must not happen twice."""
        acts = answering.acts(given)
        if acts and not await self._begun.take(said.update_id):
            return
        html = await answering.answer_to(self._desk, said, given)
        if acts or await self._begun.take(said.update_id):
            await self._say(said, html)

    async def _say(self, said: Said, html: str) -> None:
        """Answer once: a lost answer is asked for again by whoever misses it."""
        reply_to = None if said.is_private else said.message_id
        outcome = await self._hearing.say(said.chat, html, reply_to=reply_to, thread=said.thread)
        if not isinstance(outcome, Sent):
            logger.warning(
                "an answer did not arrive", reason=outcome.__class__.__name__, detail=_detail(outcome)
            )

    async def _react(self, tapped: Tapped) -> None:
        # A vote that is counted twice is one vote, a mute is a mute from now on.
        if is_mute(tapped) and not await self._begun.take(tapped.update_id):
            return
        reaction = await react(self._desk, tapped)
        await self._popup(tapped, reaction.text, stays=reaction.stays)
        if reaction.voted is not None and tapped.place is not None and not reaction.voted.is_retracted:
            self._marking.want(tapped.place, reaction.voted)

    async def _popup(self, tapped: Tapped, text: str, *, stays: bool) -> None:
        outcome = await self._hearing.popup(tapped.id, text, stays=stays)
        if not isinstance(outcome, Sent):
            logger.debug("a press was not answered", detail=_detail(outcome))

    async def _be_deaf(self, deaf: Deaf) -> None:
        """Wait before the next try; what lasts is told in the log, the status and the operators' chat."""
        self._failures += 1
        if self._failures >= _TELL_AFTER and not (self._is_told and self._failures > _TELL_AFTER):
            self._is_told = True
            logger.warning("people cannot be heard, it is tried again", reason=deaf.detail)
            notice = f"The bot cannot hear what people write: {deaf.detail}. It tries again; alerts go on."
            await self._standing.begin(BOT, [deaf.detail], notice, self._desk.clock())
        first, most = self._pause
        rest = min(first * 2 ** min(self._failures - 1, 10), most)
        if deaf.retry_after is not None:
            rest = max(rest, deaf.retry_after.total_seconds())
        await asyncio.sleep(rest)

    async def _hear_again(self) -> None:
        self._failures = 0
        if self._is_told:
            self._is_told = False
            await self._standing.end(BOT, "The bot hears what people write again.", self._desk.clock())

    async def _introduce(self) -> None:
        """Learn our name and show the commands; a bot that could not is understood all the same, in private chats."""
        first, most = self._pause
        while (name := await self._hearing.name()) is None:
            first = min(first * 2, most)
            await asyncio.sleep(first)
        self._name = name
        if not self._desk.config.commands:
            return
        for language in (None, "zh"):
            chinese = language is not None
            await self._hearing.introduce(commands.menu(is_admin=False, chinese=chinese), language)
            for admin in sorted(self._desk.config.admins):
                # One who never wrote to the bot has no chat with it yet.
                menu = commands.menu(is_admin=True, chinese=chinese)
                await self._hearing.introduce(menu, language, chat=admin)


def _detail(outcome: Outcome) -> str:
    return getattr(outcome, "detail", "")
