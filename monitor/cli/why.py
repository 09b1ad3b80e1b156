"""`monitor why`: what matched a document, the story it is part of, and what every channel got of it, and why."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator

from monitor.cli import out
from monitor.config import settings
from monitor.corpus import identity
from monitor.errors import MonitorError
from monitor.model import DeliveryKind, DeliveryState, Update
from monitor.store import database
from monitor.store.explaining import Related, StoryReport, VerdictReport, VersionReport
from monitor.store.reports import Reports

_WHAT = {
    DeliveryKind.SEND: ("sent", "will be sent"),
    DeliveryKind.EDIT: ("its story's message was edited", "its story's message will be edited"),
    DeliveryKind.REPLY: ("told in a reply", "will be told in a reply"),
}


def run(arguments: argparse.Namespace) -> int:
    """Print every version of the documents meant, oldest first."""
    opened = database.open_to_read(settings.load(arguments.config, os.environ, tells=False).store)
    try:
        wanted = arguments.document.encode("utf-8", "replace").decode()  # an argument may hold any bytes
        found = Reports(opened).find(wanted, identity.canonical_url(wanted))
    finally:
        opened.close()
    if not found:
        raise MonitorError(
            f"{arguments.document}: no such document in the store; name the id or number (#12) that an alert shows, "
            "or the address"
        )
    for report in found:
        if arguments.format == "json":
            out.json_line(_as_json(report))
        else:
            print("\n".join(_lines(report)))
    return 0


def words(verdict: VerdictReport) -> str:
    """Say what became of a verdict."""
    if verdict.kind is None:
        return f"not told because {verdict.verdict}"
    done, will = _WHAT.get(verdict.kind, _WHAT[DeliveryKind.SEND])
    if verdict.kind is DeliveryKind.SEND and verdict.verdict.startswith("edit"):
        # The message of its story had not gone out yet.
        done, will = f"told with its story, {done}", f"told with its story, which {will}"
    if verdict.delivery is DeliveryState.SENT:
        ids = ", ".join(map(str, verdict.message_ids))
        named = f" as message {ids}" if ids and verdict.kind is not DeliveryKind.EDIT else ""
        return f"{done} {out.instant(verdict.sent_at)}{named}"
    if verdict.delivery is DeliveryState.PENDING:
        return f"{will}, due {out.instant(verdict.due_at)}{_trouble(verdict)}"
    return _otherwise(verdict)


def _otherwise(verdict: VerdictReport) -> str:
    """Say what became of what neither stands in its channel nor simply waits for its turn."""
    digest = f" of {out.instant(verdict.digest_at)}" if verdict.digest_at else ""
    match verdict.delivery:
        case DeliveryState.HELD:
            return f"waits for the digest{digest}: {verdict.held_why}"
        case DeliveryState.TOLD:
            return f"told in the digest{digest}" if verdict.held_why else f"over{_trouble(verdict)}"
        case DeliveryState.SENDING:
            return "is being sent now"
        case DeliveryState.UNCERTAIN:
            return f"may stand there, for the answer was lost; looked for or sent again {out.instant(verdict.due_at)}"
        case DeliveryState.DEAD:
            return f"refused for good{_trouble(verdict)}"
        case _:
            return f"dropped{_trouble(verdict)}"


def _trouble(verdict: VerdictReport) -> str:
    tries = f", {_count(verdict.attempts, 'attempt')}" if verdict.attempts else ""
    return f"{tries} ({verdict.error})" if verdict.error else tries


def _lines(report: VersionReport) -> Iterator[str]:
    version = report.version
    yield version.document.title
    yield f"  document {version.document_id}, version {report.number} of {report.versions}, from {version.source_id}"
    if version.document.url:
        yield f"  {version.document.url}"
    yield f"  seen {out.instant(version.seen_at)}"
    if not version.has_text:
        yield "  its text is kept no more (retention)"
    for match in version.matches:
        lowered = ", one lower: a space is lost at the edge of every hit" if match.soft else ""
        yield f"  matched {match.rule} ({match.topic}, {match.severity}{lowered})"
        for item in match.evidence:
            yield f"    {item.text!r} by {out.cut(item.term)!r} at {item.field} {item.start}-{item.end}"
    if not version.matches:
        yield "  no rule matched"
    if report.story is not None:
        yield from _story_lines(report.story, report)
    if report.decided_at is None:
        yield "  not decided yet"
    for verdict in report.verdicts:
        yield f"  {verdict.channel}: {words(verdict)}"


def _story_lines(story: StoryReport, report: VersionReport) -> Iterator[str]:
    state = story.state
    stage = f", {state.stage}" if state.stage else ""
    alerts = f", alert {', '.join(f'#{number}' for number in story.alerts)}" if story.alerts else ""
    yield f"  story {state.id}{alerts}: {_count(story.documents, 'document')}, {_count(state.independent, 'independent source')}{stage}"
    if story.retraction is not None:
        yield f"    taken back by an operator: {story.retraction}"
    if report.joined_by:
        yield f"    joined by {'; '.join(report.joined_by)}{_score(story.score)}"
    else:
        yield "    opened by this document"
    for update in story.updates:
        yield f"    {out.instant(update.at)} {_update(update)}"
    for other in story.related:
        joined = (
            f": {'; '.join(other.joined_by)}{_score(other.score)}" if other.joined_by else ", which opened it"
        )
        yield f"    also {other.document_id[:12]} “{out.cut(other.title)}” of {other.source_id}, seen {out.instant(other.seen_at)}{joined}"
    left = story.documents - 1 - len(story.related)
    if left > 0:
        yield f"    and {_count(left, 'older document')}"


def _update(update: Update) -> str:
    return f"update {update.revision}, {update.kind}: {update.detail} (document {update.document_id[:12]})"


def _score(score: float) -> str:
    """Say how sure it is; what an earlier release joined has no score."""
    return f" (score {score:g})" if score else ""


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _as_json(report: VersionReport) -> dict[str, object]:
    version = report.version
    return {
        "document": version.document_id,
        "version": version.id,
        "number": report.number,
        "versions": report.versions,
        "title": version.document.title,
        "url": version.document.url,
        "source": version.source_id,
        "seen_at": out.iso(version.seen_at),
        "has_text": version.has_text,
        "rules_hash": report.rules_hash,
        "matches": [out.match_json(match) | {"soft": match.soft} for match in version.matches],
        "story": report.story_id,
        "joined_by": list(report.joined_by),
        **(_story_json(report.story) if report.story is not None else {}),
        "decided_at": out.iso(report.decided_at),
        "verdicts": [_verdict_json(verdict) for verdict in report.verdicts],
    }


def _story_json(story: StoryReport) -> dict[str, object]:
    return {
        "score": story.score,
        "alerts": list(story.alerts),
        "retraction": story.retraction,
        "revision": story.state.revision,
        "severity": story.state.severity,
        "stage": story.state.stage,
        "independent": story.state.independent,
        "documents": story.documents,
        "updates": [
            {
                "revision": update.revision,
                "kind": update.kind.value,
                "detail": update.detail,
                "document": update.document_id,
                "at": out.iso(update.at),
            }
            for update in story.updates
        ],
        "related": [_related_json(other) for other in story.related],
    }


def _related_json(other: Related) -> dict[str, object]:
    return {
        "document": other.document_id,
        "source": other.source_id,
        "title": other.title,
        "url": other.url,
        "seen_at": out.iso(other.seen_at),
        "joined_by": list(other.joined_by),
        "score": other.score,
    }


def _verdict_json(verdict: VerdictReport) -> dict[str, object]:
    return {
        "channel": verdict.channel,
        "verdict": verdict.verdict,
        "words": words(verdict),
        "delivery": verdict.delivery,
        "delivery_id": verdict.delivery_id,
        "kind": verdict.kind,
        "attempts": verdict.attempts,
        "due_at": out.iso(verdict.due_at),
        "sent_at": out.iso(verdict.sent_at),
        "message_ids": list(verdict.message_ids),
        "held_why": verdict.held_why,
        "digest_at": out.iso(verdict.digest_at),
        "error": verdict.error,
    }
