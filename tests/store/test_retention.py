"""What retention lets go of, what stays, and that nothing is told again for it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select, text, update

from monitor.model import (
    NOTHING_PURGED,
    SUBSCRIBER,
    DeliveryState,
    Purged,
    Retention,
    SilenceKind,
    Vote,
)
from monitor.store import schema, story_views
from monitor.store.archive import Archive
from monitor.store.database import Database
from monitor.store.decisions import Decisions
from monitor.store.deliveries import Deliveries
from monitor.store.reports import Reports
from monitor.store.retention import Purge
from monitor.store.search import Search
from monitor.store.silences import Silences
from monitor.store.sources import Sources
from monitor.store.votes import Votes
from tests.fakes import NOW, console, decide_for, document, match, source
from tests.store.filling import new_version, poll

PERIODS = Retention(raw=timedelta(days=14), texts=timedelta(days=365), log=timedelta(days=90))
YEARS = timedelta(days=366)


async def purge(opened: Database, after: timedelta, periods: Retention = PERIODS) -> Purged:
    """Run a pass that long after everything was stored."""
    keeper, now = Purge(opened, periods), NOW + after
    begun = await keeper.begin(now)
    assert begun is not None
    purged = NOTHING_PURGED
    while (step := await keeper.step(now)) != NOTHING_PURGED:
        purged += step
    await keeper.end(begun, purged, now)
    return purged


def kept(opened: Database) -> list[tuple[Any, ...]]:
    """Return of every version what is kept, whether its bytes are, and how long its body is."""
    table = schema.version
    query = select(table.c.kept, func.length(table.c.raw) > 0, table.c.body.contains("paragraph"))
    return [tuple(row) for row in opened.run_now(lambda connection: connection.execute(query).all())]


def count(opened: Database, table: Any) -> int:
    return int(
        opened.run_now(
            lambda connection: connection.execute(select(func.count()).select_from(table)).scalar_one()
        )
    )


async def told(opened: Database, *ids: str) -> None:
    """Store documents that match, decide and send them."""
    await poll(
        opened,
        *(
            new_version(id_, document(f"Title {id_}", f"A paragraph of {id_}."), matches=[match()])
            for id_ in ids
        ),
    )
    await decide_for(Decisions(opened), [console()])
    outbox = Deliveries(opened)
    while (delivery := await outbox.next_delivery("console")) is not None:
        sent = replace(delivery, state=DeliveryState.SENT, parts=("words",), sent_ids=(delivery.id,))
        await outbox.intend(replace(delivery, state=DeliveryState.SENDING, parts=("words",)), NOW)
        await outbox.conclude(sent, await outbox.channel_state("console"), NOW)


async def test_what_is_young_stays_whole(opened: Database) -> None:
    await told(opened, "a")

    assert await purge(opened, timedelta(days=14)) == NOTHING_PURGED
    assert kept(opened) == [("all", 1, 1)]


async def test_raw_bytes_go_first_the_wording_next_and_the_text_in_the_end(opened: Database) -> None:
    await told(opened, "a")

    assert await purge(opened, timedelta(days=15)) == Purged(raw=1)
    assert kept(opened) == [("text", 0, 1)]
    assert await purge(opened, timedelta(days=91)) == Purged(messages=1)
    assert await purge(opened, YEARS) == Purged(texts=1)
    assert kept(opened) == [("head", 0, 0)]
    assert count(opened, schema.story_trait) == 1, (
        "what later documents are compared with stays for as long as keys lead there"
    )
    assert await purge(opened, 2 * YEARS) == Purged(traits=1, parts=2)
    assert kept(opened) == [("id", 0, 0)]
    assert count(opened, schema.story_trait) == 0
    assert await purge(opened, 3 * YEARS) == NOTHING_PURGED


async def test_who_was_told_of_what_stays_for_ever(opened: Database) -> None:
    await told(opened, "a")
    tables = (
        schema.document,
        schema.version,
        schema.story,
        schema.story_document,
        schema.verdict,
        schema.alert,
        schema.match,
        schema.delivery,
    )
    before = [count(opened, table) for table in tables]

    await purge(opened, 3 * YEARS)

    assert [count(opened, table) for table in tables] == before
    (report,) = Reports(opened).find("a", None)
    assert report.version.document.title == "Title a"
    assert not report.version.has_text
    assert [(one.rule, one.evidence) for one in report.version.matches] == [("a-rule", ())]
    assert [(one.verdict, one.message_ids) for one in report.verdicts] == [("send", (1,))]


async def test_a_feed_that_still_lists_what_was_let_go_of_tells_nothing(opened: Database) -> None:
    await told(opened, "a")
    await purge(opened, 3 * YEARS)
    made = document("Title a", "A paragraph of a.")
    (known,) = await Sources(opened).known("miit", ids=("a",), urls=())

    await poll(opened, new_version("a", made, matches=[match()]), now=NOW + 3 * YEARS)

    assert new_version("a", made).content_hash in known.content_hashes
    assert await decide_for(Decisions(opened), [console()], NOW + 3 * YEARS) == 0
    assert count(opened, schema.version) == 1


async def test_an_edit_of_what_was_let_go_of_changes_no_message(opened: Database) -> None:
    await told(opened, "a")
    await purge(opened, YEARS)

    await poll(
        opened,
        new_version("a", document("Title a", "A paragraph that is new."), matches=[match()]),
        now=NOW + YEARS,
    )

    assert await decide_for(Decisions(opened), [console()], NOW + YEARS) == 0
    assert count(opened, schema.delivery) == 1


async def test_a_new_title_of_what_was_let_go_of_is_shown_where_it_stands(opened: Database) -> None:
    await told(opened, "a")
    await purge(opened, YEARS)

    await poll(
        opened,
        new_version("a", document("Another title", "A paragraph."), matches=[match()]),
        now=NOW + YEARS,
    )
    await decide_for(Decisions(opened), [console()], NOW + YEARS)

    delivery = await Deliveries(opened).next_delivery("console")
    assert delivery is not None
    assert delivery.kind == "edit"
    view = await Deliveries(opened).view(delivery)
    assert (view.lead.document.title, view.lead.has_text) == ("Another title", True)
    assert [update.detail for update in view.updates] == ["title: “Another title”"]


async def test_a_message_whose_text_is_gone_is_not_edited_to_say_less(opened: Database) -> None:
    """What another outlet adds is no news of its own, and an edit would take the lines of the message away."""
    await told(opened, "a")
    await purge(opened, YEARS)
    again = replace(new_version("b", document("Title b", "Of the same event.")), url="https://news.example/a")

    await poll(opened, again, source_id="other", now=NOW + YEARS)
    await decide_for(Decisions(opened), [console()], NOW + YEARS)

    (report,) = Reports(opened).find("b", None)
    assert report.story_id == "a", "it is still found to be the same event"
    assert await Deliveries(opened).next_delivery("console") is None


async def test_what_is_material_is_told_beneath_a_message_whose_text_is_gone(opened: Database) -> None:
    await told(opened, "a")
    await purge(opened, YEARS)
    graver = match(severity="critical")
    again = replace(
        new_version("b", document("Title b", "Of the same event."), matches=[graver]),
        url="https://news.example/a",
    )

    await poll(opened, again, source_id="other", now=NOW + YEARS)
    await decide_for(Decisions(opened), [console()], NOW + YEARS)

    delivery = await Deliveries(opened).next_delivery("console")
    assert delivery is not None
    assert (delivery.kind, delivery.targets) == ("reply", (1,))


async def test_documents_without_traits_or_text_are_compared_with_nothing(opened: Database) -> None:
    """As where a release that describes documents otherwise meets what it cannot describe anew."""
    await told(opened, "a")
    await purge(opened, YEARS)
    opened.run_now(lambda connection: connection.execute(update(schema.story_trait).values(traits="[0]")))
    again = replace(new_version("b", document("Title b", "Another.")), url="https://news.example/a")

    await poll(opened, again, source_id="other", now=NOW + YEARS)
    await decide_for(Decisions(opened), [console()], NOW + YEARS)

    (report,) = Reports(opened).find("b", None)
    assert report.story_id == "b"
    assert await Decisions(opened).undescribed(NOW, limit=9) == ()


async def test_what_a_newer_version_replaced_goes_with_the_raw_bytes_unless_a_message_shows_it(
    opened: Database,
) -> None:
    await told(opened, "a")
    for text_ in ("A paragraph, second.", "A paragraph, third."):
        await poll(opened, new_version("b", document("Title b", text_)))
        await poll(opened, new_version("a", document("Title a", text_)))
    await decide_for(Decisions(opened), [console()])

    purged = await purge(opened, timedelta(days=15))

    assert purged == Purged(raw=5, texts=1), "an edit shows the second and third of a"
    assert [one[0] for one in kept(opened)] == ["text", "head", "text", "text", "text"]


async def test_texts_that_were_let_go_leave_the_index_and_every_replay(opened: Database) -> None:
    await told(opened, "a", "b")
    opened.run_now(
        lambda connection: connection.execute(
            update(schema.version).where(schema.version.c.id == 2).values(seen_at=NOW + YEARS)
        )
    )

    await purge(opened, YEARS)

    hits = Search(opened).find("paragraph", NOW + YEARS, limit=5)
    assert [hit.document_id for hit in hits.hits] == ["b"]
    assert opened.run_now(
        lambda connection: (
            connection.execute(text("SELECT rowid FROM search WHERE search MATCH 'paragraph'"))
            .scalars()
            .all()
        )
    ) == [2]
    assert Archive(opened).newest(NOW - YEARS) == (2,)


async def test_an_index_whose_tokens_are_not_ours_leaves_nothing_to_be_found(opened: Database) -> None:
    await told(opened, "a")
    opened.run_now(
        lambda connection: connection.execute(
            text("UPDATE version SET body = replace(body, 'paragraph', 'sentence')")
        )
    )

    assert (await purge(opened, YEARS)).texts == 1

    assert Search(opened).find("paragraph", NOW + YEARS, limit=5).hits == ()


async def test_what_is_not_in_the_index_yet_is_not_taken_out_of_it(opened: Database) -> None:
    await told(opened, "a")
    opened.run_now(lambda connection: connection.execute(text("DROP TABLE search")))
    opened.run_now(
        lambda connection: connection.execute(
            text(
                "CREATE VIRTUAL TABLE search USING fts5(title, body, content='', columnsize=0, tokenize='ascii')"
            )
        )
    )
    opened.run_now(
        lambda connection: connection.execute(insert(schema.meta).values(key="search behind", value="1"))
    )

    await purge(opened, YEARS)

    assert not await Search(opened).catch_up()
    assert (
        opened.run_now(
            lambda connection: connection.execute(
                text("SELECT count(*) FROM search WHERE search MATCH 'a*'")
            ).scalar()
        )
        == 0
    )


async def test_a_text_stays_for_as_long_as_a_message_is_to_be_made_of_it(opened: Database) -> None:
    await poll(opened, new_version("a", document("Title a", "A paragraph."), matches=[match()]))
    await poll(opened, new_version("b", document("Title b", "A paragraph.")))
    await decide_for(Decisions(opened), [console()])
    await poll(opened, new_version("c", document("Title c", "A paragraph, undecided.")))

    purged = await purge(opened, YEARS)

    assert purged == Purged(raw=2, texts=1)
    assert [one[0] for one in kept(opened)] == ["text", "head", "all"]
    view = opened.run_now(lambda connection: story_views.of_alert(connection, 1))
    assert view is not None
    assert view.lead.has_text


async def test_what_nobody_asks_for_after_months_goes(opened: Database) -> None:
    await told(opened, "a")
    await Silences(opened).add(kind=SilenceKind.RULE, value="r", until=NOW, now=NOW, made_by="me")
    await Silences(opened).add(kind=SilenceKind.RULE, value="s", until=NOW + YEARS, now=NOW, made_by="me")
    await Votes(opened).cast(1, 7, Vote.USEFUL, NOW)
    opened.run_now(
        lambda connection: connection.execute(
            insert(schema.spike).values(topic="t", day="2026-03-02", told_at=NOW)
        )
    )
    opened.run_now(
        lambda connection: connection.execute(
            insert(schema.verdict).values(
                version_id=1, channel=f"{SUBSCRIBER}7", verdict="nobody asked for it"
            )
        )
    )
    await Sources(opened).sync([source(id="other")], NOW)

    assert await purge(opened, timedelta(days=91)) == Purged(raw=1, messages=1, rows=3)
    assert count(opened, schema.run) == 0, "of a source that is no longer listed"
    assert [one.value for one in await Silences(opened).in_force(NOW + timedelta(days=91))] == ["s"]
    assert await purge(opened, YEARS) == Purged(texts=1, rows=1)
    assert count(opened, schema.vote) == 0
    assert count(opened, schema.verdict) == 1, "of what a reader was not told"
