"""What the rules find in a document, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a match matters, least first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for low to 3 for critical."""
        return list(Severity).index(self)


class RuleStatus(StrEnum):
    """Where a rule stands in its life."""

    DRAFT = "draft"  # recorded, never told
    STABLE = "stable"
    RETIRED = "retired"  # not run


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a rule matched: a slice of the document.

    `field` is "title" or "text" (the whole document as `monitor normalise` prints it); `start` and
    `end` are code points into that field, and `text` is that slice.
    """

    field: str
    start: int
    end: int
    text: str
    term: str  # as the rule or the vocabulary writes it
    soft: bool = False  # one edge of the term had lost its space


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One rule found in one document version."""

    rule: str
    topic: str
    name: str  # the rule's, for readers
    why: str  # why this matters, in the analyst's words
    severity: Severity
    status: RuleStatus = RuleStatus.STABLE
    soft: bool = False  # every hit was soft: the severity is one lower than the rule's
    evidence: tuple[Evidence, ...]
