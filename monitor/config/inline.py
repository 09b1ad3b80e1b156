"""A term, a condition or a rule as someone types it on the command line → a rule to be tried."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace

from monitor.config import rule_reading, yaml_text
from monitor.config.conditions import Reader
from monitor.config.decode import suggest
from monitor.config.rule_files import VOCABULARY_FILES
from monitor.config.rule_forms import RuleEntry
from monitor.config.rule_reading import Shared
from monitor.config.yaml_text import Node
from monitor.errors import Level, Problem
from monitor.model import Severity
from monitor.rules.linting import lint
from monitor.rules.rule import Examples, Rule

PATH = "try"  # what problems name as their file

# A list, a mapping, a quoted text, a comment, or `key:` at the head; anything else is a term as it stands.
_YAML = re.compile(r"""\s*(?:[{\[#]|- |["'].*["']\s*\Z|[a-z_]+:(?:\s|\Z))""", re.DOTALL)
_RULE_KEYS = tuple(field.name for field in fields(RuleEntry))
_MARKS_OF_A_RULE = {"when", "unless", "actor", "split"}


def read(text: str, files: Mapping[str, str], *, root: str) -> tuple[Rule | None, tuple[Problem, ...]]:
    """Return the rule that the text is, None where there is an error; `files` hold the vocabularies, by name."""
    problems: list[Problem] = []
    node = _node(text, problems)
    parts = _parts(node, problems) if node is not None else {}
    if problems:
        return None, tuple(problems)
    shared = _shared(files, root)
    split, actor = parts.get("split"), parts.get("actor")
    reader = Reader(
        path=PATH,
        vocabularies=shared.vocabularies,
        problems=problems,
        split=split is not None and split.value is True,
    )
    condition = reader.condition(parts["when"])
    exceptions = reader.exceptions(parts.get("unless"))
    if actor is not None and not isinstance(actor.value, str):
        reader.note(actor, f"`actor` is the name of a class of actors, found {actor.kind}; write one")
    reader.actor(actor, shared.actors)
    if condition is None or _has_error(problems):
        # What is wrong with a vocabulary is told where it may be the cause.
        return None, (*problems, *(shared.problems if reader.used or actor is not None else ()))
    rule = Rule(
        id=PATH,
        topic=PATH,
        name=PATH,
        severity=Severity.LOW,
        why=PATH,
        when=condition,
        unless=exceptions,
        examples=Examples(match=(text,), no_match=(text,)),
        actor=str(actor.value) if actor is not None else None,
        actors=tuple(shared.actors.values()) if actor is not None else (),
    )
    problems += _doubts(rule, parts)
    return None if _has_error(problems) else rule, tuple(problems)


def _has_error(problems: Iterable[Problem]) -> bool:
    return any(problem.level is Level.ERROR for problem in problems)


def _node(text: str, problems: list[Problem]) -> Node | None:
    if not _YAML.match(text):
        return Node(line=1, column=1, said=text.strip(), value=text.strip() or None)
    node, found = yaml_text.read(text, PATH)
    problems += found
    return node


def _parts(node: Node, problems: list[Problem]) -> Mapping[str, Node]:
    """Return the keys of a rule; a condition alone is its `when`."""
    if node.items is not None and len(node.items) == 1 and "when" in (node.items[0].entries or {}):
        node = node.items[0]  # copied with the dash of its list
    if node.entries is None or not node.entries.keys() & _MARKS_OF_A_RULE:
        return {"when": node}
    for key in node.entries:
        if key not in _RULE_KEYS:
            line, column = node.keys[key]
            message = f"unknown key `{key}` in a rule; {suggest(key, _RULE_KEYS)}"
            problems.append(Problem(path=PATH, line=line, column=column, message=message))
    if "when" not in node.entries:
        message = "a rule needs `when`; write what to look for"
        problems.append(Problem(path=PATH, line=node.line, column=node.column, message=message))
    return node.entries


def _shared(files: Mapping[str, str], root: str) -> Shared:
    """Read the vocabularies and the classes of actors; rules that do not check are no hindrance."""
    name = next((name for name in VOCABULARY_FILES if name in files), None)
    if name is None:
        return Shared(text=None)
    read = rule_reading.read_shared(name, files[name])
    errors = (problem for problem in read.problems if problem.level is Level.ERROR)
    return replace(read, problems=tuple(replace(one, path=f"{root}/{one.path}") for one in errors))


def _doubts(rule: Rule, parts: Mapping[str, Node]) -> Iterator[Problem]:
    """Yield what is doubtful about the rule, each where it stands."""
    for finding in lint.check(rule):
        node = parts.get(finding.part, parts["when"])
        said = (
            scalar
            for scalar in node.scalars()
            if finding.said is not None and str(scalar.value).strip() == finding.said
        )
        place = next(said, node)
        yield Problem(
            path=PATH, line=place.line, column=place.column, message=finding.message, level=finding.level
        )
