"""How a term almost stands in a text, in both scripts."""

from decimal import Decimal

import pytest

from monitor.model import BlockKind, Layout
from monitor.rules import automaton
from monitor.rules.evaluate import Search
from monitor.rules.explaining.almost import Kind, Look, NearMiss, of_leaf
from monitor.rules.passage import Passage
from monitor.rules.rule import Leaf, Number, Scope
from tests.rules.making import document, term

TITLE, DATE, LABEL, END = BlockKind.TITLE, BlockKind.DATE, BlockKind.LABEL, BlockKind.DISCLAIMER
TEN = Number(text="10 % or more", minimum=Decimal(10), unit="%")


def almost(
    wanted: Leaf | str, text: Layout | str, *scopes: Scope, guess: bool = True, split: bool = False
) -> NearMiss | None:
    leaf = term(wanted, split=split) if isinstance(wanted, str) else wanted
    layout = document(text) if isinstance(text, str) else text
    search = Search(automaton.scan(automaton.build_for([leaf]), Passage(layout)), {})
    return of_leaf(leaf, Look(search), frozenset(scopes) or None, guess=guess)


@pytest.mark.parametrize(
    ("wanted", "text", "kind", "message"),
    [
        ("=MIIT", "said miit", Kind.CASE, "`=MIIT` stands there as `miit`"),
        ("=MIIT", "two MIITs", Kind.CASE, "`=MIIT` stands there as `MIITs`"),
        ("EV", "many evs", Kind.CASE, "`EV` stands there as `evs`; a plural counts behind a capital only"),
        (
            "chokepoint",
            "a choke point",
            Kind.GAP,
            "`chokepoint` stands there as `choke point`; write it so, or set `split: true`",
        ),
        ("pilot list", "pilot—list", Kind.GAP, "`pilot list` stands there as `pilot—list`"),
        ("AI", "in training", Kind.WORD, "`AI` stands in `training`, inside a word"),
        ("plan", "planning", Kind.WORD, "`plan` stands in `planning`, inside a word; `plan*` finds it"),
        ("=AI", "FAIR", Kind.WORD, "`=AI` stands in `FAIR`, inside a word"),
        ("5G", "the 15G net", Kind.WORD, "`5G` stands in `15G`, inside a word"),
        ("rare earth", "rare earthquake", Kind.WORD, None),
        (
            "pilot list",
            "the pilot city list",
            Kind.GAP,
            "`pilot list` does not stand there, but `pilot city list` does; `near: [pilot, list]` finds it",
        ),
        (
            "pilot list",
            "a list of pilots",
            Kind.GAP,
            "`pilot list` does not stand there, but `list of pilot` does; `near: [pilot, list]` finds it",
        ),
        (
            "试点名单",
            "公布试点城市名单",
            Kind.GAP,
            "`试点名单` does not stand there, but `试点城市名单` does; `near: [试点, 名单]` finds it",
        ),
        (
            "strategy",
            "a strategic goal",
            Kind.SIMILAR,
            "`strategy` does not stand there, but `strategic` does",
        ),
        (
            "commercialise",
            "to commercialize it",
            Kind.SIMILAR,
            "`commercialise` does not stand there, but `commercialize` does",
        ),
        (
            "/第.{1,3}批名单/",
            "这批名单",
            Kind.REGEX,
            "`/第.{1,3}批名单/` finds nothing, though its `批名单` stands there",
        ),
        (TEN, "up 8 % a year", Kind.NUMBER, "`8 %` stands there, the rule wants 10 % or more"),
        (TEN, "3 mines, 9 percent", Kind.NUMBER, "`9 percent` stands there, the rule wants 10 % or more"),
        (TEN, "300 mines", Kind.NUMBER, "`300` stands there, the rule wants 10 % or more"),
    ],
)
def test_what_almost_stands_there_is_shown(
    wanted: Leaf | str, text: str, kind: Kind, message: str | None
) -> None:
    found = almost(wanted, text)

    assert found is not None
    assert found.kind is kind
    assert message is None or found.message == message


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("pilot", "x"),
        ("=REE", "three"),  # capitals count inside a word too
        ("revis*", "reviews"),
        ("ab", "a b"),  # two letters side by side are chance
        ("AI", "via Italy"),  # the end of one word and the start of the next
        ("the rapist", "x"),
        ("pilot list", "pilot." + " word" * 30 + " list"),
        ("pilot list", "only a pilot"),
        ("试点名单", "试点"),
        ("state", "a station"),
        ("strategy", "a straight line"),
        ("863", "8 and 63"),
        (r"/\d{4}年/", "一月"),
        (r"/\d{4}/", "12"),
        (TEN, "no figure"),
        ("三批", "三。批"),
    ],
)
def test_what_only_looks_alike_is_no_near_miss(wanted: Leaf | str, text: str) -> None:
    assert almost(wanted, text) is None


