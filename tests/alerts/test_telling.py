import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts import telling
from monitor.model import (
    ChannelConfig,
    ChannelKind,
    DeliveryKind,
    Document,
    Highlight,
    Message,
    Outlet,
    OutletKind,
    RuleStatus,
    Section,
    Severity,
    StoryState,
    StoryView,
    Summarised,
    UpdateKind,
)
from tests.alerts.samples import CHINESE, ENGLISH, found, lay_out, update, view
from tests.telegram_html import is_empty, parse

ENGLISH_CHANNEL = ChannelConfig(id="c", kind=ChannelKind.TELEGRAM, language="en")
PILOT = found(lay_out(CHINESE), "试点名单", "入选")
STORY = view(
    CHINESE,
    PILOT,
    updates=(update(UpdateKind.SOURCE, "Observer"), update(UpdateKind.STAGE, "in force", revision=2)),
)


def told(
    of: StoryView = STORY, channel: ChannelConfig = ENGLISH_CHANNEL, kind: DeliveryKind = DeliveryKind.SEND
) -> Message:
    return telling.message(of, lay_out(of.lead.document), channel, kind=kind)


def text_of(message: Message) -> str:
    return "\n".join(parse(part).text for part in message.parts)


def test_the_whole_message_of_a_chinese_document_reads_in_english() -> None:
    assert text_of(told()) == (
        "🟠 Pilot list · National demonstration list — CNY 120 million; 60%; 42 projects; batch 3; No. 88 of 2026\n"
        "关于公布第三批工业绿色微电网试点名单的通知\n"
        "\n"
        "• 42 projects — 经企业申报、地方推荐、专家评审和公示，现将第三批工业绿色微电网试点名单予以公布，共42个项目入选。\n"
        "• 2 years · by 2028 · 60% — 试点期为两年，到2028年可再生能源就地消纳比例应达到60%以上。\n"
        "• CNY 120 million — 对未按期完成建设任务的单位，将取消试点资格，并收回专项资金1.2亿元。\n"
        "\n"
        "工业和信息化部 · official\n"
        "published 2026-07-30 09:15 UTC+08:00 · 工信厅联节函〔2026〕88号\n"
        "\n"
        "History\n"
        "22 Nov 14:05 also reported by Observer\n"
        "22 Nov 14:05 new stage: in force\n"
        "Why you are told: National demonstration list — Selection precedes funding.\n"
        "经企业申报、地方推荐、专家评审和公示，现将第三批工业绿色微电网[试点名单]予以公布，共42个项目[入选]。请各地加强指导。"
        "试点期为两年，到2028年可再生能源就地消纳比例应达到60%以…\n"
        "#pilot_list #high id d1"
    )


def test_where_another_document_of_the_story_speaks_the_readers_language_its_highlights_are_told() -> None:
    twin = Document(
        title="MIIT names 42 microgrids",
        language="en",
        highlights=(
            Highlight(text="Forty-two projects were named."),
            Highlight(text="They run for two years."),
        ),
        outlet=Outlet(name="The Observer"),
    )

    text = text_of(told(replace(STORY, twins=(twin, Document(title="Ohne", language="de")))))

    assert "• Forty-two projects were named.\n• They run for two years.\n(from The Observer)\n" in text
    assert "经企业申报" not in text.partition("Why you are told")[0]


def test_a_channel_without_a_language_tells_each_document_in_its_own() -> None:
    text = text_of(told(channel=replace(ENGLISH_CHANNEL, language=None)))

    assert text.startswith("🟠 Pilot list · 关于公布第三批工业绿色微电网试点名单的通知\n\n• 经企业申报")


def test_a_summary_takes_the_place_of_the_lines_and_names_its_model() -> None:
    summarised = Summarised(model="a-model", lines=("42 projects were named.",))

    message = telling.message(
        STORY, lay_out(CHINESE), ENGLISH_CHANNEL, kind=DeliveryKind.SEND, summarised=summarised
    )

    assert "\n\n• 42 projects were named.\n(summary by a-model, checked against the text)\n\n" in text_of(
        message
    )


def test_a_reply_says_in_short_what_changed_and_of_what() -> None:
    assert text_of(told(kind=DeliveryKind.REPLY)) == (
        "🟠 Update: new stage: in force\n"
        "National demonstration list — CNY 120 million; 60%; 42 projects; batch 3; No. 88 of 2026 (alert #12)\n"
        "工业和信息化部 · official"
    )


