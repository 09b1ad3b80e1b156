"""Reads what a whole HTML page states of its document: in its head, and in the table of facts above or under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, pairwise

from lxml import etree, html

from monitor.corpus import boxes, fact_labels, html_lines
from monitor.corpus.fact_labels import Stated
from monitor.corpus.facts import Facts

_BLOCKS = html_lines.BLOCKS | {"br", "form", "nav", "ol", "ul", "aside"}
_SILENT = frozenset(("script", "style", "noscript", "template", "select", "textarea", "option", "button"))
_INLINE_ENDS = frozenset(("span", "b", "strong", "em", "i", "label", "font", "a"))
_MOST_TEXTS = 4_000
_LONGEST_TEXT = 600  # characters of a block that may state facts
# The tags of a government site's page (the guidelines of 2017 for such sites), and what other systems write.
_CLASS_NAMES = ("columntype", "columnname", "lanmu")
_CREDIT_NAMES = ("contentsource", "source", "author")


def stated_in(page: html.HtmlElement) -> Stated:
    """Return the labelled values a page shows, and those in its head whose names are labels."""
    labelled: dict[str, str] = {}
    bare: dict[str, str] = {}
    for text, following in pairwise([*islice(_texts(page), _MOST_TEXTS), ""]):
        found = list(fact_labels.pairs(text))
        label = fact_labels.bare(text)
        if label is not None:
            is_value = fact_labels.bare(following) is None and not any(fact_labels.pairs(following))
            into = labelled if text.rstrip().endswith((":", "：", "】", "]")) else bare
            into.setdefault(label, following if is_value else "")
        for name, value in found if label is None else ():
            labelled.setdefault(name, value)
    for meta in page.iter("meta"):
        declared = fact_labels.bare(meta.get("name") or "")
        if declared is not None:
            labelled.setdefault(declared, meta.get("content") or "")
    return fact_labels.collect(labelled, bare)


def implied_by_head(declared: Mapping[str, str], stated: Stated) -> Facts:
    """Return what a page's head says of where it stands, and of whom it took the text from: less than a label says."""
    subject = next((declared[name] for name in _CLASS_NAMES if _is_word(declared.get(name, ""))), None)
    credits_ = [stated.get(label) for label in ("信息来源", "文章来源", "来源")]
    credits_ += [declared.get(name) for name in _CREDIT_NAMES]
    issuer = next(filter(None, map(fact_labels.issuer_of_credit, credits_)), None)
    return Facts(subject=subject, issuer=issuer)


def _is_word(text: str) -> bool:
    return any(sign.isalpha() for sign in text)


def _texts(page: html.HtmlElement) -> Iterator[str]:
    """Give the text of each block, short ones only; where an inline element ends, a tab."""
    run: list[str] = []
    walk = etree.iterwalk(page, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in _SILENT or boxes.is_box(element):
                walk.skip_subtree()
                continue
            if tag in _BLOCKS:
                yield from _flushed(run)
            run.append(element.text or "")
            continue
        if tag in _BLOCKS:
            yield from _flushed(run)
        elif tag in _INLINE_ENDS and run:
            run.append("\t")
        if element is not page:
            run.append(element.tail or "")


def _flushed(run: list[str]) -> Iterator[str]:
    text = "".join(run)
    run.clear()
    pieces = [" ".join(piece.split()) for piece in text.split("\t")]
    joined = "\t".join(piece for piece in pieces if piece)
    if joined and len(joined) <= _LONGEST_TEXT:
        yield joined
