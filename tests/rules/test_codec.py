"""A compiled rule set as bytes: what comes back is what was written, and nothing else ever comes back."""

import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import rule_files
from monitor.errors import Level, Problem
from monitor.model import RuleStatus, Severity
from monitor.rules import codec
from monitor.rules.edition import edition
from monitor.rules.evaluate import RuleSet, compile_rules
from monitor.rules.names import Names
from monitor.rules.origins import Borrowed, Claim, Origin, Reading
from monitor.rules.rule import (
    ActorClass,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Context,
    Examples,
    Near,
    NoneOf,
    Number,
    Rule,
    Scope,
    Scoped,
    Script,
    VocabularyEntry,
)
from tests.rules.making import document, term

ROOT = Path(__file__).parent.parent.parent
TEXTS = (
    "pilot",
    "pilot list",
    "approv*",
    "=MIIT",
    "稀土",
    "试点名单",
    "/第.{1,3}批/",
    "pilot* list",
    "policy",
)

leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(term, st.sampled_from(TEXTS), split=st.booleans()),
    st.builds(
        Number,
        text=st.just("some"),
        minimum=st.none() | st.sampled_from([Decimal("1.5"), Decimal(10)]),
        unit=st.sampled_from([None, "%"]),
    ),
)


def composites(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    members = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(AnyOf, members=members, vocabulary=st.none() | st.just("acts")),
        st.builds(AllOf, members=members),
        st.builds(NoneOf, members=members),
        st.builds(Near, members=members, within=st.sampled_from([3, 12, 2.5])),
        st.builds(AtLeast, members=members, count=st.just(1)),
        st.builds(Scoped, scopes=st.frozensets(st.sampled_from(list(Scope)), min_size=1), condition=inner),
        st.builds(Context, condition=inner),
    )


conditions = st.recursive(leaves, composites, max_leaves=8)
CHINA = ActorClass(id="china", names=AnyOf(members=(term("MIIT"),)), assumed_in=frozenset({Script.CHINESE}))
rules_ = st.builds(
    Rule,
    id=st.text(max_size=5),
    topic=st.just("t"),
    name=st.text(max_size=5),
    severity=st.sampled_from(list(Severity)),
    status=st.sampled_from(list(RuleStatus)),
    why=st.text(max_size=5),
    when=conditions,
    unless=st.lists(conditions, max_size=2).map(tuple),
    examples=st.just(Examples(match=("a",), no_match=("b",))),
    references=st.lists(st.text(max_size=3), max_size=2).map(tuple),
    notes=st.none() | st.text(max_size=3),
    false_alarms=st.just(("x",)),
    actor=st.sampled_from([None, "china"]),
    actors=st.just((CHINA,)),
)
SAID = document("第三批试点名单 MIIT approved the pilots", "A policy pilot list of 12 % 稀土")


def compiled(*rules: Rule) -> RuleSet:
    return compile_rules(
        rules, texts={"a.yaml": "x"}, vocabularies={"acts": (VocabularyEntry(id="i", names=("批复", "x")),)}
    )


def vocabularies_named(condition: Any) -> list[str | None]:
    inner = condition.condition if isinstance(condition, Scoped | Context) else None
    members = (inner,) if inner is not None else getattr(condition, "members", ())
    below = [name for member in members for name in vocabularies_named(member)]
    return [condition.vocabulary, *below] if isinstance(condition, AnyOf) else below


@settings(deadline=None)  # the first text folded waits for the table
@given(st.lists(rules_, max_size=4))
def test_any_rules_come_back_as_they_were(rules: list[Rule]) -> None:
    rule_set = compiled(*rules)

    back = codec.decode(codec.encode(rule_set))

    assert back is not None
    assert back == rule_set
    assert [rule.actors for rule in back.rules] == [rule.actors for rule in rules]
    assert [vocabularies_named(rule.when) for rule in back.rules] == [
        vocabularies_named(rule.when) for rule in rules
    ]
    assert back.index.literals == rule_set.index.literals
    assert back.index.rules_of == rule_set.index.rules_of
    assert back.match(SAID) == rule_set.match(SAID)


def test_the_shipped_rules_come_back_and_match_the_seeds_alike() -> None:
    files = rule_files.read_rule_files(ROOT / "rules")
    rule_set, _ = rule_files.load_rules(files, root="rules")
    assert rule_set is not None

    back = codec.decode(codec.encode(rule_set))

    assert back is not None
    assert (back, back.origins) == (rule_set, rule_set.origins)
    for seed in sorted((ROOT / "seeds").glob("*.txt")):
        layout = document(*seed.read_text(encoding="utf-8").split("\n\n"))
        assert back.match(layout) == rule_set.match(layout)


def test_every_kind_of_condition_has_a_way_to_bytes() -> None:
    assert {kind.__name__ for kind in get_args(Condition)} <= codec.kinds().keys()


def test_every_part_of_a_rule_set_is_written() -> None:
    whole = {one.name for one in fields(codec.kinds()["_Whole"])}

    parts = {one.name for one in (*fields(RuleSet), *fields(Names))}
    assert parts - {"index", "names"} <= whole


