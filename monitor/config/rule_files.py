"""A folder of rule files → the rules in force, or every problem in them.

files → vocabularies → each file alone, unless it is known → what only shows across files → RuleSet
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from monitor.config import rule_reading
from monitor.config.conditions import Vocabularies
from monitor.config.rule_reading import Pool, Shared
from monitor.errors import ConfigError, Level, Problem
from monitor.rules.evaluate import RuleSet, compile_rules, content_hash
from monitor.rules.long_lived import long_lived
from monitor.rules.origins import Claim, Origin
from monitor.rules.rule import AnyOf
from monitor.rules.terms import Term

_SUFFIXES = {".yaml", ".yml"}
VOCABULARY_FILES = ("terms.yaml", "terms.yml")


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


def content_key(files: Mapping[str, str]) -> str:
    """Return the hash of the set that these files make."""
    return content_hash(files)


def load_rules(files: Mapping[str, str], *, root: str) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """Check and compile rule files, by name; `root` stands before the names in problems.

    The set is None where there is an error; a warning leaves it in force.
    """
    return Loader().load(files, root=root)


def known_problems(rule_set: RuleSet, *, root: str) -> tuple[Problem, ...]:
    """Return what was told of each file of rules when it was read."""
    told = chain.from_iterable(origin.all_problems for origin in rule_set.origins)
    return tuple(_within(root, problem) for problem in told)


class Loader:
    """Loads rule files again and again, and reads only those whose outcome may have changed."""

    def __init__(self, known: RuleSet | None = None) -> None:
        """Begin with the files that a set was made from as known."""
        self._origins = {origin.file: origin for origin in known.origins} if known is not None else {}
        self._shared = Shared(text=None)
        self._lists: dict[tuple[str, bool], AnyOf] = {}
        self._terms: dict[tuple[str, bool], Term] = {}

    @property
    def origins(self) -> tuple[Origin, ...]:
        """What each file of rules gave at the last load, whatever is wrong with others."""
        return tuple(self._origins.values())

    @property
    def shared(self) -> Shared:
        """The vocabularies of the last load."""
        return self._shared

    def load(self, files: Mapping[str, str], *, root: str) -> tuple[RuleSet | None, tuple[Problem, ...]]:
        """Check and compile the files; the outcome is the same as if all of them were read."""
        with long_lived():
            return self._load(files, root)

    @property
    def vocabularies(self) -> Vocabularies:
        """The shared vocabularies, as the last load read them."""
        return self._shared.vocabularies

    def _load(self, files: Mapping[str, str], root: str) -> tuple[RuleSet | None, tuple[Problem, ...]]:
        vocabulary_files = [name for name in VOCABULARY_FILES if name in files]
        pool = self._read_shared(files, vocabulary_files)
        self._read_rules(files, pool)
        origins = tuple(self._origins.values())
        found = [
            *self._shared.problems,
            *chain.from_iterable(origin.all_problems for origin in origins),
            *_taken(origins, root),
            *_unused(self._shared, origins),
            *_lacking(self._shared, origins),
        ]
        for name in vocabulary_files[1:]:
            message = f"{vocabulary_files[0]} holds the vocabularies already; move these there"
            found.append(Problem(path=name, message=message))
        problems = [_within(root, problem) for problem in found]
        if not origins:
            message = "the folder has no rule file; write one, such as topic.yaml"
            problems.append(Problem(path=root, message=message))
        told = tuple(sorted(problems, key=lambda problem: (problem.path, problem.line, problem.column)))
        if any(problem.level is Level.ERROR for problem in told):
            return None, told
        rules = tuple(chain.from_iterable(origin.rules for origin in origins))
        made = compile_rules(
            rules, texts=files, vocabularies=self._shared.vocabularies, kinds=self._shared.kinds
        )
        return replace(made, origins=origins), told

    def _read_shared(self, files: Mapping[str, str], names: Sequence[str]) -> Pool:
        """Read the vocabularies if they are others now; of their lists in rules, those that are the same stay."""
        before, pool = self._shared, Pool(terms=self._terms)
        if not names:
            self._shared = Shared(text=None)
        elif (text := files[names[0]]) != before.text or names[0] != before.file:
            self._shared = rule_reading.read_shared(names[0], text, pool)
        now = self._shared.offers
        for (name, split), terms in self._lists.items():
            if now.get(f"@{name}") == before.offers.get(f"@{name}"):
                pool.lists.setdefault((name, split), terms)
        self._lists = pool.lists
        self._terms = dict(pool.terms)  # those of the vocabularies alone
        return Pool(lists=pool.lists, terms=pool.terms)

    def _read_rules(self, files: Mapping[str, str], pool: Pool) -> None:
        origins: dict[str, Origin] = {}
        for name, text in sorted(files.items()):
            if name in VOCABULARY_FILES:
                continue
            origins[name] = rule_reading.read_rules(name, text, self._shared, pool, self._origins.get(name))
        self._origins = origins


def _within(root: str, problem: Problem) -> Problem:
    return replace(problem, path=f"{root}/{problem.path}")


def _taken(origins: Sequence[Origin], root: str) -> Iterator[Problem]:
    """Yield the names that stand a second time."""
    taken: dict[tuple[str, str], tuple[str, Claim]] = {}
    for origin in origins:
        for claim in origin.claims:
            here = (origin.file, claim)
            file, first = taken.setdefault((claim.key, claim.name), here)
            if first is not claim:
                place = f"{root}/{file}:{first.line}"
                message = f"the {claim.key} `{claim.name}` is taken by {place}; rename one of the two"
                yield Problem(path=origin.file, line=claim.line, column=claim.column, message=message)


def _unused(shared: Shared, origins: Sequence[Origin]) -> Iterator[Problem]:
    """Warn of vocabularies that no rule names, directly or through another."""
    problems = chain.from_iterable(origin.all_problems for origin in origins)
    if any(problem.level is Level.ERROR for problem in problems):
        return  # what cannot be read may use them
    waiting = [name for origin in origins for name in rule_reading.vocabularies_of(origin)]
    waiting += shared.used
    reached = set(waiting)
    waiting = list(reached)
    while waiting:
        for scalar in shared.lists[waiting.pop()].scalars():
            name = str(scalar.value).removeprefix("@").strip()
            if str(scalar.value).startswith("@") and name in shared.lists and name not in reached:
                reached.add(name)
                waiting.append(name)
    for name, node in shared.lists.items():
        if name not in reached:
            yield Problem(
                path=shared.file,
                line=node.line,
                column=node.column,
                message=f'no rule uses the vocabulary `{name}`; use it as "@{name}", or remove it',
                level=Level.WARNING,
            )


def _lacking(shared: Shared, origins: Sequence[Origin]) -> Iterator[Problem]:
    """Tell once that there are no vocabularies; where they cannot be read, that is told already."""
    lacking = ((origin.file, claim) for origin in origins for claim in origin.lacks)
    file, first = next(lacking, (None, None))
    if shared.text is None and file is not None and first is not None:
        message = (
            f"`{first.name}` is looked up in {VOCABULARY_FILES[0]}, which the folder has not; put it back"
        )
        yield Problem(path=file, line=first.line, column=first.column, message=message)


def _encoding_problem(path: str, error: UnicodeDecodeError) -> Problem:
    before = error.object[: error.start]
    line_start = before.rfind(b"\n") + 1
    return Problem(
        path=path,
        line=before.count(b"\n") + 1,
        column=len(before[line_start:].decode("utf-8", "replace")) + 1,
        message="the file is not UTF-8 from here on; save it as UTF-8",
    )
