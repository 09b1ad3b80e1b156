from datetime import timedelta
from typing import Any

import pytest

from monitor.model import ChannelState, DeliveryKind, DeliveryState
from monitor.store.database import Database
from monitor.store.deliveries import Deliveries
from monitor.store.operator import Acted, Operator, Resumed
from tests.fakes import NOW
from tests.store.telling import alert, delivery, mark_retracted, owe, shut

LATER = NOW + timedelta(hours=5)


async def test_a_suspended_channel_opens_and_what_shut_it_is_told(opened: Database) -> None:
    shut(opened)
    number = await alert(opened)
    owe(opened, number)
    owe(opened, number, step="edit:1", kind=DeliveryKind.EDIT, state=DeliveryState.UNCERTAIN)
    owe(opened, number, channel="other")

    resumed = Operator(opened).resume("desk")

    assert resumed == Resumed(suspended="the bot was thrown out", paused_until=NOW, waiting=2)
    assert await Deliveries(opened).channel_state("desk") == ChannelState()


def test_where_nothing_was_shut_nothing_is_said_to_have_been(opened: Database) -> None:
    assert Operator(opened).resume("desk") == Resumed(suspended=None, paused_until=None, waiting=0)


async def test_a_moved_chat_stays_moved(opened: Database) -> None:
    shut(opened, chat="-100")

    Operator(opened).resume("desk")

    assert await Deliveries(opened).channel_state("desk") == ChannelState(chat="-100")


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (DeliveryState.DEAD, DeliveryState.PENDING),
        (DeliveryState.DROPPED, DeliveryState.PENDING),
        (DeliveryState.HELD, DeliveryState.PENDING),
        (DeliveryState.PENDING, DeliveryState.PENDING),
        (DeliveryState.UNCERTAIN, DeliveryState.UNCERTAIN),
    ],
)
async def test_what_is_not_over_is_owed_again_at_once(
    opened: Database, state: DeliveryState, after: DeliveryState
) -> None:
    number = owe(
        opened, await alert(opened), state=state, due_at=LATER + timedelta(days=9), held_why="low", attempts=4
    )

    acted = Operator(opened).retry([number, number], LATER)

    row = delivery(opened, number)
    assert acted == Acted(done=((number, "desk"),))
    assert (row.state, row.due_at, row.held_why, row.attempts) == (after, LATER, None, 4)


async def test_what_was_refused_is_worded_anew(opened: Database) -> None:
    refused: dict[str, Any] = {"state": DeliveryState.DEAD, "parts": ("old",), "plain": True, "error": "no"}
    number = owe(opened, await alert(opened), **refused)
    begun = owe(opened, await alert(opened, "d2"), **refused, sent_ids=(7,))
    digest = owe(opened, kind=DeliveryKind.DIGEST, **refused)

    Operator(opened).retry([number, begun, digest], LATER)

    assert [delivery(opened, one).parts for one in (number, begun, digest)] == ["[]", '["old"]', '["old"]']
    assert delivery(opened, number).error is None
    assert not delivery(opened, number).plain


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"state": DeliveryState.SENT}, "it stands in the channel"),
        ({"state": DeliveryState.TOLD}, "a digest has told it"),
        ({"state": DeliveryState.SENDING}, "it is being sent right now; look again in a minute"),
        ({"state": DeliveryState.HELD, "digest_id": 9}, "it is in the digest 9, which is on its way"),
    ],
)
async def test_what_is_over_or_on_its_way_is_not_owed_again(
    opened: Database, changes: dict[str, object], why: str
) -> None:
    number = owe(opened, await alert(opened), **changes)
    other = owe(opened, await alert(opened, "d2"), state=DeliveryState.DEAD)

    acted = Operator(opened).retry([number, other, 99], LATER)

    assert acted == Acted(refused=((number, why), (99, "there is no such delivery")))
    assert delivery(opened, other).state == DeliveryState.DEAD


