"""Topics above their usual, from the store to the channels."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from monitor.digest import Summaries
from monitor.model import (
    ChannelConfig,
    ChannelKind,
    DeliveryKind,
    Hours,
    Quiet,
    Route,
    RuleStatus,
    Severity,
    SilenceKind,
)
from monitor.store.database import Database
from monitor.store.digests import Digests
from monitor.store.silences import Silences
from monitor.store.spikes import Spikes
from tests.digest.telling import deliveries, story
from tests.fakes import match

DESK = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk", spikes=True)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday, 17:00 in Shanghai
DAY = timedelta(days=1)


async def look(opened: Database, *channels: ChannelConfig, now: datetime = NOW) -> int:
    work = Summaries(
        Digests(opened), topics=Spikes(opened), silences=Silences(opened), find=lambda _: (), draw=_no_picture
    )
    return await work.make_due(channels or (DESK,), now)


async def _no_picture(_: object) -> None:
    return None


async def told(opened: Database) -> list[tuple[str, str]]:
    rows = await deliveries(opened, DeliveryKind.SPIKE)
    return [(row.channel, json.loads(row.parts)[0]) for row in rows]


@pytest.fixture
async def busy(opened: Database) -> Database:
    """Rare earths have a story a day for six weeks, and seven today; quotas have two."""
    for ago in range(42, 0, -1):
        await story(opened, f"old{ago}", matches=[match(topic="rare-earth")], at=NOW - ago * DAY)
    for number in range(7):
        severity = Severity.HIGH if number == 5 else Severity.LOW
        found = [match(topic="rare-earth", severity=severity)]
        await story(opened, f"new{number}", matches=found, at=NOW - timedelta(minutes=60 - 10 * number))
    for number in range(2):
        await story(opened, f"quota{number}", matches=[match(topic="quota")], at=NOW)
    return opened


async def test_a_topic_above_its_usual_is_told_with_its_figure(busy: Database) -> None:
    assert await look(busy) == 1

    ((channel, page),) = await told(busy)
    assert channel == "desk"
    assert "<b>Rare earth: 7 stories today</b>" in page
    assert "Usual for a working day is 1" in page
    assert page.index("Title new5") < page.index("Title new0"), "the gravest first"
    assert "Title old" not in page


async def test_it_is_told_once_a_day(busy: Database) -> None:
    await look(busy)

    assert await look(busy, now=NOW + timedelta(hours=3)) == 0
    assert len(await told(busy)) == 1


async def test_two_that_look_at_once_tell_it_once(busy: Database) -> None:
    class Blind(Spikes):
        async def told_on(self, day: object) -> frozenset[str]:
            return frozenset()

    work = Summaries(
        Digests(busy), topics=Blind(busy), silences=Silences(busy), find=lambda _: (), draw=_no_picture
    )
    await look(busy)

    assert await work.make_due([DESK], NOW) == 0


async def test_only_channels_that_want_spikes_of_the_topic_are_told(busy: Database) -> None:
    other = replace(DESK, id="other", routes=(Route(topics=frozenset({"quota"})),))
    mine = replace(DESK, id="mine", routes=(Route(topics=frozenset({"rare-earth"})),))
    plain = replace(DESK, id="plain", spikes=False)

    assert await look(busy, other, mine, plain) == 1
    assert [channel for channel, _ in await told(busy)] == ["mine"]


async def test_a_muted_topic_is_not_told_and_may_be_when_the_mute_is_over(busy: Database) -> None:
    await Silences(busy).add(
        kind=SilenceKind.TOPIC, value="rare-earth", until=NOW + timedelta(hours=1), now=NOW, made_by="me"
    )

    assert await look(busy) == 0
    assert await look(busy, now=NOW + timedelta(hours=2)) == 1


async def test_it_waits_for_the_end_of_quiet_hours(busy: Database) -> None:
    asleep = Hours(zone="UTC", quiet=(Quiet(start=time(8), end=time(12)),))

    await look(busy, replace(DESK, hours=asleep))

    (row,) = await deliveries(busy, DeliveryKind.SPIKE)
    assert row.due_at == NOW + timedelta(hours=3)


async def test_it_looks_every_ten_minutes(busy: Database) -> None:
    work = Summaries(
        Digests(busy), topics=Spikes(busy), silences=Silences(busy), find=lambda _: (), draw=_no_picture
    )
    quiet = replace(DESK, routes=(Route(topics=frozenset({"quota"})),))
    assert await work.make_due([quiet], NOW) == 0

    assert await work.make_due([DESK], NOW + timedelta(minutes=9)) == 0
    assert await work.make_due([DESK], NOW + timedelta(minutes=10)) == 1


async def test_drafts_backlog_and_demos_are_no_signals(opened: Database) -> None:
    await story(opened, "first", at=NOW - 40 * DAY)
    draft = match(topic="rare-earth", status=RuleStatus.DRAFT)
    found = match(topic="rare-earth")
    for number in range(8):
        await story(opened, f"a{number}", matches=[draft], at=NOW)
        await story(opened, f"b{number}", matches=[found], at=NOW, is_backlog=True)
        await story(opened, f"c{number}", matches=[found], at=NOW, demo=True)

    assert await look(opened) == 0


async def test_an_empty_store_has_no_topics(opened: Database) -> None:
    assert await look(opened) == 0
