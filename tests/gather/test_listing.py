from collections.abc import Sequence
from typing import Any

import pytest

from monitor import gather
from monitor.errors import FetchError, SourceError
from monitor.gather import listing
from monitor.gather.effort import Counting
from monitor.model import (
    Fetched,
    FetchState,
    Found,
    Listed,
    NotModified,
    Recipe,
    Request,
    Source,
    SourceKind,
    Step,
    Take,
)
from tests.fakes import NOW, FakeFetcher, FakeReader, linked, source

URL = source().location


def paged(**changes: Any) -> Source:
    return source(kind=SourceKind.LISTING, recipe=Recipe(pages=3, **changes))


async def read(
    polled: Source, fetcher: FakeFetcher, reader: FakeReader, *, state: FetchState | None = None
) -> listing.Listing:
    listed = await gather.listed(polled, state or FetchState(), fetcher=fetcher, reader=reader, now=NOW)
    assert isinstance(listed, listing.Listing)
    return listed


def titles(listed: listing.Listing) -> list[str | None]:
    return [one.entry.title for one in listed.entries]


async def test_steps_before_the_list_give_it_values_and_share_its_session() -> None:
    cookie = Step(request=Request(url="https://h/wall"))
    token = Step(request=Request(url="https://h/page"), takes=(Take(name="token", css="script"),))
    polled = source(location="https://h/list?t={token}", recipe=Recipe(before=(cookie, token)))
    fetcher = FakeFetcher()

    await read(polled, fetcher, FakeReader(taken=(("token", "x1"),)))

    assert fetcher.urls == ["https://h/wall", "https://h/page", "https://h/list?t=x1"]
    assert fetcher.sessions == [fetcher] * 3


async def test_a_plain_source_needs_no_session() -> None:
    fetcher = FakeFetcher()

    await read(source(), fetcher, FakeReader())

    assert fetcher.sessions == [None]


async def test_pages_are_read_by_number_for_as_long_as_they_hold_something() -> None:
    polled = source(
        kind=SourceKind.JSON, location="https://h/{page}", recipe=Recipe(pages=9, first_page=0, form=())
    )
    reader = FakeReader(
        listed={
            "https://h/0": Listed(entries=(linked("a"),), problems=("entry 2: no link",)),
            "https://h/1": Listed(entries=(linked("b"),), problems=("entry 7: no link",)),
            "https://h/2": Listed(),
        }
    )
    fetcher = FakeFetcher()

    listed = await read(polled, fetcher, reader)

    assert titles(listed) == ["Title a", "Title b"]
    assert listed.problems == ("entry 2: no link", "entry 7: no link")
    assert fetcher.urls == ["https://h/0", "https://h/1", "https://h/2"]


async def test_pages_are_read_by_the_link_to_the_next_one_and_no_further_than_asked() -> None:
    reader = FakeReader(
        listed={
            URL: Listed(entries=(linked("a"),), next_url="https://example.org/2"),
            "https://example.org/2": Listed(entries=(linked("b"),), next_url="https://other.org/3"),
            "https://other.org/3": Listed(entries=(linked("c"),), next_url="https://other.org/4"),
        }
    )
    fetcher = FakeFetcher()

    listed = await read(paged(headers=(("Authorization", "secret"),)), fetcher, reader)

    assert titles(listed) == ["Title a", "Title b", "Title c"]
    headers = [ask.request.headers for ask in fetcher.asked]
    assert headers == [(("Authorization", "secret"),), (("Authorization", "secret"),), ()], (
        "what an operator sends to his server is not for another"
    )


async def test_a_page_that_holds_nothing_unknown_is_the_last() -> None:
    asked: list[int] = []

    async def unknown(found: Sequence[Found]) -> bool:
        asked.append(len(found))
        return False

    reader = FakeReader(listed={URL: Listed(entries=(linked("a"),), next_url="https://example.org/2")})
    fetcher = FakeFetcher()

    await listing.read(
        paged(), FetchState(), fetcher=Counting(fetcher), reader=reader, now=NOW, unknown=unknown
    )

    assert (asked, len(fetcher.asked)) == ([1], 1)


async def test_what_is_behind_reads_on_without_validators() -> None:
    async def unknown(found: Sequence[Found]) -> bool:
        return False

    reader = FakeReader(listed={URL: Listed(entries=(linked("a"),), next_url="https://example.org/2")})
    fetcher = FakeFetcher()
    state = FetchState(location=URL, etag="1", is_behind=True)

    await listing.read(paged(), state, fetcher=Counting(fetcher), reader=reader, now=NOW, unknown=unknown)

    assert [ask.etag for ask in fetcher.asked] == [None, None]


async def test_a_page_that_cannot_be_read_leaves_what_came_before() -> None:
    reader = FakeReader(listed={URL: Listed(entries=(linked("a"),), next_url="https://example.org/2")})
    fetcher = FakeFetcher({"https://example.org/2": FetchError("HTTP 500", status=500)})

    listed = await read(paged(), fetcher, reader)

    assert titles(listed) == ["Title a"]
    assert (listed.problems, listed.is_whole, listed.is_cut) == (
        ("page 2 of the list: HTTP 500",),
        False,
        True,
    )


async def test_nothing_leads_on_where_there_is_neither_a_number_nor_a_link() -> None:
    fetcher = FakeFetcher()

    await read(paged(), fetcher, FakeReader(listed={URL: Listed(entries=(linked("a"),))}))

    assert fetcher.urls == [URL]


@pytest.mark.parametrize("answers", [[NotModified()], [Fetched(final_url=URL), NotModified()]])
async def test_not_modified_ends_a_list(answers: list[Any]) -> None:
    is_unchanged = len(answers) == 1
    fetcher = FakeFetcher({URL: answers, "https://example.org/2": NotModified()})
    reader = FakeReader(listed={URL: Listed(entries=(linked("a"),), next_url="https://example.org/2")})

    listed = await gather.listed(paged(), FetchState(), fetcher=fetcher, reader=reader, now=NOW)

    assert isinstance(listed, NotModified) is is_unchanged


async def test_the_index_of_a_sitemap_leads_to_the_newest_list() -> None:
    reader = FakeReader(
        listed={
            URL: Listed(next_url="https://example.org/2026.xml"),
            "https://example.org/2026.xml": Listed(next_url="https://example.org/11.xml"),
            "https://example.org/11.xml": Listed(entries=(linked("a"),)),
        }
    )
    fetcher = FakeFetcher()

    listed = await read(source(kind=SourceKind.SITEMAP), fetcher, reader)

    assert (titles(listed), len(fetcher.asked)) == (["Title a"], 3)


async def test_an_index_that_leads_round_and_round_is_left() -> None:
    reader = FakeReader(listed={URL: Listed(next_url=URL)})
    fetcher = FakeFetcher()

    listed = await read(source(kind=SourceKind.SITEMAP), fetcher, reader)

    assert (listed.entries, len(fetcher.asked)) == ((), 4)


async def test_an_index_whose_list_says_it_is_unchanged_is_empty() -> None:
    reader = FakeReader(listed={URL: Listed(next_url="https://example.org/1.xml")})
    fetcher = FakeFetcher({"https://example.org/1.xml": NotModified()})

    assert (await read(source(kind=SourceKind.SITEMAP), fetcher, reader)).entries == ()


async def test_a_list_that_cannot_be_had_is_an_error() -> None:
    with pytest.raises(SourceError, match="HTTP 500"):
        await read(source(), FakeFetcher({URL: FetchError("HTTP 500")}), FakeReader())
