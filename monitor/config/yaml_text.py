"""YAML read strictly, every value with its place in the file.

text → events → nodes with line and column → plain data → a frozen dataclass, or every problem at once
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

import yaml

from monitor.config import yaml_mistakes
from monitor.errors import Problem

Path = tuple[str | int, ...]

_MOST_BYTES = 4 << 20
_MOST_LEVELS = 50  # brackets within brackets; a parser of nested text takes seconds for thousands of them
_MOST_TOLD = 100  # problems a file; the rest follow from them

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOLEAN = re.compile(r"(?i)true|yes|on|(false|no|off)")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_OF_TYPED = frozenset(yaml.SafeLoader.yaml_implicit_resolvers)  # any other text is a text
_VARIABLE = re.compile(r"\$(\$\{)|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")

# What YAML allows, turned round; half of a surrogate pair is not among it.
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NO_KEYS: Mapping[str, tuple[int, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value of the file and where it stands, in lines and columns from 1."""

    line: int
    column: int
    said: str | None = None  # a scalar as the file has it, before the environment is filled in
    value: Any = None  # a scalar's
    items: tuple[Node, ...] | None = None  # a list's
    entries: Mapping[str, Node] | None = None  # a mapping's
    keys: Mapping[str, tuple[int, int]] = field(
        default_factory=lambda: _NO_KEYS
    )  # where the keys of a mapping stand

    @property
    def data(self) -> Any:
        """The plain data."""
        if self.items is not None:
            return [item.data for item in self.items]
        if self.entries is not None:
            return {key: node.data for key, node in self.entries.items()}
        return self.value

    @property
    def is_filled(self) -> bool:
        """Whether a variable of the environment made it what it is."""
        return isinstance(self.value, str) and self.value != self.said

    @property
    def is_quoted(self) -> bool:
        """Whether quotes made a text of what is a number or a truth value without them."""
        is_text = isinstance(self.value, str) and not self.is_filled
        return is_text and any(one.fullmatch(self.value) for one in (_BOOLEAN, _INTEGER, _NUMBER))

    @property
    def kind(self) -> str:
        """What a person would call it."""
        if self.items is not None:
            return "a list"
        if self.entries is not None:
            return "a mapping"
        return "nothing" if self.value is None else f"`{self.said}`"

    def child(self, step: str | int) -> Node | None:
        """Return the value under a key or at a place in the list."""
        if isinstance(step, str):
            return self.entries.get(step) if self.entries is not None else None
        return self.items[step] if self.items is not None and step < len(self.items) else None

    def at(self, path: Path) -> Node:
        """Return the value at the path, or the nearest one on the way to it."""
        node = self
        for step in path:
            inner = node.child(step)
            if inner is None:
                return node
            node = inner
        return node

    def place_of(self, path: Path) -> tuple[int, int]:
        """Return line and column of what the path leads to: of a mapping's entry, its key."""
        *way, last = path or ("",)
        holder = self.at(tuple(way))
        if isinstance(last, str) and last in holder.keys:
            return holder.keys[last]
        node = self.at(path)
        return node.line, node.column

    def scalars(self) -> Iterator[Node]:
        """Yield every scalar below, in order."""
        below = self.items if self.items is not None else tuple((self.entries or {}).values())
        if self.items is None and self.entries is None:
            yield self
        for node in below:
            yield from node.scalars()


