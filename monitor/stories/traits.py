"""What of a document tells its event from every other, in terms that hold in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from monitor.model import BlockKind, Document, Layout, Named, Published, Stage
from monitor.stories import days, independent, serials, spoken, stages, titles
from monitor.stories.independent import Rest
from monitor.stories.sketch import sketch
from monitor.text import figures, fold, units
from monitor.text.characters import is_han
from monitor.text.figures import Figure

_EDITION = 3  # changes whenever the traits of the same document become others
_HEAD = 320  # code points behind the title: who did what
_HEAD_LATIN = 800
_LEAD = 90  # code points behind the title: the main figure
_LEAD_LATIN = 220
_OWN_NUMBER = 40  # code points of the text that a document's own number stands in
_MOST_HAN = 420  # characters that are kept to be read aloud
_CONTENT = {BlockKind.TITLE, BlockKind.HIGHLIGHT, BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.BULLET}
_WORK = re.compile(r"《([^《》\n]{4,80})》")
# Under these an act only stands on another: 依据《稀土管理条例》和《…办法》等规定.
_BASIS = re.compile(
    r"(?:根据|依据|按照|依照|遵照|违反|贯彻|落实)[^《》，。；\n]{0,16}(?:《[^《》\n]{2,60}》[^《》，。；\n]{0,16}){1,4}"
)
_BARE = re.compile(
    r"(?:公告|通告|令|announcement|notice)[^a-z]{0,14}\d+\s*号?\s*$", re.IGNORECASE
)  # a title that says no more
_STEP = re.compile(
    r"[（(][^（）()]{0,12}(?:征求意见|试行|暂行|草案|送审|公示|修订|稿|年本|年版)[^（）()]{0,8}[）)]"
)
_YEAR_OF = re.compile(r"(20[0-4]\d)\s?年?\s?(?:版|本|修订)")
_WORD = re.compile(r"[a-z][a-z0-9]{3,}|\d+(?:\.\d+)?")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9&-]*[A-Za-z0-9]|[A-Z]\b")
_CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """One document's; names are told as "kind:id", figures as "288000|tonnes"."""

    day: str  # it was published, in China
    is_latin: bool
    title: str  # folded, without separators
    matter: str  # what a Chinese title is about, without the act and who acts; "" of others
    words: frozenset[str]  # of the title: pairs of Han characters, words of four letters and more
    title_years: frozenset[str]
    years: frozenset[str]  # of the title and head
    own_numbers: frozenset[str]  # in its title, at its head, or stated of it
    numbers: frozenset[str]  # anywhere
    title_serials: frozenset[str]
    serials: frozenset[str]  # of the title and head
    figures: frozenset[str]
    head_figures: frozenset[str]
    lead_figures: frozenset[str]  # of its title and first lines
    days: frozenset[str]  # that its text names
    months: frozenset[str]
    title_names: frozenset[str]
    head_names: frozenset[str]
    names: frozenset[str]
    codes: frozenset[str]
    title_works: frozenset[str]  # documents its title names in 《》
    works: frozenset[str]  # and its text, but for those an act only rests on
    editions: frozenset[str]  # of works it names, as "work|2025"
    quoted: frozenset[str]  # all of them, as they are written
    latin: frozenset[str]  # of a Chinese text: its Latin words; of others: what begins with a capital
    spoken: str  # of a Chinese text: the characters of its head; of others: names that may be pinyin, parted by spaces
    topics: frozenset[str]  # of the rules that matched
    stage: Stage | None
    is_correction: bool
    rest: Rest
    grams: int  # of its text, different ones
    sketch: tuple[int, ...]


def of(
    layout: Layout, document: Document, *, seen_at: datetime, named: Iterable[Named], topics: Iterable[str]
) -> Traits:
    """Return the traits of a document as it is laid out."""
    blocks = [block for block in layout.blocks if block.kind in _CONTENT]
    title_end = max((block.end for block in blocks if block.kind is BlockKind.TITLE), default=0)
    start = next((block.start for block in blocks if block.start >= title_end), title_end)
    end = max((block.end for block in blocks), default=title_end)
    title, body = layout.text[:title_end] or document.title, layout.text[start:end]
    is_latin = not _is_chinese(title + body[:_HEAD])
    length = _HEAD_LATIN if is_latin else _HEAD
    head_end, text = start + length, f"{title}\n{body}"
    head = f"{title}\n{body[:length]}"
    lead = f"{title}\n{body[: _LEAD_LATIN if is_latin else _LEAD]}"
    named = [one for one in named if one.start < end and not title_end <= one.start < start]
    numbers = list(serials.numbers(text))
    own = {number for at, number in numbers if at < len(title) + _OWN_NUMBER}
    own |= {number for _, number in serials.numbers(document.document_number or "")}
    known = _known(layout, named)
    squashed = fold.squash(body)
    made, grams = sketch(squashed, is_latin=is_latin)
    return Traits(
        day=_day(document.published, seen_at),
        is_latin=is_latin,
        title=fold.squash(title),
        matter="" if is_latin else _matter(title, named, title_end),
        words=_words(title),
        title_years=serials.years(title),
        years=serials.years(head),
        own_numbers=frozenset(own),
        numbers=frozenset(number for _, number in numbers),
        title_serials=serials.serials(title),
        serials=serials.serials(head),
        figures=frozenset(map(_said, figures.find(text))),
        head_figures=frozenset(map(_said, figures.find(head))),
        lead_figures=frozenset(map(_said, figures.find(lead))),
        days=days.days(text),
        months=days.months(text),
        title_names=frozenset(f"{one.kind}:{one.id}" for one in named if one.start < title_end),
        head_names=frozenset(f"{one.kind}:{one.id}" for one in named if one.start < head_end),
        names=frozenset(f"{one.kind}:{one.id}" for one in named),
        codes=serials.codes(text),
        title_works=_works(title) or (_works(head) if _BARE.search(title) else frozenset()),
        works=_works(text),
        editions=_editions(text),
        quoted=frozenset(fold.squash(work) for work in _WORK.findall(text)),
        latin=_latin(text, is_latin=is_latin) - (known if is_latin else set()),
        spoken=" ".join(sorted(set(spoken.names_in(text)) - known)) if is_latin else _han(text),
        topics=frozenset(topics),
        stage=stages.stage_of(document),
        is_correction=stages.is_correction(document),
        rest=independent.of(document),
        grams=grams,
        sketch=made,
    )


