"""One file at a time: the vocabularies that all files share, and what one file of rules gives with them.

text → nodes → entries and conditions → lint → examples → Origin
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.config import decode, yaml_text
from monitor.config.conditions import OPERATORS, Reader, Vocabularies, VocabularyReader
from monitor.config.rule_forms import RuleEntry, RuleFile, VocabularyFile
from monitor.config.yaml_text import Node
from monitor.errors import Level, Problem
from monitor.rules.automaton import Index
from monitor.rules.linting import lint
from monitor.rules.linting.lint import Finding
from monitor.rules.names import NameKind
from monitor.rules.origins import Borrowed, Claim, Origin, Reading
from monitor.rules.rule import ActorClass, AnyOf, Rule, VocabularyEntry
from monitor.rules.terms import Term

_ODD_BREAK = re.compile("[\r\x85\u2028\u2029]")  # lines that end in it are not counted alike by everybody
_ACTORS = "actors"  # beside the vocabularies, whose names begin with `@`, among what a file borrows


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What every file of rules may use."""

    file: str = ""  # where they stand
    text: str | None  # of that file; None: there is none
    problems: tuple[Problem, ...] = ()
    vocabularies: Vocabularies = field(default_factory=dict)
    actors: Mapping[str, ActorClass] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()  # actors that stand there, be they right or wrong
    lists: Mapping[str, Node] = field(default_factory=dict)  # the vocabularies as they stand there
    kinds: Mapping[NameKind, tuple[str, ...]] = field(default_factory=dict)  # the vocabularies of each
    used: frozenset[str] = frozenset()  # vocabularies that actors and kinds use
    broken: frozenset[str] = frozenset()  # vocabularies with a mistake in them
    is_blind: bool = True  # no vocabulary could be read, so it is no news that one is missing
    offers: Mapping[str, Borrowed] = field(default_factory=dict)  # all that a rule can borrow, by name

    @property
    def digest(self) -> str:
        """What tells this from every other."""
        return _digest(self.text)


@dataclass(frozen=True, slots=True)
class Pool:
    """What rules of one load have in common, each made once: memory is what large sets are short of."""

    lists: dict[tuple[str, bool], AnyOf] = field(default_factory=dict)
    terms: dict[tuple[str, bool], Term] = field(default_factory=dict)


def read_shared(name: str, text: str, pool: Pool | None = None) -> Shared:
    """Read the vocabularies and the classes of actors; an empty pool gets what rules will need too."""
    pool = pool or Pool()
    problems: list[Problem] = []
    node = _node(name, text, VocabularyFile, problems)
    lists = node.child("vocabularies") if node is not None else None
    if node is None or lists is None or lists.entries is None:
        return Shared(file=name, text=text, problems=tuple(problems))
    # A list that others name is read once for each of them; its problems are told once.
    noted: list[Problem] = []
    reader = VocabularyReader(Reader(name, {}, noted, terms=pool.terms), lists.entries)
    vocabularies: dict[str, tuple[VocabularyEntry, ...]] = {}
    broken: set[str] = set()
    for key in lists.entries:
        before = len(noted)
        vocabularies[key] = reader.read(key)
        if any(problem.level is Level.ERROR for problem in noted[before:]):
            broken.add(key)
    problems += dict.fromkeys(noted)
    classes = node.child("actors")
    actor_reader = Reader(
        name, vocabularies, problems, shared=pool.lists, broken=frozenset(broken), terms=pool.terms
    )
    actors = actor_reader.actors(classes)
    kinds = _kinds(node.child("kinds"), name, vocabularies, problems)
    digests = {f"@{key}": _digest((key in broken, entries)) for key, entries in vocabularies.items()}
    used = [(key, digests[f"@{key}"]) for key in sorted(actor_reader.used)]
    digests[_ACTORS] = _digest((classes and classes.data, used))
    return Shared(
        file=name,
        text=text,
        problems=tuple(problems),
        vocabularies=vocabularies,
        actors=actors,
        listed=frozenset((classes and classes.entries) or ()),
        lists=lists.entries,
        kinds=kinds,
        used=frozenset(actor_reader.used).union(*kinds.values()),
        broken=frozenset(broken),
        is_blind=False,
        offers={name: Borrowed(name=name, digest=digest) for name, digest in digests.items()},
    )


def _kinds(
    node: Node | None, path: str, vocabularies: Vocabularies, problems: list[Problem]
) -> dict[NameKind, tuple[str, ...]]:
    """Return the vocabularies of each kind that can be read; the outer form is checked elsewhere."""
    made: dict[NameKind, tuple[str, ...]] = {}
    kind_of: dict[str, str] = {}
    for kind, listed in ((node and node.entries) or {}).items():
        for item in listed.items or ():
            name = str(item.value).removeprefix("@").strip()
            message = None
            if name not in vocabularies:
                message = f"no vocabulary `{name}` in this file; {decode.suggest(name, sorted(vocabularies))}"
            elif kind_of.setdefault(name, kind) != kind:
                message = f"the vocabulary `{name}` stands under `{kind_of[name]}` already; drop it from one"
            elif kind in set(NameKind):
                made[NameKind(kind)] = (*made.get(NameKind(kind), ()), name)
            if message is not None:
                problems.append(Problem(path=path, line=item.line, column=item.column, message=message))
    return made


