"""Split rendered Telegram HTML into messages that Telegram takes.

html → letters, each with the tags open around it → parts → html again
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.alerts.clip import is_break, units
from monitor.alerts.markup import Letter, Tag, read
from monitor.text.characters import is_ignorable

MAX_UNITS = 4096  # of a message, after its entities are parsed
MAX_ENTITIES = 100  # of a message

# Where a part should end, best first, and how full it must be for that.
_ENDS = (
    (re.compile(r"\n\s*\n\s*"), 3),
    (re.compile(r"\n\s*"), 2),
    (re.compile(r"[.!?…]+[\"'”’)]*\s+|[。！？；]+[”’」』）]*\s*"), 2),
    (re.compile(r"\s+|[，、：]"), 2),
)

# Telegram takes these for nothing to see, beyond what Python calls white space.
_UNSEEN = frozenset("\u180e\u2800\ufffc")


def split_html(html: str, *, limit: int = MAX_UNITS) -> tuple[str, ...]:
    """Split well-formed Telegram HTML into parts of at most `limit` UTF-16 units of visible text.

    Tags that are open where a part ends are closed there and opened again in the next. All visible text stands in
    the parts, in order; a part with nothing to see in it, which Telegram would refuse, is left out.
    """
    if limit < 2:
        raise ValueError("a part must have room for one character, which can take two units")
    letters = tuple(read(html))
    text = "".join(letter.text for letter in letters)
    parts = []
    start = 0
    while start < len(letters):
        end = _part_end(letters, text, start, limit)
        if not _is_blank(text[start:end]):
            parts.append(write(letters[start:end]))
        start = end
    return tuple(parts)


def _part_end(letters: tuple[Letter, ...], text: str, start: int, limit: int) -> int:
    """Return where the part that begins at `start` ends: at the best break that fits."""
    full = _fitting(letters, start, limit)
    if full == len(letters):
        return full
    window = text[start:full]
    for pattern, share in _ENDS:
        ends = [
            start + match.end() for match in pattern.finditer(window) if match.end() * share >= len(window)
        ]
        whole = [end for end in ends if is_break(text, end)]
        if whole:
            return whole[-1]
    end = full
    while end > start and not is_break(text, end):
        end -= 1
    return end if end > start else full  # a single character longer than a part has to be cut


def _fitting(letters: tuple[Letter, ...], start: int, limit: int) -> int:
    """Return the end of the most letters that Telegram takes as one message."""
    room = limit
    seen: set[Tag] = set()
    for index in range(start, len(letters)):
        room -= units(letters[index].text)
        seen.update(letters[index].tags)
        if index > start and (room < 0 or len(seen) > MAX_ENTITIES):
            return index
    return len(letters)


def write(letters: tuple[Letter, ...]) -> str:
    """Return Telegram HTML that shows the letters as they were read."""
    written: list[str] = []
    open_tags: tuple[Tag, ...] = ()
    for letter in letters:
        written.extend(_change(open_tags, letter.tags))
        written.append(letter.source)
        open_tags = letter.tags
    return "".join((*written, *_change(open_tags, ())))


def _change(now: tuple[Tag, ...], wanted: tuple[Tag, ...]) -> Iterator[str]:
    """Yield the end and start tags that lead from one set of open tags to another."""
    shared = 0
    while shared < min(len(now), len(wanted)) and now[shared] is wanted[shared]:
        shared += 1
    for tag in reversed(now[shared:]):
        yield f"</{tag.name}>"
    for tag in wanted[shared:]:
        yield tag.source


def _is_blank(text: str) -> bool:
    return all(letter.isspace() or is_ignorable(letter) or letter in _UNSEEN for letter in text)
