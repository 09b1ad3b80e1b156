"""The text of a JSON or JSONP answer → its data, bounded in depth."""

from __future__ import annotations

import json
import re

from monitor.errors import ParseError, Trouble
from monitor.sources import blocked

# A callback around it, a variable it is given to, or the guard that keeps scripts of other sites from reading it.
_WRAPPED = re.compile(
    r"(?:\)\]\}',?|while\s*\(1\);|/\*.{0,80}?\*/|try\s*\{)*\s*(?:(?:var|let|const)\s+)?"
    r"[\w$.\[\]'\"]{1,120}\s*(?P<mark>[(=])\s*(?=[\[{\"])",
    re.DOTALL,
)
_GUARD = re.compile(r"\)\]\}',?\s*|while\s*\(1\);\s*|for\s*\(;;\);\s*")
_MOST_DEPTH = 100


def load(text: str) -> object:
    """Return the data of an answer; raises ParseError, saying what came, where it is none."""
    bare = text.strip().lstrip("\ufeff").strip()
    if not bare:
        raise ParseError("an empty answer, not JSON")
    if bare.startswith("<"):
        raise blocked.refusal(bare, wanted="JSON")
    if guard := _GUARD.match(bare):
        bare = bare[guard.end() :]
    if bare[0] not in "[{":
        bare = _unwrapped(bare)
    try:
        data: object = json.JSONDecoder(strict=False).raw_decode(bare)[0]
    except (ValueError, RecursionError) as error:
        what = (
            "nested too deeply" if isinstance(error, RecursionError) else " ".join(str(error).split())[:120]
        )
        raise ParseError(f"no JSON that can be read: {what}") from None
    if not _is_shallow(data):
        raise ParseError("JSON nested too deeply")
    return data


def _unwrapped(text: str) -> str:
    found = _WRAPPED.match(text)
    if found is None:
        if why := blocked.reason(text):
            raise ParseError(why, trouble=Trouble.BLOCKED)
        raise ParseError(f"plain text, not JSON: “{' '.join(text[:400].split())[:80]}”")
    return text[found.end() :]


def _is_shallow(data: object) -> bool:
    level = [data]
    for _ in range(_MOST_DEPTH):
        level = [
            member
            for value in level
            if isinstance(value, dict | list)
            for member in (value.values() if isinstance(value, dict) else value)
            if isinstance(member, dict | list)
        ]
        if not level:
            return True
    return False
