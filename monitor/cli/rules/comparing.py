"""Ask every stored document and every seed what an edit of the rules changes for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from monitor import clock, replay
from monitor.cli import documents, out
from monitor.cli.rules import showing
from monitor.config.settings import Settings
from monitor.corpus import laying_out
from monitor.errors import FetchError, SourceError
from monitor.fetch import folder
from monitor.model import Document, Fetched, SourceKind
from monitor.rules import compare
from monitor.rules.compare import Asker, Difference, Edit, Found, Kind, Question
from monitor.store import database
from monitor.store.archive import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A document of a seeds folder."""

    path: str
    source: str  # the folder
    document: Document


Where = int | Seed  # a stored version, or a seed


@dataclass(slots=True, kw_only=True)
class Tally:
    """How many documents each edit changes and how, and the newest of them."""

    limit: int  # so many are kept of each rule and kind of change
    stored: int = 0  # documents asked
    seeds: int = 0
    counts: Counter[tuple[str, Kind]] = field(default_factory=Counter)
    kept: defaultdict[tuple[str, Kind], list[tuple[Where, Difference]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, where: Where, found: Sequence[Found]) -> None:
        """Count what the edits change for one document."""
        for difference in compare.differences(found):
            key = (difference.rule, difference.kind)
            self.counts[key] += 1
            if len(self.kept[key]) < self.limit:
                self.kept[key].append((where, difference))


def ask(loaded: Settings, edits: Sequence[Edit], *, since: timedelta, limit: int) -> Tally:
    """Replay the edits over what the store saw in that time, and over the seeds."""
    tally = Tally(limit=limit)
    question = compare.question_of(edits)
    if loaded.store.exists():
        _ask_stored(loaded, question, since, tally)
    asker = Asker(question)
    for seed in sorted(_seeds(loaded), key=lambda seed: str(seed.document.published or ""), reverse=True):
        tally.seeds += 1
        tally.add(seed, asker.ask(laying_out.lay_out(seed.document)))
    return tally


def _ask_stored(loaded: Settings, question: Question, since: timedelta, tally: Tally) -> None:
    opened = database.open_to_read(loaded.store)
    try:
        # The seeds are read from their folders, as they stand now.
        ids = Archive(opened).newest(clock.now() - since, apart_from=_seed_sources(loaded))
    finally:
        opened.close()
    tally.stored = len(ids)
    with showing.progress(len(ids)) as advance:
        for id_, found in replay.replay(loaded.store, ids, question, advance=advance):
            tally.add(id_, found)


def _seed_sources(loaded: Settings) -> frozenset[str]:
    return frozenset(
        source.id for source in loaded.sources if source.demo and source.kind is SourceKind.FOLDER
    )


def _seeds(loaded: Settings) -> Iterator[Seed]:
    """Yield the documents of the seeds folders; what cannot be read is told."""
    for root in loaded.seeds:
        try:
            listed = folder.read(root, etag=None)
        except FetchError as error:
            out.fail(error)
            continue
        assert isinstance(listed, Fetched)
        for problem in listed.problems:
            out.fail(f"{root}: {problem}")
        for file in listed.files:
            path = root / file.path
            try:
                yield Seed(path=str(path), source=root.name, document=documents.read_file(path))
            except SourceError as error:
                out.fail(error)
