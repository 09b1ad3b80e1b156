"""How a verdict changes what a channel is owed.

A channel has one message of a story. While that waits, a change only raises its revision, and it is rendered when it
goes out; once it stands, at most one edit waits, which shows whatever is newest then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.model import (
    Amend,
    Decision,
    DeliveryKind,
    DeliveryState,
    Hold,
    Kept,
    Reason,
    RuleStatus,
    Send,
    Verdict,
)
from monitor.store import schema
from monitor.store.owed import Owed, Row
from monitor.store.prepared import Prepared

_alert, _delivery, _verdict = schema.alert, schema.delivery, schema.verdict
_NEW_ALERT = insert(_alert).returning(_alert.c.id)
_NEW_DELIVERY = insert(_delivery).returning(_delivery.c.id)
_put_verdict = upsert(_verdict)
_PUT_VERDICT = Prepared(
    _put_verdict.on_conflict_do_update(
        index_elements=["version_id", "channel"],
        set_={name: _put_verdict.excluded[name] for name in ("verdict", "delivery_id")},
        # It was told: that it is not told again is no reason why it was not.
        where=_verdict.c.delivery_id.is_(None) | _put_verdict.excluded.delivery_id.is_not(None),
    )
)


def put(connection: Connection, decision: Decision, owed: Owed) -> None:
    """Write what each channel gets, of a decision that has verdicts; a version that was decided before keeps what was made of it then."""
    rows = []
    for channel, verdict in decision.verdicts:
        delivery_id = _Writing(connection, decision, owed, channel).follow(verdict)
        said = Reason.SAME_STORY if delivery_id is None and not isinstance(verdict, Reason) else verdict
        rows.append(
            {
                "version_id": decision.version.id,
                "channel": channel,
                "verdict": text(said),
                "delivery_id": delivery_id,
            }
        )
    _PUT_VERDICT.execute(connection, rows)


def text(verdict: Verdict) -> str:
    """Return how a verdict is kept."""
    match verdict:
        case Send():
            return "send"
        case Hold(why=why):
            return why.value
        case Amend(reply=reply):
            return "edit and reply" if reply else "edit"
        case _:
            return verdict.value


@dataclass(slots=True)
class _Writing:
    """A verdict on its way into the deliveries of one channel."""

    connection: Connection
    decision: Decision
    owed: Owed
    channel: str

    def follow(self, verdict: Verdict) -> int | None:
        """Do what a verdict says; return the delivery that tells it, None where nothing does."""
        first = self.owed.first(self.channel)
        match verdict:
            case Send():
                return self._send(verdict, first)
            case Hold():
                return self._hold(verdict, first)
            case Amend():
                return None if first is None else self._amend(verdict, first)
            case _:
                return None

    def _send(self, send: Send, first: Row | None) -> int:
        if first is not None and first.is_open:  # the story has become too grave to wait for the digest
            return self._raise(first, send, state=DeliveryState.PENDING, held_why=None)
        return self._insert(DeliveryKind.SEND, self._first_step(), due_at=send.not_before, silent=send.silent)

    def _hold(self, hold: Hold, first: Row | None) -> int:
        if first is not None and first.is_open:
            return self._raise(first, None)
        return self._insert(
            DeliveryKind.SEND,
            self._first_step(),
            state=DeliveryState.HELD,
            held_why=hold.why,
            due_at=self.decision.now,
        )

    def _amend(self, amend: Amend, first: Row) -> int | None:
        if first.is_open:
            return self._raise(first, amend if amend.reply and first.state is DeliveryState.PENDING else None)
        if first.is_in_digest:
            return None  # a digest has no message of the story that could change
        revision, alert_id = self.decision.story.revision, first.alert_id
        if not self._has_text(first):
            # An edit would leave no more than the title of a message that says much; what is news is told beneath it.
            return self._reply(amend, first) if amend.reply else None
        edits = [row for row in self.owed.live(self.channel) if row.kind is DeliveryKind.EDIT]
        waiting = [row for row in edits if row.is_open and row.alert_id == alert_id]
        if waiting:
            edit = self._raise(waiting[-1], None)
        else:
            edit = self._insert(
                DeliveryKind.EDIT,
                f"edit:{revision}",
                alert_id=alert_id,
                version_id=self._lead(first),
                due_at=amend.not_before,
                silent=True,
            )
        if amend.reply:
            self._reply(amend, first)
        return edit

    def _reply(self, amend: Amend, first: Row) -> int:
        return self._insert(
            DeliveryKind.REPLY,
            f"reply:{self.decision.story.revision}",
            alert_id=first.alert_id,
            due_at=amend.not_before,
            silent=amend.silent,
        )

    def _has_text(self, first: Row) -> bool:
        """Say whether there is still something to head a message by."""
        table = schema.version
        kept = self.connection.execute(select(table.c.kept).where(table.c.id == self._lead(first))).scalar()
        return kept is None or Kept(kept).has_text

    def _raise(self, row: Row, news: Send | Amend | None, **changes: Any) -> int:
        """Have a delivery that waits show the story as it is now; with news, as soon and as loud as these ask."""
        story = self.decision.story
        values = {
            "revision": story.revision,
            "severity": story.severity,
            "version_id": self._lead(row),
            "parts": "[]",  # rendered anew
            **changes,
        }
        if news is not None:
            is_released = "state" in changes
            values |= {
                "due_at": news.not_before if is_released else min(row.due_at, news.not_before),
                "silent": news.silent if is_released else row.silent and news.silent,
                "urgent": row.urgent or self.channel in self.decision.urgent,
            }
        self.connection.execute(update(_delivery).where(_delivery.c.id == row.id).values(**values))
        return row.id

    def _lead(self, row: Row) -> int:
        """Return what the message is headed by: the newest version of its document that still tells why."""
        version = self.decision.version
        tells_why = any(match.status is RuleStatus.STABLE for match in version.matches)
        return version.id if tells_why and version.document_id == row.document_id else row.version_id

    def _first_step(self) -> str:
        """Return a step that no message before it had, which died, was dropped or stood in a digest."""
        taken = {row.step for row in self.owed.rows.get(self.channel, ())}
        revision = self.decision.story.revision
        steps = (
            "first",
            f"first:{revision}",
            *(f"first:{revision}.{again}" for again in range(2, len(taken) + 2)),
        )
        return next(step for step in steps if step not in taken)

    def _insert(
        self,
        kind: DeliveryKind,
        step: str,
        *,
        due_at: datetime,
        alert_id: int | None = None,
        version_id: int | None = None,
        state: DeliveryState = DeliveryState.PENDING,
        held_why: str | None = None,
        silent: bool = False,
    ) -> int:
        story = self.decision.story
        row = {
            "alert_id": alert_id or self._alert(),
            "version_id": version_id or self.decision.version.id,
            "channel": self.channel,
            "kind": kind,
            "step": step,
            "revision": story.revision,
            "severity": story.severity,
            "state": state,
            "held_why": held_why,
            "attempts": 0,
            "repeats": 0,
            "due_at": due_at,
            "parts": "[]",
            "sent_ids": "[]",
            "silent": silent,
            "urgent": self.channel in self.decision.urgent,
            "plain": False,
            "made_at": self.decision.now,
        }
        made: int = self.connection.execute(_NEW_DELIVERY, row).scalar_one()
        return made

    def _alert(self) -> int:
        """Return the alert of the story; the first message of it in any channel makes it."""
        if not self.owed.alerts:
            row = {
                "story_id": self.decision.story.id,
                "version_id": self.decision.version.id,
                "created_at": self.decision.now,
            }
            self.owed.alerts = (self.connection.execute(_NEW_ALERT, row).scalar_one(),)
        return self.owed.alerts[0]
