"""Which documents are about one event: how often it is right, and how long one new document takes among 100,000.

    python -m bench.stories [DOCUMENTS]

The labelled sets go through the pure stages that `monitor stories` runs. The store holds documents that are made, by a
seed, of the labelled ones: their names, figures and days drawn anew, as often as they stand in those. Beside it stands
what one would otherwise take: a MinHash of all texts in memory, which knows one text again and no retelling of it.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from monitor import decide
from monitor.cli import stories as command
from monitor.config import rule_files
from monitor.model import Version
from monitor.rules.evaluate import RuleSet
from monitor.store import database
from monitor.store.deciding import Known as StoreKnown
from monitor.stories import blocking, joining, traits
from monitor.stories.joining import Known
from monitor.stories.memory import Memory
from monitor.stories.sketch import SIZE
from monitor.stories.traits import Traits

_ROOT = Path(__file__).parent.parent
_SETS = _ROOT / "tests" / "data" / "stories"
_DOCUMENTS = 100_000
_QUICK = 20_000
_NEWCOMERS = 1_000
_BATCH = 2_000
_SPAN = timedelta(days=90)  # in which the stored documents were seen
_NOW = datetime(2026, 6, 1, tzinfo=UTC)
_SAME_TEXT = 0.5  # of the grams: what the MinHash takes for one event


_INSERTS = {
    "document": "id, source_id, url, demo, first_seen_at",
    "version": "id, document_id, content_hash, text_hash, body, raw, rules_hash, is_backlog, seen_at, decided_at",
    "story": "id, opened_at",
    "story_document": "document_id, story_id, joined_by, version_id",
    "story_trait": "document_id, traits",
    "made_key": "kind, key, document_id, seen_at",
}

Sketches = NDArray[np.uint32]
Spent = tuple[float, float]  # seconds: by the clock, and of the processor


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A document of a set, and the story it belongs to."""

    label: str
    version: Version
    described: decide.Described


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How often two documents were rightly put together, and how many of those that belong together were."""

    right: int
    wrong: int
    missed: int
    crossing: tuple[int, int]  # pairs of a Chinese and an English document: put together, and all

    @property
    def precision(self) -> float:
        """Share of the pairs put together that belong together."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the pairs that belong together that were put together."""
        return self.right / max(1, self.right + self.missed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What each new document took, with so many stored."""

    stored: int
    ours: tuple[Spent, ...]
    other: tuple[Spent, ...]


def run(*, quick: bool, documents: int = _DOCUMENTS) -> Times:
    """Print what was found; return how long a new document takes."""
    rules, problems = rule_files.load_rules(rule_files.read_rule_files(_ROOT / "rules"), root="rules")
    if rules is None:
        raise SystemExit("\n".join(map(str, problems)))
    labelled: list[Labelled] = []
    print(
        f"\n{'pairs of one story':<34} {'precision':>9} {'recall':>7} {'zh-en':>9}  beside: one text by MinHash"
    )
    for path in sorted(_SETS.glob("*.jsonl")):
        found = read(path, rules)
        labelled += found
        ours, other = quality(found, _joined(found)), quality(found, _by_text(found))
        crossing = f"{ours.crossing[0]}/{ours.crossing[1]}"
        beside = f"{other.precision:.3f} {other.recall:.3f}"
        print(f"{path.name:<34} {ours.precision:>9.3f} {ours.recall:>7.3f} {crossing:>9}  {beside}")
    return _time(labelled, _QUICK if quick else documents)


def read(path: Path, rules: RuleSet) -> list[Labelled]:
    """Read a labelled set."""
    found: list[Labelled] = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        place = f"{path}:{number}"
        version = command.version_of(command.read(line, place), place, rules, number)
        found.append(
            Labelled(
                label=json.loads(line)["story"],
                version=version,
                described=decide.describe(version, rules.names),
            )
        )
    return found


def quality(documents: Sequence[Labelled], stories: Sequence[str]) -> Quality:
    """Compare the stories documents were put in with those they belong to, pair by pair."""
    counts: Counter[tuple[bool, bool]] = Counter()
    crossing = [0, 0]
    for (one, story), (other, story_2) in combinations(zip(documents, stories, strict=True), 2):
        belongs, together = one.label == other.label, story == story_2
        counts[belongs, together] += 1
        if belongs and one.described.traits.is_latin != other.described.traits.is_latin:
            crossing[0] += together
            crossing[1] += 1
    return Quality(
        right=counts[True, True],
        wrong=counts[False, True],
        missed=counts[True, False],
        crossing=(crossing[0], crossing[1]),
    )


def _joined(documents: Sequence[Labelled]) -> list[str]:
    memory = Memory()
    found: list[str] = []
    for one in documents:
        decision = decide.decide(
            one.version, one.described, memory, (), one.version.seen_at, tier_of=lambda _: None
        )
        memory.add(decision, one.described.traits)
        found.append(decision.story.id)
    return found


def _by_text(documents: Sequence[Labelled]) -> list[str]:
    found: list[str] = []
    for place, one in enumerate(documents):
        mine = np.array(one.described.traits.sketch)
        alike = [
            float((mine == np.array(other.described.traits.sketch)).mean())
            if len(mine) and other.described.traits.sketch
            else 0.0
            for other in documents[:place]
        ]
        best = max(range(place), key=alike.__getitem__, default=None)
        is_one = best is not None and alike[best] >= _SAME_TEXT
        found.append(found[best] if is_one and best is not None else one.version.document_id)
    return found


def _time(labelled: Sequence[Labelled], count: int) -> Times:
    folder = Path(tempfile.mkdtemp(prefix="bench-stories-"))
    try:
        dice = random.Random(20261122)
        path = folder / "monitor.db"
        started = time.perf_counter()
        sketches = _fill(path, _made(labelled, count, dice))
        size = path.stat().st_size / 2**20
        print(f"\n{count:,} documents stored in {time.perf_counter() - started:.0f} s, {size:,.0f} MiB")
        newcomers = list(_made(labelled, _NEWCOMERS, dice))
        store = database.open_to_write(path)
        try:
            ours = store.run_now(
                lambda connection: _ours(StoreKnown(connection, (), _describe, {}), newcomers)
            )
        finally:
            store.close()
        other = _others(sketches, newcomers)
    finally:
        shutil.rmtree(folder)
    print(f"{'one new document':<34} {'p50':>8} {'p95':>8} {'p99':>8}")
    for what, times in (("ours: keys, candidates, joining", ours), ("MinHash with all, in memory", other)):
        # On a machine that has other work, the second says what it costs.
        for name, spent in (
            (what, [wall for wall, _ in times]),
            ("  its processor time", [ran for _, ran in times]),
        ):
            p50, p95, p99 = (np.percentile(spent, share) * 1000 for share in (50, 95, 99))
            print(f"{name:<34} {p50:>5.1f} ms {p95:>5.1f} ms {p99:>5.1f} ms")
    return Times(stored=count, ours=tuple(ours), other=tuple(other))


def _describe(version: Version) -> decide.Described:
    raise AssertionError(version.id)  # every document has its traits


def _made(labelled: Sequence[Labelled], count: int, dice: random.Random) -> Iterator[Traits]:
    """Yield documents like the labelled ones, each with names, figures and days of others."""
    every = [one.described.traits for one in labelled]
    names, figures, days = (
        [value for one in every for value in getattr(one, name)] for name in ("names", "figures", "days")
    )
    for number in range(count):
        base = dice.choice(every)
        some = frozenset(dice.choices(names, k=len(base.names)))
        title = frozenset(dice.sample(sorted(some), min(len(some), len(base.title_names))))
        head = title | frozenset(dice.sample(sorted(some), min(len(some), len(base.head_names))))
        said = frozenset(_other(dice.choice(figures), dice) for _ in base.figures)
        day = (_NOW - dice.random() * _SPAN).date().isoformat()
        yield replace(
            base,
            day=day,
            title=f"{base.title}{number}",
            title_names=title,
            head_names=head,
            names=some,
            figures=said,
            head_figures=frozenset(dice.sample(sorted(said), min(len(said), len(base.head_figures)))),
            lead_figures=frozenset(dice.sample(sorted(said), min(len(said), len(base.lead_figures)))),
            days=frozenset(dice.choices(days, k=len(base.days))),
            own_numbers=frozenset(f"{dice.randrange(1, 900)}|2026|" for _ in base.own_numbers),
            numbers=frozenset(),
            works=frozenset(),
            title_works=frozenset(),
            editions=frozenset(),
            quoted=frozenset(),
            sketch=tuple(dice.getrandbits(32) for _ in base.sketch),
        )


def _other(figure: str, dice: random.Random) -> str:
    value, _, unit = figure.partition("|")
    return f"{float(value) * dice.randrange(1, 60) / 10:.3g}|{unit}"


def _fill(path: Path, made: Iterator[Traits]) -> Sketches:
    """Write documents with all that stories ask of them; return their sketches."""
    database.open_to_write(path).close()
    sketches: list[tuple[int, ...]] = []
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        # Written in order of the index at the end: one by one takes ten times as long.
        connection.execute("CREATE TEMP TABLE made_key (kind, key, document_id, seen_at)")
        while batch := list(islice(made, _BATCH)):
            _store(connection, len(sketches), batch)
            sketches += (one.sketch or (0,) * SIZE for one in batch)
        connection.execute(
            "INSERT INTO story_key (kind, key, document_id, seen_at) SELECT DISTINCT * FROM made_key ORDER BY 1, 2, 3"
        )
        connection.commit()
    return np.array(sketches, dtype=np.uint32)


def _store(connection: sqlite3.Connection, first: int, batch: Sequence[Traits]) -> None:
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in _INSERTS}
    for number, one in enumerate(batch, start=first):
        id_, seen_at = f"made-{number}", f"{one.day}T08:00:00.000000Z"
        rows["document"].append((id_, "bench", f"https://bench.example/{number}", False, seen_at))
        rows["version"].append((number + 1, id_, id_, "", "{}", b"", "", False, seen_at, seen_at))
        rows["story"].append((id_, seen_at))
        rows["story_document"].append((id_, id_, "[]", number + 1))
        rows["story_trait"].append((id_, traits.encode(one)))
        keys = blocking.keys(one, url=f"https://bench.example/{number}", text_hash=id_)
        rows["made_key"] += ((key.kind, key.key, id_, seen_at) for key in keys)
    for name, columns in _INSERTS.items():
        places = ", ".join("?" for _ in columns.split(","))
        connection.executemany(f"INSERT OR IGNORE INTO {name} ({columns}) VALUES ({places})", rows[name])
    connection.commit()


def _ours(known: StoreKnown, newcomers: Sequence[Traits]) -> list[Spent]:
    times: list[Spent] = []
    for number, one in enumerate(newcomers):
        started, ran = time.perf_counter(), time.thread_time()
        id_ = f"new-{number}"
        keys = blocking.keys(one, url=f"https://new.example/{number}", text_hash=id_)
        newcomer = Known(document_id=id_, source_id="new", story_id=id_, text_hash=id_, traits=one)
        joining.join(newcomer, known.candidates(id_, keys, _NOW))
        times.append((time.perf_counter() - started, time.thread_time() - ran))
    return times


def _others(sketches: Sketches, newcomers: Sequence[Traits]) -> list[Spent]:
    times: list[Spent] = []
    for one in newcomers:
        started, ran = time.perf_counter(), time.thread_time()
        mine = np.array(one.sketch or (1,) * SIZE, dtype=np.uint32)
        int((sketches == mine).mean(axis=1).argmax())
        times.append((time.perf_counter() - started, time.thread_time() - ran))
    return times


def main() -> None:
    """Run it alone, with as many documents as asked for."""
    run(quick=False, documents=int(sys.argv[1]) if len(sys.argv) > 1 else _DOCUMENTS)


if __name__ == "__main__":
    main()
