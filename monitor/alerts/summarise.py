"""Say in a few lines what a document says and why it is told, without any model.

version + layout → the lines that carry the matched words and the figures → Summary
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from monitor.alerts import contexts, frills, heads, labels, outlet_names, words
from monitor.alerts.clip import ELLIPSIS, flat
from monitor.alerts.quantities import shorten
from monitor.model import (
    BlockKind,
    Document,
    Highlight,
    Layout,
    Match,
    RuleStatus,
    Severity,
    StoryView,
    Summarised,
    Summary,
    Update,
    UpdateKind,
    Version,
)
from monitor.text import sentences
from monitor.text.characters import is_han

MAX_LINES = 3
MAX_LINE = 300  # units of a line of substance
MAX_WORDS = 100  # different matched words that lines are weighed by; more take time and tell no more

_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.BULLET})


def summarise(version: Version, layout: Layout) -> Summary:
    """Return what an alert on this version says; every line and context stands in the document.

    The reasons are told worst first, and `rule_names[i]` goes with `why[i]`. A version without a match that may be
    told is a mistake of the caller.
    """
    told = _told(version.matches, layout)
    if not told:
        raise ValueError(f"no rule that may be told matched document {version.document_id}")
    return _summary(version, layout, told, told[0].severity)


def summarise_story(
    view: StoryView, layout: Layout, *, language: str | None = None, summarised: Summarised | None = None
) -> Summary:
    """Return what the message of a story says to readers of a language; `layout` is that of its lead.

    A lead that no rule matched is told as well: its story was, because of another document.
    """
    told = _told(view.lead.matches, layout)
    severity = view.story.severity or (told[0].severity if told else Severity.LOW)
    made = _summary(view.lead, layout, told, severity)
    document = view.lead.document
    made = replace(
        made,
        outlet=document.outlet.name,
        issuer=document.issuer or "",
        written_on=document.written_on,
        tier=view.tier,
        independent=view.story.independent,
        stage=view.story.stage,
        history=_history(view),
        tags=labels.tags(view.named),
        alert_id=view.alert_id,
        retraction=view.retraction,
    )
    if heads.is_foreign(document, language):
        made = _for_readers(made, view, layout, told, words.base(language))
    if summarised is not None and summarised.lines:
        made = replace(
            made, lines=summarised.lines, glosses=(), lines_from="", summarised_by=summarised.model
        )
    return outlet_names.translated(made, view, language)


def _history(view: StoryView) -> tuple[Update, ...]:
    """Return what happened to the story: a lead that joined it names whom it joined rather than itself."""
    named = {one.detail for one in view.updates if one.kind is UpdateKind.SOURCE}
    others = (one.name for one in view.outlets if one.name not in named | {view.lead.document.outlet.name})
    told: list[Update] = []
    for update in view.updates:
        if update.kind is not UpdateKind.SOURCE or update.document_id != view.lead.document_id:
            told.append(update)
        elif (opener := next(others, None)) is not None:
            told.append(replace(update, detail=opener))
    return tuple(told)


def _summary(version: Version, layout: Layout, told: tuple[Match, ...], severity: Severity) -> Summary:
    document = version.document
    title, lines = _headed(document, _lines(document, layout, told))
    reasons = tuple(dict.fromkeys((match.name, match.why) for match in told))
    return Summary(
        severity=severity,
        topics=tuple(dict.fromkeys(match.topic for match in told)),
        rule_names=tuple(name for name, _ in reasons),
        title=title,
        url=document.url or version.url,
        lines=lines,
        outlet=document.outlet.name,
        provenance=document.provenance,
        outlet_kind=document.outlet.kind,
        published=document.published,
        document_number=document.document_number,
        why=tuple(why for _, why in reasons),
        evidence=contexts.show(layout, told),
        document_id=version.document_id,
        demo=version.demo,
    )


def _for_readers(
    made: Summary, view: StoryView, layout: Layout, told: tuple[Match, ...], language: str
) -> Summary:
    """Return the summary for readers of another language than the document's."""
    document = view.lead.document
    lines = (made.title, *made.lines) if made.title != document.title else made.lines
    rule = made.rule_names[0] if made.rule_names else ""
    matched = dict.fromkeys(flat(found.text) for match in told[:1] for found in match.evidence)
    glosses = tuple(_glosses(view, layout, language))
    made = replace(
        made,
        # A derived title gave way to the line itself; beneath a head of ours it is a title again.
        title=document.title,
        lines=lines[:MAX_LINES],
        head=heads.head(view, layout, rule, lines, language, matched=matched),
        issuer=heads.office(document.issuer or "", view, layout, language) or made.issuer,
        outlet=heads.office(document.outlet.name, view, layout, language) or made.outlet,
        evidence=contexts.show(layout, told, glosses=glosses),
    )
    if (titled := _titled(view, language)) is not None:
        made = replace(made, head=titled.title, head_from=titled.outlet.name)
    for twin in reversed(view.twins):
        if twin.highlights and words.base(twin.language) == language:
            picked = tuple(shorten(_highlight(each), MAX_LINE) for each in twin.highlights)
            return replace(made, lines=picked[:MAX_LINES], lines_from=twin.outlet.name)
    return replace(made, glosses=tuple(heads.gloss(line, view, layout, language) for line in made.lines))


