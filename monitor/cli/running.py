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

import structlog
import uvloop

from monitor import about, app, work
from monitor.cli import logs, out
from monitor.config import known_secrets, settings
from monitor.errors import ConfigError, MonitorError
from monitor.model.watching import LogFormat

logger = structlog.get_logger("monitor.run")


def run(arguments: argparse.Namespace) -> int:
    """Run until told to stop, or one pass with --once."""
    loaded = settings.load(arguments.config, os.environ)
    is_json = not sys.stderr.isatty() and not arguments.once
    if loaded.log.format is not None:
        is_json = loaded.log.format is LogFormat.JSON
    logs.configure(level=_level(arguments, loaded), secrets=known_secrets.of(loaded), json=is_json)
    try:
        return uvloop.run(_once(loaded, arguments.wait) if arguments.once else _forever(loaded))
    except MonitorError as error:
        if not is_json:
            raise
        for line in error.problems if isinstance(error, ConfigError) else (error,):
            logger.critical("cannot go on", reason=str(line))
        return 1
    except Exception:
        if not is_json:
            raise
        logger.critical("ended on a defect", exc_info=True)
        return 1


def _level(arguments: argparse.Namespace, loaded: settings.Settings) -> int:
    """Return from where on to log: one pass says at its end what failed, in a line each."""
    if arguments.verbose:
        return logging.DEBUG
    return logging.ERROR if arguments.once else logging.getLevelNamesMapping()[loaded.log.level.upper()]


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
            parts = building.result()
            logger.info(
                "started",
                version=about.released(),
                commit=about.commit(),
                settings=str(loaded.path),
                store=str(loaded.store),
                sources=len(loaded.sources),
                channels=[channel.id for channel in loaded.channels],
            )
            await work.run(parts, stop)
        else:
            building.cancel()
            await asyncio.gather(building, return_exceptions=True)
    logger.info("stopped")
    return 0


def _told_to_stop() -> asyncio.Event:
    """Return an event that SIGTERM and Ctrl-C set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, stop, number)
    return stop


def _stop(stop: asyncio.Event, number: signal.Signals) -> None:
    logger.info("told to stop", signal=number.name)
    stop.set()
