from datetime import timedelta

import pytest

from monitor.store import database
from monitor.store.notices import Notices
from monitor.store.standing import RULES, SETTINGS, InForce, Standing, Trouble
from tests.fakes import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def standing(opened: database.Database) -> Standing:
    return Standing(opened, Notices(opened, has_chat=True))


async def test_nothing_is_in_force_before_the_first_start(standing: Standing) -> None:
    assert await standing.in_force() is None
    assert await standing.trouble(RULES) is None


async def test_the_same_rules_are_in_force_since_they_were_loaded_first(standing: Standing) -> None:
    await standing.set_in_force(rules=2, hash_="a", now=NOW)

    same = await standing.set_in_force(rules=2, hash_="a", now=LATER)
    other = await standing.set_in_force(rules=3, hash_="b", now=LATER)

    assert same == InForce(rules=2, hash="a", since=NOW)
    assert other == InForce(rules=3, hash="b", since=LATER) == await standing.in_force()


async def test_trouble_begins_once_and_says_what_is_wrong_now(standing: Standing) -> None:
    await standing.begin(RULES, ["one", "two"], "bad", NOW)
    await standing.begin(RULES, ["three"], "worse", LATER)

    assert await standing.trouble(RULES) == Trouble(since=NOW, count=1, lines=("three",))
    assert await standing.trouble(SETTINGS) is None


async def test_of_many_problems_the_first_are_kept_and_all_are_counted(standing: Standing) -> None:
    await standing.begin(RULES, [str(number) for number in range(500)], "bad", NOW)

    trouble = await standing.trouble(RULES)

    assert trouble is not None
    assert (trouble.count, len(trouble.lines)) == (500, 100)


async def test_trouble_and_its_end_are_committed_with_their_notices(
    standing: Standing, opened: database.Database
) -> None:
    notices = Notices(opened, has_chat=True)

    await standing.begin(RULES, ["one"], "bad", NOW)
    told = await notices.report()
    await standing.end(RULES, "mended", LATER)
    over = await notices.report()

    assert (told.pending, over.pending) == (1, 0)
    assert await standing.trouble(RULES) is None
