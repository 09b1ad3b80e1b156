"""The Telegram channel: posts to one chat, or one topic of it, with an Outcome for whatever may happen."""

from __future__ import annotations

from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode

from monitor.alerts.markup import plain_text, read
from monitor.alerts.split import MAX_UNITS
from monitor.channels.telegram_api import TelegramApi
from monitor.model import Button, Outcome, Post, Sent

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_CAPTION = 1024  # units of a picture's caption (core.telegram.org/bots/api#sendphoto)


class TelegramChannel:
    """Posts to one chat: a numeric id (`-100…` for channels and supergroups) or `@name`; `thread` is a forum topic."""

    can_edit = True

    def __init__(self, api: TelegramApi, *, chat: str, thread: int | None = None) -> None:
        self._api = api
        self._chat = chat.strip()
        self._thread = thread

    async def send(self, post: Post, *, chat: str | None) -> Outcome:
        """Send one message of Telegram HTML, or a picture with it, trying once.

        `plain` drops its markup and writes addresses out; `chat` is where the chat has moved, None if nowhere.
        """
        target = chat or self._chat
        return await self._api.attempt(self._send(post, target), chat=target)

    async def edit(self, message_id: int, post: Post, *, chat: str | None) -> Outcome:
        """Put a text, or a picture's caption, in the place of a message, trying once."""
        target = chat or self._chat
        return await self._api.attempt(
            self._edit(message_id, post, target), chat=target, message_id=message_id
        )

    async def check(self) -> Outcome | None:
        """Ask whether the token is good and the chat known, and return what is wrong, if anything.

        It is for a line at the start, no gate: Telegram knows public channels in which the bot may not post.
        """
        return await self._api.attempt(self._look(), chat=self._chat)

    async def _send(self, post: Post, chat: str) -> Outcome:
        options: dict[str, Any] = {
            "parse_mode": _mode(post),
            "disable_notification": post.silent,
            "message_thread_id": self._thread,
            "reply_markup": _keyboard(post),
            "reply_parameters": _beneath(post),
        }
        if post.picture is not None:
            message = await self._api.bot.send_photo(
                chat, post.picture, caption=_text(post, _CAPTION), **options
            )
        else:
            message = await self._api.bot.send_message(
                chat, _text(post, MAX_UNITS), link_preview_options=_NO_PREVIEW, **options
            )
        return Sent(message_id=message.message_id)

    async def _edit(self, message_id: int, post: Post, chat: str) -> Outcome:
        options: dict[str, Any] = {
            "chat_id": chat,
            "message_id": message_id,
            "parse_mode": _mode(post),
            "reply_markup": _keyboard(post),
        }
        if post.picture is not None:
            await self._api.bot.edit_message_caption(caption=_text(post, _CAPTION), **options)
        else:
            await self._api.bot.edit_message_text(
                _text(post, MAX_UNITS), link_preview_options=_NO_PREVIEW, **options
            )
        return Sent(message_id=message_id)

    async def _look(self) -> None:
        await self._api.bot.get_me()
        await self._api.bot.get_chat(self._chat)


def shown(post: Post) -> str:
    """Return what a reader sees of a post, white space aside."""
    if post.plain:
        return _text(post, MAX_UNITS if post.picture is None else _CAPTION)
    return "".join(letter.text for letter in read(post.text))


def _text(post: Post, limit: int) -> str:
    return plain_text(post.text, limit=limit) if post.plain else post.text


def _mode(post: Post) -> str | None:
    return None if post.plain else ParseMode.HTML


def _beneath(post: Post) -> ReplyParameters | None:
    if post.reply_to is None:
        return None
    return ReplyParameters(post.reply_to, allow_sending_without_reply=True)


def _keyboard(post: Post) -> InlineKeyboardMarkup | None:
    """Return the buttons; without those that lead away where the markup was refused, of which they may be a part."""
    rows = [
        [_button(button) for button in row if button.url is None or not post.plain] for row in post.buttons
    ]
    return InlineKeyboardMarkup([row for row in rows if row]) if any(rows) else None


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.text, callback_data=button.data, url=button.url)
