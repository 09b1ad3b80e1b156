"""Which story a document belongs to, and what says so: document + those that share a key → Joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.stories import blocking, likeness
from monitor.stories.likeness import ENOUGH
from monitor.stories.points import Point
from monitor.stories.traits import Traits

_MOST_TOLD = 4  # reasons
_SURE = 12.0  # points that a look-alike in the same story does not outweigh
_AGAINST = -4.0  # points by which another document of the story is a different event
_CONTRARY = 9.0  # points that an opener of a story that differs in much does not outweigh
_DIFFERS = -4.0  # points by which it does
_UNLIKE = 3.0  # points of a document that differs
_SOFT = frozenset(
    ("other matter", "other place", "other firm", "other figures", "other main figure", "other name")
)
_HARD = frozenset(
    ("other number", "other title", "other works", "other serial", "other year", "other edition", "form")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A document that was seen before, as far as a story is concerned."""

    document_id: str
    source_id: str
    story_id: str  # of a newcomer: its own id
    url: str | None = None  # canonical
    text_hash: str = ""
    traits: Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The story of a document and what says so; empty: it opens the story."""

    story_id: str
    joined_by: tuple[str, ...] = ()
    score: float = 0.0
    document_id: str | None = None  # the one it is most like


def join(newcomer: Known, candidates: Sequence[Known]) -> Joined:
    """Put a document into the story of the candidate it is most like, or open one named after it."""
    weighed = [(candidate, _weigh(newcomer, candidate)) for candidate in candidates]
    refused = {candidate.story_id for candidate, points in weighed if _is_other(points)}
    contrary = {
        candidate.story_id
        for candidate, points in weighed
        if candidate.document_id == candidate.story_id and _differs(points)
    }
    likely = [
        (total, candidate, points)
        for candidate, points in weighed
        if (total := likeness.score(points))
        >= (
            _SURE
            if candidate.story_id in refused
            else _CONTRARY
            if candidate.story_id in contrary
            else ENOUGH
        )
        and likeness.enough(points)
    ]
    if not likely:
        return Joined(story_id=newcomer.document_id)
    total, candidate, points = max(likely, key=lambda one: (one[0], one[1].document_id))
    reasons = sorted((point for point in points if point.weight > 0), key=lambda point: -point.weight)
    return Joined(
        story_id=candidate.story_id,
        joined_by=tuple(point.reason for point in reasons[:_MOST_TOLD]),
        score=round(total, 1),
        document_id=candidate.document_id,
    )


def _is_other(points: Sequence[Point]) -> bool:
    """Say whether a document is surely about another event, whatever others of its story are about."""
    against = sum(point.weight for point in points if point.kind in _HARD)
    return against <= _AGAINST and likeness.score(points) < ENOUGH


def _differs(points: Sequence[Point]) -> bool:
    """Say whether a document seems to be about another event, so that what came after it must say more."""
    against = sum(point.weight for point in points if point.kind in _SOFT)
    return against <= _DIFFERS and likeness.score(points) < _UNLIKE


def _weigh(newcomer: Known, candidate: Known) -> tuple[Point, ...]:
    return (*_identity(newcomer, candidate), *likeness.weigh(newcomer.traits, candidate.traits))


def _identity(newcomer: Known, candidate: Known) -> tuple[Point, ...]:
    """Weigh one address or text; some sites link every entry to one list page, so there titles must agree."""
    is_own = newcomer.source_id == candidate.source_id
    if is_own and newcomer.traits.title != candidate.traits.title:
        return ()
    points = []
    page = blocking.page_of(newcomer.url)
    if page is not None and page == blocking.page_of(candidate.url):
        points.append(Point(12.0, "the same address", "url"))
    if newcomer.text_hash and newcomer.text_hash == candidate.text_hash:
        points.append(Point(12.0, "the same text", "same text"))
    return tuple(points)
