"""One look at each source: every end of it is a result with something to try."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from monitor.cli.sources import check_words
from monitor.cli.sources.checking import Checked, Looked, check, check_all
from monitor.errors import FetchError, ParseError, SourceError, Trouble
from monitor.model import Advert, Entry, Fetched, Fields, Probe, Recipe, Source, SourceKind, SourceState
from tests.fakes import NOW, source

CAME = Fetched(body=b"<html>")
LISTING = source(id="list", kind=SourceKind.LISTING, location="https://me:pass@example.org/a/list.html")
TABLE = Probe(kind=SourceKind.LISTING, what="a page", fields=Fields(item="ul > li", link="a"), count=12)


@dataclass
class Looker:
    """Gives what a test put in."""

    end: Looked | Exception = field(default_factory=lambda: Looked(entries=()))
    page: Fetched | None = None
    found: Probe | SourceError = field(default_factory=Probe)

    async def look(self, source: Source) -> Looked:
        if isinstance(self.end, Exception):
            raise self.end
        return self.end

    def came(self, source: Source) -> Fetched | None:
        return self.page

    def seconds(self, source: Source) -> float:
        return 1.25

    async def probe(self, fetched: Fetched, source: Source) -> Probe:
        if isinstance(self.found, SourceError):
            raise self.found
        return self.found


class Hanging(Looker):
    async def look(self, source: Source) -> Looked:
        await asyncio.Event().wait()
        raise AssertionError


async def checked(looker: Looker, of: Source = LISTING, deadline: float = 60) -> Checked:
    return await check(of, looker, now=NOW, deadline=deadline)


def entry(title: str | None, published: date | datetime | None = None, url: str | None = None) -> Entry:
    return Entry(title=title, published=published, url=url)


async def test_the_newest_entries_of_a_source_that_works_come_first() -> None:
    entries = (
        entry("undated"),
        entry("day", date(2026, 3, 1)),
        entry("old", datetime(2025, 1, 1, tzinfo=UTC)),
        entry("later that day", datetime(2026, 3, 1, 8, tzinfo=UTC)),
    )

    found = await checked(Looker(Looked(entries=entries, charset="gb18030", problems=("entry 5: odd",))))

    assert (found.state, found.entries, found.charset, found.seconds) == (SourceState.OK, 4, "gb18030", 1.25)
    assert [one.title for one in found.newest] == ["later that day", "day", "old"]
    assert (found.works, found.advice, found.problems) == (True, (), ("entry 5: odd",))


async def test_a_source_that_moved_works_and_says_its_new_address() -> None:
    found = await checked(Looker(Looked(entries=(entry("a"),), moved_to="https://new.example/\x1b[2J")))

    assert (found.state, found.works) == (SourceState.MOVED, True)
    assert found.advice == ("write its new address into the settings: `url: https://new.example/\ufffd[2J`",)


@pytest.mark.parametrize(
    ("of", "advice"),
    [
        (
            LISTING,
            ("if a browser shows entries there: `monitor sources probe https://example.org/a/list.html`",),
        ),
        (
            source(recipe=Recipe(only="/zcwj/")),
            (
                "no link may hold what `only` asks for: /zcwj/",
                "if a browser shows entries there: `monitor sources probe https://example.org/feed`",
            ),
        ),
        (source(kind=SourceKind.FOLDER, location="/x"), ()),
    ],
    ids=["page", "only", "folder"],
)
async def test_a_source_with_nothing_in_it_works(of: Source, advice: tuple[str, ...]) -> None:
    found = await checked(Looker(), of)

    assert (found.state, found.works, found.advice) == (SourceState.EMPTY, True, advice)


@pytest.mark.parametrize("trouble", Trouble)
async def test_every_trouble_is_a_state_with_something_to_try(trouble: Trouble) -> None:
    found = await checked(Looker(SourceError("it is so", trouble=trouble), page=CAME))

    assert (found.state.value, found.detail, found.works) == (trouble.value, "it is so", False)
    assert found.advice
    assert not any("pass" in tip for tip in found.advice), "credentials are nobody's business"


@pytest.mark.parametrize(
    ("error", "state", "tip"),
    [
        (
            FetchError("HTTP 404", trouble=Trouble.GONE, status=404),
            SourceState.CHANGED,
            "look for its new address: `monitor sources probe https://example.org/`",
        ),
        (
            FetchError("HTTP 412", trouble=Trouble.BLOCKED, status=412),
            SourceState.BLOCKED,
            "send what a browser sends: `headers: {Referer: https://example.org/}`",
        ),
        (
            FetchError("HTTP 503", status=503),
            SourceState.UNREACHABLE,
            "the server fails; it will be asked again, and nothing is to be mended here",
        ),
        (
            FetchError("no name"),
            SourceState.UNREACHABLE,
            "see whether the address is right, and whether this machine can reach example.org at all",
        ),
        (
            FetchError("refused by robots.txt", trouble=Trouble.REFUSED),
            SourceState.REFUSED,
            "if the site allows you to: `robots: ignore`",
        ),
        (
            FetchError("expired", trouble=Trouble.TLS),
            SourceState.TLS,
            "if the site answers without encryption: `url: http://example.org/a/list.html`",
        ),
        (
            FetchError("slow", trouble=Trouble.SLOW),
            SourceState.SLOW,
            "try again at another hour: `monitor sources check list`",
        ),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_the_first_thing_to_try_fits_the_trouble(
    error: SourceError, state: SourceState, tip: str
) -> None:
    found = await checked(Looker(error))

    assert (found.state, found.advice[0]) == (state, tip)


async def test_what_the_error_itself_mends_is_not_said_again() -> None:
    error = FetchError("refused; name it under fetch.allow_private", trouble=Trouble.REFUSED)

    assert (await checked(Looker(error))).advice == ()


async def test_what_a_recipe_does_already_is_not_advised() -> None:
    sends = Recipe(headers=(("referer", "https://example.org/"),), before=(object(),))  # type: ignore[arg-type]  # only whether there is one counts

    found = await checked(Looker(FetchError("no", trouble=Trouble.BLOCKED)), source(recipe=sends))

    assert len(found.advice) == 1
    assert found.advice[0].startswith("ask less often")


async def test_an_unencrypted_address_has_no_encryption_to_give_up() -> None:
    found = await checked(
        Looker(FetchError("x", trouble=Trouble.TLS)), source(location="http://example.org/")
    )

    assert len(found.advice) == 1


async def test_a_page_that_changed_says_what_would_find_its_entries_now() -> None:
    error = ParseError("`item` finds nothing", trouble=Trouble.CHANGED)

    found = await checked(Looker(error, page=CAME, found=TABLE))

    assert found.advice == (
        "what finds 12 entries there now: `item: ul > li`, `link: a`",
        "all that can be read there: `monitor sources probe https://example.org/a/list.html`",
    )


async def test_a_page_instead_of_a_feed_says_which_feeds_it_names() -> None:
    page = Probe(
        kind=SourceKind.LISTING,
        what="a page that lists links",
        count=3,
        charset="utf-8",
        feeds=(
            Advert(url="https://example.org/feed.xml"),
            Advert(url="https://example.org/guess", is_named=False),
        ),
    )

    found = await checked(Looker(ParseError("HTML"), page=CAME, found=page), source())

    assert (found.state, found.charset) == (SourceState.MALFORMED, "utf-8")
    assert found.advice == (
        "the page names a feed: `kind: feed`, `url: https://example.org/feed.xml`",
        "it reads as a page that lists links: `kind: listing`",
        "what finds 3 entries there now: no selectors at all",
        "all that can be read there: `monitor sources probe https://example.org/feed`",
    )


async def test_a_page_beyond_reading_leaves_the_first_error() -> None:
    looker = Looker(ParseError("`item` finds nothing"), page=CAME, found=ParseError("took too long"))

    found = await checked(looker)

    assert (found.detail, len(found.advice)) == ("`item` finds nothing", 1)


async def test_a_folder_that_cannot_be_read_says_what_it_should_be() -> None:
    found = await checked(Looker(FetchError("gone")), source(kind=SourceKind.FOLDER, location="/x"))

    assert found.advice == (
        "name a folder that this user may read, with files in the seed form, under `path`",
    )


async def test_a_source_that_takes_too_long_is_slow() -> None:
    found = await checked(Hanging(), deadline=0.01)

    assert (found.state, found.detail) == (SourceState.SLOW, "took over 0 s")


async def test_a_defect_is_one_source_s_result() -> None:
    found = await checked(Looker(KeyError("x")))

    assert (found.state, found.detail) == (SourceState.FAILED, "a defect in monitor: KeyError: 'x'")
    assert "report it" in found.advice[0]


async def test_all_sources_are_looked_at() -> None:
    done: list[Checked] = []
    sources = [source(id=f"s{number}") for number in range(40)]

    await check_all(sources, Looker(), now=NOW, deadline=60, done=done.append)

    assert sorted(one.source.id for one in done) == sorted(one.id for one in sources)


def test_results_read_as_paragraphs_with_a_summary() -> None:
    good = Checked(
        source=source(id="good"),
        state=SourceState.OK,
        seconds=0.84,
        charset="utf-8",
        entries=1_200,
        newest=(
            entry("A\n title\x1b[31m", datetime(2026, 3, 1, 23, tzinfo=UTC)),
            entry(None, url="https://example.org/x"),
            entry(None),
        ),
        problems=("entry 3: no link", "entry 4: no link"),
    )
    bad = Checked(
        source=source(id="bad"),
        state=SourceState.BLOCKED,
        seconds=2,
        detail="HTTP 412",
        advice=("do this", "do that"),
    )

    lines = list(check_words.lines([good, bad], 5))

    assert [("  " * line.depth) + line.text for line in lines] == [
        "good: ok, 1,200 entries, utf-8, 840 ms",
        "  2026-03-02 A title\ufffd[31m",
        "  undated https://example.org/x",
        "  undated without a title",
        "  left out: entry 3: no link (and 1 more)",
        "bad: blocked, 2 s",
        "  HTTP 412",
        "  try: do this",
        "  try: do that",
        "5 sources: 1 ok, 1 blocked, 3 not asked",
    ]


def test_a_result_for_programs_has_everything() -> None:
    one = Checked(
        source=source(),
        state=SourceState.MOVED,
        seconds=0.12345,
        entries=1,
        newest=(entry("A", date(2026, 3, 1), "https://example.org/a"), entry("B")),
        moved_to="https://new.example/",
        problems=("p",),
        advice=("t",),
    )

    assert check_words.as_json(one) == {
        "source": "miit",
        "kind": "feed",
        "state": "moved",
        "detail": None,
        "charset": None,
        "entries": 1,
        "newest": [
            {
                "title": "A",
                "published": "2026-03-01",
                "url": "https://example.org/a",
                "zone": "Asia/Shanghai",
            },
            {"title": "B", "published": None, "url": None, "zone": "Asia/Shanghai"},
        ],
        "seconds": 0.123,
        "moved_to": "https://new.example/",
        "problems": ["p"],
        "advice": ["t"],
    }


async def test_one_410_is_told_as_one() -> None:
    once = await checked(Looker(FetchError("HTTP 410", trouble=Trouble.GONE, status=410)))

    assert once.detail == "HTTP 410; 410 once: `monitor run` polls it no more when it says so a second time"


async def test_of_a_list_of_several_pages_the_entries_are_those_of_all() -> None:
    entries = (entry("a"), entry("b"))

    one = await checked(Looker(Looked(entries=entries)))
    several = await checked(Looker(Looked(entries=entries)), source(recipe=Recipe(pages=3)))

    said = [next(iter(check_words.lines([each], 1))).text for each in (one, several)]
    assert ["2 entries of its first 2 pages" in text for text in said] == [False, True]
