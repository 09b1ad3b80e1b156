"""No rule that loads and no text of the world takes longer than its length warrants."""

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import BlockKind, Layout
from monitor.rules import regexes
from monitor.rules.rule import AllOf, AtLeast, Condition, Near
from tests.rules.making import any_of, document, found, matches, term

MEGABYTE = 1 << 20


def seconds(work: Callable[[], object], times: int = 2) -> float:
    """Return the least processor time of a few tries: what else the machine does is no matter."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.parametrize(
    ("pattern", "piece"),
    [
        ("/(a+)+$/", "a"),
        ("/(a+)+$/", "a!"),
        ("/(.*)*x/", "a"),
        ("/(a|aa)+b/", "a"),
        (r"/(?:\w+\s?)+ policy:/", "every word of a text "),
        ("/x.*y|x/", "x"),
        ("/[ab]{1,30}c|d/", "ab"),
    ],
)
def test_twice_the_text_takes_about_twice_the_time(pattern: str, piece: str) -> None:
    regex = regexes.parse(pattern)
    once = piece * (MEGABYTE // len(piece))
    twice = once + once

    first = seconds(lambda: list(regexes.spans(regex, once)))
    second = seconds(lambda: list(regexes.spans(regex, twice)))

    # Six, for a noisy machine; what grows with the square takes minutes here, what doubles with each letter years.
    assert second < 6 * first + 0.05
    assert second < 10


@pytest.mark.parametrize(
    ("source", "mend"),
    [
        ("[ab].{999}[ab].{999}c", "a count may be 100 at most; for words that stand apart use `near`"),
        ("第.{0,300}批.{0,300}清.{0,300}单", "a count may be 100 at most"),
        ("第.{0,101}批", "a count may be 100 at most"),
        ("第.{101}批", "a count may be 100 at most"),
        ("第.{101,}批", "a count may be 100 at most"),
        ("a{2000}b", "a count may be 100 at most"),
        ("第.{0,100}批.{0,100}清.{0,100}单", "its counts add more than 200 signs"),
        ("(a{1,30}b{1,30}){1,30}c", "its counts add more than 200 signs"),
        ("((a{50}b{50}|x){2}){2}", "its counts add more than 200 signs"),
        ("(?:ab{100}){100}c", "its counts add more than 200 signs"),
        (r"\p{Han}{2,100}先导区", r"a class as wide as `\\p\{Han\}` is counted too often"),
    ],
)
def test_a_count_that_is_slow_is_refused_with_a_mend(source: str, mend: str) -> None:
    with pytest.raises(ValueError, match=mend):
        regexes.parse(f"/{source}/")


@pytest.mark.parametrize(
    "source",
    [
        "第.{1,3}批.{0,60}名单",
        "第.{0,60}批.{0,60}清.{0,60}单",
        "a.{0,100}b",
        r"\p{Han}{2,40}先导区",
        r"\x{3000}ab",
        r"a\{300}b",
        "[{300}]ab",
        "a{,300}b",
        "(?:ab|cd){20}.{30}",
    ],
)
def test_what_only_looks_slow_is_taken(source: str) -> None:
    assert regexes.parse(f"/{source}/").text == f"/{source}/"


pieces = st.recursive(
    st.sampled_from([*"ab第批", ".", "[ab]", "[^x]", r"\w", r"\p{Han}", "(?:第|a.)"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{0,10}", "{30}", "{1,60}", "{0,100}"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(pieces, st.integers(0, 3))
def test_an_expression_that_loads_reads_a_long_document_at_once(source: str, seed: int) -> None:
    try:
        regex = regexes.parse(f"/{source}/")
    except ValueError:
        return
    dice = random.Random(seed)
    text = "".join(dice.choices("ab第批x" if seed else "a", k=10_000))

    # Some fifty milliseconds at the worst on a quiet machine.
    assert seconds(lambda: list(regexes.spans(regex, text)), times=1) < 10


def near(*members: str | Condition, within: float = 200) -> Near:
    return Near(members=tuple(any_of(member) for member in members), within=within)


ALTERNATING = "aa bb " * 3_500
REPEATED = "a" * 20_000
NESTED = AllOf(members=(near("aa", "bb", "cc", within=200), near(near("aa", "bb"), "cc")))


@pytest.mark.parametrize(
    ("when", "unless", "text"),
    [
        (term("aa"), (), REPEATED),
        (any_of(*("a" * length for length in range(2, 7))), (), REPEATED),
        (term("a" * 12), (), REPEATED),
        (term("a" * 12 + "*"), (), REPEATED),
        (term("aB" * 6 + "*"), (), "aB" * 10_000),
        (term("一一"), (), "一" * 20_000),
        (any_of(*("一" * length for length in range(2, 7))), (), "一" * 7_000),
        (near("一一", "一一一"), (), "一" * 20_000),
        (near("aa", "bb"), (), ALTERNATING),
        (near("aa", "bb", "cc"), (), ALTERNATING),
        (near("aa", "bb", "cc"), (), ALTERNATING + "cc"),
        (near("aa", "aa bb", "bb aa", "bb", "cc", "dd"), (), ALTERNATING + "cc dd"),
        (NESTED, (), ALTERNATING + "cc"),
        (term("aa"), (term("bb"),), ALTERNATING),
        (term("aa"), (near("aa", "bb", within=1),), ALTERNATING),
        (AtLeast(count=2, members=(term("aa"), term("bb"), term("cc"))), (), ALTERNATING),
        (near("aa", "bb"), (), "aa bb.\n" * 3_000),
        (term("关键"), (), "关(guan)" * 3_000),
        (term("/关./"), (), "关(guan)键🙂" * 2_000),
        (term("/[^x]/"), (), "ﬁ\u0301" * 10_000),
        (term("aa"), (), "a\u00ad" * 10_000),
        (term("aa"), (), "a" + "\u200d" * 20_000 + "a"),
        (term("a b"), (), "a " + "\n" * 20_000 + "b"),
        (term("aa*"), (), "aa\u0301" * 7_000),
        (term("/a+ ?b?/"), (), "a " * 10_000),
    ],
)
def test_a_hostile_text_is_read_at_once(when: Condition, unless: tuple[Condition, ...], text: str) -> None:
    matches(when, "warm", unless)

    # A tenth of a second on a quiet machine; the square of its length would be minutes.
    assert seconds(lambda: matches(when, text, unless), times=1) < 10


def test_a_document_of_thousands_of_blocks_is_read_at_once() -> None:
    layout: Layout = document(*((BlockKind.BULLET, f"aa bb {number}") for number in range(3_000)))
    when = AllOf(members=(near("aa", "bb"), term(r"/[ab]+ \d/"), term("/a./")))

    assert seconds(lambda: matches(when, layout), times=1) < 10


def test_a_hostile_expression_finds_what_it_should() -> None:
    assert found("/(a+)+$/", "a" * 20_000 + "!") == []
    assert len(found("/x.*y|x/", "x" * 20_000)) == 50
