"""Every line of the log is explained to whoever reads it, and says nothing that it must not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}

# What would be a document's text, or could hold a secret.
_NEVER = {"body", "text", "html", "headers", "token", "url", "chat"}


def logged() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield each event that the program logs: where, its name, and the facts it comes with."""
    for path in sorted((ROOT / "monitor").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _is_log(node.func):
                name = node.args[0]
                assert isinstance(name, ast.Constant), f"{path.name}:{node.lineno}: an event has one name"
                facts = frozenset(keyword.arg for keyword in node.keywords if keyword.arg is not None)
                yield f"{path.name}:{node.lineno}", str(name.value), facts


def _is_log(function: ast.expr) -> bool:
    """Say whether a call is one of a logger, or of the level chosen before as `log = logger.info if …`."""
    if isinstance(function, ast.Attribute):
        return (
            isinstance(function.value, ast.Name) and function.value.id == "logger" and function.attr in LEVELS
        )
    return isinstance(function, ast.Name) and function.id == "log"


def explained() -> list[str]:
    table = OPERATIONS.partition("\n| event | level |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


def test_every_event_is_explained_and_every_explained_event_is_logged() -> None:
    events = {name for _, name, _ in logged()}

    assert len(events) > 40
    assert sorted(events) == sorted(explained())


@pytest.mark.parametrize("name", explained())
def test_an_explained_event_says_a_level_and_what_it_means(name: str) -> None:
    row = re.search(rf"^\| `{re.escape(name)}` \| (\S[^|]*) \| (\S[^|]*) \|$", OPERATIONS, re.MULTILINE)

    assert row is not None
    assert set(row[1].split(", ")) <= LEVELS


def test_no_event_comes_with_what_a_log_must_not_hold() -> None:
    assert [(place, facts & _NEVER) for place, _, facts in logged() if facts & _NEVER] == []
