"""Stories without a store: what deciding asks of one, kept in memory for as long as a command runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.model import (
    ChannelConfig,
    ChannelKnown,
    Decision,
    Document,
    Silence,
    StoryKey,
    StoryState,
    Version,
)
from monitor.stories import blocking
from monitor.stories.independent import Rest
from monitor.stories.joining import Known
from monitor.stories.traits import Traits


@dataclass(slots=True)
class Memory:
    """Every document so far, by its keys, and the stories they are in; nobody is told of any."""

    _by_key: defaultdict[StoryKey, dict[str, datetime]] = field(default_factory=lambda: defaultdict(dict))
    _known: dict[str, Known] = field(default_factory=dict)
    _documents: dict[str, Document] = field(default_factory=dict)
    _stories: dict[str, StoryState] = field(default_factory=dict)
    _members: defaultdict[str, dict[str, Rest]] = field(default_factory=lambda: defaultdict(dict))

    def story_of(self, document_id: str) -> str | None:
        """Return the story an earlier version of the document was put in."""
        known = self._known.get(document_id)
        return None if known is None else known.story_id

    def previous(self, document_id: str) -> Document | None:
        """Return the document as it was last decided."""
        return self._documents.get(document_id)

    def candidates(self, document_id: str, keys: Sequence[StoryKey], seen_at: datetime) -> tuple[Known, ...]:
        """Return the documents worth comparing, best first."""
        return tuple(self._known[one] for one in blocking.ranked(self._shared(document_id, keys, seen_at)))

    def story(self, story_id: str) -> StoryState | None:
        """Return a story as it stands; None where there is none yet."""
        return self._stories.get(story_id)

    def others(self, story_id: str, document_id: str) -> tuple[Rest, ...]:
        """Return what the other documents of a story rest on."""
        return tuple(rest for one, rest in self._members[story_id].items() if one != document_id)

    def silences(self, now: datetime) -> tuple[Silence, ...]:  # noqa: ARG002  a store asks by it
        """Return none."""
        return ()

    def has_alert(self, story_id: str) -> bool:  # noqa: ARG002  a store asks by it
        """Say that nobody was told."""
        return False

    def is_retracted(self, story_id: str) -> bool:  # noqa: ARG002  a store asks by it
        """Say that nobody took anything back."""
        return False

    def told(
        self,
        version: Version,  # noqa: ARG002  a store asks by these
        story_id: str,  # noqa: ARG002
        channels: Sequence[ChannelConfig],  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> Mapping[str, ChannelKnown]:
        """Return nothing: no channel was told."""
        return {}

    def add(self, decision: Decision, traits: Traits) -> None:
        """Remember a document with its story."""
        version, story_id = decision.version, decision.story.id
        self._stories[story_id] = decision.story
        self._members[story_id][version.document_id] = traits.rest
        self._documents[version.document_id] = version.document
        self._known[version.document_id] = Known(
            document_id=version.document_id,
            source_id=version.source_id,
            story_id=story_id,
            url=version.url,
            text_hash=version.text_hash,
            traits=traits,
        )
        for key in decision.keys:
            self._by_key[key].setdefault(version.document_id, version.seen_at)

    def _shared(
        self, document_id: str, keys: Sequence[StoryKey], seen_at: datetime
    ) -> Iterator[tuple[StoryKey, str]]:
        for key in keys:
            since = seen_at - blocking.window(key.kind)
            within = [one for one, at in self._by_key.get(key, {}).items() if at >= since]
            if len(within) <= blocking.CROWD:
                yield from ((key, one) for one in within if one != document_id)
