from datetime import timedelta

import pytest

from monitor.channels.telegram_api import OFFICIAL_API, TelegramApi, api_server
from monitor.model import Secret
from tests.telegram_server import TOKEN


def test_an_empty_token_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="set TELEGRAM_BOT_TOKEN"):
        TelegramApi(token=Secret(" \n"), timeout=timedelta(seconds=1))


@pytest.mark.parametrize(
    ("written", "server"),
    [
        (None, OFFICIAL_API),
        (" ", OFFICIAL_API),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081"),
        ("http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
        ("http://localhost:8081/bot", "http://localhost:8081"),
        ("https://example.org/telegram/bot/", "https://example.org/telegram"),
    ],
)
def test_a_server_may_be_written_in_several_ways(written: str | None, server: str) -> None:
    assert api_server(written) == server


@pytest.mark.parametrize(
    "written",
    [
        "127.0.0.1:8081",
        "ftp://127.0.0.1",
        "http://",
        "http://host:port",
        "http://host:0",
        "http://[::1",
        "http://h/?a=1",
        "http://h/{token}",
        f"http://127.0.0.1:8081/bot{TOKEN}",
    ],
)
def test_what_is_no_server_is_refused_with_the_mend_and_without_a_token(written: str) -> None:
    with pytest.raises(ValueError, match="write it like http") as refusal:
        api_server(written)

    assert TOKEN not in str(refusal.value)
