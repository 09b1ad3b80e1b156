from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from monitor.config import settings
from monitor.model import Cap, Route
from monitor.reload.follow import Follower, Patience
from monitor.reload.live import Live
from monitor.reload.setting_edits import SettingEdits
from monitor.store import database
from monitor.store.notices import CHANNEL, Notices
from monitor.store.reports import Reports
from monitor.store.sources import Sources
from monitor.store.standing import RESTART, SETTINGS, Standing
from tests.fakes import NOW, Clock, FakeRules

A = "{id: a, kind: feed, url: 'https://a.example/'}"
B = "{id: b, kind: feed, url: 'https://b.example/'}"


class Desk:
    """A settings file, and a program that runs by it."""

    def __init__(self, folder: Path, opened: database.Database) -> None:
        self.path = folder / "monitor.yaml"
        self.sources = Sources(opened)
        self.reports = Reports(opened)
        self.notices = Notices(opened, has_chat=True)
        self.standing = Standing(opened, self.notices)

    def write(self, *sources: str, more: str = "") -> None:
        self.path.write_text(f"sources: [{', '.join(sources)}]\n{more}", encoding="utf-8")

    async def start(self) -> None:
        loaded = settings.load(self.path, {})
        self.live = Live(rules=FakeRules(), sources={source.id: source for source in loaded.sources})
        await self.sources.sync(loaded.sources, NOW)
        self.edits = SettingEdits(
            loaded,
            {},
            live=self.live,
            sources=self.sources,
            standing=self.standing,
            redact=lambda text: text,
            clock=Clock(),
        )
        await self.edits.start()

    async def edit(self) -> list[str]:
        """Take over what stands in the file now; return what is logged."""
        with capture_logs() as logs:
            await Follower(self.edits, None, Patience(quiet=0, longest=0, stands=0))._turn()
        return [line["event"] for line in logs]

    def listed(self) -> list[str]:
        return [report.id for report in self.reports.sources()]

    async def owed(self) -> str | None:
        delivery = await self.notices.next_delivery(CHANNEL)
        return await self.notices.text(delivery.id) if delivery else None


@pytest.fixture
async def desk(tmp_path: Path, opened: database.Database) -> Desk:
    made = Desk(tmp_path, opened)
    made.write(A)
    await made.start()
    return made


async def test_what_is_as_it_was_is_no_news(desk: Desk) -> None:
    assert await desk.edit() == []


async def test_sources_that_are_added_and_taken_away_are_live(desk: Desk) -> None:
    desk.write(A, B)
    added = await desk.edit()
    both = (desk.listed(), sorted(desk.live.sources))
    desk.write(B)
    removed = await desk.edit()

    assert both == (["a", "b"], ["a", "b"])
    assert (desk.listed(), list(desk.live.sources)) == (["b"], ["b"])
    assert added == removed == ["sources loaded"]


async def test_a_changed_source_is_polled_as_it_is_now(desk: Desk) -> None:
    desk.write(A.replace("a.example", "elsewhere.example"))

    await desk.edit()

    assert desk.live.sources["a"].location == "https://elsewhere.example/"


async def test_that_a_source_was_seen_to_answer_changes_no_poll(desk: Desk) -> None:
    desk.write(A.replace("}", ", verified: 2026-11-22}"))

    logged = await desk.edit()

    assert logged == []
    assert desk.live.sources["a"].verified_on is not None


async def test_bad_settings_change_nothing_and_are_logged_once(desk: Desk) -> None:
    desk.write(A.replace("url", "ulr"))

    logged = [*await desk.edit(), *await desk.edit()]

    trouble: Any = await desk.standing.trouble(SETTINGS)
    assert logged == ["settings refused, the last good ones stay in force"] * trouble.count
    assert "ulr" in str(await desk.owed())
    assert list(desk.live.sources) == ["a"]


async def test_mended_settings_say_so(desk: Desk) -> None:
    desk.write(A.replace("url", "ulr"))
    await desk.edit()
    desk.write(A)

    assert await desk.edit() == ["settings are mended"]
    assert await desk.standing.trouble(SETTINGS) is None


async def test_what_channels_are_told_and_when_is_live(desk: Desk) -> None:
    desk.write(A, more="channels: [{id: tty, kind: console}, {id: log, kind: console}]")
    await desk.start()
    before = (
        "channels: [{id: tty, kind: console, cap: 3/1h, routes: [{topics: [x]}]}, {id: log, kind: console}]"
    )
    desk.write(A, more=before)

    logged = await desk.edit()

    assert logged == ["channels loaded"]
    assert desk.live.channels is not None
    tty, log = desk.live.channels
    assert (tty.cap, tty.routes) == (Cap(count=3), (Route(topics=frozenset({"x"})),))
    assert log.routes == ()
    assert await desk.standing.trouble(RESTART) is None


async def test_where_a_channel_leads_and_what_it_shows_waits_for_the_next_start(desk: Desk) -> None:
    desk.write(A, more="channels: [{id: tty, kind: console}]")
    await desk.start()
    desk.write(
        A, more="channels: [{id: tty, kind: console, limit: 500}, {id: new, kind: console, spikes: true}]"
    )

    await desk.edit()

    assert desk.live.channels is None
    waiting: Any = await desk.standing.trouble(RESTART)
    assert waiting.lines == ("channels",)


async def test_a_file_that_is_gone_is_refused(desk: Desk) -> None:
    desk.path.unlink()

    await desk.edit()

    trouble: Any = await desk.standing.trouble(SETTINGS)
    assert "No such file" in trouble.lines[0]


async def test_what_takes_effect_at_the_next_start_is_named_once(desk: Desk) -> None:
    desk.write(A, more="store: other.db\nfetch: {contact: me@example.org}\n")

    logged = [*await desk.edit(), *await desk.edit()]

    trouble: Any = await desk.standing.trouble(RESTART)
    assert trouble.lines == ("store", "fetch")
    assert logged == ["settings that take effect at the next start"]
    assert "`store` and `fetch`" in str(await desk.owed())


async def test_what_is_undone_needs_no_restart(desk: Desk) -> None:
    desk.write(A, more="store: other.db\n")
    await desk.edit()
    desk.write(A)

    assert await desk.edit() == ["no setting waits for the next start any more"]
    assert await desk.standing.trouble(RESTART) is None
    assert await desk.owed() is None


async def test_a_start_reads_what_waited_for_it(desk: Desk) -> None:
    desk.write(A, more="fetch: {contact: me@example.org}\n")
    await desk.edit()

    await desk.start()

    assert await desk.standing.trouble(RESTART) is None
    assert await desk.edit() == []


async def test_a_mounted_file_that_was_replaced_outside_is_told(
    tmp_path: Path, opened: database.Database
) -> None:
    """What such a mount is inside a container, an open file is whose name is gone: content without a name."""
    outside = tmp_path / "monitor.yaml"
    outside.write_text(f"sources: [{A}]\n")
    with outside.open() as mounted:
        desk = Desk(tmp_path, opened)
        desk.path = Path(f"/proc/self/fd/{mounted.fileno()}")
        await desk.start()
        before = await desk.edit()
        (tmp_path / "new").write_text(f"sources: [{B}]\n")
        (tmp_path / "new").replace(outside)

        await desk.edit()

    trouble: Any = await desk.standing.trouble(SETTINGS)
    assert before == []
    assert "restart after the edit, or mount the folder around it instead" in trouble.lines[0]
    assert list(desk.live.sources) == ["a"]
