"""Turns a tree of HTML elements into the lines a person sees, headings, lists and table rows kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree, html

from monitor.corpus.seed_lines import Clock, Kind, Line, opens_paragraph, read_line
from monitor.corpus.spanned_rows import Rows

_WORDS = re.compile(r"\w+")
_SILENT = frozenset(
    _WORDS.findall(
        "script style noscript template iframe object embed applet svg math canvas video audio map button "
        "input select textarea label nav head link meta img picture source dialog "
        "rt rp"  # how a character is read, set above it
    )
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
BLOCKS = frozenset(
    _WORDS.findall(
        "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure "
        "footer header hr html li main p pre section summary table tbody td tfoot th thead tr"
    )
).union(_HEADINGS, _LISTS)
_BOX_WORDS = re.compile(
    r"(?:^|[\s_-])(?:share(?:bar|box|buttons?|daddy|this)?|sharing|sharedaddy|social|addtoany|a2a|bdsharebuttonbox|bdshare|jiathis|"
    r"breadcrumbs?|pagination|newsletter|subscribe|respond|comments?|relatedposts|wp-block-buttons)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LONGEST_BOX = 400  # characters; a longer text is the article, whatever its class is called
_LONGEST_CELL = 300  # characters; a longer one holds a layout, not a value
_LAYOUT = frozenset(("table", "li", *_HEADINGS))  # what a table cell with a value in it never holds
_INDENT = 2
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BETWEEN_HAN = re.compile(
    r"(?<=[\u3400-\u4dbf\u4e00-\u9fff、。，；：！？）】》”])[ \t]*[\r\n]\s*(?=[\u3400-\u4dbf\u4e00-\u9fff、。，；：！？（【《“])"
)


def of_element(root: html.HtmlElement, clock: Clock) -> tuple[Line, ...]:
    """Give the lines of an element and everything in it."""
    lines: list[Line] = []
    for text, shape in _blocks(root):
        after_blank = True
        for piece in text.split("\n"):
            apart = after_blank or opens_paragraph(piece)
            line = _line(piece, shape if after_blank else _PLAIN, clock, after_blank=apart)
            # A second line break in a row is what old pages write for a new paragraph.
            after_blank = line is None
            if line is not None:
                lines.append(line)
    return tuple(lines)


def of_fragment(markup: str, clock: Clock) -> tuple[Line, ...]:
    """Give the lines of a piece of HTML; none where nothing in it can be read."""
    root = parse(f"<div>{markup}</div>")
    return () if root is None else of_element(root, clock)


def parse(markup: str) -> html.HtmlElement | None:
    """Parse any HTML; None where there is no element in it."""
    text = without_declaration(markup).encode("utf-8", errors="replace")
    try:
        return html.document_fromstring(text, parser=_parser())
    except (etree.LxmlError, ValueError):
        return None


def without_declaration(markup: str) -> str:
    """Cut the XML declaration, which speaks of bytes we no longer have, and which lxml refuses in a str."""
    return _DECLARATION.sub("", markup.replace("\0", ""))


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What a stretch of text is by the elements around it."""

    is_heading: bool = False
    is_bullet: bool = False
    indent: int = 0


_PLAIN = _Shape()


def _line(text: str, shape: _Shape, clock: Clock, *, after_blank: bool) -> Line | None:
    line = read_line(text, clock, after_blank=after_blank)
    if line is None:
        return None
    if shape.is_bullet and line.kind is not Kind.DISCLAIMER:
        return replace(line, kind=Kind.BULLET, indent=shape.indent)
    if shape.is_heading and line.kind is Kind.TEXT:
        return replace(line, kind=Kind.HEADING)
    return line


def _blocks(root: html.HtmlElement) -> list[tuple[str, _Shape]]:
    """Give each run of text that no block element parts; the tree is walked without recursion."""
    writer = _Writer()
    rows = Rows(_value)
    walk = etree.iterwalk(root, events=("start", "end"))
    skipped: html.HtmlElement | None = None
    for event, element in walk:
        if event == "start":
            row = rows.read(element) if element.tag == "tr" else None
            if row is not None or (element is not root and _is_furniture(element)):
                walk.skip_subtree()
                skipped = element
                if row is not None:
                    writer.row(row)
                continue
            if element.tag == "table":
                rows.open()
            writer.open(element)
        elif element is skipped:
            writer.tail(element)
        else:
            if element.tag == "table":
                rows.close()
            writer.close(element)
            if element is not root:
                writer.tail(element)
    writer.flush()
    return writer.blocks


class _Writer:
    """Collects the text of a walk and parts it at block elements."""

    def __init__(self) -> None:
        self.blocks: list[tuple[str, _Shape]] = []
        self._run: list[str] = []
        self._headings = 0
        self._pres = 0
        self._lists: list[int | None] = []  # the next number of each open list; None where it has bullets
        self._item: str | None = None  # the number of an item just opened, empty where it has none

    def open(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag == "br":
            self._run.append("\n")
        if tag == "time":
            # A byline and a date side by side are parted by their style alone.
            self._part(element.text)
        if tag in BLOCKS:
            self.flush()
        if tag in _LISTS:
            self._lists.append(_first_number(element) if tag == "ol" else None)
        elif tag == "li":
            self._open_item()
        self._headings += tag in _HEADINGS
        self._pres += tag == "pre"
        self._text(element.text)

    def close(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self.flush()
        if tag in _LISTS and self._lists:
            self._lists.pop()
        if tag == "li":
            self._item = None
        self._headings -= tag in _HEADINGS
        self._pres -= tag == "pre"

    def tail(self, element: html.HtmlElement) -> None:
        self._text(element.tail)

    def row(self, text: str) -> None:
        self.flush()
        self.blocks.append((text, _PLAIN))

    def flush(self) -> None:
        text = "".join(self._run).strip()
        self._run = []
        if not text:
            return
        if self._item is None:
            self.blocks.append((text, _Shape(is_heading=self._headings > 0)))
            return
        shape = _Shape(is_bullet=not self._item, indent=_INDENT * max(0, len(self._lists) - 1))
        self.blocks.append((self._item + text, shape))
        self._item = None

    def _part(self, following: str | None) -> None:
        before = self._run[-1][-1:] if self._run else ""
        if before.isascii() and before.isalnum() and following and following[0].isascii():
            self._run.append(" ")

    def _open_item(self) -> None:
        number = self._lists[-1] if self._lists else None
        self._item = "" if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1

    def _text(self, text: str | None) -> None:
        if text is None:
            return
        self._run.append(text if self._pres else _SPACE.sub(" ", _BETWEEN_HAN.sub("", text)))


def _first_number(ordered: html.HtmlElement) -> int:
    start = ordered.get("start", "1")
    return int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1


def _value(cell: html.HtmlElement) -> str | None:
    """Give the text of a table cell; None where it holds no value but a part of a layout."""
    if any(True for _ in cell.iter(*_LAYOUT)):
        return None
    text = " ".join(" ".join(text.split()) for text, _ in _blocks(cell))
    return text if len(text) <= _LONGEST_CELL else None


def _is_furniture(element: html.HtmlElement) -> bool:
    if element.tag in _SILENT or element.get("hidden") is not None:
        return True
    if re.search(r"display\s*:\s*none", element.get("style", ""), re.IGNORECASE):
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}"
    # Some systems wrap a whole page in a form.
    is_box = element.tag == "form" or _BOX_WORDS.search(names) is not None
    return is_box and len(element.text_content()) <= _LONGEST_BOX
