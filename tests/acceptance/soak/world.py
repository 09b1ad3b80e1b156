"""What is around the program, all of which fails on demand: feeds, the Bot API, names, the clock, the disk."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.acceptance.soak.press import Press
from tests.acceptance.soak.program import Disk, Program
from tests.telegram_chats import CHAT, Chat, Message
from tests.telegram_server import TOKEN, Fault, TelegramServer

OPS = Chat(id=99, type="private", title="Operator")
NIGHT = Chat(id=-1009876543210, title="Who sleeps at night")
CHANNELS = (CHAT, NIGHT)
FOREIGN = "somebody else's post"

QUIET_FROM = timedelta(hours=3)  # from the start of a run on
QUIET_FOR = timedelta(hours=5)

_TOKEN = re.compile(r"K\d{5}")
_RULES = """\
topic: pilot-list
rules:
  - id: national-pilot
    name: National pilot list
    severity: high
    why: Selection precedes funding.
    when: [pilot list]
    examples:
      match: [The ministry published its pilot list.]
      no_match: [The network cancelled the pilot.]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """How a run is set up."""

    seed: int
    has_ops_chat: bool = True
    settling: float = 1.0  # seconds; the product's own is thirty
    longest_lock: float = 8.0  # seconds
    length: float = 1.0  # of what lasts for a while, in proportion
    every: float = 0.3  # seconds between two entries
    ahead: int = 30  # entries that may be published and not told
    deleted: float = 0.2  # of what others post in the channel


class Told:
    """What was posted in the channels, by token."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
        self.count = 0

    def note(self, message: Message) -> None:
        if message.person is not None or message.forwarded is not None:
            return
        with self._lock:
            for token in set(_TOKEN.findall(message.text)):
                self._ids[message.chat, token].add(message.id)
            self.count = len(self._ids)

    def has(self, token: str, *chats: Chat) -> bool:
        return all(self._ids.get((chat.id, token)) for chat in chats or CHANNELS)

    def ids(self, chat: Chat, token: str) -> set[int]:
        return self._ids.get((chat.id, token), set())


class World:
    """Stands for as long as the `with` block lasts."""

    def __init__(self, conditions: Conditions, folder: Path) -> None:
        self.conditions = conditions
        self.chance = random.Random(conditions.seed)
        self.folder = folder
        self.told = Told()
        self.disk = Disk(folder / "data")
        self.press = Press(
            chance=random.Random(conditions.seed + 1),
            every=conditions.every,
            is_told=self.told.has,
            ahead=conditions.ahead,
        )
        self.telegram = TelegramServer(chats=(*CHANNELS, OPS), on_message=self._posted)
        self._fault: Callable[[str], Fault | None] = lambda _method: None
        self._before: Callable[[], None] | None = None
        self._after: Callable[[], None] | None = None
        self._is_over = threading.Event()
        self._stack = ExitStack()
        self._others = threading.Thread(target=self._let_others_post, daemon=True)
        self._now = datetime.now(UTC)
        self.recoveries: list[float] = []  # seconds from the mend to the next message
        self.judged = 0  # lives whose log was looked at

    def __enter__(self) -> Self:
        for part in (self.disk, self.press, self.telegram):
            self._stack.enter_context(part)
        self.telegram.chance = self._meet
        self._write("rules/pilots.yaml", _RULES)
        self._write("monitor.yaml", self._settings())
        self.program = Program(self.folder, self._environment(), settling=self.conditions.settling)
        self._others.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._others.join()
        if self.program.process is not None:
            self.program.kill()
        self._stack.close()

    def progress(self, is_done: Callable[[], bool], *, seconds: float) -> bool:
        """Wait until something is so, for as long as anything is told meanwhile; return whether it is.

        `seconds` without anything new are too many, where the program runs; where it does not, nothing comes.
        """
        seen, since = self.told.count, time.monotonic()
        while not is_done():
            if self.told.count != seen:
                seen, since = self.told.count, time.monotonic()
            if time.monotonic() - since > seconds or not self.program.is_running:
                return False
            time.sleep(0.02)
        return True

    def pause(self, least: float, most: float) -> None:
        """Let a while pass, as long as chance will have it."""
        time.sleep(self.chance.uniform(least, most) * self.conditions.length)

    def set_clock(self, offset: timedelta) -> None:
        """Set the program's clock so far from the true time."""
        path = self._write("clock.new", str(offset.total_seconds()))
        path.rename(self.folder / "clock")

    def set_names(self, *, fail: bool) -> None:
        """Let no name be resolved, or let them be again."""
        sign = self.folder / "names-fail"
        if fail:
            sign.touch()
        else:
            sign.unlink(missing_ok=True)

    def meet(self, fault: Callable[[str], Fault | None] | None) -> None:
        """Let every call of the Bot API meet what this returns; None: nothing."""
        self._fault = fault or (lambda _method: None)

    def at_send(self, do: Callable[[], None], *, acted: bool) -> None:
        """Do something at the next send: before the server acts on it, or after, before it answers."""
        if acted:
            self._after = do
        else:
            self._before = do

    def is_struck(self) -> bool:
        """Say whether what was to be done at the next send is done."""
        return self._before is None and self._after is None

    def _meet(self, method: str) -> Fault | None:
        if method == "sendMessage" and self._before is not None:
            do, self._before = self._before, None
            do()
        return self._fault(method)

    def _posted(self, message: Message) -> None:
        self.told.note(message)
        if message.chat != OPS.id and message.person is None and self._after is not None:
            do, self._after = self._after, None
            do()

    def _let_others_post(self) -> None:
        """Let others post in the channel and take some of it back, so that ids have gaps."""
        chance = random.Random(self.conditions.seed + 2)
        while not self._is_over.wait(chance.uniform(0.2, 2.0)):
            for chat in CHANNELS:
                post = Message(id=0, chat=0, text=FOREIGN, person=7)
                written, _ = self.telegram.chats.write(str(chat.id), post)
                if chance.random() < self.conditions.deleted:
                    self.telegram.chats.change(str(chat.id), delete=written.id)

    def _settings(self) -> str:
        begins = self._now + QUIET_FROM
        quiet = f"{begins:%H:%M}-{begins + QUIET_FOR:%H:%M}"
        return (
            "store: data/monitor.db\nrules: rules\n"
            "channels:\n"
            f"  - {{id: desk, kind: telegram, chat: '@{CHAT.username}', pace: off}}\n"
            f"  - {{id: night, kind: telegram, chat: '{NIGHT.id}', pace: off,\n"
            f"     hours: {{zone: UTC, quiet: ['{quiet}']}}}}\n"
            f"{f'ops_chat: {OPS.id}' if self.conditions.has_ops_chat else ''}\n"
            f"{self.press.settings}"
        )

    def _environment(self) -> dict[str, str]:
        port = self.telegram.url.rpartition(":")[2]
        return {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": f"http://bot.soak.test:{port}"}

    def _write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


def wait_until(condition: Callable[[], object], *, seconds: float) -> bool:
    """Wait until something is so; return whether it is."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
