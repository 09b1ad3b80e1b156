"""What readers of English call those who publish and issue in Chinese: as the settings say, else the vocabularies.

names of a story ─▶ `name_en` of its source, else the bodies that make up the whole name ─▶ English names
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from monitor.alerts import heads, words
from monitor.model import Block, BlockKind, Layout, Named, Source, StoryView, Summary, UpdateKind
from monitor.text.characters import is_han

Find = Callable[[Layout], tuple[Named, ...]]
EnglishOf = Callable[[str], str | None]
"""Says what the settings in force call an outlet in English, by its name."""


def of_sources(sources: Iterable[Source], outlet: str) -> str | None:
    """Return what the first of the sources with this outlet says that readers of English call it."""
    said = (source.outlet_english for source in sources if source.outlet.name == outlet)
    return next(filter(None, said), None)


def unnamed(_name: str) -> None:
    """Know no outlet, as where there are no settings."""


def with_names(view: StoryView, find: Find, english_of: EnglishOf) -> StoryView:
    """Return a story with the English names of its outlets and its issuer, as far as anybody knows them."""
    outlets = (
        view.lead.document.outlet.name,
        *(outlet.name for outlet in view.outlets),
        *(twin.outlet.name for twin in view.twins),
        *(update.detail for update in view.updates if update.kind is UpdateKind.SOURCE),
    )
    known = {name: english_of(name) or _bodies(name, view, find, is_whole=True) for name in _chinese(outlets)}
    for issuer in _chinese((view.lead.document.issuer or "",)):
        known.setdefault(issuer, english_of(issuer) or _bodies(issuer, view, find, is_whole=False))
    return replace(view, english=tuple((name, told) for name, told in known.items() if told))


def called(name: str, view: StoryView, language: str | None) -> str:
    """Return what readers of a language call an outlet of a story."""
    return dict(view.english).get(name, name) if words.base(language) == "en" else name


def translated(made: Summary, view: StoryView, language: str | None) -> Summary:
    """Return the summary with the names that readers of the language know."""
    if words.base(language) != "en" or not view.english:
        return made
    known = dict(view.english)
    return replace(
        made,
        outlet=known.get(made.outlet, made.outlet),
        issuer=known.get(made.issuer, made.issuer),
        lines_from=known.get(made.lines_from, made.lines_from),
        head_from=known.get(made.head_from, made.head_from),
        history=tuple(
            replace(one, detail=known.get(one.detail, one.detail)) if one.kind is UpdateKind.SOURCE else one
            for one in made.history
        ),
    )


def _chinese(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if any(map(is_han, name)))


def _bodies(name: str, view: StoryView, find: Find, *, is_whole: bool) -> str:
    """Return the bodies that a name says; of one that must be a body as a whole, nothing where it says more."""
    layout = Layout(text=name, blocks=(Block(start=0, end=len(name), kind=BlockKind.PARAGRAPH),))
    named = find(layout)
    said = {index for one in named if one.kind in {"body", "place"} for index in range(one.start, one.end)}
    if is_whole and len(said) < len(name):
        return ""
    return heads.office(name, replace(view, named=named), layout, "en")
