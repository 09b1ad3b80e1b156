"""A slow evaluator of conditions over what the slow matcher finds: every combination is tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, product

from monitor.model import BlockKind, Layout
from monitor.rules.rule import AllOf, AnyOf, AtLeast, Condition, Context, Near, NoneOf, Rule, Scope, Scoped
from monitor.rules.terms import Phrase
from monitor.text.characters import is_han, is_ignorable
from tests.rules import slow_terms
from tests.rules.slow_terms import Found, Text, is_letter

_SCOPES = {BlockKind.TITLE: Scope.TITLE, BlockKind.HIGHLIGHT: Scope.HIGHLIGHTS}
_SENTENCE_ENDS = ".!?。！？…"
_CLOSERS = "\"'”’)）」』】》"

Stretch = tuple[int, int, frozenset[Found]]


@dataclass(frozen=True)
class Document:
    """A document, cut up, and the hits found in it so far."""

    layout: Layout
    text: Text
    known: dict[tuple[str, bool], set[Found]] = field(default_factory=dict)

    def hits(self, phrase: Phrase) -> set[Found]:
        key = (phrase.text, phrase.split)
        if key not in self.known:
            self.known[key] = slow_terms.find(phrase.text, self.text, split=phrase.split)
        return self.known[key]


def matched(rule: Rule, document: Document) -> set[Found] | None:
    """Return the hits that make the rule match, None where it does not."""
    removed = [
        (start, end)
        for condition in rule.unless
        for start, end, _ in held(condition, document, None, []) or ()
    ]
    found = held(rule.when, document, None, removed)
    return {hit for _, _, hits in found for hit in hits} if found else None


def held(
    condition: Condition,
    document: Document,
    scopes: frozenset[Scope] | None,
    removed: list[tuple[int, int]],
) -> list[Stretch] | None:
    """Return the stretches that satisfy the condition, None where it does not hold."""
    match condition:
        case Phrase():
            return [
                (hit.start, hit.end, frozenset({hit}))
                for hit in document.hits(condition)
                if scopes is None or scopes & scopes_of(document.layout, hit)
                if not any(start < hit.end and hit.start < end for start, end in removed)
            ] or None
        case Scoped():
            narrowed = condition.scopes if scopes is None else condition.scopes & scopes
            return held(condition.condition, document, narrowed, removed)
        case Context():
            return None if held(condition.condition, document, scopes, removed) is None else []
    assert isinstance(condition, AnyOf | AllOf | NoneOf | AtLeast | Near)
    members = [held(member, document, scopes, removed) for member in condition.members]
    holding = [stretches for stretches in members if stretches is not None]
    every = [stretch for stretches in holding for stretch in stretches]
    match condition:
        case AnyOf():
            return every if holding else None
        case AllOf():
            return every if len(holding) == len(members) else None
        case NoneOf():
            return None if holding else []
        case AtLeast():
            return every if len(holding) >= condition.count else None
        case Near():
            return (
                list(windows(holding, condition.within, document)) or None
                if len(holding) == len(members)
                else None
            )


def windows(members: list[list[Stretch]], within: float, document: Document) -> Iterator[Stretch]:
    """Try every choice of one stretch a member."""
    for chosen in product(*members):
        ordered = sorted(chosen, key=lambda stretch: stretch[:2])
        apart = all(left[1] <= right[0] for left, right in pairwise(ordered))
        first, last = ordered[0], ordered[-1]
        if (
            apart
            and is_one_paragraph(document, first[0], last[0])
            and words_between(document, first[1], last[0]) <= within
        ):
            yield (
                first[0],
                max(end for _, end, _ in chosen),
                frozenset().union(*(hits for _, _, hits in chosen)),
            )


def scopes_of(layout: Layout, hit: Found) -> set[Scope]:
    """Return the parts of the document a hit belongs to."""
    (block,) = (block for block in layout.blocks if block.start <= hit.start and hit.end <= block.end)
    return {_SCOPES.get(block.kind, Scope.BODY)}


def words_between(document: Document, start: int, end: int) -> float:
    """Count what begins from `start` up to `end`: a word or number is one, a Chinese character half of one."""
    heard = [
        (place, sign)
        for place, sign in enumerate(document.layout.text)
        if sign == "\u200b" or not (is_ignorable(sign) or slow_terms.is_mark(sign))  # those part no word
    ]
    counted = 0.0
    in_word = False
    for (_, before), (place, sign), (_, after) in zip(
        [(0, " "), *heard], heard, [*heard[1:], (0, " ")], strict=False
    ):
        is_part = (
            is_letter(sign)
            or sign.isdigit()
            or (sign in ".," and before.isdigit() and after.isdigit())
            or (sign in "'’" and is_letter(before) and is_letter(after))
        )
        if start <= place < end:
            counted += 0.5 if is_han(sign) else 1.0 if is_part and not in_word else 0.0
        in_word = is_part
    return counted


def is_one_paragraph(document: Document, start: int, end: int) -> bool:
    """Say whether two places stand in one block with no line between them that ends a paragraph."""
    blocks = [
        place
        for place, block in enumerate(document.layout.blocks)
        for at in (start, end)
        if block.start <= at < block.end
    ]
    if blocks[0] != blocks[1]:
        return False
    text = document.layout.text.replace("\r\n", "\u2028 ")  # one line end, of as many characters
    for place, sign in enumerate(text):
        if sign in "\n\r\u2028\u2029":
            line_before = text[:place].rstrip(" \t\u3000").rstrip(_CLOSERS)
            line_ends = {"\n", "\r", "\u2028"}
            is_blank = sign in line_ends and text[place + 1 :].lstrip(" \t\u3000")[:1] in line_ends
            if start <= place < end and (
                sign == "\u2029" or is_blank or line_before[-1:] in set(_SENTENCE_ENDS)
            ):
                return False
    return True
