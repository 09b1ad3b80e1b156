"""Weigh what one mark can be, quote, apostrophe or dash, by the characters on its two sides.

The costs are rough negative log-likelihoods: 0 is what one expects there, 9 what one never sees.
"""

from __future__ import annotations

import re
from enum import StrEnum

from monitor.corpus.pinyin import is_syllable


class Role(StrEnum):
    """What a damaged mark can have been."""

    OPEN = "open double"
    CLOSE = "close double"
    OPEN_SINGLE = "open single"
    CLOSE_SINGLE = "close single"
    APOSTROPHE = "apostrophe"
    DASH = "dash"
    MINUS = "minus"
    ARROW = "arrow"
    SUBSCRIPT = "subscript two"


ROLES = {
    "“": (Role.OPEN,),
    "”": (Role.CLOSE,),
    "‘": (Role.OPEN_SINGLE,),
    "’": (Role.APOSTROPHE, Role.CLOSE_SINGLE),
    "—": (Role.DASH,),
    "–": (Role.DASH,),
    "−": (Role.MINUS,),
    "→": (Role.ARROW,),
    "₂": (Role.SUBSCRIPT,),
}
CHARACTERS = {
    Role.OPEN: "“",
    Role.CLOSE: "”",
    Role.OPEN_SINGLE: "‘",
    Role.CLOSE_SINGLE: "’",
    Role.APOSTROPHE: "’",
    Role.MINUS: "−",
    Role.ARROW: "→",
    Role.SUBSCRIPT: "₂",
}
UNKNOWN = "\ufffc"  # stands for a mark while its neighbours are looked at
_BEFORE_WORD = "([{/-–—“‘" + UNKNOWN
_ENDS_WORD = frozenset(".)]%°&+!™®”’" + UNKNOWN)  # what a suffix can follow, beside letters and figures
_NEVER = 9.0

# What a neighbour is: Space, opening Bracket, Dash, Letter, Number, closing Punctuation, Opening or Closing quote.
LEFT: dict[Role, dict[str, float]] = {
    Role.OPEN: {"S": 0, "B": 0, "D": 1, "L": 7, "N": 7, "P": 5, "O": 1, "C": 6},
    Role.CLOSE: {"S": 8, "B": 8, "D": 2, "L": 0, "N": 0.3, "P": 0, "O": 8, "C": 0.5},
    Role.APOSTROPHE: dict.fromkeys("SBDLNPO", 0.0) | {"C": 6.0},
    Role.DASH: {"S": 0, "B": 5, "D": 7, "L": 0, "N": 0, "P": 0.7, "O": 5, "C": 0.5},
    Role.MINUS: {"S": 0, "B": 0, "D": 4, "L": 8, "N": 8, "P": 8, "O": 1, "C": 8},
    Role.ARROW: {"S": 0, "B": 8, "D": 8, "L": 5, "N": 5, "P": 5, "O": 8, "C": 8},
    Role.SUBSCRIPT: dict.fromkeys("SBDLNPOC", 0.0),
}
RIGHT: dict[Role, dict[str, float]] = {
    Role.OPEN: {"S": 8, "B": 1.5, "D": 6, "L": 0, "N": 0.3, "P": 6, "O": 0.5, "C": 8},
    Role.CLOSE: {"S": 0, "B": 1.5, "D": 0.3, "L": 6, "N": 7, "P": 0, "O": 7, "C": 0.5},
    Role.APOSTROPHE: dict.fromkeys("SBDLNPOC", 0.0),
    Role.DASH: {"S": 0, "B": 2, "D": 7, "L": 0, "N": 0, "P": 4.5, "O": 0.3, "C": 1.5},
    Role.MINUS: {"S": 7, "B": 7, "D": 8, "L": 8, "N": 0, "P": 4, "O": 8, "C": 8},
    Role.ARROW: {"S": 0, "B": 7, "D": 8, "L": 5, "N": 5, "P": 7, "O": 7, "C": 8},
    Role.SUBSCRIPT: dict.fromkeys("SBDLNPOC", 0.0),
}
for _double, _single in ((Role.OPEN, Role.OPEN_SINGLE), (Role.CLOSE, Role.CLOSE_SINGLE)):
    LEFT[_single] = LEFT[_double]
    RIGHT[_single] = RIGHT[_double]

SEEN_AS = {
    Role.OPEN: "O",
    Role.OPEN_SINGLE: "O",
    Role.CLOSE: "C",
    Role.CLOSE_SINGLE: "C",
    Role.APOSTROPHE: "L",  # part of its word
    Role.DASH: "D",
    Role.MINUS: "D",
    Role.ARROW: "P",
    Role.SUBSCRIPT: "L",
}

_SUFFIX = re.compile(r"(?:s|t|d|m|re|ve|ll)(?![^\W_])")
_SUFFIX_OF_CAPITALS = re.compile(r"(?:S|T|D|M|RE|VE|LL)(?![^\W_])")
_FOOTNOTE = re.compile(r"\d{1,3}(?=\s|\Z)")
_DECADE = re.compile(r"\d\d(?:s\b|(?!\w|[.,]\d|\s?(?:[%°C]|degrees|percent|per cent)))")
_ELISION = re.compile(
    r"(?:tis|twas|twere|twill|em|til|till|cause|n|bout|round|cos|neath|ere|fess)\b", re.IGNORECASE
)
_ARCHAIC = re.compile(r"(?:tis|twas|twere|twill|em|twixt)\b(?! dash)", re.IGNORECASE)
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
_WORD_AFTER = re.compile(r"[^\W\d_]+")
_WORD_BEFORE = re.compile(r"[^\W\d_]+\Z")


def own_cost(text: str, place: int, role: Role) -> float:
    """Return what this role costs here, by the words around."""
    before, after = text[max(0, place - 24) : place], text[place + 1 : place + 25]
    if role is Role.APOSTROPHE:
        return _apostrophe_cost(before, after)
    if role is Role.DASH:
        return _dash_cost(before, after)
    if role is Role.MINUS:
        return 1.0
    if role is Role.ARROW:
        return 1.0 if before[-1:] == " " and (not after or after[0] == "\n") else 4.0
    if role is Role.SUBSCRIPT:
        return _subscript_cost(before, after)
    if role in {Role.OPEN, Role.OPEN_SINGLE} and _ARCHAIC.match(after):
        return 1.5
    if role is Role.CLOSE and before.endswith(UNKNOWN + "n"):
        return 3.0
    if role is Role.CLOSE and before[-1:] in {".", ",", "?", "!"} and _FOOTNOTE.match(after):
        return 1.0 - RIGHT[role]["N"]
    return 0.0


def _apostrophe_cost(before: str, after: str) -> float:
    left, right = before[-1:], after[:1]
    if (left.isalnum() or left in _ENDS_WORD) and _SUFFIX.match(after):
        return 0.0
    if left.isupper() and _SUFFIX_OF_CAPITALS.match(after):
        return 0.0
    if after.startswith("n" + UNKNOWN) or before.endswith(UNKNOWN + "n"):
        return 0.0  # rock ’n’ roll
    if left.isalpha() and right.isalpha():
        return _joining_cost(before, after)
    if left.isalpha():
        if left in "sSxzXZ":
            return 1.0 if right.isspace() and after[1:2].isalnum() else 4.5 if right == UNKNOWN else 2.5
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
        is_attribution = right.isupper() and before.rstrip(" ")[-1:] in {UNKNOWN, "”"}
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


def neighbour(character: str, *, is_right: bool = False) -> str:
    """Return what kind of character stands beside a mark, as the keys of `LEFT` and `RIGHT`."""
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
