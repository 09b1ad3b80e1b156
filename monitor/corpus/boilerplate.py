"""Takes away what a page adds around its article: comment forms, newsletter boxes, lists of other news, page tools.

Nearly everything is recognised by the wording of a whole line, and only where it stands: a line that could
be content goes only from the tail, with nothing of the article after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import dropwhile, islice, takewhile

from monitor.corpus import author_box, disclaimers, furniture
from monitor.corpus.headings import is_byline, is_numbered, is_title_like
from monitor.corpus.seed_lines import Kind, Line
from monitor.text import sentences

_LONGEST_HEADLINE = 220
_LONGEST_BIOGRAPHY = 2  # paragraphs
_LEAST_ARTICLE = 2  # paragraphs that must stand before an author's biography or a comment form
_LONG_LINE = 40  # characters that make a line a paragraph, where it also ends as a sentence does
_LONG_HAN_LINE = 16


def clean(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Drop every line that is not the article's; cleaning what is clean changes nothing."""
    while True:
        kept = tuple(_without_always(_trim(lines)))
        cleaner = disclaimers.joined(_without_contents(_without_bylines(kept)))
        if cleaner == lines:
            return lines
        lines = cleaner


def _without_always(lines: Iterable[Line]) -> Iterator[Line]:
    """Leave out what is furniture anywhere, and the short words of buttons right under it."""
    is_under = False
    for line in lines:
        if line.kind is not Kind.BULLET and furniture.is_always(line.text):
            is_under = not furniture.is_advertisement(line.text)
        elif not (is_under and line.kind is Kind.TEXT and furniture.is_beside_furniture(line.text)):
            is_under = False
            yield line


