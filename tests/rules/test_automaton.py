"""One scan for all rules finds exactly what trying every rule on every place finds."""

import random
import re
from itertools import pairwise, product

import pytest

from monitor.model import Layout
from monitor.rules import automaton, terms
from monitor.rules.automaton import build, candidates, scan
from monitor.rules.evaluate import match
from monitor.rules.passage import Passage
from monitor.rules.rule import AllOf, AnyOf, AtLeast, Condition, Near, NoneOf, Rule
from monitor.rules.terms import Phrase
from monitor.text.fold import fold_cluster, is_continuing
from tests.rules.making import any_of, document, rule, rule_set, term

LATIN = "[^\\W\\d_\u2e80-\u2fdf々〇\u3400-\u9fff]"
HAN = "[\u3400-\u9fff]"

TERMS = [
    "rare earth",
    "earth",
    "ear*",
    "5G",
    "=AI",
    "ai",
    "稀土",
    "关键技术",
    "state-owned",
    "policy",
    "AI芯片",
    "new 稀土",
]
WORDS = [
    *[
        "rare",
        "earth",
        "earths",
        "EARTH",
        "ear",
        "early",
        "AI",
        "ai",
        "5G",
        "15g",
        "policies",
        "policy",
        "state",
        "owned",
    ],
    *[
        "稀土",
        "稀",
        "土",
        "關鍵技術",
        "关键",
        "技术",
        "芯片",
        "new",
        "ｒａｒｅ",
        "é",
        "e\u0301",
        "ﬁ",
        "🙂",
        "x",
    ],
]
GAPS = ["", "", " ", " ", "-", "\n", "\u00a0", "\u00ad", "，", ".", "\n\n", " - ", "\u2014", "\u200b"]


def naive_spans(phrase: Phrase, text: str) -> set[tuple[int, int]]:
    """Find a phrase by one expression over the text folded cluster by cluster, tried at every place."""
    folded: list[tuple[str, int, int]] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and is_continuing(text[end]):
            end += 1
        # A soft hyphen stays here, so that the expression has to cross it.
        letters = fold_cluster(text[start:end]) or ("\u200b" if text[start] == "\u200b" else "\u00ad")
        letters = "—" if text[start] == "\u2014" else letters
        folded += [(letter, start, end) for letter in letters]
        start = end
    plain = "".join(letter for letter, _, _ in folded)
    unseen = "[\u00ad\u200b]*"
    space = f"{unseen}(?:[ -]{unseen})*(?:\n{unseen}(?:[ -]{unseen})*)?"
    found = set()
    for key in phrase.keys:
        pattern = re.escape(key[0])
        for place in range(1, len(key)):
            before, after = key[place - 1], key[place]
            dashed = f"{unseen}(?:[ —-]{unseen})*(?:\n{unseen}(?:[ —-]{unseen})*)?"
            if place in phrase.dashes:
                pattern += dashed
            elif place in phrase.joints or re.match(HAN, before) or re.match(HAN, after):
                pattern += space
            else:
                pattern += unseen if before.isdigit() and after.isdigit() else "(?:[-\u00ad\u200b])*"
            pattern += re.escape(after)
        if re.match(LATIN, key[0]):
            pattern = f"(?<!{LATIN})(?<!{LATIN}\u00ad)" + pattern
        elif key[0].isdigit():
            pattern = r"(?<!\d)(?<!\d\u00ad)" + pattern
        if phrase.prefix:
            pattern += f"(?:\u00ad*{LATIN})*"
        elif re.match(LATIN, key[-1]):
            plural = "(?:\u00ad*s|\u00ad*e\u00ad*s)?" if phrase.plural and key == phrase.key else ""
            short = "" if phrase.is_short else plural
            pattern += f"{short}(?!\u00ad*{LATIN})"
        elif key[-1].isdigit():
            pattern += r"(?!\u00ad*\d)"
        for at in range(len(plain)):
            hit = re.compile(pattern).match(plain, at)
            if hit is None or not _is_whole(folded, hit.start(), hit.end()):
                continue
            first, last = folded[hit.start()][1], folded[hit.end() - 1][2]
            core = text[first:last]
            if phrase.cased is None or terms.cased(core) == phrase.cased:
                found.add((first, last))
    return found


def _is_whole(folded: list[tuple[str, int, int]], first: int, last: int) -> bool:
    starts = [start for _, start, _ in folded]
    return (first == 0 or starts[first] != starts[first - 1]) and (
        last == len(folded) or starts[last] != starts[last - 1]
    )


