"""Votes of readers on alerts."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from monitor.model import RuleStatus, Tally, Vote
from monitor.store import database, schema
from monitor.store.counts import RuleCounts
from monitor.store.database import Database
from monitor.store.votes import Votes
from tests.fakes import NOW, match
from tests.store.told_alerts import told


async def test_each_person_has_one_vote_and_may_change_it(opened: Database) -> None:
    alert = await told(opened)
    votes = Votes(opened)

    await votes.cast(alert, 1, Vote.USEFUL, NOW)
    await votes.cast(alert, 1, Vote.USEFUL, NOW)
    await votes.cast(alert, 2, Vote.USEFUL, NOW)
    changed = await votes.cast(alert, 2, Vote.NOISE, NOW)

    assert changed == Tally(useful=1, noise=1)
    assert await votes.tally(alert) == changed


async def test_a_vote_on_what_is_no_alert_counts_nothing(opened: Database) -> None:
    assert await Votes(opened).cast(7, 1, Vote.USEFUL, NOW) is None
    assert await Votes(opened).tally(7) == Tally()


async def test_no_id_of_a_person_is_kept_and_another_store_has_other_hashes(tmp_path: Path) -> None:
    voters = []
    for name in ("a", "b"):
        opened = database.open_to_write(tmp_path / name)
        await Votes(opened).cast(await told(opened), 123456789, Vote.NOISE, NOW)
        voters.append(
            opened.run_now(lambda connection: connection.execute(select(schema.vote.c.voter)).scalar())
        )
        opened.close()

    assert len({*voters}) == 2
    assert all(len(voter or "") == 64 for voter in voters)
    assert not _stands_in_any(tmp_path, b"123456789")


async def test_votes_count_for_every_rule_that_told_the_alert(opened: Database) -> None:
    first = await told(opened, "d1", matches=[match("a"), match("b"), match("c", status=RuleStatus.DRAFT)])
    second = await told(opened, "d2", matches=[match("a")])
    votes = Votes(opened)
    await votes.cast(first, 1, Vote.USEFUL, NOW)
    await votes.cast(first, 2, Vote.NOISE, NOW)
    await votes.cast(second, 1, Vote.USEFUL, NOW)

    counts = RuleCounts(opened).since(NOW - timedelta(days=1))

    assert [(one.rule, one.useful, one.noise) for one in counts.rules] == [
        ("a", 2, 1),
        ("b", 1, 1),
        ("c", 0, 0),
    ]


async def test_the_same_person_is_known_again_after_a_restart(location: Path) -> None:
    opened = database.open_to_write(location)
    alert = await told(opened)
    await Votes(opened).cast(alert, 1, Vote.USEFUL, NOW)
    opened.close()
    opened = database.open_to_write(location)

    assert await Votes(opened).cast(alert, 1, Vote.NOISE, NOW) == Tally(noise=1)
    opened.close()


def _stands_in_any(folder: Path, what: bytes) -> bool:
    return any(what in path.read_bytes() for path in folder.iterdir())
