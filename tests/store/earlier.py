"""Stores as earlier releases left them: the migrations up to one, with rows in every table of then that tells something."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

from monitor.corpus import codec, identity, laying_out
from monitor.model import Entry, Found
from monitor.store import migrate
from tests.fakes import NOW, item, source

TOLD, UNDECIDED, OWED = "told", "undecided", "owed"  # guids
AT = NOW - timedelta(days=1)


def make(path: Path, number: int) -> None:
    """Make the store of a release whose schema has this number."""
    with closing(sqlite3.connect(path)) as connection:
        folder = resources.files("monitor.store") / "migrations"
        for name in sorted(one.name for one in folder.iterdir() if one.name.endswith(".sql"))[:number]:
            connection.executescript((folder / name).read_text(encoding="utf-8"))
        _Rows(connection).fill(number)
        connection.commit()


class _Rows:
    """Writes rows; what a release did not know of yet is left out."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def fill(self, number: int) -> None:
        self.put("meta", key="schema", value=str(number))
        self.put("meta", key="beat", value=AT.isoformat())
        self._source()
        self._decided(self._version(1, TOLD))
        self._version(2, UNDECIDED)
        self.put("send_log", id=1, channel="console", at=_text(AT))
        self.put("channel", id="console", failures=0)
        self.put("match", version_id=2, **_MATCH)
        if number >= 3:
            self.put(
                "standing", key="in force", since=_text(AT), detail=json.dumps({"rules": 1, "hash": "h"})
            )
            notice = {"text": "bad", "is_end": 0, "state": "sent", "attempts": 1, "repeats": 0, "plain": 0}
            self.put("notice", id=1, key="rules", made_at=_text(AT), due_at=_text(AT), **notice)
        if number >= 4:
            self._owed()
        if number >= 5:
            self.put("meta", key="search behind", value="2")  # the index is not made yet
            self.put("digest_plan", channel="console", plan="0 8 * * *", next_at=_text(NOW))
            self.put("subscription", chat="7", topic="a-topic", since=_text(AT))
            self.put("vote", alert_id=1, voter="v", vote="useful", at=_text(AT))
            self.put("mark", chat="@desk", last_id=7)
            silence = {"kind": "rule", "value": "r", "until": _text(NOW + timedelta(days=9)), "why": ""}
            self.put("silence", id=1, made_at=_text(AT), made_by="me", **silence)

    def put(self, table: str, **values: object) -> None:
        """Insert a row, of the columns that there were."""
        there = {row[1] for row in self._connection.execute(f'PRAGMA table_info("{table}")')}
        row = {name: value for name, value in values.items() if name in there}
        names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" for _ in row)
        self._connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))

    def _source(self) -> None:
        made = source()
        self.put(
            "source",
            id=made.id,
            location=made.location,
            every=3600,
            etag='"v1"',
            failures=0,
            polled_at=_text(AT),
            succeeded_at=_text(AT),
            next_poll_at=_text(NOW),
            fence=3,
            state="ok",
            is_listed=1,
        )

    def _version(self, number: int, guid: str) -> str:
        made = item(guid)
        key = identity.document_id("miit", made.entry)
        self.put("document", id=key, source_id="miit", guid=guid, demo=0, first_seen_at=_text(AT))
        self.put(
            "version",
            id=number,
            document_id=key,
            content_hash=identity.content_hash(made.document),
            text_hash=identity.text_hash(laying_out.lay_out(made.document)),
            body=codec.encode_document(made.document),
            raw=b"raw",
            rules_hash="h",
            is_backlog=0,
            seen_at=_text(AT),
        )
        return key

    def _decided(self, key: str) -> None:
        """Write that the first version was told to the console as message 7."""
        self._connection.execute("UPDATE version SET decided_at = ? WHERE id = 1", (_text(AT),))
        self.put("match", version_id=1, **_MATCH)
        self.put("story", id=key, opened_at=_text(AT), revision=0, severity="high", independent=1)
        self.put("story_document", document_id=key, story_id=key, joined_by="[]", version_id=1, outlet="MIIT")
        self.put("story_key", kind="text", key="of another edition", document_id=key, seen_at=_text(AT))
        self.put("alert", id=1, story_id=key, version_id=1, created_at=_text(AT))
        self.put(
            "delivery",
            id=1,
            alert_id=1,
            version_id=1,
            channel="console",
            kind="send",
            step="first",
            revision=0,
            severity="high",
            state="sent",
            attempts=1,
            repeats=0,
            due_at=_text(AT),
            parts='["Title told"]',
            sent_ids="[7]",
            silent=0,
            urgent=0,
            plain=0,
            made_at=_text(AT),
            sent_at=_text(AT),
        )
        self.put("verdict", version_id=1, channel="console", verdict="send", delivery_id=1)

    def _owed(self) -> None:
        entry = Entry(guid=OWED, url="https://example.org/owed", title="Title owed", needs_page=True)
        found = Found(entry=entry, raw=b"raw", digest="d")
        self.put(
            "owed_page",
            document_id=identity.document_id("miit", entry),
            source_id="miit",
            entry=codec.encode(found.entry),
            raw=found.raw,
            digest=found.digest,
            found_at=_text(AT),
            hides_undated=0,
            due_at=_text(AT),
            tries=1,
        )
        self._connection.execute("UPDATE source SET owed_due_at = ?", (_text(AT),))
        self.put(
            "run", source_id="miit", slot=3, at=_text(AT), state="ok", **_RUN, next_due=_text(NOW), why=""
        )


_MATCH = {
    "rule": "a-rule",
    "topic": "a-topic",
    "name": "A rule",
    "why": "It matters.",
    "severity": "high",
    "status": "stable",
    "soft": 0,
    "evidence": "[]",
}
_RUN = {"requests": 1, "ms": 2, "size": 3, "entries": 4, "new": 5}


def _text(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


NUMBERS = range(1, migrate.newest() + 1)