def naive_holds(condition: Condition, passage: Passage, text: str) -> bool:
    def within(one: Condition) -> bool:
        return naive_holds(one, passage, text)

    match condition:
        case Phrase():
            return bool(naive_spans(condition, text))
        case AnyOf():
            return any(map(within, condition.members))
        case AllOf():
            return all(map(within, condition.members))
        case NoneOf():
            return not any(map(within, condition.members))
        case AtLeast():
            return sum(map(within, condition.members)) >= condition.count
        case Near():
            places = [
                [span for one in member.members if isinstance(one, Phrase) for span in naive_spans(one, text)]
                for member in condition.members
                if isinstance(member, AnyOf)
            ]
            return any(_is_window(sorted(chosen), condition.within, passage) for chosen in product(*places))
        case _:
            raise AssertionError(condition)


def _is_window(chosen: list[tuple[int, int]], within: float, passage: Passage) -> bool:
    apart = all(left[1] <= right[0] for left, right in pairwise(chosen))
    paragraphs = {passage.paragraph_of(start) for start, _ in chosen}
    return apart and len(paragraphs) == 1 and passage.words_between(chosen[0][1], chosen[-1][0]) <= within


def random_text(dice: random.Random) -> str:
    return "".join(dice.choice(WORDS) + dice.choice(GAPS) for _ in range(dice.randint(1, 14))).rstrip()


def random_condition(dice: random.Random, depth: int = 0) -> Condition:
    kind = dice.choice(["term", "term", "any", "all", "near", "at_least", "none"] if depth < 2 else ["term"])
    if kind == "term":
        return term(dice.choice(TERMS))
    if kind == "near":
        return Near(
            members=tuple(any_of(*dice.sample(TERMS, 2)) for _ in range(2)), within=dice.randint(0, 4)
        )
    members = tuple(random_condition(dice, depth + 1) for _ in range(dice.randint(1, 3)))
    if kind == "at_least":
        return AtLeast(count=dice.randint(1, len(members)), members=members)
    kinds: dict[str, type[AnyOf | AllOf | NoneOf]] = {"any": AnyOf, "all": AllOf, "none": NoneOf}
    return kinds[kind](members=members)


def firm(text: str) -> bool:
    """The slow way knows no soft hits; terms of eight letters that may be soft are rare enough to leave out."""
    return not re.search(r"(?i)[^\W\d_]state|owned[^\W\d_]", re.sub("[\u00ad\u200b]", "", text))


@pytest.mark.parametrize("seed", range(8))
def test_every_term_is_found_exactly_where_the_slow_way_finds_it(seed: int) -> None:
    dice = random.Random(seed)
    phrases = [one for one in map(term, TERMS) if isinstance(one, Phrase)]
    index = automaton.build_for(phrases)
    for _ in range(150):
        text = random_text(dice)
        found = scan(index, Passage(document(text)))
        for phrase in phrases:
            hits = {(hit.start, hit.end) for hit in automaton.hits(phrase, found) if not hit.soft}
            assert hits == naive_spans(phrase, text), (phrase.text, text)


@pytest.mark.parametrize("seed", range(4))
def test_random_rules_match_random_documents_as_the_slow_way_says(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(60):
        # A rule without a term of its own has no evidence and is refused elsewhere.
        rules: list[Rule] = [
            rule(AllOf(members=(any_of(dice.choice(TERMS)), random_condition(dice))), id_=f"rule-{place}")
            for place in range(4)
        ]
        made = rule_set(*rules)
        text = next(text for text in iter(lambda: random_text(dice), "") if firm(text))
        passage = Passage(document(text))

        expected = [one.id for one in rules if naive_holds(one.when, passage, text)]

        assert [found.rule for found in match(made, document(text))] == expected, text


def test_a_rule_is_looked_at_only_where_its_rarest_part_stands() -> None:
    rules = (
        rule(AllOf(members=(term("x1"), term("稀土管理条例"), NoneOf(members=(term("y1"),)))), id_="all"),
        rule(AtLeast(count=2, members=(term("x1"), term("z1"), term(r"/\d\d/"))), id_="some"),
        rule(AnyOf(members=(term("x1"), term(r"/\d\d/"))), id_="always"),
        rule(AtLeast(count=1, members=(term("x1"), NoneOf(members=(term("q1"),)))), id_="unsure"),
    )
    index = build(rules)

    def called(text: str) -> list[int]:
        return list(candidates(index, scan(index, Passage(document(text)))))

    assert called("nothing") == [2, 3]
    assert called("x1") == [1, 2, 3]
    assert called("稀土管理条例") == [0, 2, 3]


def test_an_empty_index_scans() -> None:
    index = build(())

    assert scan(index, Passage(Layout(text="x", blocks=()))).present == set()
