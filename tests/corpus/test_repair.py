import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.corpus.repair import repair
from tests.corpus.damage import (
    read_as_filled_874,
    read_as_iso_8859_11,
    read_as_strict_874,
    read_as_tis_620,
)

LOSSY = {
    "possessive": "Jiangxi’s smelters",
    "plural possessive": "the refiners’ margins",
    "possessive after capitals": "NDRC’s list, the U.S.’s rules and Acme (Asia)’s plant",
    "possessive of a year": "2019’s quota was 2018’s",
    "contractions": "don’t, we’re, they’ve, I’ll, I’m, he’d, ISN’T",
    "decades": "in the ’90s and the late ’70s; the class of ’08.",
    "elisions": "’tis so, tell ’em, rock ’n’ roll",
    "names": "Mr O’Neill of L’Oréal in Côte d’Ivoire",
    "pinyin": "from Xi’an to Tai’an and Yan’an",
    "quoted words": "a so-called “green list” of plants",
    "quoted figure": "under the “14th outline” it holds",
    "quoted sentence": "“Prices are low,” he said. “They’ll rise.”",
    "punctuation outside": "they call it “steady”, “firm”, or “dull”; I call it “late”.",
    "brackets": "the zone (“belt”) and “[sic]” of it",
    "nested": "“You said ‘never’ twice,” she said.",
    "nested at the end": "“You said ‘never.’”",
    "plural inside quotes": "“The miners’ pay is fixed,” he said.",
    "em between words": "growth slowed—faster than feared—and stopped",
    "em after a quote": "the “hub”—a shed, really—opened",
    "em before a quote": "a new word—“hub”—was found",
    "numbers": "2019–2021, 3–5 per cent, $5–$7 million, pages 12–18, 9:00–17:30",
    "open range": "the 2021–present series",
    "months and days": "March–May, Monday–Friday, Q1–Q3, A–Z, phases I–III",
    "countries": "the US–China talks and Japan–Korea rows",
    "chains": "the Beijing–Tianjin–Hebei area",
    "partners": "an industry–academia pact with a cost–benefit test",
    "inventors": "the Hall–Héroult process is old",
    "spaced en": "the programme – its third – costs 5 per cent more",
    "spaced em": "the program — its third — costs 5 percent more",
    "dateline": "OSLO (Wire) — The fund bought land.",
    "ellipsis": "well… no",
    "bullet": "• first\n• second",
    "trade mark": "Acme™ and Brand® agree, “Acme™’s way”",
    "arrow": "Read more →",
    "minus": "at −20 °C",
    "subscripts": "CO₂ and H₂O",
    "signs": "≥ 5, ≤ 7, ± 3, 3 × 4, §7, £5, €40, 5 µm, ½",
    "accents": "Schröder’s café in Málaga, São Paulo, Niño, Curaçao",
    "lost accents": "École, straße, Österreich, MÜNCHEN, Erdoğan",
    "attribution": "“No.” —Anna Berg",
    "footnote": "“It is so.”13 Then it was not.",
    "hard wrapped": "he called it “a very\nlong road” and left.",
}


@pytest.mark.parametrize("text", LOSSY.values(), ids=LOSSY.keys())
def test_lost_bytes_are_guessed_by_context(text: str) -> None:
    assert repair(read_as_tis_620(text)) == text


