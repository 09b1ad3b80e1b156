"""Entries of every kind become documents of one form."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.corpus import laying_out
from monitor.corpus.normalise import normalise
from monitor.errors import ParseError
from monitor.model import Attachment, BodyFormat, Document, Entry, Highlight, Outlet, OutletKind, Section

_PAGES = Path(__file__).parents[1] / "data" / "pages"
_OUTLET = Outlet(name="Slate Watch", kind=OutletKind.INDEPENDENT)
_NOW = datetime(2026, 11, 1, tzinfo=UTC)
_A = "The county reopened its slate quarry on Monday, and forty people went back to work there."
_B = "Slate from the quarry goes to roofers in three counties, who had waited for it since spring."


def _document(entry: Entry, *, language: str | None = None) -> Document:
    return normalise(entry, outlet=_OUTLET, zone="Asia/Shanghai", language=language, now=_NOW)


def _page(name: str, url: str | None = None) -> Document:
    body = (_PAGES / f"{name}.html").read_text("utf-8")
    return _document(Entry(body=body, body_format=BodyFormat.PAGE, url=url))


def test_a_ministrys_notice_becomes_a_document() -> None:
    assert _page("ministry_notice", "https://example.org/n/t.html") == Document(
        title="关于公布第四批先进陶瓷中试平台名单的通知",
        published=datetime(2026, 3, 18, 16, 20, tzinfo=timezone(timedelta(hours=8))),
        credit="某某省工业和信息化厅",
        language="zh",
        sections=(
            Section(
                paragraphs=(
                    "某工信科〔2026〕37号",
                    "各市州工业和信息化局，各有关单位：",
                    "为加快先进陶瓷科技成果转化，按照《先进制造业中试能力建设行动方案》和国发〔2024〕3号文件要求，我厅组织开展了第四批先进陶瓷中试平台遴选工作。现将名单予以公布，并就有关事项通知如下。",
                )
            ),
            Section(
                heading="一、总体要求",
                paragraphs=(
                    "（一）坚持应用牵引。各平台要面向企业开放服务，年内完成不少于二十项中试熟化任务。",
                    "（二）加强资金保障。省级财政对通过验收的平台给予不超过八百万元的补助。",
                ),
            ),
            Section(
                heading="二、组织实施",
                paragraphs=(
                    "各市州要落实属地责任，每季度末报送进展情况。",
                    "序号 | 平台名称 | 所在地",
                    "1 | 氮化硅陶瓷中试平台 | 东河市",
                    "2 | 透明陶瓷中试平台 | 西岭市",
                    "附件：第四批先进陶瓷中试平台名单.xlsx",
                    "某某省工业和信息化厅",
                    "2026年3月16日",
                ),
            ),
        ),
        outlet=_OUTLET,
        origin=(OutletKind.OFFICIAL,),
        url="https://example.org/n/t.html",
        document_number="某工信科〔2026〕37号",
        issuer="某某省工业和信息化厅",
        written_on=date(2026, 3, 16),
        attachments=(
            Attachment(
                url="https://example.org/n/P020260318.xlsx",
                name="第四批先进陶瓷中试平台名单.xlsx",
                media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
        ),
    )


def test_a_groups_own_news_becomes_a_document() -> None:
    document = _page("group_news")

    assert (document.title, document.published, document.origin) == (
        "北岭集团氢能材料中试线投产",
        date(2026, 5, 9),
        (OutletKind.STATE_COMPANY,),
    )
    assert [len(section.paragraphs) for section in document.sections] == [3]


_TRADE_NEWS = """Graphite Hub Opens in the Northern Hills

Feb 11, 2026 09:05 +0000

Highlights

  • A provincial centre for anode graphite started work with ninety staff and a pilot furnace.
  • The centre will license its processes to local plants in fields such as:
  • Battery cells
  • Grid storage
  • Officials want half of the feedstock to come from recycled cells within three years.

The Northern Hills graphite hub opened on Tuesday after two years of building, the provincial government said in a statement on its website. It will test purification routes that use no hydrofluoric acid, and it offers furnace time to firms that could not pay for it alone.

Researchers there told visitors that the first batch reached a purity of 99.96 per cent, which would be enough for most cells, and that the costs had come down by a third since the first trials.

What it means for buyers abroad

Buyers abroad should expect more finished anode and less raw flake from the province, because the licence terms favour plants that stay nearby. Several traders said the change had been expected for months.

  • Flake exports fell by a fifth last year.
  • Finished anode exports doubled.

Nobody at the hub would name its customers.

Disclaimer: This item rests on reports by state-owned companies and was not checked independently.

