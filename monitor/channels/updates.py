"""What people write to the bot, by python-telegram-bot's long polling, and the small answers that are no alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import httpx
import structlog
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageOriginChannel,
    ReplyParameters,
    Update,
    User,
)
from telegram.constants import ChatType, ParseMode

from monitor.channels.redact import Redactor
from monitor.channels.telegram_api import TelegramApi
from monitor.model import (
    Button,
    Deaf,
    Heard,
    Incoming,
    Nothing,
    NotSent,
    Outcome,
    Place,
    Refused,
    Said,
    Secret,
    Sent,
    Tapped,
)

logger = structlog.get_logger("monitor.channels.updates")

_KINDS = ["message", "channel_post", "callback_query"]
_ANSWER = timedelta(seconds=15)  # for the answer to a poll beyond the time the server holds it
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_HERE = "the bot"  # in place of a chat, where none is concerned
_MOST_POPUP = 200  # characters (core.telegram.org/bots/api#answercallbackquery)


class Updates:
    """Hears people and answers them; every failure is a value.

    Polls have connections of their own: one that is held for half a minute, or was torn down, hinders no message.
    """

    def __init__(
        self,
        api: TelegramApi,
        *,
        token: Secret,
        api_url: str | None = None,
        hold: timedelta = timedelta(seconds=25),
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._api = api
        self._polls = TelegramApi(token=token, api_url=api_url, timeout=hold + _ANSWER, transport=transport)
        self._hold = hold
        self._redact = Redactor((token,)).redact

    async def close(self) -> None:
        """Close the connections of the polls."""
        await self._polls.close()

    async def listen(self, offset: int | None) -> Heard | Deaf:
        """Wait for updates from `offset` on, which tells Telegram that those before it are done."""
        asked: dict[str, Any] = {"timeout": int(self._hold.total_seconds()), "allowed_updates": _KINDS}
        if offset is not None:
            asked["offset"] = offset
        # The library's own get_updates fails on all updates of a poll where it cannot read one of them; methods are
        # known in any case, and by its own name this one would draw a warning.
        call = self._polls.bot.do_api_request("getupdates", api_kwargs=asked)
        answer = await self._polls.attempt(call, chat=_HERE)
        if isinstance(answer, list):
            return Heard(updates=tuple(self._read(one) for one in answer))
        retry_after = answer.retry_after if isinstance(answer, NotSent) else None
        return Deaf(detail=getattr(answer, "detail", "Telegram's answer is no list"), retry_after=retry_after)

    async def name(self) -> str | None:
        """Return the bot's @name without the @, None where Telegram does not say."""
        found = await self._api.attempt(self._api.bot.get_me(), chat=_HERE)
        return found.username if isinstance(found, User) else None

    async def introduce(
        self, commands: Sequence[tuple[str, str]], language: str | None, *, chat: int | None = None
    ) -> Outcome:
        """Have Telegram show the commands in private chats, or in one of them, while somebody types."""
        made = [BotCommand(name, said) for name, said in commands]
        scope = BotCommandScopeAllPrivateChats() if chat is None else BotCommandScopeChat(chat)
        call = self._api.bot.set_my_commands(made, scope=scope, language_code=language)
        return _outcome(await self._api.attempt(call, chat=_HERE))

    async def say(
        self, chat: int, html: str, *, reply_to: int | None = None, thread: int | None = None
    ) -> Outcome:
        """Send an answer of Telegram HTML, trying once."""
        beneath = None if reply_to is None else ReplyParameters(reply_to, allow_sending_without_reply=True)
        call = self._api.bot.send_message(
            chat,
            html,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_parameters=beneath,
            message_thread_id=thread,
        )
        answer = await self._api.attempt(call, chat=str(chat))
        return Sent(message_id=answer.message_id) if isinstance(answer, Message) else answer

    async def popup(self, tap: str, text: str, *, stays: bool = False) -> Outcome:
        """Answer a press with a few plain words; those that stay must be put away by hand."""
        call = self._api.bot.answer_callback_query(tap, text=text[:_MOST_POPUP], show_alert=stays)
        return _outcome(await self._api.attempt(call, chat=_HERE))

    async def mark(self, place: Place, rows: Sequence[Sequence[Button]]) -> Outcome:
        """Put other buttons beneath a message."""
        keyboard = [
            [InlineKeyboardButton(one.text, callback_data=one.data, url=one.url) for one in row]
            for row in rows
        ]
        call = self._api.bot.edit_message_reply_markup(
            chat_id=place.chat, message_id=place.message_id, reply_markup=InlineKeyboardMarkup(keyboard)
        )
        return _outcome(
            await self._api.attempt(call, chat=str(place.chat), message_id=place.message_id), place.message_id
        )

    def _read(self, raw: Mapping[str, Any]) -> Incoming:
        """Read an update; one that cannot be read says nothing, and must not come for ever."""
        update_id = int(raw["update_id"])
        try:
            update = Update.de_json(dict(raw), self._api.bot)
            return read(update)
        except Exception as error:  # noqa: BLE001  what a new kind of update holds is not in our hands
            said = self._redact(f"{type(error).__name__}: {error}")
            logger.warning("an update cannot be read, it is skipped", update=update_id, reason=said)
            return Nothing(update_id=update_id)


def read(update: Update) -> Incoming:
    """Return what an update says to us."""
    if update.callback_query is not None:
        return _tapped(update.update_id, update.callback_query)
    message = update.message or update.channel_post
    text = None if message is None else message.text or message.caption
    if message is None or not text or (message.from_user is not None and message.from_user.is_bot):
        # An anonymous administrator of a group writes as a bot of Telegram's: nobody can say who that is.
        return Nothing(update_id=update.update_id)
    person = message.from_user if message.sender_chat is None else None
    return Said(
        update_id=update.update_id,
        person=person.id if person else None,
        chat=message.chat.id,
        is_private=message.chat.type == ChatType.PRIVATE,
        message_id=message.message_id,
        text=text,
        thread=message.message_thread_id if message.is_topic_message else None,
        about=tuple(_about(message)),
        language=person.language_code if person else None,
    )


def _tapped(update_id: int, query: CallbackQuery) -> Incoming:
    if query.data is None:
        return Nothing(update_id=update_id)
    there = query.message
    place = (
        None
        if there is None
        else Place(chat=there.chat.id, message_id=there.message_id, username=there.chat.username)
    )
    return Tapped(
        update_id=update_id,
        person=query.from_user.id,
        id=query.id,
        data=query.data,
        place=place,
        language=query.from_user.language_code,
    )


def _about(message: Message) -> list[Place]:
    """Return where the message stands that this one replies to, and where that was forwarded from."""
    places = []
    replied, elsewhere = message.reply_to_message, message.external_reply
    if replied is not None:
        chat = replied.chat
        places.append(Place(chat=chat.id, message_id=replied.message_id, username=chat.username))
    for origin in (replied and replied.forward_origin, elsewhere and elsewhere.origin):
        if isinstance(origin, MessageOriginChannel):
            chat = origin.chat
            places.append(Place(chat=chat.id, message_id=origin.message_id, username=chat.username))
    return places


def _outcome(answer: object, message_id: int = 0) -> Outcome:
    """Return what came of a call whose answer says nothing but that it was done."""
    if isinstance(answer, Outcome):
        return answer
    return (
        Sent(message_id=message_id) if answer else Refused(detail="Telegram did not do it, and says no why")
    )
