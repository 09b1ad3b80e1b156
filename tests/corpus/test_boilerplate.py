"""What a page adds around its article goes; what an article says stays, whatever it speaks about."""

import pytest

from monitor.corpus import boilerplate, seed_lines
from monitor.corpus.seed_lines import Clock
from tests.corpus.articles import HAN, A, B, cleaned


@pytest.mark.parametrize(
    "tail",
    [
        "3 Comments\nNo replies yet\nLoading new replies...\nModerator\nJoin the full discussion at the Slate Watch Forum →",
        "12 comments\n\nLeave a Reply\n\nYour email address will not be published.\n\nRequired fields are marked *\n\nName *\n\nEmail *",
        "Spread the word:\n\nCATEGORIES: , , ,\n\nLeave a Reply\n\nYour email address will not be published.",
        "Search\nRecent Slate News\n\nQuarry Owners Meet in the Valley\n\nWho Needs Marble? Nobody!\n\n3 March 2026\n\n0 Comments",
        "By Ann\n\nA lifelong walker, she was inspired to launch Slate Watch by her passion for stone.\n\n0 Comments\n\nSubmit a Comment",
        "About the author\n\nAnn Lee is a freelance writer based in Wales.\n\nHer career began in a quarry.\n\nNo comments yet",
        "Straight Into Your Inbox\n\nReceive a Daily Email Update With the News That Counts.\n\nFantastic! Thanks for subscribing.\n\n" * 2,
        "Share this:\n\n- Facebook\n- X\n- LinkedIn", "Follow us on Facebook and LinkedIn", "Related Posts\n- Marble falls\n- Granite rises",
        "You may also like\n\nMarble falls", "Tags: slate, quarry", "Previous: Marble falls\nNext: Granite rises",
        "© 2026 Slate Watch. All rights reserved.\nPrivacy Policy | Terms of Use", "Copyright 2026 Slate Watch", "Read more: Marble falls",
        "Submit a Comment\n\nYour email address will not be published.\n\nRequired fields are marked *\n\nAnything a page says here.",
        "This site uses Akismet to reduce spam. Learn how your comment data is processed.", "Moderator\n0 Comments", "← Marble falls",
        "The post Slate Rises appeared first on Slate Watch.", "Continue reading Slate Rises →",
        "Recent Slate News\n\nMarble falls\n\nBy Ann\n\nShe has written about stone and was inspired to launch Slate Watch.",
        "Sign up for our weekly newsletter to read it first", "Back to top",
    ],
)  # fmt: skip
def test_the_tail_of_an_english_page_goes(tail: str) -> None:
    assert cleaned(f"Slate Rises\n\n{A}\n\n{B}\n\n{tail}") == ["Slate Rises", A, B]


@pytest.mark.parametrize(
    "tail",
    [
        "分享到：\n打印\n关闭窗口", "【打印】【关闭】", "打印本页 | 关闭窗口", "【字体：大 中 小】", "责任编辑：李四", "（责任编辑：李四）\n扫一扫在手机打开当前页",
        "相关链接\n一图读懂石板新政\n专家解读石板新政", "相关阅读：\n- 某地石板价格上涨\n责编：王五", "上一篇：某地开放石板矿\n下一篇：没有了",
        "版权声明：凡本网注明来源的作品，均为本网所有。", "版权所有：某某网", "返回顶部", "浏览次数：128", "阅读量：12次", "0条评论\n发表评论", "未经本网授权不得转载。",
        "主办单位：某某局 技术支持：某某公司\n某ICP备12345678号", "网站地图 | 联系我们", "責任編輯：李四\n分享到：\n相關閱讀\n某地石板價格上漲", "友情链接\n某某网\n某某局", "上一条：无",
    ],
)  # fmt: skip
def test_the_tail_of_a_chinese_page_goes(tail: str) -> None:
    assert cleaned(f"石板矿重新开放\n\n{HAN}\n\n{HAN}\n\n{tail}") == ["石板矿重新开放", HAN, HAN]


@pytest.mark.parametrize(
    "line",
    [
        "Skip to content", "当前位置：首页 > 新闻 > 正文", "您所在的位置： 首页 > 新闻", "字号", "首页 > 新闻中心 > 正文", "Home » News", "4 min read", "Advertisement", "字体：大 中 小 打印 分享",
        "Share this article", "Listen to this article",
    ],
)  # fmt: skip
def test_some_lines_are_never_content(line: str) -> None:
    assert cleaned(f"{line}\n\nSlate Rises\n\n{A}\n\n{line}\n\n{B}") == ["Slate Rises", A, B]


@pytest.mark.parametrize(
    "line",
    [
        "Moderator", "Search", "Share", "Comments", "Submit a Comment", "Public comments", "Recent developments", "Recent News", "Newsletter",
        "Join the discussion", "0 Comments", "By Ann Lee", "Search engines must answer.", "评论", "相关链接", "责任编辑：李四", "作者：李四",
        "Table of contents of the plan", "Copyright law", "版权声明", "目录",
    ],
)  # fmt: skip
def test_a_line_that_could_be_content_stays_where_the_article_goes_on(line: str) -> None:
    assert cleaned(f"{A}\n\n{line}\n\n{B}") == [A, line, B]


