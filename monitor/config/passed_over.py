"""Files that somebody may take for rules and that are read by nobody: in a subfolder, or named almost rightly."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from monitor.errors import Level, Problem

_MOST = 20  # warnings; of a folder of backups the first are enough
_MOST_LOOKED_AT = 5000  # files below the folder
_RULES = re.compile(r"(?i)\.ya?ml(?![a-z0-9])")
_READ = (".yaml", ".yml")


def find(directory: Path) -> tuple[Problem, ...]:
    """Return a warning for each such file; a folder that cannot be read has none."""
    return tuple(islice(_find(directory), _MOST))


def _find(directory: Path) -> Iterator[Problem]:
    looked_at = 0
    for place, folders, files in os.walk(directory):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(files):
            looked_at += 1
            if looked_at > _MOST_LOOKED_AT:
                return
            path = Path(place, name)
            if _is_hidden(name) or not _RULES.search(name):
                continue
            if path.parent != directory:
                yield _warning(
                    path, f"is not read: rules are read from {directory} itself; move the file there"
                )
            elif not name.endswith(_READ):
                yield _warning(
                    path,
                    "is not read: the name of a file of rules ends in .yaml; rename it, or move it elsewhere",
                )


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "#"))  # `#` is how Emacs saves what is not saved yet


def _warning(path: Path, message: str) -> Problem:
    return Problem(path=str(path), message=message, level=Level.WARNING)
