"""/try: what a term, a condition or a rule would have matched, within a few seconds and the newest documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from time import monotonic

from monitor import replay
from monitor.bot.desk import Desk
from monitor.bot.words import Line, answer, bold, line, linked, moment
from monitor.config import inline, rule_files
from monitor.errors import ConfigError, Problem
from monitor.model import Said, Version
from monitor.reload.beside import beside
from monitor.rules.compare import Question
from monitor.rules.rule import Rule
from monitor.store.archive import Archive

_SINCE = timedelta(days=90)
_MOST = 20_000  # documents
_PATIENCE = 10.0  # seconds
_SHOWN = 8
_PROBLEMS = 5


class _LateError(Exception):
    """The time is up; what was found by then is shown."""


async def try_(desk: Desk, _said: Said, words: str) -> str:
    """Show the newest documents that a term would have matched, and how many there are."""
    if not words:
        return answer(["Write a term behind it, as in a rule: /try 试点名单, or /try rare earth*"])
    rule, problems = await beside(lambda: _read(desk, words))
    if rule is None:
        return answer(str(problem) for problem in problems[:_PROBLEMS])
    since = desk.clock() - _SINCE
    ids = await desk.reading.ask(lambda opened: Archive(opened).newest(since)[:_MOST])
    matched, looked_at = await beside(lambda: matching(desk.store, ids, rule))
    versions = await desk.reading.ask(lambda opened: Archive(opened).versions(matched[:_SHOWN]))
    shown = [versions[id_] for id_ in matched[:_SHOWN] if id_ in versions]
    late = f" (the time was up; {len(ids):,} were wanted)" if looked_at < len(ids) else ""
    share = f", {len(matched) / looked_at:.1%}" if matched else ""
    head = f": {len(matched):,} of {looked_at:,} documents of {_SINCE.days} days match{share}{late}"
    doubts = [str(problem) for problem in problems[:_PROBLEMS]]
    return answer([line(bold(words), head), *(_line(one, desk) for one in shown), *doubts])


def _read(desk: Desk, words: str) -> tuple[Rule | None, Sequence[Problem]]:
    try:
        files = rule_files.read_rule_files(desk.rules_folder)
    except ConfigError as error:
        return None, error.problems
    return inline.read(words, files, root=str(desk.rules_folder))


def matching(
    store: Path, ids: Sequence[int], rule: Rule, *, patience: float = _PATIENCE
) -> tuple[list[int], int]:
    """Return what matches, in the order of the ids, and how many documents there was time to look at."""
    deadline = monotonic() + patience
    looked_at = 0

    def advance(count: int) -> None:
        nonlocal looked_at
        if monotonic() > deadline:
            raise _LateError  # before it hands over what it found last
        looked_at += count

    matched: list[int] = []
    try:
        # In one process: an answer to a chat must not take the machine from the loops.
        found = replay.replay(store, ids, Question(always=(rule,)), processes=1, advance=advance)
        for id_, _ in found:
            matched.append(id_)
    except _LateError:
        pass
    return matched, looked_at


def _line(version: Version, desk: Desk) -> Line:
    seen = moment(version.seen_at, desk.clock(), desk.zone)
    return line(linked(version.document.title, version.document.url or version.url), f" · {seen}")
