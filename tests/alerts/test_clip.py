import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.clip import clip, fitting, is_break, splits_word, units

# Letters of every kind a cut could go wrong at.
MIXED = st.text(alphabet="ab é\u0301中。，\n\r1.,-–🟠👍🏽👩\u200d🚀🇨🇳\ufe0f각\u1100\u1161\u11a8", max_size=60)


def test_units_count_an_emoji_twice_as_utf16_does() -> None:
    assert units("a中🟠") == 4


@pytest.mark.parametrize(
    ("text", "index"),
    [
        pytest.param("e\u0301", 1, id="between a letter and its accent"),
        pytest.param("\r\n", 1, id="inside a line end of two characters"),
        pytest.param("👩\u200d🚀", 1, id="before a joiner"),
        pytest.param("👩\u200d🚀", 2, id="after a joiner"),
        pytest.param("👍🏽", 1, id="before a skin tone"),
        pytest.param("🇨🇳", 1, id="inside a flag"),
        pytest.param("🇩🇪🇨🇳", 3, id="inside the second of two flags"),
        pytest.param("❤\ufe0f", 1, id="before a variation selector"),
        pytest.param("\u1100\u1161", 1, id="inside an uncomposed Korean syllable"),
        pytest.param("🏴\U000e0067", 1, id="before a flag's tag"),
    ],
)
def test_there_is_no_break_inside_what_a_reader_sees_as_one_character(text: str, index: int) -> None:
    assert not is_break(text, index)


@pytest.mark.parametrize(
    ("text", "index"),
    [("ab", 1), ("🇩🇪🇨🇳", 2), ("中文", 1), ("a\u1161", 1), ("a🇨🇳", 1), ("", 0), ("ab", 2)],
)
def test_there_is_a_break_between_characters_and_at_both_ends(text: str, index: int) -> None:
    assert is_break(text, index)


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [("pilot", 2, True), ("1,000", 2, True), ("a b", 1, False), ("a中", 1, False), ("ab", 0, False)],
)
def test_a_word_ends_at_a_space_and_beside_chinese(text: str, index: int, expected: object) -> None:
    assert splits_word(text, index) is expected


def test_what_fits_is_left_as_it_is() -> None:
    assert clip("A pilot list.", 13) == "A pilot list."


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        pytest.param("selected, approved and named", 22, "selected, approved…", id="at a word"),
        pytest.param("selected, approved and named", 11, "selected…", id="without a comma at the end"),
        pytest.param("第三批试点名单，共42个项目", 9, "第三批试点名单…", id="between Chinese characters"),
        pytest.param(
            "x" * 100, 50, "x" * 49 + "…", id="inside a word that is longer than a cut reaches back"
        ),
        pytest.param("unbroken", 5, "unbr…", id="inside the first word"),
        pytest.param("🟠🟠🟠", 4, "🟠…", id="between emoji"),
        pytest.param("👩\u200d🚀!", 4, "…", id="before a character that is longer than the room"),
        pytest.param("text", 1, "…", id="to nothing but the ellipsis"),
        pytest.param("text", 0, "", id="to nothing"),
    ],
)
def test_a_longer_text_is_cut(text: str, limit: int, expected: object) -> None:
    assert clip(text, limit) == expected


@settings(deadline=None)
@given(MIXED, st.integers(min_value=-2, max_value=70))
def test_a_clipped_text_fits_and_is_a_beginning_of_the_text(text: str, limit: int) -> None:
    clipped = clip(text, limit)

    assert units(clipped) <= max(limit, 0)
    assert clipped == text or text.startswith(clipped.removesuffix("…"))
    assert clipped == text or is_break(text, len(clipped.removesuffix("…")))


@settings(deadline=None)
@given(MIXED, st.integers(min_value=0, max_value=70))
def test_what_fits_ends_between_characters(text: str, limit: int) -> None:
    end = fitting(text, limit)

    assert units(text[:end]) <= limit
    assert is_break(text, end)
