from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor import deliver
from monitor.alerts import notice
from monitor.model import (
    Ambiguous,
    ChannelConfig,
    ChannelKind,
    Delivery,
    DeliveryState,
    Message,
    NotSent,
    Outcome,
    Refused,
    Suspended,
)
from monitor.store import database
from monitor.store.notices import CHANNEL, Notices
from tests.fakes import NOW, Clock, FakeChannel

OPS = ChannelConfig(id=CHANNEL, kind=ChannelKind.TELEGRAM, chat="@ops")


class Chat:
    """The operators' chat with its sender."""

    def __init__(self, opened: database.Database, *outcomes: Outcome) -> None:
        self.notices = Notices(opened, has_chat=True)
        self.clock = Clock()
        self.channel = FakeChannel(outcomes=list(outcomes))

    async def tell(self, text: str, key: str = "rules") -> None:
        await self.notices.tell(key, text, self.clock.now)

    async def settle(self, text: str, key: str = "rules") -> None:
        await self.notices.settle(key, text, self.clock.now)

    async def send(self) -> Any:
        async def render(delivery: Delivery) -> Message:
            return notice.render(await self.notices.text(delivery.id))

        self.clock.move(timedelta(hours=2))
        lane = deliver.Lane(channel=OPS, sender=self.channel, store=self.notices, render=render)
        return await deliver.deliver_next(lane, self.clock)

    async def send_all(self) -> tuple[str, ...]:
        while await self.send() is not None:
            pass
        return tuple(self.channel.texts)


@pytest.fixture
def chat(opened: database.Database) -> Chat:
    return Chat(opened)


async def test_what_is_told_is_sent_once(chat: Chat) -> None:
    await chat.tell("a < b")

    assert await chat.send_all() == ("a &lt; b",)
    assert await chat.send_all() == ("a &lt; b",)
    report = await chat.notices.report()
    assert (report.pending, report.sent_at) == (0, NOW + timedelta(hours=2))


async def test_the_same_is_not_told_again_while_it_stands(chat: Chat) -> None:
    for _ in range(2):
        await chat.tell("bad")
        await chat.send_all()

    assert chat.channel.texts == ["bad"]


async def test_the_same_is_told_again_after_its_end(chat: Chat) -> None:
    for _ in range(2):
        await chat.tell("bad")
        await chat.send_all()
        await chat.settle("mended")
        await chat.send_all()

    assert chat.channel.texts == ["bad", "mended", "bad", "mended"]


async def test_what_was_not_sent_is_replaced_by_what_is_newer(chat: Chat) -> None:
    for number in range(50):
        await chat.tell(f"bad {number}")
    report = await chat.notices.report()

    assert report.pending == 1
    assert await chat.send_all() == ("bad 49",)


async def test_each_key_is_told_for_itself(chat: Chat) -> None:
    await chat.tell("bad rules")
    await chat.tell("bad settings", key="settings")

    assert await chat.send_all() == ("bad rules", "bad settings")


async def test_the_end_of_what_was_not_told_is_no_news(chat: Chat) -> None:
    await chat.settle("mended")
    await chat.tell("bad")
    await chat.settle("mended")

    assert await chat.send_all() == ()


async def test_what_is_again_as_it_was_told_last_is_no_news(chat: Chat) -> None:
    await chat.tell("bad")
    await chat.send_all()
    await chat.settle("mended")
    await chat.tell("bad")

    assert await chat.send_all() == ("bad",)


async def test_an_end_is_told_once(chat: Chat) -> None:
    await chat.tell("bad")
    await chat.send_all()
    for text in ("mended after a minute", "mended after two"):
        await chat.settle(text)
        await chat.send_all()

    assert chat.channel.texts == ["bad", "mended after a minute"]


async def test_a_lost_answer_is_sent_again(opened: database.Database) -> None:
    chat = Chat(opened, Ambiguous(detail="cut off"))
    await chat.tell("bad")

    await chat.send_all()

    assert [text for text, *_ in chat.channel.calls] == ["bad", "bad"]


async def test_what_may_have_been_read_has_its_end_told(opened: database.Database) -> None:
    chat = Chat(opened, Ambiguous(detail="cut off"))
    await chat.tell("bad")
    await chat.send()
    await chat.settle("mended")

    assert await chat.send_all() == ("mended",)


async def test_what_was_being_sent_while_newer_came_is_told_with_it(chat: Chat) -> None:
    """A notice may be replaced between the sender's reading of it and its sending."""
    await chat.tell("bad")
    begun = await chat.notices.next_delivery(CHANNEL)
    assert begun is not None

    await chat.tell("worse")
    await chat.tell("worst")

    assert await chat.notices.text(begun.id) == "bad"
    assert not await chat.notices.intend(replace(begun, state=DeliveryState.SENDING), NOW)
    assert await chat.send_all() == ("worst",)


async def test_a_restart_repeats_what_was_cut_off_and_keeps_what_is_owed(
    opened: database.Database, chat: Chat
) -> None:
    await chat.tell("bad")
    owed = await chat.notices.next_delivery(CHANNEL)
    assert owed is not None

    await chat.notices.intend(replace(owed, state=DeliveryState.SENDING, attempts=1), NOW)
    await chat.tell("bad too", key="settings")

    again = Chat(opened)
    await again.notices.recover(NOW)

    assert await again.send_all() == ("bad", "bad too")


async def test_nothing_is_lost_while_the_chat_does_not_let_the_bot_in(opened: database.Database) -> None:
    chat = Chat(opened, Suspended(detail="the bot may not post"), NotSent(detail="no route"))
    await chat.tell("bad")

    await chat.send()
    shut = await chat.notices.report()
    sent = await chat.send_all()
    mended = await chat.notices.report()

    assert (shut.pending, shut.suspended, shut.last_error) == (
        1,
        "the bot may not post",
        "the bot may not post",
    )
    assert sent == ("bad",)
    assert (mended.pending, mended.suspended, mended.last_error) == (0, None, None)


async def test_a_refused_notice_is_shown_until_another_is_sent(opened: database.Database) -> None:
    chat = Chat(opened, Refused(detail="too long"))
    await chat.tell("bad")
    await chat.send_all()
    refused = await chat.notices.report()
    await chat.tell("bad")
    await chat.send_all()

    assert (refused.pending, refused.last_error) == (0, "too long")
    assert chat.channel.texts == ["bad"], "what was refused was not told"
    assert (await chat.notices.report()).last_error is None


async def test_without_a_chat_nothing_is_owed(opened: database.Database, chat: Chat) -> None:
    nobody = Notices(opened, has_chat=False)
    await nobody.tell("rules", "bad", NOW)
    await chat.tell("told to a chat that is named no more")
    await nobody.recover(NOW)

    assert await chat.send_all() == ()


async def test_what_is_owed_is_bounded(chat: Chat) -> None:
    for number in range(120):
        await chat.tell("bad", key=str(number))

    assert (await chat.notices.report()).pending == 100
    texts = await chat.send_all()
    assert len(texts) == 100


async def test_the_pace_is_kept(opened: database.Database, chat: Chat) -> None:
    await chat.tell("bad")
    await chat.send()

    traffic = await chat.notices.traffic(CHANNEL, peers=(), chat="@ops", since=NOW)
    assert traffic.sends == (NOW + timedelta(hours=2),)
    assert traffic.last_id == 1
    assert (await chat.notices.channel_state(CHANNEL)).failures == 0
