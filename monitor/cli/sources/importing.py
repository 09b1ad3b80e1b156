"""`monitor sources import`: what another feed reader follows, as sources of `monitor.yaml`.

OPML ─▶ outlines ─▶ data of sources ─▶ YAML to paste | appended to the file
"""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.cli import out
from monitor.cli.sources import drafts
from monitor.cli.sources.words import counted, safe
from monitor.config import opml, settings, source_edits, source_yaml
from monitor.config.opml import Outline
from monitor.corpus import identity
from monitor.errors import MonitorError
from monitor.model import Source, SourceKind

_VARIABLE = "${…}, a variable of the machine that it comes from"


@dataclass(frozen=True, slots=True, kw_only=True)
class _New:
    """A source to be written."""

    folders: tuple[str, ...]
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Skipped:
    """What an OPML file follows and we shall not."""

    line: int
    why: str
    is_wrong: bool = False  # somebody may want to mend it; else we have it already


def run(arguments: argparse.Namespace) -> int:
    """Print the YAML of new sources, or append them to the settings."""
    name = "standard input" if arguments.file == "-" else arguments.file
    try:
        outlines = opml.read(_read(arguments.file))
    except MonitorError as error:
        raise MonitorError(f"{name}: {error}") from error
    known: tuple[Source, ...] = ()
    if arguments.write or arguments.config.exists():
        known = settings.load(arguments.config, os.environ, tells=False).sources
    sorted_out = list(_sorted(outlines, known))
    new = [one for one in sorted_out if isinstance(one, _New)]
    skipped = [one for one in sorted_out if isinstance(one, _Skipped)]
    for one in skipped:
        out.fail(f"{name}:{one.line}: skipped: {one.why}")
    blocks = list(_blocks(new))
    if arguments.write and new:
        file = source_edits.read(arguments.config)
        source_edits.replace(file, source_edits.appended(file, blocks))
        print(f"{arguments.config}: {counted(len(new), 'source')} added")
    elif new:
        sys.stdout.write(textwrap.indent("".join(blocks).removeprefix("\n"), "  "))
    out.fail(_closing(arguments, len(new), len(skipped)))
    return int(any(one.is_wrong for one in skipped) or not outlines)


def _read(name: str) -> bytes:
    try:
        if name == "-" and sys.stdin is None:
            raise MonitorError("is closed; name an OPML file")
        if name == "-":
            return sys.stdin.buffer.read(opml.MOST_BYTES + 1)
        path = Path(name)
        if path.exists() and not path.is_file():
            raise MonitorError("is no file; name an OPML file")
        with path.open("rb") as file:
            return file.read(opml.MOST_BYTES + 1)
    except OSError as error:
        raise MonitorError(f"{error.strerror}; name an OPML file that this user may read") from error


def _sorted(outlines: Sequence[Outline], known: Sequence[Source]) -> Iterator[_New | _Skipped]:
    ids = {source.id for source in known}
    asked = {_asked(source): source.id for source in known}
    for outline in outlines:
        data = drafts.of_outline(outline, taken=ids)
        if data is None:
            page = f"{safe(str(outline.page))} is a page and no feed; `monitor sources probe` it"
            yield _Skipped(line=outline.line, why=page, is_wrong=True)
            continue
        source, problems = source_yaml.source(data)
        if source is None or source.kind is SourceKind.FOLDER:
            why = problems[0] if problems else "a folder of another machine is none here"
            if "${" in str(data.get("url")):
                why = f"its address holds {_VARIABLE}; write the value there, or add the source by hand"
            yield _Skipped(
                line=outline.line, why=safe(f"{data.get('url', outline.title)}: {why}"), is_wrong=True
            )
        elif (present := asked.get(_asked(source))) is not None:
            why = f"{source.location} is there already, as {present}"
            yield _Skipped(line=outline.line, why=safe(why))
        elif source.id in ids:
            why = f"the id {source.id} is there already, and asks for something else; rename one"
            yield _Skipped(line=outline.line, why=safe(why), is_wrong=True)
        else:
            ids.add(source.id)
            asked[_asked(source)] = source.id
            yield _New(folders=outline.folders, data=data)


def _asked(source: Source) -> tuple[object, ...]:
    """Return what two sources that ask for the same have in common; one address may serve many lists."""
    made = source.recipe
    place = identity.canonical_url(source.location) or source.location
    return place, made.before, made.method, made.params, made.form, made.json, made.only, made.fields


def _blocks(new: Sequence[_New]) -> Iterator[str]:
    """Yield each source as an item of the list, under a heading where another folder begins."""
    before: tuple[str, ...] = ()
    for one in new:
        heading = ""
        if one.folders != before:
            named = " / ".join(safe(folder) for folder in one.folders) or "in no folder"
            heading = f"\n# ---- {named}\n"
            before = one.folders
        yield heading + source_yaml.item(one.data)


def _closing(arguments: argparse.Namespace, new: int, skipped: int) -> str:
    told = f"{counted(new, 'new source')}, {skipped} skipped"
    if not new:
        return f"{told}; nothing to add"
    if arguments.write:
        return f"{told}; `monitor sources check` tries them"
    return f"{told}; paste them under `sources:` in {arguments.config}, or run this again with --write"
