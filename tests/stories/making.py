"""Short ways to make documents that stories are told apart by; all events are invented."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from monitor.config import rule_reading
from monitor.corpus import identity, laying_out, normalise
from monitor.model import BodyFormat, Document, Entry, Outlet
from monitor.rules.names import Names, compile_names
from monitor.stories import traits
from monitor.stories.joining import Known
from monitor.stories.traits import Traits

_TERMS = Path(__file__).parents[2] / "rules" / "terms.yaml"


@cache
def shipped_names() -> Names:
    """Return the names of the vocabularies that come with the program."""
    shared = rule_reading.read_shared("terms.yaml", _TERMS.read_text(encoding="utf-8"))
    return compile_names(shared.vocabularies, shared.kinds)


def document(title: str, text: str = "", *, source: str = "miit", day: str = "2026-03-02") -> Document:
    """Make a document as gathering does."""
    entry = Entry(
        title=title or None,
        body=text,
        body_format=BodyFormat.SEED,
        published=datetime.fromisoformat(day).date(),
    )
    return normalise.normalise(
        entry, outlet=Outlet(name=source), zone="Asia/Shanghai", language=None, now=at(day)
    )


def at(day: str) -> datetime:
    """Return the noon of a day."""
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


def traits_of(title: str, text: str = "", *, source: str = "miit", day: str = "2026-03-02") -> Traits:
    """Return the traits of a document."""
    made = document(title, text, source=source, day=day)
    layout = laying_out.lay_out(made)
    return traits.of(layout, made, seen_at=at(day), named=shipped_names().find(layout), topics=())


def known(
    id_: str,
    title: str,
    text: str = "",
    *,
    source: str = "miit",
    day: str = "2026-03-02",
    story: str | None = None,
    url: str | None = None,
) -> Known:
    """Return a document as joining knows it."""
    made = document(title, text, source=source, day=day)
    return Known(
        document_id=id_,
        source_id=source,
        story_id=story or id_,
        url=identity.canonical_url(url),
        text_hash=identity.text_hash(laying_out.lay_out(made)),
        traits=traits_of(title, text, source=source, day=day),
    )
