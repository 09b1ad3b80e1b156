"""`monitor channels test`: a real message into one channel, and what is wrong where it does not arrive."""

from __future__ import annotations

import argparse
import asyncio
import html
import logging
import os
import sys
from contextlib import AsyncExitStack, closing
from datetime import datetime

from monitor import app, clock
from monitor.alerts import atom_entry, webhook_body
from monitor.channels.redact import Redactor
from monitor.cli import logs, out
from monitor.cli.channels import choosing
from monitor.config import known_secrets, settings
from monitor.config.settings import Settings
from monitor.model import Ambiguous, ChannelConfig, ChannelKind, ChannelState, Migrated, Outcome, Post, Sent
from monitor.store import database
from monitor.store.deliveries import Deliveries


def run(arguments: argparse.Namespace) -> int:
    """Send the message; 1 where it cannot be said to have arrived."""
    loaded = settings.load(arguments.config, os.environ)
    channel = choosing.chosen(arguments.id, loaded)
    secrets = known_secrets.of(loaded)
    logs.configure(level=logging.ERROR, secrets=secrets, json=False)
    redact = Redactor(secrets).redact
    state = _state(loaded, channel)
    problems = asyncio.run(_test(channel, loaded, state))
    name = choosing.shown(channel)
    for problem in problems:
        out.fail(redact(f"channel {name}: {problem}"))
    if problems:
        return 1
    if state.suspended is not None:
        print(f"it stands suspended since an earlier failure; `monitor channels resume {name}` opens it")
    return 0


def _state(loaded: Settings, channel: ChannelConfig) -> ChannelState:
    if not loaded.store.exists():
        return ChannelState()
    with closing(database.open_to_read(loaded.store)) as opened:
        return asyncio.run(Deliveries(opened).channel_state(channel.id))


async def _test(channel: ChannelConfig, loaded: Settings, state: ChannelState) -> tuple[str, ...]:
    """Send, and return what is wrong."""
    now = clock.now()
    async with AsyncExitStack() as stack:
        problems: tuple[str, ...] = ()
        sender = await app.sender(channel, loaded, sys.stdout, stack)
        if channel.kind is ChannelKind.TELEGRAM:
            problems = await _rights(channel, loaded, state, stack)
        outcome = await sender.send(_post(channel, now), chat=state.chat)
    if isinstance(outcome, Sent):
        number = f", message {outcome.message_id}" if channel.kind is ChannelKind.TELEGRAM else ""
        print(f"sent to {choosing.where(channel)}{number}")
        # What Telegram let through is right, whatever its rights seemed to say.
        return ()
    return (*problems, *(detail for detail in (_detail(outcome),) if detail not in problems))


async def _rights(
    channel: ChannelConfig, loaded: Settings, state: ChannelState, stack: AsyncExitStack
) -> tuple[str, ...]:
    # python-telegram-bot takes half a second to import; a test of another channel does without.
    from monitor.channels import telegram_rights  # noqa: PLC0415
    from monitor.channels.telegram_api import TelegramApi  # noqa: PLC0415

    assert loaded.token is not None
    assert channel.chat is not None
    api = TelegramApi(token=loaded.token, api_url=loaded.api_url)
    stack.push_async_callback(api.close)
    found = await telegram_rights.look(api, chat=state.chat or channel.chat, thread=channel.thread)
    for fact in found.facts:
        print(fact)
    return found.problems


def _post(channel: ChannelConfig, now: datetime) -> Post:
    text = (
        f"✅ <b>Test</b> of channel {html.escape(choosing.shown(channel))} · {now:%Y-%m-%d %H:%M} UTC\n"
        "Alerts of monitor will arrive here."
    )
    match channel.kind:
        case ChannelKind.WEBHOOK:
            text = webhook_body.trial(text, channel)
        case ChannelKind.ATOM:
            text = atom_entry.trial(text, channel, now)
        case _:
            pass
    return Post(text=text, key=f"test-{now:%Y%m%d%H%M%S%f}:0")


def _detail(outcome: Outcome) -> str:
    match outcome:
        case Migrated(chat=chat):
            return f"the chat has moved: write chat: {chat}"
        case Ambiguous(detail=detail):
            return f"{detail}; it may have arrived all the same: look there"
        case _:
            return str(getattr(outcome, "detail", outcome))
