"""How conditions and lists are named in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.rules.rule import AnyOf, AtLeast, Condition, Context, Leaf, Scoped

_MOST_NAMED = 4


def choice(condition: Condition) -> str:
    """Name the terms of a condition as alternatives, the first few of a long list."""
    return first_few(texts(condition), "or")


def texts(condition: Condition) -> list[str]:
    """Return the terms of a condition as they are written, each vocabulary under its name."""
    match condition:
        case AnyOf(vocabulary=str(name)):
            return [f"@{name}"]
        case Scoped() | Context():
            return texts(condition.condition)
        case AtLeast():
            return _each_once(map(_member_texts, condition.members))
        case _ if isinstance(condition, Leaf):
            return [condition.text]
        case _:
            return _each_once(map(texts, condition.members))


def first_few(words: Sequence[str], last: str) -> str:
    """Name the first few of some words, and how many more there are."""
    more = [f"{len(words) - _MOST_NAMED} more"] if len(words) > _MOST_NAMED else []
    return listed([*quoted(words[:_MOST_NAMED]), *more], last)


def quoted(words: Iterable[str]) -> list[str]:
    """Set words off from the sentence they stand in."""
    return [f"`{word}`" for word in words]


def listed(words: Iterable[str], last: str) -> str:
    """Join words as `a, b or c`."""
    *most, final = words
    return f"{', '.join(most)} {last} {final}" if most else final


def counted(number: float, one: str, several: str | None = None) -> str:
    """Say how many: `1 word`, `12 words`."""
    return f"{number:,g} {one if number == 1 else several or f'{one}s'}"


def _member_texts(member: Condition) -> list[str]:
    """Name a member of `at_least`: there each entry of a vocabulary stands alone, under its id."""
    if isinstance(member, AnyOf) and member.vocabulary is not None:
        return [member.vocabulary]
    return texts(member)


def _each_once(lists: Iterable[list[str]]) -> list[str]:
    return list(dict.fromkeys(text for found in lists for text in found))
