"""What those who run the program may ask."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from monitor.model import DeliveryState, DigestPlan
from monitor.store import schema
from monitor.store.digests import Digests
from tests.bot.office import DESK, STRANGER, Office, office
from tests.fakes import document, match
from tests.store.filling import new_version, poll
from tests.store.told_alerts import told


async def test_status_shows_sources_channels_rules_and_what_is_refused(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        await told(desk.opened, state=DeliveryState.PENDING)
        _write(desk, update(schema.source).values(state="unreachable", detail="503 for an hour"))
        detail = json.dumps({"rules": 2, "hash": "abcdef0123456789"})
        _write(desk, insert(schema.standing).values(key="in force", since=desk.clock(), detail=detail))
        trouble = json.dumps({"count": 5, "lines": [f"rules/a.yaml:{n}: <wrong>" for n in range(5)]})
        _write(desk, insert(schema.standing).values(key="rules", since=desk.clock(), detail=trouble))
        answer = await desk.ask("/status")

    assert answer.splitlines() == [
        "2026-03-02 20:00 Asia/Shanghai",
        "Sources: 1 unreachable",
        "⚠ miit unreachable · 20:00 · 503 for an hour",
        "· desk: 0 sent, 1 pending",
        "Rules: 2 in force since 20:00, hash abcdef012345",
        "⚠ rules: edits are refused, since 20:00:",
        *(f" rules/a.yaml:{number}: <wrong>" for number in range(3)),
        " and 2 more",
    ]


async def test_sources_and_rules_are_listed_and_looked_for(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        none = await desk.ask("/sources")
        await poll(desk.opened, source_id="miit")
        sources = [await desk.ask(text) for text in ("/sources", "/sources MI", "/sources fish")]
        rules = [await desk.ask(text) for text in ("/rules", "/rules pilot", "/rules fish")]

    assert none == "There are no sources."
    assert sources == ["1 of 1 sources\n· miit ok · 20:00"] * 2 + ["No source is called fish."]
    assert rules == [
        (
            "2 of 2 rules\npilot-list\n pilot-list-rule (high): Rule of pilot-list\n"
            "rare-earth\n rare-earth-rule (high): Rule of rare-earth"
        ),
        "1 of 2 rules\npilot-list\n pilot-list-rule (high): Rule of pilot-list",
        "No rule is called fish.",
    ]


async def test_try_shows_what_a_term_would_have_matched(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        made = [new_version(f"d{place}", document(f"Title {place}", "gallium here")) for place in range(10)]
        await poll(desk.opened, *made, new_version("other", document("Other", "nothing")))
        found = await desk.ask("/try gallium")
        none = await desk.ask("/try graphite")
        wrong = await desk.ask("/try {near: [a]}")
        empty = await desk.ask("/try")

    assert found.splitlines()[0] == "gallium: 10 of 11 documents of 90 days match, 90.9%"
    assert found.splitlines()[1:3] == ["Title 9 · 20:00", "Title 8 · 20:00"]
    assert len(found.splitlines()) == 9
    assert none == "graphite: 0 of 11 documents of 90 days match"
    assert wrong.startswith("try:1:8: ")
    assert empty.startswith("Write a term behind it")


async def test_try_without_rule_files_says_what_is_missing(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        (tmp_path / "rules").rename(tmp_path / "gone")
        answer = await desk.ask("/try gallium")

    assert "rules" in answer
    assert "defect" not in answer


async def test_digest_asks_for_the_one_of_a_channel(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        unknown = await desk.ask("/digest fish")
        without = await desk.ask("/digest")
        plan = DigestPlan(cron="0 8 * * *")
        later = desk.clock() + timedelta(days=1)
        await Digests(desk.opened).due({("desk", plan.cron): (plan, later, timedelta(days=1))}, desk.clock())
        answer = await desk.ask("/digest desk")

    assert unknown == "No channel is called fish; there are desk."
    assert without.startswith("desk has no digests;")
    assert answer == "The digest of desk goes out in a moment, if there is anything to tell."


@pytest.mark.parametrize(
    ("channels", "answer"),
    [((), "There are no channels."), (("a", "b"), "Name the channel: /digest a, /digest b")],
)
async def test_digest_without_a_name_asks_for_one_where_it_must(
    tmp_path: Path, channels: tuple[str, ...], answer: str
) -> None:
    async with office(tmp_path) as desk:
        desk.desk = replace(desk.desk, channels=tuple(replace(DESK, id=one) for one in channels))
        async with desk.at_work():
            assert await desk.ask("/digest") == answer


async def test_reload_looks_at_the_files_and_says_how_they_stand(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        answer = await desk.ask("/reload")

    assert (answer, desk.looks) == ("Looked at the files.", 1)


@pytest.mark.parametrize(
    "command",
    ["status", "sources", "rules", "try x", "mute rule x", "unmute 1", "silences", "digest", "reload"],
)
async def test_a_stranger_is_told_no_politely_and_nothing_is_done(tmp_path: Path, command: str) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        answer = await desk.ask(f"/{command}", STRANGER)
        in_force = await desk.desk.silences.in_force(desk.clock())

    assert answer == (
        "Sorry, that is for the people who run this bot; /help says what I can do for you.\n"
        f"(Your id here: {STRANGER})"
    )
    assert (in_force, desk.looks) == ((), 0)


async def test_a_rule_a_topic_a_source_and_a_story_are_muted_by_name(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        await told(desk.opened, story="feedfeedfeedfeed")
        said = [
            await desk.ask(text)
            for text in (
                "/mute rule rare-earth-rule 2h",
                "/mute pilot-list 3d",
                "/mute miit",
                "/mute story #1 24h",
                "/mute story feedfeed 1h",
                "/silences",
                "/mute rule rare-earth",
                "/mute story fish-fish",
                "/mute fish",
                "/mute story #7",
                "/mute rule rare-earth-rule 2y",
                "/mute",
            )
        ]

    assert said[:4] == [
        "1. rule rare-earth-rule is silenced until 22:00",
        "2. topic pilot-list is silenced until 05 Mar 20:00",
        "3. source miit is silenced until 03 Mar 20:00",
        "4. story feedfeedfeedfeed is silenced until 03 Mar 20:00",
    ]
    assert said[4].startswith("4. story feedfeedfeedfeed is silenced until ")
    assert len(said[5].splitlines()) == 4
    assert said[6].startswith("There is no rule called rare-earth. Reply to an alert")
    assert said[7] == "There is no story fish-fish; write /mute story #12 for that of an alert."
    assert said[8].startswith("There is no rule, topic or source called fish.")
    assert said[9] == "There is no alert #7."
    assert "no length of time" in said[10]
    assert said[11].startswith("Reply to an alert with /mute")


async def test_a_reply_to_an_alert_mutes_and_unmutes_what_it_is_about(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        message = desk.post(77, "stands for the alert")
        await desk.desk.subscriptions.add(77, "rare-earth", desk.clock())
        await told(
            desk.opened,
            matches=[match("a-rule", topic="a"), match("b-rule", topic="b")],
            channels=("chat:77",),
            message_ids=[message],
            story="feedfeedfeedfeed",
        )
        said = [
            await desk.ask(text, reply_to=message)
            for text in (
                "/mute",
                "/mute rule 2h",
                "/mute topic",
                "/mute source",
                "/unmute rule",
                "/unmute",
                "/unmute",
            )
        ]

    assert said[0] == "1. story feedfeedfeedfeed is silenced until 03 Mar 20:00"
    assert said[1] == "2. rule a-rule is silenced until 22:00\n3. rule b-rule is silenced until 22:00"
    assert [len(one.splitlines()) for one in said[2:]] == [2, 1, 2, 4, 1]
    assert said[4] == "Told again: rule a-rule\nTold again: rule b-rule"
    assert said[6] == "Nothing of that is silenced."


async def test_silences_end_by_number_or_name(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        said = [
            await desk.ask(text)
            for text in (
                "/silences",
                "/unmute",
                "/mute miit",
                "/mute pilot-list",
                "/unmute 1",
                "/unmute topic pilot-list",
                "/unmute 1",
                "/unmute fish",
            )
        ]

    assert said[0] == "Nothing is silenced."
    assert said[1] == "Nothing is silenced.\n\nEnd one by its number: /unmute 3"
    assert said[4:7] == [
        "Told again: source miit",
        "Told again: topic pilot-list",
        "Nothing of that is silenced.",
    ]
    assert said[7].startswith("There is no rule, topic or source called fish.")


def _write(desk: Office, statement: object) -> None:
    desk.opened.run_now(lambda connection: connection.execute(statement))  # type: ignore[call-overload]
