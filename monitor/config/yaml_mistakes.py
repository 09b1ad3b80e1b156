"""What stops a YAML parser, in the words of somebody who knows what the writer meant.

libyaml and the parser in Python word the same mistake differently; both end up here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import yaml

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what the parser counts as one (yaml.org/spec/1.1, 4.1.4)
_LOOKED_BACK = 2  # lines; the parser gives up at the next key, or at the one after
_UNFIT = (
    "not YAML: this does not fit the lines above; begin it in the column of its neighbours, and close quotes"
)
_KEY = re.compile(r"(?:^|\s)[a-z_]+(：)")
_INDENT = re.compile(r"[ \t]*([^\S \t\n]|[\u200b\ufeff])")

# Signs of a Chinese keyboard or of a word processor, where YAML wants its own.
_SIGNS = (
    (re.compile(r"^\s*(?:[-－]\s*)?[a-z_]+\s*(：)"), "is a full-width colon; write `: ` after a key"),
    (re.compile(r"^\s*([－—–−‐‑•·●])\s*\S"), "begins no item of a list; write `- `"),
    (re.compile(r"(?:[:：,，-]\s*)([［｛])"), "opens nothing in YAML; write `[` or `{`"),
    (re.compile(r"[\]}\"'](\s*[，、；])"), "parts nothing in YAML; write `, `"),
)


def explain(error: yaml.YAMLError, text: str) -> tuple[int, int, str]:
    """Return line and column of the mistake, from 1, and what it is with its mend."""
    mark: Any = getattr(error, "problem_mark", None)
    opened: Any = getattr(error, "context_mark", None)
    reason = str(getattr(error, "problem", None) or "not readable")
    if "find expected ':'" in reason and opened is not None:
        mark = opened  # the parser gives up in a later line
    lines = _BREAK.split(text)
    last = getattr(error, "problem_mark", None)
    if last is not None:
        for line in range(last.line, max(-1, last.line - _LOOKED_BACK), -1):
            if line < len(lines) and (found := typed(lines[line])):
                return line + 1, found[0] + 1, found[1]
    rest = lines[mark.line][mark.column :] if mark.line < len(lines) else ""
    message = _message(reason, rest, opened.line + 1 if opened else 1)
    if message == _UNFIT and (neighbour := _neighbour(rest, lines[: mark.line])):
        line, column = neighbour
        message = f"not YAML: this `-` begins in column {mark.column + 1}, the one of line {line} in column {column}; align them"
    return mark.line + 1, mark.column + 1, message


def _neighbour(rest: str, above: list[str]) -> tuple[int, int] | None:
    """Return line and column, from 1, of the item before the one that `rest` begins with."""
    if not rest.startswith("- "):
        return None
    for number in range(len(above) - 1, -1, -1):
        if above[number].lstrip(" ").startswith("- "):
            return number + 1, above[number].index("-") + 1
    return None


def typed(line: str) -> tuple[int, str] | None:
    """Return where a line of YAML has a sign that only looks like YAML's, from 0, and what it is with its mend."""
    if odd := odd_indent(line):
        return odd
    for pattern, mend in _SIGNS:
        found = pattern.search(line)
        if found:
            return found.start(1), f"`{found[1].strip()}` {mend}"
    return None


def odd_indent(line: str) -> tuple[int, str] | None:
    """Return where a line is indented by what is no space to YAML, from 0, and what it is with its mend."""
    found = _INDENT.match(line)
    if found is None:
        return None
    name = unicodedata.name(found[1], "a space of another kind").lower()
    return found.start(1), f"{name} (U+{ord(found[1]):04X}) cannot indent; use plain spaces"


def swallowed(text: str) -> str | None:
    """Say which sign made the next key a part of this text, as in `low why：…`, with its mend."""
    found = _KEY.search(text)
    return f"`{found[1]}` in it is a full-width colon; write `: ` after a key" if found else None


def _message(reason: str, rest: str, opened: int) -> str:
    """Say what is wrong where `rest` begins; `opened` is the line of what it belongs to."""
    if "tab character" in reason or ("cannot start any token" in reason and rest.startswith("\t")):
        return "a tab cannot indent; use spaces"
    if "node content" in reason and not rest:
        return "not YAML: a bracket above is not closed; close it"
    if rest and ("cannot start any token" in reason or "node content" in reason):
        return f'a text cannot start with `{rest[0]}` bare; quote it: "{_word(rest)}"'
    if "alphabetic or numeric" in reason:
        return "a text cannot start with `*` or `&` bare; quote it"
    if "mapping values" in reason:
        return "a `: ` stands inside a text; quote the text, or indent the line as its neighbours"
    if "end of stream" in reason:
        return f"the quote opened in line {opened} is not closed; close it"
    if "escape" in reason:
        return "`\\` has a meaning of its own in double quotes; use single quotes"
    return _misplaced(reason, opened)


def _misplaced(reason: str, opened: int) -> str:
    """Say what keeps a line from belonging to those above."""
    closing = re.search(r"',' or '([\]}])'", reason)
    if closing:
        opening = {"]": "[", "}": "{"}[closing[1]]
        return (
            f"not YAML: the `{opening}` of line {opened} lacks a `,` or its `{closing[1]}` before this; add it, "
            "or quote the text that holds a `: ` or a bracket"
        )
    if "find expected ':'" in reason:
        return (
            "not YAML: neither `key: value` nor a part of the text above; add the `: `, or indent it further"
        )
    if any(sign in reason for sign in ("expected key", "block end", "'-' indicator")):
        return _UNFIT
    return f"not YAML: {reason}; compare indentation, brackets and quotes here and in the line before"


def _word(rest: str) -> str:
    found = re.match(r"[^\s,\]}]+", rest)
    return found.group() if found else rest[:1]
