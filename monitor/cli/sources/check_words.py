"""What `monitor sources check` says of each source: how it stands, its newest entries, and what to try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from monitor.cli.rules.lines import Line
from monitor.cli.sources import words
from monitor.cli.sources.checking import Checked
from monitor.cli.sources.looking import MOST_PAGES
from monitor.model import Entry, Source, SourceState


def lines(found: Sequence[Checked], asked: int) -> Iterator[Line]:
    """Yield a paragraph a source, and how many are in which state."""
    for one in found:
        yield Line(text=_heading(one))
        if one.detail is not None:
            yield Line(depth=1, text=words.safe(one.detail))
        for entry in one.newest:
            yield Line(depth=1, text=f"{_day(entry, one.source)} {_title(entry)}")
        for problem in one.problems[:1]:
            more = f" (and {len(one.problems) - 1} more)" if len(one.problems) > 1 else ""
            yield Line(depth=1, text=f"left out: {words.safe(problem)}{more}")
        for tip in one.advice:
            yield Line(depth=1, text=f"try: {tip}")
    yield Line(text=_summary(found, asked), is_heading=True)


def _heading(one: Checked) -> str:
    facts: list[str] = [one.state.value]
    if one.works:
        several = f" of its first {MOST_PAGES} pages" if one.source.recipe.pages > 1 else ""
        facts.append(words.counted(one.entries, "entry", "entries") + several)
    if one.charset is not None:
        facts.append(one.charset)
    return f"{one.source.id}: {', '.join([*facts, words.length(timedelta(seconds=one.seconds))])}"


def _summary(found: Sequence[Checked], asked: int) -> str:
    states = Counter(one.state for one in found)
    told = [f"{states[state]} {state}" for state in SourceState if states[state]]
    if asked > len(found):
        told.append(f"{asked - len(found)} not asked")
    return f"{words.counted(asked, 'source')}: {', '.join(told)}"


def _day(entry: Entry, source: Source) -> str:
    return words.published(entry.published, source.zone).partition(" ")[0]


def _title(entry: Entry) -> str:
    return words.safe(entry.title or entry.url or entry.guid or "without a title")


def as_json(one: Checked) -> dict[str, Any]:
    """Return a result for programs."""
    described = partial(_entry_json, zone=one.source.zone)
    return {
        "source": one.source.id,
        "kind": one.source.kind.value,
        "state": one.state.value,
        "detail": one.detail,
        "charset": one.charset,
        "entries": one.entries,
        "newest": [described(entry) for entry in one.newest],
        "seconds": round(one.seconds, 3),
        "moved_to": one.moved_to,
        "problems": list(one.problems),
        "advice": list(one.advice),
    }


def _entry_json(entry: Entry, zone: str) -> dict[str, Any]:
    published = entry.published.isoformat() if entry.published else None
    return {"title": entry.title, "published": published, "url": entry.url, "zone": zone}
