"""What the picture shows, and that it can be drawn."""

import struct
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from monitor.alerts import chart
from monitor.alerts.glyphs import Colour, Glyphs
from monitor.digest import picturing
from monitor.model import ChannelConfig, ChannelKind, Layout, Named, Route
from monitor.model.digesting import Chart
from monitor.sandbox import drawing
from monitor.store.database import Database
from monitor.store.spikes import Spikes
from tests.digest.telling import story
from tests.fakes import document, match, version

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)
DESK = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk")
ZH = replace(DESK, language="zh")
BODIES = {
    "MIIT": Named(kind="body", id="MIIT", start=0, end=4, english="MIIT", chinese="工信部"),
    "NDRC": Named(kind="body", id="NDRC", start=0, end=4, english="NDRC", chinese="国家发改委"),
    "local": Named(kind="body", id="a local department", start=0, end=4),
    "Baotou": Named(kind="place", id="Baotou", start=0, end=4),
}
ENGLISH = Chart(
    title="23 February – 2 March",
    weeks=tuple(f"{week} Jan" for week in range(12)),
    topics=(
        ("Rare earth", tuple(range(12))),
        ("A topic with a name that is far too long for one line", (0,) * 12),
    ),
    bodies=(("MIIT", 4), ("内蒙古自治区发展和改革委员会", 1)),
    topics_title="Stories a week",
    bodies_title="Most active bodies",
)
CHINESE = replace(ENGLISH, title="2月23日至3月2日")


def amount(drawn: Image.Image, colour: Colour) -> int:
    """Count the pixels of a colour."""
    return sum(count for count, found in drawn.getcolors(1 << 24) or () if found == colour)


def find(layout: Layout) -> tuple[Named, ...]:
    return tuple(named for name, named in BODIES.items() if name in layout.text)


def begins(*told: tuple[str, float]) -> Iterable[tuple[str, datetime]]:
    return [(topic, NOW - weeks * WEEK) for topic, weeks in told]


def test_weeks_end_now_and_the_busiest_topic_comes_first() -> None:
    found = begins(
        ("quota", 0.1), ("rare-earth", 0.2), ("rare-earth", 1.5), ("rare-earth", 11.9), ("old", 12.5)
    )

    (made,) = picturing.charts(found, (), DESK, find, NOW)

    assert made.title == "23 February – 2 March"
    assert (made.weeks[0], made.weeks[-1]) == ("8 Dec", "23 Feb")
    assert made.topics == (
        ("Rare earth", (1, *(0,) * 9, 1, 1)),
        ("Quota", (*(0,) * 11, 1)),
    )


def test_bodies_are_counted_once_a_story_under_the_readers_name() -> None:
    matched = [
        ("s1", version(document=document("MIIT, NDRC and a local department in Baotou"))),
        ("s1", version(document=document("MIIT again"))),
        ("s2", version(document=document("MIIT alone"))),
    ]

    chinese, english = picturing.charts(begins(("quota", 0)), matched, ZH, find, NOW)

    assert chinese.bodies == (("工信部", 2), ("国家发改委", 1))
    assert english.bodies == (("MIIT", 2), ("NDRC", 1))


def test_only_topics_that_the_channel_asks_for_are_shown() -> None:
    asked = replace(DESK, routes=(Route(topics=frozenset({"quota"})),))

    (made,) = picturing.charts(begins(("quota", 1), ("rare-earth", 1)), (), asked, find, NOW)

    assert [name for name, _ in made.topics] == ["Quota"]
    assert picturing.charts(begins(("rare-earth", 1)), (), asked, find, NOW) == ()
    everything = replace(DESK, routes=(*asked.routes, Route()))
    assert picturing.topics_of(everything) is None


async def test_the_store_gives_the_newest_matched_versions(opened: Database) -> None:
    await story(opened, "old", at=NOW - 5 * WEEK)
    for name in ("a", "b", "c"):
        await story(opened, name, at=NOW - WEEK)
    await story(opened, "backlog", at=NOW, is_backlog=True)
    await story(opened, "unmatched", matches=[], at=NOW)

    found = await Spikes(opened).matched(NOW - 4 * WEEK, limit=2)

    assert [(story_id, one.document_id) for story_id, one in found] == [("s-c", "c"), ("s-b", "b")]
    assert found[0][1].matches == (match(),)


async def test_a_child_draws_a_picture_for_a_phone() -> None:
    picture = await drawing.draw([CHINESE, ENGLISH])

    assert picture is not None
    assert struct.unpack(">II", picture[16:24]) == (chart.WIDTH, chart.HEIGHT)


@pytest.mark.parametrize(
    ("command", "seconds"),
    [
        pytest.param((sys.executable, "-c", "raise SystemExit('no fonts')"), 30, id="one that fails"),
        pytest.param((sys.executable, "-c", "print('no picture')"), 30, id="one that gives no picture"),
        pytest.param(
            (sys.executable, "-c", "import time; time.sleep(60)"), 0.2, id="one that takes too long"
        ),
        pytest.param(("/nowhere/python",), 30, id="one that cannot be started"),
    ],
)
async def test_drawing_that_fails_gives_none(command: tuple[str, ...], seconds: float) -> None:
    assert await drawing.draw([ENGLISH], command=command, seconds=seconds) is None


def test_without_a_chinese_font_the_english_chart_is_drawn() -> None:
    latin = replace(ENGLISH, bodies=(("MIIT", 4),))

    assert chart.draw([CHINESE, latin], fonts={}) == chart.draw([latin], fonts={})


def test_without_one_what_only_chinese_says_is_left_out() -> None:
    latin = replace(ENGLISH, bodies=(("MIIT", 4),))

    assert chart.draw([ENGLISH], fonts={}) == chart.draw([latin], fonts={})
    assert chart.draw([CHINESE], fonts={}) == chart.draw([replace(latin, title="")], fonts={})


def test_the_newest_week_and_each_body_have_a_bar_as_long_as_their_number() -> None:
    made = replace(
        ENGLISH,
        topics=(("Rare earth", (2, 0, 4)),),
        weeks=("1 Jan", "8 Jan", "15 Jan"),
        bodies=(("MIIT", 4), ("NDRC", 1)),
    )

    drawn = Image.open(BytesIO(chart.draw([made], fonts={})))

    weeks = [drawn.crop((at, 0, at + 1, drawn.height)) for at in (522, 702, 882)]
    assert [amount(week, chart._WEEK) > 0 for week in weeks] == [True, False, False]
    assert amount(weeks[0], chart._WEEK) == pytest.approx(amount(weeks[2], chart._NOW) / 2, abs=2)
    bodies = [drawn.crop((432, at, 973, at + 1)) for at in (923, 1033)]
    assert amount(bodies[0], chart._BODY) == pytest.approx(4 * amount(bodies[1], chart._BODY), abs=4)


def test_a_name_that_is_too_long_is_cut_behind_its_second_line() -> None:
    glyphs = Glyphs(29, {})

    assert chart._lines("Rare earth", glyphs, 360) == ["Rare earth"]
    first, second = chart._lines(
        "State Taxation Administration of the People's Republic of China", glyphs, 300
    )
    assert first == "State Taxation"
    assert second.endswith("…")
    assert glyphs.width(second) <= 300


def test_a_chart_without_bodies_is_all_topics() -> None:
    drawn = Image.open(BytesIO(chart.draw([replace(ENGLISH, bodies=())], fonts={})))

    lower = drawn.crop((0, drawn.height // 2, drawn.width, drawn.height))
    assert amount(lower, chart._NOW) > 0
    assert amount(drawn, chart._BODY) == 0