@pytest.mark.parametrize(
    "tail",
    [
        "Moderator", "Search", "Email", "Search engines", "Share prices rise", "Share with others", "Copyright reform advances", "- Search\n- Email",
        "See more growth, the county says", "Comments are due by 4 March.", "附件：\n名单.xlsx", "相关链接：\n附件1 名单", "Recent News\nIt rose.",
        "By Ann\n\nA lifelong walker.", "未经许可，任何单位不得使用石板。", "应当依法办理ICP备案。", "About us the county says nothing", "Recent News:\n一、总体要求",
        "Home/Office", "- 0 Comments", "- Advertisement", "- Contents",
    ],
)  # fmt: skip
def test_an_ending_that_only_resembles_furniture_stays(tail: str) -> None:
    text = f"{A}\n\n{B}\n\n{tail}"

    assert boilerplate.clean(seed_lines.read(text, Clock())) == seed_lines.read(text, Clock())


def test_a_byline_before_the_only_paragraph_is_no_author_box() -> None:
    text = f"Slate Rises\n\n{A}\n\nBy Ann Lee\n\nShe is a journalist.\n\n0 Comments"

    assert cleaned(text)[-2:] == ["By Ann Lee", "She is a journalist."]


def test_a_paragraph_after_a_byline_that_tells_of_no_person_stays() -> None:
    assert cleaned(f"{A}\n\n{B}\n\nBy Ann Lee\n\nSlate rose.\n\n0 Comments")[-1] == "Slate rose."


def test_lines_beside_the_date_under_a_title_that_name_an_author_go() -> None:
    assert cleaned(f"Slate Rises\n\nBy Ann Lee\n\n2026-06-04\n\n来源：某网\n\n{A}") == [
        "Slate Rises",
        "2026-06-04",
        A,
    ]


def test_a_comment_form_ends_the_article_but_not_its_disclaimer() -> None:
    text = f"{A}\n\n{B}\n\nModerator\n\nYour email address will not be published.\n\nBuy slate!\n\nDisclaimer: not checked."

    assert cleaned(text) == [A, B, "Disclaimer: not checked."]


def test_comments_of_readers_go_with_the_form_under_them() -> None:
    text = f"{A}\n\n{B}\n\n2 Comments\n\nBob\n\nA fine article, thanks for all of it!\n\nReply\n\nYour email address will not be published."

    assert cleaned(text) == [A, B]


def test_furniture_is_taken_off_behind_a_disclaimer_too() -> None:
    assert cleaned(f"{A}\n0 Comments\nDisclaimer: x.\nTags: slate") == [A, "Disclaimer: x."]


def test_a_table_of_contents_goes_with_the_lines_that_come_again() -> None:
    text = f"Slate Rises\nContents\nWhy it rose\nWhat is next\n{A}\nWhy it rose\n{B}\nWhat is next\n{A}"

    assert cleaned(text) == ["Slate Rises", A, "Why it rose", B, "What is next", A]


def test_a_table_of_contents_with_nothing_under_it_goes() -> None:
    assert cleaned(f"Slate Rises\nTable of Contents\n{A}") == ["Slate Rises", A]


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        (
            "The county (CTY (opens in a new tab)) has said so (opens in a new tab).",
            "The county (CTY) has said so.",
        ),
        ("It is on its site (opens in a new tab)and elsewhere.", "It is on its site and elsewhere."),
        ("全文见官网（在新窗口打开）。", "全文见官网。"),
        (
            f"{'word ' * 80}(opens (x) in a new tab) (opens {'(opens in a new tab)' * 40}in a new tab) end (x) end",
            f"{'word ' * 80}(opens (x) in a new tab) end (x) end",
        ),
        ("A (link opens in new window) b (opens (opens in a new tab)in a new tab) c", "A b c"),
    ],
)
def test_words_that_links_leave_in_a_sentence_go(line: str, clean: str) -> None:
    assert cleaned(f"{line}\n\n{A}") == [clean, A]


def test_a_page_of_furniture_alone_leaves_nothing() -> None:
    assert cleaned("0 Comments\nModerator") == ["0 Comments", "Moderator"]
    assert cleaned("Moderator\n0 Comments") == []


@pytest.mark.parametrize(
    ("text", "disclaimer"),
    [
        (f"{A}\n\nDisclaimer\n\nNot checked by us.", "Disclaimer: Not checked by us."),
        (f"{A}\nDisclaimer:\nNot checked by us.\n0 Comments", "Disclaimer: Not checked by us."),
        (f"{HAN}\n【免责声明】\n本文仅供参考。", "【免责声明】：本文仅供参考。"),
        (f"{HAN}\n免责声明：\n本文仅供参考。", "免责声明：本文仅供参考。"),
    ],
)
def test_a_disclaimer_under_its_label_is_joined_with_it(text: str, disclaimer: str) -> None:
    assert cleaned(text)[1:] == [disclaimer]


def test_a_label_without_a_disclaimer_is_a_line_like_any_other() -> None:
    assert cleaned(f"{A}\n\nDisclaimer\n\n- None") == [A, "Disclaimer", "None"]
