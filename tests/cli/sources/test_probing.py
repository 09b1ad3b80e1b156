"""Which ways lead to an address, the best first; drafts of what would be pasted."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from monitor.cli.sources import drafts, probe_words, probing
from monitor.cli.sources.probing import Probed
from monitor.config import source_yaml
from monitor.errors import FetchError, ParseError, SourceError, Trouble
from monitor.model import Advert, Ask, Entry, Fetched, Fields, NotModified, Probe, SourceKind
from tests.fakes import NOW, source

SITE = "https://a.example/"
FEED = Probe(
    kind=SourceKind.FEED,
    what="a feed (RSS)",
    title="News",
    entries=(Entry(title="The policy of the day"),),
    count=9,
)
LIST = Probe(
    kind=SourceKind.LISTING,
    what="a page with a list of links",
    title="通知公告_工业和信息化部",
    charset="gb18030",
    fields=Fields(item="ul > li", link="a"),
    entries=(
        Entry(title="关于公布第一批试点名单的通知", url="https://a.example/1", needs_page=True),
        Entry(),
    ),
    count=20,
)


@dataclass
class Web:
    """Answers by URL; what an answer is stands beside it."""

    pages: dict[str, Probe | SourceError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    ends_at: str | None = None
    moved_to: str | None = None

    async def ask(self, ask: Ask) -> Fetched | NotModified:
        url = ask.request.url
        self.asked.append(url)
        if url.endswith("/304"):
            return NotModified()
        found = self.pages.get(url, FetchError("HTTP 404 Not Found", status=404))
        if isinstance(found, FetchError):
            raise found
        return Fetched(body=url.encode(), final_url=self.ends_at or url, moved_to=self.moved_to)

    async def probe(self, fetched: Fetched, zone: str, now: datetime) -> Probe:
        found = self.pages[fetched.body.decode()]
        if isinstance(found, SourceError):
            raise found
        return found


async def probed(web: Web, url: str = SITE) -> Probed:
    return await probing.probe(url, web, web, taken={"news"}, now=NOW)


def with_feeds(*adverts: Advert) -> Probe:
    return Probe(kind=LIST.kind, what=LIST.what, fields=LIST.fields, count=20, feeds=adverts)


async def test_a_feed_is_followed_as_it_is() -> None:
    found = await probed(Web({SITE: FEED}))

    (way,) = found.ways
    assert way.data == {
        "id": "news-2",
        "kind": "feed",
        "url": SITE,
        "language": "en",
        "outlet": {"name": "News", "kind": "unknown"},
    }
    assert (found.feeds, source_yaml.source(way.data)[1]) == ((), ())


async def test_the_feeds_of_a_page_come_before_the_page_itself() -> None:
    web = Web({SITE: with_feeds(Advert(url=SITE + "feed", title="Posts"), Advert(url=SITE + "none"))})
    web.pages[SITE + "feed"] = FEED

    found = await probed(web)

    assert [(way.kind, way.url) for way in found.ways] == [
        (SourceKind.FEED, SITE + "feed"),
        (SourceKind.LISTING, SITE),
    ]
    assert [(one.advert.url, one.count, one.why) for one in found.feeds] == [
        (SITE + "feed", 9, None),
        (SITE + "none", None, "HTTP 404 Not Found"),
    ]


async def test_a_feed_that_is_none_and_one_with_nothing_in_it_are_no_ways() -> None:
    adverts = [Advert(url=SITE + name) for name in ("page", "empty", "odd", "bad", "304")]
    web = Web({SITE: with_feeds(*adverts[:3])})
    web.pages |= {SITE + "page": LIST, SITE + "empty": Probe(kind=SourceKind.FEED), SITE + "odd": Probe()}

    found = await probed(web)

    assert [way.kind for way in found.ways] == [SourceKind.LISTING]
    assert [(one.count, one.why) for one in found.feeds] == [
        (None, "no feed: a page with a list of links"),
        (0, None),
        (None, "no feed: nothing that can be read"),
    ]


async def test_of_many_feeds_a_few_are_asked() -> None:
    adverts = [Advert(url=f"{SITE}{number}") for number in range(9)]
    web = Web({SITE: with_feeds(*adverts)})
    web.pages |= {advert.url: FEED for advert in adverts}

    found = await probed(web)

    assert len(web.asked) == 5
    assert [one.count for one in found.feeds] == [9, 9, 9, 9, None, None, None, None, None]
    assert len(found.ways) == 2, "one feed of a site, and the page beside it"


async def test_a_guess_is_tried_where_no_feed_was_named_and_told_where_it_holds() -> None:
    guesses = [Advert(url=SITE + name, is_named=False) for name in ("rss", "feed", "atom")]
    web = Web({SITE: with_feeds(*guesses), SITE + "feed": FEED})

    found = await probed(web)

    assert web.asked == [SITE, SITE + "rss", SITE + "feed"]
    assert [one.advert.url for one in found.feeds] == [SITE + "feed"]


async def test_a_page_that_advertises_itself_is_not_asked_twice() -> None:
    web = Web({SITE: with_feeds(Advert(url="http://a.example/"))})

    await probed(web)

    assert web.asked == [SITE]


async def test_where_permanent_redirects_end_is_what_would_be_written() -> None:
    there = "https://b.example/feed"

    found = await probed(Web({SITE: FEED}, ends_at=there, moved_to=there))

    assert (found.url, found.ways[0].data["url"]) == (there, there)


async def test_where_a_temporary_redirect_leads_today_is_not_what_would_be_written() -> None:
    found = await probed(Web({SITE: FEED}, ends_at="https://a.example/2026-11/20/node_1.htm"))

    assert found.ways[0].data["url"] == SITE


INDEX = Probe(kind=SourceKind.SITEMAP, what="an index of sitemaps", sitemaps=(SITE + "11.xml",))


async def test_an_index_of_sitemaps_is_followed_as_one() -> None:
    newest = Probe(kind=SourceKind.SITEMAP, what="a sitemap", entries=LIST.entries, count=3)

    found = await probed(Web({SITE: INDEX, SITE + "11.xml": newest}))

    assert [(way.kind, way.data["url"], way.probe.count) for way in found.ways] == [
        (SourceKind.SITEMAP, SITE, 3)
    ]


@pytest.mark.parametrize("child", [LIST, FetchError("HTTP 404 Not Found", status=404)])
async def test_an_index_that_leads_to_no_sitemap_is_no_way(child: Probe | SourceError) -> None:
    assert (await probed(Web({SITE: INDEX, SITE + "11.xml": child}))).ways == ()


@pytest.mark.parametrize(
    ("url", "page", "said"),
    [
        (SITE, FetchError("HTTP 412", trouble=Trouble.BLOCKED), "HTTP 412"),
        (SITE, ParseError("took too long"), "took too long"),
        (SITE + "304", FEED, "says that nothing changed"),
    ],
)
async def test_an_address_that_gives_nothing_is_an_error(
    url: str, page: Probe | SourceError, said: str
) -> None:
    with pytest.raises(SourceError, match=said):
        await probed(Web({url: page}), url)


def test_an_endpoint_s_selectors_go_under_their_names() -> None:
    probe = Probe(fields=Fields(item="data.list", title="t"), link_template="https://a.example/{id}")

    data = drafts.of_probe("https://www.miit.gov.cn/s", probe, SourceKind.JSON, taken=())

    assert data == {
        "id": "miit",
        "kind": "json",
        "url": "https://www.miit.gov.cn/s",
        "items": "data.list",
        "title": "t",
        "link_template": "https://a.example/{id}",
        "outlet": {"name": "www.miit.gov.cn", "kind": "official"},
    }
    assert source_yaml.source(data)[1] == ()


async def test_what_was_found_reads_as_paragraphs() -> None:
    page = Probe(
        kind=LIST.kind,
        what=LIST.what,
        title=LIST.title,
        charset="gb18030",
        fields=LIST.fields,
        entries=LIST.entries,
        count=20,
        feeds=(Advert(url=SITE + "feed", title="Posts"), Advert(url=SITE + "no")),
        sitemaps=(SITE + "sitemap.xml",),
        trouble=Trouble.CHANGED,
        problems=("odd",),
    )
    found = await probed(Web({SITE: page, SITE + "feed": FEED}))

    lines = [*probe_words.facts(found, [source(location=SITE)])]
    for number, way in enumerate(found.ways):
        lines += probe_words.way(way, is_first=number == 0)

    assert ["  " * line.depth + line.text for line in lines] == [
        "https://a.example/: 通知公告_工业和信息化部",
        "  a page with a list of links, 20 entries, gb18030",
        "  a poll of it as it is would find it changed",
        "  odd",
        "  the settings have https://a.example/ already, as miit",
        "Feeds it advertises",
        "  https://a.example/feed Posts: 9 entries",
        "  https://a.example/no: HTTP 404 Not Found",
        "Sitemaps",
        "  https://a.example/sitemap.xml",
        "As `kind: feed`: https://a.example/feed, 9 entries",
        "  undated The policy of the day",
        "Paste it under `sources:` in monitor.yaml:",
        "Or as `kind: listing`: https://a.example/, 20 entries",
        "  its selectors: item ul > li; link a",
        "  the texts are on the pages of the entries, which a poll fetches",
        "  undated 关于公布第一批试点名单的通知",
        "    https://a.example/1",
        "  undated without a title",
        "Paste it under `sources:` in monitor.yaml:",
    ]


async def test_a_list_without_selectors_and_a_feed_not_asked_say_so() -> None:
    adverts = [Advert(url=f"{SITE}{number}") for number in range(5)]
    page = Probe(kind=SourceKind.LISTING, count=3, feeds=tuple(adverts))
    web = Web({SITE: page})
    web.pages |= {advert.url: Probe() for advert in adverts}
    found = await probed(web)

    lines = [line.text for line in probe_words.facts(found, [])]
    lines += [line.text for line in probe_words.way(found.ways[0], is_first=True)]

    assert "https://a.example/4: not asked" in lines
    assert "by the structure of the page, without selectors" in lines
    assert lines[1] == "nothing that can be followed, 3 entries"


async def test_programs_get_all_of_it() -> None:
    page = Probe(kind=SourceKind.SITEMAP, what="a sitemap", count=2, entries=LIST.entries, charset="utf-8")

    row = probe_words.as_json(await probed(Web({SITE: page})))

    assert row["ways"][0]["yaml"].startswith("- id: a-example\n  kind: sitemap\n")
    assert {key: row[key] for key in ("url", "kind", "what", "title", "charset", "entries", "trouble")} == {
        "url": SITE,
        "kind": "sitemap",
        "what": "a sitemap",
        "title": None,
        "charset": "utf-8",
        "entries": 2,
        "trouble": None,
    }
    assert row["ways"][0]["samples"][0] == {
        "title": "关于公布第一批试点名单的通知",
        "published": None,
        "url": "https://a.example/1",
        "needs_page": True,
    }
