"""`monitor run`: the bot itself."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from contextlib import AsyncExitStack
from datetime import timedelta

import uvloop

from monitor import app, work
from monitor.cli import logs, out
from monitor.cli.channels.choosing import secrets
from monitor.config import settings


def run(arguments: argparse.Namespace) -> int:
    """Run until told to stop, or one pass with --once."""
    loaded = settings.load(arguments.config, os.environ)
    logs.configure(
        level=_level(arguments),
        secrets=secrets(loaded),
        json=not sys.stderr.isatty() and not arguments.once,
    )
    if arguments.once:
        return uvloop.run(_once(loaded, arguments.wait))
    return uvloop.run(_forever(loaded))


def _level(arguments: argparse.Namespace) -> int:
    """Return how much to log: one pass says at its end what failed, in a line each."""
    if arguments.verbose:
        return logging.DEBUG
    return logging.ERROR if arguments.once else logging.INFO


async def _once(loaded: settings.Settings, wait: timedelta) -> int:
    stop = _told_to_stop()
    async with app.build(loaded, environment=os.environ, console=sys.stdout) as parts:
        finished = await work.once(parts, stop, wait=wait)
        failures = [*(str(problem) for problem in parts.rule_problems), *finished.failures]
    for line in failures:
        out.fail(line)
    for line in (*finished.notes, *finished.pending):
        out.fail(line)
    return 1 if failures else 0


async def _forever(loaded: settings.Settings) -> int:
    stop = _told_to_stop()
    async with AsyncExitStack() as stack:
        building = asyncio.create_task(
            stack.enter_async_context(app.build(loaded, environment=os.environ, console=sys.stdout))
        )
        # Told to stop while twenty thousand rules are read for the first time, it does not wait for them.
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({building, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if building.done():
            await work.run(building.result(), stop)
        else:
            building.cancel()
            await asyncio.gather(building, return_exceptions=True)
    return 0


def _told_to_stop() -> asyncio.Event:
    """Return an event that SIGTERM and Ctrl-C set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
