"""Indented lines: wrapped to a terminal, whole in a pipe."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MOST_COLUMNS = 110  # a longer line is hard to read on however wide a terminal
_NARROWEST = 20  # columns of text, however deep it stands
_INDENT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a text for people."""

    text: str
    depth: int = 0
    is_item: bool = False  # begins with a dash
    is_heading: bool = False  # a blank line stands before it


def print_lines(lines: Iterable[Line]) -> None:
    """Print lines in order, as wide as the terminal is."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in lines:
        print("\n".join(render(line, width)))


def render(line: Line, width: int | None) -> Iterator[str]:
    """Yield what a line takes on a terminal of so many columns; None is a pipe, which takes any length."""
    indent = " " * (_INDENT * line.depth)
    first, rest = (f"{indent}- ", f"{indent}  ") if line.is_item else (indent, indent)
    if line.is_heading:
        yield ""
    text = " ".join(line.text.split())
    parts = [text] if width is None else _wrapped(text, min(width, _MOST_COLUMNS) - len(first))
    for number, part in enumerate(parts):
        yield f"{rest if number else first}{part}"


def _wrapped(text: str, width: int) -> list[str]:
    # rich knows how wide Chinese characters are; it costs 100 ms, and only a terminal pays.
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    fitting = max(_NARROWEST, width)
    return [str(part).rstrip() for part in Text(text).wrap(Console(width=fitting), fitting)]
