"""What each file gave to a set of rules, so that a file that stays as it is need not be read again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.errors import Problem
from monitor.rules.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A name that has a meaning beyond its file, and where it stands."""

    key: str  # "id" or "topic", which may stand only once, or "shared"
    name: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrowed:
    """A vocabulary, or all actors, that the rules of a file use, as it was."""

    name: str  # "@name" or "actors"
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one rule of a file gave, and what it was read with."""

    borrowed: tuple[Borrowed, ...]
    problems: tuple[Problem, ...]  # their path is the name of the file
    rule: Rule | None  # None: it has an error
    line: int  # where the rule stands in its file
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One file of rules, and what came of it."""

    file: str
    text: str  # a digest of the file
    shared: str  # a digest of all that files share
    claims: tuple[Claim, ...]
    lacks: tuple[Claim, ...]  # the first name that means nothing as long as no vocabulary can be read
    problems: tuple[Problem, ...]  # of the file as a whole
    readings: tuple[Reading, ...]  # one a rule, in order

    @property
    def rules(self) -> Iterator[Rule]:
        """The rules that are right."""
        return (reading.rule for reading in self.readings if reading.rule is not None)

    @property
    def all_problems(self) -> Iterator[Problem]:
        """What is wrong with the file and with each of its rules."""
        yield from self.problems
        for reading in self.readings:
            yield from reading.problems
