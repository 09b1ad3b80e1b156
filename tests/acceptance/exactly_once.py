"""Kill the sender over and over, lose requests and answers, and count what stands in the channel.

    python -m tests.acceptance.exactly_once --alerts 500 --kills 100

Real processes run the real deliver loop on a real store, through python-telegram-bot, against the stand-in.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import multiprocessing
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import structlog
from sqlalchemy import Connection, func, select

from monitor import clock
from monitor.channels.telegram import TelegramChannel
from monitor.channels.telegram_api import TelegramApi
from monitor.channels.telegram_lookout import TelegramLookout
from monitor.deliver import Lane, deliver_next
from monitor.model import ChannelConfig, ChannelKind, Delivery, DeliveryKind, Message, Secret
from monitor.store import database, schema
from monitor.store.deliveries import Deliveries
from tests import owing
from tests.telegram_chats import CHAT, Chat
from tests.telegram_chats import Message as Standing
from tests.telegram_rules import PNG
from tests.telegram_server import BEHIND, DROP_AFTER, DROP_BEFORE, LATE, TOKEN, Call, Fault, TelegramServer

OPS = Chat(id=99, type="private", title="Operator")
DESK = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat=str(CHAT.id))

_PATIENCE = timedelta(seconds=0.4)  # of a sender, with a call
_SETTLING = timedelta(seconds=0.8)  # longer than what is done a moment after a connection was cut
_FOREIGN = "somebody else's post"
_NEAR = 20  # ids before a message that are worth a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run goes through."""

    alerts: int
    kills: int
    seed: int = 1
    rate: float = 0.02  # of each: lost requests, lost answers, late answers, requests that act late
    deleted: float = 0.2  # of what others post meanwhile
    has_ops_chat: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of it."""

    expected: int  # messages
    kills: int
    lost: int
    doubled: int
    repeats: int  # sends begun though an earlier one may stand
    faults: int  # requests and answers that were lost or late
    out_of_order: int
    stale: int  # messages that do not show their last edit
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.expected} messages, {self.kills} kills, {self.faults} faults: {self.lost} lost, "
            f"{self.doubled} twice, {self.out_of_order} out of order, {self.stale} stale, "
            f"{self.repeats} repeats counted, in {self.seconds:.0f} s"
        )


def message(delivery: Delivery) -> Message:
    """Say something of an alert: now and then in parts, with a picture, or as another alert said it before."""
    number = delivery.alert_id or 0
    if delivery.kind is DeliveryKind.REPLY:
        return Message(parts=(f"Reply to <b>{number}</b>",))
    if delivery.kind is DeliveryKind.EDIT:
        return Message(parts=tuple(f"{part} <i>edited</i>" for part in _parts(number)))
    return Message(parts=_parts(number), picture=PNG + bytes(2000) if number % 11 == 0 else None)


def _parts(number: int) -> tuple[str, ...]:
    if number % 10 == 0:
        return ("Many say <b>the same</b> &amp; more",)
    first = f'Alert <a href="https://e.org/{number}">{number}</a>'
    return (first, f"Part two of {number}") if number % 7 == 0 else (first,)


def has_edit(number: int) -> bool:
    """Say whether the alert is edited, and replied to."""
    return number % 5 == 1 and number % 11 != 0


def fill(connection: Connection, numbers: range) -> None:
    """Owe the channel alerts, edits and replies."""
    for number in numbers:
        owing.alert(connection, number)
        owing.owe(connection, number)
        if has_edit(number):
            owing.grow(connection, number, 1)
            owing.owe(connection, number, kind=DeliveryKind.EDIT, step="edit:1", revision=1)
            owing.owe(connection, number, kind=DeliveryKind.REPLY, step="reply:1", revision=1)


def expected(numbers: range) -> Counter[str]:
    """Return what a reader should see in the end, and how often."""
    seen: Counter[str] = Counter()
    for number in numbers:
        for text in _parts(number):
            seen[_plain(text) + (" edited" if has_edit(number) else "")] += 1
        if has_edit(number):
            seen[f"Reply to {number}"] += 1
    return seen


def _plain(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html).replace("&amp;", "&")


def send_all(store: str, api_url: str, has_ops_chat: bool, began: Pipe) -> None:
    """Be the sender: deliver until nothing is owed."""
    asyncio.run(_send_all(Path(store), api_url, has_ops_chat, began))


async def _send_all(store: Path, api_url: str, has_ops_chat: bool, began: Pipe) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    opened = database.open_to_write(store)
    api = TelegramApi(token=Secret(TOKEN), api_url=api_url, timeout=_PATIENCE)
    outbox = Deliveries(opened)

    async def render(delivery: Delivery) -> Message:
        return message(delivery)

    lane = Lane(
        channel=DESK,
        sender=TelegramChannel(api, chat=str(CHAT.id)),
        store=outbox,
        render=render,
        lookout=TelegramLookout(api, ops_chat=str(OPS.id)) if has_ops_chat else None,
        settling=_SETTLING,
    )
    await outbox.recover(clock.now(), settling=_SETTLING)
    began.send("began")
    while (end := await deliver_next(lane, clock.now)) is not None:
        if not isinstance(end, Delivery):
            await asyncio.sleep(max(0.0, (end - clock.now()).total_seconds()))
    await api.close()
    opened.close()


def run(plan: Plan, folder: Path) -> Result:
    """Go through a plan and count."""
    began = time.monotonic()
    store = folder / "monitor.db"
    chance = random.Random(plan.seed)
    told = range(1, plan.alerts + 1)
    opened = database.open_to_write(store)
    opened.run_now(partial(fill, numbers=told))
    opened.close()
    with TelegramServer(chats=(CHAT, OPS)) as server, _somebody_else(server, plan):
        met: list[Fault] = []

        def fault(method: str) -> Fault | None:
            drawn = _fault(method, chance, plan.rate)
            met.extend([drawn] if drawn else [])
            return drawn

        server.chance = fault
        kills = 0
        while kills < plan.kills:
            if _live(store, server, plan, chance.uniform(0.0, 0.4)):
                # It was quicker than its killers: there is more to tell.
                more = range(told.stop, told.stop + 50)
                told = range(1, more.stop)
                opened = database.open_to_write(store)
                opened.run_now(partial(fill, numbers=more))
                opened.close()
            else:
                kills += 1
        assert _live(store, server, plan, 600), "the last sender did not end"
        seen = server.messages()
        calls = server.calls
    reader = database.open_to_read(store)
    repeats = reader.run_now(_repeats)
    reader.close()
    twice = Counter(one.text for one in seen if one.text != _FOREIGN) - expected(told)
    for text in twice if plan.has_ops_chat else ():
        _explain(text, seen, calls)
    return replace(
        _result(expected(told), seen),
        kills=kills,
        faults=len(met),
        repeats=repeats,
        seconds=time.monotonic() - began,
    )


def _explain(text: str, seen: tuple[Standing, ...], calls: tuple[Call, ...]) -> None:
    """Print what happened to a message that stands there too often: its sends, and what was looked at in between."""
    ids = sorted(one.id for one in seen if one.text == text)
    for call in calls:
        said = call.parameters.get("text") or call.parameters.get("caption") or ""
        shown = call.parameters.get("message_id", "")
        is_forward = call.method == "forwardMessage" and ids[0] - _NEAR <= int(shown) <= ids[-1]
        if is_forward or (said and text.removesuffix(" edited") in _plain(said)):
            sys.stderr.write(f"{call.at:.2f} {call.method} {shown} {call.status} {said!r}\n")
    sys.stderr.write(f"{text!r} stands under {ids}\n")


def _live(store: Path, server: TelegramServer, plan: Plan, seconds: float) -> bool:
    """Let a sender live for so long, then kill it; return whether it had ended by itself."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=send_all, args=(str(store), server.url, plan.has_ops_chat, there))
    child.start()
    there.close()
    here.recv()
    child.join(seconds)
    if child.exitcode is None:
        child.kill()
        child.join()
        return False
    assert child.exitcode == 0, "the sender failed"
    return True


