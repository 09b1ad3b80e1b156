"""What has a bound of its own: time for a document with thousands of rules, memory, regular expressions."""

from __future__ import annotations

import gc
import random
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import process_time

from bench import texts
from monitor.model import Layout, Severity
from monitor.rules import automaton, terms
from monitor.rules.automaton import Index
from monitor.rules.evaluate import RuleSet, compile_rules
from monitor.rules.passage import Passage
from monitor.rules.regexes import Regex
from monitor.rules.rule import AllOf, AnyOf, Condition, Examples, Near, NoneOf, Rule, Scope, Scoped
from monitor.text.fold import fold

_REGEX_SHARE = 0.02  # of the rules


def rules(count: int, *, documents: int) -> str:
    """Time every document with so many rules: any, all, none, near, unless, scopes, expressions."""
    rule_set = make_rules(count)
    writer = texts.Writer(texts.make_terms(10 * count)[: 2 * count], seed=count)
    for layout in writer.documents(200):
        rule_set.match(layout)  # what is worked out once a rule is worked out when it is first called
    gc.collect()
    gc.freeze()
    taken: list[tuple[float, int]] = []
    for layout in writer.documents(documents):
        begun = process_time()
        matches = rule_set.match(layout)
        taken.append((process_time() - begun, len(matches)))
    gc.unfreeze()
    ordered = sorted(seconds for seconds, _ in taken)
    hits = sum(matches for _, matches in taken) / documents
    at = {share: ordered[int(share * (documents - 1))] * 1e3 for share in (0.5, 0.99, 1)}
    return (
        f"{count:,} rules, {documents:,} documents: median {at[0.5]:.2f} ms, p99 {at[0.99]:.2f} ms,"
        f" longest {at[1]:.2f} ms; {hits:.1f} rules match each"
    )


def make_rules(count: int) -> RuleSet:
    """Make rules of the kinds that analysts write, two terms each on average."""
    dice = random.Random(texts.SEED)
    every = iter(texts.make_terms(4 * count))
    examples = Examples(match=("x",), no_match=("y",))
    made = [
        Rule(
            id=f"rule-{number}",
            topic="bench",
            name=f"Rule {number}",
            severity=dice.choice(list(Severity)),
            why="It is made by dice.",
            when=_expression(dice) if dice.random() < _REGEX_SHARE else _condition(dice, every),
            unless=(terms.parse(f"no {next(every)}"),) if dice.random() < 0.1 else (),
            examples=examples,
        )
        for number in range(count)
    ]
    return compile_rules(tuple(made), texts={})


def _condition(dice: random.Random, every: Iterator[str]) -> Condition:

    def term() -> terms.Term:
        return terms.parse(next(every))

    common = AnyOf(members=tuple(map(terms.parse, dice.sample(_COMMON, 3))))
    kind = dice.random()
    if kind < 0.5:
        return AnyOf(members=(term(), term(), term()))
    if kind < 0.7:
        return AllOf(members=(AnyOf(members=(term(), term())), common))
    if kind < 0.85:
        return Near(members=(term(), common), within=12)
    if kind < 0.95:
        return AllOf(members=(AnyOf(members=(term(), term())), NoneOf(members=(common,))))
    return Scoped(
        scopes=frozenset({Scope.TITLE, Scope.HIGHLIGHTS}), condition=AnyOf(members=(term(), term()))
    )


_COMMON = (
    *(
        "people",
        "government",
        "state",
        "company",
        "school",
        "market",
        "plan",
        "money",
        "country",
        "approv*",
        "build*",
    ),
    *("公司", "国家", "政府", "工作", "发展", "市场", "中国", "=US", "EV", "list"),
)


def _expression(dice: random.Random) -> Regex:
    made = terms.parse(f"/{_source(dice)[0]}/")
    assert isinstance(made, Regex)
    return made


