"""How often rules matched, told and were kept back, counted in documents."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from monitor import decide
from monitor.model import (
    Amend,
    Decision,
    Hold,
    HoldReason,
    Match,
    Reason,
    RuleStatus,
    Send,
    StoryState,
    Verdict,
    Version,
)
from monitor.store import database
from monitor.store.counts import UNDECIDED, Counts, RuleCount, RuleCounts
from monitor.store.decisions import Decisions
from tests.fakes import NOW, NoNames, document, match
from tests.store.filling import new_version, poll

DAY = timedelta(days=1)
TELL = Send(not_before=NOW)


async def seen(
    opened: database.Database,
    id_: str,
    *matches: Match | str,
    now: datetime = NOW,
    text: str = "One.",
    verdicts: Sequence[Verdict] = (),
) -> None:
    """Store a version of a document, and decide it where there are verdicts, a channel each."""
    found = [match(one) if isinstance(one, str) else one for one in matches]
    await poll(opened, new_version(id_, document(f"Title {id_}", text), matches=found), now=now)
    if verdicts:
        decisions = Decisions(opened)
        waiting = await decisions.undecided(limit=99)
        await decisions.decide(
            [version for version in waiting if version.document_id == id_],
            lambda version, _: Decision(
                version=version,
                story=StoryState(id=f"s-{id_}"),
                traits="[]",
                keys=(),
                update=None,
                verdicts=tuple((f"channel-{n}", verdict) for n, verdict in enumerate(verdicts)),
                urgent=frozenset(),
                now=now,
            ),
            _describe,
        )


def _describe(version: Version) -> decide.Described:
    return decide.describe(version, NoNames())


def counts(opened: database.Database, start: datetime = NOW - 90 * DAY) -> Counts:
    return RuleCounts(opened).since(start)


def of_rule(opened: database.Database, rule: str = "a-rule") -> RuleCount:
    (found,) = (count for count in counts(opened).rules if count.rule == rule)
    return found


def test_an_empty_store_counts_nothing(opened: database.Database) -> None:
    assert counts(opened) == Counts(documents=0, matched=0, told=0, rules=())


async def test_documents_are_counted_by_rule_and_day(opened: database.Database) -> None:
    await seen(opened, "d1", "a-rule", "b-rule", now=NOW - DAY)
    await seen(opened, "d2", "a-rule", now=NOW)
    await seen(opened, "d3", now=NOW)

    found = counts(opened)

    assert (found.documents, found.matched, found.told) == (3, 2, 0)
    assert found.rules == (
        RuleCount(
            rule="a-rule",
            topic="a-topic",
            matched=2,
            together=1,
            told=0,
            untold={UNDECIDED: 2},
            last_match=NOW,
            by_day={date(2026, 3, 1): 1, date(2026, 3, 2): 1},
        ),
        RuleCount(
            rule="b-rule",
            topic="a-topic",
            matched=1,
            together=1,
            told=0,
            untold={UNDECIDED: 1},
            last_match=NOW - DAY,
            by_day={date(2026, 3, 1): 1},
        ),
    )


async def test_a_document_counts_as_its_newest_version_stands(opened: database.Database) -> None:
    await seen(opened, "d1", "a-rule", now=NOW - DAY)
    await seen(opened, "d1", "b-rule", text="Two.", now=NOW)

    found = counts(opened)

    assert [(count.rule, count.matched) for count in found.rules] == [("b-rule", 1)]
    assert (found.documents, found.matched) == (1, 1)


async def test_what_was_seen_before_the_time_is_left_out(opened: database.Database) -> None:
    await seen(opened, "d1", "a-rule", now=NOW - 8 * DAY)
    await seen(opened, "d2", "a-rule", now=NOW - 7 * DAY)

    found = counts(opened, NOW - 7 * DAY)

    assert [(count.rule, count.matched) for count in found.rules] == [("a-rule", 1)]
    assert found.documents == 1


async def test_a_document_told_to_one_channel_is_told(opened: database.Database) -> None:
    await seen(opened, "d1", "a-rule", verdicts=[Reason.DEMO, TELL])

    found = of_rule(opened)

    assert (found.told, found.untold) == (1, {})
    assert counts(opened).told == 1


async def test_a_document_told_to_none_counts_once_under_a_reason(opened: database.Database) -> None:
    await seen(opened, "d1", "a-rule", verdicts=[Reason.SAME_STORY, Reason.SAME_STORY])
    await seen(opened, "d2", "a-rule", verdicts=[Reason.SAME_STORY, Reason.BACKLOG])
    await seen(opened, "d3", "a-rule", verdicts=[Reason.BACKLOG])

    found = of_rule(opened)

    assert (found.matched, found.told) == (3, 0)
    assert sum(found.untold.values()) == 3
    assert found.untold.keys() == {Reason.SAME_STORY, Reason.BACKLOG}


async def test_a_later_version_of_a_told_document_is_told_still(opened: database.Database) -> None:
    await seen(opened, "d1", "a-rule", now=NOW - DAY, verdicts=[TELL])
    await seen(opened, "d1", "a-rule", "b-rule", text="Two.", now=NOW, verdicts=[Reason.ALREADY_TOLD])

    assert (of_rule(opened).told, of_rule(opened).untold) == (1, {})
    # The rule that came with the new version was never told.
    assert of_rule(opened, "b-rule").untold == {Reason.ALREADY_TOLD: 1}


async def test_a_draft_is_never_told_though_its_document_is(opened: database.Database) -> None:
    draft = match("draft-rule", status=RuleStatus.DRAFT)
    await seen(opened, "d1", "a-rule", draft, verdicts=[TELL])

    assert of_rule(opened, "draft-rule").untold == {Reason.DRAFT_RULE: 1}
    assert of_rule(opened).told == 1


async def test_the_last_match_is_an_aware_instant(opened: database.Database) -> None:
    await seen(opened, "d1", "a-rule", now=datetime(2026, 3, 2, 23, 59, 59, 5, tzinfo=UTC))

    assert of_rule(opened).last_match == datetime(2026, 3, 2, 23, 59, 59, 5, tzinfo=UTC)


async def test_what_is_told_in_a_digest_is_told_and_what_changes_a_message_is_not(
    opened: database.Database,
) -> None:
    await seen(opened, "d1", "a-rule", verdicts=[Hold(why=HoldReason.LOW)])
    await seen(opened, "d2", "a-rule", verdicts=[TELL, TELL])
    await seen(opened, "d2", "a-rule", text="Edited.", verdicts=[Amend(not_before=NOW)])

    assert of_rule(opened).told == 2
