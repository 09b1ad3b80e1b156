"""Choose between quotes, apostrophes and dashes that damage made one character, so that quotes are paired.

text with marks → roles with a cost at each → cheapest way through → characters
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from monitor.corpus import dashes
from monitor.corpus.marks import CHARACTERS, LEFT, RIGHT, ROLES, SEEN_AS, UNKNOWN, Role, neighbour, own_cost

MARKS = frozenset(ROLES)  # what `resolve` can choose between
_NEVER = 9.0
_UNMATCHED_CLOSE = 6.0
_LEFT_OPEN = 5.0
_SINGLE_OUTSIDE_DOUBLE = 4.0  # British houses quote in single marks, but most do not
_DOUBLE_IN_HEADLINE = 1.0
_LONGEST_HEADLINE = 120
_LONGEST_ROW = 5
_SENTENCE_END = re.compile(r"[.!?]" + UNKNOWN + r"?(?=\s|\Z)")
_FIRST_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Path:
    """One way through the marks so far: its cost, the quotes still open and the role chosen last."""

    cost: float
    opened: str  # the open quotes, outermost first
    opened_at: int
    role: Role | None = None  # None before the first mark
    previous: _Path | None = None  # a link and no copy: a text can have very many marks

    def roles(self) -> Iterator[Role]:
        """Yield the roles from the last to the first."""
        path: _Path | None = self
        while path is not None and path.role is not None:
            yield path.role
            path = path.previous


def resolve(text: str, marks: Mapping[int, tuple[str, ...]]) -> dict[int, str]:
    """Return the character for each marked position, out of its candidates; healthy quotes of `text` count as fixed."""
    quotes = {
        position: (character,)
        for position, character in enumerate(text)
        if character in "“”‘’" and position not in marks
    }
    marks = dict(marks) | _ruled_lines(marks)
    places = sorted({**quotes, **marks}.items())
    cheapest = _cheapest(_put(text, dict.fromkeys(marks, UNKNOWN)), places)
    roles = tuple(cheapest.roles())[::-1]
    chosen = {place: CHARACTERS.get(role, "—") for (place, _), role in zip(places, roles, strict=True)}
    restored = _put(text, chosen)
    dash_places = [
        place
        for (place, options), role in zip(places, roles, strict=True)
        if role is Role.DASH and place in marks and len(options) > 1
    ]
    return {place: chosen[place] for place in marks} | dashes.choose(restored, dash_places)


def _ruled_lines(marks: Mapping[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """Return the marks that stand in rows too long for quotes: somebody drew a line."""
    rows: list[list[int]] = []
    for place in sorted(marks):
        if rows and rows[-1][-1] == place - 1:
            rows[-1].append(place)
        else:
            rows.append([place])
    return {place: ("—",) for row in rows if len(row) > _LONGEST_ROW for place in row}


def _put(text: str, chosen: Mapping[int, str]) -> str:
    characters = list(text)
    for place, character in chosen.items():
        characters[place] = character
    return "".join(characters)


def _cheapest(text: str, places: list[tuple[int, tuple[str, ...]]]) -> _Path:
    """Walk the marks from left to right, keeping the cheapest path for each state of open quotes."""
    paths = [_Path(0.0, "", 0)]
    headline_end = _headline_end(text)
    for index, (place, options) in enumerate(places):
        previous = places[index - 1][0] if index else 0
        touches_previous = index > 0 and previous == place - 1
        touches_next = index + 1 < len(places) and places[index + 1][0] == place + 1
        left = None if touches_previous else neighbour(text[place - 1 : place])
        right = None if touches_next else neighbour(text[place + 1 : place + 2], is_right=True)
        costs = {role: own_cost(text, place, role) for option in options for role in ROLES[option]}
        for role in costs:
            costs[role] += (LEFT[role][left] if left else 0.0) + (RIGHT[role][right] if right else 0.0)
        best: dict[tuple[str, Role | None], _Path] = {}
        for path in paths:
            crossed = _cross_lines(path, text, previous, place)
            for role, own in costs.items():
                joint = _between(path.role, role) if touches_previous else 0.0
                step = _advance(crossed, role, place, own + joint, in_headline=place < headline_end)
                key = (step.opened, role if touches_next else None)
                if key not in best or step.cost < best[key].cost:
                    best[key] = step
        paths = list(best.values())
    return min(paths, key=lambda path: path.cost + _LEFT_OPEN * len(path.opened))


def _between(first: Role | None, second: Role) -> float:
    """Return what it costs two marks to touch."""
    return 0.0 if first is None else RIGHT[first][SEEN_AS[second]] + LEFT[second][SEEN_AS[first]]


def _cross_lines(path: _Path, text: str, start: int, end: int) -> _Path:
    """Charge a quote that stays open over the end of a paragraph, and close it there."""
    between = text[start:end]
    if not path.opened or "\n" not in between:
        return path
    line_end = between.index("\n")
    is_wrapped = "\n\n" not in between and text[start + line_end + 1 : start + line_end + 2].islower()
    if is_wrapped:
        return replace(path, cost=path.cost + 0.5)
    return replace(path, cost=path.cost + _LEFT_OPEN * len(path.opened), opened="")


def _headline_end(text: str) -> int:
    """Return where a newspaper's headline ends, 0 where there is none: it quotes in single marks.

    It is set like a sentence; where Most Words Have Capitals, the site is of another kind.
    """
    first, _, rest = text.partition("\n")
    words = [word for word in _FIRST_WORDS.findall(first) if len(word) > 3]
    capitalised = sum(word[0].isupper() for word in words)
    ends_like_prose = re.search(r"[.!?;,:]" + UNKNOWN + r"*\d*\s*\Z|[.;] ", first)
    is_headline = (
        0 < len(first) <= _LONGEST_HEADLINE
        and not ends_like_prose
        and capitalised * 2 < len(words)
        and len(_SENTENCE_END.findall(rest)) > 1
    )
    return len(first) if is_headline else 0


def _advance(path: _Path, role: Role, place: int, cost: float, *, in_headline: bool) -> _Path:
    opened, extra, opened_at = path.opened, 0.0, path.opened_at
    if role is Role.OPEN:
        is_free = opened in {"", "‘"}
        opened, extra = (
            (opened + "“", _DOUBLE_IN_HEADLINE if in_headline else 0.0) if is_free else ("“", _NEVER)
        )
        opened_at = place
    elif role is Role.OPEN_SINGLE:
        is_free = opened in {"", "“"}
        extra = _NEVER if not is_free else 0.3 if opened or in_headline else _SINGLE_OUTSIDE_DOUBLE
        opened = opened + "‘" if is_free else "‘"
        opened_at = place
    elif role in {Role.CLOSE, Role.CLOSE_SINGLE}:
        mark = "“" if role is Role.CLOSE else "‘"
        if opened.endswith(mark):
            # The nearest mark that can close does: quotations are short.
            opened, extra = opened[:-1], 0.002 * (place - opened_at)
        elif mark in opened:
            opened, extra = "", 3.0
        else:
            extra = _UNMATCHED_CLOSE
    return _Path(path.cost + cost + extra, opened, opened_at, role, path)
