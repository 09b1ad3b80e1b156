"""Whether the program lives and is ready, from its pulse and its store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.pulse import Pulse

_STILL = 60.0  # seconds in which the event loop wakes nobody: it hangs, a restart is due
# Of a tick that has not come although the event loop turns. A store that another program holds is waited for, up to
# ten minutes, and a restart would not make it free any sooner.
_STUCK = 900.0
_LATE = 10.0  # of a tick that has not come: not ready, which may pass
_UNWRITTEN = 120.0  # since the store was last written to; the tick does it every half minute
_STARTING = 180.0  # seconds a start may take: a large set of rules read for the first time


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A yes or no, and what is wrong, a line each."""

    is_well: bool
    told: tuple[str, ...] = ()
    is_starting: bool = False  # neither well nor ill yet


def lives(pulse: Pulse, now: float) -> Health:
    """Say whether the loops turn; `now` is by the steady clock."""
    if pulse.woken_at is not None and (silent := now - pulse.woken_at) > _STILL:
        return Health(is_well=False, told=(f"the event loop has stood still for {silent:.0f} s",))
    since = now - (pulse.began_at if pulse.ticked_at is None else pulse.ticked_at)
    if since > (_STARTING if pulse.ticked_at is None else _STUCK):
        return Health(is_well=False, told=(f"no tick for {since:.0f} s",))
    return Health(is_well=True)


def is_ready(pulse: Pulse, now: float, *, shut: Mapping[str, str]) -> Health:
    """Say whether everything works; `shut` are the channels that take nothing, with the reason."""
    if pulse.ticked_at is None:
        return Health(is_well=False, told=("it is starting",), is_starting=True)
    wrong = []
    if (late := now - pulse.ticked_at) > _LATE:
        wrong.append(f"no tick for {late:.0f} s")
    if pulse.wrote_at is None or now - pulse.wrote_at > _UNWRITTEN:
        wrong.append("the store was not written to for two minutes; is the disk full?")
    wrong += [f"channel {channel}: {why}" for channel, why in sorted(shut.items())]
    return Health(is_well=not wrong, told=tuple(wrong))
