"""`monitor rules show`: a rule as the engine understands it, in words."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import Any

from monitor.cli import out, rule_set
from monitor.cli.rules.lines import Line, print_lines
from monitor.config import located_rules, rule_files
from monitor.config.decode import suggest
from monitor.config.located_rules import LocatedRule, Reading
from monitor.errors import ConfigError, Level, MonitorError
from monitor.rules.explaining import describe
from monitor.rules.explaining.describe import Part
from monitor.rules.rule import Leaf, Number

_MOST_TERMS = 12  # of a list, unless all is wanted
_MOST_ENTRIES = 5  # of a vocabulary, and of the names of one


def run(arguments: argparse.Namespace) -> int:
    """Print one rule: what it asks for, what each term finds, what its vocabularies hold."""
    folder = rule_set.folder(arguments)
    reading = located_rules.read(rule_files.read_rule_files(folder), root=str(folder))
    found = next((one for one in reading.rules if one.rule.id == arguments.id), None)
    if found is None:
        raise _unknown(arguments.id, reading)
    if arguments.format == "json":
        out.json_line(_as_json(found, reading))
    else:
        print_lines(_lines(found, reading, is_whole=arguments.all))
    return 0


def _unknown(wanted: str, reading: Reading) -> MonitorError:
    """Say why there is nothing to show: the rule is wrong, or nothing is called so."""
    errors = tuple(one for one in reading.problems if one.level is Level.ERROR)
    if wanted in reading.ids and errors:
        path = reading.ids[wanted].path
        # A rule may be lost to a vocabulary that cannot be read, in a file of its own.
        return ConfigError(tuple(one for one in errors if one.path == path) or errors)
    ids = sorted(one.rule.id for one in reading.rules)
    of_topic = [one.rule.id for one in reading.rules if one.rule.topic == wanted]
    mend = f"it is a topic, with {', '.join(of_topic)}" if of_topic else suggest(wanted, ids)
    return MonitorError(f"no rule is called {wanted!r}; {mend}")


def _lines(found: LocatedRule, reading: Reading, *, is_whole: bool) -> Iterator[Line]:
    rule = found.rule
    most_terms, most_entries = (None, None) if is_whole else (_MOST_TERMS, _MOST_ENTRIES)
    place = f"{found.place.path}:{found.place.line}"
    yield Line(text=f"{rule.id}: {rule.name}")
    yield Line(depth=1, text=f"{place}, topic {rule.topic}, severity {rule.severity}, {rule.status}")
    yield Line(depth=1, text=rule.why)
    yield Line(text="Matches a document with", is_heading=True)
    yield from _part_lines(describe.condition(rule.when, most=most_terms), 1)
    if rule.actor is not None:
        yield Line(text="Whose doing", is_heading=True)
        yield Line(depth=1, text=describe.actor(rule.actor, rule.actors), is_item=True)
    if rule.unless:
        yield Line(text="A hit does not count where it shares a letter with (unless)", is_heading=True)
        for one in rule.unless:
            yield from _part_lines(describe.condition(one, most=most_terms), 1)
    yield from _term_lines(_written(found), most_terms)
    if found.vocabularies:
        yield Line(text="Its vocabularies hold", is_heading=True)
        for name in found.vocabularies:
            part = describe.vocabulary(reading.vocabularies[name], most=most_entries)
            yield from _part_lines(Part(words=f"@{name}: {part.words}", parts=part.parts), 1)
    match, no_match = len(rule.examples.match), len(rule.examples.no_match)
    yield Line(text=f"Examples: {match} that it must match, {no_match} that it must not", is_heading=True)
    notes = (rule.notes,) if rule.notes else ()
    for heading, texts in (
        ("Known false alarms", rule.false_alarms),
        ("References", rule.references),
        ("Notes", notes),
    ):
        if texts:
            yield Line(text=heading, is_heading=True)
            yield from (Line(depth=1, text=text, is_item=True) for text in texts)


def _written(found: LocatedRule) -> tuple[Leaf, ...]:
    """Return the terms that stand in the rule itself; `at_least` has those of its vocabularies too."""
    written = set(found.words)
    return tuple(
        leaf for leaf in describe.terms(found.rule) if isinstance(leaf, Number) or leaf.text in written
    )


def _term_lines(terms: Sequence[Leaf], most: int | None) -> Iterator[Line]:
    if not terms:
        return
    shown = terms if most is None or len(terms) <= most else terms[:most]
    yield Line(text="What its terms find", is_heading=True)
    for term in shown:
        yield Line(depth=1, text=f"`{term.text}`: {describe.term(term)}", is_item=True)
    if len(shown) < len(terms):
        yield Line(depth=1, text=f"… {len(terms) - len(shown)} more; --all shows them", is_item=True)


def _part_lines(part: Part, depth: int) -> Iterator[Line]:
    yield Line(depth=depth, text=part.words, is_item=True)
    for inner in part.parts:
        yield from _part_lines(inner, depth + 1)


def _as_json(found: LocatedRule, reading: Reading) -> dict[str, Any]:
    rule = found.rule
    return {
        "id": rule.id,
        "topic": rule.topic,
        "name": rule.name,
        "path": found.place.path,
        "line": found.place.line,
        "severity": rule.severity.value,
        "status": rule.status.value,
        "why": rule.why,
        "when": _part_json(describe.condition(rule.when)),
        "unless": [_part_json(describe.condition(one)) for one in rule.unless],
        "actor": rule.actor,
        "actor_in_words": describe.actor(rule.actor, rule.actors) if rule.actor else None,
        "terms": [{"term": term.text, "finds": describe.term(term)} for term in _written(found)],
        "vocabularies": [
            {
                "name": name,
                "entries": [
                    {"id": entry.id, "names": list(entry.names)} for entry in reading.vocabularies[name]
                ],
            }
            for name in found.vocabularies
        ],
        "examples": {"match": list(rule.examples.match), "no_match": list(rule.examples.no_match)},
        "false_alarms": list(rule.false_alarms),
        "references": list(rule.references),
        "notes": rule.notes,
    }


def _part_json(part: Part) -> dict[str, Any]:
    return {"words": part.words, "parts": [_part_json(inner) for inner in part.parts]}
