"""What is wrong between the keys of the settings, and problems in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeVar

from monitor.config import decode, source_checks
from monitor.config.source_forms import SourceEntry
from monitor.config.yaml_text import Node
from monitor.errors import Problem

Entry = TypeVar("Entry")


def readable(node: Node, path: str, name: str, type_: type[Entry]) -> dict[int, Entry]:
    """Return the entries of a list that read by themselves, by their place: what is wrong with others hides nothing of them."""
    made: dict[int, Entry] = {}
    listed = node.child(name)
    for number, one in enumerate((listed.items or ()) if listed is not None else ()):
        entry, _ = decode.build(one, path, type_)
        if entry is not None:
            made[number] = entry
    return made


def crossed(
    sources: Mapping[int, SourceEntry], node: Node, path: str, unread: AbstractSet[tuple[int, int]]
) -> Iterator[Problem]:
    """Yield what is wrong between keys: ids given twice, and the key that a kind of source needs.

    Of a value that could not be read, a variable that is not set say, nothing follows.
    """
    yield from _repeated("sources", node, path)
    yield from _repeated("channels", node, path)
    for number, source in sources.items():
        for place, message in source_checks.check(source):
            way = ("sources", number, *place)
            found = node.at(way)
            if (found.line, found.column) not in unread:
                yield problem(node, path, way, message)


def _repeated(name: str, node: Node, path: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    listed = node.child(name)
    for number, item in enumerate((listed.items or ()) if listed is not None else ()):
        id_ = item.child("id")
        one = id_.value if id_ is not None and isinstance(id_.value, str) else None
        if one is None:
            continue
        if one in seen:
            line, _ = node.place_of((name, seen[one], "id"))
            yield problem(
                node, path, (name, number, "id"), f"id {one!r} stands in line {line} too; rename one"
            )
        seen.setdefault(one, number)


def problem(node: Node, path: str, place: tuple[str | int, ...], message: str) -> Problem:
    """Return a problem where it stands."""
    line, column = node.place_of(place)
    return Problem(path=path, line=line, column=column, message=message)
