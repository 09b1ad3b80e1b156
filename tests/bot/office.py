"""The bot at its desk: real stores, the real python-telegram-bot, and people who write to a stand-in of Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.bot.desk import Desk
from monitor.bot.floods import Limits
from monitor.bot.listening import Begun, Bot
from monitor.bot.marking import Marking
from monitor.channels.telegram_api import TelegramApi
from monitor.channels.updates import Updates
from monitor.config import located_rules, rule_files
from monitor.model import BotConfig, ChannelConfig, ChannelKind, Secret
from monitor.reload.live import Live
from monitor.rules.evaluate import RuleSet, compile_rules
from monitor.store import database
from monitor.store.database import Database
from monitor.store.digests import Digests
from monitor.store.heard import HeardUpdates
from monitor.store.notices import Notices
from monitor.store.reading import Reading
from monitor.store.silences import Silences
from monitor.store.standing import Standing
from monitor.store.subscriptions import Subscriptions
from monitor.store.votes import Votes
from tests.fakes import Clock, source
from tests.telegram_chats import CHAT, Chat, Message
from tests.telegram_server import TOKEN, TelegramServer

ADMIN, STRANGER = 77, 78
GROUP = Chat(id=-500, type="supergroup", title="Desk")
CHATS = (
    CHAT,
    Chat(id=ADMIN, type="private", title="Ann"),
    Chat(id=STRANGER, type="private", title="Bo"),
    GROUP,
)
DESK = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat=f"@{CHAT.username}", buttons=True)

_RULES = """
topic: {topic}
rules:
  - id: {topic}-rule
    name: Rule of {topic}
    severity: high
    why: It matters.
    when: [{term}]
    examples:
      match: ["about {term} today"]
      no_match: ["about something else"]
"""


@dataclass(slots=True)
class Office:
    """A bot that people write to."""

    server: TelegramServer
    folder: Path
    opened: Database
    desk: Desk
    clock: Clock
    limits: Limits = field(default_factory=Limits)
    looks: int = 0
    longest: float = 60.0  # seconds of an answer
    begun: Begun | None = None  # None: the store's

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[asyncio.Task[None]]:
        """Run the bot for as long as the block lasts."""
        async with AsyncExitStack() as stack:
            token = Secret(TOKEN)
            api = TelegramApi(token=token, api_url=self.server.url)
            stack.push_async_callback(api.close)
            updates = Updates(api, token=token, api_url=self.server.url, hold=timedelta(seconds=20))
            stack.push_async_callback(updates.close)
            bot = Bot(
                self.desk,
                updates,
                self.begun or HeardUpdates(self.opened),
                Standing(self.opened, Notices(self.opened, has_chat=True)),
                limits=self.limits,
                pause=(0.01, 0.05),
                longest=self.longest,
                marking=Marking(self.desk, updates, every=0.05),
            )
            stop = asyncio.Event()
            running = asyncio.create_task(bot.run(stop))
            try:
                yield running
            finally:
                stop.set()
                await running

    async def ask(self, text: str, person: int = ADMIN, *, chat: int | None = None, **options: object) -> str:
        """Write to the bot and return what it answers."""
        there = person if chat is None else chat
        before = self._answers(there)
        self.server.say(there, person, text, **options)  # type: ignore[arg-type]
        await self.wait(lambda: len(self._answers(there)) > len(before))
        return self._answers(there)[-1].text

    def post(self, chat: int, text: str, **parameters: str) -> int:
        """Let the bot's own message stand in a chat, as deliver puts it there; return its id."""
        posted = self.server.chats.process("sendMessage", {"chat_id": str(chat), "text": text, **parameters})
        assert isinstance(posted, dict)
        return int(posted["message_id"])

    async def wait(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(10):
            while not is_so():  # noqa: ASYNC110  the stand-in lives in another thread
                await asyncio.sleep(0.01)

    async def popped_up(self, count: int = 1) -> list[str]:
        """Wait until so many presses were answered; return what popped up."""
        assert await asyncio.to_thread(self.server.updates.wait_for_answer, count)
        return [one.text for one in self.server.updates.answered]

    async def quiet(self) -> None:
        """Wait until everything that was said so far was heard, and nothing is being answered any more."""
        assert await asyncio.to_thread(self.server.updates.wait_until_heard)

    def _answers(self, chat: int) -> list[Message]:
        return [message for message in self.server.messages(chat) if message.person is None]


@asynccontextmanager
async def office(
    folder: Path, *, config: BotConfig | None = None, limits: Limits | None = None
) -> AsyncIterator[Office]:
    """Open an office with two topics, one source, and a channel called desk."""
    rules = folder / "rules"
    rules.mkdir(exist_ok=True)
    for topic, term in (("rare-earth", "gallium"), ("pilot-list", "pilot")):
        (rules / f"{topic}.yaml").write_text(_RULES.format(topic=topic, term=term), encoding="utf-8")
    path = folder / "monitor.db"
    opened = database.open_to_write(path)
    reading = Reading(path)
    live = Live(rules=_compiled(rules), sources={"miit": source()})
    clock = Clock()
    bot = config or BotConfig(admins=frozenset({ADMIN}), subscribers=2)
    with TelegramServer(chats=CHATS) as server:
        made = Office(server=server, folder=folder, opened=opened, desk=None, clock=clock)  # type: ignore[arg-type]

        async def look() -> None:
            made.looks += 1

        made.desk = Desk(
            config=bot,
            live=live,
            rules=lambda: live.rules.rules,  # type: ignore[attr-defined]
            rules_folder=rules,
            store=path,
            channels=(DESK,),
            reading=reading,
            votes=Votes(opened),
            subscriptions=Subscriptions(opened, bot),
            silences=Silences(opened),
            standing=Standing(opened, Notices(opened, has_chat=True)),
            digests=Digests(opened),
            look=look,
            zone=ZoneInfo("Asia/Shanghai"),
            clock=clock,
        )
        made.limits = limits or Limits()
        yield made
    reading.close()
    opened.close()


def _compiled(folder: Path) -> RuleSet:
    files = rule_files.read_rule_files(folder)
    read = located_rules.read(files, root=str(folder))
    return compile_rules(tuple(one.rule for one in read.rules), texts=files)
