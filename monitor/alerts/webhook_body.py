"""What a webhook is told: one JSON object a message, in a form that only grows (`version` says which).

story view + the message's HTML → JSON
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

from monitor.alerts.markup import plain_text
from monitor.model import (
    ChannelConfig,
    DeliveryKind,
    Document,
    Highlight,
    Match,
    Outlet,
    RuleStatus,
    Severity,
    StoryView,
    Update,
)

VERSION = 1  # raised only where a reader of the last one would misread this one
_MAX_EVIDENCE = 20  # of a rule
_MAX_HIGHLIGHTS = 20

_KINDS = {
    DeliveryKind.SEND: "alert",
    DeliveryKind.EDIT: "update",
    DeliveryKind.REPLY: "reply",
    DeliveryKind.DIGEST: "digest",
    DeliveryKind.SPIKE: "spike",
}
_RETRACTION = "retraction"
_TEST = "test"
_VERDICTS = {
    "alert": "send",
    "update": "amend",
    "reply": "amend",
    _RETRACTION: "retract",
    "digest": "hold",  # what it tells was held for it
    "spike": "send",
}


def render(view: StoryView, channel: ChannelConfig, *, kind: DeliveryKind, html: str, silent: bool) -> str:
    """Return the body about an alert; `html` is its message as Telegram's HTML."""
    name = _KINDS[kind] if view.retraction is None else _RETRACTION
    told = tuple(match for match in view.lead.matches if match.status is RuleStatus.STABLE)
    severity = max((match.severity for match in told), key=lambda one: one.rank, default=view.story.severity)
    facts = {
        "alert": {
            "id": view.alert_id,
            "revision": view.story.revision,
            "severity": severity or Severity.LOW,
            "topics": list(dict.fromkeys(match.topic for match in told)),
            "demo": view.lead.demo,
            "retraction": view.retraction,
        },
        "story": {
            "id": view.story.id,
            "severity": view.story.severity,
            "stage": view.story.stage,
            "independent_sources": view.story.independent,
            "outlets": [_outlet(outlet, view) for outlet in view.outlets],
            "updates": [_update(update) for update in view.updates],
        },
        "document": _document(view),
        "rules": [_rule(match) for match in told],
    }
    return _body(name, channel, html, silent=silent, facts=facts)


def wrap(
    kind: DeliveryKind,
    html: str,
    channel: ChannelConfig,
    *,
    alerts: tuple[int, ...] = (),
    silent: bool = False,
) -> str:
    """Return the body of what is about no single alert: a digest, with the alerts it lists, or a spike."""
    return _body(_KINDS[kind], channel, html, silent=silent, facts={"alerts": list(alerts)})


def trial(html: str, channel: ChannelConfig) -> str:
    """Return the body of a test message."""
    return _body(_TEST, channel, html, silent=False, facts={})


def _body(kind: str, channel: ChannelConfig, html: str, *, silent: bool, facts: Mapping[str, object]) -> str:
    body = {
        "version": VERSION,
        "kind": kind,
        "channel": channel.id,
        "verdict": _VERDICTS.get(kind),
        "silent": silent,
        "message": {"text": plain_text(html), "html": html},
        **facts,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _document(view: StoryView) -> dict[str, object]:
    version, document = view.lead, view.lead.document
    return {
        "id": version.document_id,
        "version": version.id,
        "source": version.source_id,
        "tier": view.tier,
        "url": document.url or version.url,
        "title": document.title,
        "language": document.language,
        "published": _published(document),
        "seen": version.seen_at.isoformat(),
        "outlet": _outlet(document.outlet, view),
        "provenance": document.provenance,
        "document_number": document.document_number,
        "issuer": document.issuer,
        "highlights": [_highlight(each) for each in document.highlights[:_MAX_HIGHLIGHTS]],
        "named": [
            {"kind": kind, "id": id_, "english": english, "chinese": chinese}
            for kind, id_, english, chinese in dict.fromkeys(
                (named.kind, named.id, named.english, named.chinese) for named in view.named
            )
        ],
    }


def _published(document: Document) -> str | None:
    published: date | datetime | None = document.published
    return published.isoformat() if published else None  # a day stays a day


def _highlight(highlight: Highlight) -> str:
    return "\n".join((highlight.text, *(f"- {child}" for child in highlight.children)))


def _outlet(outlet: Outlet, view: StoryView) -> dict[str, object]:
    return {"name": outlet.name, "name_en": dict(view.english).get(outlet.name), "kind": outlet.kind}


def _update(update: Update) -> dict[str, object]:
    return {
        "revision": update.revision,
        "kind": update.kind,
        "detail": update.detail,
        "document": update.document_id,
        "at": update.at.isoformat(),
    }


def _rule(match: Match) -> dict[str, object]:
    return {
        "id": match.rule,
        "name": match.name,
        "topic": match.topic,
        "severity": match.severity,
        "why": match.why,
        "soft": match.soft,
        "evidence": [
            {"field": item.field, "start": item.start, "end": item.end, "text": item.text, "term": item.term}
            for item in match.evidence[:_MAX_EVIDENCE]
        ],
    }
