"""How much is answered: so many a minute for a person and over all; who asks for more is told once, then nothing."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto


class Pass(Enum):
    """What becomes of a wish."""

    ANSWER = auto()
    SLOW_DOWN = auto()  # is said once
    SILENCE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many wishes are answered in any `window`."""

    person: int = 12
    everyone: int = 120  # admins do not count, and are never turned away for what others do
    window: timedelta = timedelta(minutes=1)
    people: int = 2_000  # are remembered; of more, those that were quiet longest are forgotten


@dataclass(slots=True)
class _Person:
    at: deque[datetime] = field(default_factory=deque)  # of wishes that were answered
    is_told: bool = False  # to slow down, since there was room last


class Floods:
    """Remembers who was answered when; nothing of it outlives the program."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._people: OrderedDict[int, _Person] = OrderedDict()
        self._everyone: deque[datetime] = deque()

    def judge(self, person: int, now: datetime, *, is_admin: bool) -> Pass:
        """Say whether somebody's wish is answered, and count it if it is."""
        known = self._people.setdefault(person, _Person())
        self._people.move_to_end(person)
        while len(self._people) > self._limits.people:
            self._people.popitem(last=False)
        for times in (known.at, self._everyone):
            while times and times[0] <= now - self._limits.window:
                times.popleft()
        is_full = len(self._everyone) >= self._limits.everyone and not is_admin
        if is_full or len(known.at) >= self._limits.person:
            # What is over for all is said to nobody: it would be as many messages again.
            if known.is_told or is_full:
                return Pass.SILENCE
            known.is_told = True
            return Pass.SLOW_DOWN
        known.is_told = False
        known.at.append(now)
        if not is_admin:
            self._everyone.append(now)
        return Pass.ANSWER
