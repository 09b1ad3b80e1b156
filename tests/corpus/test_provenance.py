"""Whose word the reporting of a document rests on."""

import pytest

from monitor.corpus import provenance
from monitor.model import Outlet, OutletKind

_COMPANY, _AFFILIATED, _OFFICIAL = OutletKind.STATE_COMPANY, OutletKind.STATE_AFFILIATED, OutletKind.OFFICIAL
_OUTLET = Outlet(name="Slate Watch", kind=OutletKind.INDEPENDENT)


@pytest.mark.parametrize(
    ("disclaimer", "kinds"),
    [
        ("Disclaimer: this comes from a state-owned enterprise.", (_COMPANY,)),
        ("Disclaimer: state-affiliated media and a stateowned firm said so.", (_COMPANY, _AFFILIATED)),
        ("Disclaimer: based on government sources.", (_OFFICIAL,)),
        (
            "Disclaimer: this is based on official Chinese papers and official county government notices.",
            (_OFFICIAL,),
        ),
        ("Disclaimer: it draws only on independent reporting.", (OutletKind.INDEPENDENT,)),
        ("免責聲明：本文內容來自國有企業。", (_COMPANY,)),
        ("Disclaimer: based on reports in Chinese state media.", (_AFFILIATED,)),
        ("免责声明：本文内容来自国有企业。", (_COMPANY,)),
        ("免责声明：本文内容来自官方媒体和政府网站。", (_AFFILIATED, _OFFICIAL)),
    ],
)
def test_a_disclaimer_settles_it(disclaimer: str, kinds: tuple[OutletKind, ...]) -> None:
    found = provenance.origin(
        disclaimer=disclaimer, paragraphs=("The ministry said in a statement.",), outlet=_OUTLET
    )

    assert found == kinds


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        ("According to Minmetals, the mine is ready.", _COMPANY),
        ("According to the Jinling Group’s marketing department, output doubled.", _COMPANY),
        ("Citing company media, the paper called it a success.", _COMPANY),
        ("The plant works, according to internal sources.", _COMPANY),
        ("The company said in its WeChat account that the line is running.", _COMPANY),
        ("Chinalco said on Friday in a filing that it would invest.", _COMPANY),
        ("A press release from the Baowu steel works has the figures.", _COMPANY),
        ("盛和资源发布公告称，项目已经投产。", _COMPANY),
        ("据集团公众号消息，项目已经投产。", _COMPANY),
        ("Xinhua reported that the line is running.", _AFFILIATED),
        ("BEIJING, March 3 (Xinhua) -- The line is running.", _AFFILIATED),
        ("The plan was published on Monday by Yunnan Daily.", _AFFILIATED),
        ("Chinese state media reported that the line is running.", _AFFILIATED),
        ("According to state television, the line is running.", _AFFILIATED),
        ("据新华社报道，项目已经投产。", _AFFILIATED),
        ("据云南日报消息，项目已经投产。", _AFFILIATED),
        ("The ministry said in a statement that quotas rise.", _OFFICIAL),
        ("MOFCOM announced the list in a notice.", _OFFICIAL),
        ("According to a statement by the Ministry of Commerce, quotas rise.", _OFFICIAL),
        ("The energy ministry said that licences lapse.", _OFFICIAL),
        ("A ministry spokesperson told reporters so.", _OFFICIAL),
        ("Sites were added, according to a notice on the ministry's website.", _OFFICIAL),
        ("State media in Hunan reported the start.", _AFFILIATED),
        ("據集團公眾號消息，項目投產。", _COMPANY),
        ("商務部與海關總署發布公告。", _OFFICIAL),
        ("记者从工信部获悉，指标已经下达。", _OFFICIAL),
        ("商务部近日发布公告，对镓实施管制。", _OFFICIAL),
    ],
)
def test_the_text_names_whose_word_it_is(paragraph: str, kind: OutletKind) -> None:
    assert kind in provenance.origin(disclaimer=None, paragraphs=("Nothing.", paragraph), outlet=_OUTLET)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Traders expect the ministry to act.",
        "Minmetals shares fell by a tenth.",
        "According to three traders, output fell.",
        "分析师认为价格会上涨。",
        "网友爆料称，工业和信息化部今日公布名单，该消息未经证实。",
        "According to a rumour, the ministry announced a ban in a statement on its website.",
    ],
)
def test_without_attribution_the_outlet_speaks_for_itself(paragraph: str) -> None:
    assert provenance.origin(disclaimer=None, paragraphs=(paragraph,), outlet=_OUTLET) == (
        OutletKind.INDEPENDENT,
    )
    assert provenance.origin(
        disclaimer="Disclaimer: not checked.", paragraphs=(), outlet=Outlet(name="")
    ) == (OutletKind.UNKNOWN,)


@pytest.mark.parametrize(
    ("paragraph", "own", "kinds"),
    [
        ("BEIJING, Nov 20 (Reuters) - Output fell.", OutletKind.UNKNOWN, (OutletKind.INDEPENDENT,)),
        ("BEIJING (AP) — Output fell.", OutletKind.UNKNOWN, (OutletKind.INDEPENDENT,)),
        ("路透社北京11月20日电 产量下降。", OutletKind.UNKNOWN, (OutletKind.INDEPENDENT,)),
        ("BEIJING (Reuters) - Output fell.", _AFFILIATED, (_AFFILIATED,)),
        ("BEIJING (Reuters) - Output fell, state media reported.", OutletKind.UNKNOWN, (_AFFILIATED,)),
        ("Prices rose (Reuters).", OutletKind.UNKNOWN, (OutletKind.UNKNOWN,)),
    ],
)
def test_an_agencys_report_is_independent_where_nobody_else_speaks(
    paragraph: str, own: OutletKind, kinds: tuple[OutletKind, ...]
) -> None:
    outlet = Outlet(name="", kind=own)

    assert provenance.origin(disclaimer=None, paragraphs=(paragraph,), outlet=outlet) == kinds


@pytest.mark.parametrize(
    ("credit", "kinds"),
    [
        ("新华社", (_AFFILIATED,)), ("人民日报", (_AFFILIATED,)), ("东河融媒体", (_AFFILIATED,)), ("东河日报", (_AFFILIATED,)), ("工信部网站", (_OFFICIAL,)),
        ("某某省人民政府", (_OFFICIAL,)), ("集团公众号", (_COMPANY,)), ("有研集团", (_COMPANY,)), ("Baowu Group", (_COMPANY,)), ("某某咨询公司", (OutletKind.INDEPENDENT,)),
        ("Slate Watch", (OutletKind.INDEPENDENT,)), (None, (OutletKind.INDEPENDENT,)),
    ],
)  # fmt: skip
def test_a_credit_line_tells_whose_word_it_is(credit: str | None, kinds: tuple[OutletKind, ...]) -> None:
    assert provenance.origin(disclaimer=None, paragraphs=(), outlet=_OUTLET, credit=credit) == kinds


@pytest.mark.parametrize(
    ("lines", "credit"),
    [
        (["标题", "发布时间：2026-03-02 来源：新华社 作者：张三"], "新华社"),
        (["标题"] + ["正文。"] * 30 + ["（来源：工信部网站）"], "工信部网站"),
        (["Title", "Source: China Daily | 3 March 2026"], "China Daily"),
        (["标题"] + ["正文。"] * 20 + ["来源：新华社"] + ["正文。"] * 20, None),
        (["标题", "能源来源多样"], None),
        ([], None),
    ],
)
def test_the_credit_stands_near_the_title_or_at_the_end(lines: list[str], credit: str | None) -> None:
    assert provenance.credit_of(lines) == credit
