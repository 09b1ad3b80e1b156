"""JMESPath: where in a JSON answer things are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import jmespath
from jmespath import functions
from jmespath.exceptions import JMESPathError

_LONGEST = 1_000  # characters
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # half characters, which nothing can store
_LONGEST_TEXT = 1_000_000  # characters


class _Functions(functions.Functions):
    """JMESPath's own functions, and `parse_json`: some answers hold JSON as a text inside their JSON."""

    @functions.signature({"types": []})
    def _func_parse_json(self, text: object) -> object:
        try:
            return json.loads(text) if isinstance(text, str) and len(text) <= _LONGEST_TEXT else None
        except (ValueError, RecursionError):
            return None


_OPTIONS = jmespath.Options(custom_functions=_Functions())


@lru_cache(maxsize=512)
def compiled(expression: str) -> Any:
    """Read an expression; raises ValueError, saying what is wrong with it."""
    if len(expression) > _LONGEST:
        raise ValueError(f"a path of {len(expression)} characters; {_LONGEST} are the most")
    try:
        path = jmespath.compile(expression)
        unknown = next((name for name in _called(path.parsed) if name not in _Functions.FUNCTION_TABLE), None)
    except JMESPathError as error:
        lines = str(error).splitlines() or ["empty"]
        raise ValueError(f"no JMESPath: {lines[0][:200]}") from None
    except (RecursionError, ValueError, TypeError, AttributeError, IndexError, KeyError):
        # Its parser has no errors of its own for some of what it does not expect.
        raise ValueError("no JMESPath") from None
    if unknown is not None:
        raise ValueError(f"no JMESPath: there is no function {unknown}()")
    return path


def _called(node: object) -> Iterator[str]:
    """Give the names of the functions that an expression calls."""
    if isinstance(node, dict):
        if node.get("type") == "function_expression":
            yield str(node.get("value"))
        for child in node.get("children") or ():
            yield from _called(child)


def check(expression: str) -> str | None:
    """Say what is wrong with an expression; None for one that is sound."""
    try:
        compiled(expression)
    except ValueError as error:
        return str(error)
    return None


def search(expression: str, data: object) -> object:
    """Return what an expression finds; None where it finds nothing, or does not suit the data."""
    try:
        found: object = compiled(expression).search(data, _OPTIONS)
    except (JMESPathError, RecursionError, ValueError, TypeError, AttributeError, KeyError, ArithmeticError):
        return None  # a function given another type than it takes, and whatever its own steps meet
    return found


def text(value: object) -> str | None:
    """Return a value as text: a number as its digits, a list of texts joined; None for anything else."""
    if isinstance(value, str):
        return value[:_LONGEST_TEXT].translate(_SURROGATES).replace("\0", "")
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return str(value) if abs(value) < 10**30 else None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**15 else str(value)
    if isinstance(value, list):
        parts = [part for member in value[:50] if isinstance(member, str | int) and (part := text(member))]
        return "、".join(parts) or None
    return None
