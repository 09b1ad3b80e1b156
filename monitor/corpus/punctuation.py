"""Choose between quotes, apostrophes and dashes that damage made one character, by what stands around each.

    text with marks → candidates with a cost at each → cheapest way through that keeps quotes paired → characters

The costs are rough negative log-likelihoods: 0 is what one expects there, 9 what one never sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.corpus import dashes
from monitor.corpus.pinyin import is_syllable


class _Role(StrEnum):
    OPEN = "open double"
    CLOSE = "close double"
    OPEN_SINGLE = "open single"
    CLOSE_SINGLE = "close single"
    APOSTROPHE = "apostrophe"
    DASH = "dash"
    MINUS = "minus"
    ARROW = "arrow"
    SUBSCRIPT = "subscript two"


_ROLES = {
    "“": (_Role.OPEN,),
    "”": (_Role.CLOSE,),
    "‘": (_Role.OPEN_SINGLE,),
    "’": (_Role.APOSTROPHE, _Role.CLOSE_SINGLE),
    "—": (_Role.DASH,),
    "–": (_Role.DASH,),
    "−": (_Role.MINUS,),
    "→": (_Role.ARROW,),
    "₂": (_Role.SUBSCRIPT,),
}
MARKS = frozenset(_ROLES)  # what `resolve` can choose between
_CHARACTERS = {
    _Role.OPEN: "“",
    _Role.CLOSE: "”",
    _Role.OPEN_SINGLE: "‘",
    _Role.CLOSE_SINGLE: "’",
    _Role.APOSTROPHE: "’",
    _Role.MINUS: "−",
    _Role.ARROW: "→",
    _Role.SUBSCRIPT: "₂",
}
_UNKNOWN = "\ufffc"  # stands for a mark while its neighbours are looked at
_BEFORE_WORD = "([{/-–—“‘" + _UNKNOWN
_ENDS_WORD = frozenset(".)]%°&+!™®”’" + _UNKNOWN)  # what a suffix can follow, beside letters and figures
_NEVER = 9.0
_UNMATCHED_CLOSE = 6.0
_LEFT_OPEN = 5.0
_SINGLE_OUTSIDE_DOUBLE = 4.0  # British houses quote in single marks, but most do not
_DOUBLE_IN_HEADLINE = 1.0
_LONGEST_HEADLINE = 120
_LONGEST_ROW = 5

# What a neighbour is: Space, opening Bracket, Dash, Letter, Number, closing Punctuation, Opening or Closing quote.
_LEFT = {
    _Role.OPEN: {"S": 0, "B": 0, "D": 1, "L": 7, "N": 7, "P": 5, "O": 1, "C": 6},
    _Role.CLOSE: {"S": 8, "B": 8, "D": 2, "L": 0, "N": 0.3, "P": 0, "O": 8, "C": 0.5},
    _Role.APOSTROPHE: dict.fromkeys("SBDLNPO", 0) | {"C": 6},
    _Role.DASH: {"S": 0, "B": 5, "D": 7, "L": 0, "N": 0, "P": 0.7, "O": 5, "C": 0.5},
    _Role.MINUS: {"S": 0, "B": 0, "D": 4, "L": 8, "N": 8, "P": 8, "O": 1, "C": 8},
    _Role.ARROW: {"S": 0, "B": 8, "D": 8, "L": 5, "N": 5, "P": 5, "O": 8, "C": 8},
    _Role.SUBSCRIPT: dict.fromkeys("SBDLNPOC", 0),
}
_RIGHT = {
    _Role.OPEN: {"S": 8, "B": 1.5, "D": 6, "L": 0, "N": 0.3, "P": 6, "O": 0.5, "C": 8},
    _Role.CLOSE: {"S": 0, "B": 1.5, "D": 0.3, "L": 6, "N": 7, "P": 0, "O": 7, "C": 0.5},
    _Role.APOSTROPHE: dict.fromkeys("SBDLNPOC", 0),
    _Role.DASH: {"S": 0, "B": 2, "D": 7, "L": 0, "N": 0, "P": 4.5, "O": 0.3, "C": 1.5},
    _Role.MINUS: {"S": 7, "B": 7, "D": 8, "L": 8, "N": 0, "P": 4, "O": 8, "C": 8},
    _Role.ARROW: {"S": 0, "B": 7, "D": 8, "L": 5, "N": 5, "P": 7, "O": 7, "C": 8},
    _Role.SUBSCRIPT: dict.fromkeys("SBDLNPOC", 0),
}
for _double, _single in ((_Role.OPEN, _Role.OPEN_SINGLE), (_Role.CLOSE, _Role.CLOSE_SINGLE)):
    _LEFT[_single] = _LEFT[_double]
    _RIGHT[_single] = _RIGHT[_double]

_SEEN_AS = {
    _Role.OPEN: "O",
    _Role.OPEN_SINGLE: "O",
    _Role.CLOSE: "C",
    _Role.CLOSE_SINGLE: "C",
    _Role.APOSTROPHE: "L",  # part of its word
    _Role.DASH: "D",
    _Role.MINUS: "D",
    _Role.ARROW: "P",
    _Role.SUBSCRIPT: "L",
}

_SUFFIX = re.compile(r"(?:s|t|d|m|re|ve|ll)(?![^\W_])")
_SUFFIX_OF_CAPITALS = re.compile(r"(?:S|T|D|M|RE|VE|LL)(?![^\W_])")
_FOOTNOTE = re.compile(r"\d{1,3}(?=\s|\Z)")
_DECADE = re.compile(r"\d\d(?:s\b|(?!\w|[.,]\d|\s?(?:[%°C]|degrees|percent|per cent)))")
_ELISION = re.compile(
    r"(?:tis|twas|twere|twill|em|til|till|cause|n|bout|round|cos|neath|ere|fess)\b", re.IGNORECASE
)
_NAME_PREFIX = re.compile(r"(?:\A|[\s(\[/-])\ufffc?[ODLM]\Z")
_ROMANCE_PREFIX = re.compile(
    r"(?:\A|[\s(\[/-])\ufffc?(?:[cdjlmnstDL]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu|[Aa]ujourd|[DdNnSs][aeu]ll)\Z"
)
_INSIDE_WORD = re.compile(r"(?:all|am|clock|er|en|n)\b")  # y'all, ma'am, o'clock, ne'er
_WORD_BEFORE_INSIDE = re.compile(r"(?<![^\W\d_])(?:y|ma|o|ne|e|rock|fish|cap|k|sec)\Z", re.IGNORECASE)
_FORMULA = re.compile(
    r"(?<![^\W_])(?:(?:Na|Li|Ca|K|Mg)?(?:CO|SO|NO)|H|N|O|Cl|(?:Si|Ti|Ce|Zr|Mn|U|Mo|Pr|Sn)O)\Z"
)
_FORMULA_NEEDS_MORE = re.compile(r"(?<![^\W_])[HNO]\Z")
_SENTENCE_END = re.compile(r"[.!?]" + _UNKNOWN + r"?(?=\s|\Z)")
_WORD_AFTER = re.compile(r"[^\W\d_]+")
_WORD_BEFORE = re.compile(r"[^\W\d_]+\Z")


@dataclass(frozen=True, slots=True)
class _Path:
    """One way through the marks so far: its cost, the quotes still open and the role chosen last."""

    cost: float
    opened: str  # the open quotes, outermost first
    opened_at: int
    role: _Role | None = None  # None before the first mark
    previous: _Path | None = None  # a link and no copy: a text can have very many marks

    def roles(self) -> Iterator[_Role]:
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
    cheapest = _cheapest(_put(text, dict.fromkeys(marks, _UNKNOWN)), places)
    roles = tuple(cheapest.roles())[::-1]
    chosen = {place: _CHARACTERS.get(role, "—") for (place, _), role in zip(places, roles, strict=True)}
    restored = _put(text, chosen)
    dash_places = [
        place
        for (place, options), role in zip(places, roles, strict=True)
        if role is _Role.DASH and place in marks and len(options) > 1
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
        left = None if touches_previous else _neighbour(text[place - 1 : place])
        right = None if touches_next else _neighbour(text[place + 1 : place + 2], is_right=True)
        costs = {role: _own_cost(text, place, role) for option in options for role in _ROLES[option]}
        for role in costs:
            costs[role] += (_LEFT[role][left] if left else 0.0) + (_RIGHT[role][right] if right else 0.0)
        best: dict[tuple[str, _Role | None], _Path] = {}
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


def _between(first: _Role | None, second: _Role) -> float:
    """Return what it costs two marks to touch."""
    return 0.0 if first is None else _RIGHT[first][_SEEN_AS[second]] + _LEFT[second][_SEEN_AS[first]]


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
    words = [word for word in _WORD_AFTER.findall(first) if len(word) > 3]
    capitalised = sum(word[0].isupper() for word in words)
    ends_like_prose = re.search(r"[.!?;,:]" + _UNKNOWN + r"*\d*\s*\Z|[.;] ", first)
    is_headline = (
        0 < len(first) <= _LONGEST_HEADLINE
        and not ends_like_prose
        and capitalised * 2 < len(words)
        and len(_SENTENCE_END.findall(rest)) > 1
    )
    return len(first) if is_headline else 0


def _advance(path: _Path, role: _Role, place: int, cost: float, *, in_headline: bool) -> _Path:
    opened, extra, opened_at = path.opened, 0.0, path.opened_at
    if role is _Role.OPEN:
        is_free = opened in {"", "‘"}
        opened, extra = (
            (opened + "“", _DOUBLE_IN_HEADLINE if in_headline else 0.0) if is_free else ("“", _NEVER)
        )
        opened_at = place
    elif role is _Role.OPEN_SINGLE:
        is_free = opened in {"", "“"}
        extra = _NEVER if not is_free else 0.3 if opened or in_headline else _SINGLE_OUTSIDE_DOUBLE
        opened = opened + "‘" if is_free else "‘"
        opened_at = place
    elif role in {_Role.CLOSE, _Role.CLOSE_SINGLE}:
        mark = "“" if role is _Role.CLOSE else "‘"
        if opened.endswith(mark):
            # The nearest mark that can close does: quotations are short.
            opened, extra = opened[:-1], 0.002 * (place - opened_at)
        elif mark in opened:
            opened, extra = "", 3.0
        else:
            extra = _UNMATCHED_CLOSE
    return _Path(path.cost + cost + extra, opened, opened_at, role, path)


def _own_cost(text: str, place: int, role: _Role) -> float:
    before, after = text[max(0, place - 24) : place], text[place + 1 : place + 25]
    if role is _Role.APOSTROPHE:
        return _apostrophe_cost(before, after)
    if role is _Role.DASH:
        return _dash_cost(before, after)
    if role is _Role.MINUS:
        return 1.0
    if role is _Role.ARROW:
        return 1.0 if before[-1:] == " " and (not after or after[0] == "\n") else 4.0
    if role is _Role.SUBSCRIPT:
        return _subscript_cost(before, after)
    if role is _Role.CLOSE and before[-1:] in {".", ",", "?", "!"} and _FOOTNOTE.match(after):
        return 1.0 - _RIGHT[role]["N"]
    return 0.0


def _apostrophe_cost(before: str, after: str) -> float:
    left, right = before[-1:], after[:1]
    if (left.isalnum() or left in _ENDS_WORD) and _SUFFIX.match(after):
        return 0.0
    if left.isupper() and _SUFFIX_OF_CAPITALS.match(after):
        return 0.0
    if after.startswith("n" + _UNKNOWN) or before.endswith(_UNKNOWN + "n"):
        return 0.0  # rock ’n’ roll
    if left.isalpha() and right.isalpha():
        return _joining_cost(before, after)
    if left.isalpha():
        if left in "sSxzXZ":
            return 1.0 if right.isspace() and after[1:2].isalnum() else 4.5 if right == _UNKNOWN else 2.5
        return 4.0 if before.endswith("in") else 5.0
    if left and not left.isspace() and left not in _BEFORE_WORD:
        return 6.0
    if right.isdigit():
        return 0.6 if _DECADE.match(after) else 7.0
    return 1.0 if _ELISION.match(after) else 6.0


def _joining_cost(before: str, after: str) -> float:
    if _NAME_PREFIX.search(before) and after[0].isupper() and after[1:2].isalpha():
        return 0.0
    if _ROMANCE_PREFIX.search(before) and after[0].lower() in "aeiouhéèêâîœyàôáíóú":
        return 0.0
    if _WORD_BEFORE_INSIDE.search(before) and _INSIDE_WORD.match(after):
        return 0.0
    word = _WORD_BEFORE.search(before)
    following = _WORD_AFTER.match(after)
    if word and following and word[0][0].isupper() and is_syllable(word[0].lower()) and after[0] in "aeo":
        return 0.0 if is_syllable(following[0]) or following[0].startswith("an") else 6.0
    return 7.0


def _dash_cost(before: str, after: str) -> float:
    left, right = before[-1:], after[:1]
    starts_line = not before.strip(" ") or before.rstrip(" ").endswith("\n")
    if left.isspace() or not left:
        if right.isspace() or not right:
            return 1.5 if starts_line or not after.strip() else 0.2
        # `… he said.” —Name`
        is_attribution = right.isupper() and before.rstrip(" ")[-1:] in {_UNKNOWN, "”"}
        return 1.0 if is_attribution else 3.0 if starts_line else 4.0
    if right.isspace() or not right:
        return 4.0
    return 0.5


def _subscript_cost(before: str, after: str) -> float:
    if not _FORMULA.search(before):
        return _NEVER
    if _FORMULA_NEEDS_MORE.search(before):
        return 0.0 if re.match(r"O\b|S\b|SO", after) else 4.0
    return 0.0 if not after[:1].isalnum() or re.match(r"[eO]", after) else 4.0


def _neighbour(character: str, *, is_right: bool = False) -> str:
    if not character or character.isspace():
        return "S"
    if character.isalpha():
        return "L"
    if character.isdigit():
        return "N"
    if character in "([{/<":
        return "B"
    if character in "-–—":
        return "D"
    if is_right and character in "$€£¥#@+&*~§":
        return "N"
    return "P"
