"""Private chats that are told of topics."""

from sqlalchemy import insert, select

from monitor.model import BotConfig, ChannelConfig, ChannelKind, DeliveryState, Pace, Route
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.subscriptions import MOST_TOPICS, Added, Subscriptions, is_subscriber
from tests.fakes import NOW
from tests.store.told_alerts import told


def subscriptions(opened: Database, subscribers: int = 3) -> Subscriptions:
    return Subscriptions(opened, BotConfig(subscribers=subscribers, language="en"))


async def test_a_chat_that_subscribes_is_a_channel_of_its_own(opened: Database) -> None:
    store = subscriptions(opened)

    assert await store.add(77, "rare-earth", NOW) is Added.ADDED
    assert await store.add(77, "rare-earth", NOW) is Added.KNOWN
    assert await store.add(77, "pilot-list", NOW) is Added.ADDED
    assert await store.of(77) == ("pilot-list", "rare-earth")
    assert await store.channels() == (
        ChannelConfig(
            id="chat:77",
            kind=ChannelKind.TELEGRAM,
            chat="77",
            pace=Pace(),
            language="en",
            buttons=True,
            routes=(Route(topics=frozenset({"rare-earth", "pilot-list"})),),
        ),
    )


async def test_topics_of_a_chat_and_chats_are_bounded(opened: Database) -> None:
    store = subscriptions(opened, subscribers=1)

    assert {await store.add(1, f"t{number}", NOW) for number in range(MOST_TOPICS)} == {Added.ADDED}
    assert await store.add(1, "one-more", NOW) is Added.TOO_MANY
    assert await store.add(2, "t1", NOW) is Added.FULL
    assert [channel.id for channel in await store.channels()] == ["chat:1"]


async def test_fewer_subscribers_allowed_than_there_are_keeps_the_oldest(opened: Database) -> None:
    for chat in (1, 2, 3):
        await subscriptions(opened).add(chat, "topic", NOW)

    assert [channel.id for channel in await subscriptions(opened, 2).channels()] == ["chat:1", "chat:2"]
    assert await Subscriptions(opened, None).channels() == ()


async def test_a_chat_leaves_one_topic_or_all(opened: Database) -> None:
    store = subscriptions(opened)
    for topic in ("a", "b", "c"):
        await store.add(77, topic, NOW)

    assert await store.remove(77, "a")
    assert not await store.remove(77, "a")
    assert await store.leave(77) == 2
    assert await store.of(77) == ()
    assert await store.leave(77) == 0


async def test_who_blocks_the_bot_is_owed_nothing_any_more_and_may_come_again(opened: Database) -> None:
    store = subscriptions(opened)
    await store.add(77, "a", NOW)
    await told(opened, channels=("chat:77", "desk"), state=DeliveryState.PENDING)
    opened.run_now(
        lambda connection: connection.execute(
            insert(schema.channel).values(id="chat:77", suspended="blocked", failures=0)
        )
    )

    assert await store.end("chat:77") == 1

    delivery, channel = schema.delivery, schema.channel
    rows = opened.run_now(
        lambda connection: connection.execute(select(delivery.c.channel, delivery.c.state)).all()
    )
    assert {(row.channel, row.state) for row in rows} == {("chat:77", "dropped"), ("desk", "pending")}
    assert await store.add(77, "b", NOW) is Added.ADDED
    assert opened.run_now(lambda connection: connection.execute(select(channel.c.id)).all()) == []


async def test_the_last_topic_that_goes_takes_what_is_owed_with_it(opened: Database) -> None:
    store = subscriptions(opened)
    await store.add(77, "a", NOW)
    await told(opened, channels=("chat:77",), state=DeliveryState.HELD)

    await store.remove(77, "a")

    state = schema.delivery.c.state
    assert opened.run_now(lambda connection: connection.execute(select(state)).scalar()) == "dropped"


async def test_a_channel_of_the_settings_is_never_let_go(opened: Database) -> None:
    await told(opened, channels=("desk",), state=DeliveryState.PENDING)

    assert await subscriptions(opened).end("desk") == 0

    state = schema.delivery.c.state
    assert opened.run_now(lambda connection: connection.execute(select(state)).scalar()) == "pending"
    assert (is_subscriber("chat:5"), is_subscriber("desk")) == (True, False)
