"""The command line: argv to exit code.

0: done · 1: something a person must mend, said in one line each · 2: the command line itself is wrong.
"""

from __future__ import annotations

import argparse
import errno
import io
import os
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from monitor.cli import out
from monitor.config.durations import duration
from monitor.errors import ConfigError, MonitorError

_DEFAULT_CONFIG = "monitor.yaml"


def run(argv: Sequence[str]) -> int:
    """Run one command; every error a person can mend is one line on stderr."""
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  for as long as the program lives
    if sys.stdout is None:
        out.fail("standard output is closed; leave it open, or send it to a file")
        return 1
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show Chinese gets escapes; it must not end the program.
        sys.stdout.reconfigure(errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except ConfigError as error:
        out.problems(error.problems)
        return 1
    except MonitorError as error:
        out.fail(error)
        return 1
    except BrokenPipeError:
        # The reader of our output has gone (`monitor status | head`); nothing is left to say to anyone.
        _mute()
        return 1
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EFBIG, errno.EIO}:
            raise
        out.fail(f"standard output cannot be written: {error.strerror}; make room")
        _mute()
        return 1
    return code


def _mute() -> None:
    """Throw away what is still to be written at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="monitor",
        description="Watches Chinese industrial policy sources and tells a channel what matters, and why.",
    )
    parser.add_argument("--version", action="version", version=f"monitor {version('policy-monitor')}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    command = _add(commands, "run", "running.run", "poll the sources and tell the channels")
    command.add_argument("--once", action="store_true", help="one pass over everything due, then exit")
    command.add_argument(
        "--wait",
        type=_time,
        default="60s",
        metavar="TIME",
        help="with --once: deliver for up to this long (default: 60s)",
    )
    command.add_argument("--verbose", action="store_true", help="log every decision")

    command = _add(
        commands, "check", "check.run", "check settings, sources, rules, their examples and the seeds"
    )
    command.add_argument("--rules", metavar="DIR", help="the rule files (default: those of the settings)")
    command.add_argument("--strict", action="store_true", help="fail on warnings too")

    command = _add(commands, "normalise", "documents.normalise", "show documents in the one form they take")
    command.add_argument("--format", choices=("json", "text"), default="json", help="default: json")
    command.add_argument("paths", nargs="+", metavar="PATH", help=".txt in the seed form, or .html")

    command = _add(commands, "match", "documents.match", "show what the rules find in documents")
    command.add_argument("--rules", metavar="DIR", help="the rule files (default: those of the settings)")
    command.add_argument("--format", choices=("json", "text"), default="json", help="default: json")
    command.add_argument(
        "--jsonl", metavar="FILE", help='read {"id", "title"?, "text", "language"?} a line; - is stdin'
    )
    command.add_argument("paths", nargs="*", metavar="PATH", help=".txt in the seed form, or .html")

    command = _add(commands, "status", "report.status", "show how sources and channels stand")
    command.add_argument("--format", choices=("json", "text"), default="text", help="default: text")
    command.add_argument(
        "--healthy", action="store_true", help="print nothing; exit 1 unless a running monitor works"
    )

    _add_source_commands(commands)
    _add_rule_commands(commands)

    command = _add(
        commands, "why", "report.why", "show what matched a document, what was decided, and the reason"
    )
    command.add_argument("--format", choices=("json", "text"), default="text", help="default: text")
    command.add_argument("document", metavar="DOCUMENT|URL", help="a document's id or address")
    return parser


def _add_source_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `monitor sources ...`: does a source answer, how would one be read, and where from and to."""
    summary = "check, try and show sources, and bring them in and out"
    group = commands.add_parser("sources", help=summary, description=summary[0].upper() + summary[1:] + ".")
    sources = group.add_subparsers(title="commands", required=True, metavar="COMMAND")

    command = _add(sources, "check", "sources.check.run", "ask sources once and show what they answer")
    command.add_argument("--format", choices=("json", "text"), default="text", help="default: text")
    command.add_argument(
        "--verify", action="store_true", help="record in the settings which ones work, and that it was today"
    )
    command.add_argument("ids", nargs="*", metavar="ID", help="sources (default: all)")

    command = _add(
        sources, "probe", "sources.probe.run", "show how an address would be read, and the YAML to paste"
    )
    command.add_argument("--format", choices=("json", "text"), default="text", help="default: text")
    command.add_argument("url", metavar="URL", help="a feed, a list page, or a site")

    command = _add(
        sources, "show", "sources.show.run", "show everything of a source: recipe, state, last polls"
    )
    command.add_argument("--format", choices=("json", "text"), default="text", help="default: text")
    command.add_argument("id", metavar="ID", help="a source")

    command = _add(sources, "import", "sources.importing.run", "make sources of what a feed reader follows")
    command.add_argument("--write", action="store_true", help="append them to the settings")
    command.add_argument("file", metavar="FILE", help="an OPML file; - is stdin")

    command = _add(sources, "export", "sources.exporting.run", "write the sources as OPML")
    command.add_argument("--force", action="store_true", help="write over a file that is there")
    command.add_argument("file", nargs="?", metavar="FILE", help="default: stdout")