def encode(traits: Traits) -> str:
    """Write traits as JSON."""
    return json.dumps([_EDITION, *_plain(traits)], ensure_ascii=False, separators=(",", ":"))


def decode(text: str) -> Traits | None:
    """Read what `encode` wrote; None for what another edition did, which is to be made anew."""
    edition, *values = json.loads(text)
    if edition != _EDITION:
        return None
    made: dict[str, Any] = {
        name: frozenset(value) if type(value) is list else value
        for name, value in zip(_FIELDS, values, strict=True)
    }
    stage = made["stage"]
    made["stage"] = None if stage is None else Stage(stage)
    made["rest"] = Rest(*values[_REST])
    made["sketch"] = tuple(values[_SKETCH])
    return Traits(**made)


def _plain(traits: Traits) -> Iterator[object]:
    for name in _FIELDS:
        value = getattr(traits, name)
        if isinstance(value, frozenset):
            yield sorted(value)
        elif isinstance(value, Rest):
            yield [value.outlet, value.origin]
        else:
            yield value


def _is_chinese(text: str) -> bool:
    """Say whether a text is written in Chinese: a Latin word is about two characters long in it."""
    han = sum(map(is_han, text))
    return 3 * han > sum(character.isascii() and character.isalpha() for character in text)


def _day(published: Published | None, seen_at: datetime) -> str:
    if isinstance(published, date) and not isinstance(published, datetime):
        return published.isoformat()
    return (published or seen_at).astimezone(_CHINA).date().isoformat()


def _said(figure: Figure) -> str:
    value, unit = figure.value, ""
    if figure.unit is not None:
        value, unit = units.levelled(figure.value, figure.unit)
    rounded = Decimal(f"{value:.6g}")  # 420 mu and 28 hectares
    return f"{rounded.normalize():f}|{unit}"


def _works(text: str) -> frozenset[str]:
    """Return the titles of documents that a text names, without what only says how far one has come."""
    works = (fold.squash(_STEP.sub("", work)) for work in _WORK.findall(_BASIS.sub("", text)))
    return frozenset(work for work in works if len(work) >= 4)


def _editions(text: str) -> frozenset[str]:
    """Return the works of which a text names an edition, with its year: catalogues come anew every year."""
    return frozenset(
        f"{fold.squash(_STEP.sub('', work))}|{year[1]}"
        for work in _WORK.findall(_BASIS.sub("", text))
        if (year := _YEAR_OF.search(work))
    )


def _matter(title: str, named: Iterable[Named], end: int) -> str:
    works = _works(title)
    return "".join(sorted(works)) if works else titles.matter(fold.squash(_without(title, named, end)))


def _without(title: str, named: Iterable[Named], end: int) -> str:
    """Return a title without the bodies it names."""
    for one in sorted(named, key=lambda one: -one.start):
        if one.kind == "body" and one.end <= end:
            title = title[: one.start] + title[one.end :]
    return title


def _known(layout: Layout, named: Iterable[Named]) -> set[str]:
    """Return the words of names that the vocabularies have: they are no names to be guessed."""
    shown = (one for one in named if one.kind in {"body", "place", "firm", "state"})
    return {word for one in shown for word in layout.text[one.start : one.end].lower().split()}


def _words(title: str) -> frozenset[str]:
    words = set(_WORD.findall(fold.fold(title).kept().text))
    squashed = fold.squash(title)
    pairs = pairwise(squashed)
    words.update(one + other for one, other in pairs if is_han(one) and is_han(other))
    return frozenset(words)


def _latin(text: str, *, is_latin: bool) -> frozenset[str]:
    found = (word.group() for word in _LATIN.finditer(text))
    marked = (word for word in found if not is_latin or not word.islower())
    return frozenset(word.casefold() for word in marked if len(word) > 1)


def _han(text: str) -> str:
    simplified = fold.squash(text)
    return re.sub(r"[^\u4e00-\u9fff]+", " ", simplified)[:_MOST_HAN]


_FIELDS = tuple(field.name for field in fields(Traits))
_REST, _SKETCH = _FIELDS.index("rest"), _FIELDS.index("sketch")
