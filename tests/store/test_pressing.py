"""What goes out first."""

from monitor.store.database import Database
from monitor.store.deliveries import Deliveries
from tests.store.telling import alert, owe


async def test_what_is_urgent_goes_before_what_has_waited_longer(opened: Database) -> None:
    owe(opened, await alert(opened, "a"))
    urgent = owe(opened, await alert(opened, "b"), urgent=True)

    first = await Deliveries(opened).next_delivery("desk")

    assert first is not None
    assert first.id == urgent
