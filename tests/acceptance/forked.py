"""The program forked from a process that has loaded it: most of what a short command costs is its start."""

from __future__ import annotations

import importlib
import io
import multiprocessing
import os
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from monitor import cli

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.acceptance.forked"])


def start(
    folder: Path, environment: Mapping[str, str], arguments: Sequence[str], out: Path, err: Path
) -> ForkServerProcess:
    """Start the program in a folder, its output going to two files; `join` and `exitcode` say how it ended."""
    process = _FORKS.Process(target=_run, args=(folder, dict(environment), list(arguments), out, err))
    process.start()
    return process


def _run(folder: Path, environment: dict[str, str], arguments: list[str], out: Path, err: Path) -> None:
    """Be the process that `python -m monitor ARGUMENTS` is."""
    for number, path, flags in (
        (0, Path(os.devnull), os.O_RDONLY),
        (1, out, os.O_WRONLY),
        (2, err, os.O_WRONLY),
    ):
        opened = os.open(path, flags)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(2, "w", closefd=False)),
        encoding="utf-8",
        errors="backslashreplace",
        line_buffering=True,
    )
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["monitor", *arguments]
    from monitor.__main__ import main  # noqa: PLC0415  what it imports is what is loaded here

    main()


def _load() -> None:
    for module in pkgutil.walk_packages(cli.__path__, f"{cli.__name__}."):
        importlib.import_module(module.name)
    importlib.import_module("monitor.app")


if multiprocessing.current_process().name == "MainProcess" and "pytest" not in sys.modules:
    _load()  # this is the process that the others are forked from
