"""Retention's passes: how much at once, how often, and what becomes of the room."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from monitor.model import NOTHING_PURGED, Kept, Pass, Purged, Retention
from monitor.store import retention, schema
from monitor.store.database import Database
from monitor.store.decisions import Decisions
from monitor.store.retention import Purge
from tests.fakes import NOW, console, decide_for, document
from tests.store.filling import new_version, poll
from tests.store.test_retention import PERIODS, YEARS, purge, told


async def test_for_ever_keeps_everything(opened: Database) -> None:
    await told(opened, "a")

    assert await purge(opened, 9 * YEARS, Retention(raw=None, texts=None, log=None)) == NOTHING_PURGED


async def test_large_rows_go_a_few_at_a_time(opened: Database) -> None:
    versions = [
        replace(new_version(f"d{n}", document(f"Title {n}", "text")), raw=b"x" * 600_000) for n in range(3)
    ]
    await poll(opened, *versions)
    await decide_for(Decisions(opened), [console()])

    assert await Purge(opened, PERIODS).step(NOW + timedelta(days=15)) == Purged(raw=2)


async def test_a_pass_is_due_once_an_hour_and_says_what_the_last_one_did(opened: Database) -> None:
    keeper = Purge(opened, PERIODS)
    await told(opened, "a")
    assert retention.last(opened) is None

    await purge(opened, timedelta(days=15))
    done = retention.last(opened)
    later = NOW + timedelta(days=15, minutes=59)

    assert done == Pass(
        began_at=NOW + timedelta(days=15),
        ended_at=NOW + timedelta(days=15),
        purged=Purged(raw=1),
        purged_at=NOW + timedelta(days=15),
    )
    assert await keeper.begin(later) is None
    begun = await keeper.begin(later + timedelta(minutes=1))
    assert begun == replace(done, began_at=later + timedelta(minutes=1), ended_at=None)
    assert await keeper.begin(NOW) is not None, "the clock was set back"


async def test_the_space_of_what_went_is_used_again(opened: Database) -> None:
    def size() -> int:
        return int(
            opened.run_now(lambda connection: connection.exec_driver_sql("PRAGMA page_count").scalar_one())
        )

    sizes = []
    for month in range(5):
        now = NOW + timedelta(days=30 * month)
        said = (f"{month} {n} " + f"word{n} " * 200 for n in range(12))
        await poll(
            opened,
            *(
                replace(new_version(f"{month}-{n}", document(f"{month}-{n}", one)), raw=b"x" * 20_000)
                for n, one in enumerate(said)
            ),
            now=now,
        )
        await decide_for(Decisions(opened), [console()], now)
        await purge(
            opened,
            timedelta(days=30 * month),
            Retention(raw=timedelta(days=29), texts=timedelta(days=45), log=None),
        )
        sizes.append(size())

    assert sizes[-1] < 1.3 * sizes[2], sizes


@pytest.mark.parametrize(
    ("periods", "problem"),
    [
        ({"raw": timedelta(days=2), "texts": timedelta(days=1)}, "no longer than texts"),
        ({"raw": None}, "no longer than texts"),
    ],
)
def test_raw_bytes_are_kept_no_longer_than_texts(periods: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Retention(**periods)


def test_every_state_of_a_version_says_whether_it_has_a_text() -> None:
    assert [one for one in Kept if one.has_text] == [Kept.ALL, Kept.TEXT, Kept.OLD]


async def test_a_head_holds_what_lists_show(opened: Database) -> None:
    made = document("Title a", "A paragraph.", document_number="工信部联科〔2025〕12号")
    await poll(opened, new_version("a", made))
    await decide_for(Decisions(opened), [console()])

    await purge(opened, YEARS)

    body = opened.run_now(lambda connection: connection.execute(select(schema.version.c.body)).scalar_one())
    assert json.loads(body) == {
        "title": "Title a",
        "language": "en",
        "outlet": {"name": "MIIT", "kind": "official"},
        "origin": ["official"],
        "document_number": "工信部联科〔2025〕12号",
    }
