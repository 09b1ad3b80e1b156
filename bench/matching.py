"""Finding 100 to 50,000 terms in documents never seen before: this engine beside what a user would otherwise write.

In each round every engine gets the same new documents, in another order. The loops take seconds over one, so they get
the first few, and every ratio is taken over documents that both sides read. Hits are compared with those of the `re`
loop one by one; a row with other results is no row, and is marked so.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from time import process_time

import numpy as np

from bench import engines, limits, texts
from bench.engines import Engine
from monitor.model import Layout
from monitor.rules import words

_ROUNDS = 5
_UNCOUNTED = 12  # documents each turn opens with, for another engine has had the processor's cache before
_FEW, _FEWEST = 10, 5  # documents a round for a loop
_SECONDS = 4.0  # for a loop to read its documents of a round in


@dataclass(slots=True)
class Row:
    """One engine's part of a table: seconds by round and document, hits, and what differs from the reference."""

    name: str
    rounds: list[list[float]] = field(default_factory=list)
    hits: int = 0
    missing: int = 0
    extra: int = 0

    @property
    def typical(self) -> float:
        """Seconds a document: the median of the rounds."""
        return median(self._means())

    def spread(self) -> tuple[float, float]:
        """Return the quickest and the slowest round, in seconds a document."""
        return min(self._means()), max(self._means())

    def times_faster_than(self, other: Row) -> float:
        """Return the median ratio of the rounds, over the documents both have read."""
        return median(
            sum(theirs[: len(mine)]) / sum(mine[: len(theirs)])
            for mine, theirs in zip(self.rounds, other.rounds, strict=True)
        )

    def percentile(self, share: float) -> float:
        """Return the seconds that so many of a hundred documents took at most."""
        return float(np.percentile([taken for seconds in self.rounds for taken in seconds], share))

    def _means(self) -> list[float]:
        return [sum(seconds) / len(seconds) for seconds in self.rounds]


def run(*, quick: bool) -> dict[int, list[Row]]:
    """Print every table; return those of both scripts, by the number of terms."""
    words.is_known("warm")  # a word list is read once a process
    sizes = (100, 1_000, 10_000) if quick else (100, 1_000, 10_000, 50_000)
    every = texts.make_terms(sizes[-1])
    print(
        f"Terms in documents of 1 to 20 kB, made by seed {texts.SEED}; processor time, median of {_ROUNDS} rounds."
    )
    if not engines.has_hyperscan():
        print("Hyperscan is not installed, so it has no row; `make bench` installs it.")
    count = 10 if quick else 40
    tables = {}
    for size in sizes:
        rows = measure(every[:size], texts.Writer(every[:size], seed=size), count)
        _print(f"{size:,} terms, both scripts", rows)
        tables[size] = rows
    for name, share in (("English", 0.0), ("Chinese", 1.0)):
        writer = texts.Writer(every[:10_000], chinese=share, seed=len(name) + 7)
        _print(f"10,000 terms, {name} documents alone", measure(every[:10_000], writer, 10))
    for line in _footnotes(sizes, {size: rows[-1].typical for size, rows in tables.items()}, quick=quick):
        print(line)
    return tables


def _footnotes(sizes: tuple[int, ...], ours: dict[int, float], *, quick: bool) -> Iterator[str]:
    most = sizes[-1]
    yield f"\nThis engine takes {ours[most] / ours[100]:.1f} times as long for {most:,} terms as for 100."
    yield f"Its automaton of {most:,} terms: {limits.automaton_megabytes(most):.0f} MB after scanning."
    yield limits.rules(2_000 if quick else 20_000, documents=300 if quick else 1_500)
    yield limits.expressions(500, documents=20)


def measure(terms: list[str], writer: texts.Writer, count: int) -> list[Row]:
    """Let every engine read so many new documents a round; the reference comes first, this engine last."""
    scanner = engines.ours(terms)
    contenders: list[Engine] = [
        engines.loop("`re` loop", engines.boundary_first, terms),
        engines.loop("`re` loop, literal first", engines.literal_first, terms),
        *([engines.hyperscan(scanner)] if engines.has_hyperscan() else []),
        scanner,
    ]
    gc.collect()
    gc.freeze()  # or the collector would walk tens of thousands of terms, whoever's turn it is
    warming = writer.documents(2)
    slowest = max(max(_timed(engine, document)[0] for document in warming) for engine in contenders)
    few = max(_FEWEST, min(_FEW, int(_SECONDS / slowest)))
    rows = [Row(engine.name) for engine in contenders]
    for number in range(_ROUNDS):
        documents = writer.documents(count)
        opening = writer.documents(_UNCOUNTED)
        first = number % len(contenders)
        results = {}
        for place in (*range(first, len(contenders)), *range(first)):
            engine = contenders[place]
            is_loop = isinstance(engine, engines.Loop)
            for document in opening[: 1 if is_loop else None]:
                engine.find(document)
            results[place] = [_timed(engine, document) for document in documents[: few if is_loop else None]]
        expected = [set(found) for _, found in results[0]]
        for place, row in enumerate(rows):
            row.rounds.append([seconds for seconds, _ in results[place]])
            row.hits += sum(len(found) for _, found in results[place])
            for (_, found), wanted in zip(results[place], expected, strict=False):
                row.missing += len(wanted - set(found))
                row.extra += len(found) - len(wanted & set(found))
    gc.unfreeze()
    return rows


def _timed(engine: Engine, document: Layout) -> tuple[float, engines.Found]:
    started = process_time()
    found = engine.find(document)
    return process_time() - started, found


def _print(title: str, rows: list[Row]) -> None:
    naive, keen = rows[0], rows[1]
    print(f"\n{title:<38} {'µs/document':>11} {'least-most':>19} {'documents':>9} {'hits each':>9}", end="")
    print(f" {'x `re`':>8} {'x literal':>9} {'missing':>7} {'extra':>5}")
    for row in rows:
        documents = sum(map(len, row.rounds))
        least, most = (f"{seconds * 1e6:,.0f}" for seconds in row.spread())
        verdict = "" if not row.missing and not row.extra else "  INVALID: other results"
        print(
            f"  {row.name:<36} {row.typical * 1e6:>11,.0f} {f'{least}-{most}':>19} {documents:>9}"
            f" {row.hits / documents:>9.1f} {row.times_faster_than(naive):>8,.0f}"
            f" {row.times_faster_than(keen):>9,.1f} {row.missing:>7} {row.extra:>5}{verdict}"
        )
