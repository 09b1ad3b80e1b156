"""What commands of the command line are made of: a parser that imports its module when it is called, and types."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any, Never

_DEFAULT_CONFIG = "monitor.yaml"
_CHOICE = re.compile(r"(.*)invalid choice: '?(.*?)'? \(choose from (.*)\)", re.DOTALL)


class Parser(argparse.ArgumentParser):
    """A parser that says what was probably meant, and whose every command takes `--config` before it too."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse; what no command knows is told by the command it stands behind."""
        found, unknown = self.parse_known_args(args, namespace)
        if unknown:
            command = getattr(found, "parser", self)
            command.error(f"unrecognized arguments: {' '.join(unknown)}{_meant(unknown[0], command.options)}")
        return found

    @property
    def options(self) -> list[str]:
        """Every option."""
        return list(self._option_string_actions)

    def error(self, message: str) -> Never:
        """Print the usage and what is wrong with the mend, and exit with 2."""
        choice = _CHOICE.fullmatch(message)
        if choice:
            known = [name.strip(" '") for name in choice[3].split(",")]
            message = (
                f"{choice[1]}there is no {choice[2]!r}{_meant(choice[2], known) or f'; known: {choice[3]}'}"
            )
        super().error(message)


def _meant(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def add_config(parser: argparse.ArgumentParser, default: Any) -> None:
    """Add `--config`."""
    parser.add_argument(
        "--config",
        type=Path,
        default=default,
        metavar="FILE",
        help=f"the settings (default: $MONITOR_CONFIG, else {_DEFAULT_CONFIG})",
    )


def default_config() -> Path:
    """Return the settings that are read where none are named."""
    return Path(os.environ.get("MONITOR_CONFIG") or _DEFAULT_CONFIG)


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
    command.set_defaults(run=_lazily(function), parser=command)
    add_config(command, argparse.SUPPRESS)  # else it would take the place of one given before the command
    return command


def time(text: str) -> timedelta:
    """Read a length of time."""
    from monitor.config.durations import duration  # noqa: PLC0415  loads every value of the program

    try:
        return duration(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def words(text: str) -> str:
    """Read a text that is not empty."""
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty; write something, in quotes where it has spaces")
    return text


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
