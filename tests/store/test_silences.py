"""What nobody wants to hear of for a while."""

from datetime import timedelta

from monitor.model import Silence, SilenceKind
from monitor.store.database import Database
from monitor.store.silences import Silences
from tests.fakes import NOW

HOUR = timedelta(hours=1)


async def add(opened: Database, value: str, hours: int, **changes: str) -> Silence:
    return await Silences(opened).add(
        kind=SilenceKind.RULE, value=value, until=NOW + hours * HOUR, now=NOW, made_by="me", **changes
    )


async def test_a_silence_holds_until_it_ends(opened: Database) -> None:
    made = await add(opened, "quota", 2, channel="desk", why="noisy")

    assert made == Silence(
        id=made.id,
        channel="desk",
        kind=SilenceKind.RULE,
        value="quota",
        until=NOW + 2 * HOUR,
        made_at=NOW,
        made_by="me",
        why="noisy",
    )
    assert await Silences(opened).in_force(NOW + HOUR) == (made,)
    assert await Silences(opened).in_force(NOW + 2 * HOUR) == ()


async def test_those_that_end_first_come_first(opened: Database) -> None:
    long, short = await add(opened, "a", 5), await add(opened, "b", 1)

    assert await Silences(opened).in_force(NOW) == (short, long)


async def test_the_same_once_more_ends_later_and_is_one(opened: Database) -> None:
    first = await add(opened, "a", 1)
    again = await add(opened, "a", 5)
    elsewhere = await add(opened, "a", 1, channel="desk")

    assert again.id == first.id
    assert elsewhere.id != first.id
    assert await Silences(opened).in_force(NOW) == (elsewhere, again)


async def test_a_silence_that_was_over_is_a_new_one(opened: Database) -> None:
    old = await add(opened, "a", 1)
    later = NOW + 2 * HOUR

    made = await Silences(opened).add(
        kind=SilenceKind.RULE, value="a", until=later + HOUR, now=later, made_by="me"
    )

    assert made.id != old.id


async def test_a_silence_may_be_ended_once(opened: Database) -> None:
    made = await add(opened, "a", 5)
    silences = Silences(opened)

    ended = await silences.end(made.id, NOW + HOUR)

    assert ended is not None
    assert ended.until == NOW + HOUR
    assert await silences.end(made.id, NOW + HOUR) is None
    assert await silences.end(99, NOW) is None
    assert await silences.in_force(NOW + HOUR) == ()
