from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.render import DEFAULT_LIMIT, render_html
from monitor.alerts.summarise import summarise
from monitor.model import OutletKind, Published, Severity, Summary, Tier, Update, UpdateKind
from tests.alerts.samples import CHINESE, found, lay_out, summary, version
from tests.telegram_html import is_empty, parse


def test_a_message_says_what_who_and_why() -> None:
    layout = lay_out(CHINESE)
    told = summarise(version(CHINESE, found(layout, "试点名单", "入选")), layout)

    assert render_html(told) == (
        '🟠 <b>Pilot list</b> · <a href="https://example.cn/art/2026/7/30/art_1.html">'
        "关于公布第三批工业绿色微电网试点名单的通知</a>\n"
        "\n"
        "• 经企业申报、地方推荐、专家评审和公示，现将第三批工业绿色微电网试点名单予以公布，共42个项目入选。\n"
        "• 试点期为两年，到2028年可再生能源就地消纳比例应达到60%以上。\n"
        "• 对未按期完成建设任务的单位，将取消试点资格，并收回专项资金1.2亿元。\n"
        "\n"
        "<i>工业和信息化部 · official\n"
        "published 2026-07-30 09:15 UTC+08:00 · 工信厅联节函〔2026〕88号</i>\n"
        "<blockquote expandable>Why you are told: <b>National demonstration list</b> — Selection precedes funding.\n"
        "经企业申报、地方推荐、专家评审和公示，现将第三批工业绿色微电网[试点名单]予以公布，共42个项目[入选]。请各地加强指导。"
        "试点期为两年，到2028年可再生能源就地消纳比例应达到60%以…</blockquote>\n"
        "#pilot_list #high id d1"
    )


@pytest.mark.parametrize(
    ("severity", "mark"),
    [(Severity.CRITICAL, "🔴"), (Severity.HIGH, "🟠"), (Severity.MEDIUM, "🟡"), (Severity.LOW, "⚪")],
)
def test_the_first_character_says_how_severe(severity: Severity, mark: str) -> None:
    assert render_html(summary(severity=severity)).startswith(mark)


def test_every_provenance_is_told_in_plain_words() -> None:
    said = {kind: parse(render_html(summary(provenance=kind))).text for kind in OutletKind}

    assert "· state-owned company's own account, unverified" in said[OutletKind.STATE_COMPANY]
    assert "· state media, unverified" in said[OutletKind.STATE_AFFILIATED]
    assert "· official" in said[OutletKind.OFFICIAL]
    assert "· independent" in said[OutletKind.INDEPENDENT]
    assert "· origin unknown, unverified" in said[OutletKind.UNKNOWN]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"tier": Tier.MINISTRY}, "An outlet (central ministry) · official", id="an office"),
        pytest.param(
            {"tier": Tier.TRADE_PRESS},
            "An outlet (trade press) · rests on official sources",
            id="an outlet that is no office",
        ),
        pytest.param(
            {"tier": Tier.STATE_MEDIA, "provenance": OutletKind.STATE_AFFILIATED},
            "An outlet · state media, unverified",
            id="a tier that the trust says already",
        ),
        pytest.param(
            {"issuer": "MIIT", "independent": 2},
            "MIIT via An outlet · official · 2 independent sources",
            id="an issuer, and two sources",
        ),
        pytest.param(
            {"outlet_kind": OutletKind.UNKNOWN},
            "An outlet · cites official sources, unverified",
            id="an outlet nobody knows",
        ),
        pytest.param(
            {"outlet_kind": OutletKind.UNKNOWN, "provenance": OutletKind.INDEPENDENT},
            "An outlet · independent by its own account, unverified",
            id="one that speaks for itself",
        ),
        pytest.param({"issuer": "An outlet"}, "An outlet · official", id="its own issuer"),
        pytest.param({"issuer": "MIIT", "outlet": ""}, "MIIT · official", id="no outlet"),
    ],
)
def test_the_source_is_told_with_its_place_and_how_far_to_trust_it(
    changes: dict[str, Any], said: str
) -> None:
    assert f"\n{said}\npublished 2026-05-12\n" in parse(render_html(summary(**changes))).text


