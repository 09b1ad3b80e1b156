"""Decisions on a batch of versions in one transaction: each sees those before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, select

from monitor.model import (
    ChannelConfig,
    ChannelKnown,
    Decision,
    Document,
    Match,
    Silence,
    StoryKey,
    StoryState,
    Version,
)
from monitor.store import owed, owing, schema, silences, stories
from monitor.store.owed import Owed
from monitor.store.rows import VERSION, matches_by_version, version_of
from monitor.stories import joining, traits
from monitor.stories.independent import Rest
from monitor.stories.traits import Traits

_REMEMBERED = 1_000  # traits; some ten megabytes
_CHUNK = 300  # ids; SQLite takes at most 999 parameters in older builds


class Described(Protocol):
    """A version as far as finding its like is concerned."""

    @property
    def traits(self) -> Traits:
        """Return what it is compared by."""
        ...

    @property
    def keys(self) -> tuple[StoryKey, ...]:
        """Return the keys it is found by."""
        ...


Describe = Callable[[Version], Described]
Memo = dict[int, Traits]
"""The traits of the versions that were compared last: those of one event come close together."""


class Known:
    """What the store knows for deciding, the decisions made in this transaction included."""

    def __init__(
        self, connection: Connection, versions: Sequence[Version], describe: Describe, memo: Memo
    ) -> None:
        self._connection = connection
        self._stories = stories.story_ids(connection, {version.document_id for version in versions})
        # Of two versions of a document the first: the second is compared with that, which is whole.
        self._documents = {version.document_id: version.document for version in reversed(versions)}
        self._describe = describe
        self._memo = memo
        self._silences: tuple[Silence, ...] | None = None
        self._owed: tuple[str, Owed] | None = None  # of the story that was asked about last

    def silences(self, now: datetime) -> tuple[Silence, ...]:
        """Return those in force."""
        if self._silences is None:
            self._silences = silences.in_force(self._connection, now)
        return self._silences

    def story_of(self, document_id: str) -> str | None:
        """Return the story an earlier version of the document was put in."""
        return self._stories.get(document_id)

    def previous(self, document_id: str) -> Document | None:
        """Return the document as it was last decided."""
        if document_id not in self._stories:
            return None
        return stories.previous(self._connection, document_id, self._documents[document_id])

    def candidates(
        self, document_id: str, keys: Sequence[StoryKey], seen_at: datetime
    ) -> tuple[joining.Known, ...]:
        """Return the documents worth comparing, best first."""
        ids = stories.sharing(self._connection, document_id, keys, seen_at)
        if not ids:
            return ()
        rows = stories.likenesses(self._connection, ids)
        found = self._traits_of({id_: row.version_id for id_, row in rows.items()})
        return tuple(
            joining.Known(
                document_id=id_,
                source_id=rows[id_].source_id,
                story_id=rows[id_].story_id,
                url=rows[id_].url,
                text_hash=rows[id_].text_hash,
                traits=found[id_],
            )
            for id_ in ids
            if id_ in found
        )

    def story(self, story_id: str) -> StoryState | None:
        """Return a story as it stands; None where there is none yet."""
        return stories.state(self._connection, story_id)

    def others(self, story_id: str, document_id: str) -> tuple[Rest, ...]:
        """Return what the other documents of a story rest on."""
        return stories.rests(self._connection, story_id, apart_from=document_id)

    def has_alert(self, story_id: str) -> bool:
        """Say whether a channel was told of the story, or will be."""
        return bool(self.owed(story_id).alerts)

    def is_retracted(self, story_id: str) -> bool:
        """Say whether an operator took it back."""
        return self.owed(story_id).is_retracted

    def told(
        self, version: Version, story_id: str, channels: Sequence[ChannelConfig], now: datetime
    ) -> Mapping[str, ChannelKnown]:
        """Return what channels were told before; one that is left out knows nothing."""
        return owed.known(self._connection, self.owed(story_id), version, channels, now)

    def owed(self, story_id: str) -> Owed:
        """Return what channels were told of a story and are owed."""
        if self._owed is None or self._owed[0] != story_id:
            self._owed = (story_id, owed.read(self._connection, story_id))
        return self._owed[1]

    def add(self, decision: Decision) -> None:
        """Write a decision, so that those after it see it."""
        self._stories[decision.version.document_id] = decision.story.id
        stories.put(self._connection, decision)
        self._memo.pop(decision.version.id, None)  # decided again, it may be about other topics
        if decision.verdicts:
            owing.put(self._connection, decision, self.owed(decision.story.id))
            self._owed = None

    def _traits_of(self, versions: Mapping[str, int]) -> dict[str, Traits]:
        """Return the traits of documents in these versions, but for those that neither have any nor a text any more."""
        new = [id_ for id_, version in versions.items() if version not in self._memo]
        encoded = stories.encoded_traits(self._connection, new) if new else {}
        for id_ in new:
            made = traits.decode(encoded[id_]) if id_ in encoded else None
            made = made or self._made_anew(versions[id_])
            if made is not None:
                self._memo[versions[id_]] = made
        found = {id_: self._memo[version] for id_, version in versions.items() if version in self._memo}
        while len(self._memo) > _REMEMBERED:
            del self._memo[next(iter(self._memo))]
        return found

    def _made_anew(self, version_id: int) -> Traits | None:
        """Describe a document of a release that knew no traits, or others, and remember it so."""
        row = self._connection.execute(VERSION.where(schema.version.c.id == version_id)).one()
        version = version_of(self._connection, row)
        if not version.has_text:
            return None
        described = self._describe(version)
        self.remember(version, described)
        return described.traits

    def remember(self, version: Version, described: Described) -> None:
        """Write what a document is compared by from now on."""
        stories.put_likeness(self._connection, version, traits.encode(described.traits), described.keys)


def decide(
    connection: Connection,
    versions: Sequence[Version],
    make: Callable[[Version, Known], Decision],
    describe: Describe,
    memo: Memo,
) -> tuple[Decision, ...]:
    """Make and write the decisions on versions, in their order; one that is not what it was is left out."""
    known = Known(connection, versions, describe, memo)
    found = _as_they_are(connection, versions)
    made: list[Decision] = []
    for version in versions:
        if found.get(version.id) == (version.is_backlog, version.matches):
            made.append(make(version, known))
            known.add(made[-1])
    return tuple(made)


def _as_they_are(
    connection: Connection, versions: Sequence[Version]
) -> dict[int, tuple[bool, tuple[Match, ...]]]:
    """Return what a decision rests on and `monitor rules apply` may have changed since it was read."""
    table, ids = schema.version, [version.id for version in versions]
    matches = matches_by_version(connection, ids)
    found: dict[int, tuple[bool, tuple[Match, ...]]] = {}
    for start in range(0, len(ids), _CHUNK):
        query = select(table.c.id, table.c.is_backlog).where(table.c.id.in_(ids[start : start + _CHUNK]))
        found |= {row.id: (row.is_backlog, matches.get(row.id, ())) for row in connection.execute(query)}
    return found
