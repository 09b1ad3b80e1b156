import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.clip import units
from monitor.alerts.summarise import MAX_LINE, summarise, summarise_story
from monitor.model import (
    Document,
    Highlight,
    Outlet,
    OutletKind,
    RuleStatus,
    Section,
    Severity,
    Summary,
    UpdateKind,
)
from tests.alerts.samples import CHINESE, ENGLISH, found, lay_out, prose, update, version, view


def summarised(document: Document, *words: str) -> Summary:
    layout = lay_out(document)
    return summarise(version(document, found(layout, *words)), layout)


def test_highlights_are_the_lines_with_children_behind_their_parent() -> None:
    assert summarised(ENGLISH, "approved").lines == (
        "MIIT approved eleven freight corridors for a national hydrogen demonstration programme.",
        "Operators must put 4,000 fuel-cell trucks on the road by 2028, and report on: hydrogen price; uptime; refuelling stations",
        "Provinces pay 30% of the cost of each station out of their own budgets.",
    )


def test_of_many_highlights_those_with_the_matched_words_and_figures_are_told_in_their_order() -> None:
    texts = (
        "Nothing here.",
        "Half of it: 50%.",
        "Nor here.",
        "A pilot list.",
        "The pilot list has 12 names.",
    )
    document = Document(title="t", highlights=tuple(Highlight(text=text) for text in texts))

    assert summarised(document, "pilot list").lines == (texts[1], texts[3], texts[4])


def test_without_highlights_the_most_telling_sentences_are_the_lines() -> None:
    assert summarised(CHINESE, "试点名单", "入选").lines == (
        "经企业申报、地方推荐、专家评审和公示，现将第三批工业绿色微电网试点名单予以公布，共42个项目入选。",
        "试点期为两年，到2028年可再生能源就地消纳比例应达到60%以上。",
        "对未按期完成建设任务的单位，将取消试点资格，并收回专项资金1.2亿元。",
    )


def test_headings_are_no_lines() -> None:
    document = Document(title="t", sections=(Section(heading="Pilot list 2026", paragraphs=("Some text.",)),))

    assert summarised(document, "Pilot list").lines == ("Some text.",)


def test_the_first_sentence_stands_in_where_none_has_a_word_or_a_figure() -> None:
    assert summarised(prose("It was said. Then more was said."), "headline").lines == ("It was said.",)


def test_a_document_of_a_title_alone_has_no_lines() -> None:
    assert summarised(Document(title="Only a pilot list"), "pilot list").lines == ()


@pytest.mark.parametrize("title", ["The zone was named a pilot…", "The zone was named a pilot for R&D."])
def test_a_title_derived_from_the_first_line_gives_way_to_the_line(title: str) -> None:
    document = Document(
        title=title,
        title_derived=True,
        highlights=(Highlight(text="The zone was named a pilot for R&D."), Highlight(text="More of it.")),
    )

    summary = summarised(document, "pilot")

    assert summary.title == "The zone was named a pilot for R&D."
    assert summary.lines == ("More of it.",)


def test_a_derived_title_stays_where_other_lines_are_told() -> None:
    document = Document(
        title="It was said.", title_derived=True, sections=(Section(paragraphs=("It was said. A pilot.",)),)
    )

    summary = summarised(document, "pilot")

    assert (summary.title, summary.lines) == ("It was said.", ("A pilot.",))


def test_a_line_that_is_the_title_is_not_said_twice() -> None:
    document = Document(
        title="A pilot.", highlights=(Highlight(text="A pilot."), Highlight(text="More of it."))
    )

    assert summarised(document, "pilot").lines == ("More of it.",)


def test_the_same_sentence_is_a_line_once() -> None:
    assert summarised(prose("A pilot list. A pilot list."), "pilot").lines == ("A pilot list.",)


def test_a_long_line_is_cut_and_says_so() -> None:
    (line,) = summarised(prose("pilot " + "word " * 200), "pilot").lines

    assert units(line) <= MAX_LINE
    assert line.endswith("word…")


