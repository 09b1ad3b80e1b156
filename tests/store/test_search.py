"""The index of stored documents, and what is found by it."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from monitor.errors import MonitorError
from monitor.store import database, search
from monitor.store.database import Database
from monitor.store.search import Search
from tests.fakes import NOW, document
from tests.store.filling import new_version, poll, texts


def found(opened: Database, words: str, **options: object) -> list[str]:
    hits = Search(opened).find(words, NOW, limit=50, **options)  # type: ignore[arg-type]
    return [hit.document_id for hit in hits.hits]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        pytest.param("稀土", ["d1", "d0"], id="a two-character word inside a sentence"),
        pytest.param("加強稀土", ["d0"], id="traditional finds simplified"),
        pytest.param("關鍵", ["d2"], id="simplified finds traditional, and the other way"),
        pytest.param("关键", ["d2"], id="either way"),
        pytest.param("稀土 出口", ["d1"], id="words are all there"),
        pytest.param("magnet", ["d3"], id="a word finds its longer forms"),
        pytest.param('"magnet"', [], id="but not in quotes"),
        pytest.param("MAGNETS", ["d3"], id="case does not matter"),
        pytest.param("镝", ["d1"], id="one character"),
        pytest.param('"rare earth"', ["d3"], id="words in a row"),
        pytest.param('"earth rare"', [], id="not in another order"),
        pytest.param("土稀", [], id="nor characters in another order"),
        pytest.param("export 稀土", ["d1"], id="both scripts at once"),
        pytest.param("Title", ["d3", "d2", "d1", "d0"], id="the newest first"),
    ],
)
async def test_words_find_documents(opened: Database, words: str, ids: list[str]) -> None:
    await poll(
        opened,
        *texts(
            "国务院办公厅关于加强稀土管理的通知",
            "稀土出口(export)管制清单：镝、铽",
            "突破關鍵核心技術",
            "Rare-earth magnets are scarce.",
        ),
    )

    assert found(opened, words) == ids


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "a AND",
        'x" OR "y',
        "title:稀土",
        "NEAR(a b, 5)",
        "稀土*)",
        "-稀土",
        "^稀土",
        "{title}: x",
        "\0",
        "％",
    ],
)
async def test_hostile_questions_are_words_like_others(opened: Database, words: str) -> None:
    await poll(opened, *texts("something else"))

    assert found(opened, words) == []


@given(words=st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_fails(opened: Database, words: str) -> None:
    Search(opened).find(words, NOW, limit=5)


async def test_what_is_in_the_title_goes_before_what_is_a_little_newer(opened: Database) -> None:
    await poll(
        opened,
        new_version("old", document("稀土清单", "text")),
        new_version("new", document("A title", "with 稀土 in it")),
    )

    assert found(opened, "稀土") == ["old", "new"]


async def test_a_new_match_goes_before_an_old_one_in_the_title(opened: Database) -> None:
    await poll(opened, new_version("old", document("稀土清单", "text")), now=NOW - timedelta(days=400))
    await poll(opened, new_version("new", document("A title", "with 稀土 in it")))

    assert found(opened, "稀土") == ["new", "old"]
    assert found(opened, "稀土", since=NOW - timedelta(days=1)) == ["new"]
    assert found(opened, "稀土", since=NOW + timedelta(days=1)) == []


async def test_an_edited_document_is_found_by_what_it_says_now(opened: Database) -> None:
    await poll(opened, new_version("d", document("A title", "about graphite")))
    await poll(opened, new_version("d", document("A title", "about gallium")))

    assert found(opened, "graphite") == []
    assert found(opened, "gallium") == ["d"]


async def test_a_hit_says_what_a_reader_needs_and_whether_there_are_more(opened: Database) -> None:
    await poll(opened, *texts("稀土 one", "稀土 two"))

    hits = Search(opened).find("稀土", NOW, limit=1)

    (hit,) = hits.hits
    assert (hit.title, hit.url, hit.source_id, hit.outlet) == (
        "Title 1",
        "https://news.example/d1",
        "miit",
        "MIIT",
    )
    assert hits.has_more
    assert hits.behind == 0


async def test_documents_of_an_older_store_are_brought_in_step_by_step_the_newest_first(
    location: Path,
) -> None:
    opened = database.open_to_write(location)
    await poll(opened, *texts(*(f"稀土 {number}" for number in range(150))))
    opened.run_now(lambda connection: connection.execute(text("DROP TABLE search")))
    opened.close()
    # As a store of an earlier release has it just after its migration.
    with sqlite3.connect(location) as plain:
        script = (Path(database.__file__).parent / "migrations" / "0005_telling.sql").read_text(
            encoding="utf-8"
        )
        ours = [one for one in script.split(";") if "search" in one and "--" not in one]
        assert len(ours) == 2
        plain.executescript(";".join(ours))
    plain.close()
    opened = database.open_to_write(location)
    finder = Search(opened)

    assert finder.find("稀土", NOW, limit=1).behind == 150
    await poll(opened, new_version("new", document("稀土", "while others wait")))
    assert found(opened, "稀土") == ["new"]
    assert await finder.catch_up()
    assert finder.find("稀土", NOW, limit=1).behind == 50
    assert len(found(opened, "稀土")) == 50
    assert not await finder.catch_up()
    assert not await finder.catch_up()
    assert finder.find('"稀土 0"', NOW, limit=5).behind == 0
    assert found(opened, '"稀土 0"') == ["d0"]
    opened.close()


async def test_a_search_that_takes_too_long_is_broken_off_in_words(opened: Database) -> None:
    await poll(opened, *texts(*(f"gallium {number}" for number in range(300))))
    finder = Search(opened, patience=-1.0)

    with pytest.raises(MonitorError, match="took too long; ask with more, or rarer, words"):
        finder.find("gallium", NOW, limit=5)

    assert len(found(opened, "gallium")) == 50


async def test_nothing_new_indexes_nothing(opened: Database) -> None:
    opened.run_now(lambda connection: search.index(connection, ()))

    assert found(opened, "anything") == []
