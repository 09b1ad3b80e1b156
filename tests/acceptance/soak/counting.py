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
    """Say what happened to an entry: every call that was about it, what stands, and what the program says of it."""
    lines = [f"{entry.token} of {entry.source}: {entry.title}"]
    ids = {str(one) for chat in CHANNELS for one in world.told.ids(chat, entry.token)}
    for call in world.telegram.calls:
        said = call.parameters.get("text", "")
        is_probe = call.method == "forwardMessage" and call.parameters.get("message_id") in ids
        if is_probe or entry.token in said:
            shown = call.parameters.get("message_id", "")
            met = call.fault or ""
            lines.append(
                f"  {call.at:.2f} {call.method} {call.parameters.get('chat_id')} {shown} {call.status} {met}"
            )
    lines += [f"  ended {life.ended:.2f} with {life.code}" for life in world.program.lives[-400:]]
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
            last = [call for call in calls if life.began <= call.at <= life.ended][-1:]
            cut += [call for call in last if call not in cut]
    return cut
