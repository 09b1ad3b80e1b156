"""Render a summary as a short message in Telegram HTML; it fits by construction.

summary + plan (how much of everything) → runs of styled text → HTML
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, auto

from monitor.alerts.clip import clip, units
from monitor.alerts.labels import hashtag, topic_label
from monitor.model import OutletKind, Published, Severity, Summary
from monitor.text.characters import is_ignorable

_ID = 10  # characters of a document's id
DEFAULT_LIMIT = 1200  # what a phone shows in about a screen and a half
MAX_CONTEXT = 240  # units of a stretch of text with matched words
MAX_URL = 2048  # a longer address is no link: Telegram limits the total size of a message's entities

_MARKS = {Severity.CRITICAL: "🔴", Severity.HIGH: "🟠", Severity.MEDIUM: "🟡", Severity.LOW: "⚪"}

_TRUST = {
    OutletKind.STATE_COMPANY: "origin: state-owned company's own account, not independently verified",
    OutletKind.STATE_AFFILIATED: "origin: state-affiliated media, not independently verified",
    OutletKind.OFFICIAL: "origin: official",
    OutletKind.INDEPENDENT: "origin: independent",
    OutletKind.UNKNOWN: "unknown origin",
}

_WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


class _Style(Enum):
    PLAIN = auto()
    BOLD = auto()
    ITALIC = auto()
    LINK = auto()
    QUOTE = auto()


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of visible text in one style."""

    text: str
    style: _Style = _Style.PLAIN
    url: str = ""  # a link's


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """How much of everything a message shows: counts of things, and units of each."""

    title: int = 300
    lines: int = 3
    line: int = 300
    reasons: int = 2  # rules told with their reason
    why: int = 240
    others: int = 160  # the names of the other rules
    contexts: int = 4
    topics: int = 3


# What gives way, first to last: detail of the reasons before substance, substance before who said it.
_GIVING_WAY: tuple[dict[str, int], ...] = (
    {"contexts": 3},
    {"why": 160},
    {"contexts": 2},
    {"line": 240, "title": 240},
    {"reasons": 1},
    {"line": 200},
    {"why": 120},
    {"title": 160, "others": 80},
    {"contexts": 1},
    {"line": 160},
    {"line": 120},
    {"lines": 2},
    {"lines": 1},
    {"why": 0},
    {"contexts": 0},
    {"title": 100, "topics": 1, "others": 0},
    {"lines": 0},
    {"reasons": 0},
)


def render_html(summary: Summary, *, limit: int = DEFAULT_LIMIT) -> str:
    """Render as Telegram HTML with at most `limit` UTF-16 units of visible text."""
    for plan in _plans():
        runs = tuple(_compose(summary, plan))
        if sum(units(run.text) for run in runs) <= limit:
            return "".join(_as_html(run) for run in runs)
    return "".join(_as_html(run) for run in _bare(summary, limit))


def _plans() -> Iterator[_Plan]:
    plan = _Plan()
    yield plan
    for change in _GIVING_WAY:
        plan = replace(plan, **change)
        yield plan


def _compose(summary: Summary, plan: _Plan) -> Iterator[_Run]:
    yield from _head(summary, plan)
    for line in summary.lines[: plan.lines]:
        yield _Run(f"\n• {clip(_clean(line), plan.line)}")
    yield _Run("\n\n")
    yield _Run(_source(summary), _Style.ITALIC)
    yield from _reasons(summary, plan)
    contexts = [clip(_clean(context), MAX_CONTEXT) for context in summary.evidence[: plan.contexts]]
    if contexts:
        yield _Run("\n")
        yield _Run("\n".join(contexts), _Style.QUOTE)
    tags = " ".join(filter(None, (hashtag(topic) for topic in summary.topics[: plan.topics])))
    # Enough of the id to be one document's: what `monitor why` is asked with.
    yield _Run(f"\n{clip(tags, 120)} id {summary.document_id[:_ID]}".replace("\n ", "\n"))


def _head(summary: Summary, plan: _Plan) -> Iterator[_Run]:
    labels = ", ".join(topic_label(_clean(topic)) for topic in summary.topics[: plan.topics])
    yield _Run(f"{_MARKS[summary.severity]} ")
    yield _Run(clip(labels, 80), _Style.BOLD)
    yield _Run(" (demo) · " if summary.demo else " · ")
    yield _headline(summary, plan.title)
    yield _Run("\n" if summary.lines[: plan.lines] else "")


def _bare(summary: Summary, limit: int) -> Iterator[_Run]:
    """Yield the mark and the title, as much of them as the limit allows."""
    mark = _MARKS[summary.severity]
    room = limit - units(mark) - 1
    yield _Run(clip(mark, limit))
    if room > 0:
        yield _Run(" ")
        yield _headline(summary, room)


def _headline(summary: Summary, limit: int) -> _Run:
    title, url = clip(_title(summary), limit), _link(summary.url)
    return _Run(title, _Style.LINK, url) if url else _Run(title)


def _reasons(summary: Summary, plan: _Plan) -> Iterator[_Run]:
    reasons = tuple(zip(summary.rule_names, summary.why, strict=True))
    for name, why in reasons[: plan.reasons]:
        yield _Run("\nWhy: ")
        yield _Run(clip(_clean(name), 80), _Style.BOLD)
        if why and plan.why:
            yield _Run(f" — {clip(_clean(why), plan.why)}")
    others = clip(" · ".join(_clean(name) for name, _ in reasons[plan.reasons :]), plan.others)
    if others:
        yield _Run(f"\nAlso: {others}")


def _source(summary: Summary) -> str:
    facts = (
        clip(_clean(summary.outlet), 80),
        _TRUST[summary.provenance],
        _when(summary.published),
        clip(_clean(summary.document_number or ""), 60),
    )
    return " · ".join(fact for fact in facts if fact)


def _when(published: Published | None) -> str:
    if published is None:
        return "undated"
    if isinstance(published, datetime):
        # In the zone the document was written in: another one may show another day.
        offset = published.strftime("%z")
        return f"{published:%Y-%m-%d %H:%M} UTC{f'{offset[:3]}:{offset[3:]}' if int(offset) else ''}"
    return date.isoformat(published)


def _title(summary: Summary) -> str:
    return _clean(summary.title) or "Untitled"


def _link(url: str | None) -> str:
    """Return the address where it may be linked; others, like `tg://`, mean something else to Telegram."""
    return url if url and _WEB.fullmatch(url) and units(url) <= MAX_URL else ""


def _clean(text: str) -> str:
    """Return the text in one line, without what Telegram would drop or turn into something else."""
    sound = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    # Joiners stay: emoji and some scripts are spelt with them.
    seen = (letter for letter in sound if letter in "\u200c\u200d\ufe0e\ufe0f" or not is_ignorable(letter))
    return " ".join("".join(seen).split())


def _as_html(run: _Run) -> str:
    """Write a run as Telegram HTML; the one place where text becomes markup."""
    text = html.escape(run.text)
    if not text:
        return ""
    match run.style:
        case _Style.BOLD:
            return f"<b>{text}</b>"
        case _Style.ITALIC:
            return f"<i>{text}</i>"
        case _Style.LINK:
            return f'<a href="{html.escape(run.url)}">{text}</a>'
        case _Style.QUOTE:
            return f"<blockquote expandable>{text}</blockquote>"
        case _:
            return text
