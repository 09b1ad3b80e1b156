from monitor.model import ChannelConfig, Version
from monitor.store.archive import Addition, Archive
from monitor.store.database import Database
from monitor.store.decisions import Decisions
from monitor.store.deliveries import Deliveries
from monitor.store.reports import Reports
from tests.fakes import NOW, console, decide_for, document, match
from tests.store.filling import new_version, poll

DESK, SECOND = console("desk"), console("second")


async def decide_all(opened: Database, *channels: ChannelConfig) -> int:
    return await decide_for(Decisions(opened), channels, NOW)


def add(opened: Database, rule: str) -> None:
    archive = Archive(opened)
    (id_,) = archive.newest(NOW)
    archive.add([Addition(version_id=id_, matches=(match(rule),), rules_hash="h2")])


def verdicts(opened: Database) -> dict[str, tuple[str, str | None]]:
    (report,) = Reports(opened).find("a", None)
    return {found.channel: (found.verdict, found.delivery) for found in report.verdicts}


async def test_a_backlog_document_is_told_once_matches_are_added(opened: Database) -> None:
    await poll(opened, new_version("a", document(), matches=[match("old")], is_backlog=True))
    assert await decide_all(opened, DESK) == 0

    add(opened, "new")

    assert await decide_all(opened, DESK) == 1
    assert verdicts(opened) == {"desk": ("send", "pending")}


async def test_what_was_told_for_one_rule_is_not_told_again_for_another(opened: Database) -> None:
    await poll(opened, new_version("a", document(), matches=[match("old")]))
    await decide_all(opened, DESK)

    add(opened, "new")

    assert await decide_all(opened, DESK) == 0
    assert verdicts(opened) == {"desk": ("send", "pending")}, "what was sent stays on record"


async def test_a_channel_that_came_later_shares_the_alert(opened: Database) -> None:
    await poll(opened, new_version("a", document(), matches=[match("old")]))
    await decide_all(opened, DESK)

    add(opened, "new")

    assert await decide_all(opened, DESK, SECOND) == 1
    assert verdicts(opened) == {"desk": ("send", "pending"), "second": ("send", "pending")}
    assert await Deliveries(opened).next_delivery("second") is not None


async def test_a_reason_gives_way_to_a_newer_one(opened: Database) -> None:
    await poll(opened, new_version("a", document(), matches=[match("old")], is_backlog=True))
    await decide_all(opened, DESK)
    assert verdicts(opened)["desk"][0].startswith("older than")

    add(opened, "new")
    await decide_all(opened, DESK)

    assert verdicts(opened) == {"desk": ("send", "pending")}


async def test_a_decision_made_of_older_matches_is_not_recorded(opened: Database) -> None:
    """`monitor rules apply` may write while the loop decides: what it asked for must not be lost."""
    await poll(opened, new_version("a", document()))
    store = _Interrupted(opened)

    assert await decide_for(store, [DESK], NOW) == 1
    assert verdicts(opened) == {"desk": ("send", "pending")}


class _Interrupted(Decisions):
    """Adds a match between the reading of the first version and its decision."""

    def __init__(self, opened: Database) -> None:
        super().__init__(opened)
        self._opened = opened
        self._is_done = False

    async def undecided(self, *, limit: int) -> tuple[Version, ...]:
        found = await super().undecided(limit=limit)
        if not self._is_done:
            self._is_done = True
            add(self._opened, "new")
        return found


async def test_nothing_waits_once_all_is_decided(opened: Database) -> None:
    await poll(opened, new_version("a", document()))
    store = Decisions(opened)
    assert await store.waits()

    await decide_all(opened, DESK)

    assert not await store.waits()
