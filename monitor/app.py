"""The composition root: builds the real parts once, in one straight line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TextIO

from monitor import clock, deliver
from monitor.alerts import render, split, summarise
from monitor.channels.console import ConsoleChannel
from monitor.channels.redact import Redactor
from monitor.config.settings import Settings
from monitor.corpus import seed_text
from monitor.errors import ConfigError, Problem
from monitor.fetch.agent import user_agent
from monitor.fetch.fetcher import Fetcher
from monitor.model import ChannelConfig, ChannelKind, Message, Pace, Severity, Version
from monitor.parts import Ops, Parts
from monitor.reload.follow import Follower, Patience, Reloading
from monitor.reload.live import Live
from monitor.reload.rule_edits import RuleEdits
from monitor.reload.setting_edits import SettingEdits
from monitor.sandbox.pool import Sandbox
from monitor.store import database
from monitor.store.decisions import Decisions
from monitor.store.deliveries import Deliveries
from monitor.store.notes import Notes
from monitor.store.notices import CHANNEL as OPS
from monitor.store.notices import Notices
from monitor.store.source_notices import SourceNotices
from monitor.store.sources import Sources
from monitor.store.standing import Standing

_OPS_PACE = Pace(count=6)  # a minute: who edits fifty times in one is told where it ended
_READERS = 2  # child processes: one slow feed must not hold up all others


@asynccontextmanager
async def build(
    settings: Settings, *, environment: Mapping[str, str], console: TextIO
) -> AsyncIterator[Parts]:
    """Open the store and build every part; whatever was opened is closed again, in reverse order."""
    async with AsyncExitStack() as stack:
        opened = database.open_to_write(settings.store)
        stack.callback(opened.close)
        sandbox = Sandbox(workers=_READERS)
        stack.push_async_callback(sandbox.close)
        # It takes a third of a second to start: while the rules load, and the first poll finds it ready.
        warm_up = asyncio.create_task(sandbox.start())
        stack.push_async_callback(_ended, warm_up)
        notes, source_store = Notes(opened), Sources(opened)
        notices = Notices(opened, has_chat=settings.ops_chat is not None)
        standing = Standing(opened, notices)
        redact = Redactor([settings.token] if settings.token else ()).redact
        rule_edits = RuleEdits(settings.rules, kept=notes, standing=standing, redact=redact, clock=clock.now)
        started = await rule_edits.start()
        live = Live(rules=started.rules, sources={source.id: source for source in settings.sources})
        rule_edits.put_into(live)
        setting_edits = SettingEdits(
            settings,
            environment,
            live=live,
            sources=source_store,
            standing=standing,
            redact=redact,
            clock=clock.now,
        )
        await setting_edits.start()
        patience = Patience()
        fetcher = Fetcher(
            user_agent=user_agent(settings.contact),
            allow_private=settings.allow_private,
        )
        stack.push_async_callback(fetcher.close)
        senders = {
            channel.id: await _sender(channel, settings, console, stack) for channel in settings.channels
        }
        parts = Parts(
            live=live,
            rule_problems=started.problems,
            channels=settings.channels,
            senders=senders,
            fetcher=fetcher,
            reader=sandbox,
            source_store=source_store,
            source_notices=SourceNotices(opened, notices),
            decisions=Decisions(opened),
            outbox=Deliveries(opened),
            notices=notices,
            ops=await _ops(settings, console, stack),
            notes=notes,
            reloading=Reloading(
                (
                    Follower(rule_edits, started.content, patience),
                    # Edited between the reading and now, it would go unseen: the first look reads it again.
                    Follower(setting_edits, None, patience),
                ),
                (settings.path, settings.rules),
                patience=patience,
            ),
            render=_message,
            clock=clock.now,
        )
        yield parts


async def _ended(task: asyncio.Task[None]) -> None:
    """Let go of a task that was started for later, whatever came of it: the one who needs it is told."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _ops(settings: Settings, console: TextIO, stack: AsyncExitStack) -> Ops | None:
    if settings.ops_chat is None:
        return None
    channel = ChannelConfig(id=OPS, kind=ChannelKind.TELEGRAM, chat=settings.ops_chat, pace=_OPS_PACE)
    return Ops(channel=channel, sender=await _sender(channel, settings, console, stack))


async def _sender(
    channel: ChannelConfig, settings: Settings, console: TextIO, stack: AsyncExitStack
) -> deliver.Channel:
    if channel.kind is ChannelKind.CONSOLE:
        return ConsoleChannel(console)
    # python-telegram-bot takes half a second to import; a run on the console does without.
    from monitor.channels.telegram import TelegramChannel  # noqa: PLC0415

    assert settings.token is not None
    assert channel.chat is not None
    try:
        telegram = TelegramChannel(chat=channel.chat, token=settings.token, api_url=settings.api_url)
    except ValueError as error:
        raise ConfigError(
            (Problem(path=str(settings.path), message=f"TELEGRAM_API_URL: {error}"),)
        ) from error
    stack.push_async_callback(telegram.close)
    return telegram


def _message(delivered: Version) -> Message:
    """Return what a channel shows of a version."""
    summary = summarise.summarise(delivered, seed_text.lay_out(delivered.document))
    return Message(
        parts=split.split_html(render.render_html(summary)), silent=summary.severity is Severity.LOW
    )
