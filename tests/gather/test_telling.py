from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from monitor.gather import telling, words
from monitor.model import Alarm, Change, FetchState, SourceNotice, SourceState, Untold
from tests.fakes import NOW

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def change(name: str = "miit", owed: SourceState = SourceState.BLOCKED, **changes: Any) -> Change:
    alarm: dict[str, Any] = {
        "since": NOW - HOUR,
        "owed": owed,
        "owed_since": NOW - MINUTE,
        "trouble": SourceState.BLOCKED,
        "trouble_since": NOW - 3 * HOUR,
        "trouble_detail": "HTTP 403",
    }
    return Change(
        source_id=name,
        location="https://example.org/",
        alarm=Alarm(**{**alarm, **changes}),
        state=FetchState(failures=3),
        detail="HTTP 403\nForbidden",
        next_poll_at=NOW + HOUR,
    )


def many(count: int, **changes: Any) -> tuple[Change, ...]:
    return tuple(change(f"s{n}", **changes) for n in range(count))


@dataclass
class FakeStore:
    untold: Untold
    told: list[SourceNotice] = field(default_factory=list)

    async def tell(
        self, compose: Callable[[Untold], Sequence[SourceNotice]], *, since: datetime, now: datetime
    ) -> None:
        assert since == now - HOUR
        if self.untold.changes:
            self.told += compose(self.untold)


async def test_nothing_to_tell_is_nothing_to_wait_for() -> None:
    assert await telling.tell(FakeStore(Untold(changes=())), NOW) is None


async def test_a_change_waits_a_moment_for_others() -> None:
    store = FakeStore(Untold(changes=(change(owed_since=NOW - SECOND), change("b", owed_since=NOW))))

    assert await telling.tell(store, NOW) == NOW + 14 * SECOND
    assert store.told == []


async def test_the_end_of_a_run_waits_for_nothing() -> None:
    store = FakeStore(Untold(changes=(change(owed_since=NOW),), together_at=NOW))

    assert await telling.tell(store, NOW, at_once=True) is None
    assert len(store.told) == 1


async def test_few_are_told_one_by_one() -> None:
    store = FakeStore(Untold(changes=many(3)))

    await telling.tell(store, NOW)

    assert [(notice.key, notice.is_alone) for notice in store.told] == [
        ("source s0", True),
        ("source s1", True),
        ("source s2", True),
    ]


@pytest.mark.parametrize(
    "untold", [Untold(changes=many(4)), Untold(changes=many(2), alone=5)], ids=["at once", "within an hour"]
)
async def test_many_are_one_notice(untold: Untold) -> None:
    store = FakeStore(untold)

    await telling.tell(store, NOW)

    (notice,) = store.told
    assert (notice.key, notice.is_alone, notice.changes) == ("sources", False, untold.changes)


async def test_two_notices_on_many_are_apart() -> None:
    store = FakeStore(Untold(changes=many(9), together_at=NOW - MINUTE))

    assert await telling.tell(store, NOW) == NOW + 14 * MINUTE
    assert store.told == []


def test_what_was_told_alone_is_ended_alone() -> None:
    over = SourceState.OK
    untold = Untold(changes=(change(owed=over, told_alone=True), change("b", owed=over, told_alone=False)))

    assert [notice.is_end for notice in telling.notices(untold, NOW)] == [True, False]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            change(),
            (
                "⚠️ Source miit cannot be read: blocked.\n\n• HTTP 403 Forbidden\n\n"
                "Since 2026-03-02 09:00 UTC, 3 polls in a row. It is tried again 2026-03-02 13:00 UTC; "
                "`monitor sources check miit` looks at it now."
            ),
        ),
        (
            change(owed=SourceState.OK),
            "✅ Source miit reads again after 2 h: it was blocked (HTTP 403).",
        ),
        (
            change(owed=SourceState.STALE),
            "⚠️ Source miit is read, but gives nothing new: HTTP 403 Forbidden",
        ),
        (change(owed=SourceState.MOVED), "ℹ️ Source miit has moved: HTTP 403 Forbidden"),
        (
            change(owed=SourceState.EMPTY),
            "⚠️ Source miit is read, but lists nothing since 2026-03-02 11:00 UTC; it used to.",
        ),
        (
            change(owed=SourceState.OK, told=SourceState.STALE),
            "✅ Source miit has something new again.",
        ),
        (change(owed=SourceState.OK, told=SourceState.EMPTY), "✅ Source miit lists entries again."),
        (
            change(owed=SourceState.OK, told=SourceState.MOVED),
            "✅ Source miit is polled where the settings say again.",
        ),
    ],
)
def test_a_notice_says_what_is_so_and_since_when(told: Change, expected: str) -> None:
    assert words.one(told, NOW) == expected


def test_a_notice_on_many_names_the_first_and_counts_the_rest() -> None:
    text = words.many((*many(14), *many(13, owed=SourceState.OK)))

    assert text.startswith("⚠️ 14 sources have trouble; if it is one cause, look at the network first.")
    assert "• s0: blocked: HTTP 403 Forbidden\n" in text
    assert "… and 2 more; `monitor status` lists them all." in text
    assert "✅ 13 sources are well again: s0, s1," in text
    assert text.endswith("s11 and 1 more.")


def test_a_notice_on_many_that_are_well_says_no_more() -> None:
    assert words.many(many(2, owed=SourceState.OK)) == "✅ 2 sources are well again: s0, s1."


def test_a_first_failure_is_one_poll() -> None:
    assert "1 poll." in words.one(replace(change(), state=FetchState(failures=1)), NOW)
