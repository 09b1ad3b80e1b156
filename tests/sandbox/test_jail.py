import ctypes
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from monitor.sandbox import jail

# What a child that was taken over would try, and what holds it.
ATTEMPTS = {
    "read a file of the system": ("open('/etc/passwd').read()", "files"),
    "read the settings beside the program": (f"open({str(Path(__file__).parents[2] / 'pyproject.toml')!r}).read()", "files"),
    "read the environment of its parent": ("open(f'/proc/{os.getppid()}/environ').read()", "files"),
    "list the folder it runs in": ("os.listdir('.')", "files"),
    "write a file": ("open('left-behind', 'w')", "files"),
    "delete a file": ("os.unlink('prey')", "files"),
    "open a connection": ("socket.create_connection(('127.0.0.1', 9))", "calls"),
    "send a datagram": ("socket.socket(socket.AF_INET, socket.SOCK_DGRAM)", "calls"),
    "speak to a service of the machine": ("socket.socket(socket.AF_UNIX)", "calls"),
    "start a program": ("os.execv('/bin/true', ['true'])", "calls"),
    "start one beside itself": ("subprocess.run(['/bin/true'])", "calls"),
    "send its parent a signal": ("os.kill(os.getppid(), 0)", "calls"),
    "look into its parent": ("check(ctypes.CDLL(None, use_errno=True).ptrace(16, os.getppid(), 0, 0))", "calls"),
}  # fmt: skip
NEEDED = {
    "a library that was not loaded yet": "__import__('pypdfium2')",
    "a zone of time": "__import__('zoneinfo').ZoneInfo('Asia/Shanghai')",
    "a module of ours": "__import__('monitor.corpus.attachments.pdf')",
    "chance": "os.urandom(8)",
}
SCRIPT = """
import ctypes, json, os, socket, subprocess, sys
from monitor.sandbox import jail

def check(code):
    if code < 0:
        raise OSError(ctypes.get_errno(), "refused")

held = jail.close()
refused = []
for name, attempt in json.loads(sys.argv[1]).items():
    try:
        eval(attempt)
    except OSError as error:
        refused += [name] if isinstance(error, PermissionError) else []
print(json.dumps({"held": sorted(held), "refused": refused}))
"""


def shut_in(attempts: dict[str, str], folder: Path) -> tuple[set[str], set[str]]:
    """Return what holds a process, and which attempts it is refused."""
    (folder / "prey").write_text("", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(attempts)],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return set(told["held"]), set(told["refused"])


def test_a_child_that_was_taken_over_reaches_no_file_connection_program_or_process(tmp_path: Path) -> None:
    has_landlock = ctypes.CDLL(None).syscall(444, None, 0, 1) >= 1

    held, refused = shut_in({name: attempt for name, (attempt, _) in ATTEMPTS.items()}, tmp_path)

    assert held == {"calls", "files"} if has_landlock else {"calls"}
    assert refused == {name for name, (_, wall) in ATTEMPTS.items() if wall in held}


def test_a_child_reads_all_that_its_work_needs(tmp_path: Path) -> None:
    _, refused = shut_in(NEEDED, tmp_path)

    assert refused == set()


def test_a_kernel_or_machine_that_lacks_a_wall_does_without(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        def syscall(self, *_: object) -> int:
            return -1

        def prctl(self, *_: object) -> int:
            return -1

    old = cast("ctypes.CDLL", Old())
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: old)

    assert jail._close_files(old, ()) is False
    assert jail._close_calls(old, None) is False
    assert jail._close_calls(old, jail._MACHINES["aarch64"]) is False
    assert jail.close() == frozenset()


def test_rules_that_a_kernel_refuses_are_no_wall() -> None:
    def refuses(_number: int, asked: object, *_: object) -> int:
        return 1 if asked is None else -1

    assert jail._close_files(cast("ctypes.CDLL", SimpleNamespace(syscall=refuses)), ()) is False


def test_another_system_has_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    assert jail.close() == frozenset()


def test_the_folder_that_holds_the_settings_is_not_among_what_can_be_read() -> None:
    places = jail.readable()

    assert Path("/") not in places
    assert not [place for place in places if Path(__file__).parents[2] == place]
