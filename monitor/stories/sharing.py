"""What two documents have in common that holds in both languages: names, figures, days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from math import log10

from monitor.stories import foreign
from monitor.stories.points import Point
from monitor.stories.spoken import said_in
from monitor.stories.traits import Traits
from monitor.text import word_list

# What a name is worth by its kind: of bodies there are few and they act every day, of firms and zones many.
_NAME: Mapping[str, float] = {
    "body": 0.5,
    "place": 1.2,
    "firm": 1.8,
    "thing": 0.6,
    "state": 0.3,
    "subject": 0.9,
    "word": 0.25,
}
_GROUPS: Mapping[str, str] = {
    **dict.fromkeys(("body", "place", "thing", "state"), "names"),
    "firm": "firms",
    "subject": "subjects",
    "word": "words",
}
_MOST_TOLD = 4  # names of a reason
_IN_TITLES = (1.0, 1.3, 1.7)  # times as much where none, one or both have it in the title
_IN_TEXT = 0.4  # times as much outside the heads
# Chinese firms that no vocabulary has end as their trade does.
_FIRM = re.compile(
    r"[\u4e00-\u9fff]{2,3}(?:股份|科技|新材|高科|[磁锂矿钨铜铝钴镍锡钢]业|稀土|能源|电子|半导体|精密|重工|化工|电气|动力|生物|医药|光电|资源)"
)
_IS_MODEL = re.compile(r"(?=.{4})[a-z]{1,5}-?\d[a-z0-9-]*")
_MODEL = 1.6
_RARE, _MOST_RARE = 1.5, 4.0  # a name that few texts have, and all of them
_SHORTEST_RARE = 4  # letters
_SELDOM = 1.2e-6  # of all words
_SOUNDING, _SOUNDING_SHORT = 3.5, 2.5  # a foreign name in both titles, by how it sounds
_SHORT_NAME = 3  # characters
_MATTERS = ("place:", "firm:", "thing:", "subject:")
_THINGS = ("place:", "firm:", "thing:")
_MANY = 3.0  # what the figures of a head are worth that tell an event together
_ROUND, _LARGE = 2, 1000  # digits of a figure that may be rounded, and how large it is at least
_SHARE_ROUNDED, _MOST_ROUNDED = 0.6, 1.5  # of what it is worth, and what all are worth
_SOME = 0.45  # what a figure is worth that is not every text's
_ALIKE = 2.3  # what the figures of two documents are worth that tell one event
_OF_ONE_EVENT = 14  # days in which reports of one event come
_MAIN = 1.5  # what a figure is worth that tells an event
_SAME_LIST = 1.5  # what a figure is worth that two batches seldom share
_SERIAL = "serial:"  # a batch sets two titles apart as a place does
MOST: Mapping[str, float] = {
    "firms": 4.0,
    "names": 4.5,
    "subjects": 3.6,
    "words": 2.0,
    "figures": 6.0,
    "days": 3.2,
}


def names(one: Traits, other: Traits) -> Iterator[Point]:
    """Weigh the names both have, most where they stand in both titles."""
    shared: dict[str, list[tuple[float, str]]] = {}
    for name in one.names & other.names:
        kind, _, id_ = name.partition(":")
        worth = _NAME[kind] * _IN_TITLES[(name in one.title_names) + (name in other.title_names)]
        is_in_heads = name in one.head_names and name in other.head_names
        shared.setdefault(_GROUPS[kind], []).append((worth if is_in_heads else worth * _IN_TEXT, id_))
    for group, found in sorted(shared.items()):
        names = ", ".join(id_ for _, id_ in sorted(found, key=lambda one: (-one[0], one[1]))[:_MOST_TOLD])
        yield Point(min(sum(worth for worth, _ in found), MOST[group]), f"both name {names}", group)


def apart(one: Traits, other: Traits) -> Iterator[Point]:
    """Speak against titles each of which is about something that the other document does not name."""
    mine = _missing(one, other)
    theirs = _missing(other, one) if mine else []
    if mine and theirs:
        left, right = (sum(_worth_apart(name) for name in names) for names in (mine, theirs))
        if all(name.startswith("subject:") for name in (*mine, *theirs)):
            left, right = 0.5 * left, 0.5 * right
        told = f"one is about {_ids(theirs)}, the other about {_ids(mine)}"
        yield Point(-min(6.0, 2.2 * min(left, right)), told, "other matter")
    elif places := _other_places(one, other):
        yield Point(-3.0, f"{places[1]} in the title, not {places[0]}", "other place")
    if one.title_years and other.title_years and not one.title_years & other.title_years:
        yield Point(-4.0, f"{min(other.title_years)}, not {min(one.title_years)}", "other year")


def are_of_others(one: Traits, other: Traits) -> bool:
    """Say whether each title is about a place, firm or thing that the other document never names."""
    return all(
        any(name.startswith(_THINGS) for name in _missing(a, b)) for a, b in ((one, other), (other, one))
    )


def _missing(one: Traits, other: Traits) -> list[str]:
    """Return what a title is about and the other document does not name at all."""
    found = sorted(name for name in one.title_names if name not in other.names and name.startswith(_MATTERS))
    if not one.title_serials or any(worth(figure) >= _SAME_LIST for figure in one.figures & other.figures):
        return found  # papers tell of a list without its batch
    return found + sorted(f"{_SERIAL}{serial}" for serial in one.title_serials - other.serials)


def _worth_apart(name: str) -> float:
    return _NAME["place"] if name.startswith(_SERIAL) else _NAME[name.partition(":")[0]]


def _other_places(one: Traits, other: Traits) -> tuple[str, str] | None:
    """Return a place of each title where they share none and one of the documents never names the other's."""
    if not one.title_names or not other.title_names:
        return None
    mine, theirs = ({name for name in a.title_names if name.startswith("place:")} for a in (one, other))
    if mine and theirs and not mine & theirs and not (mine & other.names and theirs & one.names):
        return min(mine).partition(":")[2], min(theirs).partition(":")[2]
    return None