async def test_a_retracted_alert_is_not_told_after_all(opened: Database) -> None:
    told = await alert(opened)
    mark_retracted(opened, told)
    number = owe(opened, told, state=DeliveryState.DROPPED)
    retraction = owe(opened, told, state=DeliveryState.DEAD, kind=DeliveryKind.EDIT, step="retract")

    assert Operator(opened).retry([number], LATER).refused == ((number, f"its alert #{told} was retracted"),)
    assert Operator(opened).retry([retraction], LATER).done


async def test_a_dead_message_gives_way_to_the_one_sent_in_its_stead(opened: Database) -> None:
    told = await alert(opened)
    number = owe(opened, told, state=DeliveryState.DEAD)
    other = owe(opened, told, state=DeliveryState.SENT, step="first:1")

    assert Operator(opened).retry([number], LATER).refused == (
        (number, f"delivery {other} tells its story to that channel by now"),
    )


@pytest.mark.parametrize(
    "state",
    [DeliveryState.PENDING, DeliveryState.HELD, DeliveryState.UNCERTAIN, DeliveryState.DEAD],
)
async def test_what_was_not_sent_is_dropped_with_the_reason_and_what_hangs_on_it(
    opened: Database, state: DeliveryState
) -> None:
    told = await alert(opened)
    number = owe(opened, told, state=state)
    edit = owe(opened, told, kind=DeliveryKind.EDIT, step="edit:1")
    reply = owe(opened, told, kind=DeliveryKind.REPLY, step="reply:1")
    elsewhere = owe(opened, told, channel="other", kind=DeliveryKind.EDIT, step="edit:1")

    acted = Operator(opened).drop([number], "a test")

    assert acted == Acted(done=((number, "desk"),))
    assert delivery(opened, number).error == "an operator dropped it: a test"
    states = [delivery(opened, one).state for one in (number, edit, reply, elsewhere)]
    assert states == [DeliveryState.DROPPED] * 3 + [DeliveryState.PENDING]


async def test_without_a_reason_the_row_says_who_did_it(opened: Database) -> None:
    number = owe(opened, await alert(opened))

    Operator(opened).drop([number], "")

    assert delivery(opened, number).error == "an operator dropped it"


async def test_an_edit_that_is_dropped_takes_nothing_with_it(opened: Database) -> None:
    told = await alert(opened)
    owe(opened, told, state=DeliveryState.SENT, sent_ids=(7,))
    edit = owe(opened, told, kind=DeliveryKind.EDIT, step="edit:1")
    reply = owe(opened, told, kind=DeliveryKind.REPLY, step="reply:1")

    Operator(opened).drop([edit], "")

    assert delivery(opened, reply).state == DeliveryState.PENDING


async def test_a_dropped_digest_frees_what_it_would_have_told(opened: Database) -> None:
    digest = owe(opened, kind=DeliveryKind.DIGEST)
    held = owe(opened, await alert(opened), state=DeliveryState.HELD, digest_id=digest)

    Operator(opened).drop([digest], "")

    row = delivery(opened, held)
    assert (row.state, row.digest_id) == (DeliveryState.HELD, None)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"state": DeliveryState.SENDING}, "it is being sent right now; look again in a minute"),
        ({"state": DeliveryState.TOLD}, "a digest has told it"),
        ({"state": DeliveryState.DROPPED}, "it was dropped already"),
        (
            {"state": DeliveryState.HELD, "digest_id": 9},
            "it is in the digest 9, which is on its way; drop that",
        ),
    ],
)
async def test_what_is_over_or_on_its_way_is_not_dropped(
    opened: Database, changes: dict[str, object], why: str
) -> None:
    number = owe(opened, await alert(opened), **changes)

    assert Operator(opened).drop([number], "") == Acted(refused=((number, why),))


async def test_what_stands_in_a_channel_names_the_command_that_takes_it_back(opened: Database) -> None:
    told = await alert(opened)
    number = owe(opened, told, state=DeliveryState.SENT)
    digest = owe(opened, kind=DeliveryKind.DIGEST, state=DeliveryState.SENT)

    refused = dict(Operator(opened).drop([number, digest], "").refused)

    assert refused[number] == f"it stands in the channel; `monitor retract {told}` takes its alert back"
    assert refused[digest] == "it stands in the channel"
