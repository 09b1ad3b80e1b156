"""Whether the program lives and is ready, from its pulse and its store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.pulse import Pulse

_STILL = 60.0  # seconds without a tick: the loop hangs, a restart is due
_LATE = 10.0  # of a tick that has not come: not ready, which may pass
_UNWRITTEN = 120.0  # since the store was last written to; the tick does it every half minute
_STARTING = 180.0  # seconds a start may take: a large set of rules read for the first time


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A yes or no, and what is wrong, a line each."""

    is_well: bool
    told: tuple[str, ...] = ()


def lives(pulse: Pulse, now: float) -> Health:
    """Say whether the loops turn; `now` is by the steady clock."""
    since = now - (pulse.began_at if pulse.ticked_at is None else pulse.ticked_at)
    limit = _STARTING if pulse.ticked_at is None else _STILL
    if since <= limit:
        return Health(is_well=True)
    return Health(is_well=False, told=(f"no tick for {since:.0f} s",))


def is_ready(pulse: Pulse, now: float, *, suspended: Mapping[str, str]) -> Health:
    """Say whether everything works; `suspended` is what an operator must mend, by channel."""
    if pulse.ticked_at is None:
        return Health(is_well=False, told=("it is starting",))
    wrong = []
    if (late := now - pulse.ticked_at) > _LATE:
        wrong.append(f"no tick for {late:.0f} s")
    if pulse.wrote_at is None or now - pulse.wrote_at > _UNWRITTEN:
        wrong.append("the store was not written to for two minutes; is the disk full?")
    wrong += [f"channel {channel}: {why}" for channel, why in sorted(suspended.items())]
    return Health(is_well=not wrong, told=tuple(wrong))
