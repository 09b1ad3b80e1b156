"""The plain values that a template is given, and samples of them, hostile ones included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from monitor.alerts import render, runs, words
from monitor.alerts.clip import clip
from monitor.alerts.labels import hashtag, topic_label
from monitor.alerts.quantities import shorten
from monitor.alerts.render import Plan
from monitor.alerts.runs import clean
from monitor.model import (
    ChannelConfig,
    ChannelKind,
    OutletKind,
    Severity,
    Stage,
    Summary,
    Tier,
    Update,
    UpdateKind,
)

NAMES = ("alert", "reply", "digest")  # what a template may stand for

_HOSTILE = '<b>&amp;</b> "x" </a></blockquote><script>{{ 7 * 7 }}{% raw %}\u202e\x00 🧪'


def values(summary: Summary, plan: Plan, channel: ChannelConfig) -> dict[str, Any]:
    """Return what a template may use: texts, numbers and lists of them; nothing is missing, and nothing is markup."""
    frame = words.of(channel.language)
    reasons = tuple(zip(summary.rule_names, summary.why, strict=True))
    history = summary.history[len(summary.history) - min(len(summary.history), plan.history) :]
    glosses = (*summary.glosses, *("",) * len(summary.lines))
    return {
        "mark": words.MARKS[summary.severity],
        "severity": frame.severities[summary.severity],
        "topics": [topic_label(clean(topic)) for topic in summary.topics[: plan.topics]],
        "head": render.headline(summary, plan.title, frame).text,
        "head_from": clip(clean(summary.head_from), 80),
        "original": shorten(clean(summary.title), plan.original) if summary.head else "",
        "url": runs.link(summary.url),
        "lines": [
            {"gloss": clip(clean(gloss), plan.gloss), "text": shorten(clean(line), plan.line)}
            for line, gloss in zip(summary.lines[: plan.lines], glosses, strict=False)
        ],
        "lines_from": clip(clean(summary.lines_from), 80),
        "summary_by": clip(clean(summary.summarised_by), 40),
        "source": render.source(summary, frame),
        "outlet": clip(clean(summary.outlet), 80),
        "issuer": clip(clean(summary.issuer), 100),
        "tier": frame.tiers[summary.tier] if summary.tier is not None else "",
        "trust": words.trust(summary.provenance, summary.outlet_kind, summary.tier, frame),
        "independent": summary.independent,
        "dates": render.dates(summary, frame, channel.hours.zone),
        "published": render.when(summary.published, channel.hours.zone),
        "written": summary.written_on.isoformat() if summary.written_on is not None else "",
        "number": clip(clean(summary.document_number or ""), 60),
        "stage": frame.stages[summary.stage] if summary.stage is not None else "",
        "history": [
            {
                "at": render.moment(update.at, channel.hours.zone, frame),
                "text": shorten(clean(words.change(update, frame)), plan.change),
            }
            for update in history
        ],
        "change": shorten(clean(words.change(summary.history[-1], frame)), 300) if summary.history else "",
        "rules": [
            {"name": clip(clean(name), 80), "why": clip(clean(why), plan.why)}
            for name, why in reasons[: plan.reasons]
        ],
        "also": [clip(clean(name), 80) for name, _ in reasons[plan.reasons :]],
        "matched": [
            clip(clean(context), render.MAX_CONTEXT) for context in summary.evidence[: plan.contexts]
        ],
        "tags": list(filter(None, (hashtag(tag[1:]) for tag in render.tags(summary, plan).split()))),
        "id": summary.document_id[: render.SHOWN_ID],
        "alert": summary.alert_id or 0,
        "demo": summary.demo,
    }


def samples(name: str) -> Iterator[dict[str, Any]]:
    """Yield values to try a template with: much and little of everything, in both languages, hostile ones."""
    if name == "digest":
        yield from (_digest("A title"), _digest(_HOSTILE), _digest(""))
        return
    for language in ("en", "zh"):
        channel = ChannelConfig(id="sample", kind=ChannelKind.TELEGRAM, language=language)
        for summary in (_full(), _empty(name), _hostile()):
            yield values(summary, Plan(), channel)


def _full() -> Summary:
    return Summary(
        severity=Severity.HIGH,
        topics=("pilot-list", "five-year-plan"),
        rule_names=("National pilot list", "Policy money", "Call for applications"),
        title="关于公布第三批工业绿色微电网试点名单的通知",
        url="https://example.cn/art/2026/7/30/art_1.html?a=1&b=2",
        lines=("共42个项目入选。", "到2028年消纳比例应达到60%以上。"),
        glosses=("42 projects", "by 2028 · 60%"),
        outlet="工业和信息化部",
        provenance=OutletKind.OFFICIAL,
        published=datetime(2026, 7, 30, 1, 15, tzinfo=UTC),
        document_number="工信厅联节函〔2026〕88号",
        why=("Selection precedes funding.", "Money shows intent.", ""),
        evidence=("现将第三批工业绿色微电网[试点名单]予以公布",),
        document_id="0123456789abcdef",
        head="MIIT: National pilot list — 42 projects; No. 88 of 2026",
        issuer="MIIT",
        written_on=date(2026, 7, 28),
        tier=Tier.MINISTRY,
        independent=2,
        stage=Stage.LIST,
        history=(
            Update(
                revision=1,
                kind=UpdateKind.STAGE,
                detail=Stage.LIST.value,
                document_id="d2",
                at=datetime(2026, 7, 31, 6, 5, tzinfo=UTC),
            ),
        ),
        tags=("MIIT", "rare_earth"),
        alert_id=12,
    )


def _empty(name: str) -> Summary:
    """Return a summary of as little as there may be; a reply is made of an update at least."""
    return Summary(
        severity=Severity.LOW,
        topics=(),
        rule_names=(),
        title="A title",
        url=None,
        lines=(),
        outlet="",
        provenance=OutletKind.UNKNOWN,
        published=None,
        document_number=None,
        why=(),
        evidence=(),
        document_id="0",
        history=_full().history if name == "reply" else (),
    )


def _hostile() -> Summary:
    texts = (_HOSTILE,) * 3
    return replace(
        _full(),
        topics=texts,
        rule_names=texts,
        title=_HOSTILE,
        url='https://example.org/?a="><b>&amp;',
        lines=texts,
        glosses=texts,
        outlet=_HOSTILE,
        document_number=_HOSTILE,
        why=texts,
        evidence=texts,
        head=_HOSTILE,
        issuer=_HOSTILE,
        lines_from=_HOSTILE,
        summarised_by=_HOSTILE,
        history=tuple(replace(update, detail=_HOSTILE) for update in _full().history),
    )


def _digest(text: str) -> dict[str, Any]:
    """Return the values of a digest about one story, whose texts are all the same; of none where it is empty."""
    story = {
        "mark": "🟠",
        "severity": "high",
        "title": text,
        "url": "https://example.org/a?b=1&c=2",
        "outlet": text,
        "sources": 2,
        "news": text,
        "told": False,
    }
    return {
        "title": "Daily digest",
        "period": "since 1 March 08:00",
        "count": int(bool(text)),
        "topics": [{"name": text, "stories": [story]}] if text else [],
        "numbers": [text] if text else [],
    }
