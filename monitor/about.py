"""Which program this is: its version, and the commit it was built from where that is known."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

UNKNOWN = "unknown"

_VARIABLE = "MONITOR_COMMIT"  # an image sets it: there is no checkout in it
_SHOWN = 12


def released() -> str:
    """Return the version of the installed program."""
    return version("policy-monitor")


def commit(environment: Mapping[str, str] = os.environ, checkout: Path = Path(__file__).parents[1]) -> str:
    """Return the commit, as the environment or a checkout around the program says it; `unknown` where neither does."""
    named = environment.get(_VARIABLE, "").strip()
    return (named or _of_checkout(checkout / ".git") or UNKNOWN)[:_SHOWN]


def _of_checkout(git: Path) -> str:
    """Read what is checked out; git itself is not needed for that."""
    try:
        head = (git / "HEAD").read_text(encoding="ascii").strip()
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        if (git / name).is_file():
            return (git / name).read_text(encoding="ascii").strip()
        packed = (git / "packed-refs").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    return next((line.split(" ")[0] for line in packed if line.endswith(f" {name}")), "")
