"""The composition root: builds the real parts once, in one straight line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, TextIO
from zoneinfo import ZoneInfo

from monitor import clock, deliver
from monitor.channels.console import ConsoleChannel
from monitor.channels.redact import Redactor
from monitor.config import known_secrets
from monitor.config.settings import Settings
from monitor.digest import Summaries
from monitor.errors import ConfigError, Problem
from monitor.fetch.agent import user_agent
from monitor.fetch.fetcher import Fetcher
from monitor.model import ChannelConfig, ChannelKind, Hours, Pace
from monitor.parts import Beside, Ops, Parts
from monitor.pulse import Pulse
from monitor.reload import prepared
from monitor.reload.follow import Follower, Patience, Reloading
from monitor.reload.live import Live
from monitor.reload.rule_edits import RuleEdits
from monitor.reload.setting_edits import SettingEdits
from monitor.rules.evaluate import RuleSet
from monitor.rules.rule import Rule
from monitor.sandbox import drawing
from monitor.sandbox.pool import Sandbox
from monitor.showing import Showing
from monitor.store import database
from monitor.store.database import Database
from monitor.store.decisions import Decisions
from monitor.store.deliveries import Deliveries
from monitor.store.digests import Digests
from monitor.store.heard import HeardUpdates
from monitor.store.holding import Holding
from monitor.store.notes import Notes
from monitor.store.notices import CHANNEL as OPS
from monitor.store.notices import Notices
from monitor.store.reading import Reading
from monitor.store.retention import Purge
from monitor.store.search import Search
from monitor.store.silences import Silences
from monitor.store.source_notices import SourceNotices
from monitor.store.sources import Sources
from monitor.store.spikes import Spikes
from monitor.store.standing import Standing
from monitor.store.subscriptions import Subscriptions
from monitor.store.votes import Votes
from monitor.watch.building import build as watching

if TYPE_CHECKING:
    from monitor.channels.summariser import Summariser
    from monitor.channels.telegram_api import TelegramApi

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
        redact = Redactor(known_secrets.of(settings)).redact
        rule_edits = RuleEdits(
            settings.rules,
            kept=notes,
            prepared=prepared.find,
            standing=standing,
            redact=redact,
            clock=clock.now,
        )
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
            channel.id: await sender(channel, settings, console, stack) for channel in settings.channels
        }
        outbox = Deliveries(opened)
        reloading = Reloading(
            (
                Follower(rule_edits, started.content, patience),
                # Edited between the reading and now, it would go unseen: the first look reads it again.
                Follower(setting_edits, None, patience),
            ),
            (settings.path, settings.rules),
            patience=patience,
        )
        subscriptions, votes = Subscriptions(opened, settings.bot), Votes(opened)
        api = None if settings.bot is None else _telegram_api(settings, stack)
        pulse = Pulse(began_at=monotonic())
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
            outbox=outbox,
            notices=notices,
            ops=await _ops(settings, console, stack),
            notes=notes,
            reloading=reloading,
            index=Search(opened),
            purge=Purge(opened, settings.retention),
            beside=(
                *_bot(settings, api, live, opened, standing, reloading, stack),
                *watching(settings, pulse, opened=opened, notices=notices, redact=redact, stack=stack),
            ),
            pulse=pulse,
            readers=None if api is None else subscriptions,
            reader_sender=None if api is None else partial(_to_reader, api),
            showing=Showing(
                outbox,
                votes,
                find=live.find,
                tier_of=live.tier_of,
                english_of=live.english_of,
                summariser=_summariser(settings, stack),
            ),
            summaries=Summaries(
                Digests(opened),
                topics=Spikes(opened),
                silences=Silences(opened),
                find=live.find,
                english_of=live.english_of,
                draw=drawing.draw,
            ),
            hold_back=Holding(opened).overflow,
            lookout=_lookout(settings, stack),
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
    return Ops(channel=channel, sender=await sender(channel, settings, console, stack))


def _to_reader(api: TelegramApi, channel: ChannelConfig) -> deliver.Channel:
    from monitor.channels.telegram import TelegramChannel  # noqa: PLC0415  as below

    assert channel.chat is not None
    return TelegramChannel(api, chat=channel.chat)


def _bot(
    settings: Settings,
    api: TelegramApi | None,
    live: Live,
    opened: Database,
    standing: Standing,
    reloading: Reloading,
    stack: AsyncExitStack,
) -> tuple[Beside, ...]:
    """Build what listens to people, where the settings name a bot; without it nothing of it is loaded."""
    if settings.bot is None or api is None:
        return ()
    from monitor.bot.desk import Desk  # noqa: PLC0415  the search for what terms match loads much
    from monitor.bot.listening import Bot  # noqa: PLC0415
    from monitor.channels.updates import Updates  # noqa: PLC0415

    assert settings.token is not None
    updates = Updates(api, token=settings.token, api_url=settings.api_url)
    stack.push_async_callback(updates.close)
    reading = Reading(settings.store)
    stack.callback(reading.close)
    desk = Desk(
        config=settings.bot,
        live=live,
        rules=lambda: _rules(live),
        rules_folder=settings.rules,
        store=settings.store,
        channels=settings.channels,
        reading=reading,
        votes=Votes(opened),
        subscriptions=Subscriptions(opened, settings.bot),
        silences=Silences(opened),
        standing=standing,
        digests=Digests(opened),
        look=reloading.look,
        zone=ZoneInfo(settings.channels[0].hours.zone if settings.channels else Hours().zone),
        clock=clock.now,
    )
    return (Bot(desk, updates, HeardUpdates(opened), standing),)


def _rules(live: Live) -> tuple[Rule, ...]:
    found = live.rules
    assert isinstance(found, RuleSet)
    return found.rules


async def sender(
    channel: ChannelConfig, settings: Settings, console: TextIO, stack: AsyncExitStack
) -> deliver.Channel:
    """Build what sends into one channel; what it opens is closed with the stack."""
    match channel.kind:
        case ChannelKind.CONSOLE:
            return ConsoleChannel(console)
        case ChannelKind.APPRISE:
            from monitor.channels.apprise_channel import AppriseChannel  # noqa: PLC0415  who has none does without

            assert channel.url is not None
            return AppriseChannel(url=channel.url)
        case ChannelKind.WEBHOOK:
            from monitor.channels.webhook import WebhookChannel  # noqa: PLC0415  as above
            from monitor.fetch.posting import Poster  # noqa: PLC0415

            assert channel.url is not None
            post = Poster(user_agent=user_agent(settings.contact)).post
            return WebhookChannel(url=channel.url, secret=channel.secret, post=post, clock=clock.now)
        case ChannelKind.ATOM:
            from monitor.channels.atom import AtomChannel  # noqa: PLC0415  as above

            assert channel.path is not None
            return AtomChannel(path=channel.path, name=channel.id, clock=clock.now)
        case ChannelKind.TELEGRAM:
            return _telegram(channel, settings, stack)


def _lookout(settings: Settings, stack: AsyncExitStack) -> deliver.Lookout | None:
    """Build what looks into chats by way of the operators' chat; without that chat nobody can."""
    if settings.ops_chat is None:
        return None
    from monitor.channels.telegram_lookout import TelegramLookout  # noqa: PLC0415  as below

    return TelegramLookout(_telegram_api(settings, stack), ops_chat=settings.ops_chat)


