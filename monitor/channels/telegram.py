"""The Telegram channel: python-telegram-bot's Bot behind `send`, which answers with an Outcome and never raises."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

import httpx
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.request import HTTPXRequest

from monitor.alerts.markup import plain_text
from monitor.alerts.split import MAX_UNITS
from monitor.channels.redact import Redactor
from monitor.channels.telegram_errors import classify
from monitor.model import Ambiguous, Migrated, Outcome, Secret, Sent

OFFICIAL_API = "https://api.telegram.org"

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Answer = TypeVar("Answer")


class TelegramChannel:
    """Sends to one chat: a numeric id (`-100…` for channels and supergroups) or `@name`.

    `timeout` bounds a call as a whole.
    """

    def __init__(
        self,
        *,
        chat: str,
        token: Secret,
        api_url: str | None = None,
        timeout: timedelta = timedelta(seconds=20),
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        if not token.reveal().strip():
            raise ValueError("the Telegram bot token is empty: set TELEGRAM_BOT_TOKEN")
        # The library warns whenever it makes a RetryAfter, unless this says that both types of it are expected.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._chat = chat.strip()
        self._timeout = timeout.total_seconds()
        self._redact = Redactor((token,)).redact
        server = api_server(api_url)
        self._request = _request(server, self._timeout, transport)
        self._bot = Bot(
            token.reveal().strip(),
            base_url=f"{server}/bot",
            base_file_url=f"{server}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def send(self, text: str, *, plain: bool, silent: bool, chat: str | None) -> Outcome:
        """Send one message of Telegram HTML, trying once.

        `plain` drops its markup and writes addresses out; `chat` is where the chat has moved, None if nowhere.
        """
        target = chat or self._chat
        return await self._try(self._send(text, plain=plain, silent=silent, chat=target), chat=target)

    async def check(self) -> Outcome | None:
        """Ask whether the token is good and the chat known, and return what is wrong, if anything.

        It is for a line at the start, no gate: Telegram knows public channels in which the bot may not post.
        """
        return await self._try(self._look(), chat=self._chat)

    async def close(self) -> None:
        """Close the connections; the channel is of no use afterwards."""
        await self._request.shutdown()

    async def _send(self, text: str, *, plain: bool, silent: bool, chat: str) -> Outcome:
        message = await self._bot.send_message(
            chat,
            plain_text(text, limit=MAX_UNITS) if plain else text,
            parse_mode=None if plain else ParseMode.HTML,
            disable_notification=silent,
            link_preview_options=_NO_PREVIEW,
        )
        return Sent(message_id=message.message_id)

    async def _look(self) -> None:
        await self._bot.get_me()
        await self._bot.get_chat(self._chat)

    async def _try(self, call: Awaitable[Answer], *, chat: str) -> Answer | Outcome:
        try:
            async with asyncio.timeout(self._timeout):
                return await call
        except TimeoutError:
            return Ambiguous(detail=f"no answer from Telegram within {self._timeout:g} s")
        except Exception as error:  # noqa: BLE001  a channel answers with an Outcome whatever a driver raises
            outcome = classify(error, chat=chat)
        if isinstance(outcome, Sent | Migrated):
            return outcome
        return replace(outcome, detail=self._redact(outcome.detail))


def api_server(api_url: str | None) -> str:
    """Return the Bot API server of a setting such as `http://127.0.0.1:8081`; raise ValueError where it is none.

    A path before the API's own is kept; a trailing slash or `/bot`, which some write, is not needed and dropped.
    """
    if not (api_url and api_url.strip()):
        return OFFICIAL_API
    server = api_url.strip().rstrip("/").removesuffix("/bot").rstrip("/")
    shown = Redactor().redact(server)
    mend = "write it like http://127.0.0.1:8081, without the token"
    try:
        parts = urlsplit(server)
        is_sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        is_sound = False
    # The library would take braces for places to put the token in.
    if not is_sound or shown != server or any(letter in server for letter in "{}?# "):
        raise ValueError(f"the Bot API address {shown!r} is no http or https address of a server: {mend}")
    return server


def _request(server: str, timeout: float, transport: httpx.AsyncBaseTransport | None) -> HTTPXRequest:
    """Build the HTTP side; what can fail before anything is sent fails before the whole call times out."""
    options: dict[str, Any] = {
        # A kept connection that the server closes at the wrong moment would make an answer ambiguous for nothing.
        "limits": httpx.Limits(max_connections=4, max_keepalive_connections=0),
        # A server on this machine is reached directly, whatever proxy the environment names.
        "trust_env": not _is_local(urlsplit(server)),
    }
    if transport is not None:
        options["transport"] = transport
    return HTTPXRequest(
        connect_timeout=timeout * 0.3,
        pool_timeout=timeout * 0.2,
        write_timeout=timeout,
        read_timeout=timeout,
        httpx_kwargs=options,
    )


def _is_local(server: SplitResult) -> bool:
    host = server.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
