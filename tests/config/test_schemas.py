"""Editors and the loader agree: the committed schemas are those of the code, and both take and refuse the same."""

from __future__ import annotations

import json
import re
import runpy
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from monitor.config import schemas, yaml_text
from monitor.config.conditions import Reader
from monitor.errors import Level
from monitor.rules.rule import VocabularyEntry
from tests.test_docs import RULES, SOURCES, blocks, completed, first_key

ROOT = Path(__file__).parents[2]
WORDS = (VocabularyEntry(names=("word",)), VocabularyEntry(names=("list",)))


def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator(schemas.files()[name])


RULE_FILE = schema("rules/rules.schema.json")
TERMS_FILE = schema("rules/terms.schema.json")
SETTINGS = schema("monitor.schema.json")
EXPECTED = schema("seeds/expected.schema.json")


def data(text: str) -> Any:
    """Return what an editor sees: there is no date in its YAML."""
    node, problems = yaml_text.read(text, "f.yaml")

    assert node is not None, problems
    return json.loads(json.dumps(node.data, default=date.isoformat))


def complaints(validator: Draft202012Validator, text: str) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data(text))]


@pytest.mark.parametrize("name", schemas.files())
def test_the_committed_schemas_are_those_of_the_code(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == schemas.text(schemas.files()[name]), (
        "run `make schemas`"
    )


@pytest.mark.parametrize("name", schemas.files())
def test_a_schema_is_one_and_every_reference_in_it_leads_somewhere(name: str) -> None:
    made = schemas.files()[name]
    referred = re.findall(r'"#/\$defs/([^"]+)"', schemas.text(made))

    Draft202012Validator.check_schema(made)
    assert set(referred) == set(made["$defs"])


@pytest.mark.parametrize("name", schemas.files())
def test_every_key_is_explained(name: str) -> None:
    def unexplained(part: Any) -> list[str]:
        if isinstance(part, list):
            return [key for one in part for key in unexplained(one)]
        if not isinstance(part, dict):
            return []
        keys = part["properties"] if part.get("type") == "object" and "properties" in part else {}
        own = [key for key, value in keys.items() if not value.get("description")]
        return own + [key for value in part.values() for key in unexplained(value)]

    assert unexplained(schemas.files()[name]) == []


SHIPPED = {
    **{f"rules/{path.name}": RULE_FILE for path in (ROOT / "rules").glob("*.yaml")},
    "rules/terms.yaml": TERMS_FILE,
    "monitor.yaml": SETTINGS,
    "seeds/expected.yaml": EXPECTED,
}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_file_names_its_schema_and_is_valid(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    head = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)

    assert head is not None
    assert Draft202012Validator(json.loads((ROOT / name).with_name(head[1]).read_text("utf-8"))).schema == (
        SHIPPED[name].schema
    )
    assert complaints(SHIPPED[name], text) == []


@pytest.mark.parametrize("line", blocks(RULES))
def test_every_example_of_the_handbook_is_valid(line: int) -> None:
    block = blocks(RULES)[line]
    match first_key(block):
        case "topic":
            assert complaints(RULE_FILE, block) == []
        case "when":
            assert complaints(RULE_FILE, completed(block, line)) == []
        case _:
            partial = block if block.startswith("vocabularies") else f"vocabularies: {{}}\n{block}"
            assert complaints(TERMS_FILE, partial) == []


@pytest.mark.parametrize("line", blocks(SOURCES))
def test_every_example_of_the_page_on_sources_is_valid(line: int) -> None:
    assert complaints(SETTINGS, blocks(SOURCES)[line]) == []


def test_the_examples_of_a_key_are_valid_themselves() -> None:
    term = schemas.rule_file()["$defs"]["term"]

    assert all(Draft202012Validator(term).is_valid(example) for example in term["examples"])


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        ("sources: [{id: a, kind: feed, url: 'https://a.example', every: 30m, demo: true}]", True),
        ("sources: [{id: a, kind: '${KIND}', every: '${EVERY:-1h}', demo: '${DEMO}'}]", True),
        ("sources: [{id: a, kind: feed, verified: never, backlog: all}]", True),
        ("sources: [{id: a, kind: feed, verified: 2026-11-21, backlog: 1d12h}]", True),
        ("channels: [{id: a, kind: telegram, chat: -100123, pace: off}]", True),
        ("sources: [{id: a, kind: fed}]", False),
        ("sources: [{id: a, kind: feed, every: often}]", False),
        ("sources: [{id: a, kind: feed, demo: 1}]", False),
        ("sources: [{id: a, kind: feed, url: ftp://a.example}]", False),
        ("sources: [{kind: feed}]", False),
        ("channels: [{id: a, kind: telegram, pace: fast}]", False),
        ("sorces: []", False),
    ],
)
def test_settings_are_checked_as_they_are_typed(text: str, is_valid: bool) -> None:
    assert SETTINGS.is_valid(data(text)) is is_valid


