"""What `monitor sources show` says: a source's recipe, how it stands and why, its documents, its last polls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from monitor.cli import out
from monitor.cli.rules.lines import Line
from monitor.cli.sources import recipe_words, words
from monitor.model import Source, SourceState
from monitor.store.source_reports import LatencyReport, RunReport, SourceRow

LATELY = timedelta(days=30)  # the documents whose delays count


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store says of a source."""

    row: SourceRow | None = None  # None: the store never heard of it
    runs: tuple[RunReport, ...] = ()
    latency: LatencyReport | None = None


def lines(source: Source, known: Known, now: datetime) -> Iterator[Line]:
    """Yield everything of it for people."""
    tier = f", {source.tier}" if source.tier is not None else ""
    yield Line(text=f"{source.id}: {source.outlet.name}, {source.outlet.kind}{tier}")
    yield Line(text="Recipe", is_heading=True)
    for sentence in recipe_words.recipe(source):
        yield Line(depth=1, text=sentence, is_item=True)
    yield Line(depth=1, text=_verified(source), is_item=True)
    yield Line(text="State", is_heading=True)
    if known.row is None:
        yield Line(depth=1, text="never polled; `monitor run` does", is_item=True)
        return
    for sentence in _state(known.row, now):
        yield Line(depth=1, text=sentence, is_item=True)
    yield Line(text="Documents", is_heading=True)
    for sentence in _documents(known.row, known.latency, source):
        yield Line(depth=1, text=sentence, is_item=True)
    if known.runs:
        yield Line(text=f"Last polls, newest first ({len(known.runs)})", is_heading=True)
        yield from _runs(known.runs)


def _verified(source: Source) -> str:
    if source.verified_on is None:
        return "nobody has recorded yet that it works; `monitor sources check --verify` does"
    return f"seen to work on {source.verified_on}"


def _state(row: SourceRow, now: datetime) -> Iterator[str]:
    since = f", since {_when(row.since, now)}" if row.since is not None else ""
    yield f"{row.state}{since}{_because(row.detail)}"
    if row.failures > 1:
        yield f"failed {row.failures} times in a row"
    yield f"last polled {_when(row.polled_at, now)}, last read {_when(row.succeeded_at, now)}"
    if row.is_polled_now:
        yield "being polled now"
    else:
        due = "next due" if row.next_due > now else "due since"
        yield f"{due} {_when(row.next_due, now)}{_because(row.why)}"
    if row.pages_owed:
        pages = words.counted(row.pages_owed, "page")
        yield f"{pages} of entries still to be fetched; the list is asked again {_when(row.list_due, now)}"
    yield from _trouble(row, now)
    yield from _validators(row)


def _trouble(row: SourceRow, now: datetime) -> Iterator[str]:
    if row.moved_to is not None and row.moved_to != row.location:
        asked = ", and is polled there" if row.is_moved else ""
        polls = words.counted(row.moved_times, "poll")
        yield f"says that it has moved for good ({polls}){asked}: `url: {words.safe(row.moved_to)}`"
    if row.trouble is not None and row.trouble != row.state:
        yield f"last trouble: {row.trouble}, {_when(row.trouble_since, now)}{_because(row.trouble_detail)}"
    if row.told is not None:
        yield f"the operators were told that it is {row.told}, {_when(row.told_at, now)}"


def _validators(row: SourceRow) -> Iterator[str]:
    given = [
        f"{name} {words.safe(value)}"
        for name, value in (("ETag", row.etag), ("Last-Modified", row.last_modified))
        if value is not None
    ]
    yield f"validators: {', '.join(given) or 'none: every poll fetches the whole list'}"


def _day_or_time(newest_at: datetime, zone: str) -> str:
    """Return when the newest came out; what has no time of day counts until the end of its day."""
    local = newest_at.astimezone(ZoneInfo(zone))
    return words.published(local.date() - timedelta(days=1) if local.time() == time() else newest_at, zone)


def _documents(row: SourceRow, latency: LatencyReport | None, source: Source) -> Iterator[str]:
    yield f"{words.counted(row.documents, 'document')}, {words.counted(row.alerts, 'alert')}"
    if row.newest_at is not None:
        gap = f", usually one in {words.length(row.usual_gap)}" if row.usual_gap is not None else ""
        yield f"the newest is of {_day_or_time(row.newest_at, source.zone)}{gap}"
    if latency is None:
        yield f"none first seen in the last {words.length(LATELY)}"
        return
    lately = words.counted(latency.documents, "document")
    yield f"in the last {words.length(LATELY)}: {lately}, {latency.told} told"
    for what, median, most in (
        ("from published to seen", latency.seen_p50, latency.seen_p95),
        ("from seen to told", latency.told_p50, latency.told_p95),
        ("from published to told", latency.total_p50, latency.total_p95),
    ):
        if median is not None and most is not None:
            yield f"{what}: half within {words.length(median)}, 95 % within {words.length(most)}"


def _runs(runs: Sequence[RunReport]) -> Iterator[Line]:
    for one in runs:
        facts = [one.state]
        if one.requests:
            asked = words.counted(one.requests, "request")
            facts.append(f"{asked} in {words.length(timedelta(milliseconds=one.ms))}")
            facts.append(words.size(one.size))
        if not SourceState(one.state).is_trouble and one.state != SourceState.UNCHANGED:
            facts.append(f"{words.counted(one.entries, 'entry', 'entries')}, {one.new} new")
        yield Line(depth=1, text=f"{out.instant(one.at)}  {', '.join(facts)}")
        if one.detail is not None:
            yield Line(depth=2, text=words.safe(one.detail))


def _because(reason: str | None) -> str:
    return f": {words.safe(reason)}" if reason else ""


def _when(moment: datetime | None, now: datetime) -> str:
    """Return an instant with how far it is from now."""
    if moment is None:
        return "never"
    away = words.length(abs(moment - now))
    return f"{out.instant(moment)} ({f'in {away}' if moment > now else f'{away} ago'})"


def as_json(source: Source, known: Known) -> dict[str, Any]:
    """Return all of it for programs; lengths of time are in seconds."""
    return {
        "id": source.id,
        "kind": source.kind.value,
        "outlet": {"name": source.outlet.name, "kind": source.outlet.kind.value},
        "tier": source.tier.value if source.tier is not None else None,
        "verified": source.verified_on.isoformat() if source.verified_on else None,
        "recipe": list(recipe_words.recipe(source)),
        "state": _values(asdict(known.row)) if known.row is not None else None,
        "latency": _values(asdict(known.latency)) if known.latency is not None else None,
        "runs": [_values(asdict(one)) for one in known.runs],
    }


def _values(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: _value(value) for key, value in facts.items()}


def _value(value: Any) -> Any:
    """Return an instant as programs read it, and a length of time in seconds."""
    if isinstance(value, datetime):
        return out.iso(value)
    return value.total_seconds() if isinstance(value, timedelta) else value
