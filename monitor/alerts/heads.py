"""What a document says, for those who read another language: who, which rule, what stage, how much, by when.

names of the vocabularies + figures + dates → a head · a few words for every line
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import ItemsView, Iterable, Sequence
from itertools import chain

from monitor.alerts import quantities, words
from monitor.alerts.clip import flat
from monitor.alerts.labels import short_name
from monitor.alerts.words import Words
from monitor.model import Document, Layout, Named, StoryView, UpdateKind
from monitor.text.characters import is_han

LANGUAGES = ("en", "zh")  # that we can write a head in

_MAX_ACTORS = 3
_MAX_NAMES = 3  # of a line
_MAX_FACTS = 4  # figures and dates of a line
_MAX_HEAD_FACTS = 3
_NUMBERS = (
    re.compile(r"[〔\[（(【]\s*(?P<year>(?:19|20)\d\d)\s*[〕\]）)】]\s*第?\s*(?P<number>\d{1,5})\s*号"),
    re.compile(r"(?P<year>(?:19|20)\d\d)\s*年\s*第\s*(?P<number>\d{1,5})\s*号"),
)
# A think tank or an expert of a body's is not the body.
_NOT_ITSELF = re.compile(
    r"(?:[^，。；、：\s与和及同在就对]{0,8}?研究(?:院|所|中心)|[^，。；、：\s与和及同在就对]{0,4}?学院|的?(?:专家|專家|智库))"
)
_CLAUSE = re.compile(r"[，。；;:：、]|,(?!\d)")
_BESIDE = 3  # characters between a place and its body: 内蒙古自治区发展改革委
_KINDS = ("body", "place", "firm", "thing", "state")
_VOID = frozenset(("denied", "rumour", "not done", "postponed"))  # what is none has not come anywhere
# What the title says becomes of a measure, as the other language says it; that there is none comes first.
_TURNS = tuple(
    (re.compile(pattern, re.IGNORECASE), english, chinese)
    for pattern, english, chinese in (
        (
            (
                r"否认|否認|辟谣|闢謠|谣言|不实(?!施)|属假|系伪造|没有[^，。；]{0,24}的?(?:计划|考虑|打算)|无意|无计划"
                r"|\b(?:den(?:y|ies|ied|ial)|refut(?:es|ed)|not true|false|no plans?)\b"
            ),
            "denied",
            "否认",
        ),
        (
            r"网传|網傳|^传|据传|传闻|傳聞|疑似|流传|\brumou?r(?:s|ed)?\b|\bspeculat",
            "rumour",
            "传闻",
        ),
        (
            (r"暂缓|暫緩|推迟|推遲|延后|延後|押后|延迟|\b(?:postpon|delay|defer)(?:s|es|ed|red|ing)?\b"),
            "postponed",
            "推迟",
        ),
        (
            (
                r"未(?:曾|将|被|获|收到|接到|批准|发布|公布|印发|出台|实施|下达|考虑|计划|列入|纳入)|尚未|不会|并非"
                r"|\b(?:will not|won't|has not|have not|did not|does not|not (?:yet|to))\b"
            ),
            "not done",
            "未实施",
        ),
        (
            r"不应|不宜|不该|反对|反對|\b(?:should not|oppos(?:es|ed|ing|ition))\b",
            "opposed",
            "反对",
        ),
        (r"暂停|中止|暫停|暂不|暫不|\b(?:suspend|paus)(?:s|es|ed|ing)?\b", "suspension", "暂停"),
        (
            r"停止(?:适用|实施|执行)|取消|废止|解除|取消|廢止|\b(?:lift|scrap|repeal|revoke|abolish)(?:s|es|d|ed|ing)?\b",
            "ended",
            "取消",
        ),
        (r"延长|延期|延長|\bexten(?:ds|ded|ding|sion)\b", "extension", "延长"),
    )
)


def is_foreign(document: Document, language: str | None) -> bool:
    """Say whether readers of a language need a head of their own for a document."""
    reader = words.base(language)
    if reader not in LANGUAGES:
        return False
    if reader == "en":
        # A document of another language may have a title in English, and one too short to tell a Chinese one.
        return any(map(is_han, document.title)) or words.base(document.language) not in {"en", "und"}
    return not any(map(is_han, document.title)) and words.base(document.language) != "zh"


def called(named: Named, language: str) -> str | None:
    """Return what readers of a language call it, None where no vocabulary says."""
    return named.chinese if language == "zh" else short_name(named)


def office(text: str, view: StoryView, layout: Layout, language: str) -> str:
    """Return the bodies a text names as a reader calls them, a local one with its place."""
    bodies = (name for kind, name in _named(text, view, layout, language) if kind == "body")
    return words.of(language).separator.join(list(dict.fromkeys(bodies))[:_MAX_ACTORS])


def head(
    view: StoryView,
    layout: Layout,
    rule_name: str,
    lines: Iterable[str],
    language: str,
    *,
    matched: Iterable[str] = (),
) -> str:
    """Return what happened, as far as rule, vocabularies and figures tell it; `matched` is what the rule found."""
    frame = words.of(language)
    document = view.lead.document
    lines = tuple(lines)
    actors = _actors(view, layout, _in_order(document, lines, tuple(matched)), language)
    turn, is_void = _turn(document, language)
    said = frame.separator.join(filter(None, ("" if is_void else _stage(view, frame), turn)))
    what = rule_name + (frame.bracketed.format(said) if said else "") if rule_name else said
    facts = _facts(view, layout, lines, language)[:_MAX_HEAD_FACTS]
    title = "" if document.title_derived or language == "zh" else document.title
    facts += filter(
        None, [quantities.batch(title), number(document.document_number or document.title, language)]
    )
    told = frame.colon.join(filter(None, (actors, what)))
    return " — ".join(filter(None, (told, frame.between.join(dict.fromkeys(facts)))))


def gloss(line: str, view: StoryView, layout: Layout, language: str) -> str:
    """Return what a line of the lead names, and how much of it, in the reader's language."""
    told = list(dict.fromkeys(name for _, name in _named(line, view, layout, language)))[:_MAX_NAMES]
    return " · ".join((*told, *quantities.said(line, language)[:_MAX_FACTS]))


