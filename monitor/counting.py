"""What the loops do, counted for whoever looks at the program from outside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.model import (
    Ambiguous,
    Amend,
    Decision,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gone,
    Hold,
    HoldReason,
    Migrated,
    NotSent,
    Outcome,
    Polled,
    Refused,
    Send,
    Sent,
    Sighting,
    SourceState,
    Suspended,
    Verdict,
)
from monitor.model.readers import label
from monitor.pulse import Pulse

_HELD = {HoldReason.LOW: "hold_low", HoldReason.CAP: "hold_cap"}
_OUTCOMES = {
    Sent: "sent",
    NotSent: "not_sent",
    Ambiguous: "answer_lost",
    Refused: "refused",
    Suspended: "suspended",
    Migrated: "migrated",
    Gone: "gone",
}


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts into a pulse what polls bring, what is decided, and what comes of sends."""

    _pulse: Pulse
    is_of_alerts: bool = True  # False: notices to operators, whose numbers are their own

    def polled(self, end: Polled) -> None:
        """Count the documents that a poll brought, and what matched in them."""
        self._pulse.versions += len(end.versions)
        for version in end.versions:
            for match in version.matches:
                self._pulse.matches.add(match.rule, match.severity.value)

    def decided(self, decision: Decision) -> None:
        """Count what was decided for each channel."""
        for channel, verdict in decision.verdicts:
            self.verdict(channel, verdict)

    def verdict(self, channel: str, verdict: Verdict) -> None:
        """Count what was decided for one."""
        self._pulse.verdicts.add(label(channel), _in_a_word(verdict))

    def repeat(self, delivery: Delivery) -> None:
        """Count a send that is begun again because its answer was lost."""
        self._pulse.repeats.add(label(delivery.channel))

    def came(self, delivery: Delivery, outcome: Outcome | Sighting) -> None:
        """Count what came of a send, or that it was found; the delivery is as it is then."""
        kind = delivery.kind.value
        self._pulse.deliveries.add(label(delivery.channel), kind, _OUTCOMES[type(outcome)])
        # What was read of an alert first is how late it was; an edit, or a digest at its hour, is not.
        is_first = delivery.kind is DeliveryKind.SEND and delivery.state is DeliveryState.SENT
        if self.is_of_alerts and is_first:
            self._pulse.told.append(delivery.id)

    def expect(self, channels: Iterable[str]) -> None:
        """Begin to count with nothing what will surely be counted: what is not there cannot be seen to rise."""
        for state in SourceState:
            self._pulse.polls.add(state.value, count=0)
        for channel in channels:
            self._pulse.verdicts.add(label(channel), "send", count=0)
            self._pulse.deliveries.add(label(channel), DeliveryKind.SEND.value, "sent", count=0)


def _in_a_word(verdict: Verdict) -> str:
    match verdict:
        case Send():
            return "send"
        case Amend(reply=reply):
            return "reply" if reply else "edit"
        case Hold(why=why):
            return _HELD[why]
        case reason:
            return reason.name.lower()
