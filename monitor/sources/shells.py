"""Why a page that is there holds no list: it sends browsers on, shows another page in a frame, or is made by scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.sources import page as pages
from monitor.sources.page import Page

_REFRESH = re.compile(
    r"^\s*\d{0,4}(?:\.\d*)?\s*[;,]\s*(?:url\s*=)?\s*[\"']?([^\"'\s]{1,2000})", re.IGNORECASE
)
_SENDS_ON = re.compile(
    r"""(?:window|document|self|top|parent)?\.?location(?:\.href)?\s*=\s*["']([^"'<>\s]{1,2000})["']|location\.(?:replace|assign)\s*\(\s*["']([^"'<>\s]{1,2000})["']"""
)
_LITTLE = 400  # characters: a page that says no more itself is all menu and scripts
_LONGEST_TITLE = 60


def why(page: Page) -> str:
    """Return what to say of a page in which no list was found."""
    title = (pages.title(page) or "")[:_LONGEST_TITLE]
    told = "no list of links was found on the page" + (f" “{title}”" if title else "")
    said = len(pages.text_of(page.root))
    if (url := next(_refreshes(page), None)) is not None:
        return f"{told}; it sends browsers on to {url}"
    if (url := next(_frames(page), None)) is not None:
        return f"{told}; it shows {url} in a frame"
    if said < _LITTLE and page.root.find(".//script[@src]") is not None:
        return f"{told}; scripts make it what it is: look in a browser's tools for the answer they ask for, which `kind: json` reads"
    return told


def _refreshes(page: Page) -> Iterator[str]:
    for element in page.root.iter("meta", "script"):
        if element.tag == "script":
            found = _SENDS_ON.search((element.text or "")[:5_000])
        elif (element.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.match(element.get("content") or "")
        else:
            continue
        url = pages.absolute(next(filter(None, found.groups())), page) if found else None
        if url is not None:
            yield url


def _frames(page: Page) -> Iterator[str]:
    # The menu stands in the first frame and the list in the last, named or not.
    for element in reversed(list(page.root.iter("frame", "iframe"))):
        url = pages.absolute((element.get("src") or "").strip(), page)
        if url is not None:
            yield url
