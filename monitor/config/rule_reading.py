"""One file at a time: the vocabularies that all files share, and what one file of rules gives with them.

text → nodes → entries and conditions → lint → examples → Origin
"""

from __future__ import annotations

import hashlib
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
from monitor.rules.origins import Borrowed, Claim, Origin, Reading
from monitor.rules.rule import ActorClass, AnyOf, Rule
from monitor.rules.terms import Term

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
    used: frozenset[str] = frozenset()  # vocabularies that the actors use
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
    vocabularies = {key: reader.read(key) for key in lists.entries}
    problems += dict.fromkeys(noted)
    classes = node.child("actors")
    actor_reader = Reader(name, vocabularies, problems, shared=pool.lists, terms=pool.terms)
    actors = actor_reader.actors(classes)
    digests = {f"@{key}": _digest(entries) for key, entries in vocabularies.items()}
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
        used=frozenset(actor_reader.used),
        is_blind=False,
        offers={name: Borrowed(name=name, digest=digest) for name, digest in digests.items()},
    )


def read_rules(name: str, text: str, shared: Shared, pool: Pool, known: Origin | None = None) -> Origin:
    """Return what a file of rules gives; what is known of it is read again only where that may be another by now."""
    digest = _digest(text)
    if known is None or known.text != digest:
        return _FileReader(name, shared, pool).read(text, digest, ())
    if known.shared == shared.digest:
        return known
    if not known.lacks and all(_is_current(reading, shared) for reading in known.readings):
        return replace(known, shared=shared.digest)
    return _FileReader(name, shared, pool).read(text, digest, () if known.lacks else known.readings)


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
        nodes = (listed.items or ()) if listed is not None else ()
        claims = [("topic", topic), *(("id", rule.child("id")) for rule in nodes)]
        said = str(topic.value) if topic is not None else ""
        kept = [reading if _is_current(reading, self.shared) else None for reading in known] or [None] * len(
            nodes
        )
        fresh = {place: self._rule(nodes[place], said) for place, one in enumerate(kept) if one is None}
        index = lint.index_examples(one.rule for one in fresh.values() if one.rule is not None)
        readings = (
            self._checked(fresh[place], nodes[place], index) if one is None else one
            for place, one in enumerate(kept)
        )
        return Origin(
            file=self.name,
            text=digest,
            shared=self.shared.digest,
            claims=tuple(
                _claim(key, held) for key, held in claims if held is not None and isinstance(held.value, str)
            ),
            lacks=tuple(_claim("shared", held) for held in self.lacking[:1]),
            problems=tuple(problems),
            readings=tuple(readings),
        )

    def _rule(self, node: Node, topic: str) -> Reading:
        problems: list[Problem] = []
        used: set[str] = set()
        entry, found = decode.build(node, self.name, RuleEntry)
        problems.extend(_moved(problem, node) for problem in found)
        split, when, actor = node.child("split"), node.child("when"), node.child("actor")
        reader = Reader(
            path=self.name,
            vocabularies=self.shared.vocabularies,
            problems=problems,
            used=used,
            split=split is not None and split.value is True,
            shared=self.pool.lists,
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
        )
        if entry is None or condition is None:
            return reading
        if entry.actor is not None and entry.actor not in self.shared.actors:
            return reading  # whose doing its hits are to be, nobody knows
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


def _claim(key: str, node: Node) -> Claim:
    return Claim(key=key, name=str(node.value), line=node.line, column=node.column)


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
