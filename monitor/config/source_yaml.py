"""Plain data → the YAML of a source, as a person would write it and a strict reader takes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from monitor.config import decode, source_checks, source_forms, yaml_text
from monitor.config.source_forms import SourceEntry
from monitor.model import Source

_WIDEST = 100  # characters of a line in brackets; a longer one is hard to read
_PLAIN = re.compile(r"[\w./~+-][^#'\"{}\[\],]*")  # of these most read back as themselves, which is seen to
# JSON leaves these as they are; YAML takes them for line ends, or not at all.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")

Data = Mapping[str, Any]


def item(data: Data) -> str:
    """Return a source as an item of the list `sources`, without indentation, its last line ended too."""
    lines = list(_mapping(data))
    return "".join(f"{'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines))


def source(data: Data) -> tuple[Source | None, tuple[str, ...]]:
    """Return the source that `monitor.yaml` would make of it, or what is wrong with it, a line each."""
    node, found = yaml_text.read(f"source:\n{_indented(item(data))}", "", {})
    inner = None if node is None else (node.child("source") or node).child(0)
    if inner is None or found:
        return None, tuple(problem.message for problem in found) or ("it is no mapping",)
    entry, wrong = decode.build(inner, "", SourceEntry)
    if entry is None:
        return None, tuple(problem.message for problem in wrong)
    told = tuple(message for _, message in source_checks.check(entry))
    return (None if told else source_forms.source(entry, Path())), told


def _indented(text: str) -> str:
    return "".join(f"  {line}" for line in text.splitlines(keepends=True))


def _mapping(data: Data) -> Iterator[str]:
    for key, value in data.items():
        name, flow = _text(str(key)), _flow(value)
        is_long = len(name) + len(flow) > _WIDEST and isinstance(value, dict | list) and value
        if not is_long:
            yield f"{name}: {flow}"
            continue
        yield f"{name}:"
        if isinstance(value, dict):
            yield from (f"  {line}" for line in _mapping(value))
        else:
            yield from (f"  {line}" for line in _list(value))


def _list(values: list[Any]) -> Iterator[str]:
    for value in values:
        flow = _flow(value)
        if isinstance(value, dict) and value and len(flow) > _WIDEST:
            for number, line in enumerate(_mapping(value)):
                yield f"{'- ' if number == 0 else '  '}{line}"
        else:
            yield f"- {flow}"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(str(key))}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    return _text(str(value))


def _text(text: str) -> str:
    """Return a text plain where it stays the same text so, else between quotes."""
    # What came from outside must not read the environment of who pastes it.
    text = _SURROGATE.sub("\ufffd", text).replace("${", "$${")
    if _PLAIN.fullmatch(text) and text.isprintable() and _reads_as(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _reads_as(text: str) -> bool:
    """Say whether a text without quotes reads back as itself: on a line, in brackets and as a key."""
    node, found = yaml_text.read(f"- {text}\n- [{text}, {{{text}: 1}}]\n- {text}: 1", "")
    return not found and node is not None and node.data == [text, [text, {text: 1}], {text: 1}]
