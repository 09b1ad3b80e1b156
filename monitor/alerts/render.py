"""Render a summary as a short message in Telegram HTML; it fits by construction.

summary + plan (how much of everything) → runs of styled text → HTML
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.alerts import runs, words
from monitor.alerts.clip import clip, units
from monitor.alerts.labels import hashtag, topic_label
from monitor.alerts.quantities import shorten
from monitor.alerts.runs import Run, clean
from monitor.alerts.words import MARKS, Words
from monitor.model import Published, Summary, Update

DEFAULT_LIMIT = 1200  # what a phone shows in about a screen and a half
DEFAULT_ZONE = "Asia/Shanghai"  # of the instants of ours
MAX_CONTEXT = 240  # units of a stretch of text with matched words

SHOWN_ID = 10  # characters of a document's id
_MAX_TAGS = 160
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much of everything a message shows: counts of things, and units of each."""

    title: int = 300
    original: int = 160  # the title, where a head stands above it
    lines: int = 3
    line: int = 300
    gloss: int = 160
    history: int = 5  # updates
    change: int = 120  # what an update says
    reasons: int = 2  # rules told with their reason
    why: int = 240
    others: int = 160  # the names of the other rules
    contexts: int = 4
    topics: int = 3
    tags: int = 6  # names


# What gives way, first to last: detail of the reasons before substance, substance before who said it.
_GIVING_WAY: tuple[dict[str, int], ...] = (
    {"contexts": 3},
    {"why": 160},
    {"contexts": 2},
    {"line": 240, "title": 240},
    {"reasons": 1, "change": 80},
    {"line": 200, "history": 4},
    {"why": 120, "tags": 4},
    {"title": 160, "original": 100, "others": 80},
    {"contexts": 1, "history": 3},
    {"line": 160, "change": 60},
    {"line": 120, "gloss": 100},
    {"lines": 2, "history": 2},
    {"lines": 1, "tags": 2},
    {"why": 0, "history": 1},
    {"contexts": 0},
    {"title": 100, "topics": 1, "others": 0, "original": 60},
    {"lines": 0, "history": 0},
    {"reasons": 0, "original": 0, "tags": 0},
)


def render_html(
    summary: Summary, *, limit: int = DEFAULT_LIMIT, language: str | None = None, zone: str = DEFAULT_ZONE
) -> str:
    """Render as Telegram HTML with at most `limit` UTF-16 units of visible text."""
    frame = words.of(language)
    for plan in plans():
        composed = tuple(_compose(summary, plan, frame, zone))
        if runs.length(composed) <= limit:
            return runs.write(composed)
    return runs.write(_bare(summary, limit, frame))


def plans() -> Iterator[Plan]:
    """Yield how much to show, ever less."""
    plan = Plan()
    yield plan
    for change in _GIVING_WAY:
        plan = replace(plan, **change)
        yield plan


def headline(summary: Summary, limit: int, frame: Words, *, struck: bool = False) -> Run:
    """Return what happened, linked, in at most so many units."""
    text = clean(summary.head) or clean(summary.title) or frame.untitled
    return Run(shorten(text, limit), url=runs.link(summary.url), struck=struck)


def head_origin(summary: Summary, frame: Words) -> str:
    """Return whose title the headline is, in brackets, where it is another outlet's."""
    told = clip(clean(summary.head_from), 80)
    return frame.bracketed.format(frame.lines_from.format(told)) if told else ""


def source(summary: Summary, frame: Words) -> str:
    """Return who said it and how far to trust it."""
    outlet, issuer = clip(clean(summary.outlet), 80), clip(clean(summary.issuer), 100)
    if issuer and issuer != outlet:
        outlet = f"{issuer} {frame.via.format(outlet)}" if outlet else issuer
    trust = words.trust(summary.provenance, summary.outlet_kind, summary.tier, frame)
    tier = frame.tiers[summary.tier] if summary.tier is not None else ""
    if outlet and tier and tier not in trust:
        outlet += frame.bracketed.format(tier)
    several = frame.independent.format(summary.independent) if summary.independent > 1 else ""
    return " · ".join(fact for fact in (outlet, trust, several) if fact)


def dates(summary: Summary, frame: Words, zone: str) -> str:
    """Return when it was published, and written where that differs, and the document's number."""
    published = when(summary.published, zone)
    day = published[:10]
    written = summary.written_on.isoformat() if summary.written_on is not None else ""
    facts = (
        frame.published.format(published) if published else frame.undated,
        frame.written.format(written) if written and written != day else "",
        clip(clean(summary.document_number or ""), 60),
    )
    return " · ".join(fact for fact in facts if fact)


def when(published: Published | None, zone: str) -> str:
    """Return an instant or a day as a reader sees it, empty where there is none."""
    if published is None:
        return ""
    if isinstance(published, datetime):
        # In the zone the document was written in: another one may show another day. UTC is what feeds write.
        if not published.utcoffset():
            published = published.astimezone(ZoneInfo(zone))
        offset = published.strftime("%z")
        return f"{published:%Y-%m-%d %H:%M} UTC{f'{offset[:3]}:{offset[3:]}' if int(offset) else ''}"
    return date.isoformat(published)


