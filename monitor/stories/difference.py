"""What an edit changed, in few words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.model import Document
from monitor.text import figures, fold

_MOST_FIGURES = 3
_LONGEST = 60  # characters of a title that is quoted


def difference(old: Document, new: Document) -> str:
    """Say what a reader of the new one would see that the old one had not; "" where it is the same."""
    return "; ".join(_changes(old, new))


def _changes(old: Document, new: Document) -> Iterator[str]:
    if old.title != new.title:
        yield f"title: “{_short(new.title)}”"
    if old.document_number != new.document_number and new.document_number is not None:
        yield f"document number {new.document_number}"
    before, after = _paragraphs(old), _paragraphs(new)
    gone = [text for key, text in before.items() if key not in after]
    come = [text for key, text in after.items() if key not in before]
    if told := _figures(gone, come):
        yield told
    changed = min(len(gone), len(come))
    added, removed = len(come) - changed, len(gone) - changed
    for count, done in ((changed, "changed"), (added, "added"), (removed, "removed")):
        if count:
            yield f"{count} {'paragraph' if count == 1 else 'paragraphs'} {done}"
    if old.published != new.published and new.published is not None:
        yield f"dated {new.published.isoformat()[:10]}"


def _paragraphs(document: Document) -> dict[str, str]:
    """Return the paragraphs by what they say; what differs in spaces or script only is the same."""
    said: list[str] = []
    for highlight in document.highlights:
        said += (highlight.text, *highlight.children)
    for section in document.sections:
        said += filter(None, (section.heading, *section.paragraphs))
    said += filter(None, (document.disclaimer,))
    return {fold.squash(text): text for text in said}


def _figures(gone: Iterable[str], come: Iterable[str]) -> str:
    """Say which figures took the place of which."""
    before, after = (dict.fromkeys(_said(texts)) for texts in (gone, come))
    old, new = (
        [one for one in some if one not in others] for some, others in ((before, after), (after, before))
    )
    pairs = [f"{one} → {other}" for one, other in zip(old, new, strict=False)]
    return ", ".join(pairs[:_MOST_FIGURES])


def _said(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for figure in figures.find(text):
            yield text[figure.start : figure.end].strip()


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
