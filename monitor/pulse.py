"""What the running program counts of itself as it goes; written by the loops, read from another thread."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

REST = "other"  # stands for all labels of what is over the bound

_MOST = 1_000  # ways to be labelled that one count tells apart: a rule file may have twenty thousand rules
_MOST_TOLD = 10_000  # sends that wait to be looked at: somebody who looks at all does so every few seconds
_LAGS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Counts:
    """How often what happened, by its labels; the rest beyond a bound of different ones counts as one."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._by: dict[tuple[str, ...], int] = {}

    def add(self, *labels: str, count: int = 1) -> None:
        """Count what happened under these labels."""
        if labels not in self._by and len(self._by) >= self._most:
            labels = (REST,) * len(labels)
        self._by[labels] = self._by.get(labels, 0) + count

    def by_labels(self) -> dict[tuple[str, ...], int]:
        """Return the counts as they are now."""
        return self._by.copy()


class Lengths:
    """Lengths of time in seconds, counted by the bounds that they do not exceed."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.total = 0.0
        self._counts = [0] * (len(self.bounds) + 1)

    def add(self, seconds: float) -> None:
        """Count a length."""
        self._counts[bisect_left(self.bounds, seconds)] += 1
        self.total += seconds

    def up_to(self) -> tuple[int, ...]:
        """Return how many do not exceed each bound, and how many there are."""
        sums = []
        so_far = 0
        for count in tuple(self._counts):
            so_far += count
            sums.append(so_far)
        return tuple(sums)


@dataclass(slots=True)
class Pulse:
    """The life signs of one process; instants are by the steady clock, in seconds."""

    began_at: float
    ticked_at: float | None = None  # None: the loops have not begun
    wrote_at: float | None = None  # the store was last written to, by the tick itself
    loop_lag: Lengths = field(default_factory=lambda: Lengths(_LAGS))  # how long others held the event loop
    longest_lag: float = 0.0
    woken_at: float | None = None  # by the event loop; None: nobody has asked it to
    polls: Counts = field(default_factory=Counts)  # by the state they ended in
    poll_seconds: float = 0.0  # on requests, waiting for a host's turn included
    poll_bytes: int = 0
    versions: int = 0  # of documents, that polls brought
    matches: Counts = field(default_factory=Counts)  # by rule and severity
    verdicts: Counts = field(default_factory=Counts)  # by channel and what was decided
    deliveries: Counts = field(default_factory=Counts)  # by channel, kind and what came of the send
    repeats: Counts = field(default_factory=Counts)  # by channel: sends begun again after an answer was lost
    told: deque[int] = field(  # deliveries that have arrived, until somebody asks how late they were
        default_factory=lambda: deque(maxlen=_MOST_TOLD)
    )

    def tick(self, now: float) -> None:
        """Note a tick."""
        self.ticked_at = now

    def poll(self, state: str, seconds: float, *, size: int) -> None:
        """Note a poll that has ended: its state, the time on its requests, the bytes of their answers."""
        self.polls.add(state)
        self.poll_seconds += seconds
        self.poll_bytes += size

    def woken(self, now: float, *, late: float) -> None:
        """Note that the event loop woke who had asked for it, and how late."""
        self.woken_at = now
        self.loop_lag.add(late)
        self.longest_lag = max(self.longest_lag, late)
