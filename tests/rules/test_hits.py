"""Where a phrase stands: edges, gaps, plurals, capitals, lost spaces, in both scripts."""

import pytest

from monitor.rules.terms import parse
from tests.rules.making import document, found, matches


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("稀土", "工信部加强稀土管理条例", ["稀土"]),
        ("出口管制", "商务部公布出口管制清单", ["出口管制"]),
        ("AI", "国产AI芯片获突破", ["AI"]),
        ("AI", "training and maintaining", []),
        ("AI", "国产ＡＩ芯片", ["ＡＩ"]),
        ("rare earth", "rare earths", ["rare earths"]),
        ("rare earth", "Rare-Earth", ["Rare-Earth"]),
        ("rare earth", "RARE\u00a0EARTH", ["RARE\u00a0EARTH"]),
        ("rare earth", "rare\nearth", ["rare\nearth"]),
        ("rare earth", "rare-\nearth", ["rare-\nearth"]),
        ("rare earth", "rare\u2011earth", ["rare\u2011earth"]),
        ("rare earth", "rareearth", ["rareearth"]),
        ("rare earth", "rare\n\nearth", []),
        ("rare earth", "rare, earth", []),
        ("rare earth", "rare \u2014 earth", []),
        ("state-owned", "state\u2014owned", ["state\u2014owned"]),
        ("productive forces", "new productiveforces", ["productiveforces"]),
        ("choke point", "a choke-point, a chokepoint", ["choke-point", "chokepoint"]),
        ("chokepoint", "a choke-point", ["choke-point"]),
        ("chokepoint", "a choke point", []),
        ("chokepoint", "a choke\u00adpoint", ["choke\u00adpoint"]),
        ("therapist", "the rapist", []),
        ("therapist", "the\nrapist", []),
        ("关键核心技术", "關鍵核心技術攻关", ["關鍵核心技術"]),
        ("關鍵核心技術", "关键核心技术", ["关键核心技术"]),
        ("关键核心技术", "關(guān)鍵核心技術(shù)攻關", ["關(guān)鍵核心技術"]),
        ("关键核心技术", "關（guan）鍵核心\n技術", ["關（guan）鍵核心\n技術"]),
        ("关键核心技术", "关键 核心\u3000技\u200b术", ["关键 核心\u3000技\u200b术"]),
        ("关键核心技术", "关键，核心技术", []),
        ("关键核心技术", "关键——核心技术", []),
        ("关键核心技术", "关键\n\n核心技术", []),
        ("关键核心技术", "关键(MIIT)核心技术", []),
        ("AI芯片", "国产 AI 芯片", ["AI 芯片"]),
        ("人工智能", "人工(ai)智能", ["人工(ai)智能"]),
        ("AI", "人工智能(ai)芯片", ["ai"]),
        ("5G", "推进5G建设", ["5G"]),
        ("5G", "15G and 5 G", []),
        ("2025", "20-25", []),
        ("2025", "12025", []),
        ("COVID19", "COVID-19", ["COVID-19"]),
        ("China's", "China’s plan", ["China’s"]),
        ("China’s", "China's plan", ["China's"]),
        ("policy", "new policies", ["policies"]),
        ("policy", "policiest", []),
        ("policy", "policys", ["policys"]),
        ("box", "boxes", ["boxes"]),
        ("EV", "two EVs", ["EVs"]),
        ("IT", "its own", []),
        ("US", "he uses it", []),
        ("=MIIT", "MIIT and miit", ["MIIT"]),
        ("=MIIT", "MIITs", []),
        ("=MIIT", "ＭＩＩＴ", ["ＭＩＩＴ"]),
        ("=State-owned", "State-owned, State owned, state-owned", ["State-owned", "State owned"]),
        ("approv*", "approved, approval, Approving; disapprove", ["approved", "approval", "Approving"]),
        ("approv*", "国务院approved。", ["approved"]),
        ("pilot program*", "pilot programmes", ["pilot programmes"]),
        ("pilot* program", "piloting a program", []),
        ("pilot* program", "piloting programs", ["piloting programs"]),
        ("pilot* policy", "piloted-policies", ["piloted-policies"]),
        ("pilot* program*", "the copilots program, pilots\nprogramming", ["pilots\nprogramming"]),
        ("pilot* list", "pilotspecialist", []),
        ("new pilot* 名单", "a new pilot 名单", ["new pilot 名单"]),
        ("training", "re\u00adtraining", []),
        ("training", "re-training", ["training"]),
        ("AI", "an\u200bAI\u200bchip", ["AI"]),
        ("cafe", "cafe\u0301", []),
        ("café", "Cafe\u0301s", ["Cafe\u0301s"]),
        ("fin", "ﬁn", ["ﬁn"]),
        ("in", "ﬁn", []),
        ("ax", "éax", []),
        ("ax", "e\u0301ax", []),
        ("istanbul", "ISTANBUL", ["ISTANBUL"]),
        ("C++", "in C++, not C+", ["C++"]),
        ("试点*", "试点名单", ["试点"]),
        ("日株式会社本", "日㍿本", ["日㍿本"]),
        ("日株式会社本", "日，，，㍿本", []),
        ("日株式会社本", "日 ㍿\n本", ["日 ㍿\n本"]),
        ("关键核心技术", "关键\n核心\n技术", ["关键\n核心\n技术"]),
        ("关键核心技术", "关键\n\u200b\n核心技术", []),
        ("electronics*", "microelectronics", []),
        ("state-owned*", "Chinesestate-ownedness", ["state-ownedness"]),
        ("policy", "policys\u200d\u200d\u200d\u200dx", []),
        ("rare earth", "rare earth\u00ad\u00ad\u00ads", ["rare earth\u00ad\u00ad\u00ads"]),
        ("=MIIT", "m\u00adiit M\u00adIIT", ["M\u00adIIT"]),
    ],
)
def test_a_term_finds_what_it_should(term: str, text: str, expected: list[str]) -> None:
    assert found(term, text) == expected


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("chokepoint", "a choke point", ["choke point"]),
        ("therapist", "the\nrapist", ["the\nrapist"]),
        ("therapist", "the\n\nrapist", []),
        ("核心技术", "核心 技术", ["核心 技术"]),
    ],
)
def test_a_split_term_crosses_spaces(term: str, text: str, expected: list[str]) -> None:
    assert found(parse(term, split=True), text) == expected


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("state-owned", "Chinesestate-owned firms", ["state-owned"]),
        ("state-owned", "andstate-owned", ["state-owned"]),
        ("state-owned", "ofstate-owned", ["state-owned"]),
        ("high-value", "high-valueindustrial goods", ["high-value"]),
        ("Baotou Steel", "givesBaotou Steel", ["Baotou Steel"]),
        ("Baotou Steel", "Baotou SteelGroup", ["Baotou Steel"]),
        ("establishment", "establishmentarian", []),
        ("electronics", "microelectronics", []),
        ("commercial", "commercialise", []),
        ("conductor", "superconductors", []),
        ("owned", "stateowned", []),
        ("rare earth", "a rare earthquake", []),
        ("state-owned", "Chinesestate-ownedand", []),
        ("state-owned", "xstate-owned", []),
        ("state-owned", "über\u0301state-owned", []),
    ],
)
def test_a_long_term_may_have_lost_the_space_at_one_edge(term: str, text: str, expected: list[str]) -> None:
    made = matches(term, text)

    assert [hit.text for match in made for hit in match.evidence] == expected
    assert all(hit.soft for match in made for hit in match.evidence)


def test_a_phrase_crosses_no_block() -> None:
    assert found("rare earth", document("rare", "earth")) == []
    assert found("稀土", document("稀", "土")) == []


def test_a_phrase_may_cross_one_line_end_of_two_characters() -> None:
    assert found("rare earth", "rare\r\nearth") == ["rare\r\nearth"]


def test_offsets_are_code_points_of_the_original() -> None:
    text = "🙂👨\u200d👩 ﬁrst e\u0301 關(guān)鍵核心技術"
    (match,) = matches("关键核心技术", text)
    (hit,) = match.evidence

    assert (hit.text, text[hit.start : hit.end], hit.start) == (
        "關(guān)鍵核心技術",
        hit.text,
        text.index("關"),
    )
