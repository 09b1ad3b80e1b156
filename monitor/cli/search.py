"""`monitor search`: stored documents that hold all of the words, the best first."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import datetime

from monitor import clock
from monitor.cli import out
from monitor.cli.sources.words import safe
from monitor.config import settings
from monitor.store import database
from monitor.store.search import Hit, Search


def run(arguments: argparse.Namespace) -> int:
    """Print the documents; exit 0 also where nothing is found."""
    words = " ".join(arguments.words).encode("utf-8", "replace").decode()  # an argument may hold any bytes
    opened = database.open_to_read(settings.load(arguments.config, os.environ, tells=False).store)
    now = clock.now()
    since = None if arguments.since is None else now - arguments.since
    try:
        found = Search(opened).find(words, now, since=since, limit=arguments.limit)
    finally:
        opened.close()
    for hit in found.hits:
        if arguments.format == "json":
            out.json_line(_as_json(hit))
        else:
            _print(hit)
    if found.behind:
        waiting = f"{found.behind:,} older documents are not in the index yet"
        print(f"monitor: {waiting}; `monitor run` brings them in", file=sys.stderr)
    if arguments.format == "text":
        if not found.hits:
            print("no document holds all of these words", file=sys.stderr)
        elif found.has_more:
            print("there are more; --limit shows up to 50, another word narrows them down", file=sys.stderr)
    return 0


def _print(hit: Hit) -> None:
    demo = ", demo" if hit.demo else ""
    print(safe(hit.title) or "(no title)")
    print(f"  {hit.document_id}, {safe(hit.outlet)}, {_day(hit)}{demo}")
    if hit.url:
        print(f"  {safe(hit.url)}")


def _as_json(hit: Hit) -> dict[str, object]:
    return {
        "document": hit.document_id,
        "title": hit.title,
        "url": hit.url,
        "source": hit.source_id,
        "outlet": hit.outlet,
        "published": hit.published.isoformat() if hit.published else None,
        "seen_at": out.iso(hit.seen_at),
        "in_title": hit.in_title,
        "demo": hit.demo,
    }


def _day(hit: Hit) -> str:
    if hit.published is None:
        return f"seen {hit.seen_at.astimezone().date()}"
    return str(hit.published.date() if isinstance(hit.published, datetime) else hit.published)
