"""`monitor normalise` and `monitor match`: documents from files, without a store."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from monitor import clock
from monitor.cli import out, rule_set
from monitor.corpus import laying_out
from monitor.corpus import normalise as corpus
from monitor.errors import MonitorError, SourceError
from monitor.model import BodyFormat, Document, Entry, Highlight, Match, Outlet
from monitor.text import charset

_ZONE = "Asia/Shanghai"
_LARGEST = 10 * 1024 * 1024  # bytes; as for a document that is fetched
_FORMATS = {".txt": BodyFormat.SEED, ".html": BodyFormat.PAGE, ".htm": BodyFormat.PAGE}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDocument:
    """A document and how the caller knows it."""

    key: str  # "path" or "id"
    name: str
    document: Document


def normalise(arguments: argparse.Namespace) -> int:
    """Print each document in the one form they take."""
    failed = False
    for found in _from_paths(arguments.paths):
        if isinstance(found, str):
            out.fail(found)
            failed = True
        elif arguments.format == "json":
            out.json_line(as_json(found.name, found.document))
        else:
            if len(arguments.paths) > 1:
                print(f"==> {found.name} <==")
            sys.stdout.write(laying_out.render(found.document))
    return int(failed)


def match(arguments: argparse.Namespace) -> int:
    """Print what the rules find in each document."""
    if not arguments.paths and not arguments.jsonl:
        out.fail("match: name at least one PATH, or --jsonl FILE")
        return 2
    rules = rule_set.load(arguments)
    failed = False
    sources = [_from_paths(arguments.paths)]
    if arguments.jsonl:
        sources.append(_from_json_lines(arguments.jsonl))
    for source in sources:
        for found in source:
            if isinstance(found, str):
                out.fail(found)
                failed = True
                continue
            matches = rules.match(laying_out.lay_out(found.document))
            if arguments.format == "json":
                out.json_line(
                    {found.key: found.name, "matches": [out.match_json(match) for match in matches]}
                )
            else:
                _print_matches(found.name, matches)
    return int(failed)


def read_file(path: Path) -> Document:
    """Return the document of a .txt or .html file; raises SourceError that names it."""
    body_format = _FORMATS.get(path.suffix.lower())
    if body_format is None:
        raise SourceError(f"{path}: neither .txt nor .html; save it as one of them")
    try:
        if path.exists() and not path.is_file():
            raise SourceError(f"{path}: no file; name .txt and .html files")
        if path.stat().st_size > _LARGEST:
            raise SourceError(f"{path}: over {_LARGEST // 2**20} MiB; no single document is so long")
        body = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}") from error
    text = (
        charset.decode_html(body, None)
        if body_format is BodyFormat.PAGE
        else charset.decode(body, declared=("utf-8",))
    )
    if not charset.is_text(text):
        raise SourceError(f"{path}: holds no text; name .txt and .html files that do")
    return _document(Entry(guid=str(path), body=text, body_format=body_format), str(path))


def as_json(path: str, document: Document) -> dict[str, Any]:
    """Return a document as `monitor normalise` prints it."""
    return {
        "path": path,
        "title": document.title,
        "title_derived": document.title_derived,
        "published": document.published.isoformat() if document.published else None,
        "language": document.language,
        "issuer": document.issuer,
        "document_number": document.document_number,
        "subject": document.subject,
        "written_on": document.written_on.isoformat() if document.written_on else None,
        "index_number": document.index_number,
        "highlights": [_highlight_json(highlight) for highlight in document.highlights],
        "sections": [
            {"heading": section.heading, "paragraphs": list(section.paragraphs)}
            for section in document.sections
        ],
        "disclaimer": document.disclaimer,
        "attachments": [asdict(attachment) for attachment in document.attachments],
        "provenance": document.provenance.value,
        "text": laying_out.lay_out(document).text,
    }


def _highlight_json(highlight: Highlight) -> str | dict[str, Any]:
    """Return a plain string where there are no children."""
    if not highlight.children:
        return highlight.text
    return {"text": highlight.text, "children": list(highlight.children)}


def _print_matches(name: str, matches: tuple[Match, ...]) -> None:
    print(f"{name}: {len(matches) or 'no'} {'match' if len(matches) == 1 else 'matches'}")
    for match in matches:
        print(f"  {match.rule} ({match.topic}, {match.severity})")
        for item in match.evidence:
            soft = ", a space lost at its edge" if item.soft else ""
            print(f"    {item.field} {item.start}-{item.end}: {item.text!r} by {out.cut(item.term)!r}{soft}")


def _from_paths(paths: list[str]) -> Iterator[NamedDocument | str]:
    """Yield each document, or what is wrong with it, in one line."""
    for path in paths:
        try:
            yield NamedDocument(key="path", name=path, document=read_file(Path(path)))
        except SourceError as error:
            yield str(error)


def _from_json_lines(file: str) -> Iterator[NamedDocument | str]:
    """Yield the document of each line, or what is wrong with the line."""
    try:
        lines = sys.stdin.buffer if file == "-" else Path(file).open("rb")  # noqa: SIM115  closed below
    except OSError as error:
        raise MonitorError(f"{file}: {error.strerror}") from error
    with lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            place = f"{'standard input' if file == '-' else file}:{number}"
            try:
                yield from_json(line, place)
            except SourceError as error:
                yield str(error)


def from_json(line: bytes, place: str) -> NamedDocument:
    """Return the document of a line of `--jsonl`; raises SourceError that names the place."""
    wanted = 'write {"id": "...", "title": "...", "text": "...", "language": "..."}, title and language may be left out'
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{place}: no JSON ({error}); {wanted}") from error
    if (
        not isinstance(value, dict)
        or not isinstance(value.get("id"), str | int)
        or not isinstance(value.get("text"), str)
    ):
        raise SourceError(f"{place}: an object with id and text is wanted; {wanted}")
    for name in ("title", "language"):
        if not isinstance(value.get(name), str | None):
            raise SourceError(f"{place}: {name} is no text; {wanted}")
    entry = Entry(
        guid=str(value["id"]),
        title=value.get("title") or None,
        language=value.get("language") or None,
        body=value["text"],
        body_format=BodyFormat.SEED,
    )
    return NamedDocument(key="id", name=value["id"], document=_document(entry, place))


def _document(entry: Entry, place: str) -> Document:
    try:
        return corpus.normalise(
            entry, outlet=Outlet(name=""), zone=_ZONE, language=entry.language, now=clock.now()
        )
    except SourceError as error:
        raise SourceError(f"{place}: {error}") from error