@pytest.mark.parametrize(
    ("published", "said"),
    [
        pytest.param(date(2026, 5, 12), "published 2026-05-12", id="a day"),
        pytest.param(
            datetime(2026, 5, 12, 17, 5, tzinfo=UTC),
            "published 2026-05-13 01:05 UTC+08:00",
            id="an instant of a feed",
        ),
        pytest.param(
            datetime(2026, 5, 12, 9, 5, tzinfo=timezone(timedelta(hours=8))),
            "published 2026-05-12 09:05 UTC+08:00",
            id="an instant in China",
        ),
        pytest.param(None, "undated", id="nothing"),
    ],
)
def test_the_date_is_as_precise_as_the_text(published: Published | None, said: str) -> None:
    assert f"\n{said}</i>" in render_html(summary(published=published))


@pytest.mark.parametrize(
    ("written_on", "said"),
    [
        (date(2026, 5, 9), "published 2026-05-12 · written 2026-05-09"),
        (date(2026, 5, 12), "published 2026-05-12"),
    ],
)
def test_the_day_it_was_written_is_told_where_it_is_another(written_on: date, said: str) -> None:
    assert f"\n{said}</i>" in render_html(summary(written_on=written_on))


@pytest.mark.parametrize(
    "url",
    [None, "", "tg://user?id=1", "javascript:alert(1)", "https://e.org/a b", "https://e.org/" + "x" * 2048],
)
def test_what_cannot_be_linked_is_no_link(url: str | None) -> None:
    assert "<a" not in render_html(summary(url=url))


def test_a_demo_document_says_so() -> None:
    assert render_html(summary(demo=True)).startswith("🟠 <b>Pilot list</b> (demo) · ")


def test_text_from_outside_stays_text() -> None:
    title = '<b>&amp;</b> "x" </a><script>'

    message = render_html(summary(title=title, url='https://e.org/?a="><b>&amp;', lines=("</b>",)))

    parsed = parse(message)
    assert title in parsed.text
    assert [entity.url for entity in parsed.entities if entity.url] == ['https://e.org/?a="><b>&amp;']
    assert "• </b>" in parsed.text


def test_a_line_of_the_message_is_one_line_without_hidden_characters() -> None:
    message = render_html(summary(title="a\r\n\tb\u202ec\x1b[1m\ud800", outlet=" ", evidence=()))

    assert "a bc[1m\ufffd" in message
    assert "<i>official" in message


def test_a_document_without_a_title_has_one() -> None:
    assert ">Untitled</a>" in render_html(summary(title=" \u200b"))


def test_a_summary_of_little_has_no_empty_places() -> None:
    little = summary(lines=(), evidence=(), why=("",), url=None, topics=("试点",), published=None)

    assert render_html(little) == (
        "🟠 <b>试点</b> · A title\n"
        "\n"
        "<i>An outlet · official\n"
        "undated</i>\n"
        "<blockquote expandable>Why you are told: <b>National demonstration list</b></blockquote>\n"
        "#high id d1"
    )


def test_of_many_rules_the_worst_are_told_with_their_reason_and_the_others_by_name() -> None:
    message = render_html(summary(rule_names=("A", "B", "C", "D"), why=("a.", "b.", "c.", "d.")))

    assert "<blockquote expandable>Why you are told: <b>A</b> — a.\n<b>B</b> — b.\nAlso: C · D\n" in message


def test_a_document_that_no_rule_matched_gives_no_reason() -> None:
    message = render_html(summary(rule_names=(), why=(), evidence=(), topics=()))

    assert message.startswith('🟠 <a href="https://example.org/a">A title</a>')
    assert "blockquote" not in message


def test_readers_of_another_language_see_a_head_the_title_and_what_each_line_names() -> None:
    message = render_html(
        summary(head="MIIT: a list", title="标题", lines=("甲。", "乙。"), glosses=("42 projects", ""))
    )

    assert '<a href="https://example.org/a">MIIT: a list</a>\n<i>标题</i>\n' in message
    assert "\n• <b>42 projects</b> — 甲。\n• 乙。\n" in message


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lines_from": "The Observer"}, "(from The Observer)"),
        ({"summarised_by": "a-model"}, "(summary by a-model, checked against the text)"),
    ],
)
def test_whose_words_the_lines_are_is_told(changes: dict[str, Any], said: str) -> None:
    assert f"• Second line.\n{said}\n\n" in parse(render_html(summary(**changes))).text


