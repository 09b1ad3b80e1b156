"""The delivery state machine and its retry policy, as values.

    pending ──begin──▶ sending ──Sent──▶ sent (after its last part)
       ▲  ▲               ├──NotSent, Suspended, Migrated──▶ pending (its channel pauses or moves)
       │  └───────────────┤
       │                  ├──Ambiguous──▶ uncertain ──begin──▶ sending, counted as a repeat
       └──Refused markup──┴──Refused──▶ dead

`sent` and `dead` are final. This is the one place that retries: a channel never loops, a fetch never loops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model import (
    Ambiguous,
    ChannelState,
    Delivery,
    DeliveryState,
    Message,
    Migrated,
    NotSent,
    Outcome,
    Pace,
    Refused,
    Sent,
    Suspended,
)

_FIRST = timedelta(seconds=2)
_LONGEST = timedelta(minutes=15)
_SUSPENDED = timedelta(hours=1)  # an operator mends it without a restart: one try an hour finds out
_APART = timedelta(seconds=1)  # Telegram: about one message a second to one chat (core.telegram.org/bots/faq)
_FINAL = frozenset({DeliveryState.SENT, DeliveryState.DEAD})


def begin(delivery: Delivery, message: Message | None) -> Delivery:
    """Return the delivery as its intent commits it: the attempt counted, the text frozen.

    `message` is None where an earlier intent froze the text already.
    """
    if delivery.state in _FINAL:
        raise ValueError(f"delivery {delivery.id} is {delivery.state} and stays so")
    return replace(
        delivery,
        state=DeliveryState.SENDING,
        parts=message.parts if message else delivery.parts,
        silent=message.silent if message else delivery.silent,
        attempts=delivery.attempts + 1,
        repeats=delivery.repeats + (delivery.state is DeliveryState.UNCERTAIN),
    )


def give_up(delivery: Delivery, error: str) -> Delivery:
    """Return a delivery that cannot be sent at all, with the reason."""
    return replace(delivery, state=DeliveryState.DEAD, error=error)


def advance(
    delivery: Delivery, channel: ChannelState, outcome: Outcome, now: datetime
) -> tuple[Delivery, ChannelState]:
    """Return what an outcome makes of a delivery that was being sent, and of its channel."""
    opened = replace(channel, suspended=None, paused_until=None, failures=0)
    pending = replace(delivery, state=DeliveryState.PENDING)
    match outcome:
        case Sent(message_id=message_id):
            sent = replace(delivery, sent_ids=(*delivery.sent_ids, message_id), error=None)
            is_last = len(sent.sent_ids) == len(sent.parts)
            return replace(sent, state=DeliveryState.SENT if is_last else DeliveryState.PENDING), opened
        case NotSent(detail=detail, retry_after=retry_after):
            wait = retry_after if retry_after is not None else back_off(channel.failures)
            # A server that names a wait is alive; only silence counts as a failure of the channel.
            failures = channel.failures + (retry_after is None)
            paused = replace(channel, paused_until=now + wait, failures=failures)
            return replace(pending, error=detail), paused
        case Ambiguous(detail=detail):
            due_at = max(delivery.due_at, now + back_off(delivery.attempts - 1))
            uncertain = replace(delivery, state=DeliveryState.UNCERTAIN, due_at=due_at, error=detail)
            return uncertain, replace(channel, failures=channel.failures + 1)
        case Refused(detail=detail, markup=True) if not delivery.plain:
            return replace(pending, plain=True, error=detail), opened
        case Refused(detail=detail):
            return give_up(delivery, detail), opened
        case Suspended(detail=detail):
            shut = replace(channel, suspended=detail, paused_until=now + _SUSPENDED)
            return replace(pending, error=detail), shut
        case Migrated(chat=chat):
            return replace(pending, error=f"the chat has moved to {chat}"), replace(opened, chat=chat)


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
