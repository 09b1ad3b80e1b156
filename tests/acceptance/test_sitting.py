"""The sitting of docs/rules.md, replayed as it is written: its files, its commands and what they print."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest

from monitor.config.rule_files import content_key, read_rule_files
from tests.acceptance import harness

PAGE = (Path(__file__).parents[2] / "docs/rules.md").read_text(encoding="utf-8")
START, SITTING = (
    PAGE.partition(heading)[2].partition("\n## ")[0] for heading in ("\n## Start here\n", "\n## A sitting\n")
)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: `lang` and what stands behind it, usually a file's name."""

    lang: str
    name: str
    body: str


def blocks(text: str) -> list[Block]:
    found = re.finditer(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [Block(*block.groups()) for block in found]


def is_shown(wanted: str, printed: str) -> bool:
    """Say whether the lines were printed, in order and one behind the other; `…` stands for anything within a line,
    and for any lines where it stands alone."""
    lines = [
        r"(?:.*\n)*?" if line.strip() == "…" else _pattern(line) + r"[ \t]*\n" for line in wanted.splitlines()
    ]
    return re.search("^" + "".join(lines), printed + "\n", re.MULTILINE) is not None


def _pattern(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split("…"))


@dataclass(slots=True)
class Window:
    """A running program and what it has printed so far."""

    process: subprocess.Popen[str]
    printed: str = ""
    seen: int = 0
    reader: Thread = field(init=False)

    def __post_init__(self) -> None:
        self.reader = Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed += line

    def close(self) -> None:
        with self.process:
            self.process.terminate()
            self.process.wait(timeout=15)
            self.reader.join()

    def wait_for(self, wanted: str) -> None:
        """Wait until the lines stand in what was printed since the last time."""
        harness.wait_for(lambda: is_shown(wanted, self.printed[self.seen :]), what=wanted)
        self.seen = len(self.printed)


@dataclass(slots=True)
class Reader:
    """Does what the page says, in a folder."""

    folder: Path
    windows: list[Window] = field(default_factory=list)

    def do(self, block: Block) -> None:
        match block.lang:
            case "yaml" | "text" if block.name and block.name != "run":
                path = self.folder / block.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.body, encoding="utf-8")
            case "text":
                self.windows[-1].wait_for(block.body)
            case "diff":
                self._edit(self.folder / block.name, block.body)
            case "console":
                for command, wanted in _commands(block.body):
                    self._run(command, wanted)
            case other:
                pytest.fail(f"no reader knows what to do with {other!r}")

    def _edit(self, path: Path, change: str) -> None:
        lines = change.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{path.name} does not hold once:\n{before}"
        path.write_text(text.replace(before, after), encoding="utf-8")

    def _run(self, command: str, wanted: str) -> None:
        program, *arguments = shlex.split(command)
        if program == "sleep":
            # What the page has a reader wait for; a busy machine may need longer, an idle one less.
            harness.wait_for(self._is_live, what="the edit")
        elif program != "monitor":
            subprocess.run(command, shell=True, check=True, cwd=self.folder)
        elif arguments == ["run"]:
            self.windows.append(Window(harness.start(self.folder, {}, "run")))
            self.windows[-1].wait_for(wanted)
        else:
            ended = harness.run(self.folder, {}, *arguments)
            printed = ended.out + ended.err
            assert is_shown(wanted, printed), f"$ {command}\nshould print\n{wanted}\nand prints\n{printed}"

    def _is_live(self) -> bool:
        status = json.loads(harness.run(self.folder, {}, "status", "--format", "json").out)
        wanted = content_key(read_rule_files(self.folder / "rules"))
        return bool(status["rules"]["in_force"]["hash"] == wanted)


def _commands(body: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, wanted = part.partition("\n")
        yield command, wanted


def test_an_analyst_can_sit_down_and_do_as_the_page_says(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    started = [Block("yaml", f"rules/{name}", body) for name, body in _start_files()]

    try:
        for block in (*started, *blocks(SITTING)):
            reader.do(block)
    finally:
        for window in reader.windows:
            window.close()

    assert len(started) == 2
    assert len(reader.windows) == 1


def _start_files() -> Iterator[tuple[str, str]]:
    """Yield the rule file and the vocabularies of the first page."""
    for block in blocks(START):
        if block.lang == "yaml":
            yield (
                "terms.yaml" if block.body.startswith("vocabularies:") else "battery-recycling.yaml",
                block.body,
            )


@pytest.mark.parametrize(
    ("wanted", "is_there"),
    [
        ("one\n", True),
        ("o…\nthree\n", False),
        ("one\n…\nthree\n", True),
        ("two\nthree\n", True),
        ("four\n", False),
    ],
)
def test_what_the_page_shows_is_compared_line_by_line(wanted: str, is_there: bool) -> None:
    assert is_shown(wanted, "one\ntwo\nthree\n") is is_there
