"""Which chats a bot hears of: the numbers that settings name are nowhere to be read in Telegram itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.channels.telegram_api import TelegramApi
from monitor.model import Ambiguous, Outcome

_KINDS = ["message", "channel_post", "my_chat_member"]
_HERE = "the bot"  # in place of a chat, where none is concerned


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundChat:
    """A chat that something happened in."""

    id: int
    kind: str  # private, group, supergroup or channel
    name: str
    username: str | None  # without the @
    thread: int | None = None  # the topic of a forum


async def heard(api: TelegramApi) -> tuple[FoundChat, ...] | Outcome:
    """Return the chats of the updates that wait, in their order; none is taken from whoever listens to the bot.

    Telegram keeps them for a day, and gives the oldest hundred (core.telegram.org/bots/api#getting-updates).
    """
    asked = {"timeout": 0, "allowed_updates": _KINDS}
    # By the library's own name this would fail on all updates where it cannot read one of them.
    answer = await api.attempt(api.bot.do_api_request("getupdates", api_kwargs=asked), chat=_HERE)
    if isinstance(answer, Outcome):
        return answer
    if not isinstance(answer, list):
        return Ambiguous(detail="Telegram's answer is no list")
    return tuple(dict.fromkeys(_chats(answer)))


def _chats(updates: list[Mapping[str, Any]]) -> Iterator[FoundChat]:
    for update in updates:
        for kind in _KINDS:
            happened = update.get(kind)
            if happened is not None:
                yield _chat(happened)


def _chat(happened: Mapping[str, Any]) -> FoundChat:
    chat = happened["chat"]
    person = f"{chat.get('first_name', '')} {chat.get('last_name', '')}".strip()
    return FoundChat(
        id=chat["id"],
        kind=chat["type"],
        name=chat.get("title") or person or chat.get("username") or str(chat["id"]),
        username=chat.get("username"),
        thread=happened.get("message_thread_id") if happened.get("is_topic_message") else None,
    )
