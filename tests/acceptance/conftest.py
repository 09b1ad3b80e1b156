from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.harness import Desk
from tests.feed_server import FeedServer
from tests.telegram_server import TelegramServer


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(folder=tmp_path)


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server
