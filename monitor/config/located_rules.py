"""Rules with the places they and their examples stand at, as far as the files can be read.

A set with one failing example is none; the commands that show and test rules need what is right in it all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from monitor.config import rule_reading, yaml_text
from monitor.config.rule_files import Loader
from monitor.config.yaml_text import Node
from monitor.errors import Problem
from monitor.rules.origins import Origin
from monitor.rules.rule import Rule, VocabularyEntry

EXAMPLES = ("match", "no_match")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in a file."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text that a rule must match, or must not."""

    text: str
    is_match: bool
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedRule:
    """A rule and where it stands."""

    rule: Rule
    place: Place
    examples: tuple[Example, ...]
    words: tuple[str, ...]  # what stands under `when` and `unless`: terms, vocabularies, scopes

    @property
    def vocabularies(self) -> tuple[str, ...]:
        """The vocabularies it names, in order."""
        return tuple(word.removeprefix("@").strip() for word in self.words if word.startswith("@"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What can be read of a folder of rules."""

    rules: tuple[LocatedRule, ...]  # in the order of the files
    vocabularies: Mapping[str, tuple[VocabularyEntry, ...]]
    topics: Mapping[str, Place]  # every name that is taken, by right and by wrong rules
    ids: Mapping[str, Place]
    problems: tuple[Problem, ...]  # all but examples that fail

    @property
    def names(self) -> frozenset[str]:
        """Every rule and topic that can be read."""
        return frozenset(name for one in self.rules for name in (one.rule.id, one.rule.topic))


def read(files: Mapping[str, str], *, root: str) -> Reading:
    """Read rule files, by name; `root` stands before the names in places."""
    loader = Loader()
    _, problems = loader.load(files, root=root)
    origins = loader.origins
    rules = tuple(one for origin in origins for one in _located(origin, files[origin.file], root))
    failing = {
        (example.place.path, example.place.line, example.place.column)
        for one in rules
        for example in one.examples
    }
    return Reading(
        rules=rules,
        vocabularies=loader.vocabularies,
        topics=_claimed(origins, "topic", root),
        ids=_claimed(origins, "id", root),
        problems=tuple(one for one in problems if (one.path, one.line, one.column) not in failing),
    )


def _located(origin: Origin, text: str, root: str) -> Iterator[LocatedRule]:
    """Find each rule of a file again among its nodes."""
    node, _ = yaml_text.read(text, origin.file)
    listed = node.child("rules") if node is not None else None
    by_id = {rule.id: rule for rule in origin.rules}
    for written in (listed.items or ()) if listed is not None else ():
        rule_node = rule_reading.without_mistyped(written)
        id_ = rule_node.child("id")
        # Of two rules with one id the second is a problem, and told as such.
        rule = by_id.pop(id_.value, None) if id_ is not None else None
        if rule is not None and id_ is not None:
            path = f"{root}/{origin.file}"
            yield LocatedRule(
                rule=rule,
                place=Place(path=path, line=id_.line, column=id_.column),
                examples=tuple(_examples(rule, rule_node, path)),
                words=tuple(_words(rule_node)),
            )


def _examples(rule: Rule, node: Node, path: str) -> Iterator[Example]:
    for kind, texts in zip(EXAMPLES, (rule.examples.match, rule.examples.no_match), strict=True):
        for number, text in enumerate(texts):
            found = node.at(("examples", kind, number))
            place = Place(path=path, line=found.line, column=found.column)
            yield Example(text=text, is_match=kind == "match", place=place)


def _words(node: Node) -> Iterable[str]:
    parts = (part for key in ("when", "unless") if (part := node.child(key)) is not None)
    return dict.fromkeys(str(scalar.value).strip() for part in parts for scalar in part.scalars())


def _claimed(origins: tuple[Origin, ...], key: str, root: str) -> dict[str, Place]:
    return {
        claim.name: Place(path=f"{root}/{origin.file}", line=claim.line, column=claim.column)
        for origin in origins
        for claim in origin.claims
        if claim.key == key
    }
