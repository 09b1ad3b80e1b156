"""Whether two documents are about one event: what they share is weighed, and what sets them apart forbids it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from monitor.stories import serials, sharing, titles
from monitor.stories.points import Point
from monitor.stories.sketch import contained, resemblance
from monitor.stories.traits import Traits

ENOUGH = 6.3  # points that make one event
TELLING = 1.5  # of them, by what few documents have in common; else more are needed
ENOUGH_VAGUE = 6.9

_NAMED = 4.7  # points at most of names that only say what both are about: not enough, even on one day
_TRIFLE = 0.6  # points of telling things that are none: both say 3, both say a year
_NAMES = frozenset(("names", "subjects", "words"))
_TELLING = frozenset(
    (
        *("url", "same text", "number", "cited number", "quoted", "title works", "codes", "text", "titles"),
        *("same matter", "firms", "figures", "days", "months", "spoken", "foreign", "latin"),
    )
)
_WORDING = frozenset(("text", "titles"))
_LONG_TITLE = 8  # characters
_ALIKE_TITLES = 0.55
_FORM = -6.0  # for two titles that fill in one form otherwise
_ALIKE_TEXTS = 0.15
_FEW_GRAMS = 120
_OCCASION_DAYS = 7  # in which a meeting is told of
_SAME_FILLING = 0.6  # of the figures and names of the shorter text; a copy has most of them
_MANY = 3  # figures and names: fewer show nothing


def weigh(one: Traits, other: Traits) -> tuple[Point, ...]:
    """Return what speaks for one event and what against; which of the two is which does not matter."""
    title, is_same_matter = _titles(one, other)
    numbers = _numbers(one, other, is_same_matter=is_same_matter)
    points = (*title, *numbers, *(point for points in _WEIGHED for point in points(one, other)))
    # Two forms filled in otherwise have most of their words in common.
    others = tuple(point for point in points if point.kind not in _WORDING)
    if len(others) == len(points):
        return points
    is_form = any(point.kind == "other title" and point.weight <= _FORM for point in title)
    return others if is_form or sharing.are_of_others(one, other) else points


def enough(points: Iterable[Point]) -> bool:
    """Say whether points make one event.

    Names of one place and subject make none: where nothing few documents have is shared, much of what the reports
    say happened must be. How many documents have a name is not asked: a young store could not tell.
    """
    points = tuple(points)
    total, telling = score(points), sum(max(0.0, point.weight) for point in points if point.kind in _TELLING)
    if telling >= TELLING:
        return total >= ENOUGH
    if not any(point.kind == "words" and point.weight >= sharing.MOST["words"] for point in points):
        total -= max(0.0, sum(point.weight for point in points if point.kind in _NAMES) - _NAMED)
        total -= telling if telling < _TRIFLE else 0.0
    return total >= ENOUGH_VAGUE


def score(points: Iterable[Point]) -> float:
    """Return the sum."""
    return sum(point.weight for point in points)


def _titles(one: Traits, other: Traits) -> tuple[tuple[Point, ...], bool]:
    """Weigh two titles; say, too, whether they are of one matter for all that is done with it."""
    points, is_same_matter = _alike(one, other)
    if points and points[0].weight > 0 and not (one.is_latin or other.is_latin):
        if sharing.days_apart(one, other) > _OCCASION_DAYS and all(
            titles.is_occasion(a.title) for a in (one, other)
        ):
            return (Point(_FORM, "a meeting of another day", "other title"),), False
        if titles.is_again(one.title) != titles.is_again(other.title):
            return (Point(_FORM, "it was done once more", "other title"),), False
    return points, is_same_matter


def _alike(one: Traits, other: Traits) -> tuple[tuple[Point, ...], bool]:
    if one.title == other.title and len(one.title) >= _LONG_TITLE:
        # A column has one title every week.
        if one.sketch and other.sketch and resemblance(one.sketch, other.sketch) < _ALIKE_TEXTS:
            return (), False
        return (Point(5.0, "the same title", "titles"),), True
    together = len(one.words & other.words)
    shared = together / max(1, min(len(one.words), len(other.words)))
    if together < 3 or shared < 0.3:
        return (), False
    if one.is_latin or other.is_latin:
        return (Point(1.5 * shared, "their titles say much the same", "titles"),), False
    alike, mine, theirs = titles.compare(one.matter, other.matter)
    if alike < _ALIKE_TITLES:
        return (), False
    if mine and theirs:
        weight = _FORM if titles.is_form(one.title) and titles.is_form(other.title) else -3.5
        return (Point(weight, f"{_short(theirs)} in the title, not {_short(mine)}", "other title"),), False
    if titles.narrows(mine or theirs):
        return (), False
    return (Point(6.0 * alike, "their titles name the same matter", "same matter"),), True


def _short(text: str) -> str:
    return text if len(text) <= 12 else f"{text[:11]}…"


def _numbers(one: Traits, other: Traits, *, is_same_matter: bool) -> Iterator[Point]:
    if not (one.own_numbers or other.own_numbers):
        return
    if same := _same(one.own_numbers, other.own_numbers):
        yield Point(8.0, f"same document number {_number(same)}", "number")
    elif one.own_numbers and other.own_numbers:
        # A call for applications and the list that comes of it have numbers of their own.
        if not is_same_matter:
            yield Point(-8.0, "other document numbers", "other number")
    elif same := _cited(one, other) or _cited(other, one):
        yield Point(4.0, f"one names the number of the other, {_number(same)}", "cited number")


def _cited(one: Traits, other: Traits) -> str | None:
    """Return the number of the one that the other names, unless it only stands on it."""
    return None if _is_own_act(other, one) else _same(one.own_numbers, other.numbers)


def _is_own_act(one: Traits, other: Traits) -> bool:
    """Say whether a document is titled by a work that the other's title does not name: it may rest on the other."""
    return bool(one.title_works) and not any(
        work in other.title or other.title in work or work in other.works for work in one.title_works
    )


