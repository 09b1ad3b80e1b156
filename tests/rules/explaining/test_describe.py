"""A rule in words."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from monitor.rules.explaining import describe
from monitor.rules.explaining.describe import Part
from monitor.rules.rule import (
    ActorClass,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Context,
    Leaf,
    Near,
    NoneOf,
    Number,
    Scope,
    Scoped,
    Script,
    VocabularyEntry,
)
from tests.rules.making import any_of, rule, term

BODIES = replace(any_of("MIIT", "NDRC", "工信部"), vocabulary="bodies")
TEN = Number(text="10 % or more", minimum=Decimal(10), unit="%")
NEAR = "close together: in one paragraph, in any order, at most 12 words between the first and the last:"


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("approv*", "any word that begins with approv"),
        ("pilot list*", "pilot list, its last word with any ending"),
        ("rare earth", "also rare-earth, rareearth, rare earths, in any case or width"),
        ("state-owned", "also state owned, stateowned, in any case or width"),
        ("Beijing", "in any case or width"),
        ("policy", "also policies, in any case or width"),
        ("box", "also boxes, in any case or width"),
        ("EV", "also EVs (behind a capital only), in any case or width"),
        (
            "Ministry of Industry",
            "also with spaces, hyphens or nothing between the words, Ministry of Industries, in any case or width",
        ),
        ("=MIIT", "exactly so, capitals count"),
        ("exports grew", "also exports-grew, exportsgrew, in any case or width"),
        ("863", "the number alone, in any width"),
        ("稀土", "anywhere, inside longer words too"),
        ("关键核心技术", "anywhere, inside longer words too, also 關鍵核心技術"),
        ("關鍵核心技術", "anywhere, inside longer words too, also 关键核心技术"),
        ("AI芯片", "next to anything but Latin letters"),
        ("ministr* of industry", "whole words in this order; a `*` takes the rest of its word"),
        ("/第.{1,3}批名单/", "a regular expression, tried on paragraphs that hold `批名单`"),
        (r"/\d{4}/", "a regular expression, tried on every paragraph"),
    ],
)
def test_what_a_term_finds(text: str, finds: str) -> None:
    assert describe.term(term(text)) == finds


def test_what_a_number_and_a_split_term_find() -> None:
    assert describe.term(TEN) == "any figure in that range, in either script, in digits or in words"
    assert describe.term(term("pilot", split=True)).endswith("; a space may stand anywhere inside")


@pytest.mark.parametrize(
    ("condition", "words", "parts"),
    [
        (term("pilot"), "`pilot`", []),
        (TEN, "a figure: 10 % or more", []),
        (BODIES, "`@bodies` (3 names)", []),
        (any_of("pilot", BODIES), "`pilot` or `@bodies` (3 names)", []),
        (any_of("a1", "b2", AllOf(members=any_of("c3").members)), "any of these:", ["`a1` or `b2`", "all…"]),
        (any_of(AllOf(members=any_of("c3").members)), "any of these:", ["all…"]),
        (AllOf(members=any_of("a1", "b2").members), "all of these, wherever they stand:", ["`a1`", "`b2`"]),
        (NoneOf(members=any_of("a1", "b2").members), "none of these anywhere: `a1` or `b2`", []),
        (NoneOf(members=(AllOf(members=()),)), "none of these anywhere:", ["all…"]),
        (Near(members=any_of("a1", "b2").members), NEAR, ["`a1`", "`b2`"]),
        (Near(members=(term("a1"),), within=1), NEAR.replace("12 words", "1 word"), ["`a1`"]),
        (
            AtLeast(count=2, members=any_of("a1", replace(BODIES, vocabulary="MIIT")).members),
            "at least 2 different ones of these 2: `a1` or `MIIT` (3 names)",
            [],
        ),
        (
            AtLeast(count=1, members=(AllOf(members=()), term("a1"))),
            "at least 1 different ones of these 2:",
            ["all…", "`a1`"],
        ),
        (
            Scoped(scopes=frozenset({Scope.BODY, Scope.TITLE}), condition=term("a1")),
            "only in the title and the body: `a1`",
            [],
        ),
        (
            Context(condition=Near(members=(term("a1"),))),
            "somewhere in the document, not shown as evidence:",
            [NEAR],
        ),
    ],
)
def test_what_a_condition_asks_for(condition: Condition, words: str, parts: Sequence[str]) -> None:
    made = describe.condition(condition)

    assert made.words == words
    assert ["all…" if part.words.startswith("all of these") else part.words for part in made.parts] == list(
        parts
    )


def test_a_long_list_is_cut_unless_all_is_wanted() -> None:
    many = any_of(*(f"t{number}" for number in range(15)))

    assert describe.condition(many, most=2).words == "`t0`, `t1`, … 13 more"
    assert describe.condition(many).words.endswith("`t13` or `t14`")


def test_a_vocabulary_is_expanded() -> None:
    plain = (VocabularyEntry(names=("pilot",)), VocabularyEntry(names=("trial",)))
    bodies = (VocabularyEntry(id="MIIT", names=("工信部", "=MIIT", "MIIT")), *plain)

    assert describe.vocabulary(plain) == Part(words="2 names: pilot, trial")
    assert describe.vocabulary(plain, most=1) == Part(words="2 names: pilot, … 1 more")
    assert describe.vocabulary(bodies, most=2) == Part(
        words="3 entries, 5 names",
        parts=(Part(words="MIIT: 工信部, =MIIT, … 1 more"), Part(words="pilot"), Part(words="… 1 more")),
    )
    assert len(describe.vocabulary(bodies).parts) == 3


def test_only_terms_that_the_rule_writes_are_listed() -> None:
    scoped = Scoped(scopes=frozenset({Scope.BODY}), condition=any_of("c3", BODIES))
    made = rule(AllOf(members=(term("a1"), scoped, Context(condition=TEN))), unless=["d4", "a1"])

    found: Sequence[Leaf] = describe.terms(made)

    assert [leaf.text for leaf in found] == ["a1", "c3", "10 % or more", "d4"]


@pytest.mark.parametrize(
    ("scripts", "assumed"),
    [
        (frozenset({Script.CHINESE}), "; where nobody is named it is assumed for Chinese text"),
        (frozenset(Script), "; where nobody is named it is assumed for other and Chinese text"),
        (frozenset(), ""),
    ],
)
def test_whose_doing_a_hit_must_be(scripts: frozenset[Script], assumed: str) -> None:
    china = ActorClass(id="china", names=AnyOf(members=(BODIES,)), assumed_in=scripts)
    abroad = ActorClass(id="abroad", names=any_of("India"))

    assert describe.actor("china", (abroad, china)) == (
        "every hit must be the doing of china (`@bodies`): the nearest actor named in the same sentence, "
        f"else in the paragraph, the title, before it, after it{assumed}"
    )
