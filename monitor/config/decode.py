"""YAML text → frozen dataclass, through pydantic; its complaints in plain English, all of them, each in its place."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, SchemaValidator

from monitor.config import yaml_mistakes, yaml_text
from monitor.config.yaml_text import Node, Path
from monitor.errors import Problem

T = TypeVar("T")

_MOST_LISTED = 40  # words that a mend names; of more, the nearest


def decode(
    text: str, path: str, type_: type[T], environment: Mapping[str, str] | None = None
) -> tuple[T | None, tuple[Problem, ...]]:
    """Read YAML into a frozen dataclass; the value is None where there is any problem."""
    node, problems = yaml_text.read(text, path, environment)
    if node is None:
        return None, problems
    value, more = build(node, path, type_)
    told = {(problem.line, problem.column) for problem in problems}
    # What could not be read is not to be complained of twice.
    problems += tuple(problem for problem in more if (problem.line, problem.column) not in told)
    return (None if problems else value), problems


def build(node: Node, path: str, type_: type[T]) -> tuple[T | None, tuple[Problem, ...]]:
    """Make a frozen dataclass of a node; no key may be unknown, at any level."""
    wanted: Any = type_
    value, details = _validated(_exact(wanted).validate_python, node)
    if any(scalar.is_filled for scalar in node.scalars()):
        # What the environment fills in is a text, whatever is wanted there.
        value, loose = _validated(_adapter(wanted).validate_python, node)
        details = [*loose, *(one for one in details if not node.at(_way(node, one)).is_filled)]
    if not details:
        return value[0], ()
    problems = _problems(details, node, path, type_)
    return None, tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))


def schema(type_: Any) -> dict[str, Any]:
    """Return the JSON Schema of what is accepted for a type, as far as its declaration tells."""
    made = _adapter(type_).json_schema()
    return {"$defs": made.get("$defs", {}), **made["prefixItems"][0]}


def suggest(word: str, known: Sequence[str]) -> str:
    """Return the mend for a word that is not among those known: the one meant, or all of them, or the nearest of many."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    if len(known) > _MOST_LISTED:
        nearest = get_close_matches(word, known, n=3, cutoff=0.0)
        return f"the nearest of {len(known)} are {', '.join(f'`{name}`' for name in nearest)}"
    return f"known: {', '.join(f'`{name}`' for name in known)}" if known else "there is none yet"


def mistyped(node: Node) -> str:
    """Say what YAML takes for no text where one was meant, and the mend."""
    if node.value is None:
        return f"found {node.kind}; write one"
    kind = "a date"
    if isinstance(node.value, int | float):
        kind = "yes or no" if isinstance(node.value, bool) else "a number"
    return f'and `{node.said}` is {kind} to YAML; quote it: "{node.said}"'


@lru_cache(maxsize=64)
def _adapter(type_: Any) -> TypeAdapter[Any]:
    one: Any = types.GenericAlias(tuple, (type_,))
    # Settings of an adapter reach nested dataclasses only from a type that has none of its own, as a tuple.
    return TypeAdapter(one, config=ConfigDict(extra="forbid"))


@lru_cache(maxsize=64)
def _exact(type_: Any) -> SchemaValidator:
    """Return a validator to which `1` is no truth value, and neither `"1"` nor `true` a number."""
    return SchemaValidator(_strict(_adapter(type_).core_schema))


