"""Timing two ways of doing one thing in turn, so that a noisy machine troubles both alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One comparison: medians in milliseconds, and the median of the ratios round by round."""

    what: str
    ours_ms: float
    other_ms: float
    ratio: float
    other: str


def compare(
    what: str, ours: Callable[[int], object], other: Callable[[int], object], *, named: str, rounds: int = 7
) -> Row:
    """Time both in turn; each gets the round's number, so that no round sees the same input twice."""
    times: list[tuple[float, float]] = []
    for number in range(rounds + 1):
        pair = []
        for work in (ours, other) if number % 2 else (other, ours):
            started = perf_counter()
            work(number)
            pair.append((perf_counter() - started) * 1000)
        times.append((pair[0], pair[1]) if number % 2 else (pair[1], pair[0]))
    counted = times[1:]  # the first round warms both up
    return Row(
        what=what,
        ours_ms=median(mine for mine, _ in counted),
        other_ms=median(theirs for _, theirs in counted),
        ratio=median(theirs / mine for mine, theirs in counted),
        other=named,
    )
