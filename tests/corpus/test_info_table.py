"""What pages of offices state of their documents, in the shapes their systems give it."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.corpus import article
from monitor.corpus.article import Article
from monitor.corpus.facts import NO_FACTS, Facts
from monitor.corpus.seed_lines import Clock

_TEXT = (
    "<div id=zoom><p>" + "县里上个月重新开放了石板矿，附近居民都表示欢迎，并且前去参观。" * 4 + "</p></div>"
)
_STATED = Facts(
    issuer="青石县人民政府办公室",
    document_number="青政办发〔2026〕3号",
    subject="工业、交通\\其他",
    written_on=date(2026, 2, 4),
    index_number="000014349/2026-00012",
)


def _article(body: str, head: str = "") -> Article:
    page = f"<html><head>{head}</head><body>{body}{_TEXT}</body></html>"
    return article.extract(page, None, clock=Clock(zone="Asia/Shanghai"))


@pytest.mark.parametrize(
    "table",
    [
        # The State Council's: labels set wide, a table in a table.
        ("<table class=bd1><tr><td><table><tr><td><b>索&nbsp;&nbsp;引&nbsp;&nbsp;号：</b></td><td>000014349/2026-00012</td><td><b>主题分类：</b></td>"
        "<td>工业、交通\\其他</td></tr><tr><td><b>发文机关：</b></td><td>青石县人民政府办公室</td><td><b>成文日期：</b></td><td>2026年02月04日</td></tr>"
        "<tr><td><b>标　　题：</b></td><td colspan=3>关于石板矿的通知</td></tr><tr><td><b>发文字号：</b></td><td>青政办发〔2026〕3号</td>"
        "<td><b>发布日期：</b></td><td>2026年02月09日</td></tr></table></td></tr></table>"),
        # A province's: a list, label and value in elements of their own.
        ("<ul><li><span>索引号：</span><span>000014349/2026-00012</span></li><li><span>主题分类：</span>工业、交通\\其他</li><li>发布机构：青石县人民政府办公室</li>"
        "<li><em>文  号</em><em>青政办发[2026]3号</em></li><li>成文日期： 2026-02-04</li><li>公开日期：2026-02-09</li><li>有效性：</li></ul>"),
        # A ministry's: terms without a colon.
        ("<dl><dt>索引号</dt><dd>000014349/2026-00012</dd><dt>主题分类</dt><dd>工业、交通\\其他</dd><dt>发文单位</dt><dd>青石县人民政府办公室</dd><dt>发文字号</dt>"
        "<dd>青政办发（2026）3号</dd><dt>成文日期</dt><dd>2026.02.04</dd><dt>发布日期</dt><dd>2026/02/09</dd><dt>废止日期</dt></dl>"),
        # All of it in one line, in brackets or not.
        "<div>【索引号】000014349/2026-00012 【主题分类】工业、交通\\其他 【发文机关】青石县人民政府办公室 【发文字号】青政办发〔2026〕3号 【成文日期】2026-02-04 【发布日期】2026-02-09</div>",
        "<p>索引号：000014349/2026-00012 | 主题分类：工业、交通\\其他 | 发文机关：青石县人民政府办公室 | 发文字号：青政办发〔2026〕3号 | 成文日期：二〇二六年二月四日 | 发布日期：2026-02-09</p>",
        "<h3>信息索引号：000014349/2026-00012<br>主题分类：工业、交通\\其他<br>发文机关：青石县人民政府办公室<br>公文字号：青政办发〔2026〕第 3 号<br>生成日期：2026-02-04<br>发布时间：2026-02-09</h3>",
    ],
)  # fmt: skip
def test_a_table_of_facts_is_read_in_every_shape(table: str) -> None:
    found = _article(table)

    assert (found.facts, found.published) == (_STATED, date(2026, 2, 9))


def test_the_surest_of_several_labels_wins_and_nothing_is_no_value() -> None:
    found = _article(
        "<p>发布机构：青石县档案馆处</p><p>发文机关：青石县财政局 东河市财政局</p><p>文号：无</p><p>分类：其他</p><p>主题分类：财政</p><p>索引号：——</p><p>成文日期：</p>"
    )

    assert found.facts == Facts(issuer="青石县财政局、东河市财政局", subject="财政")


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><th>文号</th><th>分类</th></tr><tr><td>石板矿</td><td>页岩</td></tr></table>",
        "<nav><p>发文机关：青石县财政局</p></nav><script>发文机关：青石县财政局</script>",
        "<footer>主题分类：财政</footer>",
        "<p>发文机关：本网编辑小张说了很多话的</p><p>发文字号：见附件</p><p>索引号：石板</p>",
        f"<p>主题分类：{'矿' * 201}</p>",
    ],
)
def test_what_only_looks_like_a_fact_is_none(body: str) -> None:
    assert _article(body).facts == NO_FACTS


def test_the_head_of_a_page_states_facts_under_their_labels() -> None:
    head = "<meta name='文号' content='青政办发〔2026〕3号'><meta name='发文机关' content='青石县财政局'><meta name='x' content='y'>"

    assert _article("", head).facts == Facts(issuer="青石县财政局", document_number="青政办发〔2026〕3号")


@pytest.mark.parametrize(
    ("head", "implied"),
    [
        ("<meta name=ContentSource content=青石省工业和信息化厅><meta name=ColumnType content=通知公告>", Facts(issuer="青石省工业和信息化厅", subject="通知公告")),
        ("<meta name=contentsource content=商务部网站><meta name=ColumnName content=政策>", Facts(issuer="商务部", subject="政策")),
        ("<meta name=ContentSource content=青石日报><meta name=author content=张三><meta name=lanmu content=要闻>", Facts(subject="要闻")),
        ("<meta name=lanmu content=1036>", NO_FACTS),
    ],
)  # fmt: skip
def test_the_tags_of_government_sites_imply_whose_a_page_is(head: str, implied: Facts) -> None:
    assert _article("", head).implied == implied


def test_a_credit_in_the_table_implies_whose_a_page_is() -> None:
    assert _article("<p>来源：科技司 发布时间：2026-02-09 10:30</p>").implied == Facts(issuer="科技司")


@pytest.mark.parametrize(
    "head",
    [
        "<meta name=PubDate content='2026-02-09 16:23'>",
        "<meta name=firstpublishedtime content='2026-02-09-16:23:00'>",
        "<meta name=Maketime content='2026-02-09 16:23:00'>",
    ],
)
def test_the_tags_of_government_sites_say_when_a_page_was_published(head: str) -> None:
    beijing = timezone(timedelta(hours=8))

    assert _article("<p>成文日期：2026-02-04</p>", head).published == datetime(
        2026, 2, 9, 16, 23, tzinfo=beijing
    )


@given(st.text(alphabet="发文机关字号：成日期索引主题分类2026-0 \t|【】<td>/p商务部无", max_size=80))
def test_no_page_makes_it_fail(body: str) -> None:
    _article(body)
