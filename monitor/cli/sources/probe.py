"""`monitor sources probe`: what an address holds, how it would be read, and the YAML to paste."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import textwrap
from collections.abc import Sequence

from monitor import clock
from monitor.cli import out
from monitor.cli.rules.lines import print_lines
from monitor.cli.sources import probe_words, probing, words
from monitor.cli.sources.looking import tools
from monitor.cli.sources.probing import Probed
from monitor.config import settings, source_yaml
from monitor.errors import MonitorError, SourceError
from monitor.fetch import addresses
from monitor.model import Source

_SCHEMES = ("http://", "https://")


def run(arguments: argparse.Namespace) -> int:
    """Print what an address holds; fail where there is nothing to follow."""
    url = _address(arguments.url)
    contact, allow_private = settings.DEFAULT_CONTACT, frozenset[str]()
    known: tuple[Source, ...] = ()
    # The first thing a new user does may well be this, before there are any settings.
    if arguments.config.exists():
        loaded = settings.load(arguments.config, os.environ, tells=False)
        contact, allow_private, known = loaded.contact, loaded.allow_private, loaded.sources
    try:
        found = asyncio.run(_probe(url, contact, allow_private, {source.id for source in known}))
    except SourceError as error:
        raise MonitorError(f"{words.safe(url)}: {words.safe(str(error))} ({error.trouble})") from error
    if arguments.format == "json":
        out.json_line(probe_words.as_json(found))
    else:
        _show(found, known)
    if not found.ways:
        out.fail(f"{words.safe(url)}: nothing to follow there; try the page that lists the news, or its feed")
    return int(not found.ways)


def _address(text: str) -> str:
    """Return a URL that can be asked for; MonitorError says what is missing."""
    if not text.casefold().startswith(_SCHEMES):
        meant = f"https://{text.partition('://')[2] or text}"
        hint = f"; did you mean {words.safe(meant)}?" if addresses.is_web_address(meant) else ""
        raise MonitorError(
            f"{words.safe(text)!r} is no web address: it begins with https:// or http://{hint}"
        )
    if not addresses.is_web_address(text):
        raise MonitorError(
            f"{words.safe(text)!r} is no web address; write it as in https://example.org/news/"
        )
    return text


async def _probe(url: str, contact: str, allow_private: frozenset[str], taken: set[str]) -> Probed:
    async with tools(contact, allow_private) as (fetcher, sandbox):
        return await probing.probe(url, fetcher, sandbox, taken=taken, now=clock.now())


def _show(found: Probed, known: Sequence[Source]) -> None:
    print_lines(probe_words.facts(found, known))
    for number, way in enumerate(found.ways):
        print_lines(probe_words.way(way, is_first=number == 0))
        sys.stdout.write(f"\n{textwrap.indent(source_yaml.item(way.data), '  ')}")