def number(text: str, language: str) -> str:
    """Return a document's number as an English reader says it: No. 88 of 2026."""
    if language == "zh":
        return ""
    level = unicodedata.normalize("NFKC", text)
    found = next(filter(None, (pattern.search(level) for pattern in _NUMBERS)), None)
    return f"No. {int(found['number'])} of {found['year']}" if found else ""


def _stage(view: StoryView, frame: Words) -> str:
    """Return how far the measure has come; nothing where another document than the lead says so: the history does."""
    others = (one for one in view.updates if one.document_id != view.lead.document_id)
    if view.story.stage is None or any(one.kind is UpdateKind.STAGE for one in others):
        return ""
    return frame.stages[view.story.stage]


def _turn(document: Document, language: str) -> tuple[str, bool]:
    """Return what becomes of a measure where the title says so, and whether there is none after all."""
    for pattern, english, chinese in _TURNS:
        if not document.title_derived and pattern.search(document.title):
            return (chinese if language == "zh" else english), english in _VOID
    return "", False


def _in_order(document: Document, lines: tuple[str, ...], matched: tuple[str, ...]) -> tuple[str, ...]:
    """Return title and lines in the order in which they tell who acts.

    A title without a word that the rule found is about something else than what the document is told for.
    """
    title = flat(document.title)
    if not matched or any(word in title for word in matched):
        return (document.title, *lines)
    return (*(line for line in lines if any(word in line for word in matched)), document.title, *lines)


def _actors(view: StoryView, layout: Layout, texts: tuple[str, ...], language: str) -> str:
    """Return who acts: the one who issued it, else whom the texts name, the first first; else where it is."""
    document = view.lead.document
    if not document.issuer and (state := _foreign_actor(view, layout, language)):
        return state
    for text in (document.issuer or "", *texts):
        if told := office(text, view, layout, language):
            return told
    for text in texts:
        places = [name for kind, name in _named(text, view, layout, language) if kind == "place"]
        if places:
            return words.of(language).separator.join(list(dict.fromkeys(places))[:_MAX_ACTORS])
    # Of those whom only the rest of the text names, the first is the likeliest.
    bodies = (name for kind, name in _named(layout.text, view, layout, language) if kind == "body")
    return next(bodies, "")