def _summariser(settings: Settings, stack: AsyncExitStack) -> Summariser | None:
    if settings.summariser is None:
        return None
    from monitor.channels.summariser import MAX_ANSWER, Summariser  # noqa: PLC0415  it reads figures and names
    from monitor.fetch.posting import Poster  # noqa: PLC0415

    poster = Poster(
        user_agent=user_agent(settings.contact),
        seconds=settings.summariser.timeout.total_seconds(),
        body=MAX_ANSWER,
    )
    made = Summariser(settings.summariser, post=poster.post)
    stack.push_async_callback(made.close)
    return made


def _telegram(channel: ChannelConfig, settings: Settings, stack: AsyncExitStack) -> deliver.Channel:
    # python-telegram-bot takes half a second to import; a run on the console does without.
    from monitor.channels.telegram import TelegramChannel  # noqa: PLC0415

    assert channel.chat is not None
    api = _telegram_api(settings, stack)
    return TelegramChannel(api, chat=channel.chat, thread=channel.thread)


def _telegram_api(settings: Settings, stack: AsyncExitStack) -> TelegramApi:
    from monitor.channels.telegram_api import TelegramApi  # noqa: PLC0415  as above

    assert settings.token is not None
    try:
        api = TelegramApi(token=settings.token, api_url=settings.api_url)
    except ValueError as error:
        raise ConfigError(
            (Problem(path=str(settings.path), message=f"TELEGRAM_API_URL: {error}"),)
        ) from error
    stack.push_async_callback(api.close)
    return api
