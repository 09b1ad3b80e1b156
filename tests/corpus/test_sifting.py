import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.corpus.sifting import Sifted

PATTERNS = (
    r"\baccording to (?:the )?(?:Baogang|Sinosteel)\b",
    r"(?:包钢|[\u4e00-\u9fff]{2,4}日报)[^。；\n]{0,8} ?(?:said|表示)",
    r"group['’]s (?:\w+ ){0,2}office|state[\s-]owned",
    r"\((?:Xinhua)\)|（(?:Xinhua)[^）\n]{0,8}）",
)
PIECES = (
    "according to ",
    "the ",
    "Baogang",
    "SINOSTEEL",
    "ſinosteel",
    "Sınosteel",
    "sİnosteel",
    "包钢",
    "人民",
    "日报",
)
MORE = (" said", "表示", "Group’s ", "press ", "éta ", "office", "state", "-", "\u3000", "\x1c", "\n", "owned", "(Xinhua)", "（xinhua社）", "\ud800", ".", "K")  # fmt: skip


@given(st.lists(st.sampled_from((*PIECES, *MORE)), max_size=8).map("".join))
def test_a_sieve_changes_no_answer(text: str) -> None:
    for pattern in PATTERNS:
        expected = re.search(pattern, text, re.IGNORECASE) is not None
        assert Sifted(pattern).found_in(text) is expected, pattern


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (PATTERNS[0], "ACCORDING TO BAOGANG"),
        (PATTERNS[0], "according to sİnosteel"),
        (PATTERNS[1], "人民日报 said"),
        (PATTERNS[2], "state\u3000owned"),
        (PATTERNS[2], "the group’s très büro office"),
        (PATTERNS[0], "\ud800 according to Baogang"),
    ],
)
def test_what_only_unicode_knows_is_found(pattern: str, text: str) -> None:
    assert Sifted(pattern).found_in(text)
