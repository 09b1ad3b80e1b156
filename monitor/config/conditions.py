"""Nodes of a rule file → conditions and vocabularies, every mistake noted where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.config import ranges
from monitor.config.decode import mistyped, suggest
from monitor.config.yaml_text import Node
from monitor.errors import Level, Problem
from monitor.rules import terms
from monitor.rules.linting import lint
from monitor.rules.rule import (
    ActorClass,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Context,
    Near,
    NoneOf,
    Scope,
    Scoped,
    Script,
    VocabularyEntry,
)
from monitor.rules.terms import Term

OPERATORS = ("any", "all", "none", "near", "within", "at_least", "context", "number", "in")
_MOST_NEAR = 6  # members; the search for a window doubles with each
_FARTHEST = 200  # words; farther apart is "in one document", which `all` says

Vocabularies = Mapping[str, tuple[VocabularyEntry, ...]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the conditions of one file; problems and the vocabularies named are gathered on the way."""

    path: str
    vocabularies: Vocabularies
    problems: list[Problem]
    used: set[str] = field(default_factory=set)
    split: bool = False
    shared: dict[tuple[str, bool], AnyOf] = field(
        default_factory=dict
    )  # a vocabulary is one object in all rules
    broken: frozenset[str] = frozenset()  # vocabularies with a mistake in them, which is told where it stands
    is_blind: bool = False  # the file of vocabularies cannot be read, so a missing one is no news
    lacking: list[Node] = field(default_factory=list)  # names that therefore mean nothing
    terms: dict[tuple[str, bool], Term] = field(default_factory=dict)  # equal terms are one object

    def condition(self, node: Node) -> Condition | None:
        """Return the condition, None where something in it is wrong."""
        if node.items is not None:
            return self._united(AnyOf, node)
        if node.entries is not None:
            return self._mapping(node)
        return self._scalar(node)

    def exceptions(self, node: Node | None) -> tuple[Condition, ...]:
        """Return what `unless` takes out."""
        if node is None or (node.items is None and node.entries is None and node.value is None):
            return ()
        members = self._members(node)
        for member, condition in members:
            self._must_stand_somewhere(member, condition, "unless")
        return tuple(condition for _, condition in members if condition is not None)

    def actors(self, node: Node | None) -> dict[str, ActorClass]:
        """Return the classes of actors that can be read; the outer form is checked elsewhere."""
        made: dict[str, ActorClass] = {}
        taken: dict[Script, str] = {}
        for id_, entry in ((node and node.entries) or {}).items():
            names, assumed = entry.child("names"), entry.child("assumed_in")
            members = self._names(names) if names is not None and names.items is not None else ()
            scripts = self._assumed(assumed, id_, taken)
            sure = tuple(condition for condition in members if condition is not None)
            if sure and len(sure) == len(members):
                made[id_] = ActorClass(id=id_, names=AnyOf(members=sure), assumed_in=scripts)
        return made

    def _names(self, node: Node) -> list[Condition | None]:
        if not node.items:
            self.note(node, "`names` is empty; write the names of the actors")
        for item in node.items or ():
            if item.entries is not None or item.items is not None:
                self.note(item, f"a name of an actor is a term or a vocabulary, found {item.kind}; write one")
        return [
            self._scalar(item) for item in node.items or () if item.entries is None and item.items is None
        ]

    def actor(self, node: Node | None, actors: Mapping[str, ActorClass]) -> None:
        """See that the class of actors a rule asks for is there."""
        if node is None or not isinstance(node.value, str) or node.value in actors:
            return
        if self.is_blind:
            self.lacking.append(node)
            return
        known = sorted(actors)
        self.note(node, f"no actor `{node.value}` under `actors` in terms.yaml; {suggest(node.value, known)}")

    def term(self, node: Node) -> Term | None:
        """Return the term a scalar is."""
        if node.said is not None and not node.said.strip():
            self.note(node, "a term is empty; write it, or remove the line")
            return None
        if not isinstance(node.value, str):
            self.note(node, f"a term is a text, {mistyped(node)}")
            return None
        try:
            return self._term(node.value)
        except ValueError as error:
            self.note(node, str(error))
            return None

    def note(self, node: Node, message: str, level: Level = Level.ERROR) -> None:
        """Keep a problem."""
        self.problems.append(
            Problem(path=self.path, line=node.line, column=node.column, message=message, level=level)
        )

    def _term(self, text: str) -> Term:
        key = (text, self.split)
        if key not in self.terms:
            self.terms[key] = terms.parse(text, split=self.split)
        return self.terms[key]

    def _scalar(self, node: Node) -> Condition | None:
        """Return a term, or the entries of a vocabulary."""
        if not isinstance(node.value, str) or not node.value.startswith("@"):
            return self.term(node)
        name = node.value.removeprefix("@").strip()
        if name not in self.vocabularies:
            known = sorted(f"@{known}" for known in self.vocabularies)
            if self.is_blind:
                self.lacking.append(node)
            else:
                self.note(node, f"no vocabulary `@{name}` in terms.yaml; {suggest(f'@{name}', known)}")
            return None
        self.used.add(name)
        if name in self.broken or not self.vocabularies[name]:
            return None  # its list is wrong, and that is told where it stands
        key = (name, self.split)
        if key not in self.shared:
            entries = tuple(map(self._entry, self.vocabularies[name]))
            self.shared[key] = AnyOf(members=entries, vocabulary=name)
        return self.shared[key]

    def _entry(self, entry: VocabularyEntry) -> Condition:
        names = tuple(map(self._term, entry.names))
        return names[0] if len(names) == 1 else AnyOf(members=names, vocabulary=entry.id)

    def _mapping(self, node: Node) -> Condition | None:
        entries = node.entries or {}
        for key in entries:
            if key not in OPERATORS:
                line, column = node.keys[key]
                self.note(
                    Node(line=line, column=column),
                    f"unknown key `{key}` in a condition; {suggest(key, OPERATORS)}",
                )
        if "within" in entries and "near" not in entries:
            self.note(entries["within"], "`within` stands without `near`; write both in one condition")
        readers: dict[str, Callable[[Node], Condition | None]] = {
            "any": lambda inner: self._united(AnyOf, inner),
            "all": lambda inner: self._united(AllOf, inner),
            "none": lambda inner: self._united(NoneOf, inner),
            "near": lambda inner: self._near(inner, entries.get("within")),
            "at_least": self._at_least,
            "context": self._context,
            "number": lambda inner: ranges.read(inner, self.note),
        }
        parts = [read(entries[key]) for key, read in readers.items() if key in entries]
        if not parts and entries.keys() <= {"in"}:
            operators = ", ".join(f"`{key}`" for key in readers)
            self.note(node, f"a condition needs one of {operators}; write one")
            return None
        scopes = self._scopes(entries["in"]) if "in" in entries else frozenset(Scope)
        sure = tuple(part for part in parts if part is not None)
        if not sure or len(sure) < len(parts) or scopes is None:
            return None
        whole = sure[0] if len(sure) == 1 else AllOf(members=sure)
        return Scoped(scopes=scopes, condition=whole) if "in" in entries else whole

    def _united(self, kind: type[AnyOf | AllOf | NoneOf], node: Node) -> Condition | None:
        members = self._members(node)
        sure = tuple(condition for _, condition in members if condition is not None)
        return kind(members=sure) if sure and len(sure) == len(members) else None

    def _members(self, node: Node) -> Sequence[tuple[Node, Condition | None]]:
        """Read a list; anything else is a list of itself."""
        items = (node,) if node.items is None else node.items
        if not items:
            self.note(node, "the list is empty; write a term, or remove it")
        return [(item, self.condition(item)) for item in items]

    def _near(self, node: Node, within: Node | None) -> Condition | None:
        members = self._members(node)
        is_right = True
        if not 2 <= len(members) <= _MOST_NEAR:
            mend = "add one" if len(members) < 2 else "group some in `any`"
            self.note(node, f"`near` takes 2 to {_MOST_NEAR} members, found {len(members)}; {mend}")
            is_right = False
        for member, condition in members:
            self._must_stand_somewhere(member, condition, "near")
        distance = 12 if within is None else within.value
        if (
            isinstance(distance, bool)
            or not isinstance(distance, int | float)
            or not 0 <= distance <= _FARTHEST
        ):
            self.note(
                within or node,
                f"`within` is a number of words from 0 to {_FARTHEST}; for farther apart use `all`",
            )
            return None
        sure = tuple(condition for _, condition in members if condition is not None)
        return Near(members=sure, within=distance) if is_right and len(sure) == len(members) else None

    def _at_least(self, node: Node) -> Condition | None:
        entries = node.entries or {}
        if entries.keys() != {"count", "of"}:
            self.note(node, "`at_least` takes exactly `count` and `of`; write {count: 2, of: [...]}")
            return None
        items = entries["of"].items if entries["of"].items is not None else (entries["of"],)
        found: list[Condition] = []
        for item in items:
            # The entries of a vocabulary count one by one; two names of an entry do not count twice.
            inner = self.condition(item)
            if inner is None:
                return None
            found.extend(inner.members if isinstance(inner, AnyOf) and inner.vocabulary else (inner,))
        members = tuple(dict.fromkeys(found))
        count = entries["count"].value
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= len(members):
            self.note(entries["count"], _wrong_count(entries["count"], len(members)))
            return None
        return AtLeast(count=count, members=members)

    def _context(self, node: Node) -> Condition | None:
        inner = self.condition(node)
        return None if inner is None else Context(condition=inner)

    def _assumed(self, node: Node | None, id_: str, taken: dict[Script, str]) -> frozenset[Script]:
        """Return the scripts a class of actors is assumed in, each for one class only."""
        made: set[Script] = set()
        for item in (node.items or ()) if node is not None else ():
            if item.value in list(Script):
                script = Script(item.value)
                if taken.setdefault(script, id_) != id_:
                    self.note(
                        item, f"`{script}` is assumed for `{taken[script]}` already; keep it under one actor"
                    )
                made.add(script)
        return frozenset(made)

    def _scopes(self, node: Node) -> frozenset[Scope] | None:
        items = (node,) if node.items is None else node.items
        known = [scope.value for scope in Scope]
        for item in items:
            if item.value not in known:
                self.note(
                    item,
                    f"`in` takes {', '.join(known)}, found {item.kind}; {suggest(str(item.said), known)}",
                )
        if not items:
            self.note(node, f"`in` is empty; it takes {', '.join(known)}")
        return frozenset(map(Scope, (item.value for item in items))) if _all_known(items, known) else None

    def _must_stand_somewhere(self, node: Node, condition: Condition | None, key: str) -> None:
        """Refuse members that say no place in the text."""
        if condition is not None and not _has_place(condition):
            self.note(
                node,
                f"`{key}` takes terms, vocabularies, `any`, `near` and `number`; "
                "put `all`, `none`, `at_least`, `context` beside it",
            )


