"""Whether the program lives and is ready, from its pulse."""

from __future__ import annotations

from monitor.pulse import Pulse
from monitor.web import health


def _pulse(ticked_at: float | None = 1_000.0, wrote_at: float | None = 1_000.0) -> Pulse:
    return Pulse(began_at=900.0, ticked_at=ticked_at, wrote_at=wrote_at)


def test_a_program_that_ticks_lives_and_is_ready() -> None:
    assert health.lives(_pulse(), 1_001.0).is_well
    assert health.is_ready(_pulse(), 1_001.0, shut={}).is_well


def test_a_program_that_starts_lives_and_is_not_ready_yet() -> None:
    starting = _pulse(ticked_at=None, wrote_at=None)
    assert health.lives(starting, 950.0).is_well
    found = health.is_ready(starting, 950.0, shut={})
    assert (found.is_well, found.is_starting, found.told) == (False, True, ("it is starting",))


def test_a_start_that_does_not_end_is_no_life() -> None:
    assert health.lives(_pulse(ticked_at=None), 1_200.0).told == ("no tick for 300 s",)


def test_a_tick_that_is_late_makes_it_unready_first_and_dead_later() -> None:
    assert health.lives(_pulse(), 1_020.0).is_well
    assert health.is_ready(_pulse(), 1_020.0, shut={}).told == ("no tick for 20 s",)
    assert health.lives(_pulse(), 1_890.0).is_well, "a store that another program holds is waited for"
    assert health.lives(_pulse(), 1_901.0).told == ("no tick for 901 s",)


def test_an_event_loop_that_wakes_nobody_is_dead_after_a_minute() -> None:
    pulse = _pulse()
    pulse.woken(1_000.0, late=0.0)

    assert health.lives(pulse, 1_060.0).is_well
    assert health.lives(pulse, 1_061.0).told == ("the event loop has stood still for 61 s",)


def test_a_store_that_takes_nothing_makes_it_unready() -> None:
    told = health.is_ready(_pulse(ticked_at=1_200.0), 1_201.0, shut={}).told
    assert told == ("the store was not written to for two minutes; is the disk full?",)
    assert not health.is_ready(_pulse(wrote_at=None), 1_001.0, shut={}).is_well


def test_a_channel_that_is_shut_is_named_with_its_reason() -> None:
    shut = health.is_ready(_pulse(), 1_001.0, shut={"desk": "bot was kicked"})
    assert shut == health.Health(is_well=False, told=("channel desk: bot was kicked",))