def _strict(schema: Any) -> Any:
    """Return a core schema whose numbers and truth values are taken as YAML types them."""
    if isinstance(schema, list):
        return [_strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    is_typed = schema.get("type") in {"int", "float", "bool"}
    return {key: _strict(one) for key, one in schema.items()} | ({"strict": True} if is_typed else {})


def _validated(validate: Callable[[Any], Any], node: Node) -> tuple[Any, list[ErrorDetails]]:
    try:
        return validate((node.data,)), []
    except ValidationError as error:
        return None, error.errors()


def _problems(found: Iterable[ErrorDetails], node: Node, path: str, type_: type[Any]) -> Iterator[Problem]:
    """Yield one problem a place: the members of a union complain together."""
    grouped: dict[Path, list[ErrorDetails]] = {}
    for one in found:
        grouped.setdefault(_way(node, one), []).append(one)
    for way, details in grouped.items():
        target = node.at(way)
        is_inside = any(len(other) > len(way) and other[: len(way)] == way for other in grouped)
        if is_inside and (target.entries is not None or target.items is not None) and _is_shape(details):
            continue  # the union's other member was meant, and has problems of its own
        line, column = node.place_of(way)
        if all(one["type"] == "missing" for one in details):
            line, column = node.at(way[:-1]).line, node.at(way[:-1]).column
        elif target.value is not None and details[0]["type"] != "unexpected_keyword_argument":
            line, column = target.line, target.column
        yield Problem(
            path=path,
            line=line,
            column=column,
            message=_message(way, details, target, type_),
        )


def _is_shape(details: list[ErrorDetails]) -> bool:
    return all(one["type"].endswith("_type") for one in details)


def _way(node: Node, details: ErrorDetails) -> Path:
    """Return the path into the file: pydantic's without the names of a union's members."""
    way: list[str | int] = []
    location = details["loc"][1:]
    for place, step in enumerate(location):
        inner = node.child(step)
        if inner is not None:
            node = inner
            way.append(step)
        elif place == len(location) - 1 and details["type"] == "missing":
            way.append(step)
    return tuple(way)


def _message(way: Path, details: list[ErrorDetails], found: Node, type_: type[Any]) -> str:
    first = details[0]
    name = f"`{_name(way)}`" if way else "what stands here"
    match first["type"]:
        case "missing":
            return f"{name} is missing; add it"
        case "unexpected_keyword_argument":
            known = sorted(_keys(type_, way[:-1]))
            return f"unknown key {name}; {suggest(str(way[-1]), known)}"
        case "value_error":
            return f"{name}: {first['ctx']['error']}" if way else str(first["ctx"]["error"])
        case "string_type" if len(details) == 1 and found.value is not None:
            return f"{name} should be a text, {mistyped(found)}"
    wanted = " or ".join(dict.fromkeys(map(_wanted, details)))
    if found.items is None and found.entries is None and found.value is None:
        return f"{name} is empty; it should be {wanted}; write it, or remove the key"
    hint = _hint(found, details)
    return f"{name} should be {wanted}, found {found.kind}{hint}"


def _hint(found: Node, details: list[ErrorDetails]) -> str:
    """Say what was probably meant."""
    choices = [choice for one in details if one["type"] == "enum" for choice in _choices(one)]
    if isinstance(found.value, str) and (close := get_close_matches(found.value, choices, n=1)):
        return f"; did you mean `{close[0]}`?"
    if isinstance(found.value, str) and (mend := yaml_mistakes.swallowed(found.value)):
        return f"; {mend}"
    if found.entries and len(found.entries) == 1 and details[0]["type"] == "string_type":
        return "; the `: ` in it makes a key of what stands before; quote the whole text"
    if found.is_quoted and all(one["type"] in {"int_type", "float_type", "bool_type"} for one in details):
        return " in quotes; take the quotes away"
    return ""


def _name(way: Path) -> str:
    """Name the last key on the way, and the place in its list."""
    last = max((place for place, step in enumerate(way) if isinstance(step, str)), default=0)
    return "".join(f"[{step + 1}]" if isinstance(step, int) else step for step in way[last:])


def _wanted(details: ErrorDetails) -> str:
    """Say what would be right there."""
    kind = details["type"].removesuffix("_type").removesuffix("_parsing")
    known = {
        "string": "a text",
        "int": "a whole number",
        "int_from_float": "a whole number",
        "float": "a number",
        "bool": "true or false",
        "tuple": "a list",
        "list": "a list",
        "dict": "a mapping of keys",
        "mapping": "a mapping of keys",
        "dataclass": "a mapping of keys",
        "time_delta": "a length of time",
        "date": "a day such as 2026-11-21",
        "date_from_datetime": "a day such as 2026-11-21",
        "date_from_datetime_inexact": "a day such as 2026-11-21",
        "none_required": "nothing",
    }
    if kind == "enum":
        return f"one of {', '.join(_choices(details))}"
    if kind in known:
        return known[kind]
    told = details["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    return told[:1].lower() + told[1:]


def _choices(details: ErrorDetails) -> list[str]:
    expected = str(details.get("ctx", {}).get("expected", ""))
    return [choice.strip("' ") for choice in expected.replace(" or ", ", ").split(",")]


def _keys(type_: Any, way: Path) -> set[str]:
    """Return the keys known where the path leads, of every type that may stand there."""
    types_ = [type_]
    for step in way:
        types_ = [inner for outer in types_ for inner in _inner(outer, step)]
    return {
        one.name
        for outer in types_
        for member in _members(outer)
        if is_dataclass(member)
        for one in fields(member)
    }


def _inner(type_: Any, step: str | int) -> Iterator[Any]:
    for member in _members(type_):
        if isinstance(member, type) and is_dataclass(member) and isinstance(step, str):
            yield get_type_hints(member).get(step)
        elif get_args(member):
            yield get_args(member)[-1 if isinstance(step, str) else 0]


def _members(type_: Any) -> tuple[Any, ...]:
    is_union = get_origin(type_) in {Union, types.UnionType}
    return get_args(type_) if is_union else (type_,)
