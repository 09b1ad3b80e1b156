"""What commands of the command line are made of: a parser that imports its module when it is called, and types."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path

_DEFAULT_CONFIG = "monitor.yaml"


def add_limit(command: argparse.ArgumentParser, summary: str, *, default: int = 20) -> None:
    """Add `--limit`."""
    command.add_argument(
        "--limit", type=count, default=default, metavar="N", help=f"{summary} (default: {default})"
    )


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    function: str,
    summary: str,
) -> argparse.ArgumentParser:
    """Add a command; `function` is named by its module in `monitor.cli`, a full stop and its name."""
    command = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
    command.set_defaults(run=_lazily(function))
    command.add_argument(
        "--config",
        type=Path,
        default=Path(os.environ.get("MONITOR_CONFIG") or _DEFAULT_CONFIG),
        metavar="FILE",
        help=f"the settings (default: $MONITOR_CONFIG, else {_DEFAULT_CONFIG})",
    )
    return command


def time(text: str) -> timedelta:
    """Read a length of time."""
    from monitor.config.durations import duration  # noqa: PLC0415  loads every value of the program

    try:
        return duration(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def count(text: str) -> int:
    """Read a whole number."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no count; write a whole number, 0 or more")
    return int(text)


def number(text: str) -> int:
    """Read the number of a delivery or an alert."""
    digits = text.removeprefix("#")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 19):
        raise argparse.ArgumentTypeError(f"{text!r} is no number; write it as the lists show it, such as 12")
    return int(digits)


def _lazily(function: str) -> Callable[[argparse.Namespace], int]:
    """Return a command that imports its module when it is called: none pays for the parts of the others."""
    module, _, name = function.rpartition(".")

    def call(arguments: argparse.Namespace) -> int:
        code: int = getattr(import_module(f"monitor.cli.{module}"), name)(arguments)
        return code

    return call
