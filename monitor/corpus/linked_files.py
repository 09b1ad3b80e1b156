"""Finds the files that belong to a piece of HTML: what links say of their name, kind and size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import html

from monitor.corpus import boxes, file_types
from monitor.model import Attachment

_CALLED_ATTACHMENT = re.compile(r"^[【\[（(]?\s*(?:相关)?附件|^attachments?\b|^annex\b", re.IGNORECASE)
_SHOWN_IN = {"iframe": "src", "embed": "src", "object": "data"}  # elements that show a file in the page
_VIEWER = re.compile(
    r"/[^/?#]*\.html?$", re.IGNORECASE
)  # pages of scripts that show a file, named behind ?file=
# What a link says that names no file.
_SAYS_NOTHING = re.compile(
    r"(?:点击|请|在线)?(?:下载|查看|浏览|打开)(?:附件|文件|全文|原文)?|附件(?:下载)?|[\s\d.]*|(?:click )?here|download|pdf|word|excel",
    re.IGNORECASE,
)
_MARKS = re.compile(r"^[\s：:>•·-]+|[\s：:]+$")
_BRACKETED = re.compile(r"【([^【】]*)】|\[([^\[\]]*)\]")
_SIZE = re.compile(
    r"[（(\[【]\s*(?:大小\s*[:：])?\s*(\d{1,5}(?:\.\d{1,3})?)\s*([KMG]i?B|[KMG]|B|字节)\s*[）)\]】]",
    re.IGNORECASE,
)
_UNITS = {"B": 1, "字": 1, "K": 1024, "M": 1024**2, "G": 1024**3}
_LONGEST_NAME = 200  # characters
_NOT_FILES = ("image/", "audio/", "video/")
_MOST = 100
_NEAR = 3  # elements around a link that may be a list headed "附件"


def of_article(body: html.HtmlElement, page: html.HtmlElement, url: str | None) -> tuple[Attachment, ...]:
    """Give the files an article links, and those its page lists as attachments around it."""
    base = _base(page, url)
    beside = (link for link in page.iter("a") if _is_listed_beside(link))
    return merged((*_linked((*body.iter("a"), *beside), base), *_shown(page, base)))


def of_fragment(fragment: html.HtmlElement, url: str | None) -> tuple[Attachment, ...]:
    """Give the files a piece of HTML links."""
    return merged((*_linked(fragment.iter("a"), url), *_shown(fragment, url)))


def merged(attachments: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Give each file once, with what the first that knows says of it; pictures and sound are no attachments."""
    found: dict[str, Attachment] = {}
    for one in attachments:
        if (one.media_type or "").lower().startswith(_NOT_FILES):
            continue
        known = found.get(one.url)
        found[one.url] = Attachment(
            url=one.url,
            name=(known.name if known else "") or one.name or file_types.name_in(one.url),
            media_type=(known.media_type if known else None) or one.media_type,
            size=known.size if known and known.size is not None else one.size,
            unread=known.unread if known else one.unread,
        )
    return tuple(found.values())[:_MOST]


def _base(page: html.HtmlElement, url: str | None) -> str | None:
    """Give what the links of a page are relative to: what it says itself, or where it came from."""
    says = [element.get("href") for element in page.iter("base")]
    if url is None:
        says += [element.get("href") for element in page.iter("link") if element.get("rel") == "canonical"]
        says += [
            element.get("content") for element in page.iter("meta") if element.get("property") == "og:url"
        ]
    for said in says:
        try:
            base: str = urljoin(url or "", (said or "").strip())
            if urlsplit(base).scheme in {"http", "https"}:
                return base
        except ValueError:
            continue
    return url


