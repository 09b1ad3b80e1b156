"""Digests as they read, and within what Telegram takes."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import digest_pages, digest_text, markup, spike_text
from monitor.alerts.clip import units
from monitor.alerts.digest_text import Digest, Item
from monitor.model import (
    ChannelConfig,
    ChannelKind,
    HoldReason,
    OutletKind,
    Reason,
    Severity,
    Summary,
)
from monitor.model.digesting import Spike

NOW = datetime(2026, 3, 2, tzinfo=UTC)  # 08:00 in Shanghai
DAY = timedelta(days=1)
DESK = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk")
ZH = replace(DESK, language="zh")


def summary(title: str, **changes: object) -> Summary:
    made = Summary(
        severity=Severity.LOW,
        topics=("rare-earth",),
        rule_names=("A rule",),
        title=title,
        url="https://news.example/a",
        lines=(),
        outlet="MIIT",
        provenance=OutletKind.OFFICIAL,
        published=None,
        document_number=None,
        why=(),
        evidence=(),
        document_id="d1",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def item(title: str, *, why: HoldReason | None = HoldReason.LOW, news: str = "", **changes: object) -> Item:
    return Item(summary=summary(title, **changes), seen_at=NOW, why=why, news=news)


def digest(*waiting: Item, period: timedelta | None = DAY, **changes: object) -> Digest:
    made = Digest(period=period, since=NOW - (period or DAY), now=NOW, waiting=waiting, untold={})
    return replace(made, **changes)  # type: ignore[arg-type]


def read(told: Digest, channel: ChannelConfig = DESK, *, with_picture: bool = False) -> list[str]:
    """Return what a person sees of each message."""
    pages = digest_text.pages(told, channel, with_picture=with_picture)
    return ["".join(letter.text for letter in markup.read(page)) for page in pages]


def test_a_daily_digest_in_english() -> None:
    told = digest(
        item("Price index for February"),
        item(
            "关于下达稀土指标的通知",
            head="MIIT: rare earth quota",
            severity=Severity.HIGH,
            independent=3,
            news="new stage: list published",
            why=HoldReason.CAP,
        ),
        item("Pilot list", topics=("pilot-list",), outlet="Baotou Daily"),
        untold={Reason.SILENCED: 3, Reason.DAMPED: 1, Reason.BACKLOG: 9},
    )

    (page,) = read(told)
    assert page == (
        "🗞 Daily digest · 2 March, 08:00\n"
        "3 stories since 1 March, 08:00: 2 of low weight, 1 over the cap\n"
        "\n"
        "Rare earth\n"
        "🟠 MIIT: rare earth quota · 3 independent sources · new stage: list published\n"
        "⚪ Price index for February · MIIT\n"
        "\n"
        "Pilot list\n"
        "⚪ Pilot list · Baotou Daily\n"
        "\n"
        "Not told: 3 muted · 1 repeat of a rule just told."
    )


def test_a_daily_digest_in_chinese() -> None:
    told = digest(
        item("稀土价格指数", outlet="工信部"),
        untold={Reason.NOT_ROUTED: 12, Reason.SAME_STORY: 2},
    )

    (page,) = read(told, ZH)
    assert page == (
        "🗞 每日摘要 · 3月2日 08:00\n"
        "1 件事，自3月1日 08:00起\n"
        "\n"
        "Rare earth\n"
        "⚪ 稀土价格指数 · 工信部\n"
        "\n"
        "未推送：2 条为已推送事件的转述；12 条不在本频道范围。"
    )


@pytest.mark.parametrize(
    ("period", "title"),
    [
        (timedelta(hours=12), "Digest"),
        (DAY, "Daily digest"),
        (timedelta(days=3), "Digest"),
        (timedelta(days=7), "Weekly digest"),
        (timedelta(days=7, hours=-1), "Weekly digest"),
        (timedelta(days=28), "Monthly digest"),
        (timedelta(days=31), "Monthly digest"),
        (None, "Digest of what was over the cap"),
    ],
)
def test_a_digest_is_called_by_how_often_it_comes(period: timedelta | None, title: str) -> None:
    assert read(digest(item("a"), period=period))[0].startswith(f"🗞 {title} · ")


def test_a_look_back_lists_what_was_told() -> None:
    told = digest(
        item("Waiting"),
        period=7 * DAY,
        told=(item("Told", why=None, severity=Severity.HIGH),),
        told_count=23,
    )

    (page,) = read(told)

    assert "23 alerts told since 23 February, 08:00." in page
    assert page.index("Waiting") < page.index("Told already") < page.index("🟠 Told")


def test_a_look_back_on_nothing_says_so() -> None:
    assert read(digest(period=7 * DAY)) == [
        "🗞 Weekly digest · 2 March, 08:00\nNothing was told since 23 February, 08:00, and nothing waits."
    ]
    assert not digest(period=7 * DAY).is_empty
    assert digest().is_empty
    assert digest(period=None).is_empty


def test_a_picture_has_a_caption_and_the_stories_follow() -> None:
    told = digest(item("Waiting"), period=7 * DAY, untold={Reason.SILENCED: 1})

    caption, listed = read(told, with_picture=True)

    assert caption.startswith("🗞 Weekly digest")
    assert caption.endswith("Not told: 1 muted.")
    assert listed == "Weekly digest (2/2)\n\nRare earth\n⚪ Waiting · MIIT"
    assert len(read(digest(period=7 * DAY), with_picture=True)) == 1


def test_what_has_no_topic_or_no_link_stands_there_too() -> None:
    (page,) = digest_text.pages(digest(item("a <b> & c", topics=(), url="tg://user?id=1")), DESK)

    assert "<b>Other</b>\n⚪ a &lt;b&gt; &amp; c · MIIT" in page
    assert "tg://" not in page


texts = st.text(alphabet=st.sampled_from("ab <&>\"'\n稀土𠮷é_*"), max_size=300)
items = st.builds(
    item,
    texts,
    why=st.sampled_from(HoldReason),
    news=texts,
    severity=st.sampled_from(Severity),
    topics=st.sampled_from([("rare-earth",), ("pilot-list",), ()]),
    url=st.sampled_from([None, "https://news.example/" + "x" * 40, "https://news.example/" + "稀" * 600]),
    outlet=texts,
    independent=st.integers(1, 9),
)


@given(st.lists(items, max_size=90), st.sampled_from([DESK, ZH]), st.booleans())
def test_any_digest_fits_and_loses_no_story(
    waiting: list[Item], channel: ChannelConfig, with_picture: bool
) -> None:
    numbered = [
        replace(one, summary=replace(one.summary, title=f"№{place:03}. {one.summary.title}"))
        for place, one in enumerate(waiting)
    ]
    pages = digest_text.pages(
        digest(*numbered, period=7 * DAY, told=tuple(numbered[:5])), channel, with_picture=with_picture
    )

    seen = ["".join(letter.text for letter in markup.read(page)) for page in pages]
    assert all(0 < units(page) <= digest_pages.MAX_UNITS for page in seen)
    assert not with_picture or units(seen[0]) <= digest_pages.MAX_CAPTION
    for page in pages:
        entities = re.findall(r"<(?:b|a)\b", page)
        urls = re.findall(r'href="([^"]*)"', page)
        assert len(entities) <= 100
        assert sum(len(url.encode()) for url in urls) <= 9_500
    waiting_text = "\n".join(seen).split("Told already")[0].split("已推送，按重要程度")[0]
    assert [waiting_text.count(f"№{place:03}.") for place in range(len(numbered))] == [1] * len(numbered)


SPIKE = Spike(
    topic="rare-earth",
    day=NOW.date(),
    stories=11,
    usual=2.5,
    most=4,
    days=38,
    is_working_day=True,
    weekday_usual=3.0,
)


def shown(spike: Spike, stories: int, channel: ChannelConfig = DESK) -> str:
    page = spike_text.page(spike, [item(f"Story {number}") for number in range(stories)], channel)
    return "".join(letter.text for letter in markup.read(page))


def test_a_spike_explains_its_figure() -> None:
    page = shown(SPIKE, 9)

    assert page.startswith(
        "📈 Rare earth: 11 stories today\n"
        "Usual for a working day is 2.5: the median of the last 38 of them, the busiest of which had 4. "
        "The usual Monday has 3.\n"
        "\n"
        "Today so far:\n"
        "⚪ Story 0 · MIIT\n"
    )
    assert page.endswith("\n… and 3 more")


def test_a_spike_on_a_day_off_without_stories_to_show() -> None:
    assert shown(replace(SPIKE, is_working_day=False, weekday_usual=2.5), 0, ZH) == (
        "📈 Rare earth：今日 11 件事\n休息日通常为 2.5 件：最近 38 天的中位数，最多一天 4 件。"
    )


def test_a_spike_of_long_titles_fits() -> None:
    long = [item("稀" * 900, outlet="x" * 400, news="y" * 400) for _ in range(8)]

    page = spike_text.page(SPIKE, long, DESK)

    assert units(markup.plain_text(page)) <= digest_pages.MAX_UNITS
