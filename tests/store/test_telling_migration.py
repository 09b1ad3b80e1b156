"""A store of the release before stories could grow, opened by this one."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from importlib import resources
from pathlib import Path

from sqlalchemy import select

from monitor.corpus import codec
from monitor.model import Outlet, OutletKind
from monitor.store import database, schema
from monitor.store.database import Database
from monitor.store.decisions import Decisions
from tests.fakes import NOW, console, decide_for, document
from tests.store.filling import new_version, poll

AT = "2026-03-01T12:00:00.000000Z"


def earlier(location: Path) -> None:
    """Make a store with one story of two documents, told to one channel and not to another."""
    connection = sqlite3.connect(location)
    folder = resources.files("monitor.store") / "migrations"
    for name in sorted(
        entry.name for entry in folder.iterdir() if entry.name[:4] in {"0001", "0002", "0003", "0004"}
    ):
        connection.executescript((folder / name).read_text(encoding="utf-8"))
    connection.execute("INSERT INTO meta VALUES ('schema', '4')")
    connection.execute("INSERT INTO story VALUES ('a', ?)", (AT,))
    for id_, origin in (("a", OutletKind.OFFICIAL), ("b", OutletKind.INDEPENDENT)):
        body = codec.encode_document(document(f"Title {id_}", origin=(origin,)))
        connection.execute(
            "INSERT INTO document (id, source_id, url, demo, first_seen_at) VALUES (?, ?, ?, 0, ?)",
            (id_, id_, "https://news.example/event", AT),
        )
        connection.execute(
            "INSERT INTO version (document_id, content_hash, text_hash, body, raw, rules_hash, is_backlog, seen_at,"
            " decided_at) VALUES (?, '', '', ?, '', '', 0, ?, ?)",
            (id_, body, AT, AT),
        )
        connection.execute("INSERT INTO story_document VALUES (?, 'a', '[]')", (id_,))
    connection.executemany(
        "INSERT INTO \"match\" VALUES (?, ?, 't', 'n', 'w', ?, ?, 0, '[]')",
        [(1, "r1", "medium", "stable"), (1, "r2", "critical", "draft"), (2, "r1", "high", "stable")],
    )
    connection.execute("INSERT INTO story_key VALUES ('url', 'of another edition', 'a', ?)", (AT,))
    connection.execute("INSERT INTO alert VALUES (1, 'a', 1, ?)", (AT,))
    connection.execute(
        "INSERT INTO delivery (alert_id, channel, step, state, attempts, repeats, due_at, parts, sent_ids, silent, plain)"
        " VALUES (1, 'desk', 'first', 'sent', 1, 0, ?, '[\"text\"]', '[7]', 0, 0)",
        (AT,),
    )
    connection.executemany(
        "INSERT INTO verdict VALUES (?, ?, ?)",
        [
            (1, "desk", "send"),
            (1, "other", "only draft rules matched"),
            (2, "desk", "its story was told already"),
        ],
    )
    connection.commit()
    connection.close()


def rows(opened: Database, table: str, *columns: str) -> list[tuple[object, ...]]:
    found = schema.metadata.tables[table]
    query = select(*(found.c[name] for name in columns))
    return opened.run_now(lambda connection: [tuple(row) for row in connection.execute(query)])


def test_what_was_told_stays_told_and_is_known_by_the_new_names(location: Path) -> None:
    earlier(location)

    opened = database.open_to_write(location)

    assert rows(opened, "story", "id", "revision", "severity", "stage") == [("a", 0, "high", None)]
    assert rows(opened, "story_document", "document_id", "version_id", "outlet", "outlet_kind", "origin") == [
        ("a", 1, "MIIT", "official", "official"),
        ("b", 2, "MIIT", "official", "MIIT"),
    ]
    assert rows(opened, "delivery", "kind", "step", "state", "version_id", "severity", "sent_ids") == [
        ("send", "first", "sent", 1, "high", "[7]")
    ]
    assert rows(opened, "verdict", "channel", "delivery_id") == [("desk", 1), ("other", None), ("desk", None)]
    opened.close()


async def test_a_story_of_before_is_joined_and_its_message_edited(location: Path) -> None:
    earlier(location)
    opened = database.open_to_write(location)
    store = Decisions(opened)
    await decide_for(store, [console("desk")])
    made = document("Title c", outlet=Outlet(name="Daily"))
    version = replace(new_version("c", made), url="https://news.example/event")
    await poll(opened, version, source_id="c", now=NOW)

    await decide_for(store, [console("desk")])

    assert ("c", "a") in rows(opened, "story_document", "document_id", "story_id")
    assert rows(opened, "delivery", "step", "state") == [("first", "sent"), ("edit:1", "pending")]
    opened.close()
