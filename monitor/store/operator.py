"""What an operator does to the outbox, left in the store for the program that runs on it.

Every act is one transaction, and takes whole or not at all: an id that cannot be meant stops the others too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from monitor.model import DeliveryKind, DeliveryState
from monitor.store import channels, retraction, schema
from monitor.store.database import Database
from monitor.store.deliveries import RETRACT, settle_digest
from monitor.store.retraction import Retracted

_NO_PARTS = "[]"
_DROPPED = "an operator dropped it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """What was opened again."""

    suspended: str | None  # what had shut it; None: it had not been shut
    paused_until: datetime | None
    waiting: int  # deliveries


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """What came of an act on some deliveries: all of them were changed, or none where anything was refused."""

    done: tuple[tuple[int, str], ...] = ()  # id, and its channel
    refused: tuple[tuple[int, str], ...] = ()  # id, and why


_Judge = Callable[[Connection, Any], str | dict[str, Any]]
"""Says why a delivery cannot be meant, or what changes of it."""


class Operator:
    """The operator's hand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def resume(self, channel: str) -> Resumed:
        """Open a channel again, whatever shut or paused it."""

        def work(connection: Connection) -> Resumed:
            found = channels.state(connection, channel)
            connection.execute(
                update(schema.channel)
                .where(schema.channel.c.id == channel)
                .values(suspended=None, paused_until=None, failures=0)
            )
            table = schema.delivery
            owed = (DeliveryState.PENDING, DeliveryState.UNCERTAIN)
            waiting = select(func.count()).where(table.c.channel == channel, table.c.state.in_(owed))
            return Resumed(
                suspended=found.suspended,
                paused_until=found.paused_until,
                waiting=connection.execute(waiting).scalar_one(),
            )

        return self._database.run_now(work)

    def retry(self, ids: Sequence[int], now: datetime) -> Acted:
        """Owe deliveries again, from now on: what was given up or dropped, and what waits for its time or digest."""

        def judge(connection: Connection, row: Any) -> str | dict[str, Any]:
            return _why_not_again(connection, row) or _again(row, now)

        return self._act(ids, judge)

    def drop(self, ids: Sequence[int], why: str) -> Acted:
        """Let deliveries go that were not sent yet, with what hangs on them."""
        reason = f"{_DROPPED}: {why}" if why else _DROPPED

        def judge(connection: Connection, row: Any) -> str | dict[str, Any]:
            return _why_not_drop(connection, row) or {"state": DeliveryState.DROPPED, "error": reason}

        return self._act(ids, judge)

    def retract(self, alert: int, why: str, now: datetime) -> Retracted | None:
        """Take an alert back: edit where it stands, drop where it does not; None where there is no such alert."""
        return self._database.run_now(lambda connection: retraction.retract(connection, alert, why, now))

    def _act(self, ids: Sequence[int], judge: _Judge) -> Acted:
        def work(connection: Connection) -> Acted:
            changes: dict[int, dict[str, Any]] = {}
            rows: dict[int, Any] = {}
            refused = []
            for number in dict.fromkeys(ids):
                table = schema.delivery
                row = connection.execute(select(table).where(table.c.id == number)).first()
                judged = "there is no such delivery" if row is None else judge(connection, row)
                if isinstance(judged, str):
                    refused.append((number, judged))
                else:
                    changes[number], rows[number] = judged, row
            if refused:
                return Acted(refused=tuple(refused))
            for number, values in changes.items():
                _change(connection, rows[number], values)
            return Acted(done=tuple((number, row.channel) for number, row in rows.items()))

        return self._database.run_now(work)


def _change(connection: Connection, row: Any, values: Mapping[str, Any]) -> None:
    table = schema.delivery
    connection.execute(update(table).where(table.c.id == row.id).values(**values))
    if values["state"] is not DeliveryState.DROPPED:
        return
    settle_digest(connection, row.id, DeliveryState.DROPPED)
    if row.kind == DeliveryKind.SEND and row.sent_ids == _NO_PARTS:
        retraction.drop_beneath(connection, row.alert_id, row.channel, "the message it is about was dropped")


def _why_not_again(connection: Connection, row: Any) -> str | None:
    if row.alert_id is not None and row.step != RETRACT:
        alert = schema.alert
        retracted = select(alert.c.retracted_at).where(alert.c.id == row.alert_id)
        if connection.execute(retracted).scalar() is not None:
            return f"its alert #{row.alert_id} was retracted"
    if row.state == DeliveryState.HELD and row.digest_id is not None:
        return f"it is in the digest {row.digest_id}, which is on its way"
    if row.state in {DeliveryState.DEAD, DeliveryState.DROPPED} and row.kind == DeliveryKind.SEND:
        table = schema.delivery
        instead = select(table.c.id).where(
            table.c.alert_id == row.alert_id,
            table.c.channel == row.channel,
            table.c.kind == DeliveryKind.SEND,
            table.c.id != row.id,
            table.c.state.not_in((DeliveryState.DEAD, DeliveryState.DROPPED)),
        )
        if (other := connection.execute(instead.limit(1)).scalar()) is not None:
            return f"delivery {other} tells its story to that channel by now"
    return _OVER.get(DeliveryState(row.state))


_OVER = {
    DeliveryState.SENT: "it stands in the channel",
    DeliveryState.TOLD: "a digest has told it",
    DeliveryState.SENDING: "it is being sent right now; look again in a minute",
}


def _again(row: Any, now: datetime) -> dict[str, Any]:
    """Return what changes of a delivery that is owed from now on."""
    # What was sent and not answered stays in doubt: the lookout, where there is one, still looks for it first.
    is_open = row.state == DeliveryState.UNCERTAIN
    values: dict[str, Any] = {
        "state": DeliveryState.UNCERTAIN if is_open else DeliveryState.PENDING,
        "due_at": now,
        "held_why": None,
        "digest_id": None,
    }
    if row.state in {DeliveryState.DEAD, DeliveryState.DROPPED}:
        values |= {"error": None, "plain": False}
        # What was refused is worded anew, by the templates as they are now; digests and spikes have one wording.
        if row.alert_id is not None and row.sent_ids == _NO_PARTS:
            values["parts"] = _NO_PARTS
    return values


def _why_not_drop(connection: Connection, row: Any) -> str | None:
    del connection
    if row.state == DeliveryState.HELD and row.digest_id is not None:
        return f"it is in the digest {row.digest_id}, which is on its way; drop that"
    if row.state == DeliveryState.SENT and row.alert_id is not None:
        return f"it stands in the channel; `monitor retract {row.alert_id}` takes its alert back"
    if row.state == DeliveryState.DROPPED:
        return "it was dropped already"
    return _OVER.get(DeliveryState(row.state))