def read_rules(name: str, text: str, shared: Shared, pool: Pool, known: Origin | None = None) -> Origin:
    """Return what a file of rules gives; what is known of it is read again only where that may be another by now."""
    digest = _digest(text)
    if known is None or known.text != digest:
        return _FileReader(name, shared, pool).read(text, digest, ())
    if known.shared == shared.digest:
        return known
    if known.lacks:
        return _FileReader(name, shared, pool).read(text, digest, ())
    if all(_is_current(reading, shared) for reading in known.readings):
        return replace(known, shared=shared.digest)
    again = _FileReader(name, shared, pool).read_again(text, known)
    return again or _FileReader(name, shared, pool).read(text, digest, known.readings)


def vocabularies_of(origin: Origin) -> frozenset[str]:
    """Return the names of the vocabularies that the rules of a file use."""
    names = {one.name for reading in origin.readings for one in reading.borrowed}
    return frozenset(name.removeprefix("@") for name in names - {_ACTORS})


def _is_current(reading: Reading, shared: Shared) -> bool:
    """Say whether a rule would give the same with these vocabularies."""
    # What a mistake is told to be depends on more than what the rule uses.
    is_right = all(problem.level is not Level.ERROR for problem in reading.problems)
    return is_right and all(shared.offers.get(one.name) == one for one in reading.borrowed)


@dataclass(frozen=True, slots=True)
class _FileReader:
    """Reads one file of rules."""

    name: str
    shared: Shared
    pool: Pool
    lacking: list[Node] = field(default_factory=list)

    def read(self, text: str, digest: str, known: Sequence[Reading]) -> Origin:
        """Read the file, every rule for itself; those known, if any, are its rules as they were."""
        problems: list[Problem] = []
        node = _node(self.name, text, RuleFile, problems)
        listed = node.child("rules") if node is not None else None
        topic = node.child("topic") if node is not None else None
        nodes = dict(enumerate((listed.items or ()) if listed is not None else ()))
        claims = [("topic", topic), *(("id", rule.child("id")) for rule in nodes.values())]
        kept = self._kept(known) if known else [None] * len(nodes)
        return Origin(
            file=self.name,
            text=digest,
            shared=self.shared.digest,
            claims=tuple(
                _claim(key, held) for key, held in claims if held is not None and isinstance(held.value, str)
            ),
            readings=self._readings(kept, nodes, str(topic.value) if topic is not None else ""),
            lacks=tuple(_claim("shared", held) for held in self.lacking[:1]),
            problems=tuple(problems),
        )

    def read_again(self, text: str, known: Origin) -> Origin | None:
        """Read those rules of a file, itself as it was, that are others with these vocabularies.

        None where they cannot be cut out of it for certain.
        """
        topic = next((claim.name for claim in known.claims if claim.key == "topic"), None)
        if known.problems or topic is None or _ODD_BREAK.search(text):
            return None
        kept, lines = self._kept(known.readings), text.split("\n")
        nodes: dict[int, Node] = {}
        ends = [*(reading.line for reading in known.readings[1:]), len(lines) + 1]
        for place, (reading, end) in enumerate(zip(known.readings, ends, strict=True)):
            if kept[place] is None:
                node = _cut_out(lines, reading, end)
                if node is None:
                    return None
                nodes[place] = node
        readings = self._readings(kept, nodes, topic)
        lacks = tuple(_claim("shared", held) for held in self.lacking[:1])
        return replace(known, shared=self.shared.digest, readings=readings, lacks=lacks)

    def _kept(self, known: Sequence[Reading]) -> list[Reading | None]:
        return [reading if _is_current(reading, self.shared) else None for reading in known]

    def _readings(
        self, kept: Sequence[Reading | None], nodes: Mapping[int, Node], topic: str
    ) -> tuple[Reading, ...]:
        """Return the readings that are kept, and in between those of the nodes."""
        # What stands there and is no text keeps no other example from being tried.
        tried = {place: without_mistyped(nodes[place]) for place, one in enumerate(kept) if one is None}
        fresh = {place: self._rule(nodes[place], node, topic) for place, node in tried.items()}
        index = lint.index_examples(one.rule for one in fresh.values() if one.rule is not None)
        return tuple(
            self._checked(fresh[place], tried[place], index) if one is None else one
            for place, one in enumerate(kept)
        )

    def _rule(self, written: Node, node: Node, topic: str) -> Reading:
        """Read a rule as it is `written`, and make it of that without the examples that are no texts."""
        problems: list[Problem] = []
        used: set[str] = set()
        entry, found = decode.build(written, self.name, RuleEntry)
        if entry is None and node is not written:
            entry, _ = decode.build(node, self.name, RuleEntry)
        problems.extend(_moved(problem, node) for problem in found)
        split, when, actor = node.child("split"), node.child("when"), node.child("actor")
        reader = Reader(
            path=self.name,
            vocabularies=self.shared.vocabularies,
            problems=problems,
            used=used,
            split=split is not None and split.value is True,
            shared=self.pool.lists,
            broken=self.shared.broken,
            is_blind=self.shared.is_blind,
            lacking=self.lacking,
            terms=self.pool.terms,
        )
        condition = reader.condition(when) if when is not None else None
        unless = reader.exceptions(node.child("unless"))
        # A class that stands there and is wrong is told where it stands.
        is_wrong = actor is not None and actor.value in self.shared.listed - self.shared.actors.keys()
        if not is_wrong:
            reader.actor(actor, self.shared.actors)
        borrowed = [*(f"@{name}" for name in sorted(used)), *([_ACTORS] if actor is not None else ())]
        offers = self.shared.offers
        reading = Reading(
            borrowed=tuple(offers[name] for name in borrowed if name in offers),
            problems=tuple(problems),
            rule=None,
            line=written.line,
            column=written.column,
        )
        if entry is None or condition is None:
            return reading
        is_whole = self.shared.listed == self.shared.actors.keys()
        if entry.actor is not None and (entry.actor not in self.shared.actors or not is_whole):
            return reading  # whose doing its hits are to be, nobody knows
        if used & self.shared.broken:
            return reading  # what its examples find says nothing until the list is mended
        rule = Rule(
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
            false_alarms=entry.false_alarms,
            actor=entry.actor,
            actors=tuple(self.shared.actors.values()) if entry.actor is not None else (),
        )
        return replace(reading, rule=rule)

    def _checked(self, reading: Reading, node: Node, index: Index) -> Reading:
        """Return the reading with what is wrong with its rule."""
        if reading.rule is None:
            return reading
        findings = (*lint.check(reading.rule), *lint.check_examples(reading.rule, index))
        found = (problem(self.name, finding, node) for finding in findings)
        return replace(reading, problems=(*reading.problems, *found))


