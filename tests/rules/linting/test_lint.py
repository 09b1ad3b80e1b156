"""What is wrong with rules that read well, and why an example fails."""

import pytest

from monitor.errors import Level
from monitor.model import BlockKind, RuleStatus
from monitor.rules.linting.lint import check, check_examples, lay_out_example
from monitor.rules.rule import AllOf, AnyOf, AtLeast, Condition, Near, NoneOf, Number, Scope, Scoped
from tests.rules.making import any_of, rule, term


def scoped(condition: Condition, *scopes: Scope) -> Scoped:
    return Scoped(scopes=frozenset(scopes), condition=condition)


def none_of(*members: str) -> NoneOf:
    return NoneOf(members=tuple(map(term, members)))


def all_of(*members: Condition) -> AllOf:
    return AllOf(members=members)


def errors(when: Condition | str, *unless: Condition | str) -> list[tuple[str, str]]:
    return [(one.part, one.message) for one in check(rule(when, unless=unless)) if one.level is Level.ERROR]


def warnings(when: Condition | str) -> list[tuple[str | None, str]]:
    return [(one.said, one.message) for one in check(rule(when)) if one.level is Level.WARNING]


@pytest.mark.parametrize(
    "when",
    [
        none_of("pilot"),
        any_of("pilot", none_of("list")),
        scoped(none_of("pilot"), Scope.TITLE),
        all_of(none_of("pilot"), none_of("list")),
        AtLeast(count=1, members=(term("pilot"), none_of("list"))),
    ],
)
def test_a_rule_that_needs_no_word_is_an_error(when: Condition) -> None:
    ((part, message),) = errors(when)

    assert part == "when"
    assert message.startswith("matches documents that say none of its terms")


@pytest.mark.parametrize(
    "when",
    [
        scoped(scoped(term("pilot"), Scope.BODY), Scope.TITLE),
        all_of(term("pilot"), none_of("pilot")),
        all_of(any_of("pilot", "list"), NoneOf(members=(any_of("list", "pilot"),))),
        all_of(Near(members=(term("pilot"), term("list"))), none_of("list")),
        all_of(AtLeast(count=2, members=(term("pilot"), term("list"))), none_of("list")),
        all_of(term("pilot"), all_of(term("list"), none_of("list"))),
    ],
)
def test_a_rule_whose_parts_exclude_each_other_is_an_error(when: Condition) -> None:
    ((part, message),) = errors(when)

    assert part == "when"
    assert message.startswith("can never match")


@pytest.mark.parametrize(
    "when",
    [
        all_of(any_of("pilot", "list"), none_of("list")),
        all_of(term("pilot"), NoneOf(members=(scoped(term("pilot"), Scope.TITLE),))),
        any_of(scoped(scoped(term("pilot"), Scope.BODY), Scope.TITLE), "list"),
        AtLeast(count=2, members=(term("pilot"), none_of("list"))),
        "pilot",
    ],
)
def test_a_rule_that_some_text_satisfies_is_no_error(when: Condition | str) -> None:
    assert errors(when) == []


def test_an_unless_that_covers_every_term_is_an_error() -> None:
    ((part, message),) = errors(any_of("pilot", "list"), any_of("list", "pilot"))

    assert part == "unless"
    assert message.startswith("takes out every hit")
    assert errors(any_of("pilot", "list"), "list") == []


@pytest.mark.parametrize(
    ("term_", "message"),
    [
        ("芯", "alone makes a match"),
        ("x", "alone makes a match"),
        ("试点*", "changes nothing"),
        (r"/\d+ 年/", None),
        (r"/\d+ .{1,3}/", "tried on every document"),
        ("/关键.{0,20}技术/", None),
        (r"/pilot\tlist/", "asks for a tab"),
        (r"/pilot[ \t]list/", None),
        (r"/pilot\\table/", None),
        ("pilot*", None),
        ("/pilot", "write `/pilot/` between slashes, or drop the slash"),
        ("pilot/", "write `/pilot/` between slashes, or drop the slash"),
        ("pilot|zone", "write `/pilot|zone/` between slashes, or two terms"),
        ("=/pilot", "read as words"),
        ("/pilot|zone/", None),
        ("GB/T 18030", None),
        ("试点名单，先导区", "parts no list"),
        ("试点名单、先导区", None),
        ("“试点名单”", "is looked for with its `“`"),
        ("【试点名单】", "is looked for with its `【`"),
        ("－ 试点名单", "is looked for with its `－`"),
        ("《试点名单》", None),
        ("“双碳”目标", None),
    ],
)
def test_a_doubtful_term_is_a_warning(term_: str, message: str | None) -> None:
    told = warnings(term_)

    assert len(told) == (message is not None)
    assert all(said in {term_, None} and str(message) in text for said, text in told)