def _linked(links: Iterable[html.HtmlElement], url: str | None) -> Iterator[Attachment]:
    for link in links:
        target = (link.get("href") or "").strip()
        try:
            absolute = urljoin(url or "", target).partition("#")[0]
            parts = urlsplit(absolute)
        except ValueError:
            continue  # "http://[": no address at all
        # Of a saved page nobody may know whose it is; the name of a file is worth telling all the same.
        is_on_web = parts.scheme in {"http", "https"} or (url is None and not parts.scheme)
        if not target or target.startswith("#") or not is_on_web:
            continue
        ending = _ending(link, absolute)
        if ending is not None or _CALLED_ATTACHMENT.match(boxes.text_of(link)):
            yield Attachment(
                url=absolute,
                name=_name(link, absolute),
                media_type=file_types.media_type(ending),
                size=_size(link),
            )


def _shown(page: html.HtmlElement, url: str | None) -> Iterator[Attachment]:
    """Give the files a page shows within itself, as many offices do with a notice that was scanned."""
    for element in page.iter(*_SHOWN_IN):
        target = (element.get(_SHOWN_IN[str(element.tag)]) or "").strip()
        try:
            absolute = urljoin(url or "", target).partition("#")[0]
            parts = urlsplit(absolute)
            if _VIEWER.search(parts.path):
                named = (value for _, value in parse_qsl(parts.query) if file_types.ending(value))
                absolute = urljoin(absolute, next(named, ""))
                parts = urlsplit(absolute)
        except ValueError:
            continue
        ending = file_types.ending(absolute if parts.scheme else parts.path)
        if ending is not None and (parts.scheme in {"http", "https"} or (url is None and not parts.scheme)):
            name = " ".join((element.get("title") or "").split()) or file_types.name_in(absolute)
            yield Attachment(
                url=absolute, name=name[:_LONGEST_NAME], media_type=file_types.media_type(ending)
            )


def _ending(link: html.HtmlElement, url: str) -> str | None:
    """Give a file's ending: of its address, of its name in a download address, or of what its link says."""
    values = [value for _, value in parse_qsl(urlsplit(url).query)] if "=" in url else []
    said = (link.get("download") or "", link.get("title") or "", boxes.text_of(link))
    return next(filter(None, map(file_types.ending, (url, *values, *said))), None)


def _name(link: html.HtmlElement, url: str) -> str:
    for said in (boxes.text_of(link), link.get("title") or "", link.get("download") or ""):
        name = _MARKS.sub("", _SIZE.sub("", " ".join(said.split())))
        bracketed = _BRACKETED.fullmatch(name)
        name = name if bracketed is None else (bracketed[1] or bracketed[2] or "").strip()
        if name and not _SAYS_NOTHING.fullmatch(name):
            return name[:_LONGEST_NAME]
    return file_types.name_in(url)[:_LONGEST_NAME]


def _size(link: html.HtmlElement) -> int | None:
    """Give the size that stands in brackets in a link or right behind it."""
    found = _SIZE.search(f"{boxes.text_of(link)[-60:]} ") or _SIZE.match((link.tail or "").strip()[:60])
    return None if found is None else round(float(found[1]) * _UNITS[found[2][0].upper()])


def _is_listed_beside(link: html.HtmlElement) -> bool:
    """Say whether a link outside of the article is one of its page's attachments, and none of its site's."""
    return _is_called_attachment(link) and not boxes.is_in_box(link)


def _is_called_attachment(link: html.HtmlElement) -> bool:
    if _CALLED_ATTACHMENT.match(_opening(link)):
        return True
    for around in islice(link.iterancestors(), _NEAR):
        if around.tag == "body":
            return False
        before = around.getprevious()
        # What heads a list of attachments is no link itself.
        is_headed = before is not None and before.tag != "a" and _CALLED_ATTACHMENT.match(_opening(before))
        if is_headed or _CALLED_ATTACHMENT.match(_opening(around)):
            return True
    return False


def _opening(element: html.HtmlElement) -> str:
    """Give how an element's text begins; a page of links has too much of it to be read for each."""
    text = ""
    for piece in islice(element.itertext(), _NEAR * 10):
        text += piece.strip()
        if len(text) >= 20:
            break
    return text
