"""Looking into a chat, which bots cannot: a message is forwarded to the operators' chat, read there, and deleted.

It rests on the ids of channels and supergroups, which count up by one a message. What is forwarded changes nothing
where it came from. A request that Telegram acts on later than we look is not seen, and may still double.
"""

from __future__ import annotations

import re
import unicodedata

from telegram import ChatFullInfo, Message
from telegram.constants import ChatType

from monitor.channels.telegram import shown
from monitor.channels.telegram_api import TelegramApi
from monitor.model import Absent, Ambiguous, Blind, Migrated, NotSent, Post, Refused, Sent, Sighting, Unseen

_GAP = 10  # ids in a row without a message: nothing comes behind them; deleted ones leave gaps
_FAR = 200  # an id: a chat that has come so far is not gone through from its beginning
_AT_ONCE = 20  # ids looked at in one go; the operators' chat takes about a message a second
_COUNTED = re.compile(r"-100\d+|@\w+")
_MISSING = re.compile(r"message to forward not found|message_id_invalid", re.IGNORECASE)
_UNMOVED = re.compile(r"message can't be forwarded|message_forward_invalid", re.IGNORECASE)


class TelegramLookout:
    """Looks into any chat of the bot by way of `ops_chat`."""

    def __init__(self, api: TelegramApi, *, ops_chat: str) -> None:
        self._api = api
        self._ops_chat = ops_chat.strip()

    def can_look(self, chat: str) -> bool:
        """Say whether the ids of a chat count up, so far as its name tells: private chats share theirs."""
        return _COUNTED.fullmatch(chat.strip()) is not None

    async def look(self, post: Post, *, after: int, chat: str) -> Sighting:
        """Look for a text among the messages after one; 0 where none is known."""
        reason = await self._cannot(chat)
        if reason is None and after == 0:
            reason = await self._is_far(chat)
        return reason or await self._walk(letters(shown(post)), after, chat)

    async def _cannot(self, chat: str) -> NotSent | Blind | None:
        """Say why a chat cannot be looked into now, or ever."""
        known = await self._api.attempt(self._api.bot.get_chat(chat), chat=chat)
        if isinstance(known, NotSent):
            return known
        if not isinstance(known, ChatFullInfo):
            return NotSent(detail=f"the chat cannot be asked for: {getattr(known, 'detail', known)}")
        if known.type not in {ChatType.CHANNEL, ChatType.SUPERGROUP}:
            return Blind(detail=f"messages of a {known.type} chat cannot be looked for")
        if known.has_protected_content:
            return Blind(detail="what stands in the chat is protected from being forwarded")
        return None

    async def _is_far(self, chat: str) -> NotSent | Blind | None:
        """Say whether the chat has too many messages to be gone through from its beginning."""
        for message_id in range(_FAR, _FAR + _GAP):
            seen = await self._see(chat, message_id)
            if isinstance(seen, NotSent | Blind):
                return seen
            if seen is not None:
                return Blind(detail="how far the ids of the chat have come is not known yet")
        return None

    async def _walk(self, wanted: str, after: int, chat: str) -> Sighting:
        last, missing = after, 0
        for message_id in range(after + 1, after + 1 + _AT_ONCE):
            seen = await self._see(chat, message_id)
            if isinstance(seen, NotSent) and last > after:
                break  # what was looked at already is not looked at again
            if isinstance(seen, NotSent | Blind):
                return seen
            if seen is None:
                missing += 1
                if missing == _GAP:
                    return Absent(last_id=last)
                continue
            last, missing = message_id, 0
            if letters(seen) == wanted:
                return Sent(message_id=message_id)
        return Unseen(last_id=last)

    async def _see(self, chat: str, message_id: int) -> str | NotSent | Blind | None:
        """Return what a message says, None where there is none."""
        copy = await self._api.attempt(
            self._api.bot.forward_message(
                self._ops_chat, from_chat_id=chat, message_id=message_id, disable_notification=True
            ),
            chat=self._ops_chat,
        )
        match copy:
            case Message():
                # One that stays there says nothing new to the operators.
                await self._api.attempt(copy.delete(), chat=self._ops_chat)
                return copy.text or copy.caption or ""
            case Refused(detail=detail) if _MISSING.search(detail):
                return None
            case Refused(detail=detail) if _UNMOVED.search(detail):
                return ""  # somebody's, such as the note that a chat was made: never ours
            case NotSent():
                return copy
            case Ambiguous(detail=detail):
                return NotSent(detail=detail)
            case Migrated(chat=moved):
                return Blind(detail=f"the operators' chat has moved to {moved}: set `ops_chat` to it")
            case _:
                return Blind(detail=f"the operators' chat cannot be used: {getattr(copy, 'detail', copy)}")


def letters(text: str) -> str:
    """Return what stays of a text whatever a server does to its white space and marks."""
    return "".join(
        letter
        for letter in text
        if not letter.isspace() and unicodedata.category(letter) not in {"Cc", "Cf", "Mn", "Zl", "Zp"}
    )
