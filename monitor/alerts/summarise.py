"""Say in a few lines what a document says and why it is told, without any model.

version + layout → the lines that carry the matched words and the figures → Summary
"""

from __future__ import annotations

from itertools import islice

from monitor.alerts import contexts
from monitor.alerts.clip import ELLIPSIS, clip, flat
from monitor.model import (
    BlockKind,
    Document,
    Highlight,
    Layout,
    Match,
    RuleStatus,
    Summary,
    Version,
)
from monitor.text import sentences

MAX_LINES = 3
MAX_LINE = 300  # units of a line of substance
MAX_WORDS = 100  # different matched words that lines are weighed by; more take time and tell no more

_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.BULLET})


def summarise(version: Version, layout: Layout) -> Summary:
    """Return what an alert on this version says; every line and context stands in the document.

    The reasons are told worst first, and `rule_names[i]` goes with `why[i]`. A version without a match that may be
    told is a mistake of the caller.
    """
    told = _told(version.matches)
    if not told:
        raise ValueError(f"no rule that may be told matched document {version.document_id}")
    document = version.document
    title, lines = _headed(document, _lines(document, layout, told))
    reasons = tuple(dict.fromkeys((match.name, match.why) for match in told))
    return Summary(
        severity=told[0].severity,
        topics=tuple(dict.fromkeys(match.topic for match in told)),
        rule_names=tuple(name for name, _ in reasons),
        title=title,
        url=document.url or version.url,
        lines=lines,
        outlet=document.outlet.name,
        provenance=document.provenance,
        published=document.published,
        document_number=document.document_number,
        why=tuple(why for _, why in reasons),
        evidence=contexts.show(layout, told),
        document_id=version.document_id,
        demo=version.demo,
    )


def _told(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    stable = (match for match in matches if match.status is RuleStatus.STABLE)
    return tuple(sorted(stable, key=lambda match: -match.severity.rank))


def _lines(document: Document, layout: Layout, told: tuple[Match, ...]) -> tuple[str, ...]:
    """Return the document's own highlights where it has some, else its most telling sentences."""
    words = frozenset(
        islice(dict.fromkeys(flat(found.text) for match in told for found in match.evidence), MAX_WORDS)
    )
    if document.highlights:
        picked = _best(tuple(_highlight(each) for each in document.highlights), words, least=0)
    else:
        picked = _best(_sentences(layout), words, least=1)
    return tuple(clip(line, MAX_LINE) for line in picked)


def _headed(document: Document, lines: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the title and what follows it; a title derived from the first line gives way to the line itself."""
    stem = document.title.rstrip(f"{ELLIPSIS} ")
    if document.title_derived and lines and lines[0].startswith(stem):
        return lines[0], lines[1:]
    return document.title, tuple(line for line in lines if line != document.title)


def _best(lines: tuple[str, ...], words: frozenset[str], *, least: int) -> tuple[str, ...]:
    """Pick the lines with the most matched words and figures, in document order; the first where none has any."""
    different = tuple(dict.fromkeys(line for line in lines if line))
    scores = [_score(line, words) for line in different]
    best = sorted(range(len(different)), key=lambda index: -scores[index])[:MAX_LINES]
    picked = sorted(index for index in best if scores[index] >= least)
    return tuple(different[index] for index in picked) or different[:1]


def _score(line: str, words: frozenset[str]) -> int:
    has_figure = any(character.isdigit() for character in line)
    return 2 * sum(word in line for word in words) + has_figure


def _highlight(highlight: Highlight) -> str:
    return flat(" ".join((highlight.text, "; ".join(highlight.children))))


def _sentences(layout: Layout) -> tuple[str, ...]:
    prose = (layout.text[block.start : block.end] for block in layout.blocks if block.kind in _PROSE)
    return tuple(flat(text[start:end]) for text in prose for start, end in sentences.split(text))
