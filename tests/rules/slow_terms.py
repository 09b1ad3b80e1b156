"""A slow matcher of terms, right at a glance: it reads the text character by character and shares no code with the engine.

text → cells, each a character with its marks, what it folds to, and where it stands → every cell tried as a beginning

Of the program it takes only tables: what is Han, what is a hyphen, what nobody sees, which words English has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from monitor.rules import words
from monitor.text.characters import HYPHENS, LONG_DASHES, NEWLINES, is_han, is_ignorable

_SINGLE_QUOTES = "'`´‘’‚‛′ʼ＇"
_DOUBLE_QUOTES = '"“”„‟″＂「」『』﹁﹂﹃﹄'
_PINYIN = set("abcdefghijklmnopqrstuvwxyzāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ")
_NO_PLURAL = {"new", "her", "our", "their", "your"}
_ZERO_WIDTH_SPACE = "\u200b"

_to_simplified = OpenCC("t2s")


@dataclass(frozen=True)
class Found:
    """Where a term stands."""

    start: int
    end: int
    soft: bool


@dataclass(frozen=True)
class Cell:
    """A character with its marks: its place, and its folded letters, none for a separator or what nobody sees."""

    start: int
    end: int
    letters: str


@cache
def simplified(character: str) -> str:
    """Return the simplified form, looked up until it changes no more."""
    for _ in range(2):
        character = _to_simplified.convert(character) if is_han(character) else character
    return character


@dataclass(frozen=True)
class Text:
    """A text cut up, and the stretches of it that are searched."""

    whole: str
    cells: list[Cell]
    blocks: list[tuple[int, int]]


def levelled(character: str) -> str:
    """Return the one sign that stands for all of its kind."""
    if character in NEWLINES or character.isspace():
        return " "
    if character in HYPHENS or character in LONG_DASHES:
        return "-"
    if character in _SINGLE_QUOTES:
        return "'"
    if character in _DOUBLE_QUOTES:
        return '"'
    if is_ignorable(character):
        return ""
    if unicodedata.category(character) == "Cs":
        return "\ufffd"
    return simplified(character)


@cache
def folded(cluster: str) -> str:
    """Fold as Unicode's NFKC_Casefold does, and level quotes, dashes, spaces and scripts."""
    if cluster == "…":
        return cluster
    text = unicodedata.normalize("NFD", "".join(map(levelled, cluster)))
    text = unicodedata.normalize("NFKC", text.casefold())
    text = unicodedata.normalize("NFKC", text.casefold())
    text = unicodedata.normalize("NFKC", text.casefold())
    return "".join(map(levelled, text))


def belongs_to_the_one_before(character: str) -> bool:
    """Say whether the character is a mark, or a part of a Korean syllable that began before."""
    plain = unicodedata.normalize("NFKC", character)[:1]
    return unicodedata.category(plain)[0] == "M" or "\u1160" <= plain <= "\u11ff"


def cells_of(text: str) -> list[Cell]:
    """Cut a text into cells."""
    found: list[Cell] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and belongs_to_the_one_before(text[end]):
            end += 1
        letters = "".join(sign for sign in folded(text[start:end]) if sign not in " -")
        found.append(Cell(start, end, letters))
        start = end
    return found


@dataclass(frozen=True)
class Wanted:
    """A term as it is written, taken apart."""

    letters: str  # folded, without separators
    gaps: dict[int, str]  # before which of the letters the term has a separator, and which
    exact: str | None  # with its capitals
    prefix: bool
    split: bool


def read(term: str, *, split: bool) -> Wanted:
    """Take a term apart: `=` before it, `*` behind it, spaces and hyphens inside."""
    exact = term.startswith("=")
    body = term.removeprefix("=").strip()
    prefix = body.endswith("*")
    body = body.removesuffix("*")
    letters, gaps, gap = "", {}, ""
    for cell in cells_of(body):
        if not cell.letters:
            gap += "".join(sign for sign in body[cell.start : cell.end] if not is_ignorable(sign))
            continue
        if gap and letters:
            gaps[len(letters)] = gap
        letters, gap = letters + cell.letters, ""
    return Wanted(letters, gaps, capitals(body) if exact else None, prefix, split)