@pytest.mark.parametrize(
    ("members", "dropped"),
    [
        (["pilot list", "pilot"], ["pilot list"]),
        (["pilot", "Pilot"], ["Pilot"]),
        (["pilot", "pilots"], ["pilots"]),
        (["approv*", "approval", "approve*"], ["approval", "approve*"]),
        (["approve", "approve*"], ["approve"]),
        (["=MIIT", "MIIT"], ["=MIIT"]),
        (["MIIT", "=MIIT"], ["=MIIT"]),
        (["稀土", "稀土管理条例"], ["稀土管理条例"]),
        (["pilot", "copilot", "/pilot list/"], []),
    ],
)
def test_a_term_another_one_finds_already_is_a_warning(members: list[str], dropped: list[str]) -> None:
    assert [said for said, text in warnings(any_of(*members)) if "adds nothing" in text] == dropped
    nested = scoped(all_of(Near(members=(any_of(*members), term("x1")))), Scope.BODY)
    assert [said for said, text in warnings(nested) if "adds nothing" in text] == dropped


def test_the_terms_of_a_vocabulary_are_checked_where_they_stand() -> None:
    words = AnyOf(members=(term("试点*"), term("pilot"), term("pilot list"), term("芯")), vocabulary="words")

    assert warnings(all_of(words, term("x1"))) == []
    assert [said for said, _ in warnings(words)] == ["芯"]


def test_a_term_that_crosses_spaces_finds_more_than_one_that_does_not() -> None:
    narrow, wide = term("chokepoint"), term("chokepoint", split=True)

    assert [said for said, _ in warnings(any_of(narrow, wide))] == ["chokepoint"]
    assert warnings(any_of(term("point"), term("chokepoint", split=True))) == []


def test_examples_that_hold_are_silent_even_of_a_retired_rule() -> None:
    made = rule("pilot list", match=["a pilot list"], no_match=["a list"], status=RuleStatus.RETIRED)

    assert list(check_examples(made)) == []


def test_a_no_match_example_that_matches_says_by_what() -> None:
    (finding,) = check_examples(
        rule("pilot", match=["pilot"], no_match=["list", "two Pilots fly " + "on " * 40])
    )

    assert (finding.part, finding.example) == ("no_match", 1)
    assert finding.message.startswith("matches “two Pilots fly on on")
    assert finding.message.endswith("…”, as it should not: it finds “Pilots” (`pilot`)")


