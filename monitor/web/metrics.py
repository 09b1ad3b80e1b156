"""The metrics, in Prometheus' text form: what the process counts of itself, and what its store holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from monitor.pulse import Pulse
from monitor.store.totals import Labels, Totals

# Seconds from published to told: minutes are what a feed takes, days what a translation of a repost takes.
_LAGS = (60, 300, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 172_800, 604_800)


class Metrics:
    """Everything in one text, made anew when it is asked for."""

    def __init__(
        self,
        pulse: Pulse,
        *,
        totals: Callable[[datetime], Totals],
        clock: Callable[[], datetime],
        version: str,
    ) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._registry.register(_Collector(pulse, totals, clock, version))

    def text(self) -> bytes:
        """Return all of them; raises StoreError where the store does not answer."""
        return generate_latest(self._registry)


class _Collector(Collector):
    def __init__(
        self, pulse: Pulse, totals: Callable[[datetime], Totals], clock: Callable[[], datetime], version: str
    ) -> None:
        self._pulse = pulse
        self._totals = totals
        self._clock = clock
        self._version = version

    def describe(self) -> Iterable[Metric]:
        """Describe nothing: to be registered must not mean to ask the store."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield every metric of ours."""
        now = self._clock()
        yield from _of_process(self._pulse, self._version)
        yield from _of_store(self._totals(now), now)


def _of_process(pulse: Pulse, version: str) -> Iterator[Metric]:
    yield _gauge("monitor_info", "The program.", {(version,): 1}, "version")
    yield _gauge("monitor_loop_lag_seconds", "How late the last tick came.", {(): pulse.lag})
    yield _gauge("monitor_loop_longest_lag_seconds", "How late a tick ever came.", {(): pulse.longest_lag})
    polls: dict[Labels, int] = {(state,): count for state, count in tuple(pulse.polls.items())}
    yield _counter("monitor_polls", "Polls that ended, by the state they ended in.", polls, "state")
    yield _counter("monitor_poll_seconds", "Time on requests, waiting included.", {(): pulse.poll_seconds})
    yield _counter("monitor_poll_bytes", "Bytes of answers, decoded.", {(): pulse.poll_bytes})


def _of_store(totals: Totals, now: datetime) -> Iterator[Metric]:
    yield _gauge("monitor_sources", "Sources that are listed, by state.", totals.sources, "state")
    yield _gauge(
        "monitor_source_overdue_seconds",
        "How long the source that waits longest has been due.",
        {(): (now - totals.overdue).total_seconds() if totals.overdue else 0.0},
    )
    for name, told, count in (
        ("monitor_documents", "Documents ever stored.", totals.documents),
        ("monitor_versions", "Versions of documents ever stored.", totals.versions),
        ("monitor_stories", "Stories ever opened.", totals.stories),
    ):
        yield _counter(name, told, {(): count})
    yield _counter("monitor_matches", "Matches, by rule.", totals.matches, "rule", "severity")
    yield _counter(
        "monitor_verdicts",
        "What was decided on a matched document for a channel: sent, or the reason it was not.",
        totals.verdicts,
        "channel",
        "verdict",
    )
    yield _gauge(
        "monitor_deliveries",
        "Messages by what became of them; pending is what is owed.",
        totals.deliveries,
        "channel",
        "kind",
        "state",
    )
    yield _counter(
        "monitor_delivery_repeats",
        "Sends begun again because an answer was lost: at the most so many stand twice.",
        totals.repeats,
        "channel",
    )
    yield _gauge(
        "monitor_delivery_overdue_seconds",
        "How long the message that waits longest has been due.",
        {labels: (now - due).total_seconds() for labels, due in totals.oldest_owed.items()},
        "channel",
    )
    yield _gauge("monitor_channel_suspended", "1 where an operator must act.", totals.suspended, "channel")
    yield _histogram(
        "monitor_lag_seconds",
        "From published to told, of what was told in the last seven days and says its hour.",
        [lag.total_seconds() for lag in totals.lags],
    )


def _gauge(name: str, told: str, values: Mapping[Labels, float], *labels: str) -> Metric:
    family = GaugeMetricFamily(name, told, labels=labels)
    for label, value in values.items():
        family.add_metric(label, value)
    return family


def _counter(name: str, told: str, values: Mapping[Labels, float], *labels: str) -> Metric:
    family = CounterMetricFamily(name, told, labels=labels)
    for label, value in values.items():
        family.add_metric(label, value)
    return family


def _histogram(name: str, told: str, seconds: list[float]) -> Metric:
    buckets = [(f"{edge:g}", float(sum(value <= edge for value in seconds))) for edge in _LAGS]
    family = HistogramMetricFamily(name, told)
    family.add_metric((), [*buckets, ("+Inf", float(len(seconds)))], sum(seconds))
    return family
