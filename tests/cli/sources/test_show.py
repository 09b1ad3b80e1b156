"""`monitor sources show`: everything of one source, from the settings and from what polls left in the store."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor import clock
from monitor.cli.sources import recipe_words, show_words
from monitor.cli.sources.show_words import Known
from monitor.model import (
    AttachmentRule,
    BacklogRule,
    Fields,
    FullText,
    Recipe,
    Request,
    RobotsRule,
    Source,
    SourceKind,
    Step,
    Take,
    Tier,
)
from monitor.store import database
from monitor.store.source_reports import LatencyReport, RunReport, SourceRow
from tests.cli.rules.folders import Folder
from tests.fakes import NOW, document, source
from tests.store.filling import new_version, poll

ROW = SourceRow(
    id="miit",
    location="https://example.org/feed",
    is_listed=True,
    state="unchanged",
    since=NOW - timedelta(days=2),
    detail=None,
    failures=0,
    polled_at=NOW - timedelta(minutes=10),
    succeeded_at=NOW - timedelta(minutes=10),
    etag='"abc\x1b"',
    last_modified=None,
    moved_to=None,
    moved_times=0,
    moved_since=None,
    is_moved=False,
    newest_at=NOW - timedelta(hours=5),
    usual_gap=timedelta(hours=9),
    next_due=NOW + timedelta(minutes=50),
    why="every 1 h",
    list_due=NOW + timedelta(minutes=50),
    pages_owed=0,
    is_polled_now=False,
    trouble=None,
    trouble_since=None,
    trouble_detail=None,
    told=None,
    told_at=None,
    documents=1_200,
    alerts=1,
)
LATENCY = LatencyReport(
    source_id="miit",
    documents=12,
    timed=12,
    told=2,
    seen_p50=timedelta(minutes=12),
    seen_p95=timedelta(hours=2),
    told_p50=timedelta(seconds=3),
    told_p95=timedelta(seconds=9),
    total_p50=None,
    total_p95=None,
)


def run_report(**changes: object) -> RunReport:
    made = RunReport(
        at=NOW,
        state="ok",
        detail=None,
        requests=2,
        ms=1_250,
        size=20_000,
        entries=25,
        new=3,
        next_due=NOW,
        why="every 1 h",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def said(known: Known, of: Source | None = None) -> str:
    return "\n".join(line.text for line in show_words.lines(of or source(), known, NOW))


def row(**changes: object) -> Known:
    return Known(row=replace(ROW, **changes))  # type: ignore[arg-type]


def test_a_source_never_polled_shows_its_recipe() -> None:
    text = said(Known())

    assert text.startswith(
        "miit: MIIT, official\nRecipe\na feed: https://example.org/feed\npolled every 1 h\n"
    )
    assert text.endswith("State\nnever polled; `monitor run` does")


def test_the_tier_stands_beside_the_outlet() -> None:
    told = replace(source(), tier=Tier.MINISTRY)

    assert said(Known(), told).startswith("miit: MIIT, official, central-ministry\n")
    assert show_words.as_json(told, Known())["tier"] == "central-ministry"


def test_a_source_that_works_shows_state_validators_and_delays() -> None:
    text = said(Known(row=ROW, latency=LATENCY, runs=(run_report(),)))

    assert "\nunchanged, since 20" in text
    assert "(2 d ago)\nlast polled 20" in text
    assert (
        '(in 50 min): every 1 h\nvalidators: ETag "abc\ufffd"\nDocuments\n1,200 documents, 1 alert\n' in text
    )
    assert (
        "\nthe newest is of 2026-03-02 15:00, usually one in 9 h\nin the last 30 d: 12 documents, 2 told\n"
        in text
    )
    assert "\nfrom published to seen: half within 12 min, 95 % within 2 h\n" in text
    assert "\nfrom seen to told: half within 3 s, 95 % within 9 s\n" in text
    assert "from published to told" not in text
    assert "\nLast polls, newest first (1)\n20" in text
    assert text.endswith(" ok, 2 requests in 1.2 s, 20 KiB, 25 entries, 3 new")


@pytest.mark.parametrize(
    ("known", "lines"),
    [
        (row(state="blocked", detail="HTTP 412\nno", failures=4), ["HTTP 412 no", "failed 4 times in a row"]),
        (row(is_polled_now=True), ["being polled now"]),
        (row(next_due=NOW - timedelta(minutes=2)), ["due since 20", "(2 min ago): every 1 h"]),
        (
            row(pages_owed=3, list_due=NOW + timedelta(hours=2)),
            ["3 pages of entries still to be fetched; the list is asked again 20", "(in 2 h)"],
        ),
        (
            row(moved_to="https://new.example/", moved_times=2),
            ["says that it has moved for good (2 polls): `url: https://new.example/`"],
        ),
        (
            row(moved_to="https://new.example/", moved_times=5, is_moved=True),
            ["(5 polls), and is polled there: `url: https://new.example/`"],
        ),
        (
            row(trouble="slow", trouble_since=NOW - timedelta(days=9), trouble_detail="took over 30 s"),
            ["last trouble: slow, 20", "(9 d ago): took over 30 s"],
        ),
        (
            row(state="slow", trouble="slow", told="slow", told_at=NOW - timedelta(hours=1)),
            ["the operators were told that it is slow, 20", "(1 h ago)"],
        ),
        (row(etag=None), ["validators: none: every poll fetches the whole list"]),
        (row(newest_at=None, polled_at=None), ["last polled never", "none first seen in the last 30 d"]),
        (row(usual_gap=None), ["the newest is of 2026-03-02 15:00\n"]),
    ],
    ids=lambda value: value[0][:20] if isinstance(value, list) else "",
)
def test_what_matters_of_its_state_is_told(known: Known, lines: list[str]) -> None:
    text = said(known)

    assert [line for line in lines if line not in text] == []


def test_a_trouble_that_it_is_in_is_told_once() -> None:
    assert "last trouble" not in said(row(state="slow", trouble="slow"))
    assert "has moved" not in said(row(moved_to="https://example.org/feed"))


def test_polls_that_failed_or_brought_nothing_say_so() -> None:
    text = said(
        Known(
            row=ROW,
            runs=(
                run_report(state="blocked", detail="HTTP 412", requests=1, ms=90, size=0),
                run_report(state="unchanged", requests=1, ms=40, size=0),
                run_report(requests=0, entries=1, new=0),
            ),
        )
    )

    assert " blocked, 1 request in 90 ms, 0 B\nHTTP 412\n" in text
    assert " unchanged, 1 request in 40 ms, 0 B\n" in text
    assert text.endswith(" ok, 1 entry, 0 new")


def test_a_recipe_is_told_in_words() -> None:
    made = Recipe(
        before=(
            Step(request=Request(url="https://me:pass@a.example/")),
            Step(
                request=Request(url="https://a.example/t", method="POST", form=(("a", "b"),)),
                takes=(
                    Take(name="token", css="meta::attr(content)", pattern="t=(.*)"),
                    Take(name="x", path="y"),
                ),
            ),
        ),
        method="POST",
        headers=(("Referer", "https://a.example/"), ("Authorization", "Bearer secret")),
        params=(("q", "稀土"),),
        json='{"page": "{page}"}',
        pages=3,
        charset="gb18030",
        fields=Fields(item="data.list", title="title"),
        link_template="https://a.example/{id}",
        only="/zcwj/",
        fulltext=FullText.ALWAYS,
        attachments=AttachmentRule.TEXT,
        robots=RobotsRule.IGNORE,
    )
    of = source(
        kind=SourceKind.JSON,
        location="https://me:pass@a.example/list",
        every=timedelta(minutes=30),
        at_most=timedelta(hours=6),
        backlog=BacklogRule.NONE,
        recipe=made,
        verified_on=date(2026, 3, 1),
    )

    assert list(recipe_words.recipe(of)) == [
        "an endpoint that lists objects: https://a.example/list",
        "polled every 30 min to 6 h, as often as it publishes",
        "at the first poll nothing is told",
        "dates without a zone are meant in Asia/Shanghai",
        "step 1 asks GET https://a.example/ for its cookies",
        "step 2 asks POST https://a.example/t with form a=b, and takes token by css meta::attr(content), pattern t=(.*) and x by path y",
        'the list is asked by POST with headers Referer=https://a.example/, Authorization=***; params q=稀土; json {"page": "{page}"}',
        "at most 3 pages of it, from number 1",
        "in it: item data.list; title title; link https://a.example/{id}",
        "read as gb18030, whatever the answer says",
        "only links that hold /zcwj/",
        "the page of every entry is fetched for its text",
        "files that an entry links are fetched, and their text is read",
        "robots.txt is not asked",
    ]
    assert "seen to work on 2026-03-01" in said(Known(), of)


def test_a_folder_and_a_page_without_selectors_have_short_recipes() -> None:
    folder = source(kind=SourceKind.FOLDER, location="/papers", backlog=BacklogRule.ALL)
    page = source(kind=SourceKind.LISTING)

    assert list(recipe_words.recipe(folder)) == [
        "a folder of documents: /papers",
        "polled every 1 h",
        "at the first poll everything is told",
        "dates without a zone are meant in Asia/Shanghai",
    ]
    assert "its entries are found by the structure of the page" in list(recipe_words.recipe(page))


FEED = "id: miit, kind: feed, url: 'https://example.org/feed'"


def test_without_a_store_the_settings_are_shown(folder: Folder) -> None:
    folder.settings(FEED)

    done = folder.run("sources", "show", "miit", columns=80)

    assert (done.code, done.err) == (0, "")
    assert "\nState\n  - never polled; `monitor run` does\n" in done.out
    (shown,) = folder.run("sources", "show", "miit", "--format", "json").rows
    assert (shown["state"], shown["latency"], shown["runs"]) == (None, None, [])


def test_what_polls_left_is_shown(folder: Folder) -> None:
    folder.settings(FEED)
    now = clock.now()
    opened = database.open_to_write(folder.path / "monitor.db")
    try:
        asyncio.run(poll(opened, new_version("d1", document(published=now - timedelta(hours=1))), now=now))
    finally:
        opened.close()

    done = folder.run("sources", "show", "miit")
    (shown,) = folder.run("sources", "show", "miit", "--format", "json").rows

    assert "\n  - 1 document, 0 alerts\n" in done.out
    assert shown["state"]["state"] == "ok"
    assert shown["state"]["succeeded_at"].endswith("Z")
    assert len(shown["runs"]) == 1
    assert shown["latency"]["documents"] == 1
    assert isinstance(shown["latency"]["seen_p50"], float | None)


def test_an_id_nobody_has_is_one_line(folder: Folder) -> None:
    folder.settings(FEED)

    done = folder.run("sources", "show", "mit")

    assert (done.code, done.err) == (1, "monitor: no source is called 'mit'; did you mean `miit`?\n")