def moment(at: datetime, zone: str, frame: Words) -> str:
    """Return when something was told, to the minute, in the channel's zone."""
    local = at.astimezone(ZoneInfo(zone))
    if frame is words.CHINESE:
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local.day} {_MONTHS[local.month - 1]} {local:%H:%M}"


def tags(summary: Summary, plan: Plan) -> str:
    """Return the hashtags: topics, severity, names."""
    told = [hashtag(topic) for topic in summary.topics[: plan.topics]]
    told += [f"#{summary.severity.value}", *(f"#{tag}" for tag in summary.tags[: plan.tags])]
    line = ""
    for tag in dict.fromkeys(filter(None, told)):
        longer = f"{line} {tag}".strip()
        if units(longer) > _MAX_TAGS:
            break
        line = longer
    return line


def _compose(summary: Summary, plan: Plan, frame: Words, zone: str) -> Iterator[Run]:
    struck = summary.retraction is not None
    yield from _head(summary, plan, frame)
    yield from _substance(summary, plan, frame, struck=struck)
    yield Run("\n\n")
    yield Run(f"{source(summary, frame)}\n{dates(summary, frame, zone)}", tag="i")
    yield from _history(summary.history, plan, frame, zone)
    if not struck:
        yield from _reasons(summary, plan, frame)
    # Enough of the id to be one document's: what `monitor why` is asked with.
    yield Run(f"\n{tags(summary, plan)} id {summary.document_id[:SHOWN_ID]}")


def _head(summary: Summary, plan: Plan, frame: Words) -> Iterator[Run]:
    if summary.retraction is not None:
        yield Run("❌ ")
        yield Run(f"{frame.retracted}{clip(clean(summary.retraction), 300)}", tag="b")
        yield Run("\n")
    labels = ", ".join(topic_label(clean(topic)) for topic in summary.topics[: plan.topics])
    yield Run(f"{MARKS[summary.severity]} ")
    yield Run(clip(labels, 80), tag="b")
    yield Run(f"{frame.demo if summary.demo else ''}{' · ' if labels or summary.demo else ''}")
    yield headline(summary, plan.title, frame, struck=summary.retraction is not None)
    yield Run(head_origin(summary, frame))
    if summary.head and plan.original:
        yield Run("\n")
        yield Run(shorten(clean(summary.title), plan.original), tag="i")


def _substance(summary: Summary, plan: Plan, frame: Words, *, struck: bool) -> Iterator[Run]:
    lines = summary.lines[: plan.lines]
    if not lines:
        return
    yield Run("\n")
    for place, line in enumerate(lines):
        gloss = clip(clean(summary.glosses[place]), plan.gloss) if place < len(summary.glosses) else ""
        yield Run("\n• ")
        yield Run(gloss, tag="b", struck=struck)
        yield Run(f"{' — ' if gloss else ''}{shorten(clean(line), plan.line)}", struck=struck)
    origin = frame.lines_from.format(clip(clean(summary.lines_from), 80)) if summary.lines_from else ""
    model = (
        frame.summarised_by.format(clip(clean(summary.summarised_by), 40)) if summary.summarised_by else ""
    )
    if origin or model:
        yield Run("\n")
        yield Run(f"({origin or model})", tag="i")


def _history(updates: tuple[Update, ...], plan: Plan, frame: Words, zone: str) -> Iterator[Run]:
    shown = updates[len(updates) - min(len(updates), plan.history) :]
    if not shown:
        return
    yield Run("\n\n")
    yield Run(frame.history, tag="b")
    if len(shown) < len(updates):
        yield Run(f" {frame.earlier.format(len(updates) - len(shown))}")
    for update in shown:
        told = shorten(clean(words.change(update, frame)), plan.change)
        yield Run(f"\n{moment(update.at, zone, frame)} {told}")


def _reasons(summary: Summary, plan: Plan, frame: Words) -> Iterator[Run]:
    reasons = tuple(zip(summary.rule_names, summary.why, strict=True))
    told: list[Run] = []
    for name, why in reasons[: plan.reasons]:
        told.append(Run(f"\n{'' if told else frame.why}", folded=True))
        told.append(Run(clip(clean(name), 80), tag="b", folded=True))
        told.append(Run(f" — {clip(clean(why), plan.why)}" if why and plan.why else "", folded=True))
    others = clip(" · ".join(clean(name) for name, _ in reasons[plan.reasons :]), plan.others)
    if others:
        told.append(Run(f"\n{frame.also.format(others)}", folded=True))
    told += [
        Run(f"\n{clip(clean(context), MAX_CONTEXT)}", folded=True)
        for context in summary.evidence[: plan.contexts]
    ]
    if told:
        yield Run("\n")
        yield replace(told[0], text=told[0].text.lstrip("\n"))
        yield from told[1:]


def _bare(summary: Summary, limit: int, frame: Words) -> Iterator[Run]:
    """Yield the mark and the title, as much of them as the limit allows."""
    mark = MARKS[summary.severity]
    room = limit - units(mark) - 1
    yield Run(clip(mark, limit))
    if room > 0:
        yield Run(" ")
        yield headline(summary, room, frame, struck=summary.retraction is not None)
