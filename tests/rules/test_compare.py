import pickle
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Layout, RuleStatus, Severity
from monitor.rules import compare
from monitor.rules.compare import Asker, Difference, Kind, Question
from monitor.rules.rule import (
    ActorClass,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Context,
    Near,
    NoneOf,
    Number,
    Rule,
    Scope,
    Scoped,
)
from tests.rules.making import any_of, document, rule, rule_set, term

DRAFT, RETIRED = RuleStatus.DRAFT, RuleStatus.RETIRED


def changes(before: Sequence[Rule], after: Sequence[Rule], said: str | Layout) -> dict[str, Kind]:
    """Ask one document what an edit changes for it."""
    layout = document(said) if isinstance(said, str) else said
    question = compare.question_of(compare.edits(before, after))
    found = compare.differences(Asker(question).ask(layout))
    return {one.rule: one.kind for one in found}


def question(before: Rule, after: Rule) -> Question:
    return compare.question_of(compare.edits([before], [after]))


def test_a_document_newly_matched_and_one_no_longer() -> None:
    before, after = rule(any_of("gallium", "niobium")), rule(any_of("gallium", "scandium"))

    assert changes([before], [after], "Scandium is short.") == {"the-rule": Kind.NEW}
    assert changes([before], [after], "Niobium is short.") == {"the-rule": Kind.GONE}
    assert changes([before], [after], "Gallium, niobium and scandium are short.") == {}


def test_names_reasons_and_examples_change_nothing() -> None:
    before = rule("gallium")
    after = replace(before, name="Other", why="Other", notes="n", references=("r",), false_alarms=("f",))

    assert compare.edits([before], [after]) == ()


def test_an_edit_of_a_vocabulary_is_an_edit_of_the_rules_that_use_it() -> None:
    before = rule(AnyOf(members=(term("gallium"),), vocabulary="metals"))
    after = rule(AnyOf(members=(term("gallium"), term("稀土")), vocabulary="metals"))

    (edit,) = compare.edits([before], [after])

    assert (edit.id, edit.before, edit.after) == ("the-rule", before, after)
    assert changes([before], [after], "工信部加强稀土管理") == {"the-rule": Kind.NEW}


def test_a_new_rule_and_one_taken_out() -> None:
    one, other = rule("gallium", id_="one"), rule("gallium", id_="other")

    assert [edit.id for edit in compare.edits([one], [other])] == ["other", "one"]
    assert changes([one], [other], "gallium") == {"other": Kind.NEW, "one": Kind.GONE}


def test_a_retired_rule_is_as_good_as_none() -> None:
    running, retired = rule("gallium"), rule("gallium", status=RETIRED)

    assert compare.edits([retired], []) == ()
    assert changes([running], [retired], "gallium") == {"the-rule": Kind.GONE}
    assert changes([retired], [running], "gallium") == {"the-rule": Kind.NEW}


def test_another_severity_is_told_from_both_sides() -> None:
    before, after = rule("gallium", severity=Severity.LOW), rule("gallium", severity=Severity.CRITICAL)

    (found,) = compare.differences(Asker(question(before, after)).ask(document("gallium")))

    assert found == Difference(
        rule="the-rule",
        kind=Kind.SEVERITY,
        before=compare.Found("the-rule", Severity.LOW, RuleStatus.STABLE),
        after=compare.Found("the-rule", Severity.CRITICAL, RuleStatus.STABLE),
    )


def test_a_soft_match_is_one_lower_before_as_well_as_after() -> None:
    soft = document("The Chinesestate-owned firm grew.")
    before = rule("state-owned", severity=Severity.LOW)
    medium, high = (rule("state-owned", severity=one) for one in (Severity.MEDIUM, Severity.HIGH))
    assert rule_set(high).match(soft)[0].soft

    assert changes([before], [medium], soft) == {}, "low stays low, medium is lowered to low"
    (found,) = compare.differences(Asker(question(medium, high)).ask(soft))
    assert found.before is not None
    assert found.after is not None
    assert (found.before.severity, found.after.severity) == (Severity.LOW, Severity.MEDIUM)


def test_a_draft_that_becomes_stable_is_a_change_of_status() -> None:
    draft, stable = rule("gallium", status=DRAFT), rule("gallium")

    assert changes([draft], [stable], "gallium") == {"the-rule": Kind.STATUS}
    assert changes([stable], [draft], "gallium") == {"the-rule": Kind.STATUS}


def test_a_term_that_moves_guards_the_rule() -> None:
    before = rule(any_of("gallium", "niobium"), unless=["gallium nitride"])
    after = rule(any_of("gallium", "scandium"), unless=["gallium nitride", "gallium arsenide"])

    asked = question(before, after)

    assert asked.always == ()
    assert asked.guards == {"niobium", "scandium", "galliumarsenide"}


def test_a_rule_of_another_shape_is_asked_of_every_document() -> None:
    members = (term("pilot"), term("list"))

    asked = question(rule(Near(members=members, within=2)), rule(Near(members=members, within=9)))

    assert asked.guarded == ()
    assert len(asked.always) == 2


