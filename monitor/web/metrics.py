"""The metrics, in Prometheus' text form: what the process counts as it goes, and how its store stands.

What only grows is counted since the process began, which is what Prometheus expects of a counter; to ask the store
for it would read every document at each look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from monitor.errors import StoreError
from monitor.pulse import Lengths, Pulse
from monitor.store.totals import REFUSALS, Labels, Lag, Totals
from monitor.web.machine import Room

# Seconds from published to told: minutes are what a feed takes, days what a translation of a repost takes.
_LAGS = (60, 300, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 172_800, 604_800)
# Seconds from first seen to told: moments, or the pace of a channel and its quiet hours.
_OWN_LAGS = (1, 2, 5, 10, 30, 60, 300, 1_800, 7_200, 43_200, 86_400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom the metrics are asked of beside the pulse."""

    totals: Callable[[datetime], Totals]  # these two raise StoreError where the store does not answer
    lags: Callable[[Sequence[int]], Iterable[Lag]]
    room: Callable[[], Room | None]
    children: Callable[[], tuple[int, int]]
    clock: Callable[[], datetime]
    version: str
    commit: str
    steady: Callable[[], float] = monotonic


class Metrics:
    """Everything in one text, made anew when it is asked for, by one at a time."""

    def __init__(self, pulse: Pulse, asked: Asked) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._registry.register(_Collector(pulse, asked))

    def text(self) -> bytes:
        """Return all of them; where the store does not answer, all but its own."""
        return generate_latest(self._registry)


class _Collector(Collector):
    def __init__(self, pulse: Pulse, asked: Asked) -> None:
        self._pulse = pulse
        self._asked = asked
        self._lag = Lengths(_LAGS)
        self._own_lag = Lengths(_OWN_LAGS)

    def describe(self) -> Iterable[Metric]:
        """Describe nothing: to be registered must not mean to ask the store."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield every metric of ours."""
        now = self._asked.clock()
        yield from self._of_process(now)
        try:
            found = self._asked.totals(now)
            self._note_lags()
        except StoreError:
            found = None
        yield _gauge("monitor_store_up", "1 where the store answers.", {(): int(found is not None)})
        yield from self._of_disk()
        yield from self._of_lags()
        yield from self._of_repeats(found.failures if found is not None else ())
        if found is not None:
            yield from _of_sources(found, now)
            yield from _of_telling(found, now)

    def _of_process(self, now: datetime) -> Iterator[Metric]:
        pulse, asked = self._pulse, self._asked
        labels = (asked.version, asked.commit)
        yield _gauge("monitor_build_info", "The program.", {labels: 1}, "version", "commit")
        for name, told, moment in (
            ("monitor_last_tick_timestamp_seconds", "When the loops turned last.", pulse.ticked_at),
            ("monitor_last_write_timestamp_seconds", "When a write was tried and committed.", pulse.wrote_at),
        ):
            if moment is not None:
                # Counted by the steady clock: a wall clock that is set must not look like a program that hangs.
                ago = timedelta(seconds=asked.steady() - moment)
                yield _gauge(name, told, {(): (now - ago).timestamp()})
        yield _histogram(
            "monitor_loop_lag_seconds",
            "How long others held the event loop, looked at twice a second.",
            pulse.loop_lag,
        )
        yield _gauge(
            "monitor_loop_longest_lag_seconds",
            "The longest of these since the start.",
            {(): pulse.longest_lag},
        )
        count, held = asked.children()
        yield _gauge("monitor_children", "Processes started to read and to draw that live.", {(): count})
        yield _gauge("monitor_children_resident_memory_bytes", "Memory they hold.", {(): held})
        polls = pulse.polls.by_labels()
        yield _counter("monitor_polls", "Polls that ended, by the state they ended in.", polls, "state")
        yield _counter(
            "monitor_poll_seconds", "Time on requests, waiting included.", {(): pulse.poll_seconds}
        )
        yield _counter("monitor_poll_bytes", "Bytes of answers, decoded.", {(): pulse.poll_bytes})
        yield _counter("monitor_versions", "Versions of documents that polls brought.", {(): pulse.versions})
        yield _counter(
            "monitor_matches", "Matches in them, by rule.", pulse.matches.by_labels(), "rule", "severity"
        )
        yield _counter(
            "monitor_verdicts",
            "What was decided on a matched document for a channel: sent, held, or the reason it was not told.",
            pulse.verdicts.by_labels(),
            "channel",
            "verdict",
        )
        yield _counter(
            "monitor_deliveries",
            "Sends, by what came of them.",
            pulse.deliveries.by_labels(),
            "channel",
            "kind",
            "outcome",
        )

    def _of_repeats(self, channels: Iterable[Labels]) -> Iterator[Metric]:
        yield _counter(
            "monitor_delivery_repeats",
            "Sends begun again because an answer was lost: at the most so many stand twice.",
            dict.fromkeys(channels, 0.0) | self._pulse.repeats.by_labels(),
            "channel",
        )

    def _note_lags(self) -> None:
        told = tuple(self._pulse.told)
        for lag in self._asked.lags(told) if told else ():
            self._own_lag.add(lag.of_ours.total_seconds())
            if lag.of_publishing is not None:
                self._lag.add(lag.of_publishing.total_seconds())
        for _ in told:
            self._pulse.told.popleft()

    def _of_lags(self) -> Iterator[Metric]:
        yield _histogram("monitor_lag_seconds", "From published, where it says its hour, to told.", self._lag)
        yield _histogram("monitor_own_lag_seconds", "From first seen to told.", self._own_lag)

    def _of_disk(self) -> Iterator[Metric]:
        room = self._asked.room()
        if room is not None:
            yield _gauge("monitor_store_bytes", "What the store takes on its disk.", {(): room.store})
            yield _gauge("monitor_disk_free_bytes", "What is left on that disk.", {(): room.free})
            yield _gauge("monitor_disk_size_bytes", "How large that disk is.", {(): room.size})


