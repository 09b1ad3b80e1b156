"""Look up how common an English word is; a list is read when its first word is asked for."""

from __future__ import annotations

from monitor.text import word_list


def frequency(word: str) -> float:
    """Return the share of a word among all words of English texts, 0 where none of 320,000 is this one."""
    return word_list.every().share(word.lower())


def common_frequency(word: str) -> float:
    """Return the share of a common word, 0 for any but the 29,000 commonest."""
    return word_list.common().get(word.lower(), 0.0)
