"""Sentences in both scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. It stopped.", ["It rained.", "It stopped."]),
        ("It cost 3.5 million. Dr. Li paid.", ["It cost 3.5 million.", "Dr. Li paid."]),
        ("The U.S. Navy left. It came back.", ["The U.S. Navy left.", "It came back."]),
        ("They sail to the U.S. The plan holds.", ["They sail to the U.S.", "The plan holds."]),
        ("It is J. Smith. He left!", ["It is J. Smith.", "He left!"]),
        ("“Go.” She went.", ["“Go.”", "She went."]),
        ("Really? Yes! (No.) Fine", ["Really?", "Yes!", "(No.)", "Fine"]),
        ("See No. 5. No. It is gone.", ["See No. 5.", "No.", "It is gone."]),
        ("He asked “why?” and left.", ["He asked “why?” and left."]),
        ("go to example.com now. done", ["go to example.com now. done"]),
        ("Wait... what? well", ["Wait... what? well"]),
        ("Stop!中文。好？", ["Stop!中文。", "好？"]),
        ("县里发布通知。各地落实！“好。”他说", ["县里发布通知。", "各地落实！", "“好。”", "他说"]),
        ("a heading\n\nThe text.", ["a heading", "The text."]),
        ("wrapped\nline. Next", ["wrapped\nline.", "Next"]),
        ("— . Then it", ["— .", "Then it"]),
        ("  ", []),
        ("", []),
    ],
)
def test_sentences_are_split_where_a_reader_would(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences.split(text)] == expected


@given(st.text(alphabet="aA. !?。…\n“”U5中"))
def test_spans_cover_every_letter_in_order(text: str) -> None:
    spans = sentences.split(text)

    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


@pytest.mark.parametrize(
    ("line", "ends"), [("It ends.”", True), ("完了。）", True), ("It goes on", False), ("这样：", False)]
)
def test_the_end_of_a_sentence_is_seen_behind_quotes(line: str, ends: bool) -> None:
    assert sentences.ends_sentence(line) is ends
