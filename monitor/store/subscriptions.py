"""Private chats that asked to be told of topics: each is a channel of its own."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from itertools import groupby

from sqlalchemy import Connection, delete, func, insert, select, update

from monitor.model import (
    SUBSCRIBER,
    BotConfig,
    ChannelConfig,
    ChannelKind,
    DeliveryState,
    Pace,
    Route,
)
from monitor.store import schema
from monitor.store.database import Database

MOST_TOPICS = 20  # of one chat

_NO_BOT = BotConfig(subscribers=0)
_UNSENT = (DeliveryState.PENDING, DeliveryState.HELD)
_ENDED = "the subscriber left"


class Added(StrEnum):
    """What came of a wish to subscribe."""

    ADDED = "added"
    KNOWN = "known"  # it stood there already
    TOO_MANY = "too many"  # topics of this chat
    FULL = "full"  # as many chats subscribe as the operator allows


class Subscriptions:
    """Who is told of what in a private chat; without a bot nobody is, and who was stays noted."""

    def __init__(self, database: Database, bot: BotConfig | None) -> None:
        self._database = database
        self._bot = bot or _NO_BOT

    async def add(self, chat: int, topic: str, now: datetime) -> Added:
        """Tell a chat of a topic from now on."""

        def work(connection: Connection) -> Added:
            table = schema.subscription
            mine = connection.execute(select(table.c.topic).where(table.c.chat == str(chat))).scalars().all()
            if topic in mine:
                return Added.KNOWN
            if len(mine) >= MOST_TOPICS:
                return Added.TOO_MANY
            chats = connection.execute(select(func.count(table.c.chat.distinct()))).scalar_one()
            if not mine and chats >= self._bot.subscribers:
                return Added.FULL
            if not mine:
                # The chat may be one that had been left: what stood against it then is over.
                connection.execute(delete(schema.channel).where(schema.channel.c.id == channel_id(chat)))
            connection.execute(insert(table).values(chat=str(chat), topic=topic, since=now))
            return Added.ADDED

        return await self._database.run(work)

    async def remove(self, chat: int, topic: str) -> bool:
        """Tell a chat no more of a topic; return whether it was told of it."""

        def work(connection: Connection) -> bool:
            table = schema.subscription
            gone = connection.execute(
                delete(table).where(table.c.chat == str(chat), table.c.topic == topic)
            ).rowcount
            left = connection.execute(select(table.c.topic).where(table.c.chat == str(chat))).first()
            if left is None:
                end(connection, channel_id(chat))
            return gone > 0

        return await self._database.run(work)

    async def leave(self, chat: int) -> int:
        """Tell a chat of nothing any more; return of how many topics it was told."""
        return await self.end(channel_id(chat))

    async def end(self, channel: str) -> int:
        """Let go of the channel of a subscriber, who has blocked the bot, and of what it is owed."""
        return await self._database.run(lambda connection: end(connection, channel))

    async def of(self, chat: int) -> tuple[str, ...]:
        """Return the topics that a chat is told of."""
        table = schema.subscription
        query = select(table.c.topic).where(table.c.chat == str(chat)).order_by(table.c.topic)
        return await self._database.run(lambda connection: tuple(connection.execute(query).scalars()))

    async def channels(self) -> tuple[ChannelConfig, ...]:
        """Return a channel for each private chat that subscribes, the oldest first, as many as are allowed."""
        return await self._database.run(self.channels_now)

    def channels_now(self, connection: Connection) -> tuple[ChannelConfig, ...]:
        """Do the same in a transaction that is open."""
        table = schema.subscription
        first = func.min(table.c.since).over(partition_by=table.c.chat)
        rows = connection.execute(
            select(table.c.chat, table.c.topic).order_by(first, table.c.chat, table.c.topic)
        )
        topics = [
            (chat, frozenset(row.topic for row in of_chat))
            for chat, of_chat in groupby(rows, key=lambda row: str(row.chat))
        ]
        return tuple(self._channel(chat, of_chat) for chat, of_chat in topics[: self._bot.subscribers])

    def _channel(self, chat: str, topics: frozenset[str]) -> ChannelConfig:
        return ChannelConfig(
            id=f"{SUBSCRIBER}{chat}",
            kind=ChannelKind.TELEGRAM,
            chat=chat,
            pace=Pace(),
            language=self._bot.language,
            buttons=True,
            routes=(Route(topics=topics),),
        )


def channel_id(chat: int) -> str:
    """Return the id of the channel of a private chat."""
    return f"{SUBSCRIBER}{chat}"


def is_subscriber(channel: str) -> bool:
    """Say whether a channel is a private chat that subscribed."""
    return channel.startswith(SUBSCRIBER)


def end(connection: Connection, channel: str) -> int:
    """Let go of the channel of a subscriber and of what it is owed; return of how many topics it was told."""
    if not is_subscriber(channel):
        return 0
    table, owed = schema.subscription, schema.delivery
    connection.execute(
        update(owed)
        .where(owed.c.channel == channel, owed.c.state.in_(_UNSENT))
        .values(state=DeliveryState.DROPPED, error=_ENDED)
    )
    return connection.execute(delete(table).where(table.c.chat == channel.removeprefix(SUBSCRIBER))).rowcount
