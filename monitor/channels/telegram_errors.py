"""What an error of a Telegram call means for the message: total over whatever a call can raise."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from monitor.model import Ambiguous, Gone, Migrated, NotSent, Outcome, Refused, Sent, Suspended

# These, and nothing else, prove that no request left: each is raised before its first byte is written. A connection
# that was dropped looks the same whether the server had acted on the request or not.
_BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)

# What the library makes of a status and an answer; without a description it gives the status and its name.
_OF_THE_API = (BadRequest, Forbidden, InvalidToken, Conflict)
_STATUS = re.compile(r"[A-Z][A-Za-z ]+ \(\d{3}\)")
_LONG = re.compile(r"\. Parsing the server response .*", re.DOTALL)

# The library changes the case of what the server says, so these are compared without it.
_UNPARSED = re.compile(r"can't parse (?:entities|message text)", re.IGNORECASE)
_UNKNOWN_CHAT = re.compile(
    r"chat not found|chat_id is empty|peer_id_invalid|chat_id_invalid|channel_invalid",
    re.IGNORECASE,
)
_NO_TOPIC = re.compile(
    r"message thread not found|topic_(?:closed|deleted|id_invalid|not_found)|topic (?:is )?(?:closed|deleted)",
    re.IGNORECASE,
)
_SAME = re.compile(r"message is not modified", re.IGNORECASE)
_GONE = re.compile(r"message to edit not found|message_id_invalid|message_not_found", re.IGNORECASE)
_STANDS = re.compile(
    r"message can't be edited|message_edit_time_expired|there is no (?:text|caption) in the message to edit",
    re.IGNORECASE,
)
_BUTTONS = re.compile(r"keyboard|button", re.IGNORECASE)
_NO_ENTRY = re.compile(
    r"not enough rights|have no rights|need administrator rights|not a member|kicked|blocked by the user|deactivated"
    r"|chat_(?:write|send_\w+|guest_send)_forbidden|chat_admin_required|chat_restricted|channel_private"
    r"|user_banned_in_channel|user_is_blocked",
    re.IGNORECASE,
)
# A 429 without a usable `retry_after`, from the server or from a proxy before it, has no class of its own.
_TOO_MANY = re.compile(r"too many requests", re.IGNORECASE)


def classify(error: Exception, *, chat: str, message_id: int | None = None) -> Outcome:
    """Say what became of a message whose sending raised `error`, or whose change, where it has its id already."""
    said = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, _OF_THE_API) and _is_of_another(error):
        # A web server or a proxy in the way refuses before it passes anything on.
        return NotSent(
            detail=f"what answers is not the Bot API: check TELEGRAM_API_URL and proxies ({_LONG.sub('', said)})"
        )
    return _outcome(error, said, chat, message_id)


def _outcome(error: Exception, said: str, chat: str, message_id: int | None) -> Outcome:
    match error:
        case RetryAfter():
            return NotSent(detail=f"too many messages to {chat}: {said}", retry_after=_delay(error))
        case ChatMigrated():
            return Migrated(chat=str(error.new_chat_id))
        case Forbidden():
            return replace(_no_entry(chat, said), left=True)
        case InvalidToken() | EndPointNotFound():
            return Suspended(detail=f"the bot token is refused: check TELEGRAM_BOT_TOKEN ({said})")
        case Conflict():
            return NotSent(detail=f"another program uses this bot token: stop it ({said})")
        case BadRequest() if message_id is not None and _SAME.search(said):
            return Sent(message_id=message_id)
        case BadRequest() if message_id is not None and (gone := _gone(said)):
            return gone
        case BadRequest():
            return _refused(chat, said)
        case NetworkError():
            return _lost(error, said)
        case _:
            # An answer that could not be read, or a defect: the message may stand there.
            return Ambiguous(detail=f"unexpected {type(error).__name__}: {said}")


def _is_of_another(error: TelegramError) -> bool:
    """Say whether a refusal is no answer of the Bot API: it has no description, or is no JSON at all."""
    is_unread = type(error.__cause__) is TelegramError  # so the library says that the body could not be read
    return is_unread or _STATUS.fullmatch(str(error)) is not None


def _gone(said: str) -> Gone | None:
    if _GONE.search(said):
        return Gone(detail=said)
    return Gone(detail=said, stands=True) if _STANDS.search(said) else None


def _refused(chat: str, said: str) -> Outcome:
    if _UNPARSED.search(said) or _BUTTONS.search(said):
        return Refused(detail=said, markup=True)
    if _NO_TOPIC.search(said):
        return Suspended(
            detail=f"the topic in {chat} is closed or not there: reopen it, or name another by `thread:` ({said})"
        )
    if _UNKNOWN_CHAT.search(said):
        return Suspended(
            detail=f"Telegram finds no chat {chat} for this bot: check the id or @name, and add the bot to it ({said})"
        )
    if _NO_ENTRY.search(said):
        return _no_entry(chat, said)
    return Refused(detail=said)


def _no_entry(chat: str, said: str) -> Suspended:
    return Suspended(
        detail=f"the bot may not post in {chat}: add it as an administrator who may post ({said})"
    )


def _lost(error: NetworkError, said: str) -> Outcome:
    cause = error.__cause__
    if isinstance(cause, _BEFORE_SENDING):
        return NotSent(detail=f"no connection to Telegram: {type(cause).__name__}: {cause}")
    if isinstance(cause, httpx.InvalidURL):
        return Suspended(
            detail=f"the bot token or TELEGRAM_API_URL makes no valid address: check both ({cause})"
        )
    if not isinstance(cause, httpx.HTTPError) and _TOO_MANY.match(said):
        return NotSent(detail=said)
    return Ambiguous(detail=f"no answer from Telegram: {said}")


def _delay(error: RetryAfter) -> timedelta:
    delay = error.retry_after
    return delay if isinstance(delay, timedelta) else timedelta(seconds=delay)
