"""What a version adds to its story: state before + version → state after, and the update, if it is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from monitor.model import Document, RuleStatus, Severity, Stage, StoryState, Update, UpdateKind, Version
from monitor.stories import independent, stages
from monitor.stories.difference import difference
from monitor.stories.independent import Rest
from monitor.stories.traits import Traits

_STAGES = tuple(Stage)  # in order
_LONGEST = 80  # characters of a title that is quoted


def advance(
    before: StoryState | None,
    version: Version,
    traits: Traits,
    *,
    story_id: str,
    others: Iterable[Rest] = (),
    previous: Document | None = None,
    now: datetime,
) -> tuple[StoryState, Update | None]:
    """Bring a story up to date with a version; its revision rises by one with every update.

    `before` is None where the version opens the story, `others` what its other documents rest on, `previous` the
    version of the same document that stood before.
    """
    others = tuple(others)
    severity = severity_of(version)
    if before is None:
        first = StoryState(id=story_id, severity=severity, stage=traits.stage)
        return first, None
    after = replace(before, severity=_graver(before.severity, severity))
    if not traits.is_correction:  # which confirms nothing, and brings nothing further
        after = replace(
            after,
            stage=_later(before.stage, traits.stage),
            independent=max(before.independent, independent.count((*others, traits.rest))),
        )
    found = _update(before, after, version, traits, others, previous)
    if found is None:
        return after, None
    kind, detail = found
    after = replace(after, revision=before.revision + 1)
    return after, Update(
        revision=after.revision, kind=kind, detail=detail, document_id=version.document_id, at=now
    )


def severity_of(version: Version) -> Severity | None:
    """Return the highest severity that matched; what draft rules find is told to nobody."""
    told = (match.severity for match in version.matches if match.status is RuleStatus.STABLE)
    return max(told, key=lambda severity: severity.rank, default=None)


def _update(
    before: StoryState,
    after: StoryState,
    version: Version,
    traits: Traits,
    others: tuple[Rest, ...],
    previous: Document | None,
) -> tuple[UpdateKind, str] | None:
    changed = "" if previous is None else difference(previous, version.document)
    if previous is not None and not changed:
        return None  # nothing a reader would see
    if traits.is_correction and (previous is None or not stages.is_correction(previous)):
        return UpdateKind.CORRECTION, changed or _short(stages.correction(version.document))
    # From none, a stage is what the story was about all along.
    if after.stage is not before.stage and after.stage is not None and before.stage is not None:
        return UpdateKind.STAGE, after.stage.value
    if after.severity is not before.severity and after.severity is not None and before.severity is not None:
        return UpdateKind.SEVERITY, f"{before.severity.value} → {after.severity.value}"
    if changed:
        return UpdateKind.EDITED, changed
    is_new = traits.rest.outlet not in {rest.outlet for rest in others}
    return (UpdateKind.SOURCE, traits.rest.outlet) if is_new else None


def _graver(one: Severity | None, other: Severity | None) -> Severity | None:
    return max(filter(None, (one, other)), key=lambda severity: severity.rank, default=None)


def _later(one: Stage | None, other: Stage | None) -> Stage | None:
    return max(filter(None, (one, other)), key=_STAGES.index, default=None)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
