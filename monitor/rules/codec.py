"""A compiled rule set as bytes and back, so that a start need not read, check and try every rule again.

rules → values, equal ones once → tables: one kind each, parts before wholes → JSON, a page of a table a line → zlib

Nothing in the bytes is ever run: a value is made of one of the kinds that rules consist of, every field checked
against its type. A digest over the bytes and the program that wrote them tells what is damaged or out of date.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat
from operator import attrgetter
from typing import Any

from monitor.rules import automaton
from monitor.rules.automaton import Index
from monitor.rules.columns import columns, parts
from monitor.rules.edition import edition
from monitor.rules.evaluate import RuleSet
from monitor.rules.long_lived import long_lived
from monitor.rules.names import NameKind, compile_names
from monitor.rules.origins import Origin
from monitor.rules.rule import Rule, VocabularyEntry
from monitor.rules.terms import Phrase

_DIGEST = hashlib.sha256().digest_size
_MOST_BYTES = 1 << 28  # unpacked; twenty thousand rules take an eighth of it
_PAGE = 2000  # rows: while a line of JSON is read, every other thread stands still


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    name: str
    entries: tuple[VocabularyEntry, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    kind: NameKind
    vocabularies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Literals:
    """A stretch of what the automaton looks for, the phrases each is a key of, the places of the rules it calls."""

    texts: tuple[str, ...]
    phrases: tuple[tuple[Phrase, ...], ...]
    calls: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class _Whole:
    """A rule set as it is written, the last of all values."""

    hash: str
    rules: tuple[Rule, ...]
    vocabularies: tuple[_Vocabulary, ...]
    kinds: tuple[_Kind, ...]
    origins: tuple[Origin, ...]
    literals: tuple[_Literals, ...]
    others: frozenset[int]
    always: frozenset[int]


def encode(rule_set: RuleSet) -> bytes:
    """Pack a rule set."""
    with long_lived():
        return _encode(rule_set)


def _encode(rule_set: RuleSet) -> bytes:
    whole = _Whole(
        hash=rule_set.hash,
        rules=rule_set.rules,
        vocabularies=tuple(_Vocabulary(*one) for one in rule_set.vocabularies.items()),
        kinds=tuple(_Kind(*one) for one in rule_set.names.kinds.items()),
        origins=rule_set.origins,
        literals=tuple(_stretches(rule_set.index)),
        others=rule_set.index.others,
        always=rule_set.index.always,
    )
    lines = (json.dumps(page, ensure_ascii=False, separators=(",", ":")) for page in _pages(whole))
    body = zlib.compress("\n".join(lines).encode("utf-8", "surrogatepass"), level=1)
    return _digest(body) + body


def decode(data: bytes) -> RuleSet | None:
    """Unpack a rule set; None where the bytes are damaged, of another program, or no rule set at all."""
    digest, body = data[:_DIGEST], data[_DIGEST:]
    if digest != _digest(body):
        return None
    try:
        with long_lived():
            return _rule_set(_read(_unpack(body)))
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError, zlib.error):
        return None  # right by its digest and wrong all the same: somebody made it


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(edition().encode() + body).digest()


def _stretches(index: Index) -> Iterator[_Literals]:
    for first in range(0, len(index.literals), _PAGE):
        part = slice(first, first + _PAGE)
        yield _Literals(index.literals[part], index.phrases[part], index.rules_of[part])


def _pages(whole: _Whole) -> Iterator[list[Any]]:
    """Yield every value the whole consists of, by its number: each page a kind and its fields, one column each."""
    numbers: dict[int, int] = {}  # by identity
    count = 0
    for kind, values in _shelves(whole):
        written = [
            column.write(list(map(attrgetter(key), values)), numbers) for key, column in columns(kind).items()
        ]
        known: dict[tuple[Any, ...], int] = {}
        for value, row in zip(values, zip(*written, strict=True), strict=True):
            numbers[id(value)] = count + known.setdefault(row, len(known))
        count += len(known)
        rows = list(known)
        size = 1 if kind is _Literals else _PAGE
        for first in range(0, len(rows), size):
            yield [kind.__name__, *zip(*rows[first : first + size], strict=True)]


def _shelves(whole: _Whole) -> list[tuple[type, list[Any]]]:
    """Return every value, those of a kind together and above the parts of each."""
    shelves: defaultdict[tuple[int, str], list[Any]] = defaultdict(list)
    _level(whole, {}, shelves)
    return [(type(values[0]), values) for _, values in sorted(shelves.items(), key=lambda shelf: shelf[0])]


def _level(value: Any, levels: dict[int, int], shelves: defaultdict[tuple[int, str], list[Any]]) -> int:
    """Put a value and its parts on their shelves, each once; `levels` are by identity.

    A function within the other would refer to itself, and so to all it has seen, where the collector is held.
    """
    if id(value) not in levels:
        levels[id(value)] = at = max((_level(part, levels, shelves) for part in parts(value)), default=-1) + 1
        shelves[at, type(value).__name__].append(value)
    return levels[id(value)]


def _unpack(body: bytes) -> Iterator[Any]:
    """Yield the pages; a few bytes of zlib may unpack to as much as fills the memory."""
    unpacking = zlib.decompressobj()
    unpacked = unpacking.decompress(body, _MOST_BYTES)
    if not unpacking.eof:
        raise ValueError
    yield from map(json.loads, unpacked.split(b"\n"))


def _read(pages: Iterator[Any]) -> _Whole:
    """Make every value, the whole last."""
    made: list[Any] = []
    for name, *written in pages:
        kind = kinds()[name]
        made_of = columns(kind)
        read = [column.read(values, made) for column, values in zip(made_of.values(), written, strict=True)]
        made += _instances(kind, made_of, read)
    if type(made[-1]) is not _Whole:
        raise TypeError
    return made[-1]


def _instances(kind: type, names: Iterable[str], read: Sequence[Sequence[Any]]) -> list[Any]:
    """Make values of columns, field by field: calling the kind for each takes three times as long."""
    values: list[Any] = [object.__new__(kind) for _ in read[0]]
    for name, column in zip(names, read, strict=True):
        if len(column) != len(values):
            raise ValueError
        deque(map(object.__setattr__, values, repeat(name), column), maxlen=0)
    if (check := getattr(kind, "__post_init__", None)) is not None:
        deque(map(check, values), maxlen=0)
    return values


def _rule_set(whole: _Whole) -> RuleSet:
    literals = tuple(chain.from_iterable(part.texts for part in whole.literals))
    phrases = tuple(chain.from_iterable(part.phrases for part in whole.literals))
    calls = tuple(chain.from_iterable(part.calls for part in whole.literals))
    if not len(literals) == len(phrases) == len(calls):
        raise ValueError
    if not all(0 <= place < len(whole.rules) for place in chain(whole.always, *calls)):
        raise IndexError
    vocabularies = {one.name: one.entries for one in whole.vocabularies}
    return RuleSet(
        rules=whole.rules,
        hash=whole.hash,
        vocabularies=vocabularies,
        names=compile_names(vocabularies, {one.kind: one.vocabularies for one in whole.kinds}),
        origins=whole.origins,
        index=automaton.assemble(
            literals=literals,
            phrases=phrases,
            others=whole.others,
            rules_of=calls,
            always=whole.always,
        ),
    )


@cache
def kinds() -> dict[str, type]:
    """Return every kind of value that a rule set consists of, by name."""
    found: dict[str, type] = {}
    waiting: list[type] = [_Whole]
    while waiting:
        kind = waiting.pop()
        if kind.__name__ not in found:
            found[kind.__name__] = kind
            waiting += chain.from_iterable(column.parts for column in columns(kind).values())
    return found