def test_a_wrapped_line_is_joined() -> None:
    assert summarised(prose("A pilot\nlist of 12 names."), "pilot").lines == ("A pilot list of 12 names.",)


def test_the_document_says_who_when_and_where() -> None:
    summary = summarised(ENGLISH, "approved")

    assert summary.title == ENGLISH.title
    assert summary.url == ENGLISH.url
    assert summary.outlet == "Hydrogen Freight Review"
    assert summary.provenance is OutletKind.STATE_AFFILIATED
    assert summary.published == ENGLISH.published
    assert (summary.document_id, summary.demo) == ("d1", False)


def test_a_document_without_an_address_takes_the_one_it_was_found_under() -> None:
    document = replace(ENGLISH, url=None)
    layout = lay_out(document)
    stored = version(document, found(layout, "approved"), url="https://example.org/found", demo=True)

    summary = summarise(stored, layout)

    assert (summary.url, summary.demo) == ("https://example.org/found", True)


def test_reasons_are_told_worst_first_and_once() -> None:
    layout = lay_out(ENGLISH)
    matches = (
        found(layout, "approved", rule="a", name="A", why="Because.", severity=Severity.LOW, topic="x"),
        found(layout, "4,000", rule="b", name="B", why="Therefore.", severity=Severity.CRITICAL, topic="y"),
        found(layout, "30%", rule="c", name="A", why="Because.", severity=Severity.LOW, topic="x"),
        found(layout, "uptime", rule="d", name="A", why="Otherwise.", severity=Severity.LOW, topic="y"),
    )

    summary = summarise(version(ENGLISH, *matches), layout)

    assert summary.severity is Severity.CRITICAL
    assert summary.topics == ("y", "x")
    assert summary.rule_names == ("B", "A", "A")
    assert summary.why == ("Therefore.", "Because.", "Otherwise.")


def test_a_draft_rule_is_left_out() -> None:
    layout = lay_out(ENGLISH)
    draft = found(layout, "uptime", name="Draft", severity=Severity.CRITICAL, status=RuleStatus.DRAFT)

    summary = summarise(version(ENGLISH, draft, found(layout, "approved")), layout)

    assert summary.severity is Severity.HIGH
    assert summary.rule_names == ("National demonstration list",)
    assert all("[uptime]" not in context for context in summary.evidence)


def test_a_version_that_only_draft_rules_matched_cannot_be_summarised() -> None:
    layout = lay_out(ENGLISH)
    draft = found(layout, "uptime", status=RuleStatus.DRAFT)

    with pytest.raises(ValueError, match="no rule that may be told matched document d1"):
        summarise(version(ENGLISH, draft), layout)


WORDS = st.lists(st.sampled_from(["pilot", "list,", "2026", "of", "试点", "名单。", "A.", "\n"]), max_size=60)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@settings(deadline=None)
@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=6))
def test_every_line_and_context_holds_only_what_the_document_says(paragraphs: list[str]) -> None:
    document = prose(*paragraphs)
    layout = lay_out(document)
    said = squeezed(layout.text)

    summary = summarise(version(document, found(layout, "pilot", "试点", "headline")), layout)

    assert all(line.removesuffix("…") in said for line in summary.lines)
    bare = [re.sub(r"[\[\]]", "", context).strip("…") for context in summary.evidence]
    assert all(context in said for context in bare)
    assert len(summary.lines) <= 3
    assert len(summary.evidence) <= 4


def test_a_lead_that_joined_its_story_names_whom_it_joined_and_not_itself() -> None:
    own = replace(update(UpdateKind.SOURCE, "Ministry"), document_id="d1")
    later = update(UpdateKind.SOURCE, "Observer", revision=2)
    opener = Outlet(name="Opener", kind=OutletKind.INDEPENDENT)
    made = view(CHINESE, updates=(own, later))
    outlets = (*made.outlets, opener, replace(opener, name="Observer"))

    told = summarise_story(replace(made, outlets=outlets), lay_out(CHINESE))
    alone = summarise_story(replace(made, updates=(own,)), lay_out(CHINESE))

    assert [one.detail for one in told.history] == ["Opener", "Observer"]
    assert alone.history == ()
