"""A story as messages show it, for the tests of what is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.model import (
    ChannelConfig,
    ChannelKind,
    Named,
    Outlet,
    OutletKind,
    RuleStatus,
    Severity,
    Stage,
    StoryState,
    StoryView,
    Tier,
    Update,
    UpdateKind,
)
from tests.fakes import document, match, version

SEEN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HTML = (
    '🟠 <b>Pilot list</b> · <a href="https://e.org/a?x=1&amp;y=2">MIIT names 12 zones</a>\n\n'
    "• <b>First</b> &lt;line&gt;.\n<i>MIIT · official</i>"
)


def hook(**changes: object) -> ChannelConfig:
    return replace(ChannelConfig(id="crm", kind=ChannelKind.WEBHOOK), **changes)  # type: ignore[arg-type]


def view(**changes: object) -> StoryView:
    lead = version(
        document=document(
            "MIIT names 12 zones",
            document_number="工信部联科〔2026〕12号",
            issuer="工业和信息化部",
            url="https://e.org/a?x=1&y=2",
        ),
        matches=(
            match("national-pilot", topic="pilot-list"),
            match("hidden", topic="other", status=RuleStatus.DRAFT, severity=Severity.CRITICAL),
        ),
        seen_at=SEEN,
    )
    made = StoryView(
        alert_id=12,
        story=StoryState(id="story1", revision=1, severity=Severity.HIGH, stage=Stage.LIST, independent=2),
        lead=lead,
        named=(
            Named(kind="body", id="miit", start=0, end=4, english="MIIT", chinese="工业和信息化部"),
            Named(kind="body", id="miit", start=9, end=13, english="MIIT", chinese="工业和信息化部"),
        ),
        updates=(
            Update(
                revision=1,
                kind=UpdateKind.STAGE,
                detail="list published",
                document_id="d2",
                at=SEEN + timedelta(hours=1),
            ),
        ),
        outlets=(Outlet(name="MIIT", kind=OutletKind.OFFICIAL), Outlet(name="Daily")),
        tier=Tier.MINISTRY,
    )
    return replace(made, **changes)  # type: ignore[arg-type]
