"""The values of `monitor.model` as JSON and back, for the store and for the pipe to the parsing child.

The declared types decide the form. Reading is strict about types, so hostile JSON becomes no odd value;
fields that older data lack take their defaults, and fields that only newer data have are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from monitor.model import Attachment, Document

T = TypeVar("T")


class FormError(ValueError):
    """JSON that is not the value asked for; the text names the field."""


def encode(value: object) -> str:
    """Return the JSON of a dataclass of the model."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def decode(kind: type[T], text: str | bytes) -> T:
    """Read what `encode` wrote; raises FormError (or the ValueError of broken JSON) where it is anything else."""
    try:
        data = json.loads(text)
    except RecursionError:
        raise FormError("nested too deeply") from None
    target: Any = kind
    value = _decoder(target)(data)
    assert isinstance(value, kind)
    return value


def encode_document(document: Document) -> str:
    """Return the JSON of a document."""
    return encode(document)


def decode_document(text: str) -> Document:
    """Read a document that `encode_document` wrote, now or in an earlier release."""
    return decode(Document, text)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


_Decoder = Callable[[object], object]


@cache
def _decoder(kind: Any) -> _Decoder:
    if kind in _LEAVES:
        return _LEAVES[kind]
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return _union(get_args(kind))
    if origin is tuple:
        return _tuple(get_args(kind)[0])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    assert is_dataclass(kind), f"{kind} has no JSON form"
    return _dataclass(kind)


def _dataclass(kind: Any) -> _Decoder:
    hints = get_type_hints(kind)
    plan = [(field.name, _decoder(hints[field.name]), field.default is MISSING) for field in fields(kind)]

    def read(data: object) -> object:
        if kind is Attachment and isinstance(data, str):
            data = {"url": data}  # as they were stored when a URL was all we kept
        if not isinstance(data, dict):
            raise FormError(f"{kind.__name__}: an object is needed")
        values: dict[str, object] = {}
        for name, decoder, is_required in plan:
            if name in data:
                try:
                    values[name] = decoder(data[name])
                except ValueError as error:
                    raise FormError(f"{kind.__name__}.{name}: {error}") from None
            elif is_required:
                raise FormError(f"{kind.__name__}.{name} is missing")
        value: object = kind(**values)
        return value

    return read


def _tuple(member: Any) -> _Decoder:
    decoder = _decoder(member)

    def read(data: object) -> object:
        if not isinstance(data, list):
            raise FormError("a list is needed")
        return tuple(decoder(item) for item in data)

    return read


def _union(kinds: tuple[Any, ...]) -> _Decoder:
    decoders = tuple(_decoder(kind) for kind in kinds)

    def read(data: object) -> object:
        for decoder in decoders:
            try:
                return decoder(data)
            except ValueError:
                continue
        raise FormError("a value of another type")

    return read


def _leaf(kind: type) -> _Decoder:
    def read(data: object) -> object:
        if type(data) is not kind:  # exactly: True is no number
            raise FormError(f"{kind.__name__} is needed")
        return data

    return read


def _text(data: object) -> str:
    if not isinstance(data, str):
        raise FormError("str is needed")
    return data


def _date(data: object) -> date:
    return date.fromisoformat(_text(data))


def _instant(data: object) -> datetime:
    instant = datetime.fromisoformat(_text(data))
    if instant.tzinfo is None:
        raise FormError("an instant needs its offset")
    return instant


def _duration(data: object) -> timedelta:
    if not isinstance(data, int | float) or isinstance(data, bool):
        raise FormError("seconds are needed")
    try:
        return timedelta(seconds=data)
    except OverflowError:
        raise FormError("too long a time") from None


_LEAVES: dict[Any, _Decoder] = {
    str: _leaf(str),
    int: _leaf(int),
    bool: _leaf(bool),
    NoneType: _leaf(NoneType),
    date: _date,
    datetime: _instant,
    timedelta: _duration,
}