def _of_sources(totals: Totals, now: datetime) -> Iterator[Metric]:
    yield _gauge("monitor_sources", "Sources that are listed, by state.", totals.sources, "state")
    yield _gauge("monitor_sources_in_trouble", "Those that could not be read.", {(): totals.in_trouble})
    for name, told, since in (
        ("monitor_source_trouble_seconds", "How long one has been in trouble at most.", totals.trouble_since),
        ("monitor_source_overdue_seconds", "How long one has been due at most.", totals.overdue),
    ):
        yield _gauge(name, told, {(): _since(since, now)})
    yield _gauge("monitor_documents", "Documents in the store.", {(): totals.documents})
    yield _gauge("monitor_undecided_versions", "Versions that wait for a decision.", {(): totals.undecided})
    refused: dict[Labels, float] = {(name,): name in totals.refused for name in sorted(REFUSALS)}
    yield _gauge("monitor_refused", "1 where what people edit or say is not heard.", refused, "what")


def _of_telling(totals: Totals, now: datetime) -> Iterator[Metric]:
    yield _gauge("monitor_owed", "Deliveries that have not ended.", totals.owed, "channel", "state")
    yield _gauge(
        "monitor_owed_overdue_seconds",
        "How long the one that waits longest has been due.",
        {
            labels: _since(totals.oldest_due.get(labels), now)
            for labels in {**totals.failures, **totals.oldest_due}
        },
        "channel",
    )
    yield _gauge("monitor_channel_suspended", "1 where an operator must act.", totals.suspended, "channel")
    yield _gauge("monitor_channel_failures", "Sends without an answer in a row.", totals.failures, "channel")


def _since(moment: datetime | None, now: datetime) -> float:
    return max((now - moment).total_seconds(), 0.0) if moment is not None else 0.0


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


def _histogram(name: str, told: str, lengths: Lengths) -> Metric:
    family = HistogramMetricFamily(name, told)
    edges = (*(f"{bound:g}" for bound in lengths.bounds), "+Inf")
    sums = map(float, lengths.up_to())
    family.add_metric((), list(zip(edges, sums, strict=True)), lengths.total)
    return family
