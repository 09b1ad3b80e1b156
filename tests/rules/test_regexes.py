"""Regular expressions: what they match, what they need, what is refused."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.rules import regexes
from monitor.text.fold import fold, squash
from tests.rules.making import document, found


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("/第.{1,3}批/", "公布第 三批清单", ["第 三批"]),
        ("/第.{1,3}批/", "公布第\n三批清单", []),
        (r"/第\s?.批/", "公布第\n三批清单", ["第\n三批"]),
        ("/export controls?/", "EXPORT\u00a0Control", ["EXPORT\u00a0Control"]),
        ("/關鍵技術/", "关键技术", ["关键技术"]),
        ("/关键技术/", "關(guān)鍵技術", ["關(guān)鍵技術"]),
        ("/（试行）/", "办法(试行)发布", ["(试行)"]),
        ("/[（(]试行[)）]/", "办法（试行）", ["（试行）"]),
        ("/state–owned/", "state-owned, state\u2014owned", ["state-owned", "state\u2014owned"]),
        ("/China’s/", "China's", ["China's"]),
        (r"/\bAI\b/", "国产AI芯片, training", ["AI"]),
        (r"/[0-9]+ (billion|million) yuan/", "３ billion yuan", ["３ billion yuan"]),
        ("/Straße/", "STRASSE", ["STRASSE"]),
        ("/i/", "ﬁ", ["ﬁ"]),
        (r"/^第/", "第一\n第二", ["第"]),
        (r"/yuan$/", "yuan yuan", ["yuan"]),
        ("/a+/", "b", []),
        (r"/\b/", "a b", []),
        ("/技术|第.批/", "關(guān)鍵技術，第三批", ["技術", "第三批"]),
        ("/x*y?z/", "xyz", ["xyz"]),
    ],
)
def test_an_expression_matches_folded_text(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


def test_an_expression_stays_in_its_block() -> None:
    assert found(r"/rare\s+earth/", document("rare", "earth")) == []
    assert found(r"/r[^x]*/", document("rare", "earth")) == ["rare", "rth"]


@pytest.mark.parametrize(
    ("source", "mend"),
    [
        (r"(?<!\w)x", r"write `\\b`"),
        ("(?<=a)x", "cannot look behind"),
        ("x(?!s)", "cannot look ahead"),
        (r"(a)\1", "refer back"),
        ("(?P<n>a)(?P=n)", "refer back"),
        ("a++", "never goes back"),
        ("(?>a)", "never goes back"),
        (r"a\Z", r"write `\\z`"),
        (r"\u4e00", "write the character itself"),
        ("a{1001}", "100 at most"),
        ("(", "missing"),
        ("[z-a]", "range"),
        ("x*", "empty text"),
        ("", "empty but for|empty text"),
    ],
)
def test_what_the_engine_refuses_is_told_with_a_mend(source: str, mend: str) -> None:
    with pytest.raises(ValueError, match=mend):
        regexes.parse(f"/{source}/")


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("export control", {"exportcontrol"}),
        ("第.{1,3}批", {"第"}),
        ("(a|b).{0,9}清单", {"清单"}),
        ("chips?", {"chip"}),
        ("colou?r", {"colo"}),
        ("ab+cde", {"cde"}),
        ("abx{0,2}c", {"ab"}),
        ("abx{2}c", {"abx"}),
        ("稀土|rare earth", {"稀土", "rareearth"}),
        ("稀土|.", set()),
        ("(稀土|钨)出口", {"出口"}),
        ("(?:pilot|trial)x", {"pilot", "trial"}),
        ("(?i)(?P<n>ab)c", {"ab"}),
        ("(ab)?cd*", set()),
        (r"a\.b\(c", {"a.b(c"}),
        (r"\d+\s\w", set()),
        (r"[ab]]\x{4e00}\pLxy", {"xy"}),
        (r"\Qa.b\Exy", {"xy"}),
        (r"[[:alpha:]\]]xy", {"xy"}),
        ("^xy$", {"xy"}),
        ("a", set()),
        (".{2,}", set()),
    ],
)
def test_what_every_match_contains_is_known(pattern: str, literals: set[str]) -> None:
    assert regexes.make("", pattern).literals == literals


@pytest.mark.parametrize(
    ("pattern", "sets"),
    [
        ("第.{1,3}批次", [{"批次"}, {"第"}]),
        ("export (bans?|curbs?) on (ores|metals)", [{"export"}, {"ores", "metals"}, {"ban", "curb"}, {"on"}]),
        ("ab.(cd(ef|gh.ijk))?", [{"ab"}]),
        ("ab.(?:cd.(?:ef|ghi)).ab", [{"ab"}, {"cd"}, {"ef", "ghi"}]),
        ("ab.cd|ef", [{"ab", "ef"}]),
        (".", []),
    ],
)
def test_of_each_set_every_match_contains_one(pattern: str, sets: list[set[str]]) -> None:
    regex = regexes.make("", pattern)

    assert [regex.literals, *regex.others] == (sets or [set()])


def test_a_block_without_all_that_a_match_contains_has_none() -> None:
    texts = ("the list of names", "names of a list", "a list, and so on", "names")

    assert found("/list.{1,4}(names|things)/", document(*texts)) == ["list of names"]


fragments = st.sampled_from(
    [
        "ab",
        "c",
        "第",
        "批次",
        ".",
        "[ab]",
        "(?:ab|cd)",
        "(x|批)",
        r"\d",
        r"\.",
        " ",
        "b?",
        "c+",
        "(?:ab){0,2}",
        "d*",
        "|",
        "a{2}",
    ]
)


@given(st.lists(fragments, min_size=1, max_size=6), st.text(alphabet="abcdx第批次. 1", max_size=30))
def test_every_match_contains_a_promised_literal(parts: list[str], text: str) -> None:
    source = "".join(parts)
    try:
        regex = regexes.parse(f"/{source}/")
    except ValueError:
        return
    kept = fold(text).kept().text

    for start, end in regexes.spans(regex, kept):
        for needed in filter(None, (regex.literals, *regex.others)):
            assert any(literal in squash(kept[start:end]) for literal in needed)


def test_hostile_patterns_and_texts_take_no_time() -> None:
    begun = time.process_time()

    assert found("/(a+)+$/", "a" * 20_000 + "!") == []
    assert len(found("/x.*y|x/", "x" * 20_000)) == 50
    assert time.process_time() - begun < 10
