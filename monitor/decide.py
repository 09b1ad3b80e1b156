"""The second loop: undecided versions in commit order → story → a verdict for each channel → one commit.

One at a time for the whole installation: two sources reporting one event at once must make one story.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

import structlog

from monitor.alerts import verdict
from monitor.model import Candidate, ChannelConfig, Decision, Send, StoryKey, Told, Verdict, Version
from monitor.stories.assign import assign
from monitor.stories.keys import keys

logger = structlog.get_logger("monitor.decide")

_BATCH = 100


class Store(Protocol):
    """What deciding needs of the store."""

    async def undecided(self, *, limit: int) -> tuple[Version, ...]:
        """Return the oldest versions without a decision, in commit order."""
        ...

    async def candidates(self, document_id: str, keys: Iterable[StoryKey]) -> tuple[Candidate, ...]:
        """Return the documents that share a key."""
        ...

    async def story_of(self, document_id: str) -> str | None:
        """Return the story an earlier version of the document was put in."""
        ...

    async def told(self, document_id: str, story_id: str) -> Told:
        """Return the channels that were told before."""
        ...

    async def record(self, decision: Decision) -> None:
        """Commit a decision."""
        ...


async def decide_pending(store: Store, channels: Sequence[ChannelConfig], now: datetime) -> int:
    """Decide everything that waits for it; return how many deliveries it made."""
    sends = 0
    while versions := await store.undecided(limit=_BATCH):
        for version in versions:
            sends += await _decide(version, store, channels, now)
    return sends


async def _decide(version: Version, store: Store, channels: Sequence[ChannelConfig], now: datetime) -> int:
    found = keys(version)
    own_story = await store.story_of(version.document_id)
    candidates = () if own_story else await store.candidates(version.document_id, found)
    assignment = assign(version, candidates, own_story=own_story)
    verdicts: tuple[tuple[str, Verdict], ...] = ()
    if version.matches:
        told = await store.told(version.document_id, assignment.story_id)
        verdicts = tuple((channel.id, verdict.decide(version, channel, told, now)) for channel in channels)
    await store.record(
        Decision(version=version, assignment=assignment, keys=found, verdicts=verdicts, now=now)
    )
    for channel, decided in verdicts:
        reason = {} if isinstance(decided, Send) else {"reason": decided.value}
        logger.debug("document decided", document=version.document_id, channel=channel, **reason)
    return sum(isinstance(decided, Send) for _, decided in verdicts)
