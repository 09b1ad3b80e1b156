"""How much is answered."""

from datetime import timedelta

from monitor.bot.floods import Floods, Limits, Pass
from tests.fakes import NOW

MINUTE = timedelta(minutes=1)


def judged(
    floods: Floods, person: int, times: int, *, after: timedelta = timedelta(), is_admin: bool = False
) -> list[Pass]:
    return [floods.judge(person, NOW + after, is_admin=is_admin) for _ in range(times)]


def test_who_asks_too_much_is_told_once_and_then_nothing_until_there_is_room() -> None:
    floods = Floods(Limits(person=2))

    assert judged(floods, 1, 5) == [Pass.ANSWER, Pass.ANSWER, Pass.SLOW_DOWN, Pass.SILENCE, Pass.SILENCE]
    assert judged(floods, 2, 1) == [Pass.ANSWER]
    assert judged(floods, 1, 4, after=MINUTE) == [Pass.ANSWER, Pass.ANSWER, Pass.SLOW_DOWN, Pass.SILENCE]


def test_a_crowd_is_not_answered_beyond_what_all_may_have_but_an_admin_is() -> None:
    floods = Floods(Limits(person=2, everyone=3))

    assert [found for person in range(5) for found in judged(floods, person, 1)] == [
        *(Pass.ANSWER,) * 3,
        *(Pass.SILENCE,) * 2,
    ]
    assert judged(floods, 99, 3, is_admin=True) == [Pass.ANSWER, Pass.ANSWER, Pass.SLOW_DOWN]
    assert judged(floods, 4, 1, after=MINUTE) == [Pass.ANSWER]


def test_only_so_many_people_are_remembered_those_that_were_quiet_longest_forgotten() -> None:
    floods = Floods(Limits(person=1, people=2))
    judged(floods, 1, 1)
    judged(floods, 2, 1)
    judged(floods, 3, 1)

    assert judged(floods, 3, 1) == [Pass.SLOW_DOWN]
    assert judged(floods, 1, 1) == [Pass.ANSWER]
