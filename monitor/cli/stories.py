"""`monitor stories`: which documents are about one event, decided as the running program does, without a store."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from monitor import decide
from monitor.cli import out, rule_set
from monitor.corpus import identity, laying_out, normalise
from monitor.errors import MonitorError, SourceError
from monitor.model import BodyFormat, Decision, Entry, Outlet, Published, Version
from monitor.rules.evaluate import RuleSet
from monitor.stories.memory import Memory

_ZONE = "Asia/Shanghai"
_WANTED = 'write {"id": "...", "seen": "2026-03-02T16:00:00+08:00", "source": "...", "text": "..."}'
_NEEDED = ("id", "seen", "source", "text")
_OPTIONAL = ("published", "url", "title", "language")


def run(arguments: argparse.Namespace) -> int:
    """Answer each line with the story of its document, as the lines come."""
    rules = rule_set.load(arguments)
    with ExitStack() as stack:
        return _answer_all(_opened(arguments.jsonl, stack), arguments.jsonl, rules)


def _opened(file: str, stack: ExitStack) -> BinaryIO:
    if file == "-":
        return sys.stdin.buffer
    try:
        return stack.enter_context(Path(file).open("rb"))
    except OSError as error:
        raise MonitorError(f"{file}: {error.strerror}") from error


def _answer_all(lines: Iterable[bytes], file: str, rules: RuleSet) -> int:
    memory = Memory()
    failed = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{'standard input' if file == '-' else file}:{number}"
        try:
            value = read(line, place)
            version = version_of(value, place, rules, number)
        except SourceError as error:
            out.fail(error)
            failed = True
            continue
        decision = _decide(version, memory, rules)
        out.json_line(
            {
                "id": value["id"],
                "story": decision.story.id,
                "joined_by": list(decision.joined_by),
                "score": decision.score,
                "update": None if decision.update is None else decision.update.kind.value,
            }
        )
        sys.stdout.flush()
    return int(failed)


def _decide(version: Version, memory: Memory, rules: RuleSet) -> Decision:
    described = decide.describe(version, rules.names)
    decision = decide.decide(version, described, memory, (), version.seen_at, tier_of=lambda _: None)
    memory.add(decision, described.traits)
    return decision


def read(line: bytes, place: str) -> Mapping[str, Any]:
    """Return what a line says; SourceError tells what is wrong with it."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{place}: no JSON ({error}); {_WANTED}") from error
    if not isinstance(value, dict):
        raise SourceError(f"{place}: no object; {_WANTED}")
    if isinstance(value.get("id"), int) and not isinstance(value["id"], bool):
        value["id"] = str(value["id"])
    for name in _NEEDED:
        if not isinstance(value.get(name), str) or (name != "text" and not value[name].strip()):
            found = "no text" if name in value else "missing"
            raise SourceError(f"{place}: `{name}` is {found}; {_WANTED}")
    for name in _OPTIONAL:
        if not isinstance(value.get(name), str | None):
            raise SourceError(f"{place}: `{name}` is no text; write one, or leave it out")
    return value


def version_of(value: Mapping[str, Any], place: str, rules: RuleSet, number: int) -> Version:
    """Return the document of a line as gathering stores it; SourceError tells what is wrong with it."""
    seen_at = _instant(value["seen"], "seen", place)
    entry = Entry(
        guid=value["id"],
        url=value.get("url") or None,
        title=value.get("title") or None,
        published=_published(value.get("published"), place),
        language=value.get("language") or None,
        body=value["text"],
        body_format=BodyFormat.SEED,
    )
    try:
        document = normalise.normalise(
            entry, outlet=Outlet(name=value["source"]), zone=_ZONE, language=entry.language, now=seen_at
        )
    except SourceError as error:
        raise SourceError(f"{place}: {error}") from error
    layout = laying_out.lay_out(document)
    return Version(
        id=number,
        document_id=value["id"],
        source_id=value["source"],
        url=identity.canonical_url(entry.url),
        text_hash=identity.text_hash(layout),
        document=document,
        matches=rules.match(layout),
        is_backlog=False,
        demo=False,
        seen_at=seen_at,
    )


def _published(text: str | None, place: str) -> Published | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _instant(text, "published", place)


def _instant(text: str, name: str, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        mend = "write 2026-03-02T16:00:00+08:00"
        raise SourceError(f"{place}: `{name}` is no time, found `{text}`; {mend}") from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo(_ZONE))
