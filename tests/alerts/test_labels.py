import pytest

from monitor.alerts.labels import hashtag, topic_label


@pytest.mark.parametrize(
    ("topic", "label"),
    [
        ("pilot-list", "Pilot list"),
        ("five-year-plan", "Five-year plan"),
        ("15th-five-year-plan", "15th five-year plan"),
        ("100-day-review", "100-day review"),
        ("chokepoint", "Chokepoint"),
        ("export_control", "Export control"),
        ("two-sessions", "Two sessions"),
        ("试点", "试点"),
    ],
)
def test_a_topic_is_labelled_as_a_reader_says_it(topic: str, label: str) -> None:
    assert topic_label(topic) == label


@pytest.mark.parametrize(
    ("topic", "tag"),
    [("five-year-plan", "#five_year_plan"), ("试点-pilot", "#pilot"), ("试点", ""), ("15", "")],
)
def test_a_hashtag_is_ascii_with_a_letter(topic: str, tag: str) -> None:
    assert hashtag(topic) == tag
