"""What stops a YAML parser, in the words of somebody who knows what the writer meant.

libyaml and the parser in Python word the same mistake differently; both end up here.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what the parser counts as one (yaml.org/spec/1.1, 4.1.4)


def explain(error: yaml.YAMLError, text: str) -> tuple[int, int, str]:
    """Return line and column of the mistake, from 1, and what it is with its mend."""
    mark: Any = getattr(error, "problem_mark", None)
    opened: Any = getattr(error, "context_mark", None)
    reason = str(getattr(error, "problem", None) or "not readable")
    if "find expected ':'" in reason and opened is not None:
        mark = opened  # the parser gives up in a later line
    lines = _BREAK.split(text)
    rest = lines[mark.line][mark.column :] if mark.line < len(lines) else ""
    return mark.line + 1, mark.column + 1, _message(reason, rest, opened.line + 1 if opened else 1)


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
        return "not YAML: this does not fit the lines above; begin it in the column of its neighbours, and close quotes"
    return f"not YAML: {reason}; compare indentation, brackets and quotes here and in the line before"


def _word(rest: str) -> str:
    found = re.match(r"[^\s,\]}]+", rest)
    return found.group() if found else rest[:1]