def read(
    text: str, path: str, environment: Mapping[str, str] | None = None
) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read one YAML document; with an environment, fill in `${NAME}` and `${NAME:-default}`.

    The node is None where the text is no YAML at all.
    """
    if len(text) > _MOST_BYTES or len(text.encode("utf-8", "replace")) > _MOST_BYTES:
        return None, (Problem(path=path, message="the file is larger than 4 MiB; split it"),)
    unprintable = _UNPRINTABLE.search(text)
    if unprintable is not None:
        at = unprintable.start()
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        message = "a control character stands here, which YAML does not take; remove it"
        return None, (Problem(path=path, line=line, column=column, message=message),)
    reader = _Reader(text, path, environment)
    try:
        node = reader.document()
    except yaml.YAMLError as error:
        line, column, message = yaml_mistakes.explain(error, text)
        return None, (*reader.problems, Problem(path=path, line=line, column=column, message=message))
    except _TooDeepError as error:
        message = f"brackets and lists stand more than {_MOST_LEVELS} levels deep; close or flatten them"
        return None, (Problem(path=path, line=error.line, column=error.column, message=message),)
    return node, tuple(reader.problems[:_MOST_TOLD])


class _TooDeepError(Exception):
    def __init__(self, mark: Any) -> None:
        super().__init__()
        self.line = mark.line + 1
        self.column = mark.column + 1


class _Reader:
    """Builds nodes from the events of a parse, noting what is wrong on the way."""

    def __init__(self, text: str, path: str, environment: Mapping[str, str] | None) -> None:
        self._events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self._path = path
        self._environment = environment
        self.problems: list[Problem] = []

    def document(self) -> Node | None:
        """Read the first document and see that there is no second one."""
        next(self._events)  # the stream begins
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            self._note(event, "the file is empty; write its keys, or remove it")
            return None
        node = self._node(next(self._events), 0)
        next(self._events)  # the document ends
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._note(after, "a second document begins here; one file holds one, so remove the `---`")
        return node

    def _node(self, event: Any, level: int) -> Node:
        if level > _MOST_LEVELS:
            raise _TooDeepError(event.start_mark)
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            return self._scalar(event)
        place = {"line": event.start_mark.line + 1, "column": event.start_mark.column + 1}
        if isinstance(event, yaml.AliasEvent):
            self._note(
                event,
                f"`*{event.anchor}` is an alias of YAML, not read here; quote it, or write the value out",
            )
            return Node(**place, said=f"*{event.anchor}", value=f"*{event.anchor}")
        if event.anchor is not None:
            self._note(
                event, f"`&{event.anchor}` is an anchor of YAML, not read here; quote it, or remove it"
            )
        if event.tag is not None:
            self._note(event, f"`{event.tag}` is a tag of YAML, not read here; quote it, or remove it")
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(**place, items=tuple(self._items(level)))
        if isinstance(event, yaml.MappingStartEvent):
            entries, keys = self._entries(level)
            return Node(**place, entries=entries, keys=keys)
        return self._scalar(event)

    def _scalar(self, event: Any) -> Node:
        mark = event.start_mark
        return Node(line=mark.line + 1, column=mark.column + 1, said=event.value, value=self._value(event))

    def _items(self, level: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, level + 1)

    def _entries(self, level: int) -> tuple[dict[str, Node], dict[str, tuple[int, int]]]:
        entries: dict[str, Node] = {}
        keys: dict[str, tuple[int, int]] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, level + 1)
            node = self._node(next(self._events), level + 1)
            if key.said is None:
                self._note(event, f"a key is {key.kind}; a key is a plain word")
            elif odd := yaml_mistakes.odd_indent(key.said):
                self._note(event, odd[1])
            elif key.said in entries:
                first = keys[key.said][0]
                self._note(
                    event,
                    f"the key `{key.said}` stands here a second time, first in line {first}; remove one",
                )
            else:
                entries[key.said] = node
                keys[key.said] = (key.line, key.column)
        return entries, keys

    def _value(self, event: Any) -> Any:
        """Return what a scalar means: a quoted one or one with a variable is a text."""
        said: str = event.value
        if self._environment is not None and "${" in said:
            if "${" in _VARIABLE.sub("", said):
                mend = "write ${NAME} or ${NAME:-default}, or $${ for the two signs themselves"
                self._note(event, f"`{said}` has a `${{` that names no variable; {mend}")
            return _VARIABLE.sub(lambda found: self._variable(event, found), said)
        if not event.implicit[0] or said[:1] not in _FIRST_OF_TYPED:
            return said
        if _NULL.fullmatch(said):
            return None
        if boolean := _BOOLEAN.fullmatch(said):
            return boolean.group(1) is None
        if len(said) < 20 and _INTEGER.fullmatch(said):
            return int(said)
        if len(said) < 40 and _NUMBER.fullmatch(said):
            return float(said)
        return self._odd_value(event, said)

    def _odd_value(self, event: Any, said: str) -> Any:
        if _DATE.fullmatch(said):
            try:
                return date.fromisoformat(said)
            except ValueError:
                self._note(event, f"`{said}` is no day of the calendar; correct it, or quote it")
                return said
        # YAML 1.1 takes 12:30 for 750, 0777 for 511 and 1_000 for 1000.
        if any(
            pattern.match(said) for _, pattern in yaml.SafeLoader.yaml_implicit_resolvers.get(said[0], ())
        ):
            self._note(event, f'`{said}` is a number or a time to YAML; quote it: "{said}"')
        return said

    def _variable(self, event: Any, found: re.Match[str]) -> str:
        assert self._environment is not None
        escaped, name, default = found.groups()
        if escaped:
            return "${"
        value = self._environment.get(name)
        if default is not None:
            return value or default
        if value is None:
            self._note(
                event, f"`{name}` is not set in the environment; set it, or write `${{{name}:-default}}`"
            )
            return found.group()
        return value

    def _note(self, event: Any, message: str) -> None:
        mark = event.start_mark
        self.problems.append(
            Problem(path=self._path, line=mark.line + 1, column=mark.column + 1, message=message)
        )
