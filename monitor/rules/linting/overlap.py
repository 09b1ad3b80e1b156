"""What no rule shows alone: two that mean the same, and entries of a list that another entry finds.

Rules are compared by what they mean, and only those that match each other's examples are looked into, so that
the work grows with their number and not with its square.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from monitor.model import RuleStatus
from monitor.rules import terms
from monitor.rules.evaluate import compile_rules
from monitor.rules.linting.covers import pairs
from monitor.rules.linting.follows import Logic
from monitor.rules.linting.forms import Forms
from monitor.rules.linting.lint import lay_out_example
from monitor.rules.rule import (
    AllOf,
    AnyOf,
    Condition,
    Context,
    Leaf,
    Rule,
    Scoped,
    VocabularyEntry,
    leaves,
)
from monitor.rules.terms import Phrase
from monitor.text.characters import is_letter

_AGAIN = "`{text}` stands in this list already, through a thing or list it names; drop it"
_NEEDLESS = "`{text}` adds nothing: `{wide}` in the same list finds it; drop one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """A warning about a rule or a vocabulary: the key it stands under and the text to point at."""

    rule: str | None = None  # None: about a vocabulary
    vocabulary: str | None = None
    part: str = ""  # a key of the rule
    said: str | None = None  # None: the whole part
    message: str


def check(rules: Iterable[Rule], vocabularies: Mapping[str, Sequence[VocabularyEntry]]) -> Iterator[Overlap]:
    """Yield what the rules in use and the vocabularies repeat of each other."""
    used = tuple(rule for rule in rules if rule.status is not RuleStatus.RETIRED)
    forms = Forms()
    yield from _same_meaning(used, forms)
    for rule in used:
        for part, conditions in (("when", (rule.when,)), ("unless", rule.unless)):
            for condition in conditions:
                for said, message in _repeated(condition, forms):
                    yield Overlap(rule=rule.id, part=part, said=said, message=message)
    for name, entries in vocabularies.items():
        for said, message in _within(entries):
            yield Overlap(vocabulary=name, said=said, message=message)


def _same_meaning(rules: Sequence[Rule], forms: Forms) -> Iterator[Overlap]:
    """Yield the rules that another one makes needless."""
    first: dict[object, Rule] = {}
    needless: set[str] = set()
    for rule in rules:
        meaning = (rule.status, forms.of(rule.when), forms.removed(rule), rule.actor)
        twin = first.setdefault(meaning, rule)
        if twin is not rule:
            needless.add(rule.id)
            message = f"means the same as the rule `{twin.id}`; keep one of the two, or make them differ"
            yield Overlap(rule=rule.id, part="when", message=message)
    others = tuple(rule for rule in rules if rule.id not in needless)
    yield from _swallowed(others, Logic(forms))


def _swallowed(rules: tuple[Rule, ...], logic: Logic) -> Iterator[Overlap]:
    """Yield the rules of which another one finds everything, at the same severity."""
    rule_set = compile_rules(rules, texts={})
    by_id = {rule.id: rule for rule in rules}
    for rule in rules:
        # Whatever finds everything of a rule finds its example.
        for match in rule_set.match(lay_out_example(rule.examples.match[0])):
            other = by_id[match.rule]
            is_alike = other.severity is rule.severity and other.status is rule.status
            if other is not rule and is_alike and logic.finds_all_of(other, rule):
                message = (
                    f"finds nothing that the rule `{other.id}` does not find too, at the same severity; "
                    "merge the two, or give one another severity"
                )
                yield Overlap(rule=rule.id, part="when", message=message)
                break


def _repeated(condition: Condition, forms: Forms) -> Iterator[tuple[str | None, str]]:
    """Yield what the lists of a condition hold twice, where a vocabulary holds it or where it is no phrase."""
    if isinstance(condition, Leaf):
        return
    if isinstance(condition, Scoped | Context):
        yield from _repeated(condition.condition, forms)
        return
    if isinstance(condition, AnyOf):
        if condition.vocabulary is not None:
            return
        yield from _found_by_vocabulary(condition)
        yield from _held_by_vocabulary(condition, forms)
    if isinstance(condition, AnyOf | AllOf):
        yield from _twice(condition, forms)
    for member in condition.members:
        yield from _repeated(member, forms)


def _found_by_vocabulary(condition: AnyOf) -> Iterator[tuple[str, str]]:
    """Yield the terms of a list that a vocabulary in the same list finds."""
    written = [member for member in condition.members if isinstance(member, Phrase)]
    for member in condition.members if written else ():
        if isinstance(member, AnyOf) and member.vocabulary is not None:
            names = [name for name in leaves((member,)) if isinstance(name, Phrase)]
            by: dict[int, Phrase] = {}
            for other, place in pairs(written, names):
                by.setdefault(other, names[place])
            for other, name in sorted(by.items(), key=itemgetter(0)):
                text = written[other].text
                finds = "holds it" if name.text == text else f"finds it by `{name.text}`"
                yield text, f"`{text}` adds nothing: `@{member.vocabulary}` in the same list {finds}; drop it"


def _held_by_vocabulary(condition: AnyOf, forms: Forms) -> Iterator[tuple[str, str]]:
    """Yield the vocabularies of a list that another one there holds all of."""
    lists = [
        (member.vocabulary, forms.choices(member))
        for member in condition.members
        if isinstance(member, AnyOf) and member.vocabulary is not None
    ]
    for place, (name, choices) in enumerate(lists):
        for other, (larger, more) in enumerate(lists):
            if choices < more or (choices == more and other < place):
                message = f"`@{name}` adds nothing: `@{larger}` in the same list holds all of it; drop one"
                yield f"@{name}", message
                break


def _twice(condition: AnyOf | AllOf, forms: Forms) -> Iterator[tuple[str | None, str]]:
    """Yield the members that stand in a list twice; phrases and lists of an `any` are compared elsewhere."""
    seen: set[int] = set()
    for member in condition.members:
        if isinstance(member, Phrase | AnyOf) and isinstance(condition, AnyOf):
            continue
        number = forms.of(member)
        if number in seen:
            said = member.text if isinstance(member, Leaf) else None
            name = f"`{said}`" if said else "a condition"
            yield said, f"{name} stands twice in one list; drop one"
        seen.add(number)


def _within(entries: Sequence[VocabularyEntry]) -> Iterator[tuple[str, str]]:
    """Yield the terms of a vocabulary that another one is in other letters: a plural, a spelling, its beginning.

    A longer phrase is no fault of a list, and the names of one thing may well be alike.
    """
    plain = [term for entry in entries if entry.id is None for term in _phrases(entry)]
    everything = [*plain, *(term for entry in entries if entry.id is not None for term in _phrases(entry))]
    told: set[int] = set()
    for other, place in sorted(pairs(plain, everything), key=lambda pair: pair[::-1]):
        narrow, wide = plain[other], everything[place]
        if other == place or other in told or place in told or not _are_same_words(wide, narrow):
            continue
        told.add(other)
        yield (
            narrow.text,
            (_AGAIN if narrow.text == wide.text else _NEEDLESS).format(text=narrow.text, wide=wide.text),
        )


def _are_same_words(wide: Phrase, narrow: Phrase) -> bool:
    """Say whether a phrase that finds another has as many words as it."""
    is_longer = wide.joints == narrow.joints and narrow.key.startswith(wide.key) and is_letter(narrow.key[-1])
    return narrow.key in wide.keys or is_longer


def _phrases(entry: VocabularyEntry) -> Iterator[Phrase]:
    for name in entry.names:
        term = terms.parse(name)
        if isinstance(term, Phrase):
            yield term
