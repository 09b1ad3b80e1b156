"""The whole program as a user starts it: a process, its settings in a folder, and what it printed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape

from tests.acceptance import forked
from tests.telegram_server import TOKEN, TelegramServer

RULES = """\
topic: pilot-list
rules:
  - id: national-pilot
    name: National pilot list
    severity: high
    why: Selection precedes funding.
    when: [pilot list, 试点名单]
    examples:
      match: [The ministry published its pilot list., 工信部公布试点名单。]
      no_match: [The network cancelled the pilot.]
"""

_DUE_AGAIN = 1.5  # seconds, by which `every: 1s` is over with its spread

OK = 0
FAILED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A process that has ended."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(slots=True, kw_only=True)
class Desk:
    """An installation in a folder of its own."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    _due: float = 0.0  # when sources of `every: 1s` may be polled again, on the steady clock

    def __post_init__(self) -> None:
        self.write("rules/pilots.yaml", RULES)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def settings(self, *sources: str, more: str = "") -> None:
        """Write monitor.yaml; each source is a flow mapping's inside."""
        listed = "".join(f"  - {{{source}}}\n" for source in sources)
        self.write("monitor.yaml", f"store: monitor.db\nrules: rules\nsources:\n{listed}{more}")

    def telegram(self, server: TelegramServer, *, token: str = TOKEN, channel: str = "@policy_watch") -> None:
        self.environment |= {
            "TELEGRAM_BOT_TOKEN": token,
            "TELEGRAM_CHANNEL": channel,
            "TELEGRAM_API_URL": server.url,
            "TELEGRAM_PACE": "off",
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the program; its output goes to pipes."""
        return start(self.folder, self.environment, *arguments)

    def run(self, *arguments: str) -> Ended:
        """Run a command to its end; a further pass waits until the sources are due again."""
        is_pass = arguments[:1] == ("run",)
        if is_pass:
            time.sleep(max(self._due - time.monotonic(), 0.0))
        ended = run(self.folder, self.environment, *arguments)
        if is_pass:
            self._due = time.monotonic() + _DUE_AGAIN
        return ended

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("status", "--format", "json").out)
        return found


def start(folder: Path, environment: Mapping[str, str], *arguments: str) -> subprocess.Popen[str]:
    """Start the program in a folder, with nothing of this machine's own settings."""
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", *arguments],
        cwd=folder,
        env=_surroundings(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def run(folder: Path, environment: Mapping[str, str], *arguments: str, timeout: float = 90) -> Ended:
    """Run a command to its end; it is not loaded anew as `start` does, unless the interpreter itself is told something."""
    if any(name.startswith("PYTHON") for name in environment):
        return end(start(folder, environment, *arguments), timeout=timeout)
    with TemporaryDirectory() as place:
        out, err = Path(place, "out"), Path(place, "err")
        out.touch()
        err.touch()
        process = forked.start(folder, _surroundings(environment), arguments, out, err)
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise AssertionError(f"did not end in {timeout} s:\n{out.read_text()}\n{err.read_text()}")
        return Ended(code=process.exitcode, out=out.read_text("utf-8"), err=err.read_text("utf-8"))


def _surroundings(environment: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM", "MONITOR"))}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[2]), **environment}


def stop(process: subprocess.Popen[str], *, timeout: float = 40) -> Ended:
    """Ask a process to stop, and give what it printed."""
    process.send_signal(signal.SIGTERM)
    return end(process, timeout=timeout)


def end(process: subprocess.Popen[str], *, timeout: float = 40) -> Ended:
    with process:
        out, err = process.communicate(timeout=timeout)
    return Ended(code=process.returncode, out=out, err=err)


def wait_for(condition: Callable[[], object], *, timeout: float = 90, what: str = "it") -> None:
    """Wait until a condition of the outside world holds."""
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen in {timeout} s"
        time.sleep(0.05)


def rss(*titles: str, texts: Mapping[str, str] | None = None) -> bytes:
    """Return a feed with an entry a title, undated, each linked to a page of its own."""
    entries = "".join(
        f"<item><guid>{escape(title)}</guid><title>{escape(title)}</title>"
        f"<link>https://news.example/{escape(title.replace(' ', '-'))}</link>"
        f"<description>{escape((texts or {}).get(title, f'All about {title}.'))}</description></item>"
        for title in titles
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{entries}</channel></rss>'.encode()
