"""What the running program counts of itself as it goes; written by the loops, read from another thread."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Pulse:
    """The life signs of one process; instants are by the steady clock, in seconds."""

    began_at: float
    ticked_at: float | None = None  # None: the loops have not begun
    lag: float = 0.0  # seconds the last tick came late: how long something held the event loop
    longest_lag: float = 0.0
    wrote_at: float | None = None  # the store was last written to, by the tick itself
    polls: Counter[str] = field(default_factory=Counter)  # by the state they ended in
    poll_seconds: float = 0.0  # on requests, waiting for a host's turn included
    poll_bytes: int = 0

    def poll(self, state: str, seconds: float, *, size: int) -> None:
        """Note a poll that has ended: its state, the time on its requests, the bytes of their answers."""
        self.polls[state] += 1
        self.poll_seconds += seconds
        self.poll_bytes += size

    def tick(self, now: float, every: float) -> None:
        """Note a tick, one of which is expected every so many seconds."""
        if self.ticked_at is not None:
            self.lag = max(now - self.ticked_at - every, 0.0)
            self.longest_lag = max(self.longest_lag, self.lag)
        self.ticked_at = now
