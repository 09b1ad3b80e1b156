"""Whatever Telegram answers, through python-telegram-bot over real sockets: all arrives, in order, nothing twice.

The clock of sender and server is one, and is moved as far as the sender would wait.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from monitor.channels.telegram import TelegramChannel
from monitor.channels.telegram_api import TelegramApi
from monitor.channels.telegram_lookout import TelegramLookout
from monitor.model import (
    ChannelConfig,
    ChannelKind,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Message,
    Pace,
    Secret,
)
from monitor.store import database
from tests import owing
from tests.desks import EDIT, REPLY, SEND, Desk
from tests.fakes import NOW, Clock
from tests.telegram_chats import CHAT, Chat
from tests.telegram_rules import ApiError
from tests.telegram_server import CUT, DROP_AFTER, DROP_BEFORE, GARBAGE, TOKEN, Fault, TelegramServer

MOVED = Chat(id=-1002, title="Moved", type="supergroup")
FORUM = Chat(id=-1005, title="A forum", type="supergroup", topics=frozenset({4, 5}))
OPS = Chat(id=99, type="private", title="Operator")
HOUR = timedelta(hours=1)


@pytest.fixture
def opened() -> Iterator[database.Database]:
    made = database.open_to_write(None)
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(clock: Clock) -> Iterator[TelegramServer]:
    chats = (CHAT, MOVED, FORUM, OPS)

    def seconds() -> float:
        return (clock.now - NOW).total_seconds()

    with TelegramServer(chats=chats, per_minute=20, clock=seconds) as started:
        yield started


@pytest.fixture
async def api(server: TelegramServer) -> AsyncIterator[TelegramApi]:
    made = TelegramApi(token=Secret(TOKEN), api_url=server.url, timeout=timedelta(seconds=10))
    yield made
    await made.close()


def desk(
    opened: database.Database,
    api: TelegramApi,
    clock: Clock,
    chat: Chat = CHAT,
    *,
    thread: int | None = None,
    pace: Pace | None = None,
    ops_chat: bool = False,
) -> Desk:
    """Return a channel that leads to a chat of the stand-in."""
    made = Desk(
        opened,
        of=ChannelConfig(
            id="desk", kind=ChannelKind.TELEGRAM, chat=str(chat.id), thread=thread, pace=pace or Pace()
        ),
        sender=TelegramChannel(api, chat=str(chat.id), thread=thread),
        lookout=TelegramLookout(api, ops_chat=str(OPS.id)) if ops_chat else None,
    )
    made.clock = clock
    return made


async def short(delivery: Delivery) -> Message:
    return Message(parts=(f"alert {delivery.alert_id}",))


def statuses(server: TelegramServer) -> set[int | None]:
    return {call.status for call in server.calls}


async def test_five_hundred_at_once_go_at_the_pace_that_telegram_allows(
    opened: database.Database, server: TelegramServer, api: TelegramApi, clock: Clock
) -> None:
    made = desk(opened, api, clock)
    made.show(short)
    await owing.owe_alerts(opened, 500)

    await made.drain()

    assert server.texts() == tuple(f"alert {number}" for number in range(1, 501))
    assert statuses(server) == {200}, "never too many"
    assert timedelta(minutes=24) <= clock.now - NOW <= timedelta(minutes=26)


async def test_a_flood_limit_below_our_pace_delays_and_loses_nothing(
    opened: database.Database, server: TelegramServer, api: TelegramApi, clock: Clock
) -> None:
    made = desk(opened, api, clock, pace=Pace(count=60))
    made.show(short)
    await owing.owe_alerts(opened, 50)

    await made.drain()

    assert server.texts() == tuple(f"alert {number}" for number in range(1, 51))
    assert statuses(server) == {200, 429}


STORY = ((1, SEND, 0), (2, SEND, 0), (1, EDIT, 1), (1, REPLY, 1), (3, SEND, 0))
TOLD = ("edit 1 r1", "send 2 r0", "reply 1 r1", "send 3 r0")


@pytest.mark.parametrize(
    "fault", [DROP_BEFORE, DROP_AFTER, GARBAGE, CUT, Fault(status=502, description="Bad Gateway")]
)
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_after_any_lost_answer_everything_stands_once_and_in_order(
    opened: database.Database,
    server: TelegramServer,
    api: TelegramApi,
    clock: Clock,
    fault: Fault,
    method: str,
) -> None:
    made = desk(opened, api, clock, ops_chat=True)
    await made.owe(*STORY)
    server.fail_next(fault, method=method)

    ends = await made.drain()

    assert sorted(server.texts()) == sorted(TOLD)
    assert [text for text in server.texts() if " 1 " in text] == ["edit 1 r1", "reply 1 r1"]
    assert not any(end.repeats for end in ends)
    assert server.messages(OPS.id) == ()


async def test_after_an_outage_of_an_hour_everything_arrives_in_order(
    opened: database.Database, server: TelegramServer, api: TelegramApi, clock: Clock
) -> None:
    made = desk(opened, api, clock, ops_chat=True)
    await made.owe(*STORY)
    server.chance = lambda _method: DROP_BEFORE if clock.now < NOW + HOUR else None

    await made.drain()

    assert server.texts() == TOLD
    assert NOW + HOUR <= clock.now <= NOW + 2 * HOUR


async def test_a_group_that_became_a_supergroup_is_followed(
    opened: database.Database, server: TelegramServer, api: TelegramApi, clock: Clock
) -> None:
    made = desk(opened, api, clock)
    await made.owe((1, SEND, 0), (2, SEND, 0))
    server.chats.change(str(CHAT.id), move_to=MOVED.id)

    await made.drain()

    assert server.texts(MOVED.id) == ("send 1 r0", "send 2 r0")


async def test_an_edit_that_changes_nothing_is_done(
    opened: database.Database, server: TelegramServer, api: TelegramApi, clock: Clock
) -> None:
    made = desk(opened, api, clock)
    made.show(short)
    await made.owe((1, SEND, 0), (1, EDIT, 1))

    ends = await made.drain()

    assert [end.state for end in ends] == [DeliveryState.SENT] * 2
    assert 400 in statuses(server)


async def test_what_an_administrator_deleted_is_not_told_again_and_its_news_stands_alone(
    opened: database.Database, server: TelegramServer, api: TelegramApi, clock: Clock
) -> None:
    made = desk(opened, api, clock)
    await made.owe((1, SEND, 0))
    await made.drain()
    server.chats.change(str(CHAT.id), delete=1)
    await opened.run(lambda connection: owing.amend(connection, 1, 1))
    await opened.run(
        lambda connection: owing.owe(connection, 1, kind=DeliveryKind.REPLY, step="reply:1", revision=1)
    )

    await made.drain()

    assert [(message.text, message.reply_to) for message in server.messages()] == [("reply 1 r1", None)]


async def test_markup_that_telegram_refuses_goes_as_plain_text(
    opened: database.Database, server: TelegramServer, api: TelegramApi, clock: Clock
) -> None:
    made = desk(opened, api, clock)

    async def wrong(delivery: Delivery) -> Message:
        return Message(parts=(f"<p>alert {delivery.alert_id} a < b</p>",))

    made.show(wrong)
    await made.owe((1, SEND, 0), (2, SEND, 0))

    await made.drain()

    assert server.texts() == ("alert 1 a < b", "alert 2 a < b")


async def test_a_closed_topic_suspends_its_channel_and_nothing_is_lost(
    opened: database.Database, server: TelegramServer, api: TelegramApi, clock: Clock
) -> None:
    made = desk(opened, api, clock, FORUM, thread=4)
    await made.owe((1, SEND, 0), (2, SEND, 0))
    server.chats.change(str(FORUM.id), close=4)

    await made.next()
    state = await made.store.channel_state("desk")
    server.chats.change(str(FORUM.id), open_again=True)
    await made.drain()

    assert state.suspended is not None
    assert "reopen it" in state.suspended
    assert [(message.text, message.thread) for message in server.messages(FORUM.id)] == [
        ("send 1 r0", 4),
        ("send 2 r0", 4),
    ]
    assert clock.now >= NOW + HOUR, "it was tried again in an hour"


@pytest.mark.parametrize(
    "refusal",
    [ApiError(403, "Forbidden: bot was kicked from the channel chat"), ApiError(401, "Unauthorized")],
    ids=["kicked", "token"],
)
async def test_a_channel_that_is_shut_goes_on_as_soon_as_an_operator_resumes_it(
    opened: database.Database, server: TelegramServer, api: TelegramApi, clock: Clock, refusal: ApiError
) -> None:
    made = desk(opened, api, clock)
    await made.owe((1, SEND, 0))
    server.chats.change(str(CHAT.id), refuse=refusal)
    await made.next()
    server.chats.change(str(CHAT.id), open_again=True)

    await opened.run(lambda connection: owing.resume(connection, "desk"))
    clock.move(timedelta(seconds=3))
    await made.next()

    assert server.texts() == ("send 1 r0",)
