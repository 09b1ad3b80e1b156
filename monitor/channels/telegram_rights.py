"""What a bot may do in a chat, and what is wrong where it may not post: the token, the chat, the rights, the topic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from telegram import ChatFullInfo, ChatMember, ChatMemberAdministrator, ChatMemberRestricted, User
from telegram.constants import ChatMemberStatus, ChatType

from monitor.channels.telegram_api import TelegramApi
from monitor.model import Migrated, Outcome

Answer = TypeVar("Answer")

_OUTSIDE = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})
_AT_HOME = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What Telegram says of a bot and a chat, as far as it could be asked."""

    facts: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


async def look(api: TelegramApi, *, chat: str, thread: int | None) -> Rights:
    """Ask who the bot is, what the chat is, and what the bot may do there; nothing is sent."""
    bot = await api.attempt(api.bot.get_me(), chat=chat)
    if not isinstance(bot, User):
        return Rights(problems=(_trouble(bot),))
    facts = [f"the token is good: the bot is @{bot.username}"]
    found = await api.attempt(api.bot.get_chat(chat), chat=chat)
    if not isinstance(found, ChatFullInfo):
        return Rights(facts=tuple(facts), problems=(_trouble(found),))
    name = found.title or found.username or found.first_name or chat
    facts.append(f"the chat is known: {name} ({found.type}, {found.id})")
    member = await api.attempt(api.bot.get_chat_member(chat, bot.id), chat=chat)
    if not isinstance(member, ChatMember):
        # A channel keeps its members to itself before who is no administrator: that it does says all.
        return Rights(facts=tuple(facts), problems=(_trouble(member),))
    facts.append(f"the bot there is: {member.status}")
    return Rights(facts=tuple(facts), problems=tuple(_problems(found, member, name, thread)))


def _problems(chat: ChatFullInfo, member: ChatMember, name: str, thread: int | None) -> Iterator[str]:
    if member.status in _OUTSIDE:
        yield f"the bot is not in {name}: add it"
    elif chat.type == ChatType.CHANNEL and member.status not in _AT_HOME:
        yield f"the bot is no administrator of {name}: make it one who may post messages"
    elif (
        chat.type == ChatType.CHANNEL
        and isinstance(member, ChatMemberAdministrator)
        and not member.can_post_messages
    ):
        yield f"the bot may not post messages in {name}: give it that right"
    elif isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        yield f"the bot may not write in {name}: lift its restriction"
    elif (
        member.status == ChatMemberStatus.MEMBER
        and chat.permissions is not None
        and chat.permissions.can_send_messages is False
    ):
        yield f"members may not write in {name}: make the bot an administrator"
    if thread is not None and not chat.is_forum:
        yield f"{name} has no topics: remove thread: {thread}, or switch topics on"


def _trouble(outcome: Outcome | object) -> str:
    if isinstance(outcome, Migrated):
        return f"the chat has moved: write chat: {outcome.chat}"
    return str(getattr(outcome, "detail", outcome))