def _ids(names: list[str]) -> str:
    return ", ".join(name.partition(":")[2] for name in names[:2])


def figures(one: Traits, other: Traits) -> Iterator[Point]:
    """Weigh the figures both have, and that they have others."""
    shared = one.figures & other.figures
    total = 0.0
    told = []
    for figure in shared:
        value = worth(figure) * (0.5, 0.8, 1.0)[(figure in one.head_figures) + (figure in other.head_figures)]
        total += value
        told.append((-value, figure))
    rounded = _rounded(one, other) if one.is_latin != other.is_latin else []
    total += min(_MOST_ROUNDED, sum(_SHARE_ROUNDED * worth(figure) for figure in rounded))
    told += [(0.0, figure) for figure in rounded]
    if total:
        figures = ", ".join(_written(figure) for _, figure in sorted(told)[:3])
        yield Point(min(total, MOST["figures"]), f"both say {figures}", "figures")
    fewer = sum(map(worth, one.head_figures))
    if fewer >= _MANY and (fewer := min(fewer, sum(map(worth, other.head_figures)))) >= _MANY:
        both = sum(map(worth, one.head_figures & other.figures | other.head_figures & one.figures))
        if both < 0.2 * fewer and not rounded:
            yield Point(-1.5, "their figures are others", "other figures")
    # Reports that share several telling figures begin each with the one its readers care for.
    is_alike = total >= _ALIKE and sum(worth(figure) >= _SOME for figure in shared) > 1
    yield from _other_main(one, other, share=0.5 if is_alike else 1.0)


def _rounded(one: Traits, other: Traits) -> list[str]:
    """Return the figures of one report that the other tells rounded: 8,800 tonnes as 9,000."""
    return [
        figure
        for some, others in ((one, other), (other, one))
        for figure in sorted(some.head_figures - others.figures)
        if any(_is_rounded(figure, theirs) for theirs in others.head_figures - some.figures)
    ]