def _wrong_count(count: Node, most: int) -> str:
    """Say why a count is none, with its mend."""
    if count.is_quoted and isinstance(count.value, str) and count.value.isdigit():
        return f"`count` is a number and stands in quotes; write {int(count.value)} without them"
    if most == 1:
        return "`count` is a whole number, of one member 1 and no more; add members, or write that one alone"
    return f"`count` is a whole number from 1 to {most}, the members there are"


def _all_known(items: Sequence[Node], known: Sequence[str]) -> bool:
    return bool(items) and all(item.value in known for item in items)


def _has_place(condition: Condition) -> bool:
    match condition:
        case AllOf() | NoneOf() | AtLeast() | Context():
            return False
        case Scoped():
            return _has_place(condition.condition)
        case AnyOf(vocabulary=str()):
            return True
        case AnyOf() | Near():
            return all(map(_has_place, condition.members))
        case _:
            return True


@dataclass(frozen=True, slots=True)
class VocabularyReader:
    """Reads the vocabularies of one file, whatever order they name each other in."""

    reader: Reader  # its vocabularies are not asked
    nodes: Mapping[str, Node]  # name → its list, of every file

    def read(self, name: str, way: tuple[str, ...] = ()) -> tuple[VocabularyEntry, ...]:
        """Return the entries of a vocabulary, those it names included."""
        items = self.nodes[name].items
        if items is None or not items:
            self.reader.note(
                self.nodes[name], f"the vocabulary `{name}` is no list of terms; write at least one"
            )
            return ()
        return tuple(dict.fromkeys(entry for item in items for entry in self._item(item, (*way, name))))

    def _item(self, node: Node, way: tuple[str, ...]) -> Iterator[VocabularyEntry]:
        if node.entries is not None:
            yield from self._named(node)
        elif isinstance(node.value, str) and node.value.startswith("@"):
            name = node.value.removeprefix("@").strip()
            if name in way:
                self.reader.note(node, f"the vocabulary `@{name}` contains itself; take it out")
            elif name not in self.nodes:
                known = sorted(f"@{known}" for known in self.nodes)
                self.reader.note(node, f"no vocabulary `@{name}` in terms.yaml; {suggest(f'@{name}', known)}")
            else:
                yield from self.read(name, way)
        elif self._is_term(node):
            yield VocabularyEntry(names=(node.value,))

    def _named(self, node: Node) -> Iterator[VocabularyEntry]:
        entries = node.entries or {}
        id_, names = entries.get("id"), entries.get("names")
        if entries.keys() != {"id", "names"} or id_ is None or names is None:
            self.reader.note(
                node, "an entry of a vocabulary is a term, or {id: ..., names: [...]}; write it so"
            )
        elif not isinstance(id_.value, str) or not names.items:
            self.reader.note(
                node, "the `id` of an entry is a text and its `names` a list with one name or more"
            )
        elif all([self._is_term(name) for name in names.items]):  # noqa: C419 - each is to be told
            yield VocabularyEntry(id=id_.value, names=tuple(name.value for name in names.items))

    def _is_term(self, node: Node) -> bool:
        """Read a term and note what is doubtful about it: here once, not for every rule that uses it."""
        term = self.reader.term(node)
        doubt = None if term is None else lint.doubt(term)
        if doubt is not None:
            self.reader.note(node, doubt, Level.WARNING)
        return term is not None
