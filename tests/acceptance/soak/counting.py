"""What feeds published against what stands in the channels, and whose fault it is where that differs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tests.acceptance.soak.press import Entry
from tests.acceptance.soak.program import Life
from tests.acceptance.soak.world import CHANNELS, World
from tests.telegram_chats import Chat
from tests.telegram_server import Call, FaultKind

_CUT_OFF = {FaultKind.DROP_AFTER, FaultKind.BEHIND, FaultKind.LATE, FaultKind.GARBAGE, FaultKind.CUT}
_SEND = "sendMessage"
_MOST_CALLS = 400
_MOST_LINES = 60  # of a log
_TOKEN = re.compile(r"K\d{5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """An entry that stands in a channel more than once."""

    entry: Entry
    chat: Chat
    copies: int  # beyond the first
    cut_off: int  # its sends of which no answer was read, beside the last one


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What came of a run."""

    published: int
    told: int  # messages, in all channels
    lost: tuple[tuple[Entry, Chat], ...]
    twice: tuple[Twice, ...]
    cut_off: int  # sends of which no answer was read


def count(world: World) -> Count:
    """Compare."""
    published = world.press.published
    sends = _sends(world.telegram.calls)
    cut = _cut_off(
        sends, [life for life in world.program.lives if life.code or life in world.program.unsaved]
    )
    lost, twice, told = [], [], 0
    for chat in CHANNELS:
        for entry in published:
            copies = len(world.told.ids(chat, entry.token))
            told += copies
            if not copies:
                lost.append((entry, chat))
            if copies > 1:
                mine = [one for one in sends[chat.id] if entry.token in one.parameters["text"]]
                excused = sum(one in cut for one in mine[:-1])
                twice.append(Twice(entry=entry, chat=chat, copies=copies - 1, cut_off=excused))
    return Count(published=len(published), told=told, lost=tuple(lost), twice=tuple(twice), cut_off=len(cut))


def explain(world: World, entry: Entry) -> str:
    """Say what happened to an entry: its sends, all that was asked between them, what was logged, what is said of it now."""
    mine = [call for call in world.telegram.calls if entry.token in call.parameters.get("text", "")]
    # One that was lost may never have been sent: then there is nothing between.
    began, ended = (mine[0].at - 1, mine[-1].at + 1) if mine else (0.0, 0.0)
    between = [call for call in world.telegram.calls if began <= call.at <= ended]
    lines = [f"{entry.token} of {entry.source}: {entry.title}"]
    for chat in CHANNELS:
        lines.append(f"  stands in {chat.id} as {sorted(world.told.ids(chat, entry.token))}")
    for call in between[:_MOST_CALLS]:
        said = call.parameters.get("text", "")
        what = next(iter(_TOKEN.findall(said)), said[:20])
        shown = " ".join(call.parameters.get(name, "") for name in ("chat_id", "from_chat_id", "message_id"))
        lines.append(f"  {call.at:.2f} {call.method} {shown} {what} {call.status} {call.fault or ''}")
    for life in world.program.lives:
        if life.began <= ended and life.ended >= began:
            lines.append(f"  {life.began:.2f} to {life.ended:.2f}, ended with {life.code}")
            lines += [f"    {line[:300]}" for line in life.said.splitlines()[-_MOST_LINES:]]
    asked = world.program.ask("why", entry.url)
    return "\n".join((*lines, asked.out, asked.err))


def _sends(calls: Sequence[Call]) -> dict[int, list[Call]]:
    """Return the sends on which the server acted, by chat, in order."""
    found: defaultdict[int, list[Call]] = defaultdict(list)
    names = {name: chat.id for chat in CHANNELS for name in (str(chat.id), f"@{chat.username}")}
    for call in calls:
        chat = names.get(call.parameters.get("chat_id", ""))
        is_done = call.status == 200 or (call.status is None and call.fault in _CUT_OFF)
        if call.method == _SEND and chat is not None and is_done and _TOKEN.search(call.parameters["text"]):
            found[chat].append(call)
    return found


def _cut_off(sends: dict[int, list[Call]], deaths: Sequence[Life]) -> list[Call]:
    """Return the sends of which no answer was read: cut by the server, or the last one before the program's death.

    A channel has one sender, so no earlier one was still without its answer then.
    """
    cut = [call for calls in sends.values() for call in calls if call.fault in _CUT_OFF]
    for life in deaths:
        for calls in sends.values():
            # One that the server acted on behind our back is noted when it did: later ones may be done by then.
            last = [
                call
                for call in calls
                if life.began <= call.at <= life.ended and call.fault is not FaultKind.BEHIND
            ][-1:]
            cut += [call for call in last if call not in cut]
    return cut
