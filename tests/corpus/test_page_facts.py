"""The title and the date of a page, from what it declares or shows."""

from datetime import UTC, date, datetime

import pytest
from lxml.html import HtmlElement

from monitor.corpus import html_lines, page_facts
from monitor.corpus.seed_lines import Clock
from monitor.model import Published


def _page(head: str, body: str = "") -> HtmlElement:
    page = html_lines.parse(f"<html><head>{head}</head><body>{body}<p>x</p></body></html>")
    assert page is not None
    return page


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<meta property='og:title' content='Slate Rises in May | Slate Watch'>", "", "Slate Rises in May"),
        ("<meta property='og:title' content='Slate Rises in May – Stone'><meta property='og:site_name' content='Stone'>", "", "Slate Rises in May"),
        ("<meta property='og:title' content='Slate Rises in May - and more'>", "<h1>Slate Rises in May</h1>", "Slate Rises in May"),
        ("<meta property='og:title' content='Slate Rises'>", "<h1>Slate Watch</h1>", "Slate Rises"),
        ("<meta name='ArticleTitle' content='石板矿重新开放'><title>某某网</title>", "", "石板矿重新开放"),
        ("<title>Slate Rises in May | Slate Watch</title>", "", "Slate Rises in May"),
        ("<title>Slate Rises in May | Slate Watch</title>", "<h1>Slate Watch</h1>", "Slate Rises in May"),
        ("<title>Slate - Watch</title>", "<h1>Slate</h1>", "Slate"),
        ("<title>Watch</title>", "<h1>Slate Rises in May</h1>", "Slate Rises in May"),
        ("", "<h1>Slate <b>Rises</b></h1>", "Slate Rises"),
        ("<title>Slate Rises in May</title>", "<h1>One</h1><h1>Two</h1><h1></h1>", "Slate Rises in May"),
        ("<title> </title>", "", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_the_title_is_found(head: str, body: str, title: str | None) -> None:
    assert page_facts.title(_page(head, body)) == title


_DAY = date(2026, 6, 4)
_PROSE = "The county reopened its slate quarry on Monday, and forty people went back to work."


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        ("<meta property='article:published_time' content='2026-06-04T01:00:00Z'>", "", datetime(2026, 6, 4, 1, tzinfo=UTC)),
        ("<meta name='PubDate' content='2026-06-04'><meta name='PubDate' content='2026-06-05'>", "", _DAY),
        ("<meta itemprop='datePublished' content='2026-06-04'>", "", _DAY),
        ("<meta name='date' content='soon'><script type='application/ld+json'>[{\"a\": [{\"datePublished\": \"2026-06-04\"}]}]</script>", "", _DAY),
        ("<script type='application/ld+json'>{\"datePublished\": 3}</script><script type='application/ld+json'>{</script><script>{}</script>", "<time datetime='2026-06-04'>then</time>", _DAY),
        ("<script type='application/ld+json'></script>", "<h1>T</h1><p>2026年6月4日</p>", _DAY),
        ("", "<p>2026-06-05</p><h1>Title</h1><p>发布日期：2026年6月4日 来源：某网</p>", _DAY),
        ("", "<h1>Title</h1><p>某某网 | 2026-06-04 | 张三</p>", _DAY),
        ("", "<h1>Title</h1><p>Slate Watch, print and web, posted in Wales 2026-06-04 at noon by all of us</p>", _DAY),
        ("", "<h1>Title</h1><p>It rose on 4 June 2026, they said.</p>", None),
        ("", "<h1>Title</h1><p>发布</p>", None),
        ("", "<h1>Title</h1><footer>Updated 2020-01-01</footer>", None),
        ("", "<h1>Title</h1><div class='site-footer'><p>2020-01-01</p></div>", None),
        ("", "<h1>Title</h1><aside><p>2020-01-01</p></aside><nav>2020-01-01</nav>", None),
        ("", "<h1>Title</h1><div role=contentinfo>Updated 2020-01-01</div>", None),
        ("", "<h1>Title</h1><p>© Slate Watch | 2020-01-01</p><p>版权所有 2020-01-01</p>", None),
        ("", "<h1>Title</h1><aside><time datetime='2020-01-01'>then</time></aside><time datetime='2026-06-04'>now</time>", _DAY),
        ("", "<h1>Title</h1><p>On <time datetime='2020-01-01'>that day</time> it opened, they said.</p>", None),
        ("", f"<h1>Title</h1><p>{_PROSE}</p><p>2026-06-04</p><p>x</p><p>y</p><p>z</p>", _DAY),
        ("", f"<h1>Title</h1><p>{_PROSE}</p><p>{_PROSE}</p><p>January 5, 2020</p><p>x</p><p>y</p><p>z</p>", None),
    ],
)  # fmt: skip
def test_the_date_is_found(head: str, body: str, published: Published | None) -> None:
    assert page_facts.published(_page(head, body), Clock(now=datetime(2026, 11, 1, tzinfo=UTC))) == published


def test_the_lines_from_the_title_on_are_given() -> None:
    lines = page_facts.near_title(_page("", "<p>before</p><h1>Title</h1><p>来源：某网</p>"), Clock())

    assert [line.text for line in lines] == ["Title", "来源：某网", "x"]