@lru_cache(maxsize=1 << 14)
def _is_rounded(figure: str, exact: str) -> bool:
    value, _, unit = figure.partition("|")
    theirs, _, measure = exact.partition("|")
    digits = _digits(value)
    return (
        unit == measure != ""
        and digits <= min(_ROUND, _digits(theirs) - 1)
        and abs(float(value)) >= _LARGE
        and float(f"{float(theirs):.{digits}g}") == float(value)
    )


def _digits(value: str) -> int:
    return len(value.lstrip("-0.").replace(".", "").rstrip("0"))


def _other_main(one: Traits, other: Traits, *, share: float) -> Iterator[Point]:
    """Speak against first lines that tell of other figures, most where they are in one measure."""
    if not one.lead_figures or not other.lead_figures or one.lead_figures & other.lead_figures:
        return
    mine, theirs = ([said for said in a.lead_figures if worth(said) >= _MAIN] for a in (one, other))
    if not mine or not theirs:
        return
    is_mine_told, is_theirs_told = (
        not a.isdisjoint(said) for a, said in ((other.figures, mine), (one.figures, theirs))
    )
    if is_mine_told and is_theirs_told:
        return
    measures = {said.partition("|")[2] for said in mine} & {said.partition("|")[2] for said in theirs}
    if measures - {""}:
        weight = -3.0
    elif not is_mine_told and not is_theirs_told:
        weight = -2.0
    else:
        return
    yield Point(weight * share, "their main figures are others", "other main figure")


@lru_cache(maxsize=1 << 14)
def worth(figure: str) -> float:
    """Return how much a figure tells: one of four digits is rarely the same by chance."""
    value, _, unit = figure.partition("|")
    if unit == "years" and "." in value:
        value = f"{round(float(value) * 12, 2):g}"  # two months are no figure of six digits
    digits = _digits(value)
    size = log10(max(abs(float(value)), 1.0)) if unit not in {"%", "days", "years", "times"} else 0.0
    return min(3.5, (0.45 if unit else 0.1) + 1.0 * (digits - 1) + 0.15 * size)


def _written(figure: str) -> str:
    value, _, unit = figure.partition("|")
    return f"{float(value):,.10g} {unit}".strip()


def days_apart(one: Traits, other: Traits) -> int:
    """Return how many days lie between the publication of the two."""
    return abs((date.fromisoformat(one.day) - date.fromisoformat(other.day)).days)


def days(one: Traits, other: Traits) -> Iterator[Point]:
    """Weigh the days and months both name."""
    if shared := one.days & other.days:
        # On the day that a rule takes force rest whole months of other events.
        is_late = days_apart(one, other) > _OF_ONE_EVENT
        told = (0.5 if is_late else 1.0) * sum(
            1.0 if day in {one.day[5:], other.day[5:]} else 2.4 for day in shared
        )
        yield Point(min(told, MOST["days"]), f"both name {', '.join(sorted(shared)[:3])}", "days")
    now = {one.day[5:7], other.day[5:7]} | {day[:2] for day in shared}
    if shared := (one.months & other.months) - now:
        yield Point(min(1.6, 0.8 * len(shared)), f"both name month {', '.join(sorted(shared)[:3])}", "months")


