"""`expected.yaml` beside seed documents: what each of them must yield, and where the program falls short of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from monitor.config import decode, yaml_text
from monitor.config.yaml_text import Node
from monitor.errors import Level, Problem
from monitor.model import Document, Match, OutletKind

FILE = "expected.yaml"


def _published(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    raise ValueError(f'write the date in quotes, as in "{value}", or null')


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What one document must yield; what is left out is not checked."""

    title: str | None = None
    title_derived: bool | None = None
    # ISO 8601; None where it is left out or null: `expects` tells them apart.
    published: Annotated[str | None, BeforeValidator(_published)] = None
    highlights: int | None = None
    provenance: OutletKind | None = None
    match: tuple[str, ...] = ()  # rule or topic ids
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    documents: dict[str, Expectation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """An expectations file that could be read."""

    path: str
    by_name: dict[str, Expectation]
    node: Node

    def problem(self, way: tuple[str, ...], message: str) -> Problem:
        """Return a warning that points to an entry, or to a key of it."""
        line, column = self.node.place_of(("documents", *way))
        return Problem(path=self.path, line=line, column=column, message=message, level=Level.WARNING)


def load(folder: Path) -> tuple[Expectations | None, tuple[Problem, ...]]:
    """Read the expectations of a folder; None and no problem where it has none."""
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None, ()
    except UnicodeDecodeError:
        return None, (Problem(path=str(path), message="is not UTF-8; save it as UTF-8"),)
    except OSError as error:
        return None, (Problem(path=str(path), message=f"{error.strerror}; make it readable, or remove it"),)
    node, problems = yaml_text.read(text, str(path))
    if node is None:
        return None, problems
    file, more = decode.build(node, str(path), _File)
    if file is None or problems:
        return None, (*problems, *more)
    return Expectations(path=str(path), by_name=file.documents, node=node), ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A rule or topic that a document should match and does not, or the other way round."""

    key: str  # "match" or "no_match"
    id: str
    problem: Problem


def compare(
    expected: Expectations, name: str, document: Document, matches: tuple[Match, ...], known: Collection[str]
) -> Iterator[Problem]:
    """Yield a warning for each expectation that a document fails; `known` are the rule and topic ids there are."""
    yield from compare_form(expected, name, document)
    wanted = expected.by_name[name]
    for key, ids in (("match", wanted.match), ("no_match", wanted.no_match)):
        for number, one in enumerate(ids):
            if one not in known:
                mend = decode.suggest(one, sorted(known))
                message = f"{name}: no rule and no topic is called {one!r}; {mend}"
                yield _at(expected, (name, key, number), message)
    yield from (missed.problem for missed in misses(expected, name, matches, known))


def misses(
    expected: Expectations, name: str, matches: tuple[Match, ...], judged: Collection[str]
) -> Iterator[Missed]:
    """Yield what a document matches wrongly; of rules and topics only those to be judged."""
    wanted = expected.by_name[name]
    found = {match.rule for match in matches} | {match.topic for match in matches}
    for key, ids in (("match", wanted.match), ("no_match", wanted.no_match)):
        for number, one in enumerate(ids):
            if one not in judged or (one in found) is (key == "match"):
                continue
            if key == "match":
                others = ", ".join(sorted(match.rule for match in matches)) or "none"
                message = f"{name}: {one} should match and does not (matching: {others}); mend the rule or this line"
            else:
                message = f"{name}: {one} should not match and does, by {_said(one, matches)}; mend the rule or this line"
            yield Missed(key=key, id=one, problem=_at(expected, (name, key, number), message))


def _at(expected: Expectations, way: tuple[str | int, ...], message: str) -> Problem:
    line, column = expected.node.place_of(("documents", *way))
    return Problem(path=expected.path, line=line, column=column, message=message, level=Level.WARNING)


def compare_form(expected: Expectations, name: str, document: Document) -> Iterator[Problem]:
    """Yield a warning for each part of a document that is not as it should be."""
    wanted = expected.by_name[name]
    asked = (expected.node.at(("documents", name)).entries or {}).keys()
    found = {
        "title": document.title,
        "title_derived": document.title_derived,
        "published": document.published.isoformat() if document.published else None,
        "highlights": len(document.highlights),
        "provenance": document.provenance,
    }
    for key, value in found.items():
        hoped = getattr(wanted, key)
        if key in asked and value != hoped:
            yield expected.problem(
                (name, key), f"{name}: {key} should be {_shown(hoped)} and is {_shown(value)}"
            )


def _shown(value: object) -> str:
    return "null" if value is None else repr(str(value)) if isinstance(value, str) else str(value)


def _said(one: str, matches: tuple[Match, ...]) -> str:
    texts = [item.text for match in matches if one in {match.rule, match.topic} for item in match.evidence]
    return ", ".join(repr(text) for text in dict.fromkeys(texts[:3]))
