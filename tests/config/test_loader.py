"""Loading again and again: what a loader keeps between two loads never shows in the outcome."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config.rule_files import Loader, content_key, known_problems, load_rules
from monitor.errors import Level
from monitor.rules import codec
from monitor.rules.evaluate import RuleSet
from monitor.rules.rule import AnyOf, Near
from tests.rules.making import document

TERMS = """\
vocabularies:
  bodies:
    - {id: miit, names: [工信部, "=MIIT"]}
  acts: [approv*, 批复]
  names: ["@bodies", =NDRC]
actors:
  china: {names: ["@names"], assumed_in: [zh]}
  elsewhere: {names: [India]}
"""

PILOTS = """\
topic: pilots
rules:
  - id: pilot-list
    name: Pilot list
    severity: high
    why: Selection precedes funding.
    when: {near: [pilot, "@bodies", "@acts"], within: 6}
    examples:
      match: [MIIT approved a pilot.]
      no_match: [The network cancelled the pilot.]
  - id: plain
    name: Plain
    severity: low
    why: It is plain.
    when: [试点名单, pilot list]
    examples:
      match: [试点名单, the pilot list]
      no_match: [a list]
"""

PLANS = """\
topic: plans
rules:
  - id: five-year-plan
    name: Five-year plan
    severity: medium
    why: It sets the course.
    actor: china
    when: five-year plan
    examples:
      match: [MIIT on the five-year plan]
      no_match: [The five-year plan of India]
