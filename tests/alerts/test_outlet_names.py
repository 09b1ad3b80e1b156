from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts import (
    atom_entry,
    digest_text,
    digest_words,
    outlet_names,
    render,
    short,
    webhook_body,
    words,
)
from monitor.alerts.summarise import summarise_story
from monitor.corpus.laying_out import lay_out
from monitor.digest import composing
from monitor.model import (
    ChannelConfig,
    ChannelKind,
    DeliveryKind,
    Document,
    Layout,
    Named,
    Outlet,
    Source,
    SourceKind,
    StoryState,
    StoryView,
    Update,
    UpdateKind,
)
from tests.fakes import document, match, version

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DESK = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, language="en")
ZH = replace(DESK, language="zh")
ZH_DIGEST = digest_words.of("zh")
SAID = {"包头日报": "Baotou Daily", "新华社": "Xinhua"}.get


def find(layout: Layout) -> tuple[Named, ...]:
    """Know one ministry and one place."""
    return tuple(
        Named(kind=kind, id=id_, start=at, end=at + len(name), english=english, chinese=name)
        for name, kind, id_, english in (
            ("工业和信息化部", "body", "MIIT", "MIIT"),
            ("包头", "place", "baotou", "Baotou"),
        )
        if (at := layout.text.find(name)) >= 0
    )


def view(lead: Document, *twins: Document, others: tuple[str, ...] = ()) -> StoryView:
    return StoryView(
        alert_id=12,
        story=StoryState(id="s", revision=1),
        lead=version(document=lead, matches=(match("rule"),), seen_at=NOW),
        named=(),
        updates=tuple(
            Update(revision=1, kind=UpdateKind.SOURCE, detail=name, document_id="d9", at=NOW)
            for name in others
        ),
        outlets=(lead.outlet, *(Outlet(name=name) for name in others)),
        twins=twins,
    )


def of(name: str, **changes: object) -> Document:
    made = replace(document("A plan for magnets"), outlet=Outlet(name=name))
    return replace(made, **changes)  # type: ignore[arg-type]


def named(story: StoryView) -> StoryView:
    return outlet_names.with_names(story, find, SAID)


@pytest.mark.parametrize(
    ("outlet", "told"),
    [
        ("包头日报", "Baotou Daily"),
        ("工业和信息化部", "MIIT"),
        ("工业和信息化部赛迪研究院", "工业和信息化部赛迪研究院"),
        ("包头晚报", "包头晚报"),
        ("The Observer", "The Observer"),
    ],
)
def test_an_outlet_is_named_as_the_settings_say_else_by_the_body_that_it_is(outlet: str, told: str) -> None:
    story = named(view(of(outlet)))
    layout = lay_out(story.lead.document)

    assert summarise_story(story, layout, language="en").outlet == told
    assert summarise_story(story, layout, language="zh").outlet == outlet


def test_an_issuer_is_named_by_the_bodies_in_it() -> None:
    story = named(view(of("包头日报", issuer="工业和信息化部办公厅")))

    summary = summarise_story(story, lay_out(story.lead.document), language="en")

    assert render.source(summary, words.of("en")).startswith("MIIT via Baotou Daily")


def test_history_digest_feed_and_body_tell_the_same_names() -> None:
    story = view(of("包头日报"), others=("新华社",))
    known = named(story)

    summary = summarise_story(known, lay_out(known.lead.document), language="en")
    listed = composing.item(story, DESK, find, english_of=SAID).summary
    entry = atom_entry.render(known, DESK, kind=DeliveryKind.SEND, html="<b>x</b>")
    body = webhook_body.render(known, DESK, kind=DeliveryKind.SEND, html="<b>x</b>", silent=False)

    assert [words.change(one, words.of("en")) for one in summary.history] == ["also reported by Xinhua"]
    assert listed.outlet == "Baotou Daily"
    assert "<name>Baotou Daily</name>" in entry
    assert '"name":"包头日报","name_en":"Baotou Daily"' in body
    assert '"name":"新华社","name_en":"Xinhua"' in body


def test_a_head_is_the_title_of_another_document_in_the_readers_language() -> None:
    chinese = replace(document("磁材行动方案公布", language="zh"), outlet=Outlet(name="新华社"))
    story = named(view(of("The Observer"), chinese))

    summary = summarise_story(story, lay_out(story.lead.document), language="zh")

    assert (summary.head, summary.head_from, summary.title) == (
        "磁材行动方案公布",
        "新华社",
        "A plan for magnets",
    )
    line = "".join(run.text for run in digest_text.line_of(composing.item(story, ZH, find), ZH_DIGEST))
    assert "磁材行动方案公布</a>（据新华社）" in render.render_html(summary, language="zh")
    assert "磁材行动方案公布</a>（据新华社）" in short.reply_html(summary, limit=500, language="zh")
    assert "标题据新华社" in line


def test_an_english_head_says_whose_it_is_in_english() -> None:
    lead = replace(document("磁材行动方案公布", language="zh"), outlet=Outlet(name="The Observer"))
    story = named(view(lead, of("新华社", language="en")))

    summary = summarise_story(story, lay_out(lead), language="en")

    assert (summary.head, summary.head_from) == ("A plan for magnets", "Xinhua")


@pytest.mark.parametrize(
    "twin",
    [
        document("磁材行动方案公布", language="zh", title_derived=True),
        document("A plan", language="zh"),
        document("磁材行动方案公布", language="en"),
    ],
)
def test_a_title_that_is_none_or_in_no_such_language_is_no_head(twin: Document) -> None:
    story = view(of("The Observer"), twin)

    assert summarise_story(story, lay_out(story.lead.document), language="zh").head_from == ""


def test_a_title_of_then_is_no_head_once_the_measure_has_moved_on() -> None:
    moved = Update(
        revision=1, kind=UpdateKind.STAGE, detail="list published", document_id="d2", at=NOW + timedelta(1)
    )
    chinese = replace(document("磁材行动方案公布", language="zh"), outlet=Outlet(name="新华社"))
    story = replace(view(of("The Observer"), chinese), updates=(moved,))

    assert summarise_story(story, lay_out(story.lead.document), language="zh").head_from == ""


def test_the_first_source_that_says_so_names_an_outlet() -> None:
    first = Source(
        id="a", kind=SourceKind.FEED, location="https://a.example/", outlet=Outlet(name="包头日报")
    )
    second = replace(first, id="b", outlet_english="Baotou Daily")

    assert outlet_names.of_sources((first, second), "包头日报") == "Baotou Daily"
    assert outlet_names.of_sources((first, second), "新华社") is None
    assert outlet_names.of_sources((), "包头日报") is None