def _cut_out(lines: Sequence[str], reading: Reading, end: int) -> Node | None:
    """Return the node of a rule, read from its own lines alone, which end before `end`; None where they do not do."""
    # Line breaks in place of what stands before keep every line its number.
    text = "\n" * (reading.line - 1) + "\n".join(lines[reading.line - 1 : end - 1])
    node, problems = yaml_text.read(text, "")
    if problems or node is None or node.items is None or len(node.items) != 1:
        return None
    rule = node.items[0]
    return rule if (rule.line, rule.column) == (reading.line, reading.column) else None


def _claim(key: str, node: Node) -> Claim:
    return Claim(key=key, name=str(node.value), line=node.line, column=node.column)


def without_mistyped(rule: Node) -> Node:
    """Return the node of a rule without the examples that are no texts; the node itself where all are."""
    examples = rule.child("examples")
    if rule.entries is None or examples is None or examples.entries is None:
        return rule
    kept: dict[str, Node] = {}
    for part, listed in examples.entries.items():
        texts = tuple(item for item in listed.items or () if isinstance(item.value, str))
        is_right = listed.items is None or len(texts) == len(listed.items)
        kept[part] = listed if is_right else replace(listed, items=texts)
    if all(kept[part] is listed for part, listed in examples.entries.items()):
        return rule
    return replace(rule, entries={**rule.entries, "examples": replace(examples, entries=kept)})


def problem(name: str, finding: Finding, node: Node) -> Problem:
    """Tell a finding where it points to; a term that stands in a vocabulary leaves the key it came through."""
    if finding.example is not None:
        example = node.at(("examples", finding.part, finding.example))
        line, column = example.line, example.column
    else:
        said = (
            scalar
            for scalar in node.at((finding.part,)).scalars()
            if finding.said is not None and str(scalar.value).strip() == finding.said
        )
        place = next(said, None)
        line, column = (place.line, place.column) if place is not None else node.place_of((finding.part,))
    return Problem(path=name, line=line, column=column, message=finding.message, level=finding.level)


def _node(
    name: str, text: str, type_: type[RuleFile | VocabularyFile], problems: list[Problem]
) -> Node | None:
    """Read a file and check its outer form; problems leave what can be read."""
    node, found = yaml_text.read(text, name)
    problems.extend(found)
    if node is not None:
        problems.extend(decode.build(node, name, type_)[1])
    return node


def _digest(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _moved(problem: Problem, node: Node) -> Problem:
    """Say of an operator that stands beside `when` that it belongs into it."""
    key = next((key for key, place in node.keys.items() if place == (problem.line, problem.column)), None)
    if key not in OPERATORS:
        return problem
    return replace(problem, message=f"`{key}` stands beside `when`; it belongs inside, indented under it")
