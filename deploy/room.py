"""Prints what takes the room of an installation, by package: `python deploy/room.py`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

FONTS = Path("/usr/share/fonts")
SHOWN = 1_000_000  # bytes; what is smaller is one line together


def sizes(installed: Iterable[Distribution], fonts: Path = FONTS) -> Iterator[tuple[str, int]]:
    """Yield each package with its bytes, those of compiled files too, and the fonts of the system."""
    for one in installed:
        files = {Path(str(file.locate())) for file in one.files or ()}
        yield one.name, sum(_size(file) for file in files)
    yield "fonts of the system", sum(map(_size, fonts.rglob("*")))


def table(found: Iterable[tuple[str, int]]) -> Iterator[str]:
    """Yield the lines of a table, the largest first."""
    rows = sorted(found, key=lambda row: (-row[1], row[0]))
    small = [row for row in rows if row[1] < SHOWN]
    for name, size in rows[: len(rows) - len(small)]:
        yield f"{size / 1e6:7.1f} MB  {name}"
    yield f"{sum(size for _, size in small) / 1e6:7.1f} MB  {len(small)} others, each below {SHOWN / 1e6:g} MB"
    yield f"{sum(size for _, size in rows) / 1e6:7.1f} MB  in all"


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def main() -> None:
    """Print the table of this installation."""
    sys.stdout.writelines(f"{line}\n" for line in table(sizes(distributions())))


if __name__ == "__main__":
    main()
