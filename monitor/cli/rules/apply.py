"""`monitor rules apply`: have the running bot tell what edited rules newly match among stored documents.

versions of other rules → asked of the rules in force → what is new → added, left undecided → the bot decides afresh
"""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

from monitor import clock, decide, gather, replay
from monitor.cli import out, rule_set
from monitor.cli.report import SILENT
from monitor.cli.rules import baseline, showing
from monitor.cli.rules.baseline import Baseline
from monitor.cli.rules.showing import Entry
from monitor.config import rule_files, settings
from monitor.corpus import laying_out
from monitor.errors import ConfigError, MonitorError
from monitor.model import (
    ChannelConfig,
    Decision,
    Hold,
    Match,
    Reason,
    RuleStatus,
    Tier,
    Verdict,
    Version,
)
from monitor.rules.compare import Question
from monitor.rules.evaluate import RuleSet
from monitor.store import database, owing
from monitor.store.archive import Addition, Archive, fresh
from monitor.store.database import Database
from monitor.store.deciding import Known
from monitor.store.decisions import Decisions
from monitor.store.notes import Notes

_AT_ONCE = 100  # documents read at a time
_WRITTEN = 20  # documents a transaction; a running program waits for it to end
_ZONE = "Asia/Shanghai"  # of a source that left the settings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A document with new matches, and what its channels will get."""

    version: Version
    matches: tuple[Match, ...]  # the new ones
    verdicts: tuple[tuple[str, Verdict], ...]

    @property
    def is_told(self) -> bool:
        """Any channel gets it, now, in its digest, or in the message of its story."""
        return any(not isinstance(decided, Reason) for _, decided in self.verdicts)


@dataclass(frozen=True, slots=True)
class _Foreseen:
    """What the decide loop would make of versions."""

    decisions: Decisions
    channels: Sequence[ChannelConfig]
    names: decide.Names
    tier_of: Callable[[str], Tier | None]
    now: datetime

    async def verdicts(self, versions: Sequence[Version]) -> list[tuple[tuple[str, Verdict], ...]]:
        """Return what each channel would get of each, one decided after the other."""

        def describe(version: Version) -> decide.Described:
            return decide.describe(version, self.names)

        def make(version: Version, known: Known) -> Decision:
            return decide.decide(
                version, describe(version), known, self.channels, self.now, tier_of=self.tier_of
            )

        made = await self.decisions.foresee(versions, make, describe)
        return [decision.verdicts for decision in made]


def run(arguments: argparse.Namespace) -> int:
    """Print what is told and what is only recorded; with --dry-run change nothing."""
    loaded = settings.load(arguments.config, os.environ, tells=False)
    rules, _ = baseline.load(_in_force(rule_set.folder(arguments), loaded.store))
    opened = database.open_to_read(loaded.store) if arguments.dry_run else database.open_to_act(loaded.store)
    try:
        now = clock.now()
        archive = Archive(opened)
        ids = archive.newest(now - arguments.since, not_by=rules.hash)
        new = list(_new_matches(loaded.store, archive, ids, rules))
        zones = {source.id: source.zone for source in loaded.sources}
        asked = [found for found in new if _is_of_the_time(found[0], zones, now, arguments.since)]
        tiers = {source.id: source.tier for source in loaded.sources}
        foreseen = _Foreseen(Decisions(opened), loaded.channels, rules.names, tiers.get, now)
        plans = asyncio.run(_plan(foreseen, asked))
        if not arguments.dry_run:
            _add(archive, plans, rules.hash)
        is_running = _is_running(opened, now)
    finally:
        opened.close()
    left = len(new) - len(asked)
    if arguments.format == "json":
        _print_json(plans, left=left, is_dry=arguments.dry_run)
    else:
        _print(plans, left=left, is_dry=arguments.dry_run, is_running=is_running)
    return 0


def _in_force(directory: Path, store: Path) -> Baseline:
    """Return the rules in force; refuse where the folder has others, for the running program would not know them."""
    files = rule_files.read_rule_files(directory)
    kept = baseline.in_force(store)
    if kept is not None and kept.files == files:
        return kept
    rules, problems = rule_files.load_rules(files, root=str(directory))
    if rules is None:
        raise ConfigError(problems)
    if kept is None:
        raise MonitorError("no rules were in force on this store yet; start `monitor run`, then apply")
    names = sorted(files.keys() | kept.files.keys())
    differing = ", ".join(name for name in names if files.get(name) != kept.files.get(name))
    raise MonitorError(
        f"{directory}: not the rules in force ({differing}), so they cannot be applied; a running monitor takes a "
        "saved edit up within 5 s, one that is stopped when it starts; `monitor status` shows what is in force "
        "and what is refused"
    )


