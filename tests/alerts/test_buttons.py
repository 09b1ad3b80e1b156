"""The buttons beneath an alert."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.buttons import MAX_DATA, Press, Pressed, read, rows
from monitor.model import Button


def test_a_reader_can_vote_mute_ask_why_and_open() -> None:
    assert rows(12, url="https://www.miit.gov.cn/a.html", useful=0, noise=3, language=None) == (
        (Button(text="👍 Useful", data="u:12"), Button(text="👎 Noise 3", data="n:12")),
        (Button(text="🔕 Mute rule", data="r:12"), Button(text="🔕 Mute story", data="s:12")),
        (Button(text="❔ Why?", data="w:12"), Button(text="🔗 Open", url="https://www.miit.gov.cn/a.html")),
    )


def test_a_channel_in_chinese_has_chinese_buttons_and_a_great_count_is_rounded() -> None:
    (first, _, _) = rows(12, url=None, useful=5000, noise=999, language="zh")

    assert [button.text for button in first] == ["👍 有用 999+", "👎 无关 999"]


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "ftp://example.org/a",
        "tg://resolve?domain=x",
        "javascript:alert(1)",
        "https://localhost/a",
        "https:///a",
        "https://exa mple.org",
        "https://example.org/a b",
        "https://[::1",
        "https://example.org:99999/a",
        "https://例え.テスト/",
        "https://example.org/" + "a" * 2048,
    ],
)
def test_an_address_that_telegram_refuses_gives_no_button_rather_than_no_message(url: str | None) -> None:
    (*_, last) = rows(1, url=url, useful=0, noise=0, language="en")

    assert [button.text for button in last] == ["❔ Why?"]


@given(alert_id=st.integers(min_value=1, max_value=2**63 - 1))
def test_what_is_pressed_comes_back_and_fits(alert_id: int) -> None:
    found = [
        button.data
        for row in rows(alert_id, url="http://127.0.0.1:80/x", useful=1, noise=1, language=None)
        for button in row
        if button.data is not None
    ]

    assert all(len(data.encode()) <= MAX_DATA for data in found)
    assert [read(data) for data in found] == [Pressed(press=press, alert_id=alert_id) for press in Press]


@pytest.mark.parametrize(
    "data", ["", "u", "u:", "u:0", "u:-1", "x:1", "u:1:2", "u:1\n", "u:" + "9" * 30, "u:１"]
)
def test_what_no_button_of_ours_says_is_nothing(data: str) -> None:
    assert read(data) is None
