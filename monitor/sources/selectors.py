"""CSS selectors, which may end in `::text` or `::attr(name)` as Scrapy's do, as XPath."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cssselect import HTMLTranslator, SelectorError

_ENDING = re.compile(r"::(?:(?P<text>text)|attr\(\s*(?P<attribute>[\w:.-]{1,60})\s*\))\s*$", re.IGNORECASE)
_LONGEST = 1_000  # characters; a chain of a thousand steps is a mistake, and slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """A selector as XPath, and what is wanted of the elements it finds."""

    xpath: str  # from an element to itself or what stands in it
    attribute: str | None = None
    is_own_text: bool = False  # the text an element has itself, without that of its children


@lru_cache(maxsize=512)
def compiled(selector: str) -> Selector:
    """Read a selector; raises ValueError, saying what is wrong with it."""
    text = selector.strip()
    ending = _ENDING.search(text)
    path = text[: ending.start()].strip() if ending else text
    attribute = ending["attribute"].lower() if ending and ending["attribute"] else None
    is_own_text = ending is not None and ending["text"] is not None
    if not text:
        raise ValueError("an empty selector")
    if len(text) > _LONGEST:
        raise ValueError(f"a selector of {len(text)} characters; {_LONGEST} are the most")
    if path in {"", ":scope"}:
        return Selector(xpath="self::*", attribute=attribute, is_own_text=is_own_text)
    try:
        xpath = HTMLTranslator().css_to_xpath(path, prefix="descendant-or-self::")
    except (SelectorError, RecursionError) as error:
        raise ValueError(f"no CSS selector: {str(error)[:200] or 'nested too deeply'}") from None
    return Selector(xpath=xpath, attribute=attribute, is_own_text=is_own_text)


def check(selector: str) -> str | None:
    """Say what is wrong with a selector; None for one that is sound."""
    try:
        compiled(selector)
    except ValueError as error:
        return str(error)
    return None
