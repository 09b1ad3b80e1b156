"""What a new source is called: a short id from its title or its host, that no other source has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import urlsplit

_LONGEST = 40  # characters; an id stands in every line about the source
# Of a host, what tells nothing of whose it is.
_SAYS_NOTHING = re.compile(
    r"www|m|rss|rsshub|feeds?|news|blog|com|cn|gov|org|net|edu|co|ac|int|info|io|hk|tw|uk|de|jp|au|ca|us|eu"
)
_WORDS = re.compile(r"[a-z0-9]+")
_LETTER = re.compile(r"[a-z]")


def new_id(title: str, url: str, taken: Collection[str]) -> str:
    """Return an id of small letters, digits and hyphens that is not among those taken."""
    name = _of_title(title) or _of_host(url) or "source"
    number = 1
    chosen = name
    while chosen in taken:
        number += 1
        chosen = f"{name}-{number}"
    return chosen


def _of_title(title: str) -> str:
    """Return the ASCII words of a title; nothing where they are less than half of it."""
    parted = unicodedata.normalize("NFKD", title).casefold()
    plain = "".join(sign for sign in parted if not unicodedata.combining(sign))
    letters = [sign for sign in plain if sign.isalnum()]
    is_ascii = sum(sign.isascii() for sign in letters) * 2 > len(letters)
    return _joined(_WORDS.findall(plain.replace("'", ""))) if is_ascii else ""


def _of_host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    labels = ["-".join(_WORDS.findall(label)) for label in host.casefold().split(".")]
    telling = [label for label in labels if label and not _SAYS_NOTHING.fullmatch(label)]
    named = [label for label in telling if _LETTER.search(label)]
    # 163.com and an address in digits are called by their digits, with a word before: an id of digits is a number.
    return _joined(named) or _joined(["site", *telling] if telling else [label for label in labels if label])


def _joined(words: list[str]) -> str:
    """Join words as far as they fit; nothing where no letter is among them."""
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        name = longer
    return name if _LETTER.search(name) else ""
