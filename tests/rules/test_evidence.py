"""Evidence always points into the original text, whatever folding makes of it."""

import re
from collections.abc import Sequence
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitor.model import Evidence
from monitor.rules.passage import GLOSS
from monitor.rules.regexes import Regex
from monitor.rules.rule import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Near,
    NoneOf,
    Number,
    Scope,
    Scoped,
    leaves,
)
from monitor.rules.terms import Phrase, Term, parse
from monitor.text.fold import fold, is_continuing, squash
from tests.rules.making import any_of, document, matches, term

# Signs that fold to more or fewer of them, to others, or to nothing.
_HOSTILE = [
    *"abcäßẞİıſKÅﬁﬂﬀŉǆ",
    *"ａＡ１（）％．",
    *"关關鍵键核技術术體体裡里發发",
    *"\u0301\u0308\u030a\u0323\u200b\u200c\u200d\u00ad\ufe0f\ufeff\u2060",
    *"😀👨\u200d👩🏽🇨🇳𠀀𝔸𝟓",
    *"\u1100\u1161\u11a8가각",
    *"½²①㎏㏒…—–-‐ \n\u3000\u00a0\t",
    *"'’\"“「，。、.,",
    "(guān)",
    "（jiàn）",
    "關(guān)鍵(jiàn)",
    "oﬃce",
    "e\u0301e\u0301",
    "rare earth",
    "RARE-EARTHS",
    "关键核心技术",
    "5G",
    "15G",
    "s",
]
texts = st.lists(st.sampled_from(_HOSTILE), max_size=25).map("".join)
_WORDS = [
    "rare earth",
    "office",
    "café",
    "fi",
    "strasse",
    "关键",
    "关键核心技术",
    "關鍵",
    "5G",
    "体",
    "가",
    "a",
    "kg",
    "é",
    "İ",
]
words = st.one_of(
    st.sampled_from(_WORDS), st.lists(st.sampled_from(_HOSTILE), min_size=1, max_size=4).map("".join)
)


def readable(written: str, *, split: bool = False) -> Term | None:
    try:
        return parse(written, split=split)
    except ValueError:
        return None


def says(made: Term, hit: Evidence) -> bool:
    """Say whether the words of a hit, folded, are the term's."""
    if isinstance(made, Regex):
        return True
    forms = squash(hit.text), squash(GLOSS.sub("", hit.text))
    return any(form.startswith(key) for form in forms for key in made.keys)


@settings(max_examples=400, deadline=None)
@given(written=words, text=texts, split=st.booleans())
def test_the_words_of_evidence_are_a_slice_that_folds_to_the_term(
    *, written: str, text: str, split: bool
) -> None:
    made = readable(written, split=split)
    assume(made is not None)
    assert made is not None
    layout = document(text)

    for hit in (hit for match in matches(made, layout) for hit in match.evidence):
        assert 0 <= hit.start < hit.end <= len(layout.text)
        assert layout.text[hit.start : hit.end] == hit.text
        assert says(made, hit)


_WHOLE = [sign for sign in _HOSTILE if not set(sign) & set("\n(（*=/")]
whole_words = st.lists(st.sampled_from(_WHOLE), min_size=1, max_size=5).map("".join)


@settings(max_examples=400, deadline=None)
@given(before=texts, written=whole_words, after=texts)
def test_a_term_that_stands_apart_is_found_as_it_is_written(before: str, written: str, after: str) -> None:
    made = readable(written)
    assume(isinstance(made, Phrase) and written == written.strip() and not is_continuing(written[0]))
    assert isinstance(made, Phrase)
    text = f"{before} | {written} | {after}"

    hits = [hit for match in matches(made, text) for hit in match.evidence]

    assert any(written.startswith(hit.text.strip()) or made.key in squash(hit.text) for hit in hits)


@settings(max_examples=200, deadline=None)
@given(pattern=st.sampled_from(["/关.{1,2}/", "/f+i/", "/[a-e]s?/", "/.体./", "/é+/", "/ss/"]), text=texts)
def test_the_words_of_an_expression_fold_to_what_it_matches(pattern: str, text: str) -> None:
    layout = document(text)

    for hit in (hit for match in matches(pattern, layout) for hit in match.evidence):
        assert layout.text[hit.start : hit.end] == hit.text
        forms = (fold(hit.text).kept().text, fold(GLOSS.sub("", hit.text)).kept().text)
        assert any(re.search(pattern[1:-1], form) for form in forms)


simple = st.sampled_from(["rare earth", "稀土", "pilot", "试点", "list", "名单", "5G", "/第.批/"])
pieces = st.sampled_from(
    [
        "rare-earths",
        "稀土",
        "稀 土",
        "pilot",
        "试点",
        "list",
        "名單",
        "5G",
        "第一批",
        "and",
        "的",
        ".",
        "。",
        "\n",
        "\n\n",
        "-",
    ]
)
sentences = st.lists(pieces, max_size=14).map(" ".join) | st.lists(pieces, max_size=14).map("".join)


def conditions() -> st.SearchStrategy[Condition]:
    """Return conditions without `none`: each holds the more, the more there is."""
    leaves = st.builds(term, simple) | st.builds(
        lambda low: Number(text="figure", minimum=Decimal(low)), st.integers(0, 9)
    )

    def grown(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return (
            st.builds(lambda members: AnyOf(members=members), several)
            | st.builds(lambda members: AllOf(members=members), several)
            | st.builds(lambda members: AtLeast(count=(len(members) + 1) // 2, members=members), several)
            | st.builds(lambda one: Scoped(scopes=frozenset({Scope.BODY}), condition=one), inner)
        )

    return st.recursive(leaves, grown, max_leaves=5)


def hits(when: Condition, text: str, unless: Sequence[Condition] = ()) -> set[Evidence]:
    return {hit for match in matches(when, text, unless) for hit in match.evidence}


@settings(deadline=None)
@given(conditions(), simple, sentences)
def test_a_further_term_in_any_removes_no_match(when: Condition, more: str, text: str) -> None:
    if matches(when, text):
        assert matches(any_of(when, more), text)


@settings(deadline=None)
@given(conditions(), simple, simple, sentences)
def test_a_further_term_in_none_adds_no_match(when: Condition, vetoed: str, more: str, text: str) -> None:
    if not matches(AllOf(members=(when, NoneOf(members=(term(vetoed),)))), text):
        assert not matches(AllOf(members=(when, NoneOf(members=(term(vetoed), term(more))))), text)


@settings(deadline=None)
@given(conditions(), simple, simple, sentences)
def test_a_further_unless_adds_no_match_and_no_hit(when: Condition, first: str, more: str, text: str) -> None:
    few, many = (term(first),), (term(first), term(more))

    assert bool(matches(when, text, many)) <= bool(matches(when, text, few))
    assert {(hit.start, hit.end) for hit in hits(AnyOf(members=(when,)), text, many)} <= _places(when, text)


def _places(when: Condition, text: str) -> set[tuple[int, int]]:
    """Return where any term of a condition stands."""
    return {(hit.start, hit.end) for leaf in leaves((when,)) for hit in hits(leaf, text)}


@settings(deadline=None)
@given(st.lists(simple, min_size=2, max_size=4), st.integers(0, 6), st.integers(0, 6), sentences)
def test_a_wider_within_removes_no_match(members: list[str], within: int, more: int, text: str) -> None:
    terms = tuple(map(term, members))

    if matches(Near(members=terms, within=within), text):
        assert matches(Near(members=terms, within=within + more), text)
