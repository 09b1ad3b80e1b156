"""Which rules, and which of their terms, match too much of what was stored to say anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from monitor.model import Layout
from monitor.rules.evaluate import RuleSet, compile_rules
from monitor.rules.linting.lint import sufficient_terms
from monitor.rules.rule import Rule

_LEAST_DOCUMENTS = 50  # fewer say little of the next ones
_GLANCE = 400  # documents after which most rules are out of suspicion, and are not tried on the others
_MOST = 0.2  # of the documents; a signal that every fifth one gives is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """A rule that matches too often."""

    rule: str
    said: str | None  # the term to blame; None: no single one
    message: str


@dataclass(slots=True)
class _Tally:
    """In how many documents each rule was found, and each term of it."""

    documents: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    terms: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, rule_set: RuleSet, layouts: Iterable[Layout]) -> None:
        """Add what the rules find in some documents."""
        for layout in layouts:
            self.documents += 1
            for match in rule_set.match(layout):
                self.rules[match.rule] += 1
                self.terms.update((match.rule, term) for term in {item.term for item in match.evidence})

    def share(self, found: int) -> str:
        """Return a count as a share of the documents."""
        return f"{found / self.documents:.0%}".replace("%", " %")


def measure(rule_set: RuleSet, layouts: Iterable[Layout]) -> Iterator[Common]:
    """Match documents, newest first, and yield what more than a fifth of them has."""
    waiting = iter(layouts)
    tally = _Tally()
    tally.count(rule_set, islice(waiting, _GLANCE))
    if tally.documents < _LEAST_DOCUMENTS:
        return
    half = _MOST / 2 * tally.documents
    suspects = tuple(rule for rule in rule_set.rules if tally.rules[rule.id] > half)
    if suspects:
        tally.count(compile_rules(suspects, texts={}), waiting)
    for rule in suspects:
        if tally.rules[rule.id] > _MOST * tally.documents:
            yield from _told(rule, tally)


def _told(rule: Rule, tally: _Tally) -> Iterator[Common]:
    alone = dict.fromkeys(term.text for term in sufficient_terms(rule.when))
    newest = f"the newest {tally.documents:,} documents"
    blamed = [text for text in alone if tally.terms[rule.id, text] > _MOST * tally.documents]
    for text in blamed:
        message = (
            f"`{text}` alone makes a match and stands in {tally.share(tally.terms[rule.id, text])} of {newest}; "
            "write more of it, or put it in `near`"
        )
        yield Common(rule=rule.id, said=text, message=message)
    if not blamed:
        message = (
            f"matches {tally.share(tally.rules[rule.id])} of {newest}; ask for more with `near` or `all`, "
            "or take other meanings out with `unless`"
        )
        yield Common(rule=rule.id, said=None, message=message)
