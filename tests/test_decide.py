"""The decide loop: versions into stories, stories into verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import decide
from monitor.model import ChannelConfig, Layout, Named, Route, Severity, SilenceKind, Tier, Version
from monitor.store import database
from monitor.store.database import Database
from monitor.store.decisions import Decisions
from monitor.store.reports import Reports
from monitor.store.silences import Silences
from tests.fakes import NOW, NoNames, console, decide_for, document, match
from tests.store.desk import DESK, Event, told
from tests.store.filling import new_version, poll


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Database]:
    made = database.open_to_write(tmp_path / "monitor.db")
    yield made
    made.close()


def no_tier(_source: str) -> None:
    """Know no source."""


@dataclass
class Names:
    """Knows one body."""

    asked: list[str] = field(default_factory=list)

    def find(self, layout: Layout) -> tuple[Named, ...]:
        self.asked.append(layout.text)
        start = layout.text.find("MIIT")
        return (
            Named(kind="body", id="miit", start=start, end=start + 4, vocabularies=frozenset({"bodies"})),
        )


def verdicts(opened: Database, wanted: str) -> dict[str, str]:
    (report,) = Reports(opened).find(wanted, None)
    return {found.channel: found.verdict for found in report.verdicts}


async def test_channels_are_asked_before_each_batch(opened: Database) -> None:
    versions = [
        new_version(f"d{number:03}", document(f"Event {number}"), matches=told()) for number in range(101)
    ]
    await poll(opened, *versions)
    asked = [(console("a"),), (console("a"), console("b"))]

    async def channels() -> Sequence[ChannelConfig]:
        return asked.pop(0)

    made = await decide.decide_pending(Decisions(opened), channels, NOW, names=NoNames(), tier_of=no_tier)

    assert made == 102
    assert verdicts(opened, "d000") == {"a": "send"}
    assert verdicts(opened, "d100") == {"a": "send", "b": "send"}


async def test_a_channel_is_asked_with_the_names_the_tier_and_the_silences_in_force(opened: Database) -> None:
    await poll(opened, new_version("a", document("MIIT names a list"), matches=[match("a-rule")]))
    await Silences(opened).add(
        kind=SilenceKind.RULE,
        value="a-rule",
        until=NOW + timedelta(hours=1),
        now=NOW,
        made_by="op",
        channel="quiet",
    )
    asking = (
        replace(console("named"), routes=(Route(mentions=frozenset({"bodies"})),)),
        replace(console("unnamed"), routes=(Route(mentions=frozenset({"firms"})),)),
        replace(console("official"), routes=(Route(tiers=frozenset({Tier.MINISTRY})),)),
        replace(console("media"), routes=(Route(tiers=frozenset({Tier.TRADE_PRESS})),)),
        console("quiet"),
    )

    await decide_for(Decisions(opened), asking, names=Names(), tiers={"miit": Tier.MINISTRY})

    assert verdicts(opened, "a") == {
        "named": "send",
        "unnamed": "this channel does not ask for it",
        "official": "send",
        "media": "this channel does not ask for it",
        "quiet": "silenced",
    }


async def test_a_document_that_no_rule_matched_is_nobodys_business_until_its_story_is_told(
    opened: Database,
) -> None:
    event = Event(opened)

    assert await event.report("one") == 0
    assert event.verdicts() == []
    assert await event.report("two", matches=told()) == 1
    assert await event.report("three") == 1

    assert event.verdicts() == ["send", "edit"]
    assert event.story().independent == 3


async def test_a_backlog_document_opens_a_story_that_is_told_with_its_first_new_one(opened: Database) -> None:
    event = Event(opened)

    await event.report("one", matches=told(), is_backlog=True)
    await event.report("two", matches=told())

    assert event.verdicts() == ["older than the source's backlog allows", "send"]
    assert event.rows()[0].version_id == 2


async def test_a_new_version_of_an_untold_document_is_decided_afresh(opened: Database) -> None:
    event = Event(opened)

    await event.report("one", text="A stub.")
    await event.report("one", text="The whole of it, with a pilot list.", matches=told())

    assert event.verdicts() == ["send"]
    assert event.steps() == [("first", "pending", 1)]


async def test_deciding_the_same_version_twice_changes_nothing(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told())
    await event.report("one", matches=told(), text="Edited.")
    before = (event.steps(), event.updates(), event.verdicts(), event.story())
    undecide(opened)

    assert await event.decide() == 0

    assert (event.steps(), event.updates(), event.verdicts(), event.story()) == before


def undecide(opened: Database) -> None:
    opened.run_now(
        lambda connection: connection.exec_driver_sql("UPDATE version SET decided_at = NULL WHERE id = 2")
    )


@pytest.mark.parametrize("severity", list(Severity))
async def test_a_store_knows_how_grave_a_story_is(opened: Database, severity: Severity) -> None:
    event = Event(opened, channels=(DESK,))

    await event.report("one", matches=told(severity))
    await event.report("two", matches=told(Severity.LOW))

    assert event.story().severity == severity
    assert event.rows()[0].urgent == (severity is Severity.CRITICAL)


async def test_what_is_foreseen_is_what_is_decided_then_and_nothing_is_written(opened: Database) -> None:
    event = Event(opened)
    await event.report("zero")  # decided, and untold
    for name in ("one", "two", "three"):
        matches = () if name == "three" else told()
        version = replace(
            new_version(name, document(f"Title {name}"), matches=matches), url="https://news.example/event"
        )
        await poll(opened, version, source_id=name, now=event.now)
    versions = await event.decisions.undecided(limit=10)
    before = rows(opened)

    foreseen = await event.decisions.foresee(
        versions,
        lambda version, known: decide.decide(
            version, describe(version), known, (DESK,), event.now, tier_of=no_tier
        ),
        describe,
    )

    assert rows(opened) == before
    await event.decide()
    told_then = [verdicts(opened, version.document_id)["desk"] for version in versions]
    assert told_then[0] == "send"
    assert told_then[1:] == ["its story was told already"] * 2
    assert [type(decision.verdicts[0][1]).__name__ for decision in foreseen] == ["Send", "Reason", "Reason"]
    assert len({decision.story.id for decision in foreseen}) == 1


def describe(version: Version) -> decide.Described:
    return decide.describe(version, NoNames())


def rows(opened: Database) -> list[tuple[object, ...]]:
    counts = "SELECT (SELECT count(*) FROM story_key), (SELECT count(*) FROM story), (SELECT count(*) FROM verdict)"
    return opened.run_now(lambda connection: [tuple(row) for row in connection.exec_driver_sql(counts)])