def test_an_expression_without_letters_of_its_own_guards_nothing() -> None:
    asked = question(rule(any_of("gallium")), rule(any_of("gallium", "/[0-9]{4}/")))

    assert asked.guards == frozenset()


def test_rules_that_find_the_same_are_asked_once() -> None:
    asked = question(rule("gallium", severity=Severity.LOW), rule("gallium"))

    assert len(asked.always) == 1


def china(*names: str) -> tuple[ActorClass, ...]:
    return (
        ActorClass(id="china", names=any_of(*names)),
        ActorClass(id="elsewhere", names=any_of("India")),
    )


def test_an_actor_and_the_names_of_its_class_are_part_of_the_meaning() -> None:
    plain = rule("five-year plan")
    acting = replace(plain, actor="china", actors=china("China"))
    widened = replace(plain, actor="china", actors=china("China", "Beijing"))
    said = "India drew up a five-year plan. Beijing drew up a five-year plan."

    assert changes([plain], [acting], "India drew up a five-year plan.") == {"the-rule": Kind.GONE}
    assert changes([acting], [widened], said) == {"the-rule": Kind.NEW}
    assert question(acting, widened).guards == {"beijing"}


def test_classes_of_actors_mean_nothing_to_a_rule_that_asks_for_none() -> None:
    plain = rule("five-year plan")

    assert compare.edits([plain], [replace(plain, actors=china("China"))]) == ()


def test_a_question_can_be_sent_to_another_process() -> None:
    asked = question(rule(any_of("gallium", "/第.{1,3}批/")), rule(any_of("gallium", "niobium")))
    Asker(asked)  # what is worked out on the way must not stand in it

    again = pickle.loads(pickle.dumps(asked))

    assert Asker(again).ask(document("第三批名单")) == Asker(asked).ask(document("第三批名单")) != ()


WORDS = ("gallium", "niobium", "稀土", "名单", "pilot list", "ban*", "/第.{1,2}批/", "/[0-9]{3}/")
leaves: st.SearchStrategy[Condition] = st.one_of(
    st.sampled_from(WORDS).map(term),
    st.just(Number(text="10 % or more", minimum=Decimal(10), unit="%")),
)


def _wider(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    members = st.lists(inner, min_size=1, max_size=3).map(tuple)
    placed = st.lists(leaves, min_size=2, max_size=3).map(tuple)
    scopes = st.frozensets(st.sampled_from(Scope), min_size=1)
    return st.one_of(
        members.map(lambda made: AnyOf(members=made)),
        members.map(lambda made: AllOf(members=made)),
        members.map(lambda made: NoneOf(members=made)),
        members.flatmap(lambda made: st.integers(1, len(made)).map(lambda n: AtLeast(count=n, members=made))),
        placed.map(lambda made: Near(members=made, within=4)),
        inner.map(lambda made: Context(condition=made)),
        st.builds(lambda made, where: Scoped(scopes=where, condition=made), inner, scopes),
    )


conditions = st.recursive(leaves, _wider, max_leaves=8)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Rule, Rule]:
    """Two rules, the second a small edit of the first half of the time."""

    def made(when: Condition, unless: list[Condition]) -> Rule:
        actor = draw(st.sampled_from([None, "china"]))
        return replace(
            rule(
                when,
                unless=unless,
                severity=draw(st.sampled_from(Severity)),
                status=draw(st.sampled_from(RuleStatus)),
            ),
            actor=actor,
            actors=china("China", *draw(st.sampled_from([(), ("Beijing",)]))) if actor else (),
        )

    when, unless = draw(conditions), draw(st.lists(leaves, max_size=2))
    before = made(when, unless)
    if draw(st.booleans()):
        return before, made(draw(conditions), draw(st.lists(leaves, max_size=2)))
    more = draw(leaves)
    return before, replace(
        before,
        when=AnyOf(members=(when, more)),
        unless=tuple(unless) + tuple(draw(st.lists(leaves, max_size=1))),
    )


texts = st.lists(
    st.sampled_from(
        [
            "Gallium ",
            "niobium ",
            "稀土",
            "名单",
            "pilot list ",
            "banned ",
            "第三批",
            "123 ",
            "12 % ",
            ". ",
            "\n\n",
            "China ",
            "Beijing ",
            "India ",
        ]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(pairs(), texts)
def test_the_answer_is_that_of_both_rules_asked_apart(pair: tuple[Rule, Rule], said: str) -> None:
    before, after = pair
    blocks = [part for part in said.split("\n\n") if part.strip()]
    layout = document(*blocks)
    old, new = ({match.rule: match for match in rule_set(one).match(layout)} for one in pair)

    found = compare.differences(Asker(compare.question_of(compare.edits([before], [after]))).ask(layout))

    expected: list[object] = []
    if old.keys() != new.keys():
        expected = [Kind.NEW if new else Kind.GONE]
    elif old and old["the-rule"].severity is not new["the-rule"].severity:
        expected = [Kind.SEVERITY]
    elif old and old["the-rule"].status is not new["the-rule"].status:
        expected = [Kind.STATUS]
    assert [one.kind for one in found] == expected
