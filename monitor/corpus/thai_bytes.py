"""Read UTF-8 bytes back out of text that was once decoded as TIS-620 or windows-874.

    text → run of Thai characters → bytes, some of them lost → readings: what each sequence can have been

Genuine Thai gives no reading: a run counts as damage only if every byte of it belongs to a UTF-8 sequence
whose character makes sense where it stands.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from functools import cache

from monitor.corpus.plausible import LOST_CANDIDATES, Reading, fits, is_plausible

_C1 = range(0x80, 0xA0)
# Which bytes each way of reading drops: windows-874 filled from windows-1252 drops only what both leave
# undefined; TIS-620 drops all of C1 and A0; ISO 8859-11 whose controls were removed keeps A0; a strict
# windows-874 keeps the nine it defines.
_UNDEFINED_IN_BOTH = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
_DEFINED_IN_874 = frozenset({0x80, 0x85, *range(0x91, 0x98)})
_DROPPED_BY_MODEL = (
    _UNDEFINED_IN_BOTH,
    frozenset(_C1),
    frozenset(_C1) | {0xA0},
    frozenset(_C1) - _DEFINED_IN_874,
)
_THAI = re.compile("[\u0e00-\u0e7f]")
_REPLACEMENT = "\ufffd"  # a lost byte that left a mark


def is_thai(character: str) -> bool:
    """Say whether this is a character of the Thai block."""
    return "\u0e00" <= character <= "\u0e7f"


def has_thai(text: str) -> bool:
    """Say whether a text has any."""
    return _THAI.search(text) is not None


def read(text: str) -> tuple[Reading, ...]:
    """Find every sequence that is damage and no Thai, in order."""
    breaks = [position for position, character in enumerate(text) if character == "\n"]
    lines_with_thai = _genuine_lines(text, breaks)
    return tuple(
        reading
        for run in _runs(text)
        if fits(text, run, among_thai=bisect(breaks, run[0].start) in lines_with_thai)
        for reading in run
    )


def _runs(text: str) -> Iterator[tuple[Reading, ...]]:
    position = 0
    while position < len(text):
        if not is_thai(text[position]):
            position += 1
            continue
        run, end, is_whole = _read_run(text, position)
        if run and (is_whole or not _is_pure(text, run)):
            yield run
        position = end


def _is_pure(text: str, run: tuple[Reading, ...]) -> bool:
    """Say whether a run is written in Thai characters alone, so that it could be Thai."""
    return not run or all(map(is_thai, text[run[0].start : run[-1].end]))


def _read_run(text: str, start: int) -> tuple[tuple[Reading, ...], int, bool]:
    """Read sequences from `start` for as long as Thai goes on; say where, and whether all of it was read."""
    readings: list[Reading] = []
    position = start
    while position < len(text) and is_thai(text[position]):
        reading = _read_sequence(text, position)
        if reading is None:
            end = position + 1
            # Damage that cannot be read ends with its sequence; Thai goes on to the end of its letters.
            is_thai_word = _is_pure(text, tuple(readings))
            while end < len(text) and is_thai(text[end]) and (is_thai_word or _is_trail(text[end])):
                end += 1
            return tuple(readings), end, False
        readings.append(reading)
        position = reading.end
    return tuple(readings), position, True


def _read_sequence(text: str, start: int) -> Reading | None:
    lead = byte_of(text[start])
    size = _sequence_size(lead)
    if lead is None or size == 0:
        return None
    following = _continuation(text, start + 1, size - 1)
    for count in range(len(following), -1, -1):
        end = start + 1 + count
        if end < len(text) and is_thai(text[end]) and _is_trail(text[end]):
            return None  # a continuation byte without a sequence: this is Thai
        kept = bytes(byte for byte in following[:count] if byte is not None)
        options = _decode(lead, kept, size)
        if options:
            return Reading(start=start, end=end, options=options, is_lossy=len(kept) < size - 1)
    return None


def _continuation(text: str, start: int, most: int) -> list[int | None]:
    found: list[int | None] = []
    for character in text[start : start + most]:
        byte = byte_of(character)
        if character != _REPLACEMENT and not _is_continuation(byte):
            break
        found.append(byte)
    return found


def _decode(lead: int, kept: bytes, size: int) -> tuple[str, ...]:
    if len(kept) == size - 1:
        try:
            character = bytes([lead, *kept]).decode()
        except UnicodeDecodeError:
            return ()
        return (character,) if is_plausible(character) else ()
    return _lossy_table().get((lead, kept), ())


@cache
def _lossy_table() -> dict[tuple[int, bytes], tuple[str, ...]]:
    """Map what is left of a sequence to the characters it can have been."""
    table: dict[tuple[int, bytes], list[str]] = {}
    for character in LOST_CANDIDATES:
        lead, *following = character.encode()
        for dropped in _DROPPED_BY_MODEL:
            kept = bytes(byte for byte in following if byte not in dropped)
            options = table.setdefault((lead, kept), [])
            if character not in options:
                options.append(character)
    return {key: tuple(options) for key, options in table.items()}


@cache
def byte_of(character: str) -> int | None:
    """Return the byte that windows-874, its gaps filled from windows-1252, reads as this character."""
    code = ord(character)
    if code in _C1:
        return code  # ISO 8859-11 and browsers keep the byte as a control character
    try:
        return character.encode("cp874")[0]
    except UnicodeEncodeError:
        pass
    try:
        byte = character.encode("cp1252")[0]
    except UnicodeEncodeError:
        return None
    return byte if byte in _C1 else None


def _sequence_size(lead: int | None) -> int:
    if lead is None or not 0xC2 <= lead <= 0xF4:
        return 0
    return 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4


def _is_trail(character: str) -> bool:
    return _is_continuation(byte_of(character))


def _is_continuation(byte: int | None) -> bool:
    return byte is not None and 0x80 <= byte < 0xC0


def _genuine_lines(text: str, breaks: Sequence[int]) -> frozenset[int]:
    """Return the numbers of the lines that hold Thai which is no damage."""
    genuine: set[int] = set()
    position = 0
    while position < len(text):
        if not is_thai(text[position]):
            position += 1
            continue
        run, end, is_whole = _read_run(text, position)
        # Three letters: a shorter run may be damage that is past reading.
        if not is_whole and _is_pure(text, run) and end - position > 2:
            genuine.add(bisect(breaks, position))
        position = end
    return frozenset(genuine)
