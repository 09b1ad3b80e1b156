"""A term as an analyst writes it, made ready for the search: phrase, prefix or regular expression.

rare earth      a phrase: spaces and hyphens as the text likes them, a plural allowed
approv*         a prefix: any word that begins so
=MIIT           exactly so: its capitals count, no plural
/第.{1,3}批/     a regular expression
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from monitor.rules import regexes
from monitor.rules.regexes import Regex
from monitor.text.characters import is_han, is_letter, is_mark
from monitor.text.fold import fold, level

_SEPARATORS = " \n-"
_LEAST_SOFT = 8  # letters; a shorter term is a part of too many words
_HISSING = ("s", "x", "z", "ch", "sh", "o")
_WITHOUT_PLURAL = frozenset({"new", "her", "our", "their", "your"})  # news is another word
_CONSONANT_Y = re.compile(r"[b-df-hj-np-tv-xz]y\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words to be found as they stand, whatever separates them."""

    text: str  # as written
    # What follows from the rest, kept because every hit asks for it, and kept together, in one line of memory.
    is_quick: bool = field(default=False, compare=False)  # no digit at an edge, and capitals do not count
    is_long: bool = field(default=False, compare=False)  # it may have lost the space at one edge
    is_open_before: bool = field(default=False, compare=False)  # its first sign may have any neighbour
    is_open_behind: bool = field(default=False, compare=False)
    # In small letters, with a space at each joint; empty where the term has another gap than that.
    spelt: str = field(default="", compare=False)
    is_free: bool = field(default=False, compare=False)  # Chinese throughout: a gap may stand anywhere
    keys: tuple[str, ...]  # squashed: the term, and its plural where that changes a letter (policy, policies)
    joints: frozenset[int]  # places in the key where the term has a space or hyphen
    dashes: frozenset[int]  # those of them where it has a hyphen or dash
    cased: str | None = None  # what the text must read where its capitals count
    plural: bool = False
    is_short: bool = False  # its last word has one or two letters: "its" is no plural of IT
    prefix: bool = False
    split: bool = False  # a space may stand anywhere inside

    @property
    def key(self) -> str:
        """The term itself, squashed."""
        return self.keys[0]

    @property
    def literals(self) -> frozenset[str]:
        """Squashed strings one of which every hit contains."""
        return frozenset(self.keys)

    @property
    def anchors(self) -> tuple[str, ...]:
        """The same: a phrase is never found without."""
        return self.keys


Term = Phrase | Regex


@lru_cache(maxsize=4096)
def parse(text: str, *, split: bool = False) -> Term:
    """Read one term; ValueError says what is wrong with it and the mend."""
    written = text.strip()
    if len(written) > 1 and written.startswith("/") and written.endswith("/"):
        return regexes.parse(written)
    exact = written.startswith("=")
    body = written.removeprefix("=").strip()
    if "*" not in body:
        return _phrase(written, body, exact=exact, prefix=False, split=split)
    if re.search(r"(?:^|[\s-])\*|\*[^\s-]", body):
        raise ValueError(
            f"`{written}`: a `*` stands at the end of a word and nowhere else; move it, or write a /regex/"
        )
    if body.endswith("*") and body.count("*") == 1:
        return _phrase(written, body[:-1], exact=exact, prefix=True, split=split)
    if exact:
        raise ValueError(
            f"`{written}` counts capitals and has a `*` inside; keep the last `*` only, or drop the `=`"
        )
    return _wildcard(written, body)


def cased(text: str) -> str:
    """Return the text levelled in width and script but not in case, without separators."""
    levelled = "".join(level(character) for character in unicodedata.normalize("NFKC", text))
    return "".join(character for character in levelled if character not in _SEPARATORS)


def plural_endings(word: str) -> tuple[str, ...]:
    """Return what makes a plural of a word: planes are none of plan."""
    return ("s", "es") if word.endswith(_HISSING) else ("s",)


def _phrase(written: str, body: str, *, exact: bool, prefix: bool, split: bool) -> Phrase:
    view = fold(body).squashed()
    if not view.text:
        raise ValueError(
            f"the term `{written}` is empty but for spaces, hyphens or signs; write a word, or remove it"
        )
    joints: set[int] = set()
    dashes: set[int] = set()
    is_plain = True
    for place in range(1, len(view.text)):
        between = body[view.span(0, place)[1] : view.span(place, place + 1)[0]]
        is_common = between in {"", " ", "-"}
        gap = between if is_common else fold(between).kept().text
        is_plain &= is_common
        if gap:
            joints.add(place)
        if "-" in gap:
            dashes.add(place)
    key = view.text
    edges = (key[0], key[-1])
    last_word = _last_word(key[max(joints, default=0) :])
    plural = bool(last_word) and not exact and not prefix and last_word not in _WITHOUT_PLURAL
    changes = plural and len(last_word) > 2 and _CONSONANT_Y.search(key)
    return Phrase(
        text=written,
        keys=(key, key[:-1] + "ies") if changes else (key,),
        joints=frozenset(joints),
        dashes=frozenset(dashes),
        is_quick=not exact and not any(sign.isdigit() or is_mark(sign) for sign in edges),
        is_open_before=not is_letter(edges[0]),
        is_open_behind=not is_letter(edges[1]),
        is_free=all(map(is_han, key)),
        is_long=sum(map(is_letter, key)) >= _LEAST_SOFT,
        spelt=body.casefold().replace("-", " ") if is_plain else "",
        cased=cased(body) if exact else None,
        plural=plural,
        is_short=len(last_word) <= 2,
        prefix=prefix,
        split=split,
    )


def _last_word(tail: str) -> str:
    """Return the letters the text ends in, none where it ends in a Chinese character or a digit."""
    return tail[
        len(tail) - next((n for n, sign in enumerate(reversed(tail)) if not is_letter(sign)), len(tail)) :
    ]


def _wildcard(written: str, body: str) -> Regex:
    """Turn a phrase with a prefix before its last word into an expression over whole words."""
    pattern = ""
    words = re.split(r"[\s-]+", fold(body).kept().text.strip())
    for word in words[:-1]:
        stem = word.removesuffix("*")
        # After an open end the gap is owed: `pilot* list` is not to find "specialist" glued on.
        pattern += re.escape(stem) + (
            regexes.GAP + "?" if word == stem else regexes.REST_OF_WORD + regexes.GAP
        )
    last = words[-1]
    if last.endswith("*"):
        pattern += re.escape(last.removesuffix("*")) + regexes.REST_OF_WORD
    elif _CONSONANT_Y.search(last):
        pattern += re.escape(last[:-1]) + "(?:y|ies)"
    else:
        endings = "|".join(plural_endings(last)) if _last_word(last) not in _WITHOUT_PLURAL else ""
        pattern += re.escape(last) + (f"(?:{endings})?" if is_letter(last[-1]) and endings else "")
    return regexes.make(written, pattern, worded=True)
