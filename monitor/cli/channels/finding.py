"""`monitor channels find`: the numbers of the chats that a bot hears of, for the settings."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING

from monitor.cli import logs, out
from monitor.config import secret_files
from monitor.errors import MonitorError
from monitor.fetch import addresses
from monitor.model import Outcome, Secret

if TYPE_CHECKING:
    from monitor.channels.telegram_finding import FoundChat

_AGAIN = 2.0  # seconds between two looks
_ASK = "post in the channel, write to the bot (Ctrl-C ends it)"
_NOBODY = (
    "nothing was heard: add the bot to your channel as an administrator and post something there, "
    "write to the bot in a private chat, and run this again. "
    "A monitor whose bot is running hears it first: stop it meanwhile"
)


def run(arguments: argparse.Namespace) -> int:
    """Print each chat once; 1 where there was none."""
    token, api_url = _bot(os.environ)
    logs.configure(level=logging.ERROR, secrets=(token,), json=False)
    return asyncio.run(_listen(token, api_url, arguments.wait.total_seconds()))


def _bot(environment: Mapping[str, str]) -> tuple[Secret, str | None]:
    """Return the token and the server; no settings are asked, which may well wait for what this finds."""
    try:
        token = secret_files.bot_token(environment)
    except ValueError as error:
        raise MonitorError(str(error)) from None
    if token is None:
        raise MonitorError("set TELEGRAM_BOT_TOKEN (or TELEGRAM_BOT_TOKEN_FILE), as @BotFather gave it")
    api_url = environment.get("TELEGRAM_API_URL", "").strip() or None
    if api_url is not None and not addresses.is_web_address(api_url):
        raise MonitorError(
            f"TELEGRAM_API_URL: {api_url!r} is no web address; write it like http://127.0.0.1:8081"
        )
    return Secret(token), api_url


async def _listen(token: Secret, api_url: str | None, seconds: float) -> int:
    # python-telegram-bot takes half a second to import, and this is checked before that.
    from monitor.channels import telegram_finding  # noqa: PLC0415
    from monitor.channels.telegram_api import TelegramApi  # noqa: PLC0415

    api = TelegramApi(token=token, api_url=api_url)
    shown: set[telegram_finding.FoundChat] = set()
    until = monotonic() + seconds
    print(f"listening for {seconds:.0f} s: {_ASK}", file=sys.stderr)
    try:
        while True:
            found = await telegram_finding.heard(api)
            if isinstance(found, Outcome):
                out.fail(getattr(found, "detail", found))
                return 1
            for chat in found:
                if chat not in shown:
                    print(_line(chat), flush=True)
                    shown.add(chat)
            left = until - monotonic()
            if left <= 0:
                break
            await asyncio.sleep(min(left, _AGAIN))
    finally:
        await api.close()
    if not shown:
        out.fail(_NOBODY)
    return 0 if shown else 1


def _line(chat: FoundChat) -> str:
    kind = "person" if chat.kind == "private" else chat.kind
    name = f"@{chat.username}" if chat.username else "-"
    topic = f", topic {chat.thread}" if chat.thread is not None else ""
    return f"{kind:<10}  {chat.id:>14}  {name}  {' '.join(chat.name.split())}{topic}"
