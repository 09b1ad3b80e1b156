"""All terms of the shipped rules against documents: one scan, beside one `re` search a term.

The other side has the semantics a user would write by hand: any run of spaces or hyphens between words, letter
boundaries at Latin edges, case ignored. It folds neither width nor script, keeps no conditions and judges no rule.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from bench.pairs import Row, compare
from monitor.cli.documents import read_file
from monitor.config import rule_files
from monitor.corpus import seed_text
from monitor.model import Block, BlockKind, Layout
from monitor.rules.evaluate import RuleSet
from monitor.rules.regexes import Regex
from monitor.rules.rule import Condition, Scoped
from monitor.rules.terms import Phrase

_ROOT = Path(__file__).parent.parent
_DOCUMENTS = 20  # a round
_CHARACTERS = 6000


def run() -> Iterator[Row]:
    """Compare on documents mixed anew for each round from the sentences of the seeds."""
    rules, problems = rule_files.load_rules(rule_files.read_rule_files(_ROOT / "rules"), root="rules")
    if rules is None:
        raise SystemExit("\n".join(map(str, problems)))
    phrases = _phrases(rules)
    patterns = [re.compile(_pattern(phrase)) for phrase in phrases]
    paragraphs = _paragraphs()

    def ours(number: int) -> None:
        for layout in _layouts(paragraphs, number):
            rules.match(layout)

    def other(number: int) -> None:
        for layout in _layouts(paragraphs, number):
            for pattern in patterns:
                list(pattern.finditer(layout.text))

    what = f"match {len(rules.rules)} rules, {len(phrases)} terms, {_DOCUMENTS} x 6 kB"
    yield compare(what, ours, other, named="one `re` search a term, no conditions")


def _phrases(rules: RuleSet) -> list[Phrase]:
    found: dict[str, Phrase] = {}
    for rule in rules.rules:
        for condition in (rule.when, *rule.unless):
            found |= {phrase.text: phrase for phrase in _phrases_of(condition)}
    return list(found.values())


def _phrases_of(condition: Condition) -> Iterator[Phrase]:
    if isinstance(condition, Phrase):
        yield condition
    elif isinstance(condition, Scoped):
        yield from _phrases_of(condition.condition)
    elif not isinstance(condition, Regex):
        for member in condition.members:
            yield from _phrases_of(member)


def _pattern(phrase: Phrase) -> str:
    words = re.split(r"[\s-]+", phrase.text.strip("=*"))
    body = r"[\s-]*".join(map(re.escape, words))
    start = r"(?<![A-Za-z])" if words[0][:1].isascii() else ""
    end = r"(?:s|es)?(?![A-Za-z])" if words[-1][-1:].isascii() and not phrase.prefix else ""
    return f"(?i){start}{body}{end}"


def _paragraphs() -> list[str]:
    found: list[str] = []
    for path in sorted((_ROOT / "seeds").glob("*.txt")):
        if path.name != "README.md":
            layout = seed_text.lay_out(read_file(path))
            found += [
                layout.text[block.start : block.end]
                for block in layout.blocks
                if block.kind is BlockKind.PARAGRAPH
            ]
    return found


def _layouts(paragraphs: list[str], number: int) -> Iterator[Layout]:
    chance = random.Random(number)
    for _ in range(_DOCUMENTS):
        text, blocks = "", []
        while len(text) < _CHARACTERS:
            words = chance.choice(paragraphs)
            blocks.append(Block(kind=BlockKind.PARAGRAPH, start=len(text), end=len(text) + len(words)))
            text += words + "\n\n"
        yield Layout(text=text, blocks=tuple(blocks))