def _new_matches(
    store: Path, archive: Archive, ids: Sequence[int], rules: RuleSet
) -> Iterator[tuple[Version, tuple[Match, ...]]]:
    """Yield the versions that the rules match newly, oldest first, as they will be decided."""
    with showing.progress(len(ids)) as advance:
        matched = [
            id_ for id_, _ in replay.replay(store, ids[::-1], Question(always=rules.rules), advance=advance)
        ]
    for start in range(0, len(matched), _AT_ONCE):
        versions = archive.versions(matched[start : start + _AT_ONCE])
        for version in (versions[id_] for id_ in sorted(versions)):
            matches = fresh(version.matches, rules.match(laying_out.lay_out(version.document)))
            if matches:
                yield version, matches


def _is_of_the_time(version: Version, zones: Mapping[str, str], now: datetime, since: timedelta) -> bool:
    """Say whether a document was published in the time asked for, as far as it says when."""
    published = version.document.published
    return published is None or gather.age(published, zones.get(version.source_id, _ZONE), now) <= since


async def _plan(foreseen: _Foreseen, new: Sequence[tuple[Version, tuple[Match, ...]]]) -> list[_Plan]:
    """Foresee what the decide loop will make of the documents."""
    changed = [_changed(version, matches) for version, matches in new]
    verdicts = await foreseen.verdicts(changed)
    return [
        _Plan(version=version, matches=matches, verdicts=decided)
        for (version, matches), decided in zip(new, verdicts, strict=True)
    ]


def _changed(version: Version, matches: tuple[Match, ...]) -> Version:
    """Return the version as it will be decided."""
    new = {match.rule for match in matches}
    kept = tuple(match for match in version.matches if match.rule not in new)
    is_asked = any(match.status is not RuleStatus.DRAFT for match in matches)
    return replace(version, matches=(*kept, *matches), is_backlog=version.is_backlog and not is_asked)


def _add(archive: Archive, plans: Sequence[_Plan], rules_hash: str) -> None:
    for start in range(0, len(plans), _WRITTEN):
        begun = monotonic()
        archive.add(
            Addition(version_id=plan.version.id, matches=plan.matches, rules_hash=rules_hash)
            for plan in plans[start : start + _WRITTEN]
        )
        # A running program writes into the same store, and comes to it only while nobody else does.
        sleep(monotonic() - begun)


def _is_running(opened: Database, now: datetime) -> bool:
    beat = asyncio.run(Notes(opened).last_beat())
    return beat is not None and now - beat < SILENT


def _entry(plan: _Plan) -> Entry:
    layout = laying_out.lay_out(plan.version.document)
    return showing.entry(
        plan.version, contexts=showing.evidence(layout, plan.matches), notes=tuple(_notes(plan))
    )


def _notes(plan: _Plan) -> Iterator[str]:
    for match in plan.matches:
        draft = ", a draft" if match.status is RuleStatus.DRAFT else ""
        yield f"{match.rule}: {match.severity}{draft}"
    for channel, decided in plan.verdicts:
        if isinstance(decided, Hold):
            yield f"in the digest of {channel}: {decided.why}"
        elif isinstance(decided, Reason):
            yield f"not told to {channel}: {decided}"


def _print(plans: Sequence[_Plan], *, left: int, is_dry: bool, is_running: bool) -> None:
    showing.print_entries([_entry(plan) for plan in plans])
    told = sum(plan.is_told for plan in plans)
    if not plans:
        print("nothing to tell: the rules match nothing newly")
    else:
        would = "would be" if is_dry else "will be"
        print(
            f"{told:,} {_documents(told)} {would} told, {len(plans) - told:,} {would} recorded without being told"
        )
    if left:
        print(f"{left:,} {_documents(left)} published before that time: left alone")
    if is_dry and plans:
        print("nothing was changed (--dry-run)")
    elif plans:
        print(
            "the running monitor decides about them within seconds; `monitor why` shows what came of it"
            if is_running
            else "no monitor runs on this store now: they wait for its next start"
        )


def _documents(count: int) -> str:
    return "document" if count == 1 else "documents"


def _print_json(plans: Sequence[_Plan], *, left: int, is_dry: bool) -> None:
    for plan in plans:
        out.json_line(
            {
                **showing.as_json(_entry(plan)),
                "rules": [
                    {"rule": match.rule, "severity": match.severity.value, "status": match.status.value}
                    for match in plan.matches
                ],
                "channels": {channel: owing.text(decided) for channel, decided in plan.verdicts},
            }
        )
    told = sum(plan.is_told for plan in plans)
    out.json_line(
        {"summary": {"told": told, "recorded": len(plans) - told, "left_alone": left, "dry_run": is_dry}}
    )
