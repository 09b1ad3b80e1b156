"""Which story a document belongs to, and what says so: document + candidates → Assignment."""

from __future__ import annotations

from monitor.model import Assignment, Candidate, Version
from monitor.text import fold


def assign(version: Version, candidates: tuple[Candidate, ...], *, own_story: str | None) -> Assignment:
    """Put a document into the story of the first candidate that is about the same event, else open one.

    A document that has a story (`own_story`) stays in it: a new version is the same event.
    """
    if own_story is not None:
        return Assignment(story_id=own_story)
    joins = [candidate for candidate in candidates if _is_same_event(version, candidate)]
    if not joins:
        return Assignment(story_id=version.document_id)
    first = joins[0]
    joined_by = tuple(
        f"same {join.shared.kind.removeprefix('demo-')} as document {join.document_id} of {join.source_id}"
        for join in joins
        if join.story_id == first.story_id
    )
    return Assignment(story_id=first.story_id, joined_by=joined_by)


def _is_same_event(version: Version, candidate: Candidate) -> bool:
    """Say whether a shared key is enough.

    Some feeds link every entry to one list page, and some give every entry one teaser; so within one source
    the title must be the same too.
    """
    if candidate.source_id != version.source_id:
        return True
    return fold.squash(candidate.title) == fold.squash(version.document.title)
