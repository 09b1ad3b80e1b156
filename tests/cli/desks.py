"""An installation in a folder of its own with channels, and what its commands print."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import main
from monitor.clock import now
from monitor.store import database
from monitor.store.database import Database
from monitor.store.notes import Notes


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> list[Any]:
        return [json.loads(line) for line in self.lines]


@dataclass
class Telling:
    """An installation."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def __post_init__(self) -> None:
        for name in [name for name in os.environ if name.startswith(("TELEGRAM", "MONITOR"))]:
            self.monkeypatch.delenv(name)
        self.monkeypatch.chdir(self.folder)
        (self.folder / "papers").mkdir()
        (self.folder / "rules").mkdir()
        self.settings("  - {id: desk, kind: console}")

    def settings(self, channels: str, more: str = "") -> None:
        (self.folder / "monitor.yaml").write_text(
            "store: monitor.db\n"
            f"{more}\n"
            "sources:\n  - {id: papers, kind: folder, path: papers}\n"
            f"channels:\n{channels}\n",
            encoding="utf-8",
        )

    @contextmanager
    def store(self) -> Iterator[Database]:
        opened = database.open_to_write(self.folder / "monitor.db")
        try:
            yield opened
        finally:
            opened.close()

    def fill(self, fill: Callable[[Database], Any]) -> Any:
        """Put something into the store."""
        with self.store() as opened:
            return fill(opened)

    def beat(self) -> None:
        """Let it look as if a program runs on the store."""
        self.fill(lambda opened: asyncio.run(Notes(opened).beat(now())))

    def run(self, *arguments: str) -> Printed:
        self.capsys.readouterr()
        code = main.run(arguments)
        printed = self.capsys.readouterr()
        return Printed(code=code, out=printed.out, err=printed.err)