KEPT = {
    **LOSSY,
    "British quotes": "‘Fine’, he said, ‘if you like’",
    "Chinese": "中国的试点名单，第三批",
    "traditional Chinese": "國產與進口",
    "Cyrillic": "мир и труд",
    "Greek": "λόγος και έργο",
    "Thai": "ภาษาไทย กรุงเทพ",
    "Vietnamese": "Việt Nam đẩy mạnh",
    "emoji": "launch 🚀 day",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_kept_bytes_are_decoded(text: str) -> None:
    assert repair(read_as_iso_8859_11(text)) == text


@pytest.mark.parametrize("text", LOSSY.values(), ids=LOSSY.keys())
def test_windows_1252_fills_what_windows_874_lacks(text: str) -> None:
    assert repair(read_as_filled_874(text)) == text


def test_a_closing_quote_without_its_last_byte_closes() -> None:
    assert repair("a โ€œpilotโ€ zone, the cityโ€™s") == "a “pilot” zone, the city’s"
    assert repair("a โ€œpilotโ€\x9d zone") == "a “pilot” zone"
    assert repair("a โ€œpilotโ€\ufffd zone") == "a “pilot” zone"


def test_replacement_characters_stand_for_lost_bytes() -> None:
    assert repair("the cityโ\ufffd\ufffds plan") == "the city’s plan"


def test_windows_874_alone_collapses_the_quotes_but_not_the_dashes() -> None:
    text = "the city’s “plan”—2020–2021"

    assert repair(read_as_strict_874(text)) == text


def test_healthy_quotes_beside_damage_count() -> None:
    assert repair("“We doโt,” he said, “and weโre glad.”") == "“We do’t,” he said, “and we’re glad.”"


def test_the_style_of_healthy_dashes_is_followed() -> None:
    assert repair("One – two. Three โ four.") == "One – two. Three – four."
    assert repair("One — two. Three โ four.") == "One — two. Three — four."


def test_a_newspaper_headline_quotes_in_single_marks() -> None:
    damaged = "City bans โdirtyโ coal from the port\nIt did so. It said โyesโ to gas.\nAll was well."

    assert repair(damaged).startswith("City bans ‘dirty’ coal from the port\nIt did so. It said “yes” to")


def test_a_ruled_line_is_drawn_with_dashes() -> None:
    assert repair("โ" * 12) == "—" * 12


def test_thai_and_damage_in_one_document_are_told_apart() -> None:
    damaged = "The word รถ (รถยนต์) means car.\nChinaโs word is ไทย, itโs said."

    assert repair(damaged) == "The word รถ (รถยนต์) means car.\nChina’s word is ไทย, it’s said."


@pytest.mark.parametrize(
    "text",
    [
        "“ไป” he said",
        "the sign (ยก) says",
        "the ํกก of it",
        "a ้พฅ here",
        "5 ๔กกก",
        "ร. 5",
        "the ยง of it",
        "ยาง",
        "โ",
        "๒๕๖๘",
        "ยศ”",
        "ลง—ลง",
        "ไทยโs",
    ],
)
def test_thai_words_that_could_be_read_as_bytes_stay(text: str) -> None:
    if text == "โ":
        text = "สระ โ ไทย"
    assert repair(text) == text


def test_lines_are_ended_and_controls_removed() -> None:
    assert repair("a\r\nb\x00c\x08\ufeff") == "a\nbc"


def test_ordinary_mojibake_is_mended_but_style_is_not_touched() -> None:
    assert repair("CafÃ© â€” itâ€™s “fine”, ﬁne：（好）&amp;") == "Café — it’s “fine”, ﬁne：（好）&amp;"


def test_capitals_before_quotes_are_no_mojibake() -> None:
    assert repair("“AMANHÃ” e “Â”") == "“AMANHÃ” e “Â”"


PIECES = st.sampled_from(
    list("โโโโรยลใไ็๐เธ€œ™”“’‘…ขฆฌฉกงา้ \n.a sTt12Cé\u00a0\x80\x99\x9d\ufffdâÃ©\x1b\r—–−→β中\ufeff\u2028\x85")
)


@given(st.lists(PIECES, max_size=16).map("".join) | st.text(max_size=40))
@settings(max_examples=400, deadline=None)
def test_mending_twice_changes_nothing(text: str) -> None:
    once = repair(text)

    assert repair(once) == once


WORDS = st.sampled_from(
    ["China’s", "“plan”", "2020–2021", "—", "don’t", "the", "mills’", "a", "“so,”", "–", "(", ")", "x."]
)


@given(st.lists(WORDS, max_size=12).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_no_thai_letter_is_left_and_no_letter_lost(text: str) -> None:
    mended = repair(read_as_tis_620(text))

    assert len(mended) == len(text)
    assert not any("\u0e00" <= character <= "\u0e7f" for character in mended)


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        ("a â€œpilotâ€\ufffd", "a “pilot”"),
        ("â€œNo,â€\ufffd he said. Itâ€™s so.", "“No,” he said. It’s so."),
        ("a longâ€\ufffdterm plan", "a long\u2010term plan"),
    ],
)
def test_a_quote_whose_last_byte_was_marked_as_lost_comes_back(damaged: str, text: str) -> None:
    assert repair(damaged) == text


@pytest.mark.parametrize("text", ["a \ufffd b", "pâté \ufffd", "â la carte, 5 €\ufffd", "“pilot” \ufffd"])
def test_a_lost_character_that_can_be_anything_stays(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize("piece", ["a\u0e42\u0e07\u0e57s ", "“a” ‘b’ ", "ภาษาไทย the ", "â€œaâ€\ufffd "])
def test_very_many_marks_in_one_line_do_not_take_long(piece: str) -> None:
    start = time.process_time()

    repair(piece * 30_000)

    assert time.process_time() - start < 10
