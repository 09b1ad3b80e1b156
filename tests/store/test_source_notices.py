from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from monitor.gather import tell
from monitor.model import Alarm, Claim, FetchState, Polled, SourceNotice, SourceState, Untold
from monitor.store import database
from monitor.store.notices import CHANNEL, Notices
from monitor.store.source_notices import SourceNotices
from monitor.store.sources import Sources
from tests.fakes import NOW, source

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SINCE = NOW - HOUR


async def claim(opened: database.Database, name: str = "miit") -> Claim:
    store = Sources(opened)
    await store.sync([source(id=name)], NOW)
    (made,) = await store.claim_due(NOW, limit=1, lease=HOUR)
    return made


async def end(opened: database.Database, claimed: Claim, state: SourceState, alarm: Alarm) -> None:
    polled = Polled(
        claim=claimed,
        state=FetchState(polled_at=NOW, failures=3),
        source_state=state,
        detail="HTTP 403",
        next_poll_at=NOW,
        alarm=alarm,
    )
    assert await Sources(opened).finish(polled)


def notices(opened: database.Database) -> SourceNotices:
    return SourceNotices(opened, Notices(opened, has_chat=True))


async def texts(opened: database.Database) -> list[str]:
    outbox = Notices(opened, has_chat=True)
    owed = await outbox.next_delivery(CHANNEL)
    return [] if owed is None else [await outbox.text(owed.id)]


BLOCKED = Alarm(
    trouble=SourceState.BLOCKED, trouble_since=NOW, owed=SourceState.BLOCKED, owed_since=NOW - MINUTE
)


async def test_a_change_is_told_once_and_the_next_poll_knows(opened: database.Database) -> None:
    await end(opened, await claim(opened), SourceState.BLOCKED, BLOCKED)

    await tell(notices(opened), NOW)
    (told,) = await texts(opened)
    await tell(notices(opened), NOW + HOUR)
    again = await claim(opened)

    assert told.startswith("⚠️ Source miit cannot be read: blocked.")
    assert await texts(opened) == [told]
    assert again.alarm == replace(
        BLOCKED, told=SourceState.BLOCKED, told_at=NOW, told_alone=True, owed=None, owed_since=None
    )
    assert (again.source_state, again.detail) == (SourceState.BLOCKED, "HTTP 403")


async def test_a_source_that_heals_before_it_was_sent_is_not_told_of(opened: database.Database) -> None:
    await end(opened, await claim(opened), SourceState.BLOCKED, BLOCKED)
    await tell(notices(opened), NOW)
    claimed = await claim(opened)
    await end(
        opened, claimed, SourceState.OK, replace(claimed.alarm, owed=SourceState.OK, owed_since=NOW - MINUTE)
    )

    await tell(notices(opened), NOW)

    assert await texts(opened) == [], "the first was replaced before anyone read it"
    assert (await claim(opened)).alarm.told is None


async def test_a_source_that_is_being_polled_is_told_of_later(opened: database.Database) -> None:
    await end(opened, await claim(opened), SourceState.BLOCKED, BLOCKED)
    await claim(opened)
    seen: list[Untold] = []

    def compose(untold: Untold) -> Sequence[SourceNotice]:
        seen.append(untold)
        return ()

    await notices(opened).tell(compose, since=SINCE, now=NOW)
    await notices(opened).tell(compose, since=SINCE, now=NOW + 2 * HOUR)

    assert [len(untold.changes) for untold in seen] == [1], "its lease had ended by then"


async def test_what_left_the_settings_is_not_told_of(opened: database.Database) -> None:
    await end(opened, await claim(opened), SourceState.BLOCKED, BLOCKED)
    await Sources(opened).sync([source(id="other")], NOW)

    await tell(notices(opened), NOW)

    assert await texts(opened) == []


async def test_what_was_told_lately_is_counted(opened: database.Database) -> None:
    seen: list[Untold] = []

    def compose(untold: Untold) -> Sequence[SourceNotice]:
        seen.append(untold)
        changes = untold.changes
        return [SourceNotice(changes=changes, key="sources", text="many", is_alone=len(seen) == 1)]

    for _ in range(3):
        claimed = await claim(opened)
        owing = replace(claimed.alarm, owed=SourceState.BLOCKED, owed_since=NOW)
        await end(opened, claimed, SourceState.BLOCKED, owing)
        await notices(opened).tell(compose, since=SINCE, now=NOW)

    assert [(untold.alone, untold.together_at) for untold in seen] == [(0, None), (1, None), (0, NOW)]
