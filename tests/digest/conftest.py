from collections.abc import Iterator

import pytest

from monitor.store import database


@pytest.fixture
def opened() -> Iterator[database.Database]:
    made = database.open_to_write(None)
    yield made
    made.close()
