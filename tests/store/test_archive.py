from datetime import timedelta

import pytest

from monitor.model import RuleStatus, Severity
from monitor.store.archive import Addition, Archive, fresh
from monitor.store.database import Database
from monitor.store.decisions import Decisions
from monitor.store.reports import Reports
from tests.fakes import NOW, document, match
from tests.store.filling import new_version, poll, texts

HOUR = timedelta(hours=1)
LATER = "a later text of the same document"


@pytest.fixture
def archive(opened: Database) -> Archive:
    return Archive(opened)


def titles(archive: Archive, ids: tuple[int, ...]) -> list[str]:
    return [made.title for _, made in archive.documents(ids)]


async def test_the_newest_version_of_each_document_newest_first(opened: Database, archive: Archive) -> None:
    await poll(opened, *texts("one", "two"))
    await poll(opened, new_version("d0", document("Newer", LATER)))

    assert titles(archive, archive.newest(NOW)) == ["Newer", "Title 1"]


async def test_a_document_seen_anew_counts_by_its_newest_version(opened: Database, archive: Archive) -> None:
    await poll(opened, *texts("one", "two"), now=NOW - 2 * HOUR)
    await poll(opened, new_version("d0", document("Newer", LATER)), now=NOW)

    assert titles(archive, archive.newest(NOW - HOUR)) == ["Newer"]


async def test_sources_and_rules_can_be_left_out(opened: Database, archive: Archive) -> None:
    await poll(opened, new_version("a", document("A", "one")), source_id="miit")
    await poll(opened, new_version("b", document("B", "two")), source_id="seeds", demo=True)
    await poll(opened, new_version("c", document("C", "three")), source_id="miit", rules_hash="new")

    assert titles(archive, archive.newest(NOW, apart_from={"seeds"})) == ["C", "A"]
    assert titles(archive, archive.newest(NOW, not_by="new")) == ["B", "A"]


async def test_what_is_gone_is_left_out(opened: Database, archive: Archive) -> None:
    await poll(opened, *texts("one"))
    (id_,) = archive.newest(NOW)

    assert [found for found, _ in archive.documents([99, id_])] == [id_]
    assert list(archive.versions([99, id_])) == [id_]


def test_fresh_matches_are_those_of_other_rules_and_of_drafts_that_are_stable_now() -> None:
    draft = match("tried", status=RuleStatus.DRAFT)
    stored = (match("known", severity=Severity.LOW), draft)
    stable, new = match("tried"), match("new")

    assert fresh(stored, (match("known"), stable, new)) == (stable, new)
    assert fresh(stored, (draft,)) == ()


async def decided(opened: Database) -> None:
    """Take every version as decided."""
    opened.run_now(lambda connection: connection.exec_driver_sql("UPDATE version SET decided_at = seen_at"))


async def test_added_matches_leave_the_version_undecided_and_no_backlog(
    opened: Database, archive: Archive
) -> None:
    await poll(opened, new_version("a", document(), matches=[match("old")], is_backlog=True))
    await decided(opened)
    (id_,) = archive.newest(NOW)

    added = archive.add([Addition(version_id=id_, matches=(match("new"),), rules_hash="h2")])

    (version,) = await Decisions(opened).undecided(limit=9)
    (report,) = Reports(opened).find("a", None)
    assert added == {id_}
    assert [found.rule for found in version.matches] == ["new", "old"]
    assert (version.is_backlog, report.rules_hash) == (False, "h2")


async def test_a_second_time_nothing_is_added(opened: Database, archive: Archive) -> None:
    await poll(opened, new_version("a", document()))
    (id_,) = archive.newest(NOW)
    addition = Addition(version_id=id_, matches=(match("new"),), rules_hash="h2")
    archive.add([addition])
    await decided(opened)

    assert archive.add([addition]) == frozenset()
    assert await Decisions(opened).undecided(limit=9) == ()


async def test_a_draft_is_recorded_and_does_not_bring_up_an_old_match(
    opened: Database, archive: Archive
) -> None:
    await poll(opened, new_version("a", document(), matches=[match("old")], is_backlog=True))
    (id_,) = archive.newest(NOW)

    archive.add([Addition(version_id=id_, matches=(match("new", status=RuleStatus.DRAFT),), rules_hash="h2")])

    version = archive.versions([id_])[id_]
    assert version.is_backlog
    assert [found.status for found in version.matches] == [RuleStatus.DRAFT, RuleStatus.STABLE]


async def test_a_draft_that_became_stable_replaces_its_match(opened: Database, archive: Archive) -> None:
    await poll(opened, new_version("a", document(), matches=[match("tried", status=RuleStatus.DRAFT)]))
    (id_,) = archive.newest(NOW)

    archive.add([Addition(version_id=id_, matches=(match("tried"),), rules_hash="h2")])

    assert archive.versions([id_])[id_].matches == (match("tried"),)


async def test_a_version_that_was_replaced_or_is_gone_stays_as_it_is(
    opened: Database, archive: Archive
) -> None:
    await poll(opened, *texts("one"))
    (id_,) = archive.newest(NOW)
    await poll(opened, new_version("d0", document("Newer", LATER)))

    additions = [Addition(version_id=place, matches=(match("new"),), rules_hash="h2") for place in (id_, 99)]

    assert archive.add(additions) == frozenset()
    assert archive.versions([id_])[id_].matches == ()
