"""The heading over a list says where a page has not its news but what its readers like, or what is like its news."""

from __future__ import annotations

import re
from itertools import islice

from lxml import html

from monitor.sources import rows
from monitor.sources.page import text_of

_BESIDE = re.compile(
    r"排行|排名|热搜|热文|热门(?:文章|新闻|资讯|阅读|推荐|标签)|推荐(?:阅读|文章|新闻)|相关(?:阅读|文章|新闻|链接|报道|推荐)|延伸阅读|"
    r"猜你喜欢|最近浏览|most (?:read|popular|viewed|shared)|trending|related (?:posts?|articles?|news|stories)|"
    r"recommended|editor.?s.? picks?|you may (?:also )?like",
    re.IGNORECASE,
)
_LONGEST = 30  # characters of a heading
_ABOVE = 5  # elements around a row in which its list's heading is looked for
_ENTRY = 12  # what the words of a link weigh at least that is an entry, and no heading


class Heads:
    """The headings of one page; each element is looked at once, as thousands of rows stand behind the same one."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._texts: dict[html.HtmlElement, str] = {}
        self._found: dict[html.HtmlElement, bool] = {}

    def is_beside(self, around: html.HtmlElement | None) -> bool:
        """Say whether what stands in an element is headed so; a page that calls itself so has it as its list."""
        if around is None:
            return False
        if around not in self._found:
            heading = self._heading(around)
            self._found[around] = _BESIDE.search(heading) is not None and heading not in self._title
        return self._found[around]

    def _heading(self, around: html.HtmlElement) -> str:
        """Return the nearest short text before an element that leads to no entry."""
        for one in (around, *islice(around.iterancestors(), _ABOVE)):
            parent = one.getparent()
            if parent is None or one.tag in {"html", "body"}:
                break
            for before in (one.getprevious(), parent[0]):
                if before is not None and before is not one and (text := self._text(before)):
                    return text
        return ""

    def _text(self, element: html.HtmlElement) -> str:
        if element not in self._texts:
            is_heading = _is_short(element) and not _holds_entry(element)
            self._texts[element] = text_of(element) if is_heading else ""
        return self._texts[element]


def _is_short(element: html.HtmlElement) -> bool:
    said = 0
    for text in element.itertext():  # of what may be a whole page, no more than is needed
        said += len(text.strip())
        if said > _LONGEST:
            return False
    return True


def _holds_entry(element: html.HtmlElement) -> bool:
    return any(rows.weight(text_of(link)) >= _ENTRY for link in element.iter("a"))