def _stands_on(one: Traits, other: Traits) -> bool:
    """Say whether an act names another document that it rests on."""
    return (
        bool(one.title_works)
        and (other.title in one.quoted or _same(other.own_numbers, one.numbers) is not None)
        and _is_own_act(one, other)
    )


def _same(some: frozenset[str], others: frozenset[str]) -> str | None:
    if not some or not others:
        return None
    return next(
        (max(a, b, key=len) for a, b in product(sorted(some), sorted(others)) if serials.may_be_same(a, b)),
        None,
    )


def _number(number: str) -> str:
    order, year, office = number.split("|")
    return (
        f"{office}〔{year}〕{order}号"
        if year and office not in serials.DECREES
        else f"No. {order}" + f" of {year}" * bool(year)
    )


def _works(one: Traits, other: Traits) -> Iterator[Point]:
    if (one.title in other.quoted and not _is_own_act(other, one)) or (
        other.title in one.quoted and not _is_own_act(one, other)
    ):
        yield Point(7.0, "one names the other by its title", "quoted")
    if (editions := _other_editions(one, other)) is not None:
        yield Point(-8.0, f"the edition of {editions[1]}, not {editions[0]}", "other edition")
    elif _stands_on(one, other) or _stands_on(other, one):
        yield Point(-4.0, "one is an act that stands on the other", "other works")
    elif shared := one.title_works & other.title_works:
        yield Point(5.0, f"both are about 《{min(shared)}》", "title works")
    elif shared := (one.title_works & other.works) | (one.works & other.title_works):
        yield Point(2.5, f"both name 《{min(shared)}》", "works")
    elif one.title_works and other.title_works:
        yield Point(-4.0, "other documents in their titles", "other works")
    if shared := one.codes & other.codes:
        yield Point(2.0, f"both name {min(shared)}", "codes")


def _other_editions(one: Traits, other: Traits) -> tuple[str, str] | None:
    """Return the years of a work that both name where each has an edition of its own."""
    if one.editions and other.editions:
        mine, theirs = (dict(edition.split("|") for edition in sorted(a.editions)) for a in (one, other))
        for work in sorted(mine.keys() & theirs.keys()):
            if not {e for e in one.editions if e.startswith(f"{work}|")} & other.editions:
                return mine[work], theirs[work]
    return None


def _text(one: Traits, other: Traits) -> Iterator[Point]:
    if one.is_latin != other.is_latin:
        return
    alike = resemblance(one.sketch, other.sketch)
    # A few words that all pages of a site have say nothing of two titles that share none.
    if alike < _ALIKE_TEXTS or (min(one.grams, other.grams) < _FEW_GRAMS and not one.words & other.words):
        return
    inside = contained(alike, one.grams, other.grams)
    mine, theirs = _filled(one), _filled(other)
    fewer = min(len(mine), len(theirs))
    # A form that was filled in otherwise is no copy.
    if len(mine & theirs) < _SAME_FILLING * fewer:
        if fewer >= _MANY:
            yield Point(-3.0 * inside, "the same form with other figures and names", "form")
    else:
        yield Point(min(8.0, 9.0 * inside), f"{inside:.0%} of the text is the same", "text")


def _filled(one: Traits) -> frozenset[str]:
    named = (name for name in one.names if name.startswith(("place:", "firm:")))
    return one.figures | one.days | frozenset(named)


def _serials(one: Traits, other: Traits) -> Iterator[Point]:
    if not one.serials or not other.serials:
        return
    for kind in sorted({serial.split()[0] for serial in one.serials | other.serials}):
        mine, theirs = _of_kind(one.serials, kind), _of_kind(other.serials, kind)
        if shared := mine & theirs:
            yield Point(1.6, f"both say {min(shared)}", "serial")
            mine, theirs = _of_kind(one.title_serials, kind), _of_kind(other.title_serials, kind)
            if not (mine and theirs and not mine & theirs):
                continue
        if mine and theirs:
            yield Point(-7.0, f"{min(theirs)}, not {min(mine)}", "other serial")


def _of_kind(found: frozenset[str], kind: str) -> frozenset[str]:
    return frozenset(serial for serial in found if serial.startswith(kind))


def _is_long(one: Traits, other: Traits) -> bool:
    """Say whether both are steps of one measure, which may take months."""
    return bool(
        (one.title_works & other.works)
        or (one.works & other.title_works)
        or (len(one.matter) >= _LONG_TITLE and one.matter == other.matter)
        or _same(one.own_numbers, other.numbers)
        or _same(other.own_numbers, one.numbers)
    )


def _time(one: Traits, other: Traits) -> Iterator[Point]:
    apart = sharing.days_apart(one, other)
    if _is_long(one, other):
        apart //= 20  # a draft and what became of it
    if apart <= 3:
        yield Point(2.0, "published together", "together")
    elif apart > 7:
        yield Point(-min(1.5, 0.04 * (apart - 7)), f"{apart} days apart", "apart")


_WEIGHED = (
    _works,
    _text,
    _serials,
    sharing.names,
    sharing.apart,
    sharing.figures,
    sharing.days,
    sharing.spoken,
    _time,
)
