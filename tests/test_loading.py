"""What a start does without: each of these costs time and memory in every process that loads it."""

import subprocess
import sys

import pytest

from monitor.cli.telling_commands import STATES
from monitor.model import DeliveryState

HEAVY = {"PIL", "apprise", "feedparser", "ftfy", "holidays", "jinja2", "lxml", "opencc", "prometheus_client"}
HEAVY |= {"readability", "requests", "telegram", "trafilatura", "wordfreq"}


def loaded(code: str) -> set[str]:
    """Return the modules that a program of its own has loaded in the end."""
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return set(ran.stdout.splitlines()[-1].split())


def test_the_version_is_told_without_loading_the_program() -> None:
    found = loaded(
        "from contextlib import suppress\n"
        "from monitor.cli.main import run\n"
        "with suppress(SystemExit): run(['--version'])"
    )

    assert not found & {"asyncio", "numpy", "pydantic", "rich", "sqlalchemy", "structlog", "yaml"}
    assert not found & {"monitor.model", "monitor.config.settings"}


@pytest.mark.parametrize(
    ("module", "more"),
    [
        pytest.param("monitor.app", {"monitor.corpus.seed_lines", "monitor.corpus.provenance"}, id="run"),
        pytest.param("monitor.config.settings", {"numpy", "sqlalchemy", "monitor.rules"}, id="settings"),
    ],
)
def test_what_few_need_is_loaded_when_it_is_needed(module: str, more: set[str]) -> None:
    assert not loaded(f"import {module}") & (HEAVY | more)


def test_a_child_that_parses_loads_nothing_of_the_rest() -> None:
    few_need = {"PIL", "apprise", "opencc", "pypdfium2", "trafilatura", "wordfreq"}
    not_its_work = {"asyncio", "httpx", "pydantic", "sqlalchemy", "structlog", "telegram", "yaml"}

    assert not loaded("import monitor.sandbox.child") & (few_need | not_its_work)


def test_the_states_that_the_help_names_are_all_there_are() -> None:
    assert set(STATES) == {state.value for state in DeliveryState}
