"""The metrics as Prometheus reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from prometheus_client.parser import text_string_to_metric_families

from monitor.pulse import Pulse
from monitor.store.totals import Totals
from monitor.web.metrics import Metrics

_NOW = datetime(2026, 11, 22, 4, 20, tzinfo=UTC)


def _totals(now: datetime) -> Totals:
    return Totals(
        sources={("ok",): 70, ("blocked",): 2},
        documents=1_000,
        versions=1_100,
        stories=900,
        matches={("a-rule", "high"): 12, ('odd "name"\n', "low"): 1},
        verdicts={("desk", "send"): 9},
        deliveries={("desk", "send", "sent"): 9, ("desk", "send", "pending"): 2},
        repeats={("desk",): 1},
        oldest_owed={("desk",): now - timedelta(seconds=90)},
        suspended={("desk",): 0},
        overdue=now - timedelta(seconds=3),
        lags=(timedelta(seconds=50), timedelta(minutes=10), timedelta(days=30)),
    )


def _read(pulse: Pulse) -> Mapping[tuple[str, ...], float]:
    text = Metrics(pulse, totals=_totals, clock=lambda: _NOW, version="1.2.3").text().decode()
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_what_the_process_counts_and_what_the_store_holds_are_there() -> None:
    pulse = Pulse(began_at=0.0)
    pulse.tick(10.0, every=1.0)
    pulse.tick(13.5, every=1.0)
    pulse.tick(14.5, every=1.0)
    pulse.polls["unchanged"] += 5
    read = _read(pulse)
    assert read[("monitor_info", "1.2.3")] == 1
    assert read[("monitor_polls_total", "unchanged")] == 5
    assert (read[("monitor_loop_lag_seconds",)], read[("monitor_loop_longest_lag_seconds",)]) == (0.0, 2.5)
    assert read[("monitor_sources", "blocked")] == 2
    assert read[("monitor_documents_total",)] == 1_000
    assert read[("monitor_matches_total", 'odd "name"\n', "low")] == 1
    assert read[("monitor_verdicts_total", "desk", "send")] == 9
    assert read[("monitor_deliveries", "desk", "send", "pending")] == 2
    assert read[("monitor_delivery_overdue_seconds", "desk")] == 90
    assert read[("monitor_source_overdue_seconds",)] == 3
    assert read[("process_resident_memory_bytes",)] > 1e6


def test_the_lag_is_a_histogram_whose_last_bucket_holds_all() -> None:
    read = _read(Pulse(began_at=0.0))
    assert read[("monitor_lag_seconds_bucket", "60")] == 1
    assert read[("monitor_lag_seconds_bucket", "900")] == 2
    assert read[("monitor_lag_seconds_bucket", "+Inf")] == read[("monitor_lag_seconds_count",)] == 3


def test_nothing_is_asked_of_the_store_before_somebody_looks() -> None:
    def refuse(_now: datetime) -> Totals:
        raise AssertionError

    Metrics(Pulse(began_at=0.0), totals=refuse, clock=lambda: _NOW, version="1")
