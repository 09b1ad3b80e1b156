"""Conditions, scopes, exceptions, severity and evidence of whole rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import BlockKind, Evidence, Layout, Match, RuleStatus, Severity
from monitor.rules.evaluate import compile_rules, match
from monitor.rules.rule import AllOf, AnyOf, AtLeast, Condition, NoneOf, Scope, Scoped
from tests.rules.making import any_of, document, found, matches, rule, rule_set, term

TITLE, HIGHLIGHT, BULLET = BlockKind.TITLE, BlockKind.HIGHLIGHT, BlockKind.BULLET


def scoped(condition: Condition | str, *scopes: Scope) -> Scoped:
    inner = term(condition) if isinstance(condition, str) else condition
    return Scoped(scopes=frozenset(scopes), condition=inner)


def none_of(*members: str) -> NoneOf:
    return NoneOf(members=tuple(map(term, members)))


def all_of(*members: Condition | str) -> AllOf:
    return AllOf(members=any_of(*members).members)


def at_least(count: int, *members: Condition | str) -> AtLeast:
    return AtLeast(count=count, members=any_of(*members).members)


def test_a_match_says_everything_of_its_rule_and_its_evidence() -> None:
    made = rule("rare earth", severity=Severity.CRITICAL)
    layout = document((TITLE, "Rare earths"), "About rare-earth exports")

    assert rule_set(made).match(layout) == (
        Match(
            rule="the-rule",
            topic="topic",
            name="The rule",
            why="because",
            severity=Severity.CRITICAL,
            evidence=(
                Evidence(field="title", start=0, end=11, text="Rare earths", term="rare earth"),
                Evidence(field="text", start=19, end=29, text="rare-earth", term="rare earth"),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("when", "text", "expected"),
    [
        (any_of("a1", "b2"), "b2 x", ["b2"]),
        (any_of("a1", "b2"), "b2 a1 b2", ["b2", "a1", "b2"]),
        (all_of("a1", "b2"), "b2", []),
        (all_of("a1", "b2"), "b2 x a1", ["b2", "a1"]),
        (all_of("a1", none_of("b2")), "a1", ["a1"]),
        (all_of("a1", none_of("b2")), "a1 b2", []),
        (at_least(2, "a1", "b2", "c3"), "a1 a1", []),
        (at_least(2, "a1", "b2", "c3"), "a1 c3", ["a1", "c3"]),
        (at_least(2, any_of("a1", "b2"), "c3"), "a1 b2", []),
        (at_least(2, any_of("a1", "b2"), "c3"), "a1 c3", ["a1", "c3"]),
        (any_of(all_of("a1", "b2"), "c3"), "a1 c3", ["c3"]),
        (all_of(any_of("试点", "pilot"), any_of("名单", "list")), "试点 list", ["试点", "list"]),
    ],
)
def test_operators_nest(when: Condition, text: str, expected: list[str]) -> None:
    assert found(when, text) == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (scoped("x1", Scope.TITLE), ["x1"]),
        (scoped("x1", Scope.BODY), ["x1", "x1", "x1"]),
        (scoped("x1", Scope.HIGHLIGHTS), ["x1"]),
        (scoped("x1", Scope.TITLE, Scope.HIGHLIGHTS), ["x1", "x1"]),
        (scoped(scoped("x1", Scope.TITLE, Scope.BODY), Scope.TITLE), ["x1"]),
        (scoped(scoped("x1", Scope.BODY), Scope.TITLE), []),
        (any_of("x1"), ["x1", "x1", "x1", "x1", "x1"]),
        (all_of(scoped("x1", Scope.TITLE), scoped("y1", Scope.BODY)), []),
    ],
)
def test_a_scope_holds_a_condition_to_a_part(when: Condition, expected: list[str]) -> None:
    layout = document(
        (TITLE, "x1"),
        (BlockKind.DATE, "x1"),
        (BlockKind.LABEL, "x1"),
        (HIGHLIGHT, "x1 y1"),
        (BlockKind.HEADING, "x1"),
        "x1",
        (BULLET, "x1"),
        (BlockKind.DISCLAIMER, "x1"),
    )

    assert found(when, layout) == expected


def test_the_first_block_counts_as_title_where_the_title_is_derived() -> None:
    layout = document((HIGHLIGHT, "x1"), (HIGHLIGHT, "y1"), title_derived=True)

    (made,) = matches(scoped("x1", Scope.TITLE), layout)

    assert made.evidence[0].field == "text"
    assert found(scoped("x1", Scope.HIGHLIGHTS), layout) == ["x1"]
    assert found(scoped("y1", Scope.TITLE), layout) == []


@pytest.mark.parametrize(
    ("unless", "text", "expected"),
    [
        (["airline pilot"], "Airline pilot list grows", []),
        (["airline pilot"], "Airline pilot list grows. National pilot list.", ["pilot list"]),
        (["television pilot"], "Airline pilot list", ["pilot list"]),
        ([any_of("airline pilot", "list grows")], "National pilot list grows", []),
        ([scoped("airline pilot", Scope.TITLE)], "Airline pilot list", ["pilot list"]),
    ],
)
def test_unless_takes_out_the_hits_it_touches(
    unless: list[Condition | str], text: str, expected: list[str]
) -> None:
    assert found("pilot list", text, unless) == expected


def test_unless_takes_hits_out_of_none_too() -> None:
    when = all_of("list", none_of("pilot"))

    assert found(when, "airline pilot, the list") == []
    assert found(when, "airline pilot, the list", ["airline pilot"]) == ["list"]


def test_only_soft_hits_lower_the_severity() -> None:
    (soft,) = matches("state-owned", "Chinesestate-owned")
    (firm,) = matches("state-owned", "Chinesestate-owned and state-owned")

    assert (soft.soft, soft.severity) == (True, Severity.MEDIUM)
    assert (firm.soft, firm.severity) == (False, Severity.HIGH)
    assert [hit.soft for hit in firm.evidence] == [True, False]


def test_low_stays_low() -> None:
    (soft,) = rule_set(rule("state-owned", severity=Severity.LOW)).match(document("Chinesestate-owned"))

    assert (soft.soft, soft.severity) == (True, Severity.LOW)


def test_a_draft_is_recorded_and_a_retired_rule_is_not_run() -> None:
    rules = rule_set(
        rule("x1", id_="draft", status=RuleStatus.DRAFT), rule("x1", id_="old", status=RuleStatus.RETIRED)
    )

    assert [(made.rule, made.status) for made in rules.match(document("x1"))] == [("draft", RuleStatus.DRAFT)]


def test_rules_share_terms_and_keep_their_order() -> None:
    rules = rule_set(rule("x1", id_="b"), rule(any_of("y1", "x1"), id_="a"), rule("z1", id_="c"))

    assert [made.rule for made in match(rules, document("y1 x1"))] == ["b", "a"]


def test_of_nested_hits_the_longest_is_shown() -> None:
    assert found(any_of("pilot", "pilot list", "national pilot"), "national pilot list") == [
        "national pilot",
        "pilot list",
    ]
    assert found(any_of("稀土", "稀土管理条例"), "稀土管理条例与稀土") == ["稀土管理条例", "稀土"]


def test_a_firm_hit_inside_a_soft_one_is_shown() -> None:
    (made,) = matches(any_of("state-owned firm", "firm"), "Chinesestate-owned firm")

    assert [(hit.text, hit.soft) for hit in made.evidence] == [("state-owned firm", True), ("firm", False)]
    assert not made.soft


def test_evidence_is_bounded() -> None:
    assert len(found("x1", "x1 " * 80)) == 50


def test_a_document_or_a_set_of_nothing_has_no_match() -> None:
    assert rule_set().match(document("x1")) == ()
    assert rule_set(rule("x1")).match(Layout(text="", blocks=())) == ()
    assert rule_set(rule("x1")).match(Layout(text="x1", blocks=())) == ()


def test_the_hash_follows_the_texts() -> None:
    one = compile_rules((), texts={"a.yaml": "x", "b.yaml": "y"})
    same = compile_rules((), texts={"b.yaml": "y", "a.yaml": "x"})
    other = compile_rules((), texts={"a.yaml": "xy", "b.yaml": ""})

    assert one.hash == same.hash != other.hash


members = st.sampled_from(["x1", "y1", "z1", "稀土", "rare earth"])
texts = st.lists(st.sampled_from(["x1", "y1", "z1", "稀土", "rare-earths", "w", "\n"]), max_size=8).map(
    " ".join
)


@given(st.lists(members, min_size=1, max_size=3), members, texts)
def test_a_further_term_in_any_removes_no_match(terms: list[str], more: str, text: str) -> None:
    if matches(any_of(*terms), text):
        assert matches(any_of(*terms, more), text)


@given(st.lists(members, min_size=1, max_size=3), members, members, texts)
def test_a_further_term_in_none_adds_no_match(terms: list[str], vetoed: str, more: str, text: str) -> None:
    if not matches(AllOf(members=(any_of(*terms), none_of(vetoed))), text):
        assert not matches(AllOf(members=(any_of(*terms), none_of(vetoed, more))), text)


@given(st.lists(members, min_size=1, max_size=3), members, texts)
def test_an_unless_only_takes_away(terms: list[str], removed: str, text: str) -> None:
    without = {hit for made in matches(any_of(*terms), text) for hit in made.evidence}
    hits = {hit for made in matches(any_of(*terms), text, [removed]) for hit in made.evidence}

    assert hits <= without


def test_the_same_document_gives_the_same_matches() -> None:
    made = AnyOf(members=(term("稀土"), term("x1"), term("/x./")))

    assert matches(made, "稀土 x1 x2") == matches(made, "稀土 x1 x2")
