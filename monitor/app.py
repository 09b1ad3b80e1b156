"""The composition root: builds the real parts once, in one straight line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from typing import TextIO

import structlog

from monitor import clock, deliver
from monitor.alerts import render, split, summarise
from monitor.channels.console import ConsoleChannel
from monitor.config import rule_files
from monitor.config.settings import Settings
from monitor.corpus import seed_text
from monitor.errors import ConfigError, Level, Problem
from monitor.fetch.fetcher import Fetcher
from monitor.model import ChannelConfig, ChannelKind, Message, Severity, Version
from monitor.rules.evaluate import RuleSet
from monitor.sandbox.pool import Sandbox
from monitor.store import database
from monitor.store.decisions import Decisions
from monitor.store.deliveries import Deliveries
from monitor.store.notes import Notes
from monitor.store.sources import Sources
from monitor.work import Parts

logger = structlog.get_logger("monitor.app")

_READERS = 2  # child processes: one slow feed must not hold up all others


@asynccontextmanager
async def build(settings: Settings, *, console: TextIO) -> AsyncIterator[Parts]:
    """Open the store and build every part; whatever was opened is closed again, in reverse order."""
    async with AsyncExitStack() as stack:
        opened = database.open_to_write(settings.store)
        stack.callback(opened.close)
        sandbox = Sandbox(workers=_READERS)
        stack.push_async_callback(sandbox.close)
        # It takes a third of a second to start: while the rules load, and the first poll finds it ready.
        warm_up = asyncio.create_task(sandbox.start())
        stack.push_async_callback(_ended, warm_up)
        notes = Notes(opened)
        rules, rule_problems = await _load_rules(settings, notes)
        fetcher = Fetcher(
            user_agent=f"policy-monitor/{version('policy-monitor')} (+{settings.contact})",
            allow_private=settings.allow_private,
        )
        stack.push_async_callback(fetcher.close)
        senders = {
            channel.id: await _sender(channel, settings, console, stack) for channel in settings.channels
        }
        parts = Parts(
            sources={source.id: source for source in settings.sources},
            rules=rules,
            rule_problems=rule_problems,
            channels=settings.channels,
            senders=senders,
            fetcher=fetcher,
            reader=sandbox,
            source_store=Sources(opened),
            decisions=Decisions(opened),
            outbox=Deliveries(opened),
            notes=notes,
            render=_message,
            clock=clock.now,
        )
        yield parts


async def _ended(task: asyncio.Task[None]) -> None:
    """Let go of a task that was started for later, whatever came of it: the one who needs it is told."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _load_rules(settings: Settings, notes: Notes) -> tuple[RuleSet, tuple[Problem, ...]]:
    """Load the rule files, or the last good set where they do not check; without either, refuse to start."""
    try:
        files = rule_files.read_rule_files(settings.rules)
        rules, problems = await asyncio.to_thread(rule_files.load_rules, files, root=str(settings.rules))
    except ConfigError as error:
        files, rules, problems = {}, None, error.problems
    if rules is not None:
        await notes.keep_rules(files)
        return rules, ()
    errors = tuple(problem for problem in problems if problem.level is Level.ERROR)
    kept = await notes.rules()
    rules = rule_files.load_rules(kept, root=str(settings.rules))[0] if kept is not None else None
    if rules is None:
        raise ConfigError(errors)
    await notes.set_rule_problem(str(errors[0]))
    for problem in errors:
        logger.error("rules refused, the last good ones stay in force", problem=str(problem))
    return rules, errors


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
