"""`monitor search`."""

import asyncio
import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert

from monitor.cli import main
from monitor.store import database, schema
from tests.cli.conftest import Desk
from tests.fakes import document
from tests.store.filling import new_version, poll


def search(desk: Desk, *arguments: str) -> tuple[int, str, str]:
    code = main.run(["search", "--config", str(desk.folder / "monitor.yaml"), *arguments])
    printed = desk.capsys.readouterr()
    return code, printed.out, printed.err


@pytest.fixture
def filled(desk: Desk) -> Desk:
    desk.settings()
    desk.store("关于加强稀土管理的通知", "稀土出口 export \x1b[31m", "weather")
    return desk


def test_documents_with_all_of_the_words_are_shown(filled: Desk) -> None:
    code, out, err = search(filled, "稀土", "export")

    assert (code, err) == (0, "")
    title, facts, url = out.splitlines()
    assert (title, url) == ("Title 1", "  https://news.example/d1")
    assert facts.startswith("  d1, MIIT, seen 2026-03-0")


def test_json_has_an_object_a_line_and_more_are_told_apart(filled: Desk) -> None:
    _, out, err = search(filled, "稀土", "--format", "json", "--limit", "1")

    assert json.loads(out) == {
        "document": "d1",
        "title": "Title 1",
        "url": "https://news.example/d1",
        "source": "papers",
        "outlet": "MIIT",
        "published": None,
        "seen_at": "2026-03-02T12:00:00Z",
        "in_title": False,
        "demo": False,
    }
    assert err == ""
    assert "--limit shows up to 50" in search(filled, "稀土", "--limit", "1")[2]


def test_nothing_found_is_said_on_stderr_and_no_failure(filled: Desk) -> None:
    assert search(filled, "石墨") == (0, "", "no document holds all of these words\n")
    assert search(filled, "石墨", "--format", "json") == (0, "", "")
    assert search(filled, "稀土", "--since", "1s")[1] == ""


def test_documents_that_are_not_in_the_index_yet_are_counted(filled: Desk) -> None:
    opened = database.open_to_write(filled.folder / "monitor.db")
    opened.run_now(
        lambda connection: connection.execute(insert(schema.meta).values(key="search behind", value="2"))
    )
    opened.close()

    assert (
        "2 older documents are not in the index yet; `monitor run` brings them in"
        in search(filled, "稀土")[2]
    )


def test_a_published_day_and_a_missing_address_and_title_are_shown_as_they_are(desk: Desk) -> None:

    desk.settings()
    opened = database.open_to_write(desk.folder / "monitor.db")
    made = document("", "gallium", published=date(2026, 3, 1))
    asyncio.run(poll(opened, new_version("d1", made), demo=True))
    opened.close()

    _, out, _ = search(desk, "gallium")

    assert out.splitlines()[:2] == ["(no title)", "  d1, MIIT, 2026-03-01, demo"]


def test_an_argument_of_any_bytes_is_words_too(filled: Desk, tmp_path: Path) -> None:
    assert search(filled, "\udcff\udcfe")[0] == 0