def spoken(one: Traits, other: Traits) -> Iterator[Point]:
    """Weigh the names that no vocabulary has, alike or as they sound."""
    if one.is_latin == other.is_latin:
        if one.is_latin:
            if names := set(one.spoken.split()) & set(other.spoken.split()):
                yield Point(min(4.0, 2.0 * len(names)), f"both name {', '.join(sorted(names)[:3])}", "spoken")
            elif one.spoken and other.spoken:
                yield from _unheard(one, other)
            yield from _rare(one, other)
            return
        yield from _told_in(one, other)
        yield from _firms_apart(one, other)
        if shared := one.latin & other.latin:
            yield Point(
                min(_most_of_latin(shared, 1.5), _of_latin(shared, 0.5)),
                f"both write {', '.join(sorted(shared)[:3])}",
                "latin",
            )
        return
    latin, han = (one, other) if one.is_latin else (other, one)
    if heard := said_in(latin.spoken, han.spoken):
        total = sum(2.0 if length == 2 else 3.5 for _, length in heard)
        yield Point(min(total, 5.0), f"both name {', '.join(name for name, _ in heard[:3])}", "spoken")
    else:
        yield from _unheard(latin, han)
    titled = (word for word in latin.latin if word in latin.title)
    if same := foreign.same(titled, han.title):
        weight = max(_SOUNDING if len(name) > _SHORT_NAME else _SOUNDING_SHORT for _, name in same)
        yield Point(
            weight, f"both name {', '.join(f'{word} ({name})' for word, name in same[:3])}", "foreign"
        )
    if shared := latin.latin & han.latin:
        weight = min(_most_of_latin(shared, 2.0), _of_latin(shared, 0.7))
        yield Point(weight, f"both write {', '.join(sorted(shared)[:3])}", "latin")


def _rare(one: Traits, other: Traits) -> Iterator[Point]:
    """Weigh the names that two English texts share and that few texts have."""
    heard = f"{one.spoken} {other.spoken}"
    told = [word for word in sorted(one.latin & other.latin) if _is_rare(word) and word not in heard]
    if told:
        yield Point(min(_MOST_RARE, _RARE * len(told)), f"both name {', '.join(told[:3])}", "latin")


def rare_names(traits: Traits) -> list[str]:
    """Return the names in Latin letters that few texts have."""
    return sorted(word for word in traits.latin if _is_rare(word))


def _of_latin(shared: frozenset[str], each: float) -> float:
    """Return what Latin words of Chinese texts are worth; the name of a model, YL-5, is seldom another's."""
    return sum(_MODEL if _IS_MODEL.fullmatch(word) else _RARE if _is_rare(word) else each for word in shared)


def _most_of_latin(shared: frozenset[str], usual: float) -> float:
    return _MOST_RARE if any(map(_is_rare, shared)) else usual


@lru_cache(maxsize=1 << 14)
def _is_rare(word: str) -> bool:
    """Say whether a word in small letters is a name that few texts have, such as that of a firm."""
    return len(word) >= _SHORTEST_RARE and word.isalpha() and word_list.every().share(word) < _SELDOM


def _unheard(latin: Traits, other: Traits) -> Iterator[Point]:
    """Speak against a title that spells a name which no vocabulary has and the other document neither spells nor says."""
    titled = [name for name in latin.spoken.split() if name in latin.title]
    known = other.spoken.split()
    if titled and not (
        set(titled) & set(known) if other.is_latin else said_in(" ".join(titled), other.spoken)
    ):
        yield Point(-1.5, f"only one names {titled[0]}", "other name")


def _firms_apart(one: Traits, other: Traits) -> Iterator[Point]:
    """Speak against two Chinese titles each of which names a firm that the other document does not."""
    mine, theirs = (
        [name for name in _FIRM.findall(a.title) if name[:2] not in b.spoken]
        for a, b in ((one, other), (other, one))
    )
    if mine and theirs:
        yield Point(-2.5, f"one is about {theirs[0]}, the other about {mine[0]}", "other firm")


def _told_in(one: Traits, other: Traits) -> Iterator[Point]:
    """Speak against two documents neither of which says in its text what the other is titled."""
    shares = [_share(a.matter, b.spoken) for a, b in ((one, other), (other, one)) if len(a.matter) >= 4]
    if len(shares) > 1 and max(shares) < 0.2:
        yield Point(-1.2, "neither text says what the title of the other does", "untold")


def _share(matter: str, text: str) -> float:
    pairs = {matter[at : at + 2] for at in range(len(matter) - 1)}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