def _without_bylines(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Drop the lines beside the date under a title that only name an author or a source."""
    body = disclaimers.without(lines)
    head = list(dropwhile(lambda line: line.kind is Kind.DATE, body))
    if not head or head[0].kind is not Kind.TEXT or not is_title_like(head[0].text):
        return lines
    under = takewhile(lambda line: line.kind is Kind.DATE or is_byline(line.text), head[1:])
    return _but(lines, {id(line) for line in under if line.kind is not Kind.DATE})


def _without_contents(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Drop tables of contents: a label with nothing under it, or with lines that all stand again further down.

    The first line of a text is its title, whatever it says.
    """
    body = disclaimers.without(lines)
    last = {line.text: at for at, line in enumerate(body)}
    dropped: set[int] = set()
    at = 1
    while at < len(body):
        end = at + 1
        if body[at].kind in {Kind.TEXT, Kind.HEADING} and furniture.is_contents(body[at].text):
            while end < len(body) and _is_entry(body[end]) and last[body[end].text] > end:
                end += 1
            if end > at + 1 or furniture.is_empty_contents(body[at].text):
                dropped.update(map(id, body[at:end]))
        at = end
    return _but(lines, dropped)


def _is_entry(item: Line) -> bool:
    return item.kind in {Kind.TEXT, Kind.HEADING, Kind.BULLET} and not _is_prose(item)


def _trim(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Take furniture off the end, one piece at a time; a disclaimer is the article's wherever it stands."""
    body = disclaimers.without(lines)
    size = _before_lists(body, _before_form(body))
    while size:
        cut = _last_piece(body, size, below=size < len(body))
        if not cut:
            break
        size -= cut
    return _but(lines, set(map(id, body[size:])))


def _but(lines: tuple[Line, ...], dropped: set[int]) -> tuple[Line, ...]:
    return tuple(line for line in lines if id(line) not in dropped) if dropped else lines


def _before_form(body: list[Line]) -> int:
    """Count the lines before a comment form and the comments above it; what a page puts after it is never the article."""
    paragraphs = 0
    comments: int | None = None
    for at, line in enumerate(body):
        if paragraphs >= _LEAST_ARTICLE:
            if furniture.is_comments_heading(line.text):
                return at
            if furniture.is_form(line.text) or (comments is not None and furniture.is_commenter(line.text)):
                return at if comments is None else comments
            if comments is None and furniture.is_comment_count(line.text):
                comments = at
        paragraphs += _is_prose(line)
    return len(body)


def _last_piece(body: list[Line], size: int, *, below: bool) -> int:
    """Count the lines of the piece of furniture that ends the first `size`; `below`: some was already taken off."""
    last = body[size - 1]
    if last.kind is not Kind.BULLET:
        among = below or (size > 1 and _is_tail_of_article(body, size - 2))
        if furniture.is_weak_tail(last.text) if among else furniture.is_tail(last.text):
            return 1
    if size > 1 and all(furniture.is_pager(line.text) for line in body[size - 2 : size]):
        return 2
    return (
        _list_under(body, size, furniture.is_list_label, _is_headline)
        or _list_under(body, size, furniture.is_share_label, _is_share_button)
        or _biography(body, size, below=below)
    )


def _is_tail_of_article(body: list[Line], at: int) -> bool:
    line = body[at]
    return line.kind is not Kind.BULLET and furniture.is_tail(line.text) and _has_article(body, at)


def _is_share_button(line: Line) -> bool:
    return furniture.is_service(line.text) or furniture.is_always(line.text)


def _list_under(
    body: list[Line], size: int, is_label: Callable[[str], bool], is_item: Callable[[Line], bool]
) -> int:
    for at in range(size - 1, -1, -1):
        if body[at].kind is not Kind.BULLET and is_label(body[at].text):
            return size - at if _has_article(body, at) else 0
        if not is_item(body[at]):
            return 0
    return 0


def _before_lists(body: list[Line], size: int) -> int:
    """Count the lines before the lists of other pages that no paragraph of the article follows.

    Under their headlines stand an author, a newsletter, a hint how to share: what they say is not known beforehand.
    """
    before = size
    for at in range(size - 2, -1, -1):
        if not _may_follow_list(body[at + 1]):
            break
        is_label = body[at].kind is not Kind.BULLET and furniture.is_list_label(body[at].text)
        if is_label and _is_headline(body[at + 1]) and not furniture.is_tail(body[at + 1].text):
            before = at
    return before if before < size and _has_article(body, before) else size


def _may_follow_list(line: Line) -> bool:
    if furniture.is_weak_tail(line.text):
        return True
    if is_numbered(line.text) or line.kind is Kind.LABEL or line.text.startswith("附件"):
        return False
    return not _is_prose(line) or furniture.is_page_talk(line.text) or author_box.is_about_a_person(line.text)


def _is_headline(line: Line) -> bool:
    return (
        len(line.text) <= _LONGEST_HEADLINE
        and not line.text.endswith((".", "。", "；", ";", "：", ":"))
        and not line.text.startswith("附件")
        and not is_numbered(line.text)
        and line.kind is not Kind.LABEL
    )


def _biography(body: list[Line], size: int, *, below: bool) -> int:
    """Count the lines of a box about the author: a byline and a paragraph or two about a person, among furniture."""
    for at in range(size - 2, max(size - 2 - _LONGEST_BIOGRAPHY, -1), -1):
        if author_box.is_label(body[at].text):
            about = all(author_box.is_about_a_person(line.text) for line in body[at + 1 : size])
            under_list = _list_under(body, at, furniture.is_list_label, _is_headline) > 0
            # Between a list of other news and a comment form stands nothing but the author, whatever it says.
            is_box = (about and (below or under_list)) or (below and under_list)
            return size - at if is_box and _has_article(body, at, _LEAST_ARTICLE) else 0
    return 0


def _has_article(body: list[Line], size: int, least: int = 1) -> bool:
    """Say whether the first lines hold that many paragraphs; they stand early, so few lines are looked at."""
    found = islice(filter(_is_prose, islice(body, size)), least)
    return sum(1 for _ in found) == least


def _is_prose(line: Line) -> bool:
    least = _LONG_LINE if line.text.isascii() else _LONG_HAN_LINE
    return line.kind is not Kind.DATE and len(line.text) >= least and sentences.ends_sentence(line.text)