def test_lookalikes_are_guessed_only_where_that_is_asked_for() -> None:
    assert almost("strategy", "a strategic goal", guess=False) is None
    assert almost("pilot list", "the pilot city list", guess=False) is None
    assert almost("AI", "in training", guess=False) is not None


@pytest.mark.parametrize(
    ("wanted", "layout", "message"),
    [
        (
            "rare earth",
            document((TITLE, "Rare earths")),
            "`rare earth` stands there in the title, but `in: [body]`",
        ),
        (
            "稀土",
            document((TITLE, "x"), (BlockKind.HIGHLIGHT, "稀土出口")),
            "`稀土` stands in line 3 in the highlights, but `in: [body]`",
        ),
    ],
)
def test_a_term_of_another_part_says_which(wanted: str, layout: Layout, message: str) -> None:
    found = almost(wanted, layout, Scope.BODY)

    assert found is not None
    assert (found.kind, found.message) == (Kind.SCOPE, message)


def test_parts_that_a_rule_is_held_to_are_named_in_their_order() -> None:
    found = almost("pilot", document((TITLE, "x"), "pilot"), Scope.HIGHLIGHTS, Scope.TITLE)

    assert found is not None
    assert found.message.endswith("but `in: [title, highlights]`")


@pytest.mark.parametrize(
    ("wanted", "block", "part"),
    [
        ("Li Wei", (END, "Li Wei wrote this."), "the disclaimer"),
        ("June", (DATE, "June 4"), "the date line"),
        ("/highl[a-z]+/", (LABEL, "Highlights"), "the label of the highlights"),
    ],
)
def test_a_part_that_is_never_searched_is_named(wanted: str, block: tuple[BlockKind, str], part: str) -> None:
    found = almost(wanted, document("x", block))

    assert found is not None
    assert found.kind is Kind.UNSEARCHED
    assert found.message == f"`{wanted}` stands in line 3 in {part}, which is not searched"


def test_a_word_in_a_longer_text_is_placed() -> None:
    found = almost("AI", document("x", "the training"))

    assert found == NearMiss(
        kind=Kind.WORD, message="`AI` stands in `training` (line 3), inside a word", start=7, end=15
    )


@pytest.mark.parametrize(
    ("layout", "kind"),
    [
        (document("x", (END, "第三批名单、第四批名单")), Kind.UNSEARCHED),
        (document("x", (END, "名单")), None),
        (document("第三批", "名单"), Kind.REGEX),
        (document("第三", "批名单", (END, "第三批")), None),
    ],
)
def test_an_expression_is_looked_for_where_it_is_not_searched(layout: Layout, kind: Kind | None) -> None:
    found = almost("/第三批.?名单/", layout)

    assert (found and found.kind) == kind


def test_an_expression_that_would_cross_paragraphs_names_its_letters() -> None:
    found = almost(r"/第三批\s*名单/", document("第三批", "名单"))

    assert found is not None
    assert found.message == r"`/第三批\s*名单/` finds nothing, though its `第三批` stands in line 1"
