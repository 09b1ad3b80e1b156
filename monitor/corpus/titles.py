"""Makes a title for a document that has none, and cuts a site's name off one that has."""

from __future__ import annotations

import re

from monitor.corpus.laying_out import SeedText
from monitor.text import sentences

_LONGEST = 120  # characters
_SUFFIX = re.compile(
    r"\s*[_|｜]+\s*|\s+[-–—»·•:]+\s+|(?<=[\u4e00-\u9fff”》）])\s*[-–—]+\s*(?=[\u4e00-\u9fff])"
)
_LONGEST_SITE = 40  # characters
_SHORTEST_HAN_TITLE, _SHORTEST_TITLE = 6, 12


def derive(parts: SeedText) -> str:
    """Make a title from the first highlight, else from the first sentence; empty where there is no text."""
    for highlight in parts.highlights:
        return shorten(highlight.text)
    texts = (
        text for section in parts.sections for text in (*section.paragraphs, section.heading or "") if text
    )
    return shorten(_first_sentence(next(texts, parts.disclaimer or "").removeprefix("- ")))


def shorten(text: str) -> str:
    """Shorten a text at a word, with an ellipsis, to the length of a title."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST:
        return line
    cut = line[:_LONGEST]
    word = cut.rfind(" ")
    # Chinese parts its words by nothing; a clause is the next best place.
    at = word if word >= _LONGEST // 2 else max(cut.rfind(sign) for sign in "，、；：。")
    return cut[: at if at >= _LONGEST // 2 else _LONGEST - 1].rstrip(" ,;:，、；：。-–—") + "…"


def without_site(title: str, *, site: str | None = None) -> str:
    """Cut the name of a site off the end of a page's title."""
    kept = title.strip()
    while True:
        suffixes = list(_SUFFIX.finditer(kept))
        if not suffixes:
            return kept
        last = suffixes[-1]
        head, tail = kept[: last.start()].strip(), kept[last.end() :].strip()
        least = _SHORTEST_HAN_TITLE if re.search(r"[\u4e00-\u9fff]", head) else _SHORTEST_TITLE
        if len(head) < least or len(tail) > _LONGEST_SITE:
            return kept
        if tail.casefold() != (site or "").strip().casefold() and not _may_be_site(last.group(), tail):
            return kept
        kept = head


def _may_be_site(separator: str, tail: str) -> bool:
    """A bar or an underscore parts a title from its site; a dash may belong to the title itself."""
    if any(sign in separator for sign in "_|｜"):
        return True
    return (
        re.search(
            r"(?:网|网站|政府|部|委员会|局|厅|日报|报|在线|公司|集团|协会|学会|研究院|News|Times|Post|Daily|Exchanges|\.\w{2,3})$",
            tail,
        )
        is not None
    )


def _first_sentence(text: str) -> str:
    for start, end in sentences.split(text):
        return text[start:end]
    return ""
