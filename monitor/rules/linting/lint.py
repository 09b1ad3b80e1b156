"""What is wrong with a rule that reads well: it can never match, always does, or fails its own examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from monitor.errors import Level
from monitor.model import Block, BlockKind, Layout, Match
from monitor.rules import automaton
from monitor.rules.automaton import Index
from monitor.rules.evaluate import RuleSet
from monitor.rules.explaining.explain import explain
from monitor.rules.linting import exceptions
from monitor.rules.linting.covers import pairs
from monitor.rules.linting.possible import Obstacle, needs_hit, obstacle
from monitor.rules.regexes import Regex
from monitor.rules.rule import (
    AnyOf,
    AtLeast,
    Condition,
    Context,
    Number,
    Rule,
    Scoped,
    leaves,
)
from monitor.rules.terms import Phrase, Term
from monitor.text.characters import is_han

_NEVER = {
    "when": "can never match: its parts exclude each other",
    "unless": "takes out every hit of the rule, so it can never match",
}
_SIGNS_OF_EXPRESSION = re.compile(r"\||^=?/|/$")  # of one that lacks a slash
_CHINESE_COMMA = re.compile(r"[，；]")
# Around a whole term; 《》 and 「」 are looked for on purpose.
_TYPED = re.compile(r"([“‘【［])(?:.*)[”’】］]|([－–—•·])\s.*", re.DOTALL)
_TAB = re.compile(r"(?<!\\)(?:\\\\)*\\t")  # outside a choice of characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong in one rule; `part` is the key it stands under and `said` the text to point at."""

    part: str
    message: str
    said: str | None = None  # None: the whole part
    example: int | None = None  # which of them
    level: Level = Level.ERROR


def lay_out_example(text: str) -> Layout:
    """Make a document of an example: a blank line parts paragraphs, `- ` begins a highlight.

    The first paragraph counts as title too, so that a rule held to the title can have examples.
    """
    blocks: list[Block] = []
    for found in re.finditer(r"\S(?:.*?\S)??(?=\s*(?:\n[ \t]*\n|\Z))", text, re.DOTALL):
        is_highlight = found.group().startswith("- ")
        kind = BlockKind.HIGHLIGHT if is_highlight else BlockKind.PARAGRAPH
        blocks.append(Block(kind=kind, start=found.start() + 2 * is_highlight, end=found.end()))
    return Layout(text=text, blocks=tuple(blocks), title_derived=True)


def check(rule: Rule) -> Iterator[Finding]:
    """Yield what is wrong with the rule itself."""
    if not needs_hit(rule.when):
        yield Finding(
            part="when",
            message="matches documents that say none of its terms; put a term beside `none` or `context`, in `all`",
        )
    elif (against := obstacle(rule)) is not None:
        yield _never(against)
    else:
        for doubtful in exceptions.doubts(rule):
            yield Finding(part="unless", said=doubtful.said, message=doubtful.reason, level=Level.WARNING)
    for part, conditions in (("when", (rule.when,)), ("unless", rule.unless)):
        for condition in conditions:
            for term in dict.fromkeys(_written_terms(condition)):
                message = doubt(term)
                if message:
                    yield Finding(part=part, said=term.text, message=message, level=Level.WARNING)
            yield from _repeated(part, condition)
    yield from _too_common(rule.when)


def _never(against: Obstacle) -> Finding:
    return Finding(part=against.part, said=against.said, message=f"{_NEVER[against.part]}: {against.reason}")


def index_examples(rules: Iterable[Rule]) -> Index:
    """Compile the terms of several rules, for `check_examples` of each: one automaton takes less than many."""
    terms = leaves(chain.from_iterable(rule.conditions for rule in rules))
    return replace(automaton.build_for(terms), always=frozenset({0}))


def check_examples(rule: Rule, index: Index | None = None) -> Iterator[Finding]:
    """Run every example of the rule and yield those it fails."""
    if not needs_hit(rule.when) or obstacle(rule) is not None:
        return  # `check` says what is wrong with it; what it finds tells nothing
    rule_set = RuleSet(rules=(rule,), hash="", index=index or index_examples((rule,)))
    yield from _empty_examples(rule)
    written = [(place, example) for place, example in enumerate(rule.examples.match) if example.strip()]
    wanted = {example.strip(): place for place, example in reversed(written)}
    both = wanted.keys() & set(map(str.strip, rule.examples.no_match))
    failing = [
        (place, example, lay_out_example(example))
        for place, example in written
        if example.strip() not in both and not rule_set.match(lay_out_example(example))
    ]
    # One cause of all failures is told once; a single example that holds proves that it is none.
    against = obstacle(rule, surely=False) if failing and len(failing) == len(written) else None
    if against is not None:
        yield _never(against)
    for place, example, layout in failing if against is None else ():
        message = f"does not match “{_short(example)}”, as it should: {explain(rule, rule_set, layout)}"
        yield Finding(part="match", example=place, message=message)
    for place, example in enumerate(rule.examples.no_match):
        if example.strip() in both:
            place_of = wanted[example.strip()] + 1
            message = f"“{_short(example)}” is example {place_of} under `match` too; keep one of the two"
            yield Finding(part="no_match", example=place, message=message)
            continue
        for found in rule_set.match(lay_out_example(example)):
            message = f"matches “{_short(example)}”, as it should not: it finds {_said(found)}"
            yield Finding(part="no_match", example=place, message=message)