@pytest.mark.parametrize(
    ("when", "unless", "example", "reason"),
    [
        (term("pilot"), (), "x", "`pilot` is not there"),
        (any_of("pilot", "list"), (), "x", "none of `pilot` or `list` is there"),
        (any_of("a1", "b2", "c3", "d4", "e5"), (), "x", "none of `a1`, `b2`, `c3`, `d4` or 1 more is there"),
        (all_of(term("pilot"), term("list")), (), "pilot", "`list` is not there"),
        (any_of("x1", all_of(term("pilot"), term("list"))), (), "pilot", "`list` is not there"),
        (
            any_of("x1", scoped(all_of(term("pilot"), term("list")), Scope.BODY)),
            (),
            "pilot",
            "`list` is not there",
        ),
        (
            AnyOf(members=(term("pilot"), AnyOf(members=(term("x1"),), vocabulary="acts"))),
            (),
            "x",
            "none of `pilot` or `@acts` is there",
        ),
        (any_of("x1", any_of("pilot")), (), "x", "none of `x1` or `pilot` is there"),
        (
            all_of(term("pilot"), none_of("list")),
            (),
            "pilot list",
            "`none` forbids `list`, which stands there",
        ),
        (
            AtLeast(count=2, members=any_of("pilot", "list").members),
            (),
            "pilot",
            "`at_least` needs 2 of `pilot` or `list` and finds 1: `pilot`",
        ),
        (
            Near(members=any_of("pilot", "list").members, within=1),
            (),
            "pilot of the list",
            "`pilot` and `list` stand 2 words apart, `within` is 1",
        ),
        (
            scoped(term("pilot"), Scope.HIGHLIGHTS, Scope.TITLE),
            (),
            "x\n\npilot",
            "`pilot` stands in line 3 in the body, but `in: [title, highlights]`",
        ),
        (scoped(any_of("pilot", "list"), Scope.TITLE), (), "x", "none of `pilot` or `list` is there"),
        (
            Near(members=(term("list"), scoped(term("pilot"), Scope.TITLE))),
            (),
            "x list\n\npilot",
            "`pilot` stands in line 3 in the body, but `in: [title]`",
        ),
        (
            term("pilot"),
            ("airline pilot", "x1"),
            "an airline pilot",
            "`pilot` stands there, but `unless: airline pilot` covers it",
        ),
        (
            Near(members=(scoped(term("pilot"), Scope.BODY), term("list")), within=1),
            (),
            "pilot\n\nlist",
            "`pilot` stands in line 1, `list` only in line 3; `near` wants them in one paragraph",
        ),
    ],
)
def test_a_match_example_that_does_not_match_says_why(
    when: Condition, unless: tuple[str, ...], example: str, reason: str
) -> None:
    (finding,) = check_examples(rule(when, unless=unless, match=[example], no_match=["nothing"]))

    assert (finding.part, finding.example) == ("match", 0)
    assert finding.message.split(", as it should: ")[1] == reason


def test_an_example_of_both_kinds_is_told_once_and_not_run() -> None:
    made = rule("pilot", match=["pilot list", "pilot"], no_match=["list", " pilot list\n"])

    (finding,) = check_examples(made)

    assert (finding.part, finding.example) == ("no_match", 1)
    assert finding.message == "“pilot list” is example 1 under `match` too; keep one of the two"


def test_one_reason_why_every_example_fails_is_told_in_their_place() -> None:
    made = rule("pilot list", unless=["pilot"], match=["a pilot list", "our pilot list"], no_match=["y"])

    (finding,) = check_examples(made)

    assert (finding.part, finding.said, finding.example) == ("unless", "pilot", None)
    assert finding.message.startswith(
        "takes out every hit of the rule, so it can never match: `pilot` stands in"
    )


def test_an_example_that_holds_proves_that_the_rule_can_match() -> None:
    made = rule("pilot list", unless=["pilot"], match=["a pilot list", "pilotlist"], no_match=["y"])

    (finding,) = check_examples(made)

    assert (finding.part, finding.example) == ("match", 0)


def test_one_mention_that_counts_as_two_is_a_warning() -> None:
    when = AtLeast(count=2, members=(term("zone plan"), term("zone"), any_of("zones", "x1")))

    (message,) = (text for said, text in warnings(when) if said == "zone plan")

    assert message.startswith(
        "one mention of `zone plan` counts as two in `at_least`, for `zone` stands in it"
    )


def test_a_number_is_never_a_doubtful_term() -> None:
    assert warnings(all_of(term("x1"), any_of(Number(text="any figure in %", unit="%"), "y1"))) == []


def test_a_term_that_stands_twice_is_a_warning() -> None:
    assert warnings(any_of("pilot", "list", "pilot")) == [
        ("pilot", "`pilot` stands twice in one list; drop one")
    ]


def test_an_example_is_laid_out_by_its_blank_lines() -> None:
    layout = lay_out_example("  First\nline \n \n- A highlight\n\nLast ")

    assert [(block.kind, layout.text[block.start : block.end]) for block in layout.blocks] == [
        (BlockKind.PARAGRAPH, "First\nline"),
        (BlockKind.HIGHLIGHT, "A highlight"),
        (BlockKind.PARAGRAPH, "Last"),
    ]
    assert layout.title_derived
    assert lay_out_example(" \n ").blocks == ()
