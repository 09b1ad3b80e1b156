"""Which entries of a list are new or say something new, and what becomes of each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from monitor.corpus import identity
from monitor.gather import backlog
from monitor.model import Found, FullText, Horizon, KnownDocument, Source, SourceKind

_MOST_OWED = 200  # pages of one source; a list of thousands is told from its entries alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An entry that a document is to be made of."""

    found: Found
    document_id: str
    known: KnownDocument | None  # None: the store has no version of it
    horizon: Horizon


@dataclass(slots=True)
class Plan:
    """What a poll has to do."""

    alone: list[Wanted] = field(default_factory=list)  # to be made of the entry alone
    pages: list[Wanted] = field(default_factory=list)  # whose page is needed
    seen: list[tuple[str, str]] = field(default_factory=list)  # documents, and the digests to remember


def ids_and_urls(source_id: str, found: Sequence[Found]) -> tuple[list[str], list[str]]:
    """Return what to ask the store of entries for."""
    ids = [identity.document_id(source_id, one.entry) for one in found]
    urls = [url for one in found if (url := identity.canonical_url(one.entry.url))]
    return ids, urls


def plan(
    source: Source,
    found: Sequence[Found],
    known: tuple[KnownDocument, ...],
    *,
    owed: Collection[str],
    horizon: Horizon,
) -> Plan:
    """Sort entries into what is known, what can be read at once and what needs its page, in their order."""
    made = Plan()
    by_id = identify(source.id, found, known)
    listed: dict[str, set[str]] = {}
    for one in found:
        listed.setdefault(by_id[id(one)][0], set()).add(one.digest)
    room = _MOST_OWED - len(owed)
    paged: set[str] = set()
    for one in found:
        document_id, document = by_id[id(one)]
        if document is not None and one.digest and one.digest == document.digest:
            continue
        wanted = Wanted(found=one, document_id=document_id, known=document, horizon=horizon)
        if not needs_page(source, one):
            made.alone.append(wanted)
        elif document_id in owed or document_id in paged:
            continue
        elif document is not None and (not document.digest or document.digest in listed[document_id]):
            # Made when digests were not kept, or listed twice in two forms: nothing says that it changed.
            if one.digest and not document.digest:
                made.seen.append((document_id, one.digest))
        elif _is_old(source, wanted) or room <= 0:
            made.alone.append(wanted)
        else:
            made.pages.append(wanted)
            paged.add(document_id)
            room -= 1
    return made


def identify(
    source_id: str, found: Sequence[Found], known: tuple[KnownDocument, ...]
) -> dict[int, tuple[str, KnownDocument | None]]:
    """Return for each entry, by its `id()`, the document id it goes under and what is known of it.

    Some sites renew every guid when they move or rebuild. If most of the entries whose URL is known come
    under a new guid, the URL is the identity for this poll; else a page that lists two entries would be one.
    """
    known_ids = {document.id: document for document in known}
    known_urls = {document.url: document for document in known if document.url}
    ids = {id(one): identity.document_id(source_id, one.entry) for one in found}
    urls = {id(one): identity.canonical_url(one.entry.url) for one in found}
    linked = [key for key, url in urls.items() if url in known_urls]
    renewed = [key for key in linked if ids[key] not in known_ids]
    if len(renewed) * 2 > len(linked) and len({urls[key] for key in renewed}) == len(renewed):
        ids |= {key: known_urls[url].id for key in renewed if (url := urls[key]) is not None}
    return {key: (document_id, known_ids.get(document_id)) for key, document_id in ids.items()}


def needs_page(source: Source, found: Found) -> bool:
    """Say whether an entry's document is made with its page."""
    if source.kind is SourceKind.FOLDER or not found.entry.url:
        return False
    rule = source.recipe.fulltext
    return rule is FullText.ALWAYS or (rule is FullText.AUTO and found.entry.needs_page)


def _is_old(source: Source, wanted: Wanted) -> bool:
    """Say whether an entry is backlog by its own date: it will not be told, so its page is left in peace."""
    if wanted.known is not None:
        return wanted.known.is_backlog  # of one that was told, the page is the better version
    published = wanted.found.entry.published
    return published is not None and backlog.hides(wanted.horizon, published, source.zone)
