"""An HTML page as a tree: its base, what a selector finds in it, its texts and where its links lead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urldefrag

from lxml import etree, html

from monitor.errors import ParseError, Trouble
from monitor.sources import markup, selectors
from monitor.text import charset

_DECLARATION = re.compile(r"^\s{0,64}<\?xml[^>]{0,500}\?>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# Offices with this content system send their lists as data, for a script to lay out.
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
_SCRIPTED = re.compile(
    r"""(?:location(?:\.href)?\s*=\s*|window\.open\s*\(\s*|location\.(?:assign|replace)\s*\(\s*)["']([^"'<>\s]{1,2000})["']"""
)
_SILENT = frozenset(("script", "style", "noscript", "template", "textarea", "select", "option"))
_INLINE = frozenset(
    ("a", "abbr", "b", "big", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u")
)
_MOST_FOUND = 20_000  # elements of one selector


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that was read."""

    root: html.HtmlElement
    url: str  # after redirects
    base: str  # what relative links are relative to
    encoding: str  # Python's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text and the element it is written in."""

    element: html.HtmlElement
    text: str
    is_tail: bool = False  # it stands behind that element, in the one around it


def read(body: bytes, *, content_type: str | None, url: str, override: str | None) -> Page:
    """Decode and parse a page; raises ParseError where there is no element in it."""
    decoded = charset.decoded_html(body, content_type, override=override)
    return of_text(decoded.text, url=url, encoding=decoded.encoding)


def of_text(text: str, *, url: str, encoding: str = "utf-8") -> Page:
    """Parse the HTML of a page, or of a list that came in other data; raises ParseError as above."""
    root = _tree(text)
    if root is None:
        what = "an empty answer" if not text.strip() else "nothing that is HTML"
        raise ParseError(f"{what}, not a page")
    declared = next((element.get("href") for element in root.iter("base") if element.get("href")), None)
    return Page(root=root, url=url, base=markup.absolute(declared, url) or url, encoding=encoding)


def _tree(text: str) -> html.HtmlElement | None:
    text = _CONTROL.sub("", _DECLARATION.sub("", text))
    if "<record>" in text and _RECORD.search(text):
        text = _RECORD.sub(r"<div class='record'>\1</div>", text)
        text = text.replace("<script", "<div").replace(
            "</script", "</div"
        )  # which is where the records stand
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


@lru_cache(maxsize=512)
def _xpath(path: str) -> etree.XPath:
    return etree.XPath(path)


def select(root: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    """Return the elements that a selector finds, in the order of the page; its ending counts for nothing."""
    found = _xpath(selectors.compiled(selector).xpath)(root)
    assert isinstance(found, list)
    return [element for element in found[:_MOST_FOUND] if isinstance(element, html.HtmlElement)]


def value(root: html.HtmlElement, selector: str) -> str | None:
    """Return the text or attribute of the first element that a selector finds and that has it; None without one."""
    for element in select(root, selector):
        if found := value_of(element, selector):
            return found
    return None


def value_of(element: html.HtmlElement, selector: str) -> str:
    """Return what a selector's ending wants of an element that it found."""
    wanted = selectors.compiled(selector)
    if wanted.attribute is not None:
        return " ".join((element.get(wanted.attribute) or "").split())
    if wanted.is_own_text:
        return " ".join(" ".join((element.text or "", *(child.tail or "" for child in element))).split())
    return text_of(element)


def text_of(element: html.HtmlElement) -> str:
    """Return the text of an element in one line, a space between its blocks."""
    if len(element) == 0:
        return "" if element.tag in _SILENT else " ".join((element.text or "").split())
    parts: list[str] = []
    skipped: html.HtmlElement | None = None
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            skipped = one if skipped is None and one.tag in _SILENT else skipped
            text = one.text
        else:
            skipped = None if one is skipped else skipped
            text = one.tail if one is not element else None
        if one.tag not in _INLINE:
            parts.append(" ")
        if text and skipped is None:
            parts.append(text)
    return " ".join("".join(parts).split())


def pieces(element: html.HtmlElement) -> list[Piece]:
    """Return the texts in an element as they stand in it."""
    found = []
    skipped: html.HtmlElement | None = None
    for event, one in etree.iterwalk(element, events=("start", "end")):
        is_tail = event == "end"
        if is_tail:
            skipped = None if one is skipped else skipped
            text = one.tail if one is not element else None
        else:
            skipped = one if skipped is None and one.tag in _SILENT else skipped
            text = one.text
        if text and skipped is None and not text.isspace():
            found.append(Piece(element=one, text=" ".join(text.split()), is_tail=is_tail))
    return found


def target(element: html.HtmlElement, page: Page) -> str | None:
    """Return where an element leads: its link, or what its script opens; None where that is no other page."""
    href = (element.get("href") or "").strip()
    if not href or href.startswith("#") or href.lower().startswith("javascript:"):
        scripted = _SCRIPTED.search(element.get("onclick") or "") or _SCRIPTED.search(href)
        href = scripted[1] if scripted else ""
    return absolute(href, page)


def absolute(href: str, page: Page) -> str | None:
    """Return a link of a page as a web address; None where it is none, or leads to the page itself."""
    if not href or href.startswith("#"):
        return None
    url = markup.absolute(href, page.base)
    if url is None:
        return None
    bare = urldefrag(url)[0]
    # What follows a plain # is a place in one page; after #/ or #! a script shows another page.
    url = url if url[len(bare) : len(bare) + 2] in {"#/", "#!"} else bare
    return None if url == urldefrag(page.url)[0] else url


def title(page: Page) -> str | None:
    """Return what a page calls itself."""
    found = page.root.find(".//title")
    return None if found is None else " ".join((found.text or "").split())[:300] or None


def changed(message: str) -> ParseError:
    """Return the error of a page that is there, and in which what we look for is not."""
    return ParseError(message, trouble=Trouble.CHANGED)
