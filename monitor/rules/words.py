"""Whether a run of letters is a word of its own, so that a term glued to it has lost a space."""

from __future__ import annotations

from math import log10

from monitor.text import word_list

# Common strings that are parts of longer words far more often than words glued on.
_MANY_PREFIXES = """
anti auto bio counter cross cyber de dis down eco electro euro extra fore geo hydro hyper im in info inter
intra ir macro mega meta micro mid mini mis mono multi nano neo non off out over para photo poly post pre
pro pseudo re semi sub super tele thermo trans ultra un under up
"""
_MANY_SUFFIXES = """
able age al ally an ance ant ary ate ation ed en ence ent er ers es est ful hood ian ible ic ical ing ion
ional ions ise ised ish ism ist ists ity ive ize ized less like ly man men ment ments ness or ory ous ship
some ward wards ware wise y
"""
_PREFIXES = frozenset(_MANY_PREFIXES.split())
_SUFFIXES = frozenset(_MANY_SUFFIXES.split())


def is_glued_before(word: str) -> bool:
    """Say whether the letters before a term are a word that lost the space after it."""
    return word not in _PREFIXES and _is_word(word)


def is_glued_after(word: str) -> bool:
    """Say whether the letters after a term are a word that lost the space before it."""
    return word not in _SUFFIXES and _is_word(word)


def is_known(word: str) -> bool:
    """Say whether letters without a space between them are one word."""
    return word.isascii() and word_list.every().share(word) > 0


def _is_word(word: str) -> bool:
    """Say whether it is common enough for its length: short strings are words by chance."""
    if len(word) < 2 or not is_known(word):
        return False
    # Uses in a thousand million words, as a logarithm.
    return round(log10(word_list.every().share(word)) + 9, 2) >= {2: 6.3, 3: 5.0}.get(len(word), 3.0)
