"""The metrics as Prometheus reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from prometheus_client.parser import text_string_to_metric_families

from monitor.errors import StoreError
from monitor.pulse import Pulse
from monitor.store.totals import Labels, Lag, Totals
from monitor.web.machine import Room
from monitor.web.metrics import Asked, Metrics

NOW = datetime(2026, 11, 22, 4, 20, tzinfo=UTC)

TOTALS = Totals(
    sources={("ok",): 70, ("blocked",): 2},
    in_trouble=2,
    trouble_since=NOW - timedelta(hours=2),
    overdue=NOW - timedelta(seconds=3),
    documents=1_000,
    undecided=4,
    owed={("desk", "pending"): 2},
    oldest_due={("desk",): NOW - timedelta(seconds=90)},
    suspended={("desk",): 0},
    failures={("desk",): 1},
    refused=frozenset({"rules"}),
)


@dataclass(slots=True)
class Store:
    """What the store answers, and what it was asked for."""

    lag: tuple[Lag, ...] = ()
    error: StoreError | None = None
    failing: dict[Labels, int] = field(default_factory=dict)
    asked: list[tuple[int, ...]] = field(default_factory=list)

    def totals(self, _now: datetime) -> Totals:
        if self.error:
            raise self.error
        return replace(TOTALS, failures={**TOTALS.failures, **self.failing})

    def lags(self, deliveries: Sequence[int]) -> Iterable[Lag]:
        self.asked.append(tuple(deliveries))
        return self.lag


def metrics(
    pulse: Pulse, store: Store | None = None, room: Callable[[], Room | None] | None = None
) -> Metrics:
    asked = store or Store()
    return Metrics(
        pulse,
        Asked(
            totals=asked.totals,
            lags=asked.lags,
            room=room or (lambda: Room(store=10, free=20, size=30)),
            children=lambda: (2, 4096),
            clock=lambda: NOW,
            version="1.2.3",
            commit="abc",
            steady=lambda: 100.0,
        ),
    )


def read(made: Metrics) -> Mapping[tuple[str, ...], float]:
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(made.text().decode())
        for sample in family.samples
    }


def shown() -> dict[str, frozenset[str]]:
    """Return every sample that the program can show, with its labels."""
    pulse = Pulse(began_at=0.0, ticked_at=0.0, wrote_at=0.0)
    for counts, labels in (
        (pulse.polls, 1),
        (pulse.matches, 2),
        (pulse.verdicts, 2),
        (pulse.deliveries, 3),
        (pulse.repeats, 1),
    ):
        counts.add(*("x",) * labels)
    return {
        sample.name: frozenset(sample.labels)
        for family in text_string_to_metric_families(metrics(pulse).text().decode())
        for sample in family.samples
    }


def test_what_the_process_counts_is_there() -> None:
    pulse = Pulse(began_at=0.0)
    pulse.tick(90.0)
    pulse.wrote_at = 80.0
    pulse.woken(1.0, late=0.03)
    pulse.woken(1.0, late=20.0)
    pulse.poll("unchanged", 1.5, size=100)
    pulse.poll("unchanged", 0.5, size=20)
    pulse.versions = 3
    pulse.matches.add('odd "name"\n', "low")
    pulse.verdicts.add("desk", "same_story")
    pulse.deliveries.add("desk", "send", "sent")
    pulse.repeats.add("desk")

    found = read(metrics(pulse))

    assert found["monitor_build_info", "abc", "1.2.3"] == 1
    assert found["monitor_last_tick_timestamp_seconds",] == NOW.timestamp() - 10
    assert found["monitor_last_write_timestamp_seconds",] == NOW.timestamp() - 20
    assert found["monitor_loop_lag_seconds_bucket", "0.05"] == 1
    assert found["monitor_loop_lag_seconds_bucket", "10"] == 1
    assert found["monitor_loop_lag_seconds_bucket", "+Inf"] == 2
    assert found["monitor_loop_lag_seconds_sum",] == 20.03
    assert found["monitor_loop_longest_lag_seconds",] == 20.0
    assert found["monitor_polls_total", "unchanged"] == 2
    assert found["monitor_poll_seconds_total",] == 2
    assert found["monitor_poll_bytes_total",] == 120
    assert found["monitor_versions_total",] == 3
    assert found["monitor_matches_total", 'odd "name"\n', "low"] == 1
    assert found["monitor_verdicts_total", "desk", "same_story"] == 1
    assert found["monitor_deliveries_total", "desk", "send", "sent"] == 1
    assert found["monitor_delivery_repeats_total", "desk"] == 1
    assert found["monitor_children",] == 2
    assert found["monitor_children_resident_memory_bytes",] == 4096
    assert found["process_resident_memory_bytes",] > 1e6


def test_a_channel_that_is_owed_nothing_yet_stands_there() -> None:
    found = read(metrics(Pulse(began_at=0.0), Store(failing={("new",): 0})))

    assert found["monitor_delivery_repeats_total", "new"] == 0
    assert found["monitor_owed_overdue_seconds", "new"] == 0
    assert found["monitor_owed_overdue_seconds", "desk"] == 90


def test_before_the_loops_begin_no_tick_is_claimed() -> None:
    assert ("monitor_last_tick_timestamp_seconds",) not in read(metrics(Pulse(began_at=0.0)))


def test_how_the_store_stands_is_there() -> None:
    found = read(metrics(Pulse(began_at=0.0)))

    assert found["monitor_store_up",] == 1
    assert found["monitor_sources", "blocked"] == 2
    assert found["monitor_sources_in_trouble",] == 2
    assert found["monitor_source_trouble_seconds",] == 7200
    assert found["monitor_source_overdue_seconds",] == 3
    assert found["monitor_documents",] == 1_000
    assert found["monitor_undecided_versions",] == 4
    assert found["monitor_owed", "desk", "pending"] == 2
    assert found["monitor_owed_overdue_seconds", "desk"] == 90
    assert found["monitor_channel_failures", "desk"] == 1
    assert (found["monitor_refused", "rules"], found["monitor_refused", "settings"]) == (1, 0)
    assert (found["monitor_store_bytes",], found["monitor_disk_free_bytes",]) == (10, 20)


def test_a_store_that_does_not_answer_leaves_what_the_process_knows() -> None:
    found = read(metrics(Pulse(began_at=0.0), Store(error=StoreError("gone")), room=lambda: None))

    assert found["monitor_store_up",] == 0
    assert ("monitor_build_info", "abc", "1.2.3") in found
    assert ("monitor_documents",) not in found
    assert ("monitor_disk_free_bytes",) not in found


def test_each_message_that_arrived_is_one_length_of_a_histogram_that_only_grows() -> None:
    pulse = Pulse(began_at=0.0)
    store = Store(
        lag=(
            Lag(of_publishing=timedelta(seconds=50), of_ours=timedelta(seconds=2)),
            Lag(of_publishing=None, of_ours=timedelta(minutes=10)),
        )
    )
    made = metrics(pulse, store)
    pulse.told.extend((7, 8))

    read(made)
    found = read(made)

    assert store.asked == [(7, 8)]
    assert found["monitor_lag_seconds_bucket", "60"] == found["monitor_lag_seconds_count",] == 1
    assert found["monitor_own_lag_seconds_bucket", "2"] == 1
    assert found["monitor_own_lag_seconds_bucket", "+Inf"] == 2
    assert found["monitor_own_lag_seconds_sum",] == 602


def test_nothing_is_asked_of_the_store_before_somebody_looks() -> None:
    store = Store()

    metrics(Pulse(began_at=0.0), store)

    assert store.asked == []
