"""Strategies for small worlds of terms, conditions and texts in which chance meetings are likely."""

from __future__ import annotations

from hypothesis import strategies as st

from monitor.rules import terms
from monitor.rules.rule import AllOf, AnyOf, AtLeast, Condition, Context, Near, NoneOf, Scope, Scoped
from monitor.rules.terms import Phrase, Term

WORDS = ("ab", "abc", "cab", "abs", "policy", "Policies", "稀", "土", "稀土", "5", "15")
GAPS = ("", " ", "-", "\n", "  ", ", ", "s ", "es ")


def _term(words: list[str], gap: str, sign: str, *, split: bool) -> Term:
    body = gap.join(words)
    return terms.parse(f"{'=' if sign == '=' else ''}{body}{'*' if sign == '*' else ''}", split=split)


def is_phrase(term: Term) -> bool:
    return isinstance(term, Phrase)


def phrases() -> st.SearchStrategy[Phrase]:
    made = st.builds(
        _term,
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
        st.sampled_from((" ", "-", "")),
        st.sampled_from(("", "", "=", "*")),
        split=st.sampled_from((False, False, False, True)),
    )
    return made.filter(is_phrase).map(lambda term: term if isinstance(term, Phrase) else _never(term))


def _never(term: Term) -> Phrase:
    raise AssertionError(term)


def texts() -> st.SearchStrategy[str]:
    pieces = st.tuples(
        st.sampled_from((*WORDS, "AB", "POLICY", "abx")), st.sampled_from((*GAPS, "\n\n", ". "))
    )
    return st.lists(pieces, min_size=1, max_size=9).map(
        lambda made: "".join(word + gap for word, gap in made)
    )


def _conditions(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    members = st.lists(inner, min_size=1, max_size=3).map(tuple)
    placed = st.lists(phrases() | members.map(_any_of_terms), min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(AnyOf, members=members),
        st.builds(AllOf, members=members),
        st.builds(NoneOf, members=members),
        st.builds(Near, members=placed, within=st.sampled_from((0, 1, 5))),
        st.builds(_at_least, members, st.integers(1, 3)),
        st.builds(Context, condition=inner),
        st.builds(
            Scoped,
            scopes=st.sets(st.sampled_from(list(Scope)), min_size=1, max_size=2).map(frozenset),
            condition=inner,
        ),
    )


def _any_of_terms(members: tuple[Condition, ...]) -> Condition:
    kept = tuple(member for member in members if isinstance(member, Phrase))
    return AnyOf(members=kept or (terms.parse("ab"),))


def _at_least(members: tuple[Condition, ...], count: int) -> AtLeast:
    return AtLeast(members=members, count=min(count, len(members)))


def conditions() -> st.SearchStrategy[Condition]:
    leaves: st.SearchStrategy[Condition] = phrases()
    return st.recursive(leaves, _conditions, max_leaves=5)
