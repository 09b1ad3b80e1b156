"""How replays show documents: a line for each, and beneath it the words that matched, where they stand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.alerts import contexts
from monitor.alerts.clip import flat
from monitor.model import Document, Layout, Match, Version

# Around the matched words until it is known where they are shown; no text may hold them (Unicode, 23.7).
_BEGIN, _END = "\ufdd0", "\ufdd1"
_ID = 12  # characters of a document's id; `monitor why` knows it by them
_COLOURS = {"+": "green", "-": "red", "~": "yellow"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document as a line shows it."""

    id: str
    source: str
    document: Document
    seen_at: datetime | None = None  # None: a file, which nobody polled
    sign: str = ""  # "+", "-", "~", or none
    contexts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def date(self) -> str:
        """When it was published; where it does not say, when it was seen."""
        moment = self.document.published or self.seen_at
        if isinstance(moment, datetime):
            moment = moment.date()
        return "-" if moment is None else moment.isoformat()


def entry(version: Version, **more: Any) -> Entry:
    """Return the entry of a stored version."""
    return Entry(
        id=version.document_id,
        source=version.source_id,
        document=version.document,
        seen_at=version.seen_at,
        **more,
    )


def evidence(layout: Layout, matches: tuple[Match, ...]) -> tuple[str, ...]:
    """Return the matched words in context, for an entry."""
    return contexts.show(layout, matches, marks=(_BEGIN, _END))


def as_json(shown: Entry) -> dict[str, Any]:
    """Return an entry as commands print it; the matched words stand between « and »."""
    document = shown.document
    return {
        "document": shown.id,
        "source": shown.source,
        "title": document.title,
        "url": document.url,
        "published": document.published.isoformat() if document.published else None,
        "seen_at": shown.seen_at.isoformat().replace("+00:00", "Z") if shown.seen_at else None,
        "contexts": [_marked(line) for line in shown.contexts],
    }


def print_entries(entries: Sequence[Entry]) -> None:
    """Print documents: the matched words bold on a terminal, between « and » in a pipe."""
    width = max((len(shown.source) for shown in entries), default=0)
    if not sys.stdout.isatty():
        for shown in entries:
            print(_heading(shown, width))
            for line in shown.contexts:
                print(f"    {_marked(line)}")
            for note in shown.notes:
                print(f"    ({_safe(note)})")
        return
    # rich costs 100 ms to import; only a terminal pays.
    from rich.console import Console  # noqa: PLC0415
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    for shown in entries:
        console.print(Text(_heading(shown, width), style=_COLOURS.get(shown.sign, "")), soft_wrap=True)
        for line in shown.contexts:
            text = Text()
            for place, piece in enumerate(line.replace(_END, _BEGIN).split(_BEGIN)):
                text.append(_safe(piece), style="bold" if place % 2 else "")
            console.print(Padding(text, (0, 0, 0, 4), expand=False))
        for note in shown.notes:
            console.print(Padding(Text(f"({_safe(note)})", style="dim"), (0, 0, 0, 4), expand=False))


@contextmanager
def progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how many of the documents are done; call what this gives with how many more are."""
    if not total or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn  # noqa: PLC0415

    columns = ("documents", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda more: bar.advance(task, more)


def _heading(shown: Entry, width: int) -> str:
    sign = f"{shown.sign} " if shown.sign else ""
    id_ = shown.id if shown.seen_at is None else shown.id[:_ID]
    title = flat(shown.document.title)
    return sign + _safe("  ".join((shown.date.ljust(10), shown.source.ljust(width), id_, title)))


def _marked(line: str) -> str:
    return _safe(line.replace(_BEGIN, "«").replace(_END, "»"))


def _safe(text: str) -> str:
    """Replace what could steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
