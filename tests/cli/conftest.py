"""An installation in a folder of its own, checked as a user types it."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.store import database
from tests.store.filling import poll, texts

RULES = """\
topic: pilot-list
rules:
  - id: national-pilot
    name: National pilot list
    severity: high
    why: Selection precedes funding.
    when: [pilot list, policy]
    examples:
      match: [The ministry published its pilot list.]
      no_match: [The network cancelled the pilot.]
"""
SETTINGS = """\
store: {store}
sources:
  - {{id: papers, kind: folder, path: papers}}
  - id: shown
    kind: folder
    path: {path}
    demo: true
"""


@dataclass
class Desk:
    """An installation and what its checks print."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def settings(self, store: str = "monitor.db", path: str = "papers") -> None:
        (self.folder / "monitor.yaml").write_text(SETTINGS.format(store=store, path=path), encoding="utf-8")

    def rules(self, text: str = RULES) -> None:
        (self.folder / "rules" / "pilots.yaml").write_text(text, encoding="utf-8")

    def store(self, *said: str, source_id: str = "papers") -> None:
        """Put documents into the store."""
        opened = database.open_to_write(self.folder / "monitor.db")
        asyncio.run(poll(opened, *texts(*said), source_id=source_id))
        opened.close()

    def check(self, *options: str) -> tuple[int, list[str], str]:
        """Return the exit code, the problems and the closing line."""
        code = main.run(["check", *options])
        printed = self.capsys.readouterr()
        return code, printed.err.splitlines(), printed.out


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    for name in [name for name in os.environ if name.startswith(("TELEGRAM", "MONITOR"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "papers").mkdir()
    made = Desk(tmp_path, capsys)
    made.settings()
    made.rules()
    return made
