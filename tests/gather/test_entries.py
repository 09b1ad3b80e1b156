from monitor.corpus import identity
from monitor.gather import entries
from monitor.model import Found, Horizon, KnownDocument
from tests.fakes import found, item, linked, source

NOTHING_HIDDEN = Horizon(oldest=None)


def known(guid: str, url: str, digest: str = "") -> KnownDocument:
    made = item(guid, url=url)
    return KnownDocument(
        id=identity.document_id("miit", made.entry),
        guid=guid,
        url=identity.canonical_url(url),
        content_hashes=frozenset({identity.content_hash(made.document)}),
        is_backlog=False,
        digest=digest,
    )


def known_link(one: Found, digest: str) -> KnownDocument:
    return KnownDocument(
        id=identity.document_id("miit", one.entry),
        guid=None,
        url=identity.canonical_url(one.entry.url),
        content_hashes=frozenset(),
        is_backlog=False,
        digest=digest,
    )


def test_guids_renewed_on_the_same_urls_keep_their_documents() -> None:
    listed = [found(item(f"new-{n}", url=f"https://example.org/{n}")) for n in range(3)]
    before = tuple(known(f"old-{n}", f"https://example.org/{n}") for n in range(3))

    made = entries.identify("miit", listed, before)

    assert [made[id(one)][0] for one in listed] == [document.id for document in before]


def test_one_new_guid_on_a_known_url_is_a_document_of_its_own() -> None:
    listed = [
        found(item("a", url="https://example.org/a")),
        found(item("b", url="https://example.org/b")),
        found(item("b-corrected", url="https://example.org/b")),
    ]
    before = (known("a", "https://example.org/a"), known("b", "https://example.org/b"))

    made = entries.identify("miit", listed, before)

    assert len({document_id for document_id, _ in made.values()}) == 3


def test_a_document_from_before_digests_were_kept_is_not_fetched_for_that() -> None:
    one = linked("a")
    document = known_link(one, digest="")

    made = entries.plan(source(), [one], (document,), owed=(), horizon=NOTHING_HIDDEN)

    assert (made.pages, made.alone, made.seen) == ([], [], [(document.id, one.digest)])


def test_a_page_listed_twice_in_two_forms_is_fetched_once_and_then_known() -> None:
    short, long = linked("a"), linked("a", title="Title a, in full")

    first = entries.plan(source(), [short, long], (), owed=(), horizon=NOTHING_HIDDEN)
    later = entries.plan(
        source(), [short, long], (known_link(short, short.digest),), owed=(), horizon=NOTHING_HIDDEN
    )

    assert [wanted.found for wanted in first.pages] == [short]
    assert (later.pages, later.alone, later.seen) == ([], [], [])


def test_a_page_that_is_owed_is_not_planned_again() -> None:
    one = linked("a")

    made = entries.plan(
        source(), [one], (), owed={identity.document_id("miit", one.entry)}, horizon=NOTHING_HIDDEN
    )

    assert (made.pages, made.alone) == ([], [])
