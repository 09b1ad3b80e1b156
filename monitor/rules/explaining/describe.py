"""A rule as the engine understands it, in words.

condition → parts within parts     term → what it finds     vocabulary → its entries under all their names
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from monitor.rules.explaining.wording import choice, counted, listed, quoted
from monitor.rules.regexes import Regex
from monitor.rules.rule import (
    ActorClass,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Context,
    Leaf,
    Near,
    NoneOf,
    Number,
    Rule,
    Scope,
    Scoped,
    Script,
    VocabularyEntry,
)
from monitor.rules.terms import Phrase
from monitor.text.characters import is_han, is_letter
from monitor.text.simplify import simplify, traditional

_Named = Leaf | AnyOf  # a term, a number, or a vocabulary

_GAP = re.compile(r"[\s\-\u2010-\u2015]+")
_NO_NOUN = ("ed", "ing", "ly")  # no one writes a plural of these
_VERBS = (
    "began bought brought built came cut fell found gave grew held kept led lost made met ran rose sold won"
)
_HISSING = ("s", "x", "z", "ch", "sh")
_SCRIPTS = {Script.CHINESE: "Chinese", Script.LATIN: "other"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a rule in words, and the parts it consists of."""

    words: str
    parts: tuple[Part, ...] = ()


def condition(wanted: Condition, *, most: int | None = None) -> Part:
    """Say what a condition asks for; of a list no more than `most` terms."""
    match wanted:
        case AllOf():
            return _several("all of these, wherever they stand:", wanted.members, most)
        case NoneOf():
            return _alternatives("none of these anywhere:", wanted.members, most)
        case Near():
            far = counted(wanted.within, "word")
            words = f"close together: in one paragraph, in any order, at most {far} between the first and the last:"
            return _several(words, wanted.members, most)
        case AtLeast():
            return _of_count(wanted, most)
        case Scoped():
            parts = listed([f"the {scope}" for scope in Scope if scope in wanted.scopes], "and")
            return _in(f"only in {parts}:", wanted.condition, most)
        case Context():
            return _in("somewhere in the document, not shown as evidence:", wanted.condition, most)
        case AnyOf(vocabulary=None):
            return _alternatives("", wanted.members, most)
        case _:
            return Part(words=_name(wanted))


def term(leaf: Leaf) -> str:
    """Say what a term finds."""
    if isinstance(leaf, Number):
        return "any figure in that range, in either script, in digits or in words"
    if isinstance(leaf, Regex):
        return _of_expression(leaf)
    found = _of_phrase(leaf)
    return f"{found}; a space may stand anywhere inside" if leaf.split else found


def terms(rule: Rule) -> tuple[Leaf, ...]:
    """Return the terms and numbers the rule itself writes, in order, each once."""
    return tuple(dict.fromkeys(leaf for part in (rule.when, *rule.unless) for leaf in _written(part)))


def vocabulary(entries: Sequence[VocabularyEntry], *, most: int | None = None) -> Part:
    """Say what a vocabulary holds; of entries, and of the names of each, no more than `most`."""
    names = [name for entry in entries for name in entry.names]
    size = counted(len(set(names)), "name")
    if all(entry.id is None for entry in entries):
        return Part(words=f"{size}: {_first(names, most)}")
    shown = entries if most is None else entries[:most]
    parts = [Part(words=_entry(entry, most)) for entry in shown]
    if len(shown) < len(entries):
        parts.append(Part(words=f"… {len(entries) - len(shown)} more"))
    return Part(words=f"{counted(len(entries), 'entry', 'entries')}, {size}", parts=tuple(parts))


def actor(wanted: str, classes: Iterable[ActorClass]) -> str:
    """Say whose doing every hit must be, and how that is told."""
    chosen = [one for one in classes if one.id == wanted]
    names = listed([choice(one.names) for one in chosen] or [f"`{wanted}`"], "or")
    scripts = [_SCRIPTS[script] for one in chosen for script in sorted(one.assumed_in)]
    assumed = f"; where nobody is named it is assumed for {' and '.join(scripts)} text" if scripts else ""
    return (
        f"every hit must be the doing of {wanted} ({names}): the nearest actor named in the same sentence, "
        f"else in the paragraph, the title, before it, after it{assumed}"
    )


def _several(words: str, members: Sequence[Condition], most: int | None) -> Part:
    return Part(words=words, parts=tuple(condition(member, most=most) for member in members))


def _in(words: str, inner: Condition, most: int | None) -> Part:
    """Put one condition under its heading, on the same line where it is a short one."""
    part = condition(inner, most=most)
    return Part(words=words, parts=(part,)) if part.parts else Part(words=f"{words} {part.words}")


