"""A source's row as the values of a poll, and back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from monitor.corpus import codec
from monitor.model import (
    Alarm,
    Change,
    Claim,
    Entry,
    FetchState,
    Found,
    Horizon,
    Look,
    Owed,
    Polled,
    SourceState,
)

RUNS_KEPT = 10  # of each source

_MILLISECOND = timedelta(milliseconds=1)


def claim_of(row: Any, now: Any) -> Claim:
    """Return the claim of a row that was just leased."""
    return Claim(
        source_id=row.id,
        fence=row.fence,
        now=now,
        state=fetch_state_of(row),
        source_state=SourceState(row.state),
        detail=row.detail,
        alarm=alarm_of(row),
        list_due_at=row.list_due_at,
        list_why=row.list_why,
        owed_due_at=row.owed_due_at,
    )


def fetch_state_of(row: Any) -> FetchState:
    """Return what a row remembers for the next poll."""
    return FetchState(
        etag=row.etag,
        last_modified=row.last_modified,
        failures=row.failures,
        polled_at=row.polled_at,
        succeeded_at=row.succeeded_at,
        location=row.location,
        moved_to=row.moved_to,
        moved_times=row.moved_times,
        moved_since=row.moved_since,
        gone_times=row.gone_times,
        missing_since=row.missing_since,
        newest_at=row.newest_at,
        usual_gap=row.usual_gap,
        hint=row.hint,
        is_behind=row.is_behind,
    )


def alarm_of(row: Any) -> Alarm:
    """Return what the operators believe of it."""
    return Alarm(
        since=row.state_since,
        trouble=_state(row.trouble),
        trouble_since=row.trouble_since,
        trouble_detail=row.trouble_detail,
        told=_state(row.told),
        told_at=row.told_at,
        told_alone=row.told_alone,
        owed=_state(row.untold),
        owed_since=row.untold_since,
    )


def change_of(row: Any) -> Change:
    """Return the change that a row is still to be told of."""
    return Change(
        source_id=row.id,
        location=row.location,
        alarm=alarm_of(row),
        state=fetch_state_of(row),
        detail=row.detail,
        next_poll_at=row.next_poll_at,
    )


def ended(polled: Polled) -> dict[str, Any]:
    """Return the parameters of the update that ends a poll; `key` is the source."""
    state, alarm = polled.state, polled.alarm
    return {
        "key": polled.claim.source_id,
        "location": state.location,
        "etag": state.etag,
        "last_modified": state.last_modified,
        "failures": state.failures,
        "polled_at": state.polled_at,
        "succeeded_at": state.succeeded_at,
        "next_poll_at": polled.next_poll_at,
        "lease_until": None,
        "state": polled.source_state,
        "detail": polled.detail,
        "moved_to": state.moved_to,
        "moved_times": state.moved_times,
        "moved_since": state.moved_since,
        "gone_times": state.gone_times,
        "missing_since": state.missing_since,
        "newest_at": state.newest_at,
        "usual_gap": state.usual_gap,
        "hint": state.hint,
        "is_behind": state.is_behind,
        "why": polled.why,
        "list_due_at": polled.list_due_at,
        "list_why": polled.list_why,
        "owed_due_at": polled.owed_due_at,
        "state_since": alarm.since,
        "trouble": alarm.trouble,
        "trouble_since": alarm.trouble_since,
        "trouble_detail": alarm.trouble_detail,
        "told": alarm.told,
        "told_at": alarm.told_at,
        "told_alone": alarm.told_alone,
        "untold": alarm.owed,
        "untold_since": alarm.owed_since,
    }


def run_of(polled: Polled) -> dict[str, Any]:
    """Return the row of the ledger for a poll."""
    effort = polled.effort
    return {
        "source_id": polled.claim.source_id,
        "slot": polled.claim.fence % RUNS_KEPT,
        "at": polled.claim.now,
        "state": polled.source_state,
        "detail": polled.detail,
        "requests": effort.requests,
        "ms": effort.spent // _MILLISECOND,
        "size": effort.size,
        "entries": effort.entries,
        "new": len(polled.versions),
        "next_due": polled.next_poll_at,
        "why": polled.why,
    }


def owed_row(source_id: str, owed: Owed) -> dict[str, Any]:
    """Return the row of an entry whose page is owed."""
    return {
        "document_id": owed.document_id,
        "source_id": source_id,
        "entry": codec.encode(owed.found.entry),
        "raw": owed.found.raw,
        "digest": owed.found.digest,
        "found_at": owed.found_at,
        "oldest": owed.horizon.oldest,
        "hides_undated": owed.horizon.hides_undated,
        "due_at": owed.due_at,
        "tries": owed.tries,
        "error": owed.error,
        "page_hash": owed.look.page_hash if owed.look is not None else None,
        "etag": owed.look.etag if owed.look is not None else None,
        "last_modified": owed.look.last_modified if owed.look is not None else None,
    }


def owed_of(row: Any) -> Owed:
    """Return an entry whose page is owed."""
    return Owed(
        document_id=row.document_id,
        found=Found(entry=codec.decode(Entry, row.entry), raw=row.raw, digest=row.digest),
        found_at=row.found_at,
        horizon=Horizon(oldest=row.oldest, hides_undated=row.hides_undated),
        due_at=row.due_at,
        tries=row.tries,
        error=row.error,
        look=_look(row),
    )


def _look(row: Any) -> Look | None:
    if row.page_hash is None:
        return None
    return Look(page_hash=row.page_hash, etag=row.etag, last_modified=row.last_modified)


def _state(value: str | None) -> SourceState | None:
    return None if value is None else SourceState(value)
