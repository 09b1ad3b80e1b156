"""Look up how common an English word is; a list is read when its first word is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import cast


def frequency(word: str) -> float:
    """Return the share of a word among all words of English texts, 0 where none of 320,000 is this one."""
    return _words("large").get(word.lower(), 0.0)


def common_frequency(word: str) -> float:
    """Return the share of a common word, 0 for any but the 29,000 commonest."""
    return _words("small").get(word.lower(), 0.0)


@cache
def _words(size: str) -> Mapping[str, float]:
    # Imported here because import and large list cost a fifth of a second, which most runs never need.
    wordfreq = import_module("wordfreq")
    return cast("Mapping[str, float]", wordfreq.get_frequency_dict("en", wordlist=size))
