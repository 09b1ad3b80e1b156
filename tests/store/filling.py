"""Short ways to put documents into a store, as polls do."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.corpus import codec, identity, laying_out
from monitor.model import Document, FetchState, Match, NewVersion, Polled, SourceState
from monitor.store.database import Database
from monitor.store.sources import Sources
from tests.fakes import NOW, document, source


def new_version(
    id_: str, made: Document, *, matches: Sequence[Match] = (), is_backlog: bool = False
) -> NewVersion:
    layout = laying_out.lay_out(made)
    return NewVersion(
        document_id=id_,
        content_hash=identity.content_hash(made),
        guid=id_,
        url=f"https://news.example/{id_}",
        text_hash=identity.text_hash(layout),
        document=made,
        raw=codec.encode_document(made).encode(),
        matches=tuple(matches),
        is_backlog=is_backlog,
    )


async def poll(
    opened: Database,
    *versions: NewVersion,
    source_id: str = "miit",
    now: datetime = NOW,
    rules_hash: str = "old",
    demo: bool = False,
) -> None:
    """Commit one poll that found these versions."""
    store = Sources(opened)
    await store.sync([source(id=source_id, every=timedelta(0))], now)
    (claim,) = await store.claim_due(now, limit=1, lease=timedelta(minutes=1))
    is_committed = await store.finish(
        Polled(
            claim=claim,
            state=FetchState(polled_at=now, succeeded_at=now, location="https://example.org/feed"),
            source_state=SourceState.OK,
            detail=None,
            next_poll_at=now,
            versions=versions,
            demo=demo,
            rules_hash=rules_hash,
        )
    )
    assert is_committed


def texts(*said: str) -> list[NewVersion]:
    """Return a version a text, with ids d0, d1, ..."""
    return [new_version(f"d{place}", document(f"Title {place}", text)) for place, text in enumerate(said)]