def _source(dice: random.Random) -> tuple[str, str]:
    """Return an expression and a text it finds."""
    english = [word for word in dice.choices(texts.english().words[300:8_000], k=40) if len(word) > 3]
    chinese = [word for word in dice.choices(texts.chinese().words[300:8_000], k=40) if len(word) > 1]
    return dice.choice(
        (
            (rf"\b{english[0]} ({english[1]}|{english[2]})\b", f"{english[0]} {english[2]}"),
            (rf"\b{english[0]}.{{0,30}}{english[1]}", f"{english[0]} of all {english[1]}"),
            (rf"\d+(\.\d+)? ?{english[0]}", f"12.5 {english[0]}"),
            (f"{chinese[0]}.{{0,6}}{chinese[1]}", f"{chinese[0]}的{chinese[1]}"),
            (f"第.{{1,3}}{chinese[0]}", f"第十二{chinese[0]}"),
            (f"({chinese[0]}|{chinese[1]}).{{0,8}}{chinese[2]}", f"{chinese[1]}{chinese[2]}"),
        )
    )


def expressions(count: int, *, documents: int) -> str:
    """Time regular expressions behind their literals, beside the `re` loop over the same folded text."""
    dice = random.Random(texts.SEED + 1)
    sources = [_source(dice) for _ in range(count)]
    made = [term for term in (terms.parse(f"/{source}/") for source, _ in sources) if isinstance(term, Regex)]
    compiled = [re.compile(source, re.ASCII) for source, _ in sources]
    index = automaton.build_for(made)
    ours: list[float] = []
    loop: list[float] = []
    differing = hits = 0
    for layout in texts.Writer([sample for _, sample in sources], seed=count).documents(documents):
        begun = process_time()
        found = _found(index, made, layout)
        between = process_time()
        expected = _looped(compiled, layout)
        loop.append(process_time() - between)
        ours.append(between - begun)
        differing += found != expected
        hits += len(found)
    return (
        f"{count:,} regular expressions: {median(ours) * 1e6:,.0f} µs a document, the `re` loop"
        f" {median(loop) * 1e6:,.0f}: x {sum(loop) / sum(ours):,.0f}; {hits / documents:.1f} hits each,"
        f" {differing} documents differ"
    )


def _found(index: Index, made: list[Regex], layout: Layout) -> set[tuple[int, int, int]]:
    found = automaton.scan(index, Passage(layout))
    return {
        (number, hit.start, hit.end)
        for number, regex in enumerate(made)
        if not regex.literals or not found.present.isdisjoint(regex.literals)
        for hit in automaton.hits(regex, found)
    }


def _looped(compiled: list[re.Pattern[str]], layout: Layout) -> set[tuple[int, int, int]]:
    view = fold(layout.text).kept()
    bounds = [tuple(view.starts.searchsorted((block.start, block.end)).tolist()) for block in layout.blocks]
    return {
        (number, *view.span(first + match.start(), first + match.end()))
        for number, pattern in enumerate(compiled)
        for first, last in bounds
        for match in pattern.finditer(view.text[first:last])
    }


def automaton_megabytes(count: int) -> float:
    """Return what the automaton of so many terms adds to a process of its own, after it has read documents."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.limits", str(count)], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def _grown(count: int) -> float:
    made = texts.make_terms(count)
    phrases = [term for term in map(terms.parse, made) if not isinstance(term, Regex)]
    keys = sorted({key for phrase in phrases for key in phrase.keys})
    squashed = [fold(layout.text).squashed().text for layout in texts.Writer(made, seed=1).documents(200)]
    before = _resident()
    scanner = automaton.assemble(
        literals=tuple(keys),
        phrases=((),) * len(keys),
        others=frozenset(),
        rules_of=((),) * len(keys),
        always=frozenset(),
    ).automaton
    assert scanner is not None
    for text in squashed:
        scanner.find_matches_as_indexes(text, overlapping=True)
    return (_resident() - before) / 1e6


def _resident() -> float:
    """Return the memory the process holds, in bytes."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


if __name__ == "__main__":
    sys.stdout.write(f"{_grown(int(sys.argv[1]))}\n")
