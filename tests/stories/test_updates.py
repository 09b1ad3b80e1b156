"""What a version adds to its story."""

from dataclasses import replace

import pytest

from monitor.corpus import laying_out
from monitor.model import (
    Document,
    Outlet,
    OutletKind,
    RuleStatus,
    Severity,
    Stage,
    StoryState,
    Update,
    UpdateKind,
    Version,
)
from monitor.stories import traits, updates
from monitor.stories.independent import Rest
from tests.fakes import NOW, document, match, version

PAPER = Outlet(name="Paper", kind=OutletKind.INDEPENDENT)
MIIT = Rest("MIIT", OutletKind.OFFICIAL.value)
STORY = StoryState(id="s", revision=2, severity=Severity.MEDIUM, stage=Stage.NOTICE)


def said(title: str = "A report", text: str = "It says so.", **changes: object) -> Version:
    made = document(title, text, outlet=PAPER, origin=(OutletKind.INDEPENDENT,))
    return version(document=made, **{"matches": (), **changes})


def advance(
    new: Version,
    before: StoryState | None = STORY,
    *,
    others: tuple[Rest, ...] = (MIIT,),
    previous: Document | None = None,
) -> tuple[StoryState, Update | None]:
    layout = laying_out.lay_out(new.document)
    found = traits.of(layout, new.document, seen_at=new.seen_at, named=(), topics=())
    return updates.advance(before, new, found, story_id="s", others=others, previous=previous, now=NOW)


def test_the_first_document_opens_the_story_and_adds_nothing_to_it() -> None:
    opened, update = advance(said("关于组织申报的通知", matches=(match(),)), None, others=())

    assert opened == StoryState(id="s", severity=Severity.HIGH, stage=Stage.NOTICE)
    assert update is None


def test_another_outlet_is_another_source_and_no_news() -> None:
    after, update = advance(said())

    assert after == replace(STORY, revision=3, independent=2)
    assert update == Update(revision=3, kind=UpdateKind.SOURCE, detail="Paper", document_id="d1", at=NOW)
    assert not update.kind.is_material


def test_a_retelling_of_the_same_release_is_told_and_no_independent_source() -> None:
    new = said()
    release = version(document=replace(new.document, origin=(OutletKind.OFFICIAL,)), matches=())

    after, update = advance(release)

    assert after.independent == 1
    assert update is not None
    assert update.kind is UpdateKind.SOURCE


def test_the_same_outlet_again_adds_nothing() -> None:
    after, update = advance(said(), others=(MIIT, Rest("Paper", "Paper")))

    assert update is None
    assert after.revision == 2


@pytest.mark.parametrize(
    ("new", "kind", "detail"),
    [
        (said("关于公布试点名单的通知"), UpdateKind.STAGE, "list published"),
        (said(matches=(match(severity=Severity.HIGH),)), UpdateKind.SEVERITY, "medium → high"),
        (said("Correction: the plant costs less"), UpdateKind.CORRECTION, "the plant costs less"),
        (said(f"更正{'长' * 90}"), UpdateKind.CORRECTION, f"更正{'长' * 77}…"),
    ],
)
def test_news_of_a_story(new: Version, kind: UpdateKind, detail: str) -> None:
    _, update = advance(new)

    assert update == Update(revision=3, kind=kind, detail=detail, document_id="d1", at=NOW)
    assert update.kind.is_material


def test_an_earlier_stage_and_a_lower_severity_take_nothing_back() -> None:
    after, _ = advance(said("公开征求意见", matches=(match(severity=Severity.LOW),)))

    assert (after.stage, after.severity) == (Stage.NOTICE, Severity.MEDIUM)


def test_what_a_draft_rule_finds_does_not_raise_the_severity() -> None:
    after, _ = advance(said(matches=(match(severity=Severity.CRITICAL, status=RuleStatus.DRAFT),)))

    assert after.severity is Severity.MEDIUM


def test_a_first_stage_and_a_first_severity_are_no_news_of_their_own() -> None:
    after, update = advance(said("关于公布试点名单的通知", matches=(match(),)), StoryState(id="s"))

    assert (after.stage, after.severity) == (Stage.LIST, Severity.HIGH)
    assert update is not None
    assert update.kind is UpdateKind.SOURCE


def test_an_edit_is_told_with_its_difference() -> None:
    new = said(text="It cost 3.5 bn yuan.")

    _, update = advance(new, previous=said(text="It cost 5.3 bn yuan.").document)

    assert update is not None
    assert (update.kind, update.detail) == (
        UpdateKind.EDITED,
        "5.3 bn yuan → 3.5 bn yuan; 1 paragraph changed",
    )
    assert not update.kind.is_material


def test_an_edit_no_reader_sees_is_none() -> None:
    new = said()

    assert advance(new, previous=new.document)[1] is None


def test_an_edit_that_says_it_corrects_is_a_correction_once() -> None:
    wrong, right = said(text="It cost 5.3 bn."), said(text="It cost 3.5 bn. This story has been corrected.")
    longer = said(text="It cost 3.5 bn. This story has been corrected. More.")

    _, first = advance(right, previous=wrong.document)
    _, second = advance(longer, previous=right.document)

    assert first is not None
    assert first.kind is UpdateKind.CORRECTION
    assert second is not None
    assert second.kind is UpdateKind.EDITED


def test_a_denial_sets_the_story_right_and_confirms_nothing() -> None:
    after, update = advance(said("商务部辟谣：不会公布试点名单"))

    assert update is not None
    assert (update.kind, update.detail) == (UpdateKind.CORRECTION, "商务部辟谣：不会公布试点名单")
    assert (after.independent, after.stage) == (1, STORY.stage)
    english = advance(said("China denies it will name pilots"))[1]
    assert english is not None
    assert english.kind is UpdateKind.CORRECTION
