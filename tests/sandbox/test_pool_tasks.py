"""What the pool does for the rest of the program, with real children."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from monitor.errors import ParseError, Trouble
from monitor.model import (
    Attachment,
    Entry,
    Fetched,
    Fields,
    FolderFile,
    Found,
    Outlet,
    Recipe,
    Source,
    SourceKind,
    Take,
)
from monitor.sandbox.pool import Sandbox

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LISTING = Source(
    id="l",
    kind=SourceKind.LISTING,
    location="https://a.example/list/",
    outlet=Outlet(name="A"),
    recipe=Recipe(fields=Fields(item="li", link="a", date="span")),
)
FEED = replace(LISTING, id="f", kind=SourceKind.FEED, recipe=Recipe())
LIST_PAGE = (
    "<ul><li><a href='1.html'>关于组织申报稀土新材料中试平台的通知</a><span>2026-11-20</span></li>"
    "<li><a href='2.html'>关于公布绿色工厂名单的公告</a><span>2026-11-19</span></li></ul>"
)
ARTICLE = (
    "<html><head><title>关于组织申报稀土新材料中试平台的通知</title></head><body>"
    "<h1>关于组织申报稀土新材料中试平台的通知</h1><p>发布时间：2026-11-20 09:30</p><div id='zoom'>"
    + "<p>各有关单位：为推动关键核心技术攻关，现组织开展中试平台申报工作，请于月底前报送材料。</p>" * 4
    + "</div></body></html>"
)
# Quadratic in the parser of feeds.
HANGS = "<rss " + " ".join(f'a{number}="1"' for number in range(200_000)) + "/>"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    pool = Sandbox(workers=2, deadline=1.5, quick=0.5)
    yield pool
    await pool.close()


def fetched(body: str, **rest: Any) -> Fetched:
    return Fetched(body=body.encode(), **rest)


def rss(title: str) -> str:
    return f"<rss><channel><item><title>{title}</title><description>x</description></item></channel></rss>"


async def test_a_list_is_read_and_an_entry_of_it_has_the_text_of_its_page(sandbox: Sandbox) -> None:
    listed = await sandbox.entries(LISTING, fetched(LIST_PAGE), NOW)
    item = await sandbox.document(LISTING, listed.entries[0], fetched(ARTICLE), NOW)

    assert [found.entry.published for found in listed.entries] == [date(2026, 11, 20), date(2026, 11, 19)]
    assert (listed.charset, listed.next_url, listed.is_whole) == ("utf-8", None, True)
    assert item.document.url == "https://a.example/list/1.html"
    assert item.document.published == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert item.document.sections[0].paragraphs[0].startswith("各有关单位")
    assert item.raw == ARTICLE.encode()


async def test_the_digest_of_an_entry_changes_with_what_its_source_says_of_it(sandbox: Sandbox) -> None:
    first = await sandbox.entries(LISTING, fetched(LIST_PAGE), NOW)
    again = await sandbox.entries(LISTING, fetched(LIST_PAGE.replace("绿色", "零碳")), NOW)

    digests = [[found.digest for found in listed.entries] for listed in (first, again)]
    assert digests[0][0] == digests[1][0]
    assert digests[0][1] != digests[1][1]


async def test_the_trouble_of_a_refusal_comes_through(sandbox: Sandbox) -> None:
    with pytest.raises(ParseError, match="`item` finds nothing") as changed:
        await sandbox.entries(LISTING, fetched("<p>New page</p>"), NOW)
    with pytest.raises(ParseError, match="a captcha") as blocked:
        await sandbox.document(
            LISTING, Found(entry=Entry(title="t"), raw=b""), fetched("<title>安全验证</title>"), NOW
        )

    assert (changed.value.trouble, blocked.value.trouble) == (Trouble.CHANGED, Trouble.BLOCKED)


async def test_an_entry_without_a_page_is_what_its_source_gave(sandbox: Sandbox) -> None:
    found = Found(entry=Entry(title="A title", body="Some words."), raw=b"raw")

    item = await sandbox.document(FEED, found, None, NOW)

    assert (item.document.title, item.raw) == ("A title", b"raw")


async def test_documents_are_made_in_batches_and_a_bad_one_is_a_problem(sandbox: Sandbox) -> None:
    entries = [Found(entry=Entry(guid=str(number), title=f"Title {number}"), raw=b"") for number in range(70)]
    entries[40] = Found(entry=Entry(guid="bad"), raw=b"")

    reading = await sandbox.documents(FEED, entries, NOW)

    assert [item.document.title for item in reading.items] == [
        f"Title {number}" for number in range(70) if number != 40
    ]
    assert len(reading.problems) == 1
    assert reading.problems[0].startswith("bad: nothing to read")


async def test_large_entries_make_smaller_batches(sandbox: Sandbox) -> None:
    body = f"<p data-x='{'x' * 700_000}'>An honest sentence of an article.</p>"
    entries = [Found(entry=Entry(title=f"Title {number}", body=body), raw=b"") for number in range(3)]

    reading = await sandbox.documents(FEED, entries, NOW)

    assert [item.document.title for item in reading.items] == ["Title 0", "Title 1", "Title 2"]


async def test_values_are_taken_from_an_answer(sandbox: Sandbox) -> None:
    page = fetched("<script queryData='x' url='/unit'></script>")

    assert await sandbox.take((Take(name="url", css="script::attr(url)"),), page) == (("url", "/unit"),)
    with pytest.raises(ParseError, match="`id` is not in the answer") as caught:
        await sandbox.take((Take(name="id", css="p"),), page)
    assert caught.value.trouble is Trouble.CHANGED


async def test_the_text_of_a_file_is_read(sandbox: Sandbox) -> None:
    attachment = Attachment(url="https://a.example/list.csv", name="list.csv")

    text = await sandbox.attachment(
        fetched("名称,地区\n示范平台,包头\n", content_type="text/csv"), attachment
    )

    assert any("示范平台" in line for section in text.sections for line in section.paragraphs)


async def test_an_unknown_answer_is_described(sandbox: Sandbox) -> None:
    probe = await sandbox.probe(fetched(LIST_PAGE, final_url="https://a.example/list/"), "Asia/Shanghai", NOW)

    assert probe.kind is SourceKind.LISTING
    assert probe.fields == Fields(item="ul > li", link="a", title="a", date="span")
    assert probe.count == 2


async def test_a_folder_lists_what_can_be_read(sandbox: Sandbox) -> None:
    files = tuple(FolderFile(path=f"{number}.txt", body=b"text" * (number % 2)) for number in range(4))

    listed = await sandbox.entries(
        replace(FEED, kind=SourceKind.FOLDER), Fetched(files=files, problems=("z: no",)), NOW
    )

    assert [found.entry.guid for found in listed.entries] == ["1.txt", "3.txt"]
    assert listed.problems == ("z: no", "0.txt: empty", "2.txt: empty")


async def test_a_source_that_is_slow_is_read_all_the_same_and_holds_up_nobody(sandbox: Sandbox) -> None:
    sources = [replace(FEED, id=f"slow {number}") for number in range(2)]
    hanging = [asyncio.create_task(sandbox.entries(source, fetched(HANGS), NOW)) for source in sources]
    await asyncio.wait(hanging, timeout=0)
    good = await asyncio.gather(
        *(
            sandbox.entries(replace(FEED, id=f"good {number}"), fetched(rss(str(number))), NOW)
            for number in range(5)
        )
    )
    ended = await asyncio.gather(*hanging, return_exceptions=True)

    assert [listed.entries[0].entry.title for listed in good] == [str(number) for number in range(5)]
    assert {str(error) for error in ended} == {"took over 1.5 s to read"}
    assert {error.trouble for error in ended if isinstance(error, ParseError)} == {Trouble.SLOW}
