"""Warnings that only a whole folder of rules, or what is stored, can give, each in its place.

They are for `monitor check`: a running program has no use for advice and does not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from monitor.config import rule_reading, yaml_text
from monitor.config.rule_files import Loader
from monitor.config.yaml_text import Node
from monitor.errors import Level, Problem
from monitor.model import Layout
from monitor.rules.evaluate import RuleSet
from monitor.rules.linting import common, overlap
from monitor.rules.linting.lint import Finding


def repetitions(loader: Loader, files: Mapping[str, str], *, root: str) -> tuple[Problem, ...]:
    """Return what the rules and vocabularies of the last load repeat of each other."""
    rules = tuple(chain.from_iterable(origin.rules for origin in loader.origins))
    places = _Places(loader, files, root)
    found: list[Problem] = []
    for one in overlap.check(rules, loader.shared.vocabularies):
        if one.rule is not None:
            found.append(places.of_rule(one.rule, one.part, one.said, one.message))
        else:
            found += places.of_vocabulary(one.vocabulary or "", one.said, one.message)
    return (*found, *places.written_twice())


def commonness(
    loader: Loader, rule_set: RuleSet, layouts: Iterable[Layout], files: Mapping[str, str], *, root: str
) -> tuple[Problem, ...]:
    """Return what matches too many of some documents, newest first."""
    places = _Places(loader, files, root)
    return tuple(
        places.of_rule(one.rule, "when", one.said, one.message) for one in common.measure(rule_set, layouts)
    )


class _Places:
    """Finds rules in their files, and reads no file that nothing is said of."""

    def __init__(self, loader: Loader, files: Mapping[str, str], root: str) -> None:
        self._files = files
        self._root = root
        self._lists = loader.shared.lists
        self._shared_file = loader.shared.file
        self._file_of = {rule.id: origin.file for origin in loader.origins for rule in origin.rules}
        self._nodes: dict[str, dict[str, Node]] = {}  # file → rule → where it stands

    def of_rule(self, rule: str, part: str, said: str | None, message: str) -> Problem:
        """Return the warning in its place in a rule."""
        file = self._file_of[rule]
        if file not in self._nodes:
            self._nodes[file] = dict(_rules(yaml_text.read(self._files[file], file)[0]))
        finding = Finding(part=part, said=said, message=message, level=Level.WARNING)
        problem = rule_reading.problem(file, finding, self._nodes[file][rule])
        return replace(problem, path=f"{self._root}/{file}")

    def of_vocabulary(self, name: str, said: str | None, message: str) -> Iterator[Problem]:
        """Yield the warning where the list itself has the term; what it borrows is told of where it stands."""
        for node in self._lists[name].items or ():
            if isinstance(node.value, str) and node.value.strip() == said:
                yield self._at(node, message)
                return

    def written_twice(self) -> Iterator[Problem]:
        """Yield the entries of a list that are the same text; read as values they are one."""
        for listed in self._lists.values():
            seen: set[str] = set()
            for node in listed.items or ():
                if isinstance(node.value, str) and node.value.strip() in seen:
                    yield self._at(node, f"`{node.value.strip()}` stands in this list twice; drop one")
                seen.add(str(node.value).strip())

    def _at(self, node: Node, message: str) -> Problem:
        path = f"{self._root}/{self._shared_file}"
        return Problem(path=path, line=node.line, column=node.column, message=message, level=Level.WARNING)


def _rules(node: Node | None) -> Iterator[tuple[str, Node]]:
    listed = node.child("rules") if node is not None else None
    for rule in reversed((listed.items or ()) if listed is not None else ()):
        id_ = rule.child("id")
        if id_ is not None:
            yield str(id_.value), rule