"""

EDITS: dict[str, tuple[str | None, ...]] = {
    "terms.yaml": (
        TERMS,
        None,
        "[",
        "vocabularies: []",
        TERMS.replace("工信部", "发改委"),
        TERMS.replace("批复]", "批复, 入选]"),
        TERMS.replace("批复]", "批复, 批*]"),
        TERMS.replace("  acts: [approv*, 批复]\n", ""),
        TERMS.replace("acts: [approv*, 批复]", "acts: [/(/]"),
        TERMS.replace('"=MIIT"', "=MOST"),
        TERMS.replace("[India]", "[India, MIIT]"),
        TERMS.replace("[India]", "[{x: 1}]"),
        TERMS + "  third: {names: [Brazil]}\n",
        "# a remark\n" + TERMS,
    ),
    "terms.yml": (None, TERMS),
    "a.yaml": (
        PILOTS,
        None,
        "",
        PILOTS.replace("pilot list]", "pilot list, 试点]"),
        PILOTS.replace("a list", "a pilot list"),
        PILOTS.replace('"@acts"', '"@act"'),
        PILOTS.replace("severity: low", "severity: none"),
        PILOTS.replace("id: plain", "id: pilot-list"),
        "# a remark\n" + PILOTS,
    ),
    "b.yaml": (
        PLANS,
        None,
        PLANS.replace("topic: plans", "topic: pilots"),
        PLANS.replace("actor: china", "actor: chine"),
        PLANS.replace("id: five-year-plan", "id: plain"),
    ),
}

edits = st.lists(
    st.sampled_from([(name, text) for name, texts in EDITS.items() for text in texts]), min_size=1, max_size=6
)


def apply(files: Mapping[str, str], name: str, text: str | None) -> dict[str, str]:
    rest = {other: held for other, held in files.items() if other != name}
    return rest if text is None else rest | {name: text}


FILES = {"terms.yaml": TERMS, "a.yaml": PILOTS, "b.yaml": PLANS}


def loaded(loader: Loader, files: Mapping[str, str]) -> RuleSet:
    rule_set, problems = loader.load(files, root="rules")

    assert rule_set is not None, problems
    return rule_set


@settings(deadline=None)  # the first text folded waits for the table
@given(edits, st.booleans())
def test_a_loader_that_saw_other_files_gives_what_a_new_one_gives(
    changes: list[tuple[str, str | None]], is_resumed: bool
) -> None:
    files: Mapping[str, str] = FILES
    loader = Loader(load_rules(files, root="rules")[0] if is_resumed else None)
    for name, text in changes:
        files = apply(files, name, text)

        rule_set, problems = loader.load(files, root="rules")

        fresh, wanted = load_rules(files, root="rules")
        assert problems == wanted
        assert rule_set == fresh
        if rule_set is not None and fresh is not None:
            assert rule_set.index.literals == fresh.index.literals
            assert rule_set.index.rules_of == fresh.index.rules_of
            said = document("MIIT approved a pilot list on 试点名单", "发改委 批复 the five-year plan")
            assert rule_set.match(said) == fresh.match(said)


def test_only_the_changed_file_is_read_again() -> None:
    loader = Loader()
    first = loaded(loader, FILES)

    second = loaded(loader, FILES | {"b.yaml": PLANS.replace("sets", "fixes")})

    assert [one is other for one, other in zip(first.rules, second.rules, strict=True)] == [True, True, False]
    assert second.rules[2].why == "It fixes the course."


def test_only_the_rules_that_use_a_changed_vocabulary_are_read_again() -> None:
    loader = Loader()
    first = loaded(loader, FILES)

    second = loaded(loader, FILES | {"terms.yaml": TERMS.replace("批复]", "批复, 入选]")})

    assert [one is other for one, other in zip(first.rules, second.rules, strict=True)] == [False, True, True]
    assert len(second.match(document("入选 MIIT pilot"))) == 1


def test_rules_that_name_an_actor_follow_the_vocabularies_of_all_actors() -> None:
    loader = Loader()
    first = loaded(loader, FILES)

    second = loaded(loader, FILES | {"terms.yaml": TERMS.replace("[India]", "[India, Peru]")})

    assert [one is other for one, other in zip(first.rules, second.rules, strict=True)] == [True, True, False]


def test_a_loader_goes_on_from_a_set_that_was_kept() -> None:
    kept = codec.decode(codec.encode(loaded(Loader(), FILES)))
    assert kept is not None

    rule_set = loaded(Loader(kept), FILES | {"a.yaml": PILOTS + "# a remark\n"})

    assert rule_set == loaded(Loader(), FILES | {"a.yaml": PILOTS + "# a remark\n"})
    assert [one is other for one, other in zip(kept.rules, rule_set.rules, strict=True)] == [
        False,
        False,
        True,
    ]


def test_equal_terms_and_lists_are_one_object_in_all_rules() -> None:
    second = PILOTS.replace("topic: pilots", "topic: more").replace("id: ", "id: more-")

    rule_set = loaded(Loader(), FILES | {"c.yaml": second})

    one, other = rule_set.rules[0].when, rule_set.rules[3].when
    assert isinstance(one, Near)
    assert isinstance(other, Near)
    assert [first is again for first, again in zip(one.members, other.members, strict=True)] == [True] * 3
    plain, again = rule_set.rules[1].when, rule_set.rules[4].when
    assert isinstance(plain, AnyOf)
    assert isinstance(again, AnyOf)
    assert plain.members[0] is again.members[0]


def test_the_root_is_only_how_problems_are_told() -> None:
    loader = Loader()
    files = FILES | {"a.yaml": PILOTS.replace("a list", "a pilot list")}

    first, second = (loader.load(files, root=root)[1] for root in ("one", "two"))

    assert [problem.path for problem in first] == ["one/a.yaml"]
    assert [problem.path for problem in second] == ["two/a.yaml"]


def test_the_key_is_the_hash_of_the_set() -> None:
    assert content_key(FILES) == loaded(Loader(), FILES).hash != content_key({})


def test_what_was_told_of_a_set_is_known_without_reading_it() -> None:
    files = FILES | {"a.yaml": PILOTS.replace("pilot list]", "pilot list, 试点]")}
    rule_set, problems = load_rules(files, root="rules")
    assert rule_set is not None

    assert known_problems(rule_set, root="rules") == problems != ()


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        (None, ["rules/a.yaml:7:26: `@bodies` is looked up in terms.yaml"]),
        ("[", ["rules/terms.yaml:2:1: not YAML"]),
        (TERMS.replace("acts: [approv*, 批复]", "acts: [/(/]"), ["rules/terms.yaml:4:10: `/(/`"]),
        (TERMS.replace("[India]", "[{x: 1}]"), ["rules/terms.yaml:8:23:"]),
        (TERMS.replace('["@names"]', "[{x: 1}]"), ["rules/terms.yaml:5:10:", "rules/terms.yaml:7:19:"]),
    ],
)
def test_what_is_wrong_with_the_vocabularies_is_told_once(terms: str | None, told: list[str]) -> None:
    more = {f"{letter}.yaml": PILOTS.replace("topic: pilots", f"topic: {letter}") for letter in "cdef"}
    more = {name: text.replace("id: ", f"id: {name[0]}-") for name, text in more.items()}
    files = apply(FILES | more, "terms.yaml", terms)

    problems = [str(one) for one in load_rules(files, root="rules")[1]]

    assert len(problems) == len(told), problems
    assert all(one.startswith(start) for one, start in zip(problems, told, strict=True)), problems


def test_a_doubtful_rule_is_in_force() -> None:
    rule_set, problems = load_rules(
        FILES | {"a.yaml": PILOTS.replace("pilot list]", "pilot list, 试点]")}, root="rules"
    )

    assert rule_set is not None
    assert {problem.level for problem in problems} == {Level.WARNING}
