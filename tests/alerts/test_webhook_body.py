import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from monitor.alerts import webhook_body
from monitor.model import DeliveryKind, Highlight, Severity, StoryState
from tests.alerts.stories import HTML, hook, view
from tests.fakes import document, match, version


def body(**changes: Any) -> dict[str, Any]:
    kind = changes.pop("kind", DeliveryKind.SEND)
    made = webhook_body.render(view(**changes), hook(), kind=kind, html=HTML, silent=False)
    found: dict[str, Any] = json.loads(made)
    return found


def test_an_alert_is_told_whole() -> None:
    assert body() == {
        "version": 1,
        "kind": "alert",
        "channel": "crm",
        "verdict": "send",
        "silent": False,
        "message": {
            "text": (
                "🟠 Pilot list · MIIT names 12 zones (https://e.org/a?x=1&y=2)\n\n"
                "• First <line>.\nMIIT · official"
            ),
            "html": HTML,
        },
        "alert": {
            "id": 12,
            "revision": 1,
            "severity": "high",
            "topics": ["pilot-list"],
            "demo": False,
            "retraction": None,
        },
        "story": {
            "id": "story1",
            "severity": "high",
            "stage": "list published",
            "independent_sources": 2,
            "outlets": [
                {"name": "MIIT", "name_en": None, "kind": "official"},
                {"name": "Daily", "name_en": None, "kind": "unknown"},
            ],
            "updates": [
                {
                    "revision": 1,
                    "kind": "new stage",
                    "detail": "list published",
                    "document": "d2",
                    "at": "2026-03-02T13:00:00+00:00",
                }
            ],
        },
        "document": {
            "id": "d1",
            "version": 1,
            "source": "miit",
            "tier": "central-ministry",
            "url": "https://e.org/a?x=1&y=2",
            "title": "MIIT names 12 zones",
            "language": "en",
            "published": None,
            "seen": "2026-03-02T12:00:00+00:00",
            "outlet": {"name": "MIIT", "name_en": None, "kind": "official"},
            "provenance": "official",
            "document_number": "工信部联科〔2026〕12号",
            "issuer": "工业和信息化部",
            "highlights": [],
            "named": [{"kind": "body", "id": "miit", "english": "MIIT", "chinese": "工业和信息化部"}],
        },
        "rules": [
            {
                "id": "national-pilot",
                "name": "A rule",
                "topic": "pilot-list",
                "severity": "high",
                "why": "It matters.",
                "soft": False,
                "evidence": [{"field": "title", "start": 0, "end": 1, "text": "A", "term": "a"}],
            }
        ],
    }


@pytest.mark.parametrize(
    ("kind", "retraction", "told", "verdict"),
    [
        (DeliveryKind.EDIT, None, "update", "amend"),
        (DeliveryKind.REPLY, None, "reply", "amend"),
        (DeliveryKind.EDIT, "a hoax", "retraction", "retract"),
        (DeliveryKind.REPLY, "a hoax", "retraction", "retract"),
    ],
)
def test_the_kind_says_what_it_is(
    kind: DeliveryKind, retraction: str | None, told: str, verdict: str
) -> None:
    found = body(kind=kind, retraction=retraction)

    assert (found["kind"], found["verdict"], found["alert"]["retraction"]) == (told, verdict, retraction)


@pytest.mark.parametrize(
    ("published", "told"),
    [
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 8, 30, tzinfo=UTC), "2026-03-01T08:30:00+00:00"),
    ],
)
def test_a_day_stays_a_day(published: date, told: str) -> None:
    lead = replace(view().lead, document=document(published=published))

    assert body(lead=lead)["document"]["published"] == told


def test_highlights_keep_their_children() -> None:
    lead = replace(view().lead, document=document(highlights=(Highlight(text="Two:", children=("a", "b")),)))

    assert body(lead=lead)["document"]["highlights"] == ["Two:\n- a\n- b"]


def test_without_a_match_to_tell_the_severity_is_the_storys_and_low_without_one() -> None:
    lead = version(matches=())

    assert body(lead=lead)["alert"]["severity"] == "high"
    assert body(lead=lead, story=StoryState(id="s"))["alert"]["severity"] == "low"


def test_of_endless_evidence_the_first_is_told() -> None:
    (one,) = match().evidence
    lead = version(matches=(match(evidence=(one,) * 500, severity=Severity.LOW),))

    (rule,) = body(lead=lead)["rules"]

    assert len(rule["evidence"]) == 20


def test_a_digest_names_its_alerts() -> None:
    found = json.loads(
        webhook_body.wrap(DeliveryKind.DIGEST, "<b>Digest</b>", hook(), alerts=(1, 2), silent=True)
    )

    assert found == {
        "version": 1,
        "kind": "digest",
        "channel": "crm",
        "verdict": "hold",
        "silent": True,
        "message": {"text": "Digest", "html": "<b>Digest</b>"},
        "alerts": [1, 2],
    }


def test_a_test_message_says_that_it_is_one() -> None:
    found = json.loads(webhook_body.trial("a test", hook()))

    assert (found["kind"], found["message"]["text"]) == ("test", "a test")
