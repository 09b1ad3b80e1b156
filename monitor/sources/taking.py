"""Values out of an answer that later requests need: an element's, a JSON answer's, or what a pattern finds."""

from __future__ import annotations

from collections.abc import Sequence

import re2

from monitor.errors import ParseError, Trouble
from monitor.model import Pairs, Take
from monitor.sources import blocked, json_answer, json_paths
from monitor.sources import page as pages
from monitor.text import charset

_LONGEST = 8_000  # characters; more goes into no URL and no header


def take(
    takes: Sequence[Take], body: bytes, *, content_type: str | None, override: str | None = None
) -> Pairs:
    """Return the name and value of each; raises ParseError naming the first that is not there."""
    return tuple((one.name, _value(one, body, content_type, override)) for one in takes)


def _value(one: Take, body: bytes, content_type: str | None, override: str | None) -> str:
    text = charset.decode_html(body, content_type, override=override)
    found: str | None = text
    where = "pattern"
    if one.css is not None:
        where = f"css {one.css}"
        found = pages.value(pages.of_text(text, url="").root, one.css)
    elif one.path is not None:
        where = f"path {one.path}"
        found = json_paths.text(json_paths.search(one.path, json_answer.load(text)))
    if found and one.pattern is not None:
        matched = re2.search(one.pattern, found)
        where = f"pattern {one.pattern}"
        found = None if matched is None else matched[1] if matched.re.groups else matched[0]
    found = " ".join((found or "").split())
    if not found:
        if why := blocked.reason(text):
            raise ParseError(why, trouble=Trouble.BLOCKED)
        raise ParseError(f"`{one.name}` is not in the answer: {where} finds nothing", trouble=Trouble.CHANGED)
    if len(found) > _LONGEST:
        raise ParseError(
            f"`{one.name}` is {len(found)} characters: {where} finds too much", trouble=Trouble.CHANGED
        )
    return found
