"""Nodes of a rule file → the figures a condition asks for: a range and a unit."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from monitor.config.decode import suggest
from monitor.config.yaml_text import Node
from monitor.rules.rule import Number
from monitor.text import figures, units

_KEYS = ("min", "max", "unit")

Note = Callable[[Node, str], None]


def read(node: Node, note: Note) -> Number | None:
    """Return the figures asked for; None where something is wrong, which is noted where it stands."""
    entries = node.entries
    if not entries:
        note(node, '`number` takes `min`, `max` and `unit`; write {min: 10, unit: "%"}, or part of it')
        return None
    told: list[str] = []

    def tell(place: Node, message: str) -> None:
        told.append(message)
        note(place, message)

    for key in entries.keys() - set(_KEYS):
        line, column = node.keys[key]
        tell(Node(line=line, column=column), f"unknown key `{key}` in a number; {suggest(key, _KEYS)}")
    low, high = (_bound(key, entries[key], tell) if key in entries else None for key in ("min", "max"))
    unit = _unit(entries["unit"], tell) if "unit" in entries else None
    if low is not None and high is not None and low > high:
        tell(entries["min"], f"`min` {low:,f} is more than `max` {high:,f}; swap them")
    return None if told else Number(text=_in_words(low, high, unit), minimum=low, maximum=high, unit=unit)


def _bound(key: str, node: Node, note: Note) -> Decimal | None:
    """Return an end of a range: a number, or a text that is one figure, such as 1.2 million."""
    if isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return Decimal(str(node.value))
    text = node.value.strip() if isinstance(node.value, str) else ""
    whole = [figure for figure in figures.find(text) if (figure.start, figure.end) == (0, len(text))]
    if len(whole) == 1 and whole[0].unit is None:
        return whole[0].value
    mend = "write its unit under `unit`" if whole else "write 10, 2.5, 1.2 million or 1.2亿"
    note(node, f"`{key}` is a number, found {node.kind}; {mend}")
    return None


def _unit(node: Node, note: Note) -> str | None:
    """Return the id of a unit, by any of its names."""
    unit = units.resolve(node.value) if isinstance(node.value, str) else None
    if unit is None:
        listed = ", ".join(f"`{known}`" for known in units.known())
        note(node, f"no unit {node.kind}; known, each under all its names: {listed}")
    return unit


def _in_words(low: Decimal | None, high: Decimal | None, unit: str | None) -> str:
    """Say which figures are meant; evidence shows it as the term."""
    counted = "" if unit is None else " without a unit" if unit == units.NONE else f" {unit}"
    if low is not None and high is not None:
        return f"{low:,f} to {high:,f}{counted}"
    if low is not None:
        return f"{low:,f} or more{counted}" if unit == units.NONE else f"{low:,f}{counted} or more"
    if high is not None:
        return f"{high:,f} or less{counted}" if unit == units.NONE else f"{high:,f}{counted} or less"
    return f"any figure{counted}" if unit == units.NONE else f"any figure in{counted}"
