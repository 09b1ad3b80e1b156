"""What stands in rule files, key by key, before conditions are read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator

from monitor.model import RuleStatus, Severity
from monitor.rules.names import NameKind
from monitor.rules.rule import Examples, Script

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise ValueError(f"`{text}` is more than small letters, digits and single hyphens; rename it")
    return text


def _shown(text: str) -> str:
    if not text.strip():
        raise ValueError("nothing stands here; a reader sees it, so write it")
    return text


Slug = Annotated[str, AfterValidator(_slug)]
Shown = Annotated[str, AfterValidator(_shown)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEntry:
    """A rule as a file has it; the conditions are read by hand, for their errors."""

    id: Slug
    name: Shown
    severity: Severity
    status: RuleStatus = RuleStatus.STABLE
    why: Shown
    when: object
    unless: object = None
    split: bool = False
    examples: Examples
    references: tuple[str, ...] = ()
    notes: str | None = None
    actor: str | None = None
    false_alarms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """A file of rules: one topic."""

    topic: Slug
    rules: tuple[
        object, ...
    ]  # each a RuleEntry, decoded alone so that one wrong rule hides no other's problems

    def __post_init__(self) -> None:
        if not self.rules:
            raise ValueError("the file has no rules; write one, or remove the file")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorEntry:
    """A class of actors as the file has it; the names are read by hand, for their errors."""

    names: tuple[object, ...]
    assumed_in: tuple[Script, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyFile:
    """The file of shared vocabularies, the classes of actors made of them, and what the things in them are."""

    vocabularies: dict[str, tuple[object, ...]]
    actors: dict[str, ActorEntry] = field(default_factory=dict)
    kinds: dict[NameKind, tuple[str, ...]] = field(default_factory=dict)
