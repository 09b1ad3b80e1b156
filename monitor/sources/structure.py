"""Finds the main list of a page by its form: what repeats, leads somewhere, says something and stands with dates.

links → for each height above them the elements of one path → rows → the group of rows that says most
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

from lxml import html

from monitor.sources import rows, sites
from monitor.sources.box_heads import Heads
from monitor.sources.context import MAX_ENTRIES
from monitor.sources.dates_in_rows import Clock
from monitor.sources.page import Page, Piece, pieces, title
from monitor.sources.rows import Link, Row

_MOST_LINKS = 5_000
_MOST_ITEMS = MAX_ENTRIES + 1  # of one group that are looked at
_HEIGHT = 10  # elements above a link
_MOST_IN_ITEM = 6  # links to different pages
_LEAST_TITLE = 4  # what a title weighs at least
_FULL_TITLE = 40  # what says all a title can
_UNDATED = 0.25  # what an undated row counts, and
_UNDATED_ARTICLE = 0.35  # one that leads to what has a number of its own, as articles do and columns do not
_UNDATED_AMONG_DATED = 0.1  # one of a list with dates
_ABOUT_ANOTHER = 0.5  # one that leads to what is about an entry, where others may lead to the entries
_BESIDE = 0.2  # what a list counts whose layout says that it is not the main one, and
_HEADED_BESIDE = 0.1  # one whose heading does
_ELSEWHERE = 0.3  # what a row counts that leads to another site
_LEAST_UNDATED = 3  # rows, and
_LEAST_UNDATED_TITLE = 12  # their mean weight, for a list without dates to be one
_VOLATILE = re.compile(
    r"^(?:odd|even|first|last|active|on|cur(?:rent)?|hover|alt|new|top|hot|select(?:ed)?)$|\d+", re.IGNORECASE
)
_MENU_TAGS = frozenset(("nav", "header", "footer"))
_SIDE_TAGS = frozenset(("aside",))
_ARTICLE = re.compile(
    r"/(?!(?:index|list|node|col|channel|class|menu)[^/]*$)[^/?]*\d[^/?]*\.s?html?$|\d{6,}|[?&]\w*id=\d",
    re.IGNORECASE,
)
_MENU = re.compile(
    r"(?:^|[\s_-])(?:(?:top|main|sub|left|side|foot|site)?-?(?:nav(?:bar|igation|i)?|menus?)|foot(?:er)?(?:er)?s?|ft|bottom|header|head|hd|"
    r"(?:bread)?crumbs?|pager|pagination|paging|pagelist|friend-?links?|links?|copyright|search|login|lang(?:uage)?s?|share|position|"
    r"location|dqwz|weizhi|sitemap)\d*(?:$|[\s_-])",
    re.IGNORECASE,
)
_SIDE = re.compile(
    r"(?:^|[\s_-])(?:side-?(?:bar|box)?|aside|hot(?:news|list)?|rank(?:ing)?|related?|recommend(?:ed)?|popular|widget|ads?|tuijian|remen|"
    r"paihang|phb|banner|slide(?:r|s)?|swiper(?:-\w+)?|focus|tags?|comments?)\d*(?:$|[\s_-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    rows: tuple[Row, ...]
    score: float


class _Reader:
    """One page being looked at."""

    def __init__(self, page: Page, clock: Clock, found: Sequence[Link]) -> None:
        self.page = page
        self.clock = clock
        self.of_element: dict[html.HtmlElement, Link] = {link.element: link for link in found}
        self._paths: dict[html.HtmlElement, str] = {}
        self.heads = Heads(title(page) or "")

    def path(self, element: html.HtmlElement | None) -> str:
        """Return what all elements at one place of a layout have in common: the tags and classes above them."""
        if element is None:
            return ""
        above: list[html.HtmlElement] = []
        while element is not None and element not in self._paths:
            above.append(element)
            element = element.getparent()
        path = "" if element is None else self._paths[element]
        for one in reversed(above):
            path = self._paths[one] = f"{path}/{_name(one)}"
        return path

    def groups(self) -> Iterable[list[html.HtmlElement]]:
        """Give the elements around links, those of one path together, each in the order of the page."""
        found: dict[tuple[str, str], dict[html.HtmlElement, None]] = {}
        for element in self.of_element:
            one: html.HtmlElement | None = element
            for _ in range(_HEIGHT):
                if one is None or one.tag in {"body", "html"}:
                    break
                around = self.path(one.getparent())
                # Rows that stand out bear another class than the rest; what is no row does too.
                for key in ((around, str(one.tag)), (around, _name(one))):
                    found.setdefault(key, {})[one] = None
                one = one.getparent()
        for elements in found.values():
            # Where nothing but its heading tells a box from the list, both have one path.
            for is_beside in (False, True):
                part = [one for one in elements if self.heads.is_beside(one.getparent()) is is_beside]
                if len(part) >= 2:
                    yield part


def find(page: Page, clock: Clock, *, wanted: re.Pattern[str] | None = None) -> tuple[Row, ...]:
    """Return the rows of the page's main list; none where it has none. Links that are not `wanted` count for nothing."""
    found = [
        link
        for link in islice(rows.links(page.root, page), _MOST_LINKS)
        if not rows.is_idle(link.title) and (wanted is None or wanted.search(link.url))
    ]
    reader = _Reader(page, clock, found)
    seen: set[tuple[html.HtmlElement, ...]] = set()
    best = _Group(rows=(), score=0.0)
    for items in reader.groups():
        key = tuple(items[:_MOST_ITEMS])
        if key in seen:
            continue
        seen.add(key)
        group = _group(key, reader)
        if group is not None and _rank(group) > _rank(best):
            best = group
    return best.rows


