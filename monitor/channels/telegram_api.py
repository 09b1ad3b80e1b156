"""The connection to the Bot API: python-telegram-bot's Bot, of which every call ends in its answer or an Outcome."""

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
from telegram import Bot
from telegram.request import HTTPXRequest

from monitor.channels.redact import Redactor
from monitor.channels.telegram_errors import classify
from monitor.model import Ambiguous, Migrated, Outcome, Secret, Sent

OFFICIAL_API = "https://api.telegram.org"

_CONNECTIONS = 16  # at once, over all chats

Answer = TypeVar("Answer")


class TelegramApi:
    """One bot's calls, for as many chats as there are; `timeout` bounds each as a whole."""

    def __init__(
        self,
        *,
        token: Secret,
        api_url: str | None = None,
        timeout: timedelta = timedelta(seconds=20),
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        if not token.reveal().strip():
            raise ValueError("the Telegram bot token is empty: set TELEGRAM_BOT_TOKEN")
        # The library warns whenever it makes a RetryAfter, unless this says that both types of it are expected.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._timeout = timeout.total_seconds()
        self._redact = Redactor((token,)).redact
        server = api_server(api_url)
        self._request = _request(server, self._timeout, transport)
        self.bot = Bot(
            token.reveal().strip(),
            base_url=f"{server}/bot",
            base_file_url=f"{server}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def attempt(
        self, call: Awaitable[Answer], *, chat: str, message_id: int | None = None
    ) -> Answer | Outcome:
        """Make a call once and say what came of it; `message_id` is the message that it would change."""
        try:
            async with asyncio.timeout(self._timeout):
                return await call
        except TimeoutError:
            return Ambiguous(detail=f"no answer from Telegram within {self._timeout:g} s")
        except Exception as error:  # noqa: BLE001  a channel answers with an Outcome whatever a driver raises
            outcome = classify(error, chat=chat, message_id=message_id)
        if isinstance(outcome, Sent | Migrated):
            return outcome
        return replace(outcome, detail=self._redact(outcome.detail))

    async def close(self) -> None:
        """Close the connections; the bot is of no use afterwards."""
        await self._request.shutdown()


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
        "limits": httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=0),
        # A server on this machine is reached directly, whatever proxy the environment names.
        "trust_env": not _is_local(urlsplit(server)),
    }
    if transport is not None:
        options["transport"] = transport
    return HTTPXRequest(
        connect_timeout=timeout * 0.3,
        pool_timeout=timeout * 0.2,
        write_timeout=timeout,
        media_write_timeout=timeout,
        read_timeout=timeout,
        httpx_kwargs=options,
    )


def _is_local(server: SplitResult) -> bool:
    host = server.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
