"""Furniture of the common content systems goes, and sentences that begin as furniture does stay."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.corpus import boilerplate, furniture, laying_out, seed_lines, seed_text
from monitor.corpus.seed_lines import Clock
from tests.corpus.articles import HAN, A, B, cleaned


@pytest.mark.parametrize(
    "tail",
    [
        ("This entry was posted in News and tagged slate, quarry. Bookmark the permalink.\n\n2 thoughts on “Slate Rises”\n\nbob says:\n\nA fine article, thanks for all of it!\n\n"
        "Leave a comment\n\nYour e-mail address will not be published.\n\nFields with a * are needed"),
        "2 Comments\n\nbob says:\n\nThe new list of slate quarries is a scandal, if you ask me.",
        "Leave a Reply\n\nYour email address will not be published.",
        ("Share this:\n\n- Click to share on Twitter (Opens in new window)\n- Click to share on Facebook (Opens in new window)\n\nLike this:\n\nLike Loading...\n\n"
        'Related\n\nMarble falls\n\nMarch 3, 2026\n\nIn "News"\n\nGranite rises\n\nMay 4, 2026\n\nIn "News"\n\nPublished by Ann Lee\n\n'
        "Ann Lee is a journalist based in Wales and writes about stone.\n\nView all posts by Ann Lee"),
        "Share this:\nClick to share on X (Opens in new window)\nX\nClick to share on LinkedIn (Opens in new window)\nLinkedIn\nLike this:\nLoading...",
        "You may also like\n\nMarble falls\n\nGranite rises\n\nSubscribe to read everything we have on quarries, five days a week.",
        "3 Comments\n\nModerator\n\nContinue the conversation in our members’ forum →", "Moderator\n\n0 Comments\n\nSubscribe",
        "Read the whole story on the county’s page →", "© Slate Watch Ltd.", "Copyright 2026 Slate Watch Media Group Ltd.", "Previous: Marble falls\nNext: Granite rises",
        "Next: Granite rises\n\n0 Comments", "Tags: slate, quarry, the county",
        "Notice: The content above (including the pictures) is uploaded by a user of a platform.",
        "Comments are closed.", "Read more: Why marble is back", "We use cookies to make this site better.\n\nAccept all", "Enter your email address\n\nSubscribe",
    ],
)  # fmt: skip
def test_the_tail_of_a_page_goes(tail: str) -> None:
    assert cleaned(f"Slate Rises\n\n{A}\n\n{B}\n\n{tail}") == ["Slate Rises", A, B]


@pytest.mark.parametrize(
    "tail",
    [
        "推荐阅读：\n某县公布石板名单\n打开微信，点击底部的“发现”，使用“扫一扫”即可将网页分享至朋友圈。",
        "推荐阅读：\n某县公布石板名单\n关注本公众号，每天都能收到石板行业的新消息。\n某某传媒",
        "转载请注明出处。", "如需转载，请注明来源：某某网。", "本文来源：某某网", "来源：某某网",
        "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。",
        "责任编辑：李四 校对：王五", "编辑：李四、王五", "责编：li_four", "审核：县委宣传部", "版权所有：某某网", "版权所有 © 某某网",
    ],
)  # fmt: skip
def test_the_tail_of_a_chinese_page_goes(tail: str) -> None:
    assert cleaned(f"石板矿重新开放\n\n{HAN}\n\n{HAN}\n\n{tail}") == ["石板矿重新开放", HAN, HAN]


@pytest.mark.parametrize(
    "box",
    [
        "Share on Facebook\nTweet", "Share on Facebook\nShare on X\nTweet\nPin it\nEmail", "We use cookies to know you better.\nAccept all",
        "Enter your email address\nSubscribe", "Please enter your email to receive our news\nSubmit", "Loading...",
        "当前位置：首页 > 新闻", "位置：首页 > 新闻", "您的位置：新闻中心", "Thank you for signing up for our newsletter!", "微信扫码关注",
    ],
)  # fmt: skip
def test_boxes_in_the_middle_of_an_article_go_whole(box: str) -> None:
    assert cleaned(f"Slate Rises\n\n{box}\n\n{A}\n\n{box}\n\n{B}") == ["Slate Rises", A, B]


@pytest.mark.parametrize(
    "line",
    [
        "位置：某市滨海区，占地三千亩，分三期建设。", "位置：某市滨海区", "Thank you for signing up to the export pact, the minister said.",
        "微信扫码支付已在全县推开，群众办事更加方便。", "首页改版以后，访问量上升。", "Accept all of it", "Enter your emails in the form by May, the office says.",
        "Home prices > wages", "Advertisement\nComments",
    ],
)  # fmt: skip
def test_what_only_begins_as_furniture_stays_anywhere(line: str) -> None:
    kept = [part for part in line.split("\n") if part != "Advertisement"]

    assert cleaned(f"{A}\n\n{line}\n\n{B}") == [A, *kept, B]


@pytest.mark.parametrize(
    "tail",
    [
        "Next: a second pilot list in May", "Previous: a first list of 2024", "Read more: licences for slate are next in the line.", "Copyright 2026 rules for slate were announced by the county.",
        "Tags: slate is tagged by colour at the quarry", "编辑：某部公布第三批石板名单", "版权所有人可以依法申请登记，由县里受理。", "来源：石板来自全县十二个乡镇，其中三个在山区。",
        "The post of quarry chief first appeared on the list in 1950.", "Join the discussion on slate, the county has told its people.", "转载矿石的车辆应当覆盖。",
        "By Region\n\nThe valley is a founder of the alliance.", "About Slate\n\nSlate is a founder of wealth, and the county is based in Wales.",
        "声明：以上内容由县政府负责解释。", "（来源：某某日报）", "Related\n\n- It rose, and that was the end of all talk about slate in the county.",
        "相关阅读\n\n一、总体要求\n\n完毕", "Recent News:\n\nIt rose.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("below", ["", "\n\nShare this"])
def test_a_sentence_or_a_heading_that_begins_as_furniture_stays_at_the_end(tail: str, below: str) -> None:
    if below and furniture.is_pager(tail):
        return  # with furniture under it, it is furniture

    assert cleaned(f"{A}\n\n{B}\n\n{tail}{below}") == cleaned(f"{A}\n\n{B}") + [
        line.removeprefix("- ") for line in tail.split("\n\n")
    ]


def test_a_list_of_other_pages_in_the_middle_takes_nothing_of_the_article_below() -> None:
    assert cleaned(f"{A}\n\nRelated\n\nMarble falls\n\n{B}")[-1] == B
    assert cleaned(f"{HAN}\n\n推荐阅读\n\n某县公布石板名单\n\n{HAN}")[-1] == HAN


def test_a_label_of_a_list_with_no_article_above_it_stays() -> None:
    assert cleaned("Related\n\nMarble falls\n\nShort.") == ["Related", "Marble falls", "Short."]


@pytest.mark.parametrize(
    "line",
    [
        "首页 " + "> a " * 85 + "> " + "x" * 50,
        "home" + ">" * 390 + "\n",
        "打印 " * 99 + "x",
        "责任编辑：" + "李四 " * 90 + "x。",
        "责任编辑：" + "a b " * 90 + "。",
        "a" * 400,
        "← " * 199,
        "分享 /" * 80,
        "follow us on " + "a and " * 60,
        "share on " * 40,
    ],
)
def test_no_line_takes_long_to_judge(line: str) -> None:
    start = time.process_time()

    furniture.is_label(line)
    furniture.is_weak_tail(line)

    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "piece",
    [
        "Disclaimer\nNot checked by us.\n\n",
        "By Ann\n\nShe is a journalist.\n\n0 Comments\n\n",
        "Related\nMarble falls\n",
        "Next: marble\n",
        "Contents\nMarble\n",
    ],
)
def test_very_many_pieces_of_furniture_do_not_take_long(piece: str) -> None:
    lines = seed_lines.read(f"{A}\n\n{B}\n\n{piece * 3_000}", Clock())
    start = time.process_time()

    boilerplate.clean(lines)

    assert time.process_time() - start < 30


_LINES = st.sampled_from(
    (
        "Slate Rises", A, B, HAN, "Highlights", "- a point", "Jun 4, 2025", "Related", "Marble falls", "Granite rises", "March 3, 2026", 'In "News"', "It fell.",
        "推荐阅读：", "某县公布石板名单", "打开微信，点击底部的“发现”。", "关注本公众号，每天都能收到石板行业的新消息。", "Next: marble", "Previous: granite", "bob says:", "2 Comments",
        "2 thoughts on “Slate”", "Share on Facebook", "Tweet", "Subscribe", "Moderator", "Accept all", "We use cookies.", "Enter your email address", "Share this:", "Facebook", "Loading...",
        "By Ann", "She is a journalist.", "来源：某网", "（来源：某网）", "编辑：李四", "Your e-mail address will not be published.", "Disclaimer", "Not checked.", "一、总体要求", "附件：名单", "Advertisement",
    )
)  # fmt: skip


@given(st.lists(_LINES, max_size=16), st.sampled_from(("\n", "\n\n")))
@settings(max_examples=600, deadline=None)
def test_cleaning_and_writing_out_settle_at_once(lines: list[str], gap: str) -> None:
    text = gap.join(lines)
    once = boilerplate.clean(seed_lines.read(text, Clock()))
    parts = seed_text.parse(text)

    assert boilerplate.clean(once) == once
    assert seed_text.parse(laying_out.lay_out_text(parts).text + "\n") == parts


@pytest.mark.parametrize(
    "piece", ["a: ", "A + ", "大 a ", "A-: ", "home > ", "编辑: a ", "，a", "the news ", "← "]
)
def test_a_line_that_is_nearly_furniture_over_and_over_is_judged_at_once(piece: str) -> None:
    line = (piece * 200)[:398] + "!"
    began = time.process_time()

    for judge in (
        furniture.is_weak_tail,
        furniture.is_list_label,
        furniture.is_commenter,
        furniture.is_page_talk,
    ):
        judge(line)

    assert time.process_time() - began < 0.5  # seconds; one that tries every combination takes years
