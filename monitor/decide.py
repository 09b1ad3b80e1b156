"""The second loop: undecided versions in commit order → story → a verdict for each channel → one commit.

version ─▶ names, traits, keys ─▶ documents that share a key ─▶ its story ─▶ what that adds to it ─▶ verdicts ─▶ commit

One at a time for the whole installation: two sources reporting one event at once must make one story.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog

from monitor.alerts import verdict
from monitor.corpus import laying_out
from monitor.model import (
    ChannelConfig,
    ChannelKnown,
    Decision,
    Document,
    Layout,
    Named,
    Reason,
    Silence,
    StoryKey,
    StoryState,
    Telling,
    Tier,
    Verdict,
    Version,
)
from monitor.stories import blocking, joining, traits, updates
from monitor.stories.independent import Rest
from monitor.stories.joining import Joined
from monitor.stories.traits import Traits

logger = structlog.get_logger("monitor.decide")

_BATCH = 100
_OLD_AT_ONCE = 100  # documents of an earlier release that are described with each pass, until all are
_OLD = max(blocking.WINDOWS.values())  # so far back

_NOTHING_KNOWN = ChannelKnown()


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A version as far as stories are concerned."""

    named: tuple[Named, ...]
    traits: Traits
    keys: tuple[StoryKey, ...]


class Names(Protocol):
    """What knows the entries of the vocabularies by their names."""

    def find(self, layout: Layout) -> tuple[Named, ...]:
        """Return what a text names, in order."""
        ...


class Known(Protocol):
    """What a decision is made of beside its version, all decisions before it included."""

    def silences(self, now: datetime) -> tuple[Silence, ...]:
        """Return those in force."""
        ...

    def story_of(self, document_id: str) -> str | None:
        """Return the story an earlier version of the document was put in."""
        ...

    def previous(self, document_id: str) -> Document | None:
        """Return the document as it was last decided."""
        ...

    def candidates(
        self, document_id: str, keys: Sequence[StoryKey], seen_at: datetime
    ) -> tuple[joining.Known, ...]:
        """Return the documents worth comparing, best first."""
        ...

    def story(self, story_id: str) -> StoryState | None:
        """Return a story as it stands; None where there is none yet."""
        ...

    def others(self, story_id: str, document_id: str) -> tuple[Rest, ...]:
        """Return what the other documents of a story rest on."""
        ...

    def has_alert(self, story_id: str) -> bool:
        """Say whether a channel was told of the story, or will be."""
        ...

    def is_retracted(self, story_id: str) -> bool:
        """Say whether an operator took it back."""
        ...

    def told(
        self, version: Version, story_id: str, channels: Sequence[ChannelConfig], now: datetime
    ) -> Mapping[str, ChannelKnown]:
        """Return what channels were told before; one that is left out knows nothing."""
        ...


class Store(Protocol):
    """What deciding needs of the store."""

    async def undecided(self, *, limit: int) -> tuple[Version, ...]:
        """Return the oldest versions without a decision, in commit order."""
        ...

    async def decide(
        self,
        versions: Sequence[Version],
        make: Callable[[Version, Any], Decision],
        describe: Callable[[Version], Described],
    ) -> tuple[Decision, ...]:
        """Make decisions one after the other, commit them together, and return those that were committed."""
        ...

    async def undescribed(self, since: datetime, *, limit: int) -> tuple[Version, ...]:
        """Return decided versions of an earlier release that nothing can be compared with yet, newest first."""
        ...

    async def remember(self, described: Sequence[tuple[Version, Described]]) -> None:
        """Make them comparable."""
        ...


async def decide_pending(
    store: Store,
    channels: Callable[[], Awaitable[Sequence[ChannelConfig]]],
    now: datetime,
    *,
    names: Names,
    tier_of: Callable[[str], Tier | None],
    note: Callable[[Decision], None] | None = None,
) -> int:
    """Decide everything that waits for it; return how many messages that makes or changes.

    `channels` is asked before each batch, for subscribers come and go.
    """
    count = 0
    while versions := await store.undecided(limit=_BATCH):
        # Reading texts takes most of the time: done before, it keeps no other work off the store.
        described = await asyncio.to_thread(_describe_all, versions, names)
        made = await store.decide(
            versions,
            _maker(described, await channels(), now, tier_of),
            lambda version: describe(version, names),
        )
        for decision in made:
            count += sum(not isinstance(decided, Reason) for _, decided in decision.verdicts)
            if note is not None:
                note(decision)
            _log(decision)
        if len(made) == len(versions) < _BATCH:
            break
    await _describe_old(store, now, names)
    return count


