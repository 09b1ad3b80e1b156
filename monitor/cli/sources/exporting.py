"""`monitor sources export`: the sources as OPML, for a feed reader or another installation."""

from __future__ import annotations

import argparse
import codecs
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor import clock
from monitor.cli import out
from monitor.cli.sources.words import counted
from monitor.config import opml, settings, source_edits, yaml_text
from monitor.errors import MonitorError

_SENT = ("headers", "params", "form")
_SECRET = re.compile(r"(?i)authori|token|secret|passw|cookie|session|api[_-]?key|^key$")
_FILLED_IN = re.compile(r"\{[A-Za-z_]|[$][{]")  # by a step, or by the environment


def run(arguments: argparse.Namespace) -> int:
    """Write OPML to a file, or to standard output."""
    settings.load(
        arguments.config, os.environ, tells=False
    )  # whatever is wrong in them is told before anything is written
    # Read without the environment: what it fills in, a token say, is not for others.
    node, _ = yaml_text.read(source_edits.read(arguments.config).text, str(arguments.config))
    listed: list[Mapping[str, Any]] = (node.data.get("sources") if node is not None else None) or []
    given = [data for data in listed if "url" in data]
    body = opml.write(given, now=clock.now())
    if arguments.file is None:
        sys.stdout.write(_printed(body.decode(), sys.stdout.encoding))
    else:
        _write(Path(arguments.file), body, is_forced=arguments.force)
        print(f"{arguments.file}: {counted(len(given), 'source')}")
    if (folders := len(listed) - len(given)) > 0:
        out.fail(f"{counted(folders, 'folder')} of this machine left out")
    telling = [str(data["id"]) for data in given if _may_give_away(data)]
    if telling:
        out.fail(
            f"what looks like a secret goes out with these; look before you share the file: {', '.join(telling)}"
        )
    return 0


def _printed(text: str, encoding: str | None) -> str:
    """Return XML that stays the same XML on a terminal of another encoding."""
    is_utf_8 = encoding is None or codecs.lookup(encoding).name == "utf-8"
    return text if is_utf_8 else text.encode("ascii", "xmlcharrefreplace").decode()


def _write(path: Path, body: bytes, *, is_forced: bool) -> None:
    try:
        with path.open("wb" if is_forced else "xb") as file:
            file.write(body)
    except FileExistsError as error:
        raise MonitorError(f"{path}: is there already; name another file, or add --force") from error
    except OSError as error:
        raise MonitorError(f"{path}: {error.strerror}; may this user write there?") from error


def _may_give_away(data: Mapping[str, Any]) -> bool:
    """Say whether a source, or a step before it, sends what looks like a secret written out."""
    requests = [data, *(data.get("before") or [])]
    sent = [
        (name, value) for one in requests for key in _SENT for name, value in (one.get(key) or {}).items()
    ]
    if any(_SECRET.search(str(name)) and not _FILLED_IN.search(str(value)) for name, value in sent):
        return True
    return any("@" in urlsplit(str(one.get("url", ""))).netloc for one in requests)
