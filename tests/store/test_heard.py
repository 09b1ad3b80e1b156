"""Updates that were begun."""

from pathlib import Path

from monitor.store import database
from monitor.store.database import Database
from monitor.store.heard import HeardUpdates


async def test_an_update_is_begun_once_also_over_a_restart(location: Path) -> None:
    opened = database.open_to_write(location)
    assert await HeardUpdates(opened).take(5)
    assert not await HeardUpdates(opened).take(5)
    opened.close()
    opened = database.open_to_write(location)

    assert not await HeardUpdates(opened).take(5)
    assert await HeardUpdates(opened).take(4)
    opened.close()


async def test_ids_that_begin_anew_below_the_old_ones_are_new(opened: Database) -> None:
    heard = HeardUpdates(opened)
    for number in range(1000, 1400):
        await heard.take(number)

    assert await heard.take(7)
    assert await heard.take(1000)
    assert not await heard.take(1399)