LEAVES = st.sampled_from(["pilot", "@words", "试点", "rare earth", "pilot*", "=MIIT", " ", 5, True, None])
SCOPES = st.sampled_from(["title", "body", ["title"], ["body", "title"], "footer", 5, [], ["title", "foot"]])
WITHIN = st.sampled_from([0, 12, 2.5, 200, 201, -1, True, "12", None])
COUNTS = st.sampled_from([1, 9])
NUMBERS: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.sampled_from(["min", "max", "unit", "mx"]),
    st.sampled_from([1, "1.2 million", "%", True, None, []]),
    max_size=2,
)
KEYS = ("any", "all", "none", "near", "at_least", "context")


def grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(inner, max_size=3)
    at_least = st.fixed_dictionaries(
        {"of": st.lists(inner, min_size=1, max_size=3)}, optional={"count": COUNTS}
    )
    operators: dict[str, st.SearchStrategy[Any]] = dict.fromkeys(
        ("any", "all", "none", "context"), inner | lists
    )
    extra = {
        "in": SCOPES,
        "within": WITHIN,
        "near": lists,
        "at_least": at_least,
        "number": NUMBERS,
        "al": inner,
    }
    one = st.sampled_from(KEYS).flatmap(lambda key: st.fixed_dictionaries({key: (operators | extra)[key]}))
    two = st.tuples(one, st.fixed_dictionaries({}, optional={**operators, **extra})).map(
        lambda pair: dict(list({**pair[1], **pair[0]}.items())[-2:])
    )
    return lists | one | two


CONDITIONS = st.recursive(LEAVES, grown, max_leaves=6)

# What an editor cannot know: what a text means, and how many members a vocabulary has.
SEMANTIC = re.compile(
    r"`(?:min|max)` is a number, found |no unit |`count` is a whole number(?: from 1 to|, of one member)|`min` .* is more"
)


def by_loader(said: Any, key: str) -> list[str]:
    """Return what the loader says against a condition."""
    node, _ = yaml_text.read(json.dumps({key: said}), "f.yaml")
    inner = node.child(key) if node is not None else None
    assert inner is not None
    reader = Reader(path="f.yaml", vocabularies={"words": WORDS}, problems=[])
    if key == "when":
        reader.condition(inner)
    else:
        reader.exceptions(inner)
    return [one.message for one in reader.problems if one.level is Level.ERROR]


def is_refused(said: Any, key: str) -> bool:
    """Say whether the schema refuses a condition."""
    rule = {"id": "a", "name": "A", "severity": "low", "why": "w", "when": "pilot"}
    examples = {"match": ["a"], "no_match": ["b"]}
    return not RULE_FILE.is_valid({"topic": "t", "rules": [rule | {"examples": examples, key: said}]})


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, st.sampled_from(["when", "unless"]))
def test_the_loader_and_the_schema_refuse_the_same_conditions(said: Any, key: str) -> None:
    found = by_loader(said, key)
    assume(not found or not all(map(SEMANTIC.match, found)))

    assert is_refused(said, key) == bool(found), found


BROKEN = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "tests/data/broken").glob("*.yaml")}
READABLE = sorted(name for name, text in BROKEN.items() if yaml_text.read(text, name)[0] is not None)

# Right in form, wrong in what they say: only `monitor check` can tell.
WRONG_IN_MEANING = {
    "circular-vocabulary",
    "duplicate-id",
    "failing-example",
    "lookahead",
    "never-matches",
    "no-place-left",
    "one-example-both-ways",
    "star-inside-a-word",
    "too-many-of",
    "two-documents",
    "unknown-actor",
    "unknown-actor.terms",
    "unknown-vocabulary",
    "unknown-vocabulary.terms",
    "unless-takes-everything",
    "veto-alone",
}


@pytest.mark.parametrize("name", READABLE)
def test_an_editor_refuses_a_broken_file_unless_only_its_meaning_is_wrong(name: str) -> None:
    node, _ = yaml_text.read(BROKEN[name], name)
    assert node is not None
    validator = TERMS_FILE if name.endswith(".terms") else RULE_FILE

    assert validator.is_valid(json.loads(json.dumps(node.data, default=date.isoformat))) is (
        name in WRONG_IN_MEANING
    )


@pytest.mark.parametrize("count", ["0", "-1", "true", '"1"', "1.5", ""])
def test_both_refuse_a_count_that_is_none(count: str) -> None:
    node, _ = yaml_text.read(f"at_least: {{count: {count}, of: [pilot, list]}}", "f.yaml")
    assert node is not None

    assert len(by_loader(node.data, "when")) == 1
    assert is_refused(node.data, "when")


def test_they_are_written_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["schemas", str(tmp_path)])

    runpy.run_path(str(ROOT / "monitor/config/schemas.py"), run_name="__main__")

    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.json")} == set(schemas.files())
