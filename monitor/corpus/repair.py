"""Mend text whose characters were damaged on the way: bytes read in the wrong encoding, control characters.

    text → Thai read back to bytes → marks chosen by context → quotes that lost a byte → ftfy → again until nothing changes

Kept as it is: no-break and other spaces, soft hyphens, joiners, full-width and typographic characters. Line
ends become line feeds; control characters and byte order marks go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import ftfy

from monitor.corpus import letters, punctuation, thai_bytes
from monitor.corpus.plausible import Reading

# The defaults straighten quotes and make Chinese punctuation ASCII; entities are decoded by the parser, once.
_FTFY = ftfy.TextFixerConfig(
    unescape_html=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_latin_ligatures=False,
    normalization=None,
    explain=False,
)
# ftfy reads a capital with an accent and a closing quote as one letter: `MANHÃ”` becomes `MANHÔ`.
_CAPITALS_END = re.compile(r"(?:(?<=[A-ZÀ-ÞĀ-ſ][À-Þ])|(?<=[“„‘«—–][À-Þ]))(?=[—–]|[”’»…“‘](?!\w))")
# A quote whose last byte windows-1252 leaves undefined, and a decoder marked as lost; between letters it is
# the hyphen that lost the same way.
_LOST_LAST_BYTE = re.compile(r"â€\ufffd")
_LOST_HYPHEN = re.compile(r"(?<=[^\W\d_])â€\ufffd(?=[^\W\d_])")


def repair(text: str) -> str:
    """Mend damaged characters; healthy text of any script comes back unchanged, and so does mended text."""
    while True:
        mended = _mend_once(text)
        if mended == text:
            return text
        text = mended


def _mend_once(text: str) -> str:
    if thai_bytes.has_thai(text):
        text = _read_thai_back(text)
    if "â€\ufffd" in text:
        text = _LOST_LAST_BYTE.sub("”", _LOST_HYPHEN.sub("\u2010", text))
    return "".join(ftfy.fix_text(piece, _FTFY) for piece in _CAPITALS_END.split(text))


def _read_thai_back(text: str) -> str:
    readings = thai_bytes.read(text)
    if not readings:
        return text
    text, choices = _splice(text, readings)
    marks = {
        place: tuple(option for option in options if option in punctuation.MARKS)
        for place, options in choices.items()
        if options[0] in punctuation.MARKS
    }
    spellings = {place: options for place, options in choices.items() if place not in marks}
    text = letters.spell(text, spellings)
    chosen = punctuation.resolve(text, marks)
    return "".join(chosen.get(place, character) for place, character in enumerate(text))


def _splice(text: str, readings: Iterable[Reading]) -> tuple[str, dict[int, tuple[str, ...]]]:
    """Put the likeliest character in each reading's place; return the places where others are possible too."""
    is_filled = any(
        not thai_bytes.is_thai(text[reading.end - 1]) and text[reading.end - 1] in "™œ˜"
        for reading in readings
    )
    pieces: list[str] = []
    choices: dict[int, tuple[str, ...]] = {}
    position = length = 0
    for reading in readings:
        pieces.append(text[position : reading.start])
        length += reading.start - position
        options = reading.options
        if is_filled and "”" in options and reading.end - reading.start > 1:
            options = ("”",)  # the only quote whose last byte windows-1252 leaves undefined
        if len(options) > 1:
            choices[length] = options
        pieces.append(options[0])
        length += 1
        position = reading.end
    return "".join([*pieces, text[position:]]), choices