def _add_rule_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `monitor rules ...`: what an analyst asks while tuning."""
    summary = "try, test, compare and count rules"
    group = commands.add_parser("rules", help=summary, description=summary[0].upper() + summary[1:] + ".")
    rules = group.add_subparsers(title="commands", required=True, metavar="COMMAND")

    command = _add_for_rules(
        rules, "try", "rules.trying.run", "show what a term or a rule would have matched"
    )
    _add_since(command)
    _add_limit(command, "show at most so many")
    command.add_argument(
        "wanted", metavar="TERM|YAML", help="a term, a condition, or a rule in YAML; - is stdin"
    )

    command = _add_for_rules(
        rules, "diff", "rules.diff.run", "show what edited rules match newly or no longer"
    )
    _add_since(command)
    command.add_argument(
        "--against", metavar="REF|DIR", help="a git reference or a folder (default: the rules in force)"
    )
    _add_limit(command, "show at most so many documents of each rule and kind of change")

    command = _add_for_rules(rules, "apply", "rules.apply.run", "tell what edited rules newly match")
    command.add_argument(
        "--since", type=_time, required=True, metavar="TIME", help="documents seen in this time, such as 7d"
    )
    command.add_argument("--dry-run", action="store_true", help="show what would be told, change nothing")

    command = _add_for_rules(
        rules, "test", "rules.testing.run", "run the examples and the seeds' expectations"
    )
    command.add_argument("ids", nargs="*", metavar="ID", help="rules or topics (default: all)")

    command = _add_for_rules(rules, "stats", "rules.stats.run", "show how often each rule matched and told")
    _add_since(command)

    command = _add_for_rules(
        rules, "show", "rules.show.run", "show a rule as the engine understands it, in words"
    )
    command.add_argument("--all", action="store_true", help="leave nothing of a long list out")
    command.add_argument("id", metavar="ID", help="a rule")

    command = _add_for_rules(rules, "new", "rules.new.run", "write a commented starting file for a topic")
    command.add_argument("topic", metavar="TOPIC", help="small letters, digits and hyphens")


def _add_for_rules(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, function: str, summary: str
) -> argparse.ArgumentParser:
    command = _add(commands, name, function, summary)
    command.add_argument("--rules", metavar="DIR", help="the rule files (default: those of the settings)")
    if name != "new":
        command.add_argument("--format", choices=("json", "text"), default="text", help="default: text")
    return command


def _add_since(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--since",
        type=_time,
        default="90d",
        metavar="TIME",
        help="look at documents seen in this time (default: 90d)",
    )


def _add_limit(command: argparse.ArgumentParser, summary: str) -> None:
    command.add_argument("--limit", type=_count, default=20, metavar="N", help=f"{summary} (default: 20)")


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    function: str,
    summary: str,
) -> argparse.ArgumentParser:
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


def _time(text: str) -> timedelta:
    try:
        return duration(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no count; write a whole number, 0 or more")
    return int(text)


def _lazily(function: str) -> Callable[[argparse.Namespace], int]:
    """Return a command that imports its module when it is called: none pays for the parts of the others."""
    module, _, name = function.rpartition(".")

    def call(arguments: argparse.Namespace) -> int:
        code: int = getattr(import_module(f"monitor.cli.{module}"), name)(arguments)
        return code

    return call
