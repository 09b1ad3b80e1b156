"""One row of a list page: which of its links is the entry's, what it is called, and when it was published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import html

from monitor.model import Published
from monitor.sources import dates_in_rows, table_heads
from monitor.sources import page as pages
from monitor.sources.dates_in_rows import Clock
from monitor.sources.page import Page, Piece, pieces

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:tit(?:le)?|bt|biaoti|headline|subject)(?:$|[\s_\d-])", re.IGNORECASE
)
_CUT = re.compile(r"(?:…+|\.{2,}|。{3,}|\[…\])\s*$")
_MARKS = re.compile(
    r"^(?:[·•▪■◆●○>»›・*]\s*)+|^[\[【(（]\s*(?:置顶|置頂|推荐|最新|热|新|顶|top|new)\s*[\]】)）]\s*|\s*(?:\bnew\b|NEW!?)\s*$",
    re.IGNORECASE,
)
# What a link is called that leads to an entry and does not name it, or leads through the list.
_IDLE = re.compile(
    r"[\[(【]?(?:详情|详细|详细信息|查看|查看详情|查看全文|查看更多|阅读|阅读全文|全文|更多|more|details?|read\s?more|continue reading|view|"
    r"learn more|下载|附件|download|pdf|分享|首页|尾页|末页|上一页|上页|下一页|下页|第一页|最后一页|跳转|go|"
    r"关于(?:我们|本站)|联系(?:我们|方式)|网站(?:地图|声明|导航|纠错)|法律声明|隐私(?:政策|声明)|免责声明|版权(?:声明|所有)|使用帮助|"
    r"设为首页|加入收藏|无障碍(?:浏览|阅读)?|english(?: version)?|繁[體体](?:中文|版)?|简体(?:中文|版)?|"
    r"about(?: us)?|contact(?: us)?|site ?map|privacy(?: policy)?|terms(?: of (?:use|service))?|"
    r"home|prev(?:ious)?|next|first|last|top|返回|返回顶部|关闭|打印|\d{1,5}|[<>«»‹›]+)[\])】]?(?:\s*[>»›+]{1,3}|…|\.\.\.)?",
    re.IGNORECASE,
)
# What leads to something about the entry: of two links of a row it is not the entry's.
_ABOUT_IT = re.compile(r"解读|图解|一图|问答|^[\[【(（]?附件")
_LEADS_BESIDE = re.compile(
    r"(?:相关|关联|解读|链接|延伸|附件|图解|related|see also)[^：:]{0,8}[：:]\s*$", re.IGNORECASE
)
_NAMES_IT = 12  # what a title weighs at least that may be the entry's although another says more
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that leads to another page."""

    element: html.HtmlElement
    url: str
    title: str  # empty for a picture without words
    heading: html.HtmlElement | None = None  # the element in it that holds the title


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An entry of a list page."""

    item: html.HtmlElement
    link: Link
    title: str
    published: Published | None = None
    date_element: html.HtmlElement | None = None


def weight(text: str) -> int:
    """Return how much a text says: a Han character as much as two Latin letters."""
    return len(text) + len(_HAN.findall(text))


def is_cut(title: str) -> bool:
    """Say whether a title was shortened to fit its list."""
    return _CUT.search(title) is not None


def is_idle(title: str) -> bool:
    """Say whether a link's words say nothing of what they lead to."""
    return _IDLE.fullmatch(title) is not None


def links(element: html.HtmlElement, page: Page) -> Iterator[Link]:
    """Give the links in an element, itself among them, scripted ones too."""
    for one in element.iter():
        if one.tag != "a" and "onclick" not in one.attrib:
            continue
        url = pages.target(one, page)
        if url is not None and (one.tag == "a" or one.find(".//a[@href]") is None):
            yield link_of(one, url)


def link_of(element: html.HtmlElement, url: str) -> Link:
    """Return a link with its title: in full where the page says it in full anywhere."""
    heading = _heading(element)
    shown = _MARKS.sub("", pages.text_of(element if heading is None else heading))
    declared = " ".join((element.get("title") or "").split())
    stem = _CUT.sub("", shown).strip()
    if (
        declared
        and (not shown or is_idle(shown) or (declared.startswith(stem) and len(declared) >= len(stem)))
    ) or (declared and is_cut(shown) and stem in declared):
        shown = declared
    if not shown:
        shown = next((alt for image in element.iter("img") if (alt := image.get("alt", "").strip())), "")
    return Link(element=element, url=url, title=shown[:500], heading=heading)


def _heading(element: html.HtmlElement) -> html.HtmlElement | None:
    for one in element.iterdescendants(*_HEADINGS):
        return one
    for one in element.iterdescendants("p", "div", "span", "strong", "b", "em", "i", "font", "td"):
        if _TITLE_CLASS.search(one.get("class", "")):
            return one
    return None


def main_link(found: Iterable[Link]) -> Link | None:
    """Return the link of a row that is its entry's: the one that says most, and is not about the entry."""
    best: Link | None = None
    every = list(found)
    entries = [link for link in every if weight(link.title) >= _NAMES_IT and not is_beside(link)]
    for link in entries or every:
        if best is None or _saying(link) > _saying(best):
            best = link
    return best


def is_beside(link: Link) -> bool:
    """Say whether a link leads to something about an entry, and is not the entry's own."""
    before = link.element.getprevious()
    parent = link.element.getparent()
    lead = (
        (parent.text if parent is not None else None)
        if before is None
        else before.tail or pages.text_of(before)
    )
    return _ABOUT_IT.search(link.title) is not None or _LEADS_BESIDE.search((lead or "")[-40:]) is not None


def _saying(link: Link) -> int:
    return 0 if is_idle(link.title) else weight(link.title)


def row(item: html.HtmlElement, link: Link, clock: Clock, *, beside: Sequence[Piece] = ()) -> Row:
    """Return the row of an item; `beside` is what stands around it and belongs to it."""
    inside = [*pieces(item), *beside]
    title = link.title
    if not title or is_idle(title):
        title = _title_beside(item, inside, link)
    named = link.element if link.heading is None else link.heading
    own = set(named.iter())
    outside = [
        piece for piece in inside if piece.element not in own or (piece.is_tail and piece.element is named)
    ]
    dated = _under_its_heading(item, clock) or dates_in_rows.find(outside, clock)
    title, at_its_end = dates_in_rows.without(title, clock)
    if dated is None and link.heading is None:
        # A link around a whole card holds its date too.
        dated = dates_in_rows.find([piece for piece in inside if piece.element is not link.element], clock)
        title = _without_piece(title, dated)
    made = Row(item=item, link=link, title=title)
    if dated is not None:
        return replace(made, published=dated.published, date_element=dated.element)
    return replace(made, published=at_its_end)


def _under_its_heading(item: html.HtmlElement, clock: Clock) -> dates_in_rows.Dated | None:
    cell = table_heads.published_cell(item)
    published = None if cell is None else dates_in_rows.read(pages.text_of(cell), clock)
    return None if published is None else dates_in_rows.Dated(published=published, element=cell)


def _without_piece(title: str, dated: dates_in_rows.Dated | None) -> str:
    if dated is None or dated.element is None:
        return title
    text = pages.text_of(dated.element)
    return title.removesuffix(text).removeprefix(text).strip() or title


def _title_beside(item: html.HtmlElement, inside: Sequence[Piece], link: Link) -> str:
    heading = _heading(item)
    if heading is not None and (text := pages.text_of(heading)):
        return text[:500]
    texts = [piece.text for piece in inside if piece.element is not link.element and not is_idle(piece.text)]
    return max(texts, key=weight, default="")[:500]
