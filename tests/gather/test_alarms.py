from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.gather import alarms
from monitor.gather.states import Standing
from monitor.model import Alarm, FetchState, SourceState
from tests.fakes import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OK, UNCHANGED, EMPTY, STALE, MOVED = (
    SourceState.OK,
    SourceState.UNCHANGED,
    SourceState.EMPTY,
    SourceState.STALE,
    SourceState.MOVED,
)
BLOCKED, SLOW, CHANGED, TLS, GONE = (
    SourceState.BLOCKED,
    SourceState.SLOW,
    SourceState.CHANGED,
    SourceState.TLS,
    SourceState.GONE,
)


@dataclass
class Life:
    """One source through its polls; what is owed is told at once, as the herald does."""

    alarm: Alarm = field(default_factory=Alarm)
    was: SourceState = SourceState.NEW
    failures: int = 0
    told: list[SourceState] = field(default_factory=list)

    def poll(
        self,
        is_in: SourceState,
        at: timedelta = timedelta(),
        *,
        is_sure: bool = True,
        newest_at: datetime | None = NOW,
    ) -> Alarm:
        self.failures = self.failures + 1 if is_in.is_trouble else 0
        state = FetchState(failures=self.failures, newest_at=newest_at)
        standing = Standing(state=state, is_in=is_in, detail=f"{is_in}!", is_sure=is_sure)
        made = alarms.after(self.alarm, self.was, standing, NOW + at)
        self.alarm, self.was = made, is_in
        if made.owed is not None:
            self.told.append(made.owed)
            believed = None if made.owed is OK else made.owed
            self.alarm = replace(made, told=believed, told_at=NOW + at, owed=None, owed_since=None)
        return made


def test_what_is_certain_is_told_at_once_and_once_and_that_it_heals() -> None:
    life = Life()

    life.poll(OK)
    life.poll(CHANGED, HOUR)
    life.poll(CHANGED, 3 * HOUR)
    healed = life.poll(UNCHANGED, 4 * HOUR)

    assert life.told == [CHANGED, OK]
    assert (healed.trouble, healed.trouble_since, healed.trouble_detail) == (
        CHANGED,
        NOW + HOUR,
        "changed!",
    )
    assert healed.since == NOW + 4 * HOUR


def test_what_may_pass_is_told_the_third_time() -> None:
    life = Life()

    told = [life.poll(BLOCKED, n * HOUR, is_sure=False).owed for n in range(4)]

    assert told == [None, None, BLOCKED, None]


def test_what_may_pass_is_told_after_a_day() -> None:
    life = Life()
    life.poll(SLOW, is_sure=False)

    assert life.poll(SLOW, DAY, is_sure=False).owed is SLOW


def test_what_passes_is_never_told() -> None:
    life = Life()

    for state in (BLOCKED, OK, BLOCKED, BLOCKED, UNCHANGED):
        life.poll(state, is_sure=False)

    assert life.told == []


def test_what_comes_and_goes_is_told_only_when_it_stays() -> None:
    life = Life()

    for n, state in enumerate((CHANGED, OK, CHANGED, OK, CHANGED, CHANGED, CHANGED)):
        life.poll(state, n * HOUR)

    assert life.told == [CHANGED, OK, CHANGED]


def test_another_reason_is_news_of_another_day() -> None:
    life = Life()

    life.poll(CHANGED)
    life.poll(TLS, HOUR)
    life.poll(SLOW, 25 * HOUR, is_sure=False)
    life.poll(TLS, 26 * HOUR)

    assert life.told == [CHANGED, TLS]


def test_gone_is_told_when_it_is_confirmed() -> None:
    life = Life()

    for _ in range(4):
        life.poll(GONE, 2 * DAY, is_sure=False)
    life.poll(GONE, 3 * DAY)

    assert life.told == [GONE]


def test_an_empty_list_is_told_when_it_was_not_empty_before_and_stays_so() -> None:
    life, always_empty = Life(), Life()

    life.poll(OK)
    for hours in (1, 12, 25, 26):
        life.poll(EMPTY, hours * HOUR)
        always_empty.poll(EMPTY, hours * HOUR, newest_at=None)
    life.poll(OK, 30 * HOUR)

    assert (life.told, always_empty.told) == ([EMPTY, OK], [])


def test_a_stale_source_and_a_moved_one_are_told_once() -> None:
    life = Life()

    for state in (STALE, STALE, MOVED, MOVED, OK):
        life.poll(state)

    assert life.told == [STALE, MOVED, OK]


def test_a_stale_source_that_cannot_be_read_is_news() -> None:
    life = Life()

    for state in (STALE, BLOCKED, BLOCKED, BLOCKED):
        life.poll(state, is_sure=False)

    assert life.told == [STALE, BLOCKED]


def test_what_heals_before_it_is_told_is_not_told() -> None:
    failed = alarms.after(Alarm(), OK, Standing(state=FetchState(failures=1), is_in=TLS, detail="x"), NOW)
    still = alarms.after(
        failed, TLS, Standing(state=FetchState(failures=2), is_in=TLS, detail="x"), NOW + HOUR
    )
    healed = alarms.after(failed, TLS, Standing(state=FetchState(), is_in=OK, detail=None), NOW + HOUR)

    assert (failed.owed, failed.owed_since) == (TLS, NOW)
    assert (still.owed, still.owed_since) == (TLS, NOW), "it waits since it was first so"
    assert (healed.owed, healed.owed_since) == (None, None)


def test_a_source_that_reads_on_costs_no_new_value() -> None:
    alarm = Alarm(since=NOW)

    assert alarms.after(alarm, OK, Standing(state=FetchState(), is_in=UNCHANGED, detail=None), NOW) is alarm
