"""What the decide loop would make of versions: the same decisions, each knowing those before it, and nothing written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from monitor.model import ChannelConfig, ChannelKnown, Decision, Hold, Reason, StoryState, Version
from monitor.store.deciding import Describe, Described, Known
from monitor.stories import independent
from monitor.stories.independent import Rest

_NOTHING = ChannelKnown()


def foresee(
    connection: Connection,
    versions: Sequence[Version],
    make: Callable[[Version, Known], Decision],
    describe: Describe,
) -> tuple[Decision, ...]:
    """Return the decisions on versions, in their order."""
    known = _Foreseen(connection, versions, describe)
    made: list[Decision] = []
    for version in versions:
        made.append(make(version, known))
        known.add(made[-1])
    return tuple(made)


class _Foreseen(Known):
    """What the store knows, and what it would know after the decisions that were foreseen."""

    def __init__(self, connection: Connection, versions: Sequence[Version], describe: Describe) -> None:
        super().__init__(connection, versions, describe, {})
        self._states: dict[str, StoryState] = {}
        self._told: defaultdict[str, dict[str, ChannelKnown]] = defaultdict(dict)  # by story and channel
        self._rests: defaultdict[str, dict[str, Rest]] = defaultdict(dict)  # by story and document

    def story(self, story_id: str) -> StoryState | None:
        """Return a story as it would stand."""
        return self._states.get(story_id) or super().story(story_id)

    def others(self, story_id: str, document_id: str) -> tuple[Rest, ...]:
        """Return what the other documents of a story would rest on."""
        foreseen = self._rests.get(story_id, {})
        rests = [rest for other, rest in foreseen.items() if other != document_id]
        return (*super().others(story_id, document_id), *rests)

    def has_alert(self, story_id: str) -> bool:
        """Say whether a channel was told of the story, or would be."""
        return bool(self._told.get(story_id)) or super().has_alert(story_id)

    def told(
        self, version: Version, story_id: str, channels: Sequence[ChannelConfig], now: datetime
    ) -> Mapping[str, ChannelKnown]:
        """Return what channels would have been told before."""
        found = dict(super().told(version, story_id, channels, now))
        for channel, foreseen in self._told.get(story_id, {}).items():
            stored = found.get(channel, _NOTHING)
            found[channel] = replace(foreseen, rules=stored.rules)
        return found

    def add(self, decision: Decision) -> None:
        """Take note of a decision."""
        story = decision.story
        self._stories[decision.version.document_id] = story.id
        self._states[story.id] = story
        self._rests[story.id][decision.version.document_id] = independent.of(decision.version.document)
        for channel, verdict in decision.verdicts:
            if not isinstance(verdict, Reason):
                self._told[story.id][channel] = ChannelKnown(
                    story=True, in_digest=isinstance(verdict, Hold), severity=story.severity
                )

    def remember(self, version: Version, described: Described) -> None:
        """Change nothing."""
