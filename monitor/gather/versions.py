"""Documents → the versions among them that the store has not, matched with the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.corpus import identity, laying_out
from monitor.gather import backlog
from monitor.gather.follow import Made
from monitor.gather.protocols import Rules
from monitor.model import NewVersion, Source, SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """What is to be stored of documents."""

    versions: tuple[NewVersion, ...] = ()
    seen: tuple[tuple[str, str], ...] = ()  # documents that say what they said, with their new digests


def new(source: Source, made: Sequence[Made], rules: Rules, now: datetime) -> New:
    """Return the new versions, in the order they were published; `made` is in the order of the list."""
    versions: list[NewVersion] = []
    seen: list[tuple[str, str]] = []
    # Undated ones come last; among equals a feed has the newest first, and a folder goes by name.
    listed = made if source.kind is SourceKind.FOLDER else tuple(reversed(made))
    for one in sorted(listed, key=lambda one: -_age(one, source, now)):
        wanted, item = one.wanted, one.item
        content_hash = identity.content_hash(item.document)
        if wanted.known is not None and content_hash in wanted.known.content_hashes:
            if wanted.found.digest != wanted.known.digest:
                seen.append((wanted.document_id, wanted.found.digest))
            continue
        layout = laying_out.lay_out(item.document)
        versions.append(
            NewVersion(
                document_id=wanted.document_id,
                content_hash=content_hash,
                guid=item.entry.guid,
                url=identity.canonical_url(item.entry.url),
                text_hash=identity.text_hash(layout),
                document=item.document,
                raw=item.raw,
                matches=rules.match(layout),
                is_backlog=_is_backlog(one, source),
                digest=wanted.found.digest,
            )
        )
    return New(versions=tuple(versions), seen=tuple(seen))


def _age(made: Made, source: Source, now: datetime) -> float:
    return backlog.age(made.item.document.published or now, source.zone, now).total_seconds()


def _is_backlog(made: Made, source: Source) -> bool:
    published, known = made.item.document.published, made.wanted.known
    # An undated entry that was there at the first poll: an edit of it is no news.
    stays = known is not None and known.is_backlog and published is None
    return stays or backlog.hides(made.wanted.horizon, published, source.zone)