def test_the_history_is_told_in_the_zone_of_the_channel_newest_last_and_bounded() -> None:
    updates = tuple(
        Update(
            revision=number,
            kind=UpdateKind.SOURCE,
            detail=f"Outlet {number}",
            document_id="d2",
            at=datetime(2026, 11, 22, 6, number, tzinfo=UTC),
        )
        for number in range(1, 8)
    )

    text = parse(render_html(summary(history=updates), zone="Asia/Shanghai")).text

    assert (
        "\n\nHistory … 2 earlier\n22 Nov 14:03 also reported by Outlet 3\n22 Nov 14:04 also reported by Outlet 4\n"
        "22 Nov 14:05 also reported by Outlet 5\n22 Nov 14:06 also reported by Outlet 6\n"
        "22 Nov 14:07 also reported by Outlet 7\n"
    ) in text


def test_what_was_taken_back_says_why_first_and_is_struck_through() -> None:
    message = render_html(summary(retraction="The outlet withdrew it.", lines=("甲。",), glosses=("42",)))

    assert message.startswith("❌ <b>Retracted: The outlet withdrew it.</b>\n🟠 ")
    assert '<s><a href="https://example.org/a">A title</a></s>' in message
    assert "<s><b>42</b></s><s> — 甲。</s>" in message
    assert "blockquote" not in message


def test_the_frame_of_a_chinese_channel_is_chinese() -> None:
    text = parse(
        render_html(
            summary(tier=Tier.MINISTRY, independent=2, demo=True, written_on=date(2026, 5, 1)),
            language="zh-Hans",
        )
    ).text

    assert "Pilot list（演示） · A title" in text
    assert (
        "An outlet（中央部委） · 官方发布 · 2个独立来源\n发布于2026-05-12 · 成文于2026-05-01\n推送原因："
        in text
    )


def test_hashtags_are_topics_severity_and_names_as_long_as_they_fit() -> None:
    few = render_html(summary(tags=("MIIT", "rare_earth", "high")))
    many = render_html(
        summary(topics=("a" * 39, "b" * 39, "c" * 39), tags=tuple(f"{n}" + "d" * 38 for n in "efg"))
    )

    assert few.endswith("#pilot_list #high #MIIT #rare_earth id d1")
    assert many.endswith(f"#{'a' * 39} #{'b' * 39} #{'c' * 39} #high id d1")


def crowded() -> Summary:
    return summary(
        title="title " * 100,
        topics=("pilot-list", "five-year-plan", "chokepoint", "export-control"),
        lines=("line one " * 30, "line two " * 30, "line three " * 30),
        rule_names=("rule a " * 10, "rule b " * 10, "rule c " * 10),
        why=("reason " * 60,) * 3,
        evidence=tuple(f"[evidence {number}] " + "context " * 20 for number in range(4)),
        document_number="号" * 100,
    )


def test_a_crowded_message_keeps_substance_before_detail() -> None:
    text = parse(render_html(crowded())).text

    assert all(part in text for part in ("line one", "line two", "line three", "rule a", "[evidence 0]"))
    assert "[evidence 3]" not in text


def test_a_tight_message_keeps_who_said_it_and_the_first_line() -> None:
    text = parse(render_html(crowded(), limit=500)).text

    assert "line one" in text
    assert "· official" in text
    assert "reason" not in text


def test_the_tightest_message_is_a_mark_and_a_linked_beginning_of_the_title() -> None:
    assert render_html(crowded(), limit=12) == '🟠 <a href="https://example.org/a">title…</a>'
    assert render_html(crowded(), limit=2) == "🟠"


@settings(deadline=None)
@given(
    title=st.text(max_size=400),
    line=st.lists(st.text(max_size=500), max_size=3),
    outlet=st.text(max_size=100),
    why=st.text(max_size=400),
    evidence=st.lists(st.text(max_size=300), max_size=4),
    topic=st.text(min_size=1, max_size=40),
    limit=st.integers(min_value=2, max_value=2000),
)
def test_every_message_fits_and_is_one_that_telegram_takes(
    title: str, line: list[str], outlet: str, why: str, evidence: list[str], topic: str, limit: int
) -> None:
    told = summary(
        title=title,
        lines=tuple(line),
        outlet=outlet,
        why=(why,),
        evidence=tuple(evidence),
        topics=(topic,),
        document_number=outlet,
    )

    parsed = parse(render_html(told, limit=limit))

    assert parsed.units <= limit
    assert len(parsed.entities) <= 100
    assert not is_empty(parsed.text)


def test_the_default_limit_leaves_room_in_one_message() -> None:
    assert parse(render_html(crowded())).units <= DEFAULT_LIMIT < 4096