def _titled(view: StoryView, language: str) -> Document | None:
    """Return the newest other document of the story with a title in the readers' language, while nothing has changed.

    A title of then does not say how far the measure has come since.
    """
    if any(update.kind.is_material for update in view.updates):
        return None
    fitting = (
        twin
        for twin in reversed(view.twins)
        if words.base(twin.language) == language
        and not twin.title_derived
        and any(map(is_han, twin.title)) is (language == "zh")
    )
    return next(fitting, None)


def _glosses(view: StoryView, layout: Layout, language: str) -> Iterator[tuple[int, int, str]]:
    for one in view.named:
        # A policy word has no name of its own in the other language, only words like it.
        called = heads.called(one, language) if one.kind != "word" else None
        if called and layout.text[one.start : one.end].casefold() != called.casefold():
            yield one.start, one.end, called


def _told(matches: tuple[Match, ...], layout: Layout) -> tuple[Match, ...]:
    """Return what may be told, the gravest first; of two as grave the one that the title is about."""
    stable = (match for match in matches if match.status is RuleStatus.STABLE)
    end = layout.blocks[0].end if layout.blocks and layout.blocks[0].kind is BlockKind.TITLE else 0

    def place(match: Match) -> tuple[int, int]:
        terms = {found.term for found in match.evidence if found.end <= end}
        return -match.severity.rank, -len(terms)

    return tuple(sorted(stable, key=place))


def _lines(document: Document, layout: Layout, told: tuple[Match, ...]) -> tuple[str, ...]:
    """Return the document's own highlights where it has some, else its most telling sentences."""
    matched = frozenset(
        islice(dict.fromkeys(flat(found.text) for match in told for found in match.evidence), MAX_WORDS)
    )
    if document.highlights:
        picked = _best(tuple(_highlight(each) for each in document.highlights), matched, least=0)
    else:
        picked = _best(_sentences(layout), matched, least=1)
    return tuple(shorten(line, MAX_LINE) for line in picked)


def _headed(document: Document, lines: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the title and what follows it; a title derived from the first line gives way to the line itself."""
    stem = document.title.rstrip(f"{ELLIPSIS} ")
    if document.title_derived and lines and lines[0].startswith(stem):
        return lines[0], lines[1:]
    return document.title, tuple(line for line in lines if line != document.title)


def _best(lines: tuple[str, ...], matched: frozenset[str], *, least: int) -> tuple[str, ...]:
    """Pick the lines with the most matched words and figures, in document order; the first where none has any."""
    different = tuple(dict.fromkeys(line for line in lines if line))
    scores = [_score(line, matched) for line in different]
    best = sorted(range(len(different)), key=lambda index: -scores[index])[:MAX_LINES]
    picked = sorted(index for index in best if scores[index] >= least)
    return tuple(different[index] for index in picked) or different[:1]


def _score(line: str, matched: frozenset[str]) -> int:
    has_figure = any(character.isdigit() for character in line)
    return 2 * sum(word in line for word in matched) + has_figure


def _highlight(highlight: Highlight) -> str:
    return flat(" ".join((highlight.text, "; ".join(highlight.children))))


def _sentences(layout: Layout) -> tuple[str, ...]:
    prose = (layout.text[block.start : block.end] for block in layout.blocks if block.kind in _PROSE)
    split = (flat(text[start:end]) for text in prose for start, end in sentences.split(text))
    return tuple(sentence for sentence in split if not frills.is_frill(sentence))