def _foreign_actor(view: StoryView, layout: Layout, language: str) -> str | None:
    """Return the state whose doing a title begins with: 越南将禁止稀土原矿出口."""
    title = flat(view.lead.document.title)
    found = (
        called(one, language)
        for surface, one in sorted(_surfaces(view, layout), key=lambda pair: -len(pair[0]))
        if one.kind == "state" and title.startswith(surface)
    )
    return next(found, None)


def _facts(view: StoryView, layout: Layout, lines: tuple[str, ...], language: str) -> list[str]:
    """Return what it is about and how much of it: the title's figures first.

    A document may hold several measures, so a share is told only where it stands beside what it is about.
    """
    document = view.lead.document
    title = "" if document.title_derived else document.title

    def things(text: str) -> list[str]:
        return [name for kind, name in _named(text, view, layout, language) if kind in {"thing", "firm"}]

    def figures(text: str) -> list[str]:
        is_of_it = about is None or about in things(text)
        found = quantities.telling([text], language)
        return [one for one in found if is_of_it or not quantities.is_share(one)]

    about = next(iter(things(" ".join((title, *lines)))), None)
    told: list[str] = []
    for texts in (_CLAUSE.split(title), lines):
        fit = set(chain.from_iterable(map(figures, texts)))
        found = [one for one in quantities.telling(texts, language) if one in fit]
        told += [one for one in found if not quantities.is_day(one) or _is_with(one, found, texts, language)]
    return [*((about,) if about else ()), *dict.fromkeys(told)]


def _is_with(day: str, figures: list[str], texts: Sequence[str], language: str) -> bool:
    """Say whether a day belongs to what is told: it stands with one of the figures, or there is none."""
    amounts = {one for one in figures if not quantities.is_day(one)}
    return not amounts or any(
        day in said and amounts & {*said} for said in (quantities.said(text, language) for text in texts)
    )


def _named(text: str, view: StoryView, layout: Layout, language: str) -> list[tuple[str, str]]:
    """Return what a text of the lead names: kind and name, in its order; a body that follows its place as one."""
    level = flat(text)
    found: dict[tuple[int, int], Named] = {}
    for surface, one in _surfaces(view, layout):
        start = level.find(surface)
        while start >= 0:
            end = start + len(surface)
            is_other = one.kind == "body" and _NOT_ITSELF.match(level, end) is not None
            if not is_other and not _is_inside(level, start) and not _is_inside(level, end):
                found[start, end] = one  # MOST is not in MOSTLY
            start = level.find(surface, end)
    told: list[tuple[str, str]] = []
    before: tuple[int, str] | None = None  # where the last place ends, and its name
    covered = ended = 0
    for (start, end), one in sorted(found.items(), key=lambda pair: (pair[0][0], -pair[0][1])):
        name = called(one, language)
        if end <= covered or not name:
            continue  # 包头 inside 包头市
        covered = end
        if one.kind == "body" and told and told[-1][0] == "state" and start == ended:
            continue  # 美国商务部 is none of China's
        ended = end
        is_local = (
            one.kind == "body" and before is not None and start - before[0] <= _BESIDE and name != one.id
        )
        if before is not None and is_local and told and told[-1] == ("place", before[1]):
            told.pop()
            name = f"{before[1]}{name}" if language == "zh" else f"{before[1]} {name}"
        told.append((one.kind, name))
        before = (end, name) if one.kind == "place" else None
    return told


def _is_inside(text: str, index: int) -> bool:
    """Say whether a word of a script that writes spaces goes on there."""
    around = text[max(0, index - 1) : index + 1]
    return len(around) == 2 and index > 0 and around.isalnum() and not any(map(is_han, around))


def _surfaces(view: StoryView, layout: Layout) -> ItemsView[str, Named]:
    """Return every name as the lead writes it, each once: a long text names the same a thousand times."""
    written = {layout.text[one.start : one.end]: one for one in view.named if one.kind in _KINDS}
    return {flat(surface): one for surface, one in written.items()}.items()
