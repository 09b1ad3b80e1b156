"""Digests: when they are made, what they tell, and that nothing held is lost or told twice."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from monitor.digest import Summaries, preview
from monitor.model import (
    ChannelConfig,
    ChannelKind,
    DeliveryKind,
    DeliveryState,
    DigestPlan,
    HoldReason,
    Hours,
    Quiet,
    Reason,
    Severity,
    UpdateKind,
)
from monitor.model.digesting import Chart, Drafted, DueDigest, Material
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.digests import Digests
from monitor.store.silences import Silences
from monitor.store.spikes import Spikes
from tests.digest.telling import deliveries, delivery, news, untold
from tests.fakes import NOW  # Monday 12:00 UTC, 20:00 in Shanghai

DESK = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk")
WEEKLY = replace(DESK, digests=(DigestPlan(cron="0 9 * * 1", picture=True),))
MORNING = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai
NEXT_MONDAY = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)  # 09:00


def summaries(opened: Database, store: Any = None, picture: bytes | None = None) -> Summaries:
    async def draw(charts: tuple[Chart, ...]) -> bytes | None:
        assert charts
        return picture

    return Summaries(
        store or Digests(opened),
        topics=Spikes(opened),
        silences=Silences(opened),
        find=lambda _: (),
        draw=draw,  # type: ignore[arg-type]  # any sequence will do
    )


async def begin(opened: Database, *channels: ChannelConfig, now: datetime = NOW) -> None:
    """Let a program have run with these channels."""
    assert await summaries(opened).make_due(channels or (DESK,), now) == 0


async def digests(opened: Database) -> list[list[str]]:
    return [json.loads(row.parts) for row in await deliveries(opened, DeliveryKind.DIGEST)]


async def test_what_waits_is_told_at_eight_by_the_channels_clock(opened: Database) -> None:
    await begin(opened)
    first = await delivery(opened, "a")
    await delivery(opened, "b", severity=Severity.MEDIUM)
    work = summaries(opened)

    assert await work.make_due([DESK], MORNING - timedelta(minutes=1)) == 0
    assert await work.make_due([DESK], MORNING) == 1

    ((page,),) = await digests(opened)
    assert page.index("Title b") < page.index("Title a"), "the gravest first"
    assert "2 stories since" in page
    rows = await deliveries(opened)
    assert [row.state for row in rows] == ["held", "held", "pending"]
    assert {row.digest_id for row in rows[:2]} == {rows[2].id}
    assert rows[0].id == first


async def test_an_empty_digest_is_not_sent(opened: Database) -> None:
    await begin(opened)
    await untold(opened, "a", Reason.SILENCED)

    assert await summaries(opened).make_due([DESK], MORNING) == 0
    assert await digests(opened) == []


async def test_what_was_not_told_since_the_last_digest_is_counted(opened: Database) -> None:
    await begin(opened)
    await untold(opened, "a", Reason.SILENCED, at=NOW + timedelta(minutes=1))
    await untold(opened, "b", Reason.NOT_ROUTED, at=NOW + timedelta(minutes=2))
    await untold(opened, "c", Reason.BACKLOG, at=NOW + timedelta(minutes=3))
    await untold(opened, "d", Reason.SILENCED, channel="other", at=NOW + timedelta(minutes=4))
    await summaries(opened).make_due([DESK], MORNING)
    await delivery(opened, "e", at=MORNING)

    assert await summaries(opened).make_due([DESK], MORNING + timedelta(days=1)) == 1

    ((page,),) = await digests(opened)
    assert "Not told: 1 muted" in page, "counted over the day whose digest was empty"
    assert "1 outside this channel" in page
    assert page.count("Not told") == 1


async def test_a_digest_that_was_missed_for_days_is_told_once(opened: Database) -> None:
    await begin(opened)
    await delivery(opened, "a")
    late = MORNING + timedelta(days=4, hours=3)

    assert await summaries(opened).make_due([DESK], late) == 1
    assert await summaries(opened).make_due([DESK], late + timedelta(seconds=6)) == 0
    assert len(await digests(opened)) == 1


async def test_what_comes_later_waits_for_the_next(opened: Database) -> None:
    await begin(opened)
    await delivery(opened, "a")
    await summaries(opened).make_due([DESK], MORNING)
    await delivery(opened, "b", at=MORNING)

    await summaries(opened).make_due([DESK], MORNING + timedelta(hours=1))
    await summaries(opened).make_due([DESK], MORNING + timedelta(days=1))

    first, second = await digests(opened)
    assert "Title a" in first[0]
    assert "Title b" not in first[0]
    assert "Title b" in second[0]
    assert "Title a" not in second[0], "nothing stands in two digests"


async def test_a_digest_does_not_disturb_quiet_hours(opened: Database) -> None:
    asleep = replace(DESK, hours=Hours(quiet=(Quiet(start=MORNING.time(), end=NOW.time()),), zone="UTC"))
    night = replace(asleep, digests=(DigestPlan(cron="30 3 * * *"),))
    await begin(opened, night)
    await delivery(opened, "a")

    await summaries(opened).make_due([night], MORNING + timedelta(hours=4))

    (row,) = await deliveries(opened, DeliveryKind.DIGEST)
    assert row.due_at == MORNING + timedelta(hours=12)


@pytest.mark.parametrize(("severity", "is_silent"), [(Severity.LOW, True), (Severity.MEDIUM, False)])
async def test_a_digest_makes_a_sound_where_what_it_tells_would(
    opened: Database, severity: Severity, is_silent: bool
) -> None:
    await begin(opened)
    await delivery(opened, "a", severity=severity)

    await summaries(opened).make_due([DESK], MORNING)

    (row,) = await deliveries(opened, DeliveryKind.DIGEST)
    assert row.silent is is_silent


async def test_what_was_over_the_cap_is_told_when_its_time_is_over(opened: Database) -> None:
    await begin(opened)
    await delivery(opened, "a", why=HoldReason.CAP, due_at=NOW + timedelta(hours=1))
    await delivery(opened, "b", why=HoldReason.LOW)
    work = summaries(opened)

    assert await work.make_due([DESK], NOW + timedelta(minutes=59)) == 0
    assert await work.make_due([DESK], NOW + timedelta(hours=1)) == 1
    assert await work.make_due([DESK], NOW + timedelta(hours=2)) == 0

    ((page,),) = await digests(opened)
    assert "over the cap" in page
    assert "Title a" in page
    assert "Title b" not in page, "what is read in the digest waits for its hour"


async def test_news_of_a_held_story_stand_beside_it(opened: Database) -> None:
    await begin(opened)
    await delivery(opened, "a")
    await news(opened, "a", UpdateKind.STAGE, "list published")

    await summaries(opened).make_due([DESK], MORNING)

    ((page,),) = await digests(opened)
    assert "list published" in page


async def test_a_weekly_digest_looks_back_and_has_a_picture(opened: Database) -> None:
    await begin(opened, WEEKLY)
    for name in ("a", "b", "c"):
        await delivery(opened, name, state=DeliveryState.SENT, at=NOW + timedelta(hours=1))
    await delivery(opened, "d", severity=Severity.HIGH, state=DeliveryState.SENT, at=NOW + timedelta(days=1))

    assert await summaries(opened, picture=b"png").make_due([WEEKLY], NEXT_MONDAY) == 1

    (row,) = await deliveries(opened, DeliveryKind.DIGEST)
    caption, listed = json.loads(row.parts)
    assert row.picture == b"png"
    assert "Weekly digest" in caption
    assert "4 alerts told since" in caption
    assert listed.index("Title d") < listed.index("Title a")


async def test_a_week_without_anything_is_told_in_a_line(opened: Database) -> None:
    await begin(opened, WEEKLY)

    assert await summaries(opened).make_due([WEEKLY], NEXT_MONDAY) == 1

    ((page,),) = await digests(opened)
    assert "Nothing was told since" in page


async def test_a_picture_that_cannot_be_drawn_costs_no_digest(opened: Database) -> None:
    await begin(opened, WEEKLY)
    await delivery(opened, "a")

    assert await summaries(opened, picture=None).make_due([WEEKLY], NEXT_MONDAY) == 1

    (row,) = await deliveries(opened, DeliveryKind.DIGEST)
    assert row.picture is None
    assert "Title a" in row.parts


async def test_a_webhook_and_a_feed_get_their_own_form(opened: Database) -> None:
    hook = replace(DESK, id="hook", kind=ChannelKind.WEBHOOK, digests=WEEKLY.digests)
    feed = replace(DESK, id="feed", kind=ChannelKind.ATOM)
    await begin(opened, hook, feed)
    await delivery(opened, "a", channel="hook")
    await delivery(opened, "b", channel="feed")

    assert await summaries(opened, picture=b"png").make_due([hook, feed], NEXT_MONDAY) == 2

    bodies = {row.channel: json.loads(row.parts) for row in await deliveries(opened, DeliveryKind.DIGEST)}
    assert json.loads(bodies["hook"][0])["alerts"] == [1]
    assert bodies["feed"][0].lstrip().startswith("<entry")


async def test_an_edited_plan_begins_anew_and_a_removed_one_is_forgotten(opened: Database) -> None:
    await begin(opened)
    await delivery(opened, "a")
    later = replace(DESK, digests=(DigestPlan(cron="0 10 * * *"),))
    await begin(opened, later)

    assert await summaries(opened).make_due([later], MORNING) == 0
    assert await summaries(opened).make_due([later], MORNING + timedelta(hours=2)) == 1


async def test_an_admin_may_ask_for_it_now(opened: Database) -> None:
    await begin(opened)
    await delivery(opened, "a")

    assert await Digests(opened).ask("desk", NOW)
    assert await summaries(opened).make_due([DESK], NOW) == 1
    assert not await Digests(opened).ask("nobody", NOW)


async def test_a_clock_set_back_leaves_no_plan_out_of_reach(opened: Database) -> None:
    await begin(opened, now=NOW + timedelta(days=900))
    await begin(opened)
    await delivery(opened, "a")

    assert await summaries(opened).make_due([DESK], MORNING) == 1


async def test_it_looks_every_few_seconds_only(opened: Database) -> None:
    work = summaries(opened)
    await work.make_due([DESK], NOW)
    await delivery(opened, "a")
    await Digests(opened).ask("desk", NOW)

    assert await work.make_due([DESK], NOW + timedelta(seconds=4)) == 0
    assert await work.make_due([DESK], NOW + timedelta(seconds=5)) == 1


class Changing(Digests):
    """A store in which something held is released between the reading and the commit, so many times."""

    def __init__(self, opened: Database, times: int) -> None:
        super().__init__(opened)
        self._opened, self._times = opened, times

    async def material(self, channel: str, *, since: datetime, until: datetime, with_told: bool) -> Material:
        found = await super().material(channel, since=since, until=until, with_told=with_told)
        if self._times and found.waiting:
            self._times -= 1
            table = schema.delivery
            freed = update(table).where(table.c.id == found.waiting[0].delivery).values(state="pending")
            await self._opened.run(lambda connection: connection.execute(freed))
        return found


async def test_what_is_released_meanwhile_is_not_told_in_the_digest(opened: Database) -> None:
    await begin(opened)
    await delivery(opened, "a")
    await delivery(opened, "b")

    assert await summaries(opened, Changing(opened, 1)).make_due([DESK], MORNING) == 1

    ((page,),) = await digests(opened)
    assert "Title a" not in page
    assert "Title b" in page


async def test_what_was_over_the_cap_and_is_released_meanwhile_makes_no_digest(opened: Database) -> None:
    await begin(opened)
    await delivery(opened, "a", why=HoldReason.CAP)

    assert await summaries(opened, Changing(opened, 1)).make_due([DESK], NOW) == 0
    assert await digests(opened) == []


async def test_a_store_that_never_rests_is_tried_again_later(opened: Database) -> None:
    await begin(opened)
    for name in "abcde":
        await delivery(opened, name)

    assert await summaries(opened, Changing(opened, 3)).make_due([DESK], MORNING) == 0
    assert await summaries(opened).make_due([DESK], MORNING + timedelta(minutes=1)) == 1


class Dying(Digests):
    """A store at whose commit the program dies, before or after it."""

    def __init__(self, opened: Database, *, is_committed: bool) -> None:
        super().__init__(opened)
        self._is_committed = is_committed

    async def make(self, due: DueDigest, drafted: Drafted, waiting: Any, **rest: Any) -> int | None:
        if self._is_committed:
            await super().make(due, drafted, waiting, **rest)
        raise KeyboardInterrupt


@pytest.mark.parametrize("is_committed", [False, True])
async def test_a_program_that_dies_at_the_commit_tells_all_of_it_once(
    opened: Database, is_committed: bool
) -> None:
    await begin(opened)
    await delivery(opened, "a")
    await delivery(opened, "b")
    with pytest.raises(KeyboardInterrupt):
        await summaries(opened, Dying(opened, is_committed=is_committed)).make_due([DESK], MORNING)

    await summaries(opened).make_due([DESK], MORNING + timedelta(minutes=1))

    ((page,),) = await digests(opened)
    assert page.count("Title a") == page.count("Title b") == 1
    held = [row.digest_id for row in await deliveries(opened) if row.state == "held"]
    assert len(held) == 2
    assert None not in held


async def test_of_two_that_make_one_digest_one_does(opened: Database) -> None:
    await begin(opened)
    await delivery(opened, "a")
    store = Digests(opened)
    plans = {("desk", "0 8 * * * Asia/Shanghai"): (DigestPlan(cron="0 8 * * *"), NOW, timedelta(days=1))}
    (due,) = await store.due(plans, MORNING)
    material = await store.material("desk", since=NOW, until=MORNING, with_told=False)
    drafted = Drafted(parts=("x",), silent=True)
    rest = {"due_at": MORNING, "now": MORNING, "next_at": MORNING + timedelta(days=1)}

    made = [await store.make(due, drafted, material.waiting, **rest) for _ in range(2)]

    assert made[0] is not None
    assert made[1] is None


async def test_a_preview_writes_nothing(opened: Database) -> None:
    await begin(opened)
    await delivery(opened, "a")

    (page,) = await preview(Digests(opened), DESK, lambda _: (), NOW)

    assert "Title a" in page
    assert await digests(opened) == []
    nothing = replace(DESK, id="other")
    assert await preview(Digests(opened), nothing, lambda _: (), NOW) == ()


async def test_a_digest_of_hundreds_is_many_messages_and_whole(opened: Database) -> None:
    await begin(opened)
    for number in range(130):
        await delivery(opened, f"n{number:03}", topic=f"topic-{number % 3}")

    await summaries(opened).make_due([DESK], MORNING)

    (pages,) = await digests(opened)
    assert len(pages) > 2
    whole = "\n".join(pages)
    assert all(whole.count(f"Title n{number:03}<") == 1 for number in range(130))


async def test_a_template_of_the_operators_makes_the_digest(opened: Database) -> None:
    text = "{{ title }}: {% for topic in topics %}{% for story in topic.stories %}[{{ story.title }}]{% endfor %}{% endfor %}"
    worded = replace(DESK, templates=(("digest", text),))
    await begin(opened, worded)
    await delivery(opened, "a")

    await summaries(opened).make_due([worded], MORNING)

    ((page,),) = await digests(opened)
    assert page == "Daily digest: [Title a]"


async def test_a_template_stands_beneath_the_picture_of_the_week(opened: Database) -> None:
    worded = replace(WEEKLY, templates=(("digest", "{{ count }} of {{ numbers|length }}"),))
    await begin(opened, worded)
    await delivery(opened, "a")

    await summaries(opened, picture=b"png").make_due([worded], NEXT_MONDAY)

    ((caption, page),) = await digests(opened)
    assert "Weekly digest" in caption
    assert page == "1 of 0"


async def test_a_template_that_fails_gives_way_to_our_words(opened: Database) -> None:
    worded = replace(DESK, templates=(("digest", "{{ nothing.of.that }}"),))
    await begin(opened, worded)
    await delivery(opened, "a")

    await summaries(opened).make_due([worded], MORNING)

    ((page,),) = await digests(opened)
    assert "Daily digest" in page
    assert "Title a" in page
