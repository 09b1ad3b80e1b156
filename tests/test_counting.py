"""What the loops do, as it is counted."""

from __future__ import annotations

import pytest

from monitor.counting import Counting
from monitor.model import (
    Amend,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gone,
    Hold,
    HoldReason,
    NotSent,
    Reason,
    Send,
    Sent,
    SourceState,
    Verdict,
)
from monitor.pulse import Pulse
from tests.fakes import NOW


def pulse() -> Pulse:
    return Pulse(began_at=0.0)


def delivery(number: int, kind: DeliveryKind, state: DeliveryState, channel: str = "desk") -> Delivery:
    return Delivery(id=number, channel=channel, kind=kind, state=state, due_at=NOW)


@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        (Send(not_before=NOW), "send"),
        (Amend(not_before=NOW), "edit"),
        (Amend(not_before=NOW, reply=True), "reply"),
        (Hold(why=HoldReason.LOW), "hold_low"),
        (Hold(why=HoldReason.CAP), "hold_cap"),
        *((reason, reason.name.lower()) for reason in Reason),
    ],
)
def test_each_verdict_is_a_word(verdict: Verdict, word: str) -> None:
    counted = pulse()

    Counting(counted).verdict("chat:77", verdict)

    assert counted.verdicts.by_labels() == {("subscribers", word): 1}


def test_only_the_first_message_of_an_alert_that_arrived_is_asked_how_late_it_was() -> None:
    counted = pulse()
    counting = Counting(counted)
    send, sent = DeliveryKind.SEND, Sent(message_id=1)

    counting.came(delivery(1, send, DeliveryState.SENT), sent)
    counting.came(delivery(2, send, DeliveryState.PENDING), sent)  # of its parts not all
    counting.came(delivery(3, send, DeliveryState.PENDING), NotSent(detail="down"))
    counting.came(delivery(4, DeliveryKind.EDIT, DeliveryState.SENT), sent)
    counting.came(delivery(5, DeliveryKind.EDIT, DeliveryState.DROPPED), Gone(detail="gone"))
    Counting(counted, is_of_alerts=False).came(delivery(6, send, DeliveryState.SENT, "ops chat"), sent)

    assert list(counted.told) == [1]
    assert counted.deliveries.by_labels() == {
        ("desk", "send", "sent"): 2,
        ("desk", "send", "not_sent"): 1,
        ("desk", "edit", "sent"): 1,
        ("desk", "edit", "gone"): 1,
        ("ops chat", "send", "sent"): 1,
    }


def test_what_will_surely_be_counted_begins_with_nothing() -> None:
    counted = pulse()

    Counting(counted).expect(["desk"])

    assert counted.polls.by_labels() == {(state.value,): 0 for state in SourceState}
    assert counted.verdicts.by_labels() == {("desk", "send"): 0}
    assert counted.deliveries.by_labels() == {("desk", "send", "sent"): 0}