0 Comments
"""


def test_a_page_and_a_text_of_the_same_article_give_the_same_document() -> None:
    page = _page("trade_news")
    text = _document(Entry(body=_TRADE_NEWS, body_format=BodyFormat.SEED))

    assert page == text
    assert page.origin == (OutletKind.STATE_COMPANY,)
    assert page.highlights[1] == Highlight(
        text="The centre will license its processes to local plants in fields such as:",
        children=("Battery cells", "Grid storage"),
    )


@pytest.mark.parametrize("name", ["ministry_notice", "group_news", "trade_news"])
def test_a_document_written_out_is_read_as_the_same_document(name: str) -> None:
    document = replace(_page(name), attachments=())

    again = _document(Entry(body=laying_out.render(document), body_format=BodyFormat.SEED))

    assert again == replace(document, url=None)


def test_a_fragment_keeps_its_form() -> None:
    body = f"<p>{_A}</p><h3>How it works</h3><p>{_B}<a href='/f.pdf'>PDF</a></p><ul><li>One</li><li>Two</li></ul><div class='share'>X</div>"

    document = _document(Entry(title="Slate Rises", body=body, url="https://example.org/x"))

    assert (document.title, document.title_derived, document.attachments) == (
        "Slate Rises", False, (Attachment(url="https://example.org/f.pdf", name="f.pdf", media_type="application/pdf"),),
    )  # fmt: skip
    assert document.sections == (
        Section(paragraphs=(_A,)),
        Section(heading="How it works", paragraphs=(f"{_B}PDF", "- One", "- Two")),
    )


@pytest.mark.parametrize(
    "body",
    [
        f"{_A}\n\n{_B}",
        f"{_A}\n{_B}",
        f"<p>{_A}</p><p>{_B}</p>",
        f"{_A}<br><br>{_B}",
        f"{_A}\n\n<a href=x>Slate</a>{_B[5:]}",
        f"<div>{_A}<p>\ufffc</p><p>{_B}",
    ],
)
def test_plain_text_that_a_feed_calls_html_keeps_its_paragraphs(body: str) -> None:
    assert _document(Entry(title="Slate Rises", body=body)).sections == (Section(paragraphs=(_A, _B)),)


def test_entities_are_decoded_once() -> None:
    plain = _document(Entry(title="T", body="Slate &amp;amp; stone &lt;rise&gt; together."))
    marked = _document(Entry(title="T", body="<p>Slate &amp;amp; stone &lt;rise&gt; together.</p>"))

    assert plain.sections == marked.sections == (Section(paragraphs=("Slate &amp; stone <rise> together.",)),)


def test_the_entrys_own_title_and_date_win() -> None:
    entry = Entry(
        title=" Slate  Rises ",
        published=date(2026, 1, 2),
        body=f"Slate rises\n\nJun 4, 2026\n\n{_A}",
        body_format=BodyFormat.SEED,
    )

    document = _document(entry)

    assert (document.title, document.published) == ("Slate Rises", date(2026, 1, 2))
    assert document.sections == (Section(paragraphs=(_A,)),)


def test_a_title_is_derived_where_neither_entry_nor_text_has_one() -> None:
    document = _document(Entry(title=" ", body=f"Highlights\n- It rose.\n{_A}", body_format=BodyFormat.SEED))

    assert (document.title, document.title_derived) == ("It rose.", True)


def test_damage_is_mended_in_every_format() -> None:
    damaged = f"The countyโs quarry is open. {_A}"
    bodies = (
        Entry(title="T", body=damaged, body_format=BodyFormat.SEED),
        Entry(title="T", body=f"<ul><li>{damaged}</li></ul>"),
        Entry(title="T", body=f"<p>{damaged}</p>"),
        Entry(
            title="T", body=f"<body><div id=zoom><p>{damaged}</p></div></body>", body_format=BodyFormat.PAGE
        ),
    )

    texts = {_document(entry).sections[0].paragraphs[0].removeprefix("- ") for entry in bodies}

    assert texts == {f"The county’s quarry is open. {_A}"}


@pytest.mark.parametrize("body_format", list(BodyFormat))
def test_an_entry_without_a_body_is_its_title(body_format: BodyFormat) -> None:
    document = _document(Entry(title="Slate Rises", body_format=body_format))

    assert document == Document(
        title="Slate Rises", language=document.language, outlet=_OUTLET, origin=(_OUTLET.kind,)
    )


@pytest.mark.parametrize("body", ["", " \n ", "<p> </p>", "<script>x</script>", "\0"])
@pytest.mark.parametrize("body_format", list(BodyFormat))
def test_an_entry_of_nothing_is_refused_by_name(body: str, body_format: BodyFormat) -> None:
    if body.startswith("<") and body_format is BodyFormat.SEED:
        body = ""

    with pytest.raises(
        ParseError, match=r"^nothing to read in https://example\.org/x: neither title nor text$"
    ):
        _document(Entry(url="https://example.org/x", body=body, body_format=body_format))


@pytest.mark.parametrize(
    ("head", "label", "parent", "children"),
    [
        ("<h1>{}</h1><p>By Jane Doe</p><p>March 3, 2026</p>", "Highlights", "Money covers fields such as:", ("Trucks", "Cranes")),
        ("<header><h1>{}</h1><p>By Jane Doe</p><time datetime='2026-03-03'>March 3, 2026</time></header>", "Key points", "Fields:", ("Trucks",)),
        ("<h1>{}</h1><p>作者：张三</p><p>2026年3月3日</p>", "要点", "覆盖以下领域：", ("卡车", "起重机")),
    ],
)  # fmt: skip
def test_a_pages_head_and_nested_highlights_read_as_those_of_a_text(
    head: str, label: str, parent: str, children: tuple[str, ...]
) -> None:
    inner = "".join(f"<li>{child}</li>" for child in children)
    bullets = f"<ul><li>It rose.</li><li>{parent}<ul>{inner}</ul></li><li>It fell.</li></ul>"
    page = f"<article>{head.format('Slate Rises in May')}<h2>{label}</h2>{bullets}<p>{_A}</p><p>{_B}</p></article>"

    document = _document(Entry(body=page, body_format=BodyFormat.PAGE))
    again = _document(Entry(body=laying_out.render(document), body_format=BodyFormat.SEED))

    assert (document.title, document.published) == ("Slate Rises in May", date(2026, 3, 3))
    assert document.highlights == (
        Highlight(text="It rose."),
        Highlight(text=parent, children=children),
        Highlight(text="It fell."),
    )
    assert document.sections == (Section(paragraphs=(_A, _B)),)
    assert again == document


@pytest.mark.parametrize(
    ("given", "entry", "language"),
    [
        ("fr", "de", "fr"),
        (None, "EN_us", "en"),
        (None, "und", "en"),
        (None, "", "en"),
        (None, "english", "en"),
        (None, None, "en"),
    ],
)
def test_the_language_is_given_or_found(given: str | None, entry: str | None, language: str) -> None:
    assert _document(Entry(title="T", body=_A, language=entry), language=given).language == language


@pytest.mark.parametrize(("declared", "language"), [("zh-Hans-CN", "zh"), ("EN_us", "en"), (None, "und")])
def test_what_a_feed_declares_counts_where_the_text_is_unclear(declared: str | None, language: str) -> None:
    """Many feeds leave the default of their software: a Chinese one says en-US."""
    assert _document(Entry(title="5", body="2026", language=declared), language=None).language == language


@given(
    st.text(alphabet=st.characters(), max_size=200),
    st.sampled_from(BodyFormat),
    st.sampled_from((None, "Slate Rises")),
)
@settings(deadline=None, max_examples=150)
def test_any_entry_becomes_a_document_or_is_refused(
    body: str, body_format: BodyFormat, title: str | None
) -> None:
    entry = Entry(title=title, body=body, body_format=body_format)
    try:
        document = _document(entry)
    except ParseError:
        assert title is None
    else:
        assert document.title


def test_what_the_source_says_of_an_entry_is_surer_than_its_page() -> None:
    page = (
        "<html><head><meta name=ContentSource content=青石省财政厅></head><body><p>发文字号：青财〔2026〕1号</p>"
        f"<div id=zoom><p>{'现将名单予以公布，请认真贯彻落实。' * 6}</p><p><a href='a.pdf'>名单</a></p></div></body></html>"
    )
    stated = Entry(
        title="通知",
        url="https://example.org/n/",
        body=page,
        body_format=BodyFormat.PAGE,
        issuer="青石省 人民政府",
        document_number="青政发[2026] 7号",
        attachments=(Attachment(url="https://example.org/n/a.pdf", size=9),),
    )
    silent = replace(stated, issuer=None, document_number="青7", attachments=())

    told, found = _document(stated), _document(silent)

    assert (told.issuer, told.document_number) == ("青石省 人民政府", "青政发〔2026〕7号")
    assert told.attachments == (
        Attachment(url="https://example.org/n/a.pdf", name="名单", media_type="application/pdf", size=9),
    )
    assert (found.issuer, found.document_number) == ("青石省财政厅", "青7")
