"""Examples and seed documents held against the rules: what fails, what was found, what almost was."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from monitor.cli import documents
from monitor.config import expectations
from monitor.config.expectations import Expectations, Missed
from monitor.config.located_rules import Example, LocatedRule, Place
from monitor.corpus import laying_out
from monitor.errors import SourceError
from monitor.model import Evidence, Layout, Match, RuleStatus
from monitor.rules.automaton import Index
from monitor.rules.evaluate import RuleSet
from monitor.rules.explaining.almost import NearMiss
from monitor.rules.explaining.explain import near_misses
from monitor.rules.linting import lint
from monitor.rules.passage import Passage
from monitor.rules.rule import Rule

_AROUND = 40  # characters of the line shown on either side of a hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit in a text, with the words around it."""

    term: str
    text: str
    line: int  # of the text, from 1
    start: int
    end: int
    context: str  # of that line, the hit between « and »


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedLine:
    """A line of a text with every hit in it between « and »."""

    number: int  # from 1
    text: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One example or expectation that does not hold."""

    rule: str | None  # rule or topic; None: the form of a document
    is_match: bool  # it should match and does not, or the other way round
    place: Place
    message: str
    text: str | None = None  # an example's; a document stands in its own file
    folded: str | None = None  # the text as the engine reads it
    found: tuple[Found, ...] = ()
    lines: tuple[MarkedLine, ...] = ()  # the same, as people read it
    near_misses: tuple[tuple[str, NearMiss, int | None], ...] = ()  # rule, what, in which line


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A rule with its examples, or a document with its expectations."""

    name: str
    place: Place
    outcomes: tuple[bool, ...]  # in the order they stand in the file
    failures: tuple[Failure, ...]
    topic: str | None = None  # a rule's
    skipped: int = 0  # expectations of rules that are not there, or cannot be read


def judge_rules(rules: Sequence[LocatedRule]) -> Iterator[Judged]:
    """Run the examples of each rule, retired ones included."""
    index = lint.index_examples(one.rule for one in rules)
    for one in rules:
        failures = [_judge_example(one.rule, example, index) for example in one.examples]
        yield Judged(
            name=one.rule.id,
            topic=one.rule.topic,
            place=one.place,
            outcomes=tuple(failure is None for failure in failures),
            failures=tuple(failure for failure in failures if failure is not None),
        )


def judge_documents(
    folder: Path, expected: Expectations, rule_set: RuleSet, judged: Collection[str], *, with_form: bool
) -> Iterator[Judged]:
    """Hold each document that is named against the rules and topics to be judged."""
    for name, wanted in expected.by_name.items():
        ids = [*wanted.match, *wanted.no_match]
        asked = sum(id_ in judged for id_ in ids)
        if not asked and not with_form:
            continue
        failures = list(_judge_document(folder, expected, name, rule_set, judged, with_form=with_form))
        line, column = expected.node.place_of(("documents", name))
        yield Judged(
            name=f"{folder / name}",
            place=Place(path=expected.path, line=line, column=column),
            outcomes=(not failures,),
            failures=tuple(failures),
            skipped=len(ids) - asked if with_form else 0,
        )


def _judge_example(rule: Rule, example: Example, index: Index) -> Failure | None:
    rule_set = RuleSet(rules=(rule,), hash="", index=index)
    layout = lint.lay_out_example(example.text)
    matches = rule_set.match(layout)
    if bool(matches) is example.is_match and example.text.strip():
        return None
    verb = "must match" if example.is_match else "must not match"
    message = f"{rule.id} {verb} this text"
    if not example.text.strip():
        message = f"the example is empty; write a text that {rule.id} {verb}"
    misses = near_misses(rule, rule_set, layout) if example.is_match and example.text.strip() else ()
    return Failure(
        rule=rule.id,
        is_match=example.is_match,
        place=example.place,
        message=message,
        text=example.text,
        folded=Passage(layout).kept[0].text,
        found=tuple(_found(matches, layout)),
        lines=tuple(_marked_lines(matches, layout)),
        near_misses=_located(rule.id, misses, layout),
    )


