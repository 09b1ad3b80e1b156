"""A folder of rule files → the rules in force, or every problem in them.

files → decoded → vocabularies → conditions → lint and examples → RuleSet
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monitor.config import decode, yaml_text
from monitor.config.conditions import Reader, Vocabularies, VocabularyReader
from monitor.config.yaml_text import Node
from monitor.errors import ConfigError, Level, Problem
from monitor.model import RuleStatus, Severity
from monitor.rules import lint
from monitor.rules.evaluate import RuleSet, compile_rules
from monitor.rules.lint import Finding
from monitor.rules.rule import AnyOf, Examples, Rule

_SUFFIXES = {".yaml", ".yml"}
_VOCABULARY_FILES = {"terms.yaml", "terms.yml"}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEntry:
    """A rule as a file has it; the conditions are read by hand, for their errors."""

    id: str
    name: str
    severity: Severity
    status: RuleStatus = RuleStatus.STABLE
    why: str
    when: object
    unless: object = None
    split: bool = False
    examples: Examples
    references: tuple[str, ...] = ()
    notes: str | None = None

    def __post_init__(self) -> None:
        _check_slug("id", self.id)
        for key, text in (("name", self.name), ("why", self.why)):
            if not text.strip():
                raise ValueError(f"`{key}` is empty; a reader sees it, so write it")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """A file of rules: one topic."""

    topic: str
    rules: tuple[
        object, ...
    ]  # each a RuleEntry, decoded alone so that one wrong rule hides no other's problems

    def __post_init__(self) -> None:
        _check_slug("topic", self.topic)
        if not self.rules:
            raise ValueError("the file has no rules; write one, or remove the file")


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyFile:
    """The file of shared vocabularies."""

    vocabularies: dict[str, tuple[object, ...]]


def read_rule_files(directory: Path) -> dict[str, str]:
    """Read every YAML file of the folder, by name; ConfigError names each that cannot be read."""
    try:
        found = sorted(
            entry
            for entry in directory.iterdir()
            if entry.suffix in _SUFFIXES and not entry.name.startswith(".")
        )
    except OSError as error:
        message = f"the folder of rules cannot be read ({error.strerror}); create it, or correct `rules` in the settings"
        raise ConfigError((Problem(path=str(directory), message=message),)) from None
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for entry in found:
        try:
            if entry.exists() and not entry.is_file():
                # Reading a pipe would wait for ever.
                problems.append(
                    Problem(path=str(entry), message="is no file; write one in its place, or remove it")
                )
                continue
            texts[entry.name] = entry.read_bytes().decode("utf-8-sig")
        except OSError as error:
            message = f"the file cannot be read ({error.strerror}); correct it, or remove it"
            problems.append(Problem(path=str(entry), message=message))
        except UnicodeDecodeError as error:
            problems.append(_encoding_problem(str(entry), error))
    if problems:
        raise ConfigError(tuple(problems))
    return texts


def load_rules(files: Mapping[str, str], *, root: str) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """Check and compile rule files, by name; `root` stands before the names in problems.

    The set is None where there is an error; a warning leaves it in force.
    """
    loader = _Loader(root)
    shared = sorted(files.keys() & _VOCABULARY_FILES)
    vocabularies = loader.vocabularies(shared[0], files[shared[0]]) if shared else {}
    for name in shared[1:]:
        message = f"{shared[0]} holds the vocabularies already; move these there"
        loader.problems.append(Problem(path=f"{root}/{name}", message=message))
    rules = [
        rule
        for name, text in sorted(files.items())
        if name not in _VOCABULARY_FILES
        for rule in loader.rules(name, text, vocabularies)
    ]
    loader.find_unused()
    if not files.keys() - _VOCABULARY_FILES:
        loader.problems.append(
            Problem(path=root, message="the folder has no rule file; write one, such as topic.yaml")
        )
    problems = tuple(
        sorted(loader.problems, key=lambda problem: (problem.path, problem.line, problem.column))
    )
    if any(problem.level is Level.ERROR for problem in problems):
        return None, problems
    return compile_rules(tuple(rules), texts=files, vocabularies=vocabularies), problems


@dataclass(frozen=True, slots=True)
class _Loader:
    """What one load has seen so far."""

    root: str
    problems: list[Problem] = field(default_factory=list)
    topics: dict[str, str] = field(default_factory=dict)  # topic → where it stands
    ids: dict[str, str] = field(default_factory=dict)  # rule → where it stands
    nodes: dict[str, tuple[str, Node]] = field(default_factory=dict)  # vocabulary → its file and list
    used: set[str] = field(default_factory=set)
    shared: dict[tuple[str, bool], AnyOf] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)  # files of vocabularies in which none was found

    def vocabularies(self, name: str, text: str) -> Vocabularies:
        """Read the shared vocabularies."""
        path = f"{self.root}/{name}"
        node = self._node(path, text, VocabularyFile)
        lists = node.child("vocabularies") if node is not None else None
        if lists is None or lists.entries is None:
            self.unread.add(path)
            return {}
        self.nodes.update({key: (path, items) for key, items in lists.entries.items()})
        # A list that others name is read once for each of them; its problems are told once.
        problems: list[Problem] = []
        reader = VocabularyReader(Reader(path, {}, problems), lists.entries)
        read = {key: reader.read(key) for key in lists.entries}
        self.problems.extend(dict.fromkeys(problems))
        return read

    def rules(self, name: str, text: str, vocabularies: Vocabularies) -> Iterator[Rule]:
        """Read one file of rules and yield those that are right."""
        path = f"{self.root}/{name}"
        node = self._node(path, text, RuleFile)
        listed = node.child("rules") if node is not None else None
        topic = node.child("topic") if node is not None else None
        if topic is not None:
            self._claim(self.topics, "topic", topic, path)
        for rule_node in (listed.items or ()) if listed is not None else ():
            rule = self._rule(rule_node, path, str(topic.value) if topic is not None else "", vocabularies)
            if rule is not None:
                self._lint(rule, rule_node, path)
                yield rule

    def find_unused(self) -> None:
        """Warn of vocabularies that no rule names, directly or through another."""
        waiting = list(self.used)
        reached = set(waiting)
        while waiting:
            for scalar in self.nodes[waiting.pop()][1].scalars():
                name = str(scalar.value).removeprefix("@").strip()
                if str(scalar.value).startswith("@") and name in self.nodes and name not in reached:
                    reached.add(name)
                    waiting.append(name)
        for name, (path, node) in self.nodes.items():
            if name not in reached:
                message = f'no rule uses the vocabulary `{name}`; use it as "@{name}", or remove it'
                self._note(path, (node.line, node.column), message, Level.WARNING)

    def _rule(self, node: Node, path: str, topic: str, vocabularies: Vocabularies) -> Rule | None:
        entry, problems = decode.build(node, path, RuleEntry)
        self.problems.extend(problems)
        if (id_ := node.child("id")) is not None:
            self._claim(self.ids, "id", id_, path)
        split, when = node.child("split"), node.child("when")
        reader = Reader(
            path=path,
            vocabularies=vocabularies,
            problems=self.problems,
            used=self.used,
            split=split is not None and split.value is True,
            shared=self.shared,
            is_blind=bool(self.unread),
        )
        condition = reader.condition(when) if when is not None else None
        unless = reader.exceptions(node.child("unless"))
        if entry is None or condition is None:
            return None
        return Rule(
            id=entry.id,
            topic=topic,
            name=entry.name,
            severity=entry.severity,
            status=entry.status,
            why=entry.why,
            when=condition,
            unless=unless,
            examples=entry.examples,
            references=entry.references,
            notes=entry.notes,
        )

    def _lint(self, rule: Rule, node: Node, path: str) -> None:
        for finding in (*lint.check(rule), *lint.check_examples(rule)):
            self._note(path, _place(finding, node), finding.message, finding.level)

    def _claim(self, taken: dict[str, str], key: str, node: Node, path: str) -> None:
        """Note where a name stands that may stand only once."""
        if not isinstance(node.value, str):
            return
        if node.value in taken:
            message = f"the {key} `{node.value}` is taken by {taken[node.value]}; rename one of the two"
            self._note(path, (node.line, node.column), message)
        else:
            taken[node.value] = f"{path}:{node.line}"

    def _node(self, path: str, text: str, type_: type[RuleFile | VocabularyFile]) -> Node | None:
        """Read a file and check its outer form; problems leave what can be read."""
        node, problems = yaml_text.read(text, path)
        self.problems.extend(problems)
        if node is not None:
            self.problems.extend(decode.build(node, path, type_)[1])
        return node

    def _note(self, path: str, place: tuple[int, int], message: str, level: Level = Level.ERROR) -> None:
        line, column = place
        self.problems.append(Problem(path=path, line=line, column=column, message=message, level=level))


def _place(finding: Finding, node: Node) -> tuple[int, int]:
    """Return where in its file a finding points; a term that stands in a vocabulary leaves the key it came through."""
    if finding.example is not None:
        example = node.at(("examples", finding.part, finding.example))
        return example.line, example.column
    scalars = node.at((finding.part,)).scalars()
    said = (
        scalar for scalar in scalars if finding.said is not None and str(scalar.value).strip() == finding.said
    )
    return next(((scalar.line, scalar.column) for scalar in said), node.place_of((finding.part,)))


def _check_slug(key: str, text: str) -> None:
    if not _SLUG.fullmatch(text):
        raise ValueError(
            f"the {key} `{text}` is more than small letters, digits and single hyphens; rename it"
        )


def _encoding_problem(path: str, error: UnicodeDecodeError) -> Problem:
    before = error.object[: error.start]
    line_start = before.rfind(b"\n") + 1
    return Problem(
        path=path,
        line=before.count(b"\n") + 1,
        column=len(before[line_start:].decode("utf-8", "replace")) + 1,
        message="the file is not UTF-8 from here on; save it as UTF-8",
    )
