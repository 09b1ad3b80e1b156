"""/try within its time."""

from pathlib import Path

from monitor.bot.trying import matching
from monitor.config import inline
from monitor.store import database
from monitor.store.archive import Archive
from tests.fakes import NOW
from tests.store.filling import poll, texts


async def test_when_the_time_is_up_it_says_how_far_it_came(tmp_path: Path) -> None:
    opened = database.open_to_write(tmp_path / "monitor.db")
    await poll(opened, *texts(*(f"gallium {number}" for number in range(150))))
    ids = Archive(opened).newest(NOW)
    rule, _ = inline.read("gallium", {}, root="rules")
    assert rule is not None

    whole = matching(tmp_path / "monitor.db", ids, rule)
    cut = matching(tmp_path / "monitor.db", ids, rule, patience=-1.0)
    opened.close()

    assert whole == (list(ids), 150)
    assert cut == ([], 0)
