"""The second loop: undecided versions in commit order → story → a verdict for each channel → one commit.

One at a time for the whole installation: two sources reporting one event at once must make one story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

import structlog

from monitor.alerts import verdict
from monitor.model import Candidate, ChannelConfig, Decision, Send, StoryKey, Told, Verdict, Version
from monitor.stories.assign import assign
from monitor.stories.keys import keys

logger = structlog.get_logger("monitor.decide")

_BATCH = 100


class Known(Protocol):
    """What a decision is made of beside its version, all decisions before it included."""

    def story_of(self, document_id: str) -> str | None:
        """Return the story an earlier version of the document was put in."""
        ...

    def candidates(self, document_id: str, keys: Iterable[StoryKey]) -> tuple[Candidate, ...]:
        """Return the documents that share a key."""
        ...

    def told(self, document_id: str, story_id: str) -> Told:
        """Return the channels that were told before."""
        ...


class Store(Protocol):
    """What deciding needs of the store."""

    async def undecided(self, *, limit: int) -> tuple[Version, ...]:
        """Return the oldest versions without a decision, in commit order."""
        ...

    async def decide(
        self, versions: Sequence[Version], make: Callable[[Version, Any], Decision]
    ) -> tuple[Decision, ...]:
        """Make decisions one after the other, commit them together, and return those that were committed."""
        ...


async def decide_pending(store: Store, channels: Sequence[ChannelConfig], now: datetime) -> int:
    """Decide everything that waits for it; return how many deliveries it made."""

    def make(version: Version, known: Known) -> Decision:
        return _decide(version, known, channels, now)

    sends = 0
    while versions := await store.undecided(limit=_BATCH):
        made = await store.decide(versions, make)
        for decision in made:
            sends += sum(isinstance(decided, Send) for _, decided in decision.verdicts)
            _log(decision)
        if len(made) == len(versions) < _BATCH:
            break
    return sends


def _decide(version: Version, known: Known, channels: Sequence[ChannelConfig], now: datetime) -> Decision:
    found = keys(version)
    own_story = known.story_of(version.document_id)
    candidates = () if own_story else known.candidates(version.document_id, found)
    assignment = assign(version, candidates, own_story=own_story)
    verdicts: tuple[tuple[str, Verdict], ...] = ()
    if version.matches:
        told = known.told(version.document_id, assignment.story_id)
        verdicts = tuple((channel.id, verdict.decide(version, channel, told, now)) for channel in channels)
    return Decision(version=version, assignment=assignment, keys=found, verdicts=verdicts, now=now)


def _log(decision: Decision) -> None:
    for channel, decided in decision.verdicts:
        reason = {} if isinstance(decided, Send) else {"reason": decided.value}
        logger.debug("document decided", document=decision.version.document_id, channel=channel, **reason)
