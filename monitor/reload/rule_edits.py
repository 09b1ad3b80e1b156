"""The rule files as one thing that is edited: at the start the last good set where they do not check, then each edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import structlog

from monitor.config import passed_over, rule_files
from monitor.config.rule_files import Loader
from monitor.errors import ConfigError, Level, Problem
from monitor.reload import words
from monitor.reload.beside import beside
from monitor.reload.live import Live
from monitor.rules import codec
from monitor.rules.evaluate import RuleSet
from monitor.rules.rule import Rule
from monitor.store.standing import RULES, InForce, Standing

logger = structlog.get_logger("monitor.reload")

_LOGGED = 20  # problems of one edit; `monitor check` lists all

Content = Mapping[str, str] | tuple[Problem, ...]  # the files by name, or why they cannot be read


class Kept(Protocol):
    """Where the last good rules are kept over a restart."""

    async def keep_rules(self, files: Mapping[str, str], compiled: bytes) -> None:
        """Keep files that checked, and the set they make as bytes."""
        ...

    async def rules(self) -> dict[str, str] | None:
        """Return those kept last, None before the first."""
        ...

    async def compiled(self, hash_: str) -> bytes | None:
        """Return the set with this hash as bytes, where it is kept."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Files that check, and the rules they make."""

    files: Mapping[str, str]
    rules: RuleSet
    warnings: tuple[Problem, ...] = ()
    compiled: bytes | None = None  # None: not yet
    is_kept: bool = False  # as it is, with what it was compiled to


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What a start found."""

    content: Content
    rules: RuleSet
    problems: tuple[Problem, ...]  # of files that do not check


class RuleEdits:
    """Reads, checks and keeps the rule files; `live` gets the rules they make."""

    name = "rules"

    def __init__(
        self,
        folder: Path,
        *,
        kept: Kept,
        prepared: Callable[[str], bytes | None],
        standing: Standing,
        redact: Callable[[str], str],
        clock: Callable[[], datetime],
    ) -> None:
        self._folder = folder
        self._kept = kept
        self._prepared = prepared
        self._standing = standing
        self._redact = redact
        self._clock = clock
        self._logged: frozenset[str] = frozenset()  # what is wrong now, as far as it was logged
        self._warned: frozenset[str] = frozenset()
        self._live: Live | None = None
        self._loader = Loader()
        self._passed_over: frozenset[str] = frozenset()  # files of the folder that are not read
        self._by_id: Mapping[str, Rule] = {}  # the rules in force

    async def start(self) -> Started:
        """Load the files, or the last good ones where they do not check; without either, ConfigError."""
        content = await beside(self.read)
        try:
            loaded = await self._load_or_resume(content)
        except ConfigError as error:
            problems = error.problems
        else:
            self._warned = frozenset(self._redact(str(warning)) for warning in loaded.warnings)
            self._by_id = _by_id(loaded.rules)
            logger.info("rules loaded", rules=len(loaded.rules.rules), hash=loaded.rules.hash[:12])
            await self._warn_of_passed_over()
            await self._save(loaded)
            await self._keep(loaded)
            return Started(content=content, rules=loaded.rules, problems=())
        rules = await self._last_good()
        if rules is None:
            raise ConfigError(problems)
        self._by_id = _by_id(rules)
        await self._warn_of_passed_over()
        await self._set_in_force(rules)
        await self.refuse(problems)
        return Started(content=content, rules=rules, problems=problems)

    async def _load_or_resume(self, content: Content) -> Loaded:
        resumed = await self._resumed(content)
        return resumed if resumed is not None else await beside(lambda: self.load(content))

    async def _resumed(self, content: Content) -> Loaded | None:
        """Return the set of these very files as it was compiled last, or before the first start; else None."""
        if isinstance(content, tuple):
            return None
        hash_ = await beside(lambda: rule_files.content_key(content))
        compiled = await self._kept.compiled(hash_)
        rules = await _decoded(compiled)
        is_kept = rules is not None
        if rules is None:
            compiled = await beside(lambda: self._prepared(hash_))
            rules = await _decoded(compiled)
        if rules is None:
            return None
        self._loader = Loader(rules)
        warnings = rule_files.known_problems(rules, root=str(self._folder))
        return Loaded(files=content, rules=rules, warnings=warnings, compiled=compiled, is_kept=is_kept)

    async def _last_good(self) -> RuleSet | None:
        files = await self._kept.rules()
        if files is None:
            return None
        try:
            return (await self._load_or_resume(files)).rules
        except ConfigError:
            return None  # an older program took them

    def put_into(self, live: Live) -> None:
        """Let every edit from now on replace the rules there."""
        self._live = live

    def read(self) -> Content:
        """Return the files, or why they cannot be read."""
        try:
            return rule_files.read_rule_files(self._folder)
        except ConfigError as error:
            return error.problems

    def load(self, content: Content) -> Loaded:
        """Check and compile the files; ConfigError has every problem."""
        if isinstance(content, tuple):
            raise ConfigError(content)
        loader, self._loader = self._loader, Loader()  # a defect in the middle would leave half of it
        rules, problems = loader.load(content, root=str(self._folder))
        self._loader = loader
        if rules is None:
            raise ConfigError(tuple(problem for problem in problems if problem.level is Level.ERROR))
        return Loaded(files=content, rules=rules, warnings=problems)

    async def accept(self, loaded: Loaded) -> None:
        """Swap the rules in: a poll under way ends with those it began with."""
        assert self._live is not None
        await self._save(loaded)
        self._live.rules = loaded.rules
        before, self._by_id = self._by_id, _by_id(loaded.rules)
        changed = [id_ for id_, rule in self._by_id.items() if id_ in before and rule != before[id_]]
        logger.info(
            "rules loaded",
            rules=len(loaded.rules.rules),
            hash=loaded.rules.hash[:12],
            added=sorted(self._by_id.keys() - before.keys())[:_LOGGED],
            removed=sorted(before.keys() - self._by_id.keys())[:_LOGGED],
            changed=[*sorted(changed)[:_LOGGED], *_more(len(changed) - _LOGGED)],
        )
        await self._warn_of_passed_over()
        warnings = [self._redact(str(warning)) for warning in loaded.warnings]
        for line in [line for line in warnings if line not in self._warned][:_LOGGED]:
            logger.warning("a rule could be better", problem=line)
        self._warned = frozenset(warnings)
        await self._keep(loaded)

    async def refuse(self, problems: tuple[Problem, ...]) -> None:
        """Say what is wrong: in the log what was not said yet, to the operators and `monitor status` as it is now."""
        lines = [self._redact(str(problem)) for problem in problems]
        for line in [line for line in lines if line not in self._logged][:_LOGGED]:
            logger.error("rules refused, the last good ones stay in force", problem=line)
        self._logged = frozenset(lines)
        in_force = await self._standing.in_force()
        assert in_force is not None
        await self._standing.begin(RULES, lines, words.rules_refused(lines, in_force), self._clock())

    async def _warn_of_passed_over(self) -> None:
        """Name the files that somebody may take for rules and that are not read, each once."""
        found = await beside(lambda: passed_over.find(self._folder))
        lines = [self._redact(str(problem)) for problem in found]
        for line in [line for line in lines if line not in self._passed_over]:
            logger.warning("a file in the folder of rules is not read", problem=line)
        self._passed_over = frozenset(lines)

    async def _save(self, loaded: Loaded) -> None:
        """Keep the files before anything runs on them; compiling the set takes longer than a program may have left."""
        if not loaded.is_kept:
            await self._kept.keep_rules(loaded.files, b"")

    async def _keep(self, loaded: Loaded) -> None:
        """Say that these rules are in force, and keep them for a start on files that do not check."""
        in_force = await self._set_in_force(loaded.rules)
        self._logged = frozenset()
        trouble, now = await self._standing.trouble(RULES), self._clock()
        if trouble is not None:
            await self._standing.end(RULES, words.rules_mended(trouble, in_force, now), now)
            logger.info("rules are mended", since=trouble.since.isoformat())
        if not loaded.is_kept:
            compiled = loaded.compiled
            made = await beside(lambda: codec.encode(loaded.rules)) if compiled is None else compiled
            await self._kept.keep_rules(loaded.files, made)

    async def _set_in_force(self, rules: RuleSet) -> InForce:
        return await self._standing.set_in_force(rules=len(rules.rules), hash_=rules.hash, now=self._clock())


async def _decoded(compiled: bytes | None) -> RuleSet | None:
    return None if compiled is None else await beside(lambda: codec.decode(compiled))


def _by_id(rules: RuleSet) -> dict[str, Rule]:
    return {rule.id: rule for rule in rules.rules}


def _more(count: int) -> list[str]:
    return [f"and {count} more"] if count > 0 else []
