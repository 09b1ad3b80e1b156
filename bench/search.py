"""How long a search takes and how large its index is, at many stored documents: `python -m bench.search [COUNT]`.

Documents are words of Chinese and English drawn as often as people use them, so the commonest pairs stand in most.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from sqlalchemy import Connection, insert, text
from wordfreq import get_frequency_dict

from monitor.corpus import codec
from monitor.model import Document, Outlet, OutletKind, Section
from monitor.store import database, schema, search

_BATCH = 500
_NOW = datetime(2026, 11, 22, tzinfo=UTC)
_QUESTIONS = (
    "稀土",
    "加强稀土管理",
    "的",
    "我们 他们",
    "我们 他们 可以 没有 什么",
    "the",
    "the of and to in that",
    "inter*",
    "rare earth export",
    '"rare earth" export',
    "稀土 export",
    "zzzzqqqq",
    "the* con* pro* int*",
    "锂",
    "年",
    '"the" "of the"',
)


class _Writer:
    def __init__(self) -> None:
        self._random = random.Random(5)
        self._words = {}
        for language in ("zh", "en"):
            known = get_frequency_dict(language)
            self._words[language] = (list(known), list(accumulate(known.values())))

    def document(self) -> Document:
        language = self._random.choices(("zh", "en"), (6, 4))[0]
        words, weights = self._words[language]
        joint = "" if language == "zh" else " "
        title = joint.join(self._random.choices(words, cum_weights=weights, k=10))
        paragraphs = tuple(
            joint.join(self._random.choices(words, cum_weights=weights, k=60 if language == "en" else 100))
            + "."
            for _ in range(6)
        )
        outlet = Outlet(name="a", kind=OutletKind.UNKNOWN)
        return Document(
            title=title,
            language=language,
            outlet=outlet,
            origin=(outlet.kind,),
            sections=(Section(paragraphs=paragraphs),),
        )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    writer = _Writer()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "monitor.db"
        opened = database.open_to_write(path)
        spent = []
        for start in range(0, count, _BATCH):
            documents = [(id_, writer.document()) for id_ in range(start + 1, start + _BATCH + 1)]
            opened.run_now(lambda connection, rows=documents: _store(connection, rows, count))  # type: ignore[misc]
            began = time.perf_counter()
            opened.run_now(lambda connection, rows=documents: search.index(connection, rows))  # type: ignore[misc]
            spent.append((time.perf_counter() - began) / _BATCH)
        size = opened.run_now(_size)
        print(f"{count:,} documents; index {size / 1e6:,.0f} MB, store {path.stat().st_size / 1e6:,.0f} MB")
        print(
            f"indexing: {statistics.mean(spent) * 1e3:.2f} ms a document, slowest batch {max(spent) * 1e3:.2f}"
        )
        finder = search.Search(opened)
        for question in _QUESTIONS:
            times = []
            for _ in range(9):
                began = time.perf_counter()
                hits = finder.find(question, _NOW, limit=10)
                times.append((time.perf_counter() - began) * 1e3)
            print(
                f"{question:32} {len(hits.hits):3} hits  median {statistics.median(times):6.1f} ms  first {times[0]:6.1f}"
            )
        opened.close()


def _store(connection: Connection, documents: list[tuple[int, Document]], count: int) -> None:
    for id_, document in documents:
        seen_at = _NOW - timedelta(minutes=5 * (count - id_))
        connection.execute(
            insert(schema.document).values(
                id=f"{id_:032x}",
                source_id="s",
                demo=False,
                first_seen_at=seen_at,
                url=f"https://example.org/{id_}",
            )
        )
        connection.execute(
            insert(schema.version).values(
                id=id_,
                document_id=f"{id_:032x}",
                content_hash=str(id_),
                text_hash=str(id_),
                body=codec.encode_document(document),
                raw=b"",
                rules_hash="",
                is_backlog=False,
                seen_at=seen_at,
            )
        )


def _size(connection: Connection) -> int:
    return int(connection.execute(text("SELECT sum(length(block)) FROM search_data")).scalar_one())


if __name__ == "__main__":
    main()
