"""Damage text the way sources do, and count what repair brings back."""

from collections import Counter
from collections.abc import Callable

from monitor.corpus.repair import repair

Damage = Callable[[str], str]

C1 = range(0x80, 0xA0)


def read_as_tis_620(text: str) -> str:
    """UTF-8 read as TIS-620, the bytes 80-9F lost."""
    return "".join("" if byte in C1 else _thai(byte) for byte in text.encode())


def read_as_filled_874(text: str) -> str:
    """UTF-8 read as windows-874 with the gaps filled from windows-1252, what neither has lost."""
    return "".join(_thai(byte) or _western(byte) for byte in text.encode())


def read_as_strict_874(text: str) -> str:
    """UTF-8 read as windows-874, what it leaves undefined lost."""
    return text.encode().decode("cp874", errors="ignore")


def read_as_iso_8859_11(text: str) -> str:
    """UTF-8 read as ISO 8859-11: the lost bytes stand as control characters."""
    return "".join(chr(byte) if byte in C1 else _thai(byte) for byte in text.encode())


def _thai(byte: int) -> str:
    return bytes([byte]).decode("cp874", errors="ignore")


def _western(byte: int) -> str:
    return bytes([byte]).decode("cp1252", errors="ignore") if byte in C1 else ""


def count_restored(text: str, damage: Damage) -> tuple[Counter[str], Counter[str]]:
    """Return how often each character beyond ASCII stands in `text`, and how often it comes back."""
    restored = repair(damage(text))
    assert len(restored) == len(text), "every damaged sequence gives one character"
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for before, after in zip(text, restored, strict=True):
        if ord(before) > 127:
            total[before] += 1
            right[before] += before == after
        else:
            assert before == after, "a healthy character changed"
    return total, right