def _rank(group: _Group) -> tuple[float, int]:
    # Of two heights that say the same the outer one holds more of what belongs to an entry.
    depth = sum(1 for _ in group.rows[0].item.iterancestors()) if group.rows else 0
    return round(group.score, 6), -depth


def _group(items: Sequence[html.HtmlElement], reader: _Reader) -> _Group | None:
    main: list[tuple[html.HtmlElement, Link]] = []
    inside: dict[html.HtmlElement, list[Link]] = {}
    for item in items:
        held = [link for one in item.iter() if (link := reader.of_element.get(one)) is not None]
        link = rows.main_link(held)
        if link is None or len({link.url for link in held}) > _MOST_IN_ITEM:
            return None
        inside[item] = held
        main.append((item, link))
    made = [rows.row(item, link, reader.clock) for item, link in main]
    if not any(row.published for row in made):
        made = with_dates_beside(main, reader.clock) or made
    made = _alike(made)
    if len({row.link.url for row in made}) < 2:
        return None
    is_dated = 2 * sum(row.published is not None for row in made) >= len(made)
    if not is_dated and not _is_telling(made):
        return None
    crowds = {item: _telling(inside[item]) for item in inside}
    says = [_says(row, reader.page, is_dated=is_dated) / crowds[row.item] for row in made]
    # What repeats beside the rows and says little lowers the mean: a pager, a heading.
    score = sum(says) * (sum(says) / len(says)) ** 0.5 * _place(made[0].item, is_dated=is_dated)
    if reader.heads.is_beside(made[0].item.getparent()):
        score *= _HEADED_BESIDE
    return _Group(rows=tuple(made), score=score) if score > 0 else None


def _alike(made: Sequence[Row]) -> list[Row]:
    """Return the rows without those that only stand at the same place: a menu's, where tables make the layout."""
    made = [row for row in made if rows.weight(row.title) >= _LEAST_TITLE]
    if 2 * sum(row.published is not None for row in made) < len(made):
        return list(made)
    least = max(_LEAST_UNDATED_TITLE, median(rows.weight(row.title) for row in made) / 2) if made else 0
    return [row for row in made if row.published is not None or rows.weight(row.title) >= least]


def _is_telling(made: Sequence[Row]) -> bool:
    mean = sum(rows.weight(row.title) for row in made) / len(made)
    return len(made) >= _LEAST_UNDATED and mean >= _LEAST_UNDATED_TITLE


def _telling(held: Sequence[Link]) -> int:
    """Return how many entries an item could be: a box with three articles in it is no row of a list."""
    said = {
        link.url
        for link in held
        if rows.weight(link.title) >= _LEAST_UNDATED_TITLE and not rows.is_beside(link)
    }
    return max(1, len(said))


def _says(row: Row, page: Page, *, is_dated: bool) -> float:
    share = min(rows.weight(row.title), _FULL_TITLE) / _FULL_TITLE
    if row.published is None:
        is_article = not is_dated and _ARTICLE.search(row.link.url)
        share *= _UNDATED_ARTICLE if is_article else _UNDATED_AMONG_DATED if is_dated else _UNDATED
    if rows.is_beside(row.link):
        share *= _ABOUT_ANOTHER
    return share * (1.0 if sites.is_same(row.link.url, page.url) else _ELSEWHERE)


def _place(item: html.HtmlElement, *, is_dated: bool) -> float:
    """Return how far an element's surroundings let a main list be expected in it."""
    factor = 1.0
    for one in (item, *item.iterancestors()):
        if one.tag in {"html", "body"}:
            break
        names = f"{one.get('class', '')} {one.get('id', '')}"
        if one.tag in _MENU_TAGS or one.get("role") == "navigation" or _MENU.search(names):
            factor = min(factor, 0.3 if is_dated else 0.0)
        elif one.tag in _SIDE_TAGS or one.get("role") == "complementary" or _SIDE.search(names):
            factor = min(factor, _BESIDE)
    return factor


def with_dates_beside(main: Sequence[tuple[html.HtmlElement, Link]], clock: Clock) -> list[Row] | None:
    """Return the rows with the dates that stand between the items, behind or before each; None where none do."""
    items = {item for item, _ in main}
    both = [
        [rows.row(item, link, clock, beside=_beside(item, items, is_behind=is_behind)) for item, link in main]
        for is_behind in (True, False)
    ]
    # Dates that stand before their rows stand behind the others too, all but the first.
    most = max(both, key=_dated)
    return most if 2 * _dated(most) >= len(most) else None


def _dated(made: Sequence[Row]) -> int:
    return sum(row.published is not None for row in made)


def _beside(item: html.HtmlElement, items: set[html.HtmlElement], *, is_behind: bool) -> list[Piece]:
    """Return the texts between an item and the next; there are none where one holds the next."""
    if is_behind and item.tail and item.tail.strip():
        found = [Piece(element=item, text=" ".join(item.tail.split()), is_tail=True)]
    else:
        found = []
    for count, one in enumerate(item.itersiblings(preceding=not is_behind)):
        if count == 6 or one in items or any(child in items for child in one.iter()):
            break
        tail = (
            [Piece(element=one, text=" ".join(one.tail.split()), is_tail=True)]
            if one.tail and one.tail.strip()
            else []
        )
        own = [*pieces(one), *tail]
        found = [*found, *own] if is_behind else [*own, *found]
    return found


def _name(element: html.HtmlElement) -> str:
    tokens = sorted(
        token for one in (element.get("class") or "").split() if (token := _VOLATILE.sub("", one))
    )
    # A number in an id tells rows of one list apart, a word the boxes of a page.
    identity = re.sub(r"[\d_-]+", "", element.get("id") or "")
    return ".".join((f"{element.tag}#{identity}", *dict.fromkeys(tokens)))
