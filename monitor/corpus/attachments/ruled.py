"""Finds the cells of the tables that are drawn on a page, by their rules.

rules → bands between two horizontal ones → cells between two vertical ones → cells that span bands
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_MOST_RULES = 1_500  # of either kind; a page full of small squares is a drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A straight line that runs along an axis: at `at` on the other one, from `first` to `last`."""

    at: float
    first: float
    last: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A row of a table: the edges of its columns, and which cell each is; one that spans rows is in each of them."""

    top: float
    bottom: float
    edges: tuple[float, ...]
    cells: tuple[int, ...]


class Grid:
    """The tables of one page; `tolerance` is how far apart two ends may be that meet."""

    def __init__(self, across: Iterable[Rule], down: Iterable[Rule], *, tolerance: float) -> None:
        self._tolerance = tolerance
        verticals, horizontals = list(down), list(across)
        if max(len(verticals), len(horizontals)) > _MOST_RULES:
            verticals, horizontals = [], []
        sides = self._merged(rule.at for rule in verticals)
        # What does not lead from one side of a cell to another underlines a word.
        self._across = [
            rule
            for rule in horizontals
            if self._is_near(rule.first, sides) and self._is_near(rule.last, sides)
        ]
        self.bands = self._banded(verticals)
        self._tops = [band.top for band in self.bands]

    def place(self, x: float, y: float) -> int | None:
        """Return the number of the cell that a point is in; None outside of all tables."""
        number = bisect_right(self._tops, y) - 1
        if number < 0 or y > self.bands[number].bottom:
            return None
        band = self.bands[number]
        column = bisect_right(band.edges, x) - 1
        return band.cells[column] if 0 <= column < len(band.cells) else None

    def _banded(self, verticals: Sequence[Rule]) -> tuple[Band, ...]:
        bands: list[Band] = []
        heights = self._merged(rule.at for rule in self._across)
        cells = 0
        for top, bottom in pairwise(heights):
            middle = (top + bottom) / 2
            edges = self._merged(rule.at for rule in verticals if rule.first <= middle <= rule.last)
            # One column is a frame around a text.
            if len(edges) < 3:
                continue
            above = bands[-1] if bands and bands[-1].bottom == top else None
            numbers: list[int] = []
            for left, right in pairwise(edges):
                shared = None if above is None else self._from_above(above, left, right)
                numbers.append(cells if shared is None else shared)
                cells += shared is None
            bands.append(Band(top=top, bottom=bottom, edges=tuple(edges), cells=tuple(numbers)))
        return tuple(bands)

    def _from_above(self, above: Band, left: float, right: float) -> int | None:
        """Return the cell of the band above that goes on here, no rule parting the two."""
        middle = (left + right) / 2
        column = bisect_right(above.edges, middle) - 1
        if not 0 <= column < len(above.cells):
            return None
        same = (
            abs(above.edges[column] - left) <= self._tolerance
            and abs(above.edges[column + 1] - right) <= self._tolerance
        )
        parted = any(
            abs(rule.at - above.bottom) <= self._tolerance and rule.first <= middle <= rule.last
            for rule in self._across
        )
        return above.cells[column] if same and not parted else None

    def _merged(self, places: Iterable[float]) -> list[float]:
        """Return places in order, of those that are all but one the first."""
        kept: list[float] = []
        for place in sorted(places):
            if not kept or place - kept[-1] > self._tolerance:
                kept.append(place)
        return kept

    def _is_near(self, place: float, places: Sequence[float]) -> bool:
        at = bisect_right(places, place)
        return any(abs(near - place) <= self._tolerance for near in places[max(0, at - 1) : at + 1])