def capitals(text: str) -> str:
    """Fold everything but case."""
    signs = "".join(map(levelled, unicodedata.normalize("NFKC", text)))
    return "".join(sign for sign in signs if sign not in " -")


def is_letter(character: str) -> bool:
    """Say whether the character is a letter of a script with words; Chinese has none."""
    return character.isalpha() and not is_han(character)


def is_mark(character: str) -> bool:
    """Say whether the character belongs to the one before it."""
    return unicodedata.category(character)[0] == "M"


def last_word(wanted: Wanted) -> str:
    """Return the letters the term ends in."""
    first = max(wanted.gaps, default=0)
    tail = wanted.letters[first:]
    while tail and not all(map(is_letter, tail)):
        tail = tail[1:]
    return tail


def forms(wanted: Wanted) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what the text may read, each with the endings that make a plural of it."""
    word = last_word(wanted)
    if not word or wanted.exact is not None or wanted.prefix or word in _NO_PLURAL:
        yield wanted.letters, ()
        return
    yield wanted.letters, ("s", "es") if wanted.letters.endswith(("s", "x", "z", "ch", "sh", "o")) else ("s",)
    if len(word) > 2 and re.search("[bcdfghjklmnpqrstvwxz]y$", wanted.letters):
        yield wanted.letters[:-1] + "ies", ()


def find(term: str, text: Text, *, split: bool = False) -> set[Found]:
    """Return every place where a term stands within a block."""
    wanted = read(term, split=split)
    hits = {
        hit
        for letters, endings in forms(wanted)
        for over_glosses in (False, True)
        for place, cell in enumerate(text.cells)
        if cell.letters and letters.startswith(cell.letters)
        if (last := last_cell(wanted, letters, text, place, over_glosses=over_glosses)) is not None
        if (hit := judged(wanted, letters, endings, text.whole, cell.start, last.end)) is not None
    }
    return {hit for hit in hits if any(start <= hit.start and hit.end <= end for start, end in text.blocks)}


def last_cell(wanted: Wanted, letters: str, text: Text, place: int, *, over_glosses: bool) -> Cell | None:
    """Return the cell that ends the term if it begins in this one: all its letters in a row, with gaps it may have."""
    done = ""
    cells = text.cells
    while True:
        cell = cells[place]
        done += cell.letters
        if not cell.letters or not letters.startswith(done):
            return None
        if done == letters:
            return cell
        place = next_letter(text, place + 1, over_glosses=over_glosses)
        if place == len(cells):
            return None
        gap = text.whole[cell.end - 1 : cells[place].start]
        if not may_stand(wanted, done[-1], letters[len(done)], len(done), gap):
            return None


def next_letter(text: Text, place: int, *, over_glosses: bool) -> int:
    """Return the next cell with letters; readings in brackets are passed over on demand."""
    cells = text.cells
    while place < len(cells):
        length = gloss(text.whole, cells[place].start) if over_glosses else 0
        if not length and cells[place].letters:
            break
        end = cells[place].start + max(length, 1)
        place += 1
        while place < len(cells) and cells[place].start < end:
            place += 1
    return place


def gloss(text: str, place: int) -> int:
    """Return how long the pinyin in brackets is that stands at the place, behind a Chinese character; 0: none."""
    if text[place] not in "(（" or place == 0 or not is_han(text[place - 1]):
        return 0
    end = place + 1
    while end < len(text) and text[end] in _PINYIN:
        end += 1
    is_closed = 1 <= end - place - 1 <= 6 and end < len(text) and text[end] in ")）"
    return end + 1 - place if is_closed else 0


def may_stand(wanted: Wanted, before: str, after: str, place: int, gap: str) -> bool:
    """Say whether the gap, given with the character before it, may stand between two letters of the term."""
    reading = gloss(gap, 1) if len(gap) > 1 and is_han(before) and is_han(after) else 0
    gap = gap[1 + reading :]
    seen = [sign for sign in gap.replace("\r\n", "\n") if not is_ignorable(sign)]
    if not seen:
        return True
    if sum(sign in NEWLINES for sign in seen) > 1:
        return False  # a blank line
    is_spaces = [sign.isspace() for sign in seen]
    is_hyphens = [sign in HYPHENS for sign in seen]
    if any(sign in LONG_DASHES for sign in seen):
        # Punctuation, but for a term that has a dash or hyphen there itself.
        may_dash = any(sign in HYPHENS or sign in LONG_DASHES for sign in wanted.gaps.get(place, ""))
        return may_dash and all(sign.isspace() or sign in HYPHENS or sign in LONG_DASHES for sign in seen)
    if not all(space or hyphen for space, hyphen in zip(is_spaces, is_hyphens, strict=True)):
        return False
    if place in wanted.gaps or wanted.split or is_han(before) or is_han(after):
        return True
    # A hyphen inside a word is spelling, inside a number it is a range.
    return not any(is_spaces) and not (before.isdigit() and after.isdigit())


def judged(
    wanted: Wanted, letters: str, endings: tuple[str, ...], text: str, start: int, end: int
) -> Found | None:
    """Return the hit if its edges are edges of words, or one of them has lost its space."""
    left = goes_on(letters[0], text, start, -1)
    right, rest = False, end
    if wanted.prefix:
        rest = end_of_word(text, end) if is_letter(letters[-1]) else end
    elif goes_on(letters[-1], text, end, 1):
        rest = end_of_word(text, end)
        right = not is_plural(wanted, endings, text, end, rest)
        rest = end if right else rest
    if wanted.exact is not None and capitals(text[start:end]) != wanted.exact:
        return None
    if not left and not right:
        return Found(start, rest, soft=False)
    if left and right:
        return None
    edge = start if left else end
    return Found(start, rest, soft=True) if is_glued(letters, text, edge, is_left=left) else None


def goes_on(edge: str, text: str, place: int, step: int) -> bool:
    """Say whether a word goes on with a letter, or a number with a digit or a sign and a digit."""
    is_word = is_letter(edge) or is_mark(edge)
    if not is_word and not edge.isdigit():
        return False
    at = place - 1 if step < 0 else place
    while 0 <= at < len(text) and text[at] != _ZERO_WIDTH_SPACE:
        if not is_ignorable(text[at]) and not is_mark(text[at]):
            break
        at += step
    neighbour = text[at] if 0 <= at < len(text) else " "
    if is_word:
        return is_letter(neighbour)
    return neighbour.isdigit() or has_sign(text, place, step)


def has_sign(text: str, place: int, step: int) -> bool:
    """Say whether a decimal point or a comma before thousands stands at the edge, with digits on both sides."""
    sign = place if step > 0 else place - 1
    if not 0 <= sign < len(text) or (step < 0 and (sign == 0 or not text[sign - 1].isdigit())):
        return False
    behind = text[sign + 1 : sign + 5]
    if text[sign] in ".．":
        return re.match(r"\d", behind) is not None
    return text[sign] == "," and re.match(r"\d{3}(?!\d)", behind) is not None


def end_of_word(text: str, place: int) -> int:
    """Return where the letters that go on at the place end."""
    end = at = place
    while at < len(text) and text[at] != _ZERO_WIDTH_SPACE:
        if is_letter(text[at]) or is_mark(text[at]):
            end = at + 1
        elif not is_ignorable(text[at]):
            break
        at += 1
    return end


def is_plural(wanted: Wanted, endings: tuple[str, ...], text: str, end: int, rest: int) -> bool:
    """Say whether the rest of the word makes a plural; that of two letters stands behind a capital only."""
    if "".join(cell.letters for cell in cells_of(text[end:rest])) not in endings:
        return False
    return len(last_word(wanted)) > 2 or (text[end - 1].isupper() and text[end:rest] == "s")


def is_glued(letters: str, text: str, edge: int, *, is_left: bool) -> bool:
    """Say whether a term of eight letters or more has another word glued to this edge."""
    if sum(map(is_letter, letters)) < 8:
        return False
    if text[edge - 1].islower() and text[edge].isupper():
        return True
    first = edge
    while first and (is_letter(text[first - 1]) or is_mark(text[first - 1])):
        first -= 1
    last = end_of_word(text, edge)
    whole, before, behind = (
        "".join(cell.letters for cell in cells_of(part))
        for part in (text[first:last], text[first:edge], text[edge:last])
    )
    if words.is_known(whole):
        return False
    return words.is_glued_before(before) if is_left else words.is_glued_after(behind)