def test_equal_values_become_one() -> None:
    first, second = (
        Rule(
            id=id_,
            topic="t",
            name="n",
            severity=Severity.LOW,
            why="w",
            when=Near(members=(term("pilot list"), AnyOf(members=(term("批复"),), vocabulary="acts"))),
            examples=Examples(match=("a",), no_match=("b",)),
        )
        for id_ in ("first", "second")
    )

    back = codec.decode(codec.encode(compiled(first, second)))

    assert back is not None
    assert back.rules[0].when is back.rules[1].when


def test_what_was_read_of_the_files_comes_back() -> None:
    rule = compiled().rules
    origin = Origin(
        file="a.yaml",
        text="digest",
        shared="other",
        claims=(Claim(key="id", name="x", line=1, column=2),),
        lacks=(),
        problems=(Problem(path="a.yaml", message="odd", level=Level.WARNING),),
        readings=(
            Reading(borrowed=(Borrowed(name="@acts", digest="d"),), problems=(), rule=None, line=3, column=5),
        ),
    )

    back = codec.decode(codec.encode(replace(compiled(*rule), origins=(origin,))))

    assert back is not None
    assert back.origins == (origin,)


DATA = codec.encode(
    compiled(
        Rule(
            id="r",
            topic="t",
            name="n",
            severity=Severity.LOW,
            why="w",
            when=AllOf(
                members=(term("pilot"), Scoped(scopes=frozenset({Scope.TITLE}), condition=term("list")))
            ),
            examples=Examples(match=("a",), no_match=("b",)),
        )
    )
)


@settings(deadline=None)  # the first text folded waits for the table
@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_damaged_bytes_are_no_rules(place: int, change: int) -> None:
    damaged = DATA[:place] + bytes([DATA[place] ^ change]) + DATA[place + 1 :]

    assert codec.decode(damaged) is None


@pytest.mark.parametrize("data", [b"", b"x", DATA[:-1], DATA + b"x", DATA[:40]])
def test_bytes_that_are_cut_or_longer_are_no_rules(data: bytes) -> None:
    assert codec.decode(data) is None


def sealed(text: str | bytes) -> bytes:
    """Make bytes as somebody would who knows how: the digest is right."""
    body = zlib.compress(text if isinstance(text, bytes) else text.encode())
    return hashlib.sha256(edition().encode() + body).digest() + body


def lines() -> list[Any]:
    return [json.loads(line) for line in zlib.decompress(DATA[32:]).decode().split("\n")]


def test_a_right_seal_on_the_same_text_is_taken() -> None:
    assert codec.decode(sealed("\n".join(map(json.dumps, lines())))) == codec.decode(DATA)


@pytest.mark.parametrize(
    "text",
    [
        b"\xff",
        "",
        "{",
        "[]",
        "{}",
        '["_Whole"]',
        '["Popen", ["x"]]',
        '[["x"]]',
        "[" * 100_000,
        '["Examples", [[]], [[]]]',
        '["VocabularyEntry", ["x"], [["y"]]]',
        '["VocabularyEntry", ["x", "y"], [["y"]]]',
        '["VocabularyEntry", ["x"]]',
    ],
)
def test_a_right_seal_on_another_text_is_no_rule_set(text: str | bytes) -> None:
    assert codec.decode(sealed(text)) is None


@settings(deadline=None)  # the first text folded waits for the table
@given(st.data())
def test_whatever_is_changed_in_a_sealed_text_nothing_breaks(data: st.DataObject) -> None:
    """A rule set may come of it, other than the one written, but no error and nothing else."""
    pages = lines()
    page = data.draw(st.sampled_from(pages))
    place = data.draw(st.integers(0, len(page) - 1))
    odd: st.SearchStrategy[Any] = st.one_of(
        st.none(), st.booleans(), st.integers(-3, 30), st.text(max_size=3), st.just([]), st.just([[9]])
    )
    if place and page[place] and data.draw(st.booleans()):
        page[place][data.draw(st.integers(0, len(page[place]) - 1))] = data.draw(odd)
    else:
        page[place] = data.draw(odd)

    made = codec.decode(sealed("\n".join(map(json.dumps, pages))))

    assert made is None or isinstance(made, RuleSet)


@pytest.mark.parametrize(
    ("kind", "column", "change"),
    [
        ("_Whole", -1, lambda always: [*always, 9]),
        ("_Literals", 2, lambda phrases: phrases[:-1]),
        ("_Literals", 3, lambda calls: calls[:-1]),
    ],
)
def test_an_index_that_does_not_fit_the_rules_is_no_rule_set(
    kind: str, column: int, change: Callable[[list[Any]], list[Any]]
) -> None:
    pages = lines()
    (page,) = (page for page in pages if page[0] == kind)
    page[column] = [change(page[column][0])]

    assert codec.decode(sealed("\n".join(map(json.dumps, pages)))) is None


def test_text_that_unpacks_to_more_than_memory_holds_is_no_rule_set() -> None:
    assert codec.decode(sealed(b" " * ((1 << 28) + 1))) is None
