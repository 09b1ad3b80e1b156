"""Why the members of a `near` that all stand in a text are not near each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.rules import near
from monitor.rules.evaluate import Search, spans
from monitor.rules.explaining.almost import Kind, Look, NearMiss, terms_of, uncounted
from monitor.rules.explaining.wording import counted, listed, quoted
from monitor.rules.near import Span
from monitor.rules.rule import AnyOf, Condition, Leaf, Near, Scope, Scoped

Members = Sequence[Sequence[Span]]


def why_apart(condition: Near, look: Look, scopes: frozenset[Scope] | None) -> tuple[NearMiss, ...]:
    """Say how far apart they stand, or which hit does not count where it would be near enough."""
    members = _members(condition, look.search, scopes)
    whole = near.windows(_members(condition, look.wide, scopes), condition.within, look.passage)
    counting = {hit for spans_ in members for span in spans_ for hit in span.hits}
    lost = [hit for hit in whole[0].hits if hit not in counting] if whole else []
    if lost:
        return tuple(uncounted(hit.term, hit, look) for hit in lost)
    return (_too_far(condition, members, look) or _in_parts(condition, members, look),)


def _members(condition: Near, search: Search, scopes: frozenset[Scope] | None) -> list[list[Span]]:
    return [spans(member, search, scopes) or [] for member in condition.members]


def _too_far(condition: Near, members: Members, look: Look) -> NearMiss | None:
    """Measure the narrowest window by halving: the distance counts as it does in matching."""
    low, high = 0, round(2 * look.passage.words_between(0, len(look.passage.layout.text)))
    if not near.windows(members, high / 2, look.passage):
        return None
    while low < high:
        middle = (low + high) // 2
        if near.windows(members, middle / 2, look.passage):
            high = middle
        else:
            low = middle + 1
    window = near.windows(members, high / 2, look.passage)[0]
    line = f" in line {look.line(window.start)}" if look.has_lines else ""
    apart = counted(high / 2, "word")
    message = f"{_names(condition, members)} stand {apart} apart{line}, `within` is {condition.within:g}"
    return NearMiss(kind=Kind.NEAR, message=message, start=window.start, end=window.end)


def _in_parts(condition: Near, members: Members, look: Look) -> NearMiss:
    """Find the paragraph with most of the members, and say which stand elsewhere."""
    passage = look.passage
    paragraphs: dict[tuple[int, int], dict[int, Span]] = {}
    for place, found in enumerate(members):
        for span in found:
            paragraphs.setdefault(passage.paragraph_of(span.start), {}).setdefault(place, span)
    here = max(paragraphs.values(), key=len)
    elsewhere = [place for place in range(len(members)) if place not in here]
    first = min(here.values())
    if not elsewhere:
        message = f"{_names(condition, members)} stand {look.place(first.start)}, but on the same letters"
        return NearMiss(kind=Kind.NEAR, message=message, start=first.start, end=first.end)
    there = _names(condition, members, elsewhere)
    stands = "stand" if len(here) > 1 else "stands"
    message = (
        f"{_names(condition, members, here)} {stands} {look.place(first.start)}, {there} only "
        f"{look.place(members[elsewhere[0]][0].start)}; `near` wants them in one paragraph"
    )
    return NearMiss(kind=Kind.NEAR, message=message, start=first.start, end=first.end)


def _names(condition: Near, members: Members, places: Iterable[int] | None = None) -> str:
    wanted = range(len(members)) if places is None else sorted(places)
    return listed([_name(condition.members[place], members[place]) for place in wanted], "and")


def _name(member: Condition, found: Sequence[Span]) -> str:
    """Name a member by the term or vocabulary it is, of a written list by the term that was found."""
    match member:
        case Scoped():
            return _name(member.condition, found)
        case AnyOf(vocabulary=str(name)):
            return f"`@{name}`"
        case _ if isinstance(member, Leaf):
            return f"`{member.text}`"
        case _:
            return " … ".join(quoted(terms_of(found[:1])))