def _fault(method: str, chance: random.Random, rate: float) -> Fault | None:
    """Return what goes wrong with a call of the sender, if anything."""
    kinds = (DROP_BEFORE, DROP_AFTER, LATE, BEHIND)
    drawn = chance.random()
    return kinds[int(drawn / rate)] if drawn < rate * len(kinds) and method != "getMe" else None


@contextmanager
def _somebody_else(server: TelegramServer, plan: Plan) -> Iterator[None]:
    """Let others post in the channel meanwhile, and take some of it back, so that ids have gaps."""
    is_over, chance = threading.Event(), random.Random(plan.seed)

    def post() -> None:
        while not is_over.wait(chance.uniform(0.1, 1.0)):
            chat = str(CHAT.id)
            written, _ = server.chats.write(chat, Standing(id=0, chat=0, text=_FOREIGN, person=7))
            if chance.random() < plan.deleted:
                server.chats.change(chat, delete=written.id)

    thread = threading.Thread(target=post)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _repeats(connection: Connection) -> int:
    return connection.execute(select(func.sum(schema.delivery.c.repeats))).scalar() or 0


def _result(wanted: Counter[str], seen: tuple[Standing, ...]) -> Result:
    texts = Counter(one.text for one in seen if one.text != _FOREIGN)
    first: dict[str, int] = {}
    for place, one in enumerate(seen):
        first.setdefault(one.text.removesuffix(" edited"), place)
    replies = [text for text in first if text.startswith("Reply to ")]
    late = [text for text in replies if first.get(f"Alert {text.removeprefix('Reply to ')}", 0) > first[text]]
    lost, doubled = wanted - texts, texts - wanted
    stale = sum(count for text, count in doubled.items() if f"{text} edited" in lost)
    return Result(
        expected=wanted.total(),
        kills=0,
        lost=lost.total() - stale,
        doubled=doubled.total() - stale,
        repeats=0,
        faults=0,
        out_of_order=len(late),
        stale=stale,
        seconds=0,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--alerts", type=int, default=500)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--deleted", type=float, default=0.2, help="of what others post meanwhile")
    parser.add_argument("--without-ops-chat", action="store_true", help="at least once: repeats are counted")
    wanted = parser.parse_args()
    plan = Plan(
        alerts=wanted.alerts,
        kills=wanted.kills,
        seed=wanted.seed,
        deleted=wanted.deleted,
        has_ops_chat=not wanted.without_ops_chat,
    )
    with tempfile.TemporaryDirectory() as folder:
        result = run(plan, Path(folder))
    sys.stdout.write(f"{result}\n")
    sys.exit(1 if result.lost or (plan.has_ops_chat and result.doubled) else 0)


if __name__ == "__main__":
    main()
