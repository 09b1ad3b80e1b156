"""`monitor sources check`: does each source answer, and what with? Asks them once, and stores nothing."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from monitor import clock
from monitor.cli import out
from monitor.cli.rules.lines import print_lines
from monitor.cli.sources import check_words, choosing, words
from monitor.cli.sources.checking import Checked, check_all
from monitor.cli.sources.looking import looker
from monitor.cli.sources.progress import progress
from monitor.config import settings, source_edits
from monitor.config.source_edits import SettingsFile
from monitor.errors import Trouble
from monitor.model import Source, SourceKind

_PATIENCE = timedelta(seconds=120)  # as long as a poll may take
_TURN = timedelta(seconds=3)  # for each source more: those of one host wait for each other


def run(arguments: argparse.Namespace) -> int:
    """Look at the named sources, or at all; fail where one cannot be read."""
    file = source_edits.read(arguments.config) if arguments.verify else None
    loaded = settings.load(arguments.config, os.environ, tells=False)
    chosen = choosing.chosen(arguments.ids, loaded.sources)
    results: dict[str, Checked] = {}
    try:
        asyncio.run(_check(chosen, loaded, results, is_json=arguments.format == "json"))
    finally:
        # Told to stop in the middle, it shows what it has seen.
        found = sorted(results.values(), key=lambda one: (not one.works, chosen.index(one.source)))
        if is_cut_off := _is_cut_off(found):
            found = [replace(one, advice=()) for one in found]  # the same for every one of them
        if arguments.format != "json" and found:
            print_lines(check_words.lines(found, len(chosen)))
    if is_cut_off:
        out.fail("no source on the web could be reached: is this machine connected, and may it go out?")
    if file is not None:
        _record(file, loaded.sources, found)
    return int(any(not one.works for one in found))


async def _check(
    chosen: Sequence[Source], loaded: settings.Settings, results: dict[str, Checked], *, is_json: bool
) -> None:
    now = clock.now()
    with progress(len(chosen), "sources") as advance:

        def done(one: Checked) -> None:
            results[one.source.id] = one
            advance(1)
            if is_json:
                out.json_line(check_words.as_json(one))
                sys.stdout.flush()  # whoever reads them from a pipe sees each as it is done

        deadline = (_PATIENCE + _TURN * len(chosen)).total_seconds()
        async with looker(loaded.contact, loaded.allow_private, now) as look:
            await check_all(chosen, look, now=now, deadline=deadline, done=done)


def _is_cut_off(found: Sequence[Checked]) -> bool:
    """Say whether it is this machine that reaches nothing, rather than the sources that fail."""
    asked = [one for one in found if one.source.kind is not SourceKind.FOLDER]
    return len(asked) > 1 and all(one.state.value == Trouble.UNREACHABLE for one in asked)


def _record(file: SettingsFile, sources: Sequence[Source], found: Sequence[Checked]) -> None:
    """Write into the settings which sources worked, and that it was today."""
    today = clock.now().astimezone().date()
    worked = {one.source.id for one in found if one.works and one.entries}
    days: dict[int, date] = {
        number: today
        for number, source in enumerate(sources)
        if source.id in worked and source.verified_on != today
    }
    if days:
        source_edits.replace(file, source_edits.verified(file, days))
    told = words.counted(len(days), "source")
    out.fail(
        f"{file.path}: {told} marked `verified: {today}`" if days else f"{file.path}: nothing new to mark"
    )
