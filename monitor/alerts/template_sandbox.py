"""The sandbox that templates run in: a few filters, bounded texts, loops over lists of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from monitor.alerts.clip import clip

MAX_OUTPUT = 20_000  # characters, markup included: several times what a message holds
MAX_ITEMS = 20  # that a loop goes over


def _items(told: Any) -> tuple[Any, ...]:
    if isinstance(told, str | int | float | Mapping) or told is None:
        raise TypeError(f"{_shown(told)} is no list: a loop goes over lists")
    items = tuple(told)
    if len(items) > MAX_ITEMS:
        raise ValueError(f"a loop over more than {MAX_ITEMS} things")
    return items


def _kept(told: Any) -> Any:
    """Let a template keep words and numbers only: what holds itself twice could double without end."""
    if not isinstance(told, str | int | float):
        raise TypeError("set keeps texts and numbers, no lists")
    return told


def _shown(told: object) -> str:
    return repr(told if not isinstance(told, str) else clip(told, 20))


def _join(told: Any, separator: str = ", ") -> Markup:
    return Markup.escape(separator).join(_items(told))  # which escapes them


def _bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """Keep a filter to texts of a message's size: chained ones could double what they are given without end."""

    def call(told: Any, *more: Any, **named: Any) -> Any:
        if isinstance(told, StrictUndefined) and function is not _default:
            return str(told)  # raises, and names it
        made = function(told, *more, **named)
        if isinstance(made, str) and len(made) > MAX_OUTPUT:
            raise ValueError(f"a text of more than {MAX_OUTPUT} characters")
        return made

    return call


def _default(told: Any, otherwise: Any = "") -> Any:
    return otherwise if isinstance(told, StrictUndefined) or told is None or told == "" else told


def _truncate(told: Any, length: int = 200) -> str:
    return clip(str(told), int(length))


def _first(told: Any) -> Any:
    items = _items(told)
    return items[0] if items else ""


def _last(told: Any) -> Any:
    items = _items(told)
    return items[-1] if items else ""


def _limit(told: Any, count: int) -> tuple[Any, ...]:
    return _items(told)[: max(int(count), 0)]


def _upper(told: Any) -> str:
    return str(told).upper()


def _lower(told: Any) -> str:
    return str(told).lower()


def _capitalise(told: Any) -> str:
    text = str(told)
    return text[:1].upper() + text[1:]


def _trim(told: Any) -> str:
    return str(told).strip()


def _count(told: Any) -> int:
    return len(told)


FILTERS: dict[str, Callable[..., Any]] = {
    "_items": _items,
    "_kept": _kept,
    "default": _default,
    "join": _join,
    "truncate": _truncate,
    "first": _first,
    "last": _last,
    "limit": _limit,
    "upper": _upper,
    "lower": _lower,
    "capitalise": _capitalise,
    "trim": _trim,
    "length": _count,
    "escape": Markup.escape,
}
_TESTS = ("defined", "none", "equalto", "eq", "ne", "gt", "ge", "lt", "le", "in", "odd", "even")


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox; `+` and `~` are bounded with the rest, for texts may be added up in a loop."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        made = super().call_binop(context, operator, left, right)
        if isinstance(made, str) and len(made) > MAX_OUTPUT:
            raise ValueError(f"a text of more than {MAX_OUTPUT} characters")
        return made


def _environment() -> _Environment:
    made = _Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, cache_size=0
    )
    made.globals.clear()
    made.filters.clear()
    made.filters.update({name: _bounded(one) for name, one in FILTERS.items()})
    made.tests = {name: test for name, test in made.tests.items() if name in _TESTS}
    return made


ENVIRONMENT = _environment()