def _empty_examples(rule: Rule) -> Iterator[Finding]:
    """Yield the examples that are still to be written, as in a file that was just begun."""
    for part, examples, verb in (
        ("match", rule.examples.match, "must find"),
        ("no_match", rule.examples.no_match, "must not find"),
    ):
        for place, example in enumerate(examples):
            if not example.strip():
                message = f"example {place + 1} under `{part}` is empty; write a text that the rule {verb}"
                yield Finding(part=part, example=place, message=message)


def _said(found: Match) -> str:
    return ", ".join(f"“{_short(hit.text)}” (`{hit.term}`)" for hit in found.evidence[:4])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59].rstrip() + "…"


def doubt(term: Term) -> str | None:
    """Say what makes a term suspicious wherever it stands."""
    if isinstance(term, Phrase):
        if term.prefix and is_han(term.key[-1]):
            return f"the `*` of `{term.text}` changes nothing, Chinese words have no edge; drop it"
        if found := _CHINESE_COMMA.search(term.text):
            return f"`{term.text}` is one term: `{found[0]}` parts no list; write `, ` between terms, or leave the sign out"
        if found := _TYPED.fullmatch(term.text):
            sign = found[1] or found[2]
            return f"`{term.text}` is looked for with its `{sign}`, which means nothing to YAML; write plain signs, or leave it out"
        if _SIGNS_OF_EXPRESSION.search(term.text):
            bare = term.text.strip("/")
            mend = f"write `/{bare}/` between slashes" + (
                ", or two terms" if "|" in bare else ", or drop the slash"
            )
            return f"`{term.text}` is read as words, its signs mean nothing; for a regular expression {mend}"
    elif _TAB.search(re.sub(r"\[[^\]]*\]", "", term.pattern)):
        return f"`{term.text}` asks for a tab, which is read as a space; write a space"
    return None


def _too_common(when: Condition) -> Iterator[Finding]:
    """Yield what makes the rule match, or be tried on, most documents."""
    for term in dict.fromkeys(sufficient_terms(when)):
        if isinstance(term, Phrase) and len(term.key) == 1:
            message = f"`{term.text}` alone makes a match and is one character; write more of it, or put it in `near`"
            yield Finding(part="when", said=term.text, message=message, level=Level.WARNING)
    if when.anchors is None and needs_hit(when):
        message = "no two letters stand in every match, so the rule is tried on every document; add a term with `all`"
        yield Finding(part="when", message=message, level=Level.WARNING)


def sufficient_terms(condition: Condition) -> Iterator[Term]:
    """Yield the terms that satisfy the condition alone."""
    match condition:
        case Phrase() | Regex():
            yield condition
        case Scoped():
            yield from sufficient_terms(condition.condition)
        case AnyOf():
            for member in condition.members:
                yield from sufficient_terms(member)
        case _:
            return


def _written_terms(condition: Condition) -> Iterator[Term]:
    """Yield the terms the rule itself writes; those of a vocabulary are checked where they stand."""
    match condition:
        case Phrase() | Regex():
            yield condition
        case Scoped() | Context():
            yield from _written_terms(condition.condition)
        case Number():
            return
        case AnyOf(vocabulary=str()):
            return
        case _:
            for member in condition.members:
                yield from _written_terms(member)


def _repeated(part: str, condition: Condition) -> Iterator[Finding]:
    """Yield the terms of each `any` and `at_least` that another of its terms finds already."""
    if isinstance(condition, AnyOf) and condition.vocabulary is not None:
        return
    if isinstance(condition, AnyOf):
        phrases = [member for member in condition.members if isinstance(member, Phrase)]
        yield from _shadowed(part, phrases)
    if isinstance(condition, AtLeast):
        yield from _counted_twice(part, condition)
    if isinstance(condition, Scoped | Context):
        yield from _repeated(part, condition.condition)
    elif not isinstance(condition, Phrase | Regex | Number):
        for member in condition.members:
            yield from _repeated(part, member)


def _shadowed(part: str, phrases: list[Phrase]) -> Iterator[Finding]:
    """Yield the phrases that another one finds; of two that find each other, the later one."""
    told: set[int] = set()
    for other, place in sorted(pairs(phrases, phrases), key=lambda pair: pair[::-1]):
        if other == place or other in told or place in told:
            continue
        told.add(other)
        text, wide = phrases[other].text, phrases[place].text
        message = (
            f"`{text}` stands twice in one list; drop one"
            if text == wide
            else f"`{text}` adds nothing: `{wide}` in the same list finds it; drop one"
        )
        yield Finding(part=part, said=text, message=message, level=Level.WARNING)


def _counted_twice(part: str, condition: AtLeast) -> Iterator[Finding]:
    """Yield the first member whose every mention is one of another member too."""
    phrases = [member for member in condition.members if isinstance(member, Phrase)]
    within = ((phrases[other], phrases[place]) for other, place in pairs(phrases, phrases) if other != place)
    for narrow, wide in islice(within, 1):
        message = (
            f"one mention of `{narrow.text}` counts as two in `at_least`, for `{wide.text}` stands in it; "
            "drop one, or make them one member with `any`"
        )
        yield Finding(part=part, said=narrow.text, message=message, level=Level.WARNING)
