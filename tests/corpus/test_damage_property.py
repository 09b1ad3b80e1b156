"""How much of a damaged text comes back exactly, on texts of our own."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.corpus.damage import (
    Damage,
    count_restored,
    read_as_filled_874,
    read_as_iso_8859_11,
    read_as_strict_874,
    read_as_tis_620,
)

DATA = Path(__file__).parent.parent / "data"
WRITTEN_WITH_THE_RULES = DATA / "typography.txt"
HELD_OUT = DATA / "typography_held_out.txt"


def documents(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").strip().split("\n\n")


def shares(path: Path, damage: Damage) -> Callable[[str], float]:
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for document in documents(path):
        counted, restored = count_restored(document, damage)
        total += counted
        right += restored
    return lambda characters: sum(right[c] for c in characters) / sum(total[c] for c in characters)


@pytest.mark.parametrize("path", [WRITTEN_WITH_THE_RULES, HELD_OUT], ids=["dev", "held out"])
class TestBytesLost:
    """Five characters became one: only context tells."""

    def test_quotes_and_apostrophes_come_back(self, path: Path) -> None:
        share = shares(path, read_as_tis_620)

        assert share("’“”") >= 0.99
        assert share("’") >= 0.99
        assert share("“") >= 0.98
        assert share("”") >= 0.98

    def test_dashes_come_back(self, path: Path) -> None:
        share = shares(path, read_as_tis_620)

        assert share("–—") >= 0.95
        assert share("–") >= 0.95
        assert share("—") >= 0.95

    def test_trade_marks_and_currencies_come_back(self, path: Path) -> None:
        assert shares(path, read_as_tis_620)("™€°¥ö") == 1

    def test_dashes_that_windows_874_defines_come_back_all(self, path: Path) -> None:
        share = shares(path, read_as_strict_874)

        assert share("–—") == 1
        assert share("’“”") >= 0.99


@pytest.mark.parametrize("path", [WRITTEN_WITH_THE_RULES, HELD_OUT], ids=["dev", "held out"])
@pytest.mark.parametrize("damage", [read_as_filled_874, read_as_iso_8859_11])
def test_where_the_bytes_are_kept_every_character_comes_back(path: Path, damage: Damage) -> None:
    for document in documents(path):
        total, right = count_restored(document, damage)

        assert total == right
