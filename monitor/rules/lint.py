"""What is wrong with a rule that reads well: it can never match, always does, or fails its own examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from monitor.errors import Level
from monitor.model import Block, BlockKind, Layout, Match, RuleStatus
from monitor.rules import automaton
from monitor.rules.evaluate import compile_rules
from monitor.rules.explain import explain
from monitor.rules.passage import Passage
from monitor.rules.regexes import Regex
from monitor.rules.rule import AllOf, AnyOf, AtLeast, Condition, Near, NoneOf, Rule, Scope, Scoped
from monitor.rules.terms import Phrase, Term
from monitor.text.characters import is_han


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
    if not _needs_hit(rule.when):
        yield Finding(
            part="when",
            message="matches documents that say none of its terms; put a term beside `none`, in `all`",
        )
    elif not _can_hold(rule.when, frozenset(Scope), frozenset()):
        yield Finding(
            part="when",
            message="can never match: its parts exclude each other; compare `in`, `none` and `at_least`",
        )
    elif not _can_hold(rule.when, frozenset(Scope), _plain_terms(rule.unless)):
        yield Finding(
            part="unless",
            message="takes out every hit of the rule, so it can never match; take the common term out",
        )
    for part, conditions in (("when", (rule.when,)), ("unless", rule.unless)):
        for condition in conditions:
            for term in dict.fromkeys(_written_terms(condition)):
                message = doubt(term)
                if message:
                    yield Finding(part=part, said=term.text, message=message, level=Level.WARNING)
            yield from _repeated(part, condition)
    yield from _too_common(rule.when)


def check_examples(rule: Rule) -> Iterator[Finding]:
    """Run every example of the rule and yield those it fails."""
    if not _needs_hit(rule.when):
        return  # `check` says what is wrong with it; what it finds tells nothing
    rule_set = compile_rules((replace(rule, status=RuleStatus.STABLE),), texts={})
    for place, example in enumerate(rule.examples.match):
        layout = lay_out_example(example)
        if not rule_set.match(layout):
            message = f"does not match “{_short(example)}”, as it should: {explain(rule, rule_set, layout)}"
            yield Finding(part="match", example=place, message=message)
    for place, example in enumerate(rule.examples.no_match):
        for found in rule_set.match(lay_out_example(example)):
            message = f"matches “{_short(example)}”, as it should not: it finds {_said(found)}"
            yield Finding(part="no_match", example=place, message=message)


def _said(found: Match) -> str:
    return ", ".join(f"“{_short(hit.text)}” (`{hit.term}`)" for hit in found.evidence[:4])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59].rstrip() + "…"


def _needs_hit(condition: Condition) -> bool:
    """Say whether the condition holds only for a text with a hit of it."""
    match condition:
        case NoneOf():
            return False
        case Scoped():
            return _needs_hit(condition.condition)
        case AnyOf():
            return all(map(_needs_hit, condition.members))
        case AllOf():
            return any(map(_needs_hit, condition.members))
        case AtLeast():
            return condition.count > sum(not _needs_hit(member) for member in condition.members)
        case _:
            return True


def _can_hold(condition: Condition, scopes: frozenset[Scope], forbidden: frozenset[Term]) -> bool:
    """Say whether any text satisfies the condition, as far as that is certain."""
    match condition:
        case NoneOf():
            return True
        case Scoped():
            return _can_hold(condition.condition, scopes & condition.scopes, forbidden)
        case AnyOf():
            return any(_can_hold(member, scopes, forbidden) for member in condition.members)
        case AllOf():
            nones = [member.members for member in condition.members if isinstance(member, NoneOf)]
            vetoed = forbidden.union(*map(_plain_terms, nones))
            return all(_can_hold(member, scopes, vetoed) for member in condition.members)
        case Near():
            return all(_can_hold(member, scopes, forbidden) for member in condition.members)
        case AtLeast():
            return (
                sum(_can_hold(member, scopes, forbidden) for member in condition.members) >= condition.count
            )
        case _:
            return bool(scopes) and condition not in forbidden


def _plain_terms(conditions: tuple[Condition, ...]) -> frozenset[Term]:
    """Return the terms of which every single hit counts."""
    terms: set[Term] = set()
    for condition in conditions:
        if isinstance(condition, AnyOf):
            terms |= _plain_terms(condition.members)
        elif isinstance(condition, Phrase | Regex):
            terms.add(condition)
    return frozenset(terms)


def doubt(term: Term) -> str | None:
    """Say what makes a term suspicious wherever it stands."""
    if isinstance(term, Phrase):
        if term.prefix and is_han(term.key[-1]):
            return f"the `*` of `{term.text}` changes nothing, Chinese words have no edge; drop it"
    elif any(int(count) >= 100 for count in re.findall(r"\{\d*,(\d+)\}", term.pattern)):
        return f"`{term.text}` counts far and is slow; use `near` with `within` for words that stand apart"
    return None


def _too_common(when: Condition) -> Iterator[Finding]:
    """Yield what makes the rule match, or be tried on, most documents."""
    for term in dict.fromkeys(_sufficient_terms(when)):
        if isinstance(term, Phrase) and len(term.key) == 1:
            message = f"`{term.text}` alone makes a match and is one character; write more of it, or put it in `near`"
            yield Finding(part="when", said=term.text, message=message, level=Level.WARNING)
    if when.anchors is None and _needs_hit(when):
        message = "no two letters stand in every match, so the rule is tried on every document; add a term with `all`"
        yield Finding(part="when", message=message, level=Level.WARNING)


def _sufficient_terms(condition: Condition) -> Iterator[Term]:
    """Yield the terms that satisfy the condition alone."""
    match condition:
        case Phrase() | Regex():
            yield condition
        case Scoped():
            yield from _sufficient_terms(condition.condition)
        case AnyOf():
            for member in condition.members:
                yield from _sufficient_terms(member)
        case _:
            return


def _written_terms(condition: Condition) -> Iterator[Term]:
    """Yield the terms the rule itself writes; those of a vocabulary are checked where they stand."""
    match condition:
        case Phrase() | Regex():
            yield condition
        case Scoped():
            yield from _written_terms(condition.condition)
        case AnyOf(vocabulary=str()):
            return
        case _:
            for member in condition.members:
                yield from _written_terms(member)


def _repeated(part: str, condition: Condition) -> Iterator[Finding]:
    """Yield the terms of each `any` that another of its terms finds already."""
    if isinstance(condition, AnyOf) and condition.vocabulary is not None:
        return
    if isinstance(condition, AnyOf):
        phrases = [member for member in condition.members if isinstance(member, Phrase)]
        yield from _shadowed(part, phrases)
    if isinstance(condition, Scoped):
        yield from _repeated(part, condition.condition)
    elif not isinstance(condition, Phrase | Regex):
        for member in condition.members:
            yield from _repeated(part, member)


def _shadowed(part: str, phrases: list[Phrase]) -> Iterator[Finding]:
    """Search each phrase in all the others at once, as if each were a paragraph."""
    texts = [phrase.text.removeprefix("=").removesuffix("*").strip() for phrase in phrases]
    blocks: list[Block] = []
    for text in texts:
        start = blocks[-1].end + 2 if blocks else 0
        blocks.append(Block(kind=BlockKind.PARAGRAPH, start=start, end=start + len(text)))
    passage = Passage(Layout(text="\n\n".join(texts), blocks=tuple(blocks)))
    found = automaton.scan(automaton.build_for(phrases), passage)
    told: set[int] = set()
    for place, phrase in enumerate(phrases):
        if place in told:
            continue
        blocks_hit = {
            passage.block_of(hit.start, hit.end) for hit in automaton.hits(phrase, found) if not hit.soft
        }
        for other in sorted(block for block in blocks_hit if block is not None):
            if other in told or other == place or not _finds_all_of(phrase, phrases[other]):
                continue
            told.add(other)
            message = (
                f"`{phrases[other].text}` adds nothing: `{phrase.text}` in the same list finds it; drop one"
            )
            yield Finding(part=part, said=phrases[other].text, message=message, level=Level.WARNING)


def _finds_all_of(phrase: Phrase, other: Phrase) -> bool:
    """Say whether a phrase found in another's words is found in whatever that one finds."""
    is_as_open = phrase.prefix or not other.prefix
    is_as_blind = phrase.cased is None or other.cased is not None
    return is_as_open and is_as_blind and (phrase.split or not other.split)