def _judge_document(
    folder: Path,
    expected: Expectations,
    name: str,
    rule_set: RuleSet,
    judged: Collection[str],
    *,
    with_form: bool,
) -> Iterator[Failure]:
    try:
        document = documents.read_file(folder / name)
    except SourceError as error:
        place = _place_of(expected, name)
        yield Failure(
            rule=None, is_match=True, place=place, message=f"{error}; put it there, or remove this entry"
        )
        return
    if with_form:
        for problem in expectations.compare_form(expected, name, document):
            place = Place(path=problem.path, line=problem.line, column=problem.column)
            yield Failure(rule=None, is_match=True, place=place, message=problem.message)
    layout = laying_out.lay_out(document)
    matches = rule_set.match(layout)
    for missed in expectations.misses(expected, name, matches, judged):
        yield _of_missed(missed, rule_set, layout, matches)


def _of_missed(missed: Missed, rule_set: RuleSet, layout: Layout, matches: tuple[Match, ...]) -> Failure:
    problem = missed.problem
    rules = [rule for rule in rule_set.rules if missed.id in {rule.id, rule.topic}]
    found = tuple(match for match in matches if missed.id in {match.rule, match.topic})
    misses: tuple[tuple[str, NearMiss, int | None], ...] = ()
    if missed.key == "match":
        for rule in rules:
            if rule.status is not RuleStatus.RETIRED:
                misses += _located(rule.id, near_misses(rule, rule_set, layout), layout)
    return Failure(
        rule=missed.id,
        is_match=missed.key == "match",
        place=Place(path=problem.path, line=problem.line, column=problem.column),
        message=problem.message,
        found=tuple(_found(found, layout)),
        lines=tuple(_marked_lines(found, layout)),
        near_misses=misses,
    )


def _found(matches: tuple[Match, ...], layout: Layout) -> Iterator[Found]:
    text = layout.text
    for hit in _hits(matches):
        yield Found(
            term=hit.term,
            text=hit.text,
            line=_line(text, hit.start),
            start=hit.start,
            end=hit.end,
            context=_marked(text, (hit,)),
        )


def _marked_lines(matches: tuple[Match, ...], layout: Layout) -> Iterator[MarkedLine]:
    for number, hits in groupby(_hits(matches), lambda hit: _line(layout.text, hit.start)):
        of_line = tuple(hits)
        terms = tuple(dict.fromkeys(hit.term for hit in of_line))
        yield MarkedLine(number=number, text=_marked(layout.text, of_line), terms=terms)


def _hits(matches: tuple[Match, ...]) -> list[Evidence]:
    """Return what was found in order of the text; where rules found the same twice, once."""
    hits = {(hit.start, hit.end): hit for match in matches for hit in match.evidence}
    return [hits[place] for place in sorted(hits)]


def _marked(text: str, hits: Sequence[Evidence]) -> str:
    """Return the line of the hits from shortly before the first to shortly after the last, each marked."""
    first, last = hits[0].start, max(hit.end for hit in hits)
    line_end = text.find("\n", last)
    start = max(text.rfind("\n", 0, first) + 1, first - _AROUND)
    end = min(len(text) if line_end < 0 else line_end, last + _AROUND)
    marked, at = "", start
    for hit in hits:
        if hit.start >= at:
            marked += f"{text[at : hit.start]}«{text[hit.start : hit.end]}»"
            at = hit.end
    head = "…" if start and text[start - 1] != "\n" else ""
    tail = "…" if end < len(text) and text[end] != "\n" else ""
    return " ".join(f"{head}{marked}{text[at:end]}{tail}".split())


def _located(
    rule: str, misses: tuple[NearMiss, ...], layout: Layout
) -> tuple[tuple[str, NearMiss, int | None], ...]:
    return tuple(
        (rule, miss, None if miss.start is None else _line(layout.text, miss.start)) for miss in misses
    )


def _line(text: str, start: int) -> int:
    return text.count("\n", 0, start) + 1


def _place_of(expected: Expectations, name: str) -> Place:
    line, column = expected.node.place_of(("documents", name))
    return Place(path=expected.path, line=line, column=column)
