"""Reports beside a running program."""

from pathlib import Path

from monitor.store import database
from monitor.store.reading import Reading
from monitor.store.told import ToldAlerts
from tests.store.told_alerts import told


async def test_a_report_sees_what_the_program_has_committed(location: Path) -> None:
    opened = database.open_to_write(location)
    reading = Reading(location)

    assert await reading.ask(lambda beside: ToldAlerts(beside).latest(limit=5)) == ()
    await told(opened)
    assert len(await reading.ask(lambda beside: ToldAlerts(beside).latest(limit=5))) == 1

    reading.close()
    opened.close()
