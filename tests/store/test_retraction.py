from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from monitor.model import DeliveryKind, DeliveryState
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.deliveries import Deliveries
from monitor.store.operator import Operator
from monitor.store.retraction import Effect, Retracted
from tests.fakes import NOW, document
from tests.store.filling import new_version, poll
from tests.store.telling import alert, deliveries, delivery, owe

LATER = NOW + timedelta(hours=5)


def alert_row(opened: Database, number: int) -> Any:
    table = schema.alert
    return opened.run_now(
        lambda connection: connection.execute(select(table).where(table.c.id == number)).one()
    )


async def test_a_message_that_stands_is_edited(opened: Database) -> None:
    told = await alert(opened)
    owe(opened, told, state=DeliveryState.SENT, sent_ids=(7,))

    retracted = Operator(opened).retract(told, "a hoax", LATER)

    edit = deliveries(opened)[-1]
    row = alert_row(opened, told)
    assert retracted == Retracted(title="Title d1", effects=(("desk", Effect.EDIT),))
    assert (row.retracted_at, row.retraction) == (LATER, "a hoax")
    assert (edit.kind, edit.step, edit.state, edit.due_at) == ("edit", "retract", "pending", LATER)
    assert (edit.revision, edit.version_id, edit.urgent) == (2, row.version_id, True)
    next_one = await Deliveries(opened).next_delivery("desk")
    assert next_one is not None
    assert next_one.retracts
    assert next_one.targets == (7,)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": DeliveryState.SENDING},
        {"state": DeliveryState.UNCERTAIN},
        {"state": DeliveryState.PENDING, "sent_ids": (7,)},
    ],
)
async def test_what_may_stand_is_left_to_end_and_edited_then(
    opened: Database, changes: dict[str, Any]
) -> None:
    told = await alert(opened)
    first = owe(opened, told, **changes)

    retracted = Operator(opened).retract(told, "a hoax", LATER)

    assert retracted is not None
    assert retracted.effects == (("desk", Effect.EDIT),)
    assert delivery(opened, first).state == changes["state"]


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.HELD])
async def test_what_was_not_told_yet_never_is(opened: Database, state: DeliveryState) -> None:
    told = await alert(opened)
    first = owe(opened, told, state=state)

    retracted = Operator(opened).retract(told, "a hoax", LATER)

    assert retracted is not None
    assert retracted.effects == (("desk", Effect.DROP),)
    assert delivery(opened, first).state == DeliveryState.DROPPED
    assert len(deliveries(opened)) == 1


@pytest.mark.parametrize(
    "changes", [{"state": DeliveryState.TOLD}, {"state": DeliveryState.HELD, "digest_id": 9}]
)
async def test_what_a_digest_tells_is_taken_back_by_a_message_of_its_own(
    opened: Database, changes: dict[str, Any]
) -> None:
    told = await alert(opened)
    first = owe(opened, told, **changes)

    retracted = Operator(opened).retract(told, "a hoax", LATER)

    assert retracted is not None
    assert retracted.effects == (("desk", Effect.MESSAGE),)
    assert delivery(opened, first).state == changes["state"]
    assert (deliveries(opened)[-1].kind, deliveries(opened)[-1].step) == ("reply", "retract")


async def test_edits_and_replies_that_wait_are_not_told_any_more(opened: Database) -> None:
    told = await alert(opened)
    owe(opened, told, state=DeliveryState.SENT, sent_ids=(7,))
    edit = owe(opened, told, kind=DeliveryKind.EDIT, step="edit:1")
    reply = owe(opened, told, kind=DeliveryKind.REPLY, step="reply:1")

    Operator(opened).retract(told, "a hoax", LATER)

    assert {delivery(opened, one).state for one in (edit, reply)} == {DeliveryState.DROPPED}


@pytest.mark.parametrize("state", [DeliveryState.DEAD, DeliveryState.DROPPED])
async def test_where_it_was_told_in_vain_nothing_is_to_be_done(
    opened: Database, state: DeliveryState
) -> None:
    told = await alert(opened)
    owe(opened, told, state=state)

    retracted = Operator(opened).retract(told, "a hoax", LATER)

    assert retracted == Retracted(title="Title d1", effects=())


async def test_each_channel_gets_what_fits_it(opened: Database) -> None:
    told = await alert(opened)
    owe(opened, told, channel="a", state=DeliveryState.SENT, sent_ids=(7,))
    owe(opened, told, channel="b")
    owe(opened, told, channel="c", state=DeliveryState.DEAD)
    owe(opened, told, channel="c", state=DeliveryState.SENT, step="first:1", sent_ids=(8,))
    other = owe(opened, await alert(opened, "d2"), channel="b")

    retracted = Operator(opened).retract(told, "a hoax", LATER)

    assert retracted is not None
    assert retracted.effects == (("a", Effect.EDIT), ("b", Effect.DROP), ("c", Effect.EDIT))
    assert delivery(opened, other).state == DeliveryState.PENDING


async def test_what_was_taken_back_is_not_taken_back_again(opened: Database) -> None:
    told = await alert(opened)
    owe(opened, told, state=DeliveryState.SENT)
    Operator(opened).retract(told, "a hoax", NOW)

    again = Operator(opened).retract(told, "another", LATER)

    assert again == Retracted(title="Title d1", effects=(), earlier="a hoax")
    assert alert_row(opened, told).retraction == "a hoax"
    assert len(deliveries(opened)) == 2


def test_of_an_alert_that_is_not_there_nothing_is_taken_back(opened: Database) -> None:
    assert Operator(opened).retract(99, "a hoax", NOW) is None


async def test_what_is_struck_through_is_the_version_that_an_edit_put_there(opened: Database) -> None:
    told = await alert(opened)
    owe(opened, told, state=DeliveryState.SENT, sent_ids=(7,))
    await poll(opened, new_version("d1", document("Title d1", "It says something else by now.")))
    newer = alert_row(opened, told).version_id + 1
    edit = {"kind": DeliveryKind.EDIT, "step": "edit:3", "version_id": newer}
    owe(opened, told, state=DeliveryState.SENT, **edit)

    Operator(opened).retract(told, "a hoax", LATER)

    assert deliveries(opened)[-1].version_id == newer
