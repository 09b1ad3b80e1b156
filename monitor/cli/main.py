"""The command line: argv to exit code.

0: done · 1: something a person must mend, said in one line each · 2: the command line itself is wrong.
"""

from __future__ import annotations

import argparse
import errno
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Never

from monitor.cli import out, parsing, telling_commands
from monitor.cli.parsing import add as _add
from monitor.cli.parsing import add_limit as _add_limit
from monitor.cli.parsing import count as _count
from monitor.cli.parsing import time as _time
from monitor.errors import ConfigError, MonitorError


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


class _Version(argparse.Action):
    """Say the version only when asked: looking it up takes as long as everything else here."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> Never:
        from monitor import about  # noqa: PLC0415  as above

        print(f"{parser.prog} {about.released()} (commit {about.commit()})")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = parsing.Parser(
        prog="monitor",
        description="Watches Chinese industrial policy sources and tells a channel what matters, and why.",
    )
    parser.add_argument("--version", nargs=0, action=_Version, help="show which program this is, and exit")
    parsing.add_config(parser, parsing.default_config())
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

    _add_preview(commands)
    _add_noise_commands(commands)

    command = _add(commands, "stories", "stories.run", "show which documents are about one event")
    command.add_argument("--rules", metavar="DIR", help="the rule files (default: those of the settings)")
    command.add_argument(
        "--jsonl",
        required=True,
        metavar="FILE",
        help='read {"id", "seen", "published"?, "source", "url"?, "title"?, "text", "language"?} a line, in order '
        "of arrival; - is stdin. Each line is answered as it comes; one that cannot be read is told on stderr, "
        "and the exit code is 1 in the end. An id that comes again is a new version of its document",
    )

    command = _add(commands, "status", "report.status", "show how sources and channels stand")
    command.add_argument("--format", choices=("json", "text"), default="text", help="default: text")
    command.add_argument(
        "--healthy", action="store_true", help="print nothing; exit 1 unless a running monitor works"
    )

    command = _add(
        commands, "backup", "backup.back_up", "copy the store to a file, while it is in use or not"
    )
    command.add_argument("file", metavar="FILE", help="a file that is not there yet")
    command = _add(commands, "restore", "backup.restore", "put a backup in the place of the store")
    command.add_argument("file", metavar="FILE", help="made by `monitor backup`; no program may be running")

    _add_source_commands(commands)
    _add_rule_commands(commands)
    telling_commands.add_channel_commands(commands)
    telling_commands.add_outbox_commands(commands)
    telling_commands.add_alert_commands(commands)

    command = _add(commands, "search", "search.run", "find stored documents by words, Chinese ones too")
    command.add_argument("--since", type=_time, metavar="TIME", help="seen in this time (default: ever)")
    _add_limit(command, "show at most so many, up to 50")
    command.add_argument("--format", choices=("json", "text"), default="text", help="default: text")
    command.add_argument(
        "words",
        nargs="+",
        type=parsing.words,
        metavar="WORD",
        help='all must be there; "in quotes": in a row',
    )

    command = _add(
        commands, "why", "why.run", "show what matched a document, its story, and what each channel got of it"
    )
    command.add_argument("--format", choices=("json", "text"), default="text", help="default: text")
    command.add_argument(
        "document",
        type=parsing.words,
        metavar="DOCUMENT|URL|#ALERT",
        help="a document's id or address, or an alert's number",
    )
    return parser


def _add_preview(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `monitor preview`: a message before it is sent."""
    command = _add(commands, "preview", "preview.run.run", "show the message that a document would make")
    command.add_argument("--rules", metavar="DIR", help="the rule files (default: those of the settings)")
    command.add_argument(
        "--channel", metavar="ID", help="as this channel would be told (default: the first one)"
    )
    command.add_argument("--format", choices=("text", "payload", "png"), default="text", help="default: text")
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: stdout")
    command.add_argument("--anyway", action="store_true", help="also where nobody would be told")
    command.add_argument("--unfold", action="store_true", help="in a picture, open the folded quote")
    command.add_argument(
        "document",
        type=parsing.words,
        metavar="DOCUMENT|URL|#ALERT|PATH",
        help="a stored document, an alert, or a .txt, .html or .json file",
    )


def _add_noise_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `monitor digest` and `monitor silences ...`: what waits, and what nobody wants to hear of."""
    command = _add_for_rules(
        commands, "digest", "digest.run", "make a channel's digest now, or show what it would say"
    )
    command.add_argument("--preview", action="store_true", help="only print it")
    command.add_argument("channel", metavar="CHANNEL", help="a channel")

    summary = "list, add and end silences"
    group = commands.add_parser("silences", help=summary, description=summary[0].upper() + summary[1:] + ".")
    silences = group.add_subparsers(title="commands", required=True, metavar="COMMAND")
    command = _add(silences, "list", "silences.show", "show what is silenced, and until when")
    command.add_argument("--format", choices=("json", "text"), default="text", help="default: text")

    command = _add(
        silences, "add", "silences.add", "tell nothing of a rule, topic, story or source for a while"
    )
    command.add_argument("--rules", metavar="DIR", help="the rule files (default: those of the settings)")
    command.add_argument(
        "--for", dest="length", type=_time, required=True, metavar="TIME", help="such as 24h or 7d"
    )
    command.add_argument("--channel", metavar="ID", help="in this channel only (default: in all)")
    command.add_argument("--why", default="", metavar="TEXT", help="for whoever wonders later")
    command.add_argument("kind", choices=("rule", "topic", "story", "source"), help="what to silence")
    command.add_argument("value", metavar="ID", help="its id")

    command = _add(silences, "end", "silences.end", "end a silence before its time")
    command.add_argument("id", type=_count, metavar="ID", help="as `monitor silences list` shows it")


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
        "wanted",
        type=parsing.words,
        metavar="TERM|YAML",
        help="a term, a condition, or a rule in YAML; - is stdin",
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
