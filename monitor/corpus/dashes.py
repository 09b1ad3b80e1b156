"""Tell the en dash from the em dash where damage made them one: ranges and equal partners, or a break in the sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from monitor.corpus import house_style
from monitor.corpus.pinyin import is_pinyin
from monitor.corpus.word_lists import (
    DETERMINERS,
    FUNCTION_WORDS,
    MONTHS_AND_DAYS,
    PARTNERS,
    PLACES,
    RANGE_ENDS,
    SHARED_BY_NAMES,
    VERBS,
)

_EN, _EM = "–", "—"
_REACH = 80  # characters looked at on either side
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+(?:['’][^\W\d_]+)?\.?\Z")
_FIRST_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W\d_]+)?")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENDS_IN_NUMBER = re.compile(
    r"\d(?:st|nd|rd|th|s)?(?:\s?(?:%|°?[CF]|[kcmn]?m|k?g|[kMGT]?W?h?|[mb]n|million|billion|trillion|per ?cent)\)?)?\Z"
)
_STARTS_WITH_NUMBER = re.compile(r"(?:[A-Z][A-Za-z]{0,2})?[$€£¥]?[~+−-]?\.?\d")
_LABEL = re.compile(r"(?:[A-Z]{0,3}\d+[A-Z]?|[A-Z]|[IVXLC]+|[A-Z]?[αβγδ])\Z")
_DATELINE = re.compile(r"[A-Z]{3}[A-Z .’'/-]*(?:,[^.!?]{0,30})?(?:\([^)]{2,30}\))?\Z")
_ADJECTIVE_ENDING = re.compile(r"\w{3,}(al|ic|ive|ous|ary)\Z")
_AGENT_ENDING = re.compile(r"\w{2,}(?:er|or|ee|ant|ent|ist)\Z")
_NOUN_ENDING = re.compile(
    r"\w{2}(?:ity|tion|sion|ment|ness|ance|ence|ism|ogy|ode|yte|ide|ium|ship|cy|ure|gen|gth|wth)\Z"
)
_DETERMINER_AND_NAME = re.compile(
    rf"(?:\A|\s)(?:{'|'.join(sorted(DETERMINERS))})(?: (?-i:[A-Z])\S*){{1,3}}\Z", re.IGNORECASE
)
_NAME_AND_NOUN = re.compile(r"[A-Z]\S*(?: [A-Z]\S*){0,2} ([a-z]+)")
_ATTRIBUTION = re.compile(r"(?:[A-Z][\w.’-]+ ?(?:of |de |van |von )?){1,5}(?:,.{0,60})?\Z")


@dataclass(frozen=True, slots=True)
class _Sides:
    """The words on the two sides of a dash that touches both."""

    before: str
    after: str
    left: str
    right: str
    before_left: str  # the word in front of `left`, if only a space is between
    after_right: str


def choose(text: str, places: Collection[int]) -> dict[int, str]:
    """Return en or em dash for each of `places`, where `text` has an em dash for now."""
    if not places:
        return {}
    style = _house_style(text, frozenset(places))
    chosen = {place: _choose_one(text, place, style) for place in places}
    return chosen | _level_chains(text, chosen)


def _choose_one(text: str, place: int, style: str | None) -> str:
    before, after = text[max(0, place - _REACH) : place], text[place + 1 : place + 1 + _REACH]
    is_spaced_before, is_spaced_after = not before[-1:].strip(), not after[:1].strip()
    if is_spaced_before and is_spaced_after:
        return _choose_spaced(before, after, style)
    if is_spaced_before or is_spaced_after:
        return _EM
    sides = _sides(before, after)
    return _EN if _is_range(sides) or _are_partners(sides) else _EM


def _choose_spaced(before: str, after: str, style: str | None) -> str:
    left, right = before.rstrip(" \u00a0"), after.lstrip(" \u00a0")
    if not left or left.endswith("\n"):
        return _EM if _ATTRIBUTION.match(right.split("\n")[0]) else _EN
    if _is_range(_sides(left, right)):
        return _EN
    return style or _EN


def _is_dateline(before: str) -> bool:
    """Say whether a dash after `before` follows the place a report was filed from, as American wires set it."""
    line = before[before.rfind("\n") + 1 :]
    return line.endswith(" ") and len(line) < _REACH and bool(_DATELINE.match(line.rstrip(" ")))


def _sides(before: str, after: str) -> _Sides:
    left, right = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    if not left or not right:
        return _Sides(before, after, left[0] if left else "", right[0] if right else "", "", "")
    front = before[: left.start()]
    beyond = after[right.end() :]
    earlier = _WORD.findall(front[-20:]) if front.endswith(" ") else []
    later = _WORD.match(beyond[1:]) if beyond.startswith(" ") else None
    return _Sides(before, after, left[0], right[0], earlier[-1] if earlier else "", later[0] if later else "")


def _is_range(sides: _Sides) -> bool:
    left, right = sides.left.rstrip("."), sides.right
    ends_in_number = _ENDS_IN_NUMBER.search(sides.before)
    if ends_in_number and _STARTS_WITH_NUMBER.match(sides.after):
        return True
    if ends_in_number and (right in RANGE_ENDS or right in MONTHS_AND_DAYS):
        return True
    if left in MONTHS_AND_DAYS and right in MONTHS_AND_DAYS:
        return True
    is_pronoun = right in {"I", "A"} and len(left) > 1 and not left.startswith(("I", "V", "X"))
    return bool(_LABEL.match(left) and _LABEL.match(right)) and left not in PLACES and not is_pronoun


def _are_partners(sides: _Sides) -> bool:
    left, right = sides.left, sides.right
    if not left or not right or _is_function(left) or _is_function(right):
        return False
    if right.endswith(("’s", "'s")) or _is_verb(sides.after_right):
        return False  # `Japan—China’s rival`, `Baotou—Beijing says`
    if left[0].islower() and right[0].isupper():
        return False
    if _is_place(left) and _is_place(right):
        return not sides.after[len(right) :].startswith(",")  # `all of Europe—Paris, Rome, Berlin`
    if left.isupper() and right.isupper() and left.isalpha() and right.isalpha():
        return True
    if left[0].isupper() and right[0].isupper():
        return _share_a_noun(sides)
    left, right = left.lower(), right.lower()
    if (_is_partner(left) and _is_partner(right)) or _share_ending(left, right):
        return True
    if sides.before_left.lower() not in DETERMINERS or not _is_noun(sides.after_right):
        return False
    words = (left, right)
    return all(_is_partner(word) or _NOUN_ENDING.search(word) for word in words) or all(
        _ADJECTIVE_ENDING.match(word) for word in words
    )


def _is_function(word: str) -> bool:
    is_acronym = word.isupper() and len(word) > 1  # `US` is no pronoun
    return not is_acronym and word.lower() in FUNCTION_WORDS


def _share_a_noun(sides: _Sides) -> bool:
    """Say whether two names stand in front of what is both of theirs: `the Hall–Héroult process`."""
    if sides.before_left.islower() and (
        _is_noun(sides.after_right) or sides.after_right.lower() in SHARED_BY_NAMES
    ):
        return True
    after = _NAME_AND_NOUN.match(sides.after)
    return bool(_DETERMINER_AND_NAME.search(sides.before) and after and _is_noun(after[1]))


def _is_noun(word: str) -> bool:
    return word.islower() and word not in FUNCTION_WORDS and not _is_verb(word)


def _is_partner(word: str) -> bool:
    return word in PARTNERS or word.endswith("ium")  # elements: `praseodymium–neodymium`


def _share_ending(left: str, right: str) -> bool:
    left_ending, right_ending = _ADJECTIVE_ENDING.match(left), _ADJECTIVE_ENDING.match(right)
    if left_ending and right_ending:
        return left_ending[1] == right_ending[1]
    return bool(_AGENT_ENDING.match(left) and _AGENT_ENDING.match(right) and {left, right} & PARTNERS)


def _is_place(word: str) -> bool:
    return word in PLACES or (len(word) > 3 and word.istitle() and is_pinyin(word.lower()))


def _is_verb(word: str) -> bool:
    return word.endswith("ed") or word in VERBS


def _level_chains(text: str, chosen: Mapping[int, str]) -> dict[int, str]:
    """Give all dashes of one chain (`Beijing–Tianjin–Hebei`) the en dash, where it is no word set off by two."""
    chains: list[list[int]] = []
    for place in sorted(chosen):
        if chains and _WORD.fullmatch(text[chains[-1][-1] + 1 : place]):
            chains[-1].append(place)
        else:
            chains.append([place])
    return {
        place: _dash_of_chain(text, chain, chosen) for chain in chains if len(chain) > 1 for place in chain
    }


def _dash_of_chain(text: str, chain: list[int], chosen: Mapping[int, str]) -> str:
    right = _FIRST_WORD.match(text, chain[-1] + 1)
    if right and (_is_function(right[0]) or _is_verb(right[0])):
        return _EM  # one word set off by two dashes
    is_joint = len(chain) > 2 or _EN in {chosen[place] for place in chain}
    return _EN if is_joint or _is_attributive_chain(text, chain) else _EM


def _is_attributive_chain(text: str, chain: list[int]) -> bool:
    """Say whether a chain stands between an article and its noun: `a potato–starch–ethanol plant`."""
    first = _sides(text[max(0, chain[0] - _REACH) : chain[0]], text[chain[0] + 1 : chain[0] + 2])
    last = _sides(text[chain[-1] - 1 : chain[-1]], text[chain[-1] + 1 : chain[-1] + 1 + _REACH])
    return first.before_left.lower() in DETERMINERS and _is_noun(last.after_right)


def _house_style(text: str, places: frozenset[int]) -> str | None:
    """Return the dash this text sets between spaces: what it shows undamaged, else what its spelling suggests."""
    healthy = dict.fromkeys((_EN, _EM), 0)
    for found in re.finditer(r"(?<=\S )[–—](?= \S)", text):
        if found.start() not in places:
            healthy[found[0]] += 1
    if healthy[_EN] != healthy[_EM]:
        return max(healthy, key=lambda dash: healthy[dash])
    lead = house_style.british_lead(text)
    lead -= any(_is_dateline(text[max(0, place - _REACH) : place]) for place in places)
    return None if lead == 0 else _EN if lead > 0 else _EM