def _alternatives(words: str, members: Sequence[Condition], most: int | None) -> Part:
    """Put terms and vocabularies on one line, and each thing that is more on its own."""
    plain = [member for member in members if _is_named(member)]
    more = [condition(member, most=most) for member in members if not _is_named(member)]
    if not more:
        return Part(words=f"{words} {_named(map(_name, plain), most)}".strip())
    first = [Part(words=_named(map(_name, plain), most))] if plain else []
    return Part(words=words or "any of these:", parts=(*first, *more))


def _of_count(wanted: AtLeast, most: int | None) -> Part:
    words = f"at least {wanted.count} different ones of these {len(wanted.members)}:"
    plain = [member for member in wanted.members if _is_named(member)]
    if len(plain) < len(wanted.members):
        return _several(words, wanted.members, most)
    return Part(words=f"{words} {_named(map(_counted_name, plain), most)}")


def _named(names: Iterable[str], most: int | None) -> str:
    known = list(names)
    return listed(known, "or") if most is None or len(known) <= most else _first(known, most)


def _first(names: Sequence[str], most: int | None) -> str:
    """Return the first names of a list, and how many more there are."""
    if most is None or len(names) <= most:
        return ", ".join(names)
    return ", ".join([*names[:most], f"… {len(names) - most} more"])


def _is_named(member: Condition) -> TypeGuard[_Named]:
    return isinstance(member, Leaf) or (isinstance(member, AnyOf) and member.vocabulary is not None)


def _name(member: _Named) -> str:
    return _called(member, "@")


def _counted_name(member: _Named) -> str:
    """Name what `at_least` counts: an entry of a vocabulary counts once, whatever its names."""
    return _called(member, "")


def _called(member: _Named, mark: str) -> str:
    match member:
        case Number():
            return f"a figure: {member.text}"
        case Phrase() | Regex():
            return f"`{member.text}`"
        case AnyOf():
            return f"`{mark}{member.vocabulary}` ({counted(_size(member), 'name')})"


def _size(listed_: AnyOf) -> int:
    return len(listed_.flat.members) if listed_.flat is not None else len(listed_.members)


def _written(part: Condition) -> Iterator[Leaf]:
    match part:
        case AnyOf(vocabulary=str()):
            return
        case Scoped() | Context():
            yield from _written(part.condition)
        case AnyOf() | AllOf() | NoneOf() | Near() | AtLeast():
            for member in part.members:
                yield from _written(member)
        case _:
            yield part


def _of_phrase(phrase: Phrase) -> str:
    words = phrase.text.removeprefix("=").strip()
    if phrase.prefix:
        begins = words.removesuffix("*")
        return (
            f"{begins}, its last word with any ending"
            if phrase.joints
            else f"any word that begins with {begins}"
        )
    if phrase.cased is not None:
        return "exactly so, capitals count"
    if any(map(is_han, phrase.key)):
        is_edged = any(map(is_letter, (phrase.key[0], phrase.key[-1])))
        within = "next to anything but Latin letters" if is_edged else "anywhere, inside longer words too"
        return ", ".join([within, *_other_scripts(words)])
    if phrase.key.isdigit():
        return "the number alone, in any width"
    forms = [*_joined(words, phrase), *_plural(words, phrase)]
    also = f"also {', '.join(forms)}, " if forms else ""
    return f"{also}in any case or width"


def _joined(words: str, phrase: Phrase) -> Iterator[str]:
    """Yield the phrase with other gaps; of three words and more, what may be in the gaps."""
    parts = _GAP.split(words)
    if len(phrase.joints) == 1 and len(parts) == 2:
        yield from (form for gap in " -" if (form := gap.join(parts)) != words)
        yield "".join(parts)
    elif phrase.joints:
        yield "with spaces, hyphens or nothing between the words"


def _plural(words: str, phrase: Phrase) -> Iterator[str]:
    last = _GAP.split(words.casefold())[-1]
    if not phrase.plural or last.endswith(_NO_NOUN) or last in _VERBS.split():
        return
    if len(phrase.keys) > 1:
        yield f"{words[:-1]}ies"
    else:
        behind = " (behind a capital only)" if phrase.is_short else ""
        yield f"{words}es{behind}" if words.casefold().endswith(_HISSING) else f"{words}s{behind}"


def _other_scripts(words: str) -> list[str]:
    others = [other for other in (simplify(words), traditional(words)) if other != words]
    return [f"also {other}" for other in dict.fromkeys(others)]


def _of_expression(regex: Regex) -> str:
    if regex.worded:
        return "whole words in this order; a `*` takes the rest of its word"
    needed = sorted(regex.literals)
    if not needed:
        return "a regular expression, tried on every paragraph"
    return f"a regular expression, tried on paragraphs that hold {listed(quoted(needed), 'or')}"


def _entry(entry: VocabularyEntry, most: int | None) -> str:
    names = _first(entry.names, most)
    return names if entry.id is None else f"{entry.id}: {names}"
