"""Reads the seed corpus form: the text of a document as a person would type it.

text → lines → cleaned of the page around them → parts
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor.corpus import boilerplate, disclaimers, facts, laying_out, provenance, seed_grammar, seed_lines
from monitor.corpus.laying_out import SeedText
from monitor.corpus.seed_lines import Clock, Kind, Line


def parse(
    text: str, *, zone: str = "Asia/Shanghai", now: datetime | None = None, title: str | None = None
) -> SeedText:
    """Read any text whatever; parsing what was written out gives the same again.

    With a `title` known already, the text's own first line is left out where it says the same.
    """
    clock = Clock(zone=zone, now=now)
    return parse_lines(seed_lines.read(text, clock), clock, title=title)


def parse_lines(lines: Sequence[Line], clock: Clock, *, title: str | None = None) -> SeedText:
    """Read lines that came from elsewhere than a text, an HTML page say."""
    stated, lines = facts.take(lines)
    credit = provenance.credit_of([line.text for line in lines])
    text = lines if credit is None else _without_credit(lines, laying_out.credit_line(credit))
    # What parted two of the lines that state facts may be cleaned away.
    more, cleaned = facts.take(boilerplate.clean(disclaimers.mark(text)))
    seed = with_credit(seed_grammar.build(cleaned, clock, title=title), credit)
    return replace(seed, facts=facts.first(stated, more))


def _without_credit(lines: Sequence[Line], credit: str) -> list[Line]:
    """Drop the line that is written out for the credit, before anything is read from what stands around it."""
    kept: list[Line] = []
    is_after_credit = False
    for line in lines:
        is_credit = line.kind is Kind.TEXT and line.text == credit
        if not is_credit:
            kept.append(replace(line, after_blank=True) if is_after_credit else line)
        is_after_credit = is_credit
    return kept


def with_credit(seed: SeedText, credit: str | None) -> SeedText:
    """Keep a credit, where there is one, unless the text that was kept says it anyway."""
    if credit is None:
        return seed
    bare = replace(seed, credit=None)
    lines = [
        line.strip().removeprefix(laying_out.MARK)
        for line in laying_out.lay_out_text(bare).text.splitlines()
        if line
    ]
    return bare if provenance.credit_of(lines) == credit else replace(seed, credit=credit)
