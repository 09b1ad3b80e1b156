"""A desk in a folder: settings, rules, seeds, and commands run in this process."""

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import main


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a command printed."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    path: Path
    monkeypatch: pytest.MonkeyPatch

    def write(self, name: str, text: str) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def settings(self, *sources: str) -> None:
        listed = "".join(f"  - {{{source}}}\n" for source in sources)
        self.write("monitor.yaml", f"store: monitor.db\nrules: rules\nsources:\n{listed or '  []'}\n")

    def run(self, *argv: str, columns: int | None = None) -> Ended:
        """Run `monitor` there; with `columns` on a terminal so wide, else in a pipe."""
        self.monkeypatch.chdir(self.path)
        out, err = (io.StringIO() if columns is None else Terminal()), io.StringIO()
        with self.monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            patch.setenv("COLUMNS", str(columns or 80))
            for name in ("MONITOR_CONFIG", "TELEGRAM_BOT_TOKEN", "TELEGRAM_CHANNEL"):
                patch.delenv(name, raising=False)
            code = main.run(argv)
        return Ended(code=code, out=out.getvalue(), err=err.getvalue())
