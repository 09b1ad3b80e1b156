"""OPML, the form in which feed readers hand over what they follow: bytes → outlines, and sources → bytes.

What a source is beyond its address goes into an attribute of our own, which other programs pass over.
An OPML file is read in the process of the command that a person gave it to, never in a running program; it is
bounded, and no entity, external file or network is ever looked up for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import format_datetime
from typing import Any

from lxml import etree

from monitor.errors import MonitorError, ParseError
from monitor.sources import xml_text
from monitor.text import charset

MOST_BYTES = 4 << 20
_MOST_OUTLINES = 10_000
_MOST_LETTERS = 20_000  # of one attribute of ours
_NAMESPACE = "urn:policy-monitor:opml"
_OURS = f"{{{_NAMESPACE}}}source"
_NOT_OURS_TO_GIVE = ("verified",)  # that an address answered somewhere says nothing of elsewhere
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BARE = re.compile(r"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One thing that an OPML file follows."""

    line: int
    folders: tuple[str, ...] = ()  # from the outermost
    title: str = ""
    feed: str | None = None  # its address; None: it is no feed
    page: str | None = None  # the address of the site
    language: str | None = None
    data: Mapping[str, Any] | None = None  # of a source, where this program wrote the file


def read(body: bytes) -> tuple[Outline, ...]:
    """Return what an OPML file follows, in its order; raises MonitorError, whose text is one line."""
    if len(body) > MOST_BYTES:
        raise MonitorError(f"is larger than {MOST_BYTES >> 20} MiB; split it")
    text = charset.decode(body, declared=xml_text.declared_encoding(body))
    try:
        _, name = xml_text.root(text)
    except ParseError as error:
        raise MonitorError("declares entities of its own, which no OPML needs; export it anew") from error
    if name != "opml":
        raise MonitorError(
            "is no OPML: it does not begin with <opml>; export it from the feed reader as OPML"
        )
    # An address with a bare & is common, and a parser that recovers would lose what follows it.
    text = _BARE.sub("&amp;", _DECLARATION.sub("", xml_text.mended(text)))
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(text.encode(), parser)
    if root is None:
        raise MonitorError("is no XML that can be read; export it anew")
    found: list[Outline] = []
    for outline in _outlines(root):
        if len(found) == _MOST_OUTLINES:
            raise MonitorError(f"has over {_MOST_OUTLINES:,} outlines; split it")
        found.append(outline)
    return tuple(found)


def write(sources: Sequence[Mapping[str, Any]], *, now: datetime) -> bytes:
    """Return OPML 2.0 of sources as `monitor.yaml` has them; the address of a folder is left to who wrote it."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"monitor": _NAMESPACE})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Sources of monitor"
    etree.SubElement(head, "dateCreated").text = format_datetime(now)
    body = etree.SubElement(root, "body")
    for data in sources:
        etree.SubElement(body, "outline", {key: _NO_XML.sub("", value) for key, value in _attributes(data)})
    written: bytes = etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")
    return written


def _outlines(root: Any) -> Iterator[Outline]:
    """Yield every outline that leads somewhere; one that only holds others is a folder."""
    waiting: list[tuple[Any, tuple[str, ...]]] = [
        (node, ()) for node in reversed(root.findall("body/outline"))
    ]
    while waiting:
        node, folders = waiting.pop()
        outline = _outline(node, folders)
        inner = node.findall("outline")
        if outline.feed or outline.page or outline.data is not None:
            yield outline
        elif outline.title and inner:
            folders = (*folders, outline.title)
        waiting += [(one, folders) for one in reversed(inner)]


def _outline(node: Any, folders: tuple[str, ...]) -> Outline:
    return Outline(
        line=node.sourceline,
        folders=folders,
        title=_flat(node.get("title") or node.get("text") or ""),
        feed=_address(node.get("xmlUrl") or node.get("xmlurl")),
        page=_address(node.get("htmlUrl") or node.get("htmlurl") or node.get("url")),
        language=node.get("language"),
        data=_data(node.get(_OURS)),
    )


def _flat(text: str) -> str:
    return " ".join(text.split())[:200]


def _address(text: str | None) -> str | None:
    return (text or "").strip() or None


def _data(text: str | None) -> Mapping[str, Any] | None:
    if text is None or len(text) > _MOST_LETTERS:
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _attributes(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    outlet = data.get("outlet")
    name = str((outlet or {}).get("name") or data["id"])
    yield "text", name
    yield "title", name
    is_feed = data["kind"] == "feed"
    yield "type", "rss" if is_feed else "html"
    yield "xmlUrl" if is_feed else "htmlUrl", str(data["url"])
    if data.get("language"):
        yield "language", str(data["language"])
    given = {key: value for key, value in data.items() if key not in _NOT_OURS_TO_GIVE}
    yield _OURS, json.dumps(given, ensure_ascii=False, default=_in_words)


def _in_words(value: Any) -> str:
    assert isinstance(value, date)
    return value.isoformat()