def _maker(
    described: Mapping[int, Described],
    channels: Sequence[ChannelConfig],
    now: datetime,
    tier_of: Callable[[str], Tier | None],
) -> Callable[[Version, Known], Decision]:
    return lambda version, known: decide(
        version, described[version.id], known, channels, now, tier_of=tier_of
    )


def describe(version: Version, names: Names) -> Described:
    """Read out of a version what tells its event from others."""
    layout = laying_out.lay_out(version.document)
    named = names.find(layout)
    topics = {match.topic for match in version.matches}
    found = traits.of(layout, version.document, seen_at=version.seen_at, named=named, topics=topics)
    keys = blocking.keys(found, url=version.url, text_hash=version.text_hash, is_demo=version.demo)
    return Described(named=named, traits=found, keys=keys)


def decide(
    version: Version,
    described: Described,
    known: Known,
    channels: Sequence[ChannelConfig],
    now: datetime,
    *,
    tier_of: Callable[[str], Tier | None],
) -> Decision:
    """Put a version into a story and return what each channel gets of it."""
    joined = _join(version, described, known)
    story, update = updates.advance(
        known.story(joined.story_id),
        version,
        described.traits,
        story_id=joined.story_id,
        others=known.others(joined.story_id, version.document_id),
        previous=known.previous(version.document_id),
        now=now,
    )
    telling = Telling(
        version=version,
        story=story,
        update=update,
        named=described.named,
        tier=tier_of(version.source_id),
        silences=known.silences(now),
    )
    # A document that no rule matched may still change a message that stands.
    told = channels if version.matches or known.has_alert(story.id) else ()
    return Decision(
        version=version,
        story=story,
        joined_by=joined.joined_by,
        score=joined.score,
        traits=traits.encode(described.traits),
        keys=described.keys,
        update=update,
        verdicts=_verdicts(telling, told, known, now),
        urgent=frozenset(channel.id for channel in told if verdict.is_urgent(telling, channel)),
        now=now,
    )


def _join(version: Version, described: Described, known: Known) -> Joined:
    story_id = known.story_of(version.document_id)
    if story_id is not None:
        return Joined(story_id=story_id)  # a new version is the same event
    newcomer = joining.Known(
        document_id=version.document_id,
        source_id=version.source_id,
        story_id=version.document_id,
        url=version.url,
        text_hash=version.text_hash,
        traits=described.traits,
    )
    return joining.join(newcomer, known.candidates(version.document_id, described.keys, version.seen_at))


def _verdicts(
    telling: Telling, channels: Sequence[ChannelConfig], known: Known, now: datetime
) -> tuple[tuple[str, Verdict], ...]:
    if not channels:
        return ()
    if known.is_retracted(telling.story.id):
        return tuple((channel.id, Reason.RETRACTED) for channel in channels)
    told = known.told(telling.version, telling.story.id, channels, now)
    return tuple(
        (channel.id, verdict.decide(telling, channel, told.get(channel.id, _NOTHING_KNOWN), now))
        for channel in channels
    )


def _describe_all(versions: Sequence[Version], names: Names) -> dict[int, Described]:
    return {version.id: describe(version, names) for version in versions}


async def _describe_old(store: Store, now: datetime, names: Names) -> None:
    """Make some documents of a release that knew no traits comparable, the newest first."""
    old = await store.undescribed(now - _OLD, limit=_OLD_AT_ONCE)
    if old:
        described = await asyncio.to_thread(_describe_all, old, names)
        await store.remember([(version, described[version.id]) for version in old])


def _log(decision: Decision) -> None:
    for channel, decided in decision.verdicts:
        facts = (
            {"reason": decided.value} if isinstance(decided, Reason) else {"verdict": type(decided).__name__}
        )
        logger.debug("document decided", document=decision.version.document_id, channel=channel, **facts)