def test_what_was_taken_back_is_told_in_short_where_nothing_can_be_edited() -> None:
    taken_back = replace(STORY, retraction="It was no list.")
    short = (
        "❌ Retracted: National demonstration list — CNY 120 million; 60%; 42 projects; batch 3; No. 88 of 2026 (alert #12): "
        "It was no list."
    )

    assert text_of(told(taken_back, kind=DeliveryKind.REPLY)) == short
    apprise = replace(ENGLISH_CHANNEL, kind=ChannelKind.APPRISE)
    assert text_of(told(taken_back, apprise, DeliveryKind.EDIT)) == short
    assert text_of(told(taken_back, kind=DeliveryKind.EDIT)).startswith("❌ Retracted: It was no list.\n🟠 ")


def test_a_low_one_makes_no_sound() -> None:
    low = replace(STORY, story=StoryState(id="s1", severity=Severity.LOW))

    assert told(low).silent
    assert not told().silent


def test_a_story_is_told_of_a_document_that_no_rule_matched() -> None:
    unmatched = view(ENGLISH, story=StoryState(id="s1", severity=Severity.MEDIUM))
    nobody = view(ENGLISH, replace(PILOT, status=RuleStatus.DRAFT), story=StoryState(id="s1"))

    assert text_of(told(unmatched)).startswith(f"🟡 {ENGLISH.title}\n\n• MIIT approved eleven")
    assert text_of(told(nobody)).startswith("⚪ ")


def test_an_operators_template_takes_the_place_of_our_words() -> None:
    channel = replace(ENGLISH_CHANNEL, templates=(("alert", "<b>{{ head }}</b>"), ("reply", "{{ change }}")))

    assert told(channel=channel).parts == (
        "<b>National demonstration list — CNY 120 million; 60%; 42 projects; batch 3; No. 88 of 2026</b>",
    )
    assert told(channel=channel, kind=DeliveryKind.REPLY).parts == ("new stage: in force",)


def test_no_template_hides_that_an_alert_was_taken_back() -> None:
    channel = replace(ENGLISH_CHANNEL, templates=(("alert", "{{ head }}"),))

    assert told(replace(STORY, retraction="Wrong."), channel).parts[0].startswith("❌ ")


def test_a_template_that_fails_gives_way_to_our_words_and_says_why() -> None:
    message = told(channel=replace(ENGLISH_CHANNEL, templates=(("alert", "{{ lines[7].text }}"),)))

    assert message.parts == told().parts
    assert message.fault == "template alert: line 1: list object has no element 7"


def test_a_webhook_and_a_feed_are_told_in_their_own_form() -> None:
    body = told(channel=replace(ENGLISH_CHANNEL, kind=ChannelKind.WEBHOOK)).parts
    entry = told(channel=replace(ENGLISH_CHANNEL, kind=ChannelKind.ATOM)).parts

    assert json.loads(body[0])["alert"]["id"] == 12
    assert entry[0].startswith("<entry")
    assert len(body) == len(entry) == 1


@settings(deadline=None, max_examples=60)
@given(
    title=st.text(max_size=300),
    paragraphs=st.lists(st.text(max_size=400), max_size=4),
    language=st.sampled_from([None, "en", "zh"]),
    kind=st.sampled_from([DeliveryKind.SEND, DeliveryKind.EDIT, DeliveryKind.REPLY]),
    limit=st.integers(min_value=200, max_value=4096),
    detail=st.text(max_size=400),
    retraction=st.none() | st.text(max_size=500),
)
@pytest.mark.parametrize("of", ["zh", "en"])
def test_every_message_is_one_that_telegram_takes_and_within_the_limit(
    of: str,
    title: str,
    paragraphs: list[str],
    language: str | None,
    kind: DeliveryKind,
    limit: int,
    detail: str,
    retraction: str | None,
) -> None:
    document = Document(
        title=title,
        language=of,
        sections=(Section(paragraphs=("工业和信息化部公布42个项目", *paragraphs)),),
        outlet=Outlet(name=title, kind=OutletKind.OFFICIAL),
        document_number=title,
        issuer="工业和信息化部",
    )
    story = view(
        document,
        found(lay_out(document), "项目"),
        updates=(update(UpdateKind.EDITED, detail),) * 3,
        retraction=retraction,
    )

    message = told(story, replace(ENGLISH_CHANNEL, language=language, limit=limit), kind)

    (part,) = message.parts
    parsed = parse(part)
    assert parsed.units <= limit
    assert len(parsed.entities) <= 100
    assert not is_empty(parsed.text)
