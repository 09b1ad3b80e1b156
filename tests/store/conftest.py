from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.store import database


@pytest.fixture
def location(tmp_path: Path) -> Path:
    return tmp_path / "monitor.db"


@pytest.fixture
def opened(location: Path) -> Iterator[database.Database]:
    made = database.open_to_write(location)
    yield made
    made.close()
