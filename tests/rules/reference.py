"""The engine beside the slow matcher and evaluator, on documents that say their terms in hostile spellings.

`python -m tests.rules.reference --pairs 1000000 --rules 50000` compares so many pairs of a document and a term, and
of a document and a rule.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from monitor.model import Layout, Match
from monitor.rules import automaton, terms
from monitor.rules.passage import Passage
from monitor.rules.rule import AllOf, AnyOf, AtLeast, Condition, Context, Near, NoneOf, Rule, Scope, Scoped
from monitor.rules.terms import Phrase
from tests.rules import hostile, slow_rules, slow_terms
from tests.rules.making import rule, rule_set
from tests.rules.slow_rules import Document
from tests.rules.slow_terms import Found, Text

_TERMS = 25  # a batch
_DOCUMENTS = 20  # a batch
_RULES = 10  # a batch
_NOT_SEARCHED = {"date", "label", "disclaimer"}


@dataclass(frozen=True)
class Difference:
    """A term and a text about which the two disagree."""

    term: str
    split: bool
    text: str
    engine: list[tuple[int, int, bool]]
    slow: list[tuple[int, int, bool]]


@dataclass(frozen=True)
class Disagreement:
    """A rule and a text about which the two disagree: what each says, and where its evidence lies."""

    rule: Rule
    layout: Layout
    engine: Verdict
    slow: Verdict


@dataclass
class Tally:
    """What a comparison came to."""

    pairs: int = 0
    hits: int = 0
    soft: int = 0
    hitting: int = 0  # pairs with a hit


def compare(pairs: int, seed: int, tally: Tally) -> Iterator[Difference]:
    """Compare at least so many pairs and yield where the two differ."""
    for number in count():
        if tally.pairs >= pairs:
            return
        dice = random.Random(f"{seed}-{number}")
        yield from _batch(dice, tally)


def compare_rules(pairs: int, seed: int, tally: Tally) -> Iterator[Disagreement]:
    """Compare at least so many pairs of a rule and a document and yield where the two differ."""
    for number in count():
        if tally.pairs >= pairs:
            return
        dice = random.Random(f"rules-{seed}-{number}")
        phrases = _phrases(dice, 8)
        rules = [_rule(dice, phrases, f"rule-{place}") for place in range(_RULES)]
        made = rule_set(*rules)
        for _ in range(_DOCUMENTS):
            layout = hostile.make_document([phrase.text for phrase in phrases], dice)
            document = Document(layout, cut(layout))
            found = {match.rule: _told(match) for match in made.match(layout)}
            for one in rules:
                hits = slow_rules.matched(one, document)
                slow = _expected(hits) if hits else None
                tally.pairs += 1
                tally.hitting += slow is not None
                tally.hits += len(hits or ())
                tally.soft += slow is not None and slow.soft
                engine = found.get(one.id)
                if engine != slow and (engine is None or slow is None or not _has_near(one.when)):
                    yield Disagreement(one, layout, engine, slow)


class Told(NamedTuple):
    """What is said of a match: whether all its hits are soft, and the letters its evidence covers."""

    soft: bool
    letters: frozenset[int]


Verdict = Told | None  # None: no match


def _told(match: Match) -> Told:
    return Told(match.soft, _letters((hit.start, hit.end) for hit in match.evidence))


def _expected(hits: set[Found]) -> Told:
    return Told(all(hit.soft for hit in hits), _letters((hit.start, hit.end) for hit in hits))


def _letters(spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(place for start, end in spans for place in range(start, end))


def _has_near(condition: Condition) -> bool:
    """Say whether evidence may be that of one window among several: each says as much as the others."""
    match condition:
        case Phrase():
            return False
        case Scoped() | Context():
            return _has_near(condition.condition)
        case Near():
            return True
    assert isinstance(condition, AnyOf | AllOf | NoneOf | AtLeast)
    return any(map(_has_near, condition.members))


def _rule(dice: random.Random, phrases: list[Phrase], id_: str) -> Rule:
    when = AllOf(members=(dice.choice(phrases), _condition(dice, phrases, 0)))
    if dice.random() < 0.4:
        when = AllOf(members=(AnyOf(members=tuple(dice.sample(phrases, 3))), _condition(dice, phrases, 0)))
    unless = dice.sample(phrases, dice.choice((0, 0, 1, 2)))
    return rule(_condition(dice, phrases, 0) if dice.random() < 0.2 else when, unless=unless, id_=id_)


def _condition(dice: random.Random, phrases: list[Phrase], depth: int) -> Condition:
    kind = dice.choice(("term", "any", "all", "near", "near", "at_least", "none", "in", "context"))
    if kind == "term" or depth == 3:
        return dice.choice(phrases)
    if kind == "near":
        choices = (
            AnyOf(members=tuple(dice.sample(phrases, dice.randint(1, 3))))
            for _ in range(dice.choice((2, 2, 3)))
        )
        return Near(members=tuple(choices), within=dice.randint(0, 12) / 2)
    if kind == "in":
        scopes = frozenset(dice.sample(list(Scope), dice.choice((1, 2))))
        return Scoped(scopes=scopes, condition=_condition(dice, phrases, depth + 1))
    if kind == "context":
        return Context(condition=_condition(dice, phrases, depth + 1))
    members = tuple(_condition(dice, phrases, depth + 1) for _ in range(dice.randint(1, 3)))
    if kind == "at_least":
        return AtLeast(count=dice.randint(1, len(members)), members=members)
    kinds: dict[str, type[AnyOf | AllOf | NoneOf]] = {"any": AnyOf, "all": AllOf, "none": NoneOf}
    return kinds[kind](members=members)


def cut(layout: Layout) -> Text:
    """Cut a document up for the slow matcher."""
    searched = [(block.start, block.end) for block in layout.blocks if block.kind not in _NOT_SEARCHED]
    return Text(layout.text, slow_terms.cells_of(layout.text), searched)


def _phrases(dice: random.Random, number: int) -> list[Phrase]:
    phrases: list[Phrase] = []
    while len(phrases) < number:
        try:
            term = terms.parse(hostile.make_term(dice), split=dice.random() < 0.15)
        except ValueError:
            continue
        if isinstance(term, Phrase):
            phrases.append(term)
    return phrases


def _batch(dice: random.Random, tally: Tally) -> Iterator[Difference]:
    phrases = _phrases(dice, _TERMS)
    index = automaton.build_for(phrases)
    for _ in range(_DOCUMENTS):
        layout = hostile.make_document([phrase.text for phrase in phrases], dice)
        found = automaton.scan(index, Passage(layout))
        text = cut(layout)
        for phrase in phrases:
            quick = sorted((hit.start, hit.end, hit.soft) for hit in automaton.hits(phrase, found))
            slow = sorted(
                (hit.start, hit.end, hit.soft)
                for hit in slow_terms.find(phrase.text, text, split=phrase.split)
            )
            tally.pairs += 1
            tally.hits += len(slow)
            tally.soft += sum(soft for _, _, soft in slow)
            tally.hitting += bool(slow)
            if quick != slow:
                yield Difference(phrase.text, phrase.split, layout.text, quick, slow)


def main() -> int:
    """Compare, and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--rules", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--show", type=int, default=20, help="differences to print")
    arguments = parser.parse_args()
    differences = 0
    for what, found in (
        ("terms", compare(arguments.pairs, arguments.seed, tally := Tally())),
        ("rules", compare_rules(arguments.rules, arguments.seed, other := Tally())),
    ):
        said = 0
        for said, difference in enumerate(found, start=1):
            if said <= arguments.show:
                sys.stdout.write(f"{difference}\n")
        done = tally if what == "terms" else other
        sys.stdout.write(
            f"{what}: {done.pairs:,} pairs, {done.hitting:,} with a match; {done.hits:,} hits,"
            f" {done.soft:,} soft; {said:,} differences\n"
        )
        differences += said
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
