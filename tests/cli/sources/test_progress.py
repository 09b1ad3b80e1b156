"""How far a command is: shown on a terminal, and never in a pipe."""

import io
import sys

import pytest

from monitor.cli.sources.progress import progress
from tests.cli.rules.folders import Terminal


def test_on_a_terminal_it_says_how_many_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)

    with progress(7, "sources") as advance:
        advance(7)

    assert "7/7" in screen.getvalue()


def test_in_a_pipe_it_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)

    with progress(7, "sources") as advance:
        advance(1)

    assert pipe.getvalue() == ""
