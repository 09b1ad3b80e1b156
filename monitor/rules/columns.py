"""How the values of one field, all in a row, become JSON and come back, each checked against the field's type."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import chain, islice
from typing import Any, Union, get_args, get_origin, get_type_hints

_PLAIN: Mapping[Any, frozenset[type]] = {
    str: frozenset({str}),
    int: frozenset({int}),
    bool: frozenset({bool}),
    float: frozenset({int, float}),
    types.NoneType: frozenset({types.NoneType}),
}

Values = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A way to JSON and back, for all values of a field at once: one by one takes several times as long.

    `read` raises one of the built-in errors where the JSON is not as `write` makes it.
    """

    write: Callable[
        [Values, Mapping[int, int]], Values
    ]  # values, the number of each kept apart by its identity
    read: Callable[[Values, Values], Values]  # JSON, the values made so far by their numbers
    parts: tuple[type, ...] = ()  # kinds of values that are kept apart and referred to
    is_plain: bool = False  # both return what they are given


@cache
def columns(kind: type) -> dict[str, Column]:
    """Return the column of each field of a dataclass; TypeError names a field of a type not handled yet."""
    hints = get_type_hints(kind)
    try:
        return {one.name: _column(hints[one.name]) for one in fields(kind)}
    except TypeError as error:
        raise TypeError(f"{kind.__name__}: {error}") from None


def parts(value: Any) -> Iterator[Any]:
    """Yield the values that a value refers to."""
    kind: type = type(value)
    for key, column in columns(kind).items():
        if column.parts:
            yield from _flat(getattr(value, key))


def _flat(held: Any) -> Iterator[Any]:
    if isinstance(held, tuple | frozenset):
        for one in held:
            yield from _flat(one)
    elif held is not None:
        yield held


def _column(hint: Any) -> Column:
    """Choose by type: plain values, members of an enumeration, decimals, references, and collections of each."""
    members = get_args(hint) if get_origin(hint) in {Union, types.UnionType} else (hint,)
    if all(member in _PLAIN for member in members):
        return _plain(frozenset().union(*(_PLAIN[member] for member in members)))
    if get_origin(hint) in {tuple, frozenset}:
        return _collection(get_origin(hint) or tuple, _column(get_args(hint)[0]))
    present = tuple(member for member in members if member is not types.NoneType)
    made = _single(present)
    if made is None:
        raise TypeError(f"no column for {hint}")
    return made if present == members else _optional(made)


def _single(kinds: tuple[Any, ...]) -> Column | None:
    if all(is_dataclass(kind) for kind in kinds):
        return _reference(kinds)
    if len(kinds) == 1 and isinstance(kinds[0], type) and issubclass(kinds[0], StrEnum):
        return _enumeration(kinds[0])
    return _decimal() if kinds == (Decimal,) else None


def _plain(allowed: frozenset[type]) -> Column:
    def read(column: Values, _: Values) -> Values:
        if not allowed.issuperset(map(type, column)):
            raise TypeError
        return column

    return Column(lambda values, _: values, read, is_plain=True)


def _enumeration(kind: type[StrEnum]) -> Column:
    known = {member.value: member for member in kind}
    return Column(
        lambda values, _: [value.value for value in values],
        lambda column, _: [known[value] for value in column],
    )


def _decimal() -> Column:
    text = _plain(_PLAIN[str])
    return Column(
        lambda values, _: list(map(str, values)),
        lambda column, made: list(map(Decimal, text.read(column, made))),
    )


def _optional(inner: Column) -> Column:
    def around(work: Callable[[Values, Any], Values]) -> Callable[[Values, Any], Values]:
        def through(column: Values, numbered: Any) -> Values:
            present = iter(work([value for value in column if value is not None], numbered))
            return [None if value is None else next(present) for value in column]

        return through

    return Column(around(inner.write), around(inner.read), inner.parts)


def _reference(kinds: tuple[type, ...]) -> Column:
    plain_numbers = _plain(_PLAIN[int])
    allowed = frozenset(kinds)

    def read(column: Values, made: Values) -> Values:
        if min(plain_numbers.read(column, made), default=0) < 0:
            raise IndexError
        values = [made[number] for number in column]
        if not allowed.issuperset(map(type, values)):
            raise TypeError
        return values

    return Column(lambda values, numbers: [numbers[id(value)] for value in values], read, kinds)


def _collection(collect: type, inner: Column) -> Column:
    def write(column: Values, numbers: Mapping[int, int]) -> Values:
        written = iter(inner.write(list(chain.from_iterable(column)), numbers))
        rows = [tuple(islice(written, len(row))) for row in column]
        return [tuple(sorted(row)) for row in rows] if collect is frozenset else rows

    def read(column: Values, made: Values) -> Values:
        if not {list}.issuperset(map(type, column)):
            raise TypeError
        members = inner.read(list(chain.from_iterable(column)), made)
        values = iter(members)
        rows = (
            list(map(collect, column))
            if inner.is_plain
            else [collect(islice(values, len(row))) for row in column]
        )
        if collect is not frozenset:
            return rows
        # A hundred thousand phrases have few different sets of joints, and an empty set takes 200 bytes too.
        known: dict[Any, Any] = {}
        return [known.setdefault(row, row) for row in rows]

    return Column(write, read, inner.parts)
