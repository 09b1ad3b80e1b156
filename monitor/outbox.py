"""The delivery state machine and its retry policy, as values.

    pending ──begin──▶ sending ──Sent──▶ sent (after its last part)
       ▲  ▲               ├──NotSent, Suspended, Migrated──▶ pending (its channel pauses or moves)
       │  ├───────────────┤
       │  │               ├──Ambiguous──▶ uncertain ──begin──▶ sending, counted as a repeat
       │  └──Absent───────┼─────────────────┘ └──it is found──▶ sent
       └──Refused markup──┼──Refused──▶ dead
                          └──Gone──▶ dropped

An uncertain one with a `base_id` is looked for before anything is sent again. `sent`, `dead`, `dropped` and `told` are
final. This is the one place that retries: a channel never loops, a fetch never loops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model import (
    Absent,
    Ambiguous,
    Blind,
    ChannelState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gone,
    Message,
    Migrated,
    NotSent,
    Outcome,
    Pace,
    Refused,
    Sent,
    Sighting,
    Suspended,
    Unseen,
)

SETTLING = timedelta(seconds=30)  # so long a request that was cut off may still take effect

_FIRST = timedelta(seconds=2)
_LONGEST = timedelta(minutes=15)
_SUSPENDED = timedelta(hours=1)  # an operator mends it without a restart: one try an hour finds out
_APART = timedelta(seconds=1)  # Telegram: about one message a second to one chat (core.telegram.org/bots/faq)
_FINAL = frozenset({DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.DROPPED, DeliveryState.TOLD})
_REST = "↑"  # what an edit leaves of a part that it does not need any more


def moot(delivery: Delivery, *, can_edit: bool) -> Delivery | None:
    """Return the end of an edit that has nothing to change; None where there is something to do."""
    if delivery.kind is not DeliveryKind.EDIT or (delivery.retracts and not can_edit):
        return None
    if not can_edit:
        # What readers must know of the change has a delivery of its own.
        return replace(delivery, state=DeliveryState.TOLD)
    if not delivery.targets:
        error = "no message of its alert stands in this channel"
        return replace(delivery, state=DeliveryState.DROPPED, error=error)
    return None


def is_stale(delivery: Delivery) -> bool:
    """Say whether it is to be rendered before it goes out: anew where that is an edit that has not begun."""
    is_untouched = delivery.kind is DeliveryKind.EDIT and not delivery.sent_ids
    return not delivery.parts or is_untouched


def target(delivery: Delivery, *, can_edit: bool) -> int | None:
    """Return the message that the next part is written into; None where it is a message of its own."""
    part = len(delivery.sent_ids)
    is_edit = delivery.kind is DeliveryKind.EDIT and can_edit
    return delivery.targets[part] if is_edit and part < len(delivery.targets) else None


def begin(delivery: Delivery, message: Message | None, *, can_edit: bool, base_id: int | None) -> Delivery:
    """Return the delivery as its intent commits it: the attempt counted, the text frozen.

    `message` is None where an earlier intent froze the text already, `base_id` where nobody could look for it.
    """
    if delivery.state in _FINAL:
        raise ValueError(f"delivery {delivery.id} is {delivery.state} and stays so")
    if message is not None:
        delivery = _frozen(delivery, message, can_edit=can_edit)
    writes_over = target(delivery, can_edit=can_edit) is not None
    is_repeat = delivery.state is DeliveryState.UNCERTAIN and not writes_over
    return replace(
        delivery,
        state=DeliveryState.SENDING,
        attempts=delivery.attempts + 1,
        repeats=delivery.repeats + is_repeat,
        base_id=None if writes_over else base_id,
    )


def _frozen(delivery: Delivery, message: Message, *, can_edit: bool) -> Delivery:
    parts = message.parts
    if delivery.kind is DeliveryKind.EDIT and can_edit:
        parts += (_REST,) * (len(delivery.targets) - len(parts))
    return replace(delivery, parts=parts, picture=message.picture, silent=delivery.silent or message.silent)


def give_up(delivery: Delivery, error: str) -> Delivery:
    """Return a delivery that cannot be sent at all, with the reason."""
    return replace(delivery, state=DeliveryState.DEAD, error=error)


def advance(
    delivery: Delivery,
    channel: ChannelState,
    outcome: Outcome,
    now: datetime,
    *,
    settling: timedelta = SETTLING,
) -> tuple[Delivery, ChannelState]:
    """Return what an outcome makes of a delivery that was being sent, and of its channel."""
    opened = replace(channel, suspended=None, paused_until=None, failures=0)
    pending = replace(delivery, state=DeliveryState.PENDING, base_id=None)
    match outcome:
        case Sent(message_id=message_id):
            return _arrived(delivery, message_id), opened
        case NotSent(detail=detail, retry_after=retry_after):
            wait = retry_after if retry_after is not None else back_off(channel.failures)
            # A server that names a wait is alive; only silence counts as a failure of the channel.
            failures = channel.failures + (retry_after is None)
            paused = replace(channel, paused_until=now + wait, failures=failures)
            return replace(pending, error=detail), paused
        case Ambiguous(detail=detail):
            wait = back_off(delivery.attempts - 1) if delivery.base_id is None else settling
            due_at = max(delivery.due_at, now + wait)
            uncertain = replace(delivery, state=DeliveryState.UNCERTAIN, due_at=due_at, error=detail)
            return uncertain, replace(channel, failures=channel.failures + 1)
        case Refused(detail=detail, markup=True) if not delivery.plain:
            return replace(pending, plain=True, error=detail), opened
        case Refused(detail=detail):
            return give_up(delivery, detail), opened
        case Gone(detail=detail, stands=True) if delivery.retracts:
            # The message says what was taken back, and cannot be made to say so: readers are told beneath it.
            beneath = replace(pending, kind=DeliveryKind.REPLY, parts=(), sent_ids=(), error=detail)
            return beneath, opened
        case Gone(detail=detail):
            return replace(delivery, state=DeliveryState.DROPPED, error=detail), opened
        case Suspended(detail=detail):
            shut = replace(channel, suspended=detail, paused_until=now + _SUSPENDED)
            return replace(pending, error=detail), shut
        case Migrated(chat=chat):
            return replace(pending, error=f"the chat has moved to {chat}"), replace(opened, chat=chat)


def sighted(
    delivery: Delivery, sighting: Sighting, now: datetime, *, settling: timedelta = SETTLING
) -> Delivery:
    """Return what looking for it in the chat makes of an uncertain delivery."""
    match sighting:
        case Sent(message_id=message_id):
            return _arrived(delivery, message_id)
        case Absent():
            return replace(delivery, state=DeliveryState.PENDING, base_id=None)
        case Unseen(last_id=last_id):
            return replace(delivery, base_id=last_id, due_at=now + _APART)
        case Blind(detail=detail):
            return replace(delivery, base_id=None, error=f"{delivery.error}; {detail}")
        case NotSent(detail=detail, retry_after=retry_after):
            return replace(delivery, due_at=now + (retry_after or settling), error=detail)


def _arrived(delivery: Delivery, message_id: int) -> Delivery:
    sent = replace(delivery, sent_ids=(*delivery.sent_ids, message_id), base_id=None, error=None)
    is_last = len(sent.sent_ids) == len(sent.parts)
    return replace(sent, state=DeliveryState.SENT if is_last else DeliveryState.PENDING)


def back_off(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: 2 s, doubling, at most 15 minutes."""
    return min(_FIRST * (1 << min(failures, 20)), _LONGEST)


def next_slot(sends: Sequence[datetime], pace: Pace | None, now: datetime) -> datetime:
    """Return the earliest instant from `now` on at which the pace allows a send.

    `sends` are the instants of earlier sends in the pace's window, oldest first.
    """
    if pace is None or not sends:
        return now
    slot = max(now, sends[-1] + _APART)
    if len(sends) >= pace.count:
        slot = max(slot, sends[-pace.count] + pace.window)
    return slot
