"""docs/security.md: every defence it names has its test, and every threat says what is left open."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))
THREATS = dict(re.findall(r"^### (.+)\n((?:(?!^##).*\n)*)", PAGE, re.MULTILINE))


@pytest.mark.parametrize(("path", "name"), NAMED, ids=lambda part: part.removeprefix("tests/"))
def test_every_test_that_the_page_names_is_there(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    defined = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}

    assert name in defined if name else any(one.startswith("test_") for one in defined)


@pytest.mark.parametrize("threat", THREATS)
def test_every_threat_says_what_is_wanted_what_holds_it_by_which_test_and_what_is_open(threat: str) -> None:
    wants, holds, left = (THREATS[threat].find(f"**{word}**") for word in ("Wants", "Holds", "Open"))

    assert 0 <= wants < holds < left
    assert "`tests/" in THREATS[threat][holds:left]
