"""What everybody may ask."""

from pathlib import Path

import pytest
from sqlalchemy import update

from monitor.model import Evidence
from monitor.store import schema
from monitor.store.subscriptions import MOST_TOPICS
from tests.bot.office import ADMIN, GROUP, STRANGER, office
from tests.fakes import document, match
from tests.store.filling import new_version, poll
from tests.store.told_alerts import told


async def test_start_and_help_say_what_there_is_for_whoever_asks(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        hello = await desk.ask("/start", STRANGER)
        help_ = await desk.ask("/help")
        chinese = await desk.ask("/help", STRANGER, language="zh-hans")

    assert f"Your id here: {STRANGER}" in hello
    assert "/search WORDS: documents with all of the words" in hello
    assert "/mute" not in hello
    assert "/mute [rule|topic|source|story ID] [24h]: tell nothing of it for a while" in help_
    assert "/latest [TOPIC]: 最新预警" in chinese


async def test_the_latest_alerts_are_told_with_what_they_are_about(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        nothing = await desk.ask("/latest", STRANGER)
        await told(desk.opened, made=document("<New> quota"), matches=[match(topic="rare-earth")])
        everything = await desk.ask("/latest", STRANGER)
        of_topic = await desk.ask("/latest Rare earth", STRANGER)
        none = await desk.ask("/latest pilot-list", STRANGER)
        unknown = await desk.ask("/latest fish", STRANGER)
        (*_, shown) = desk.server.messages(STRANGER)[:4]

    assert nothing == "Nothing was told yet."
    assert everything == of_topic == "🟠 <New> quota\n #1 · rare-earth · MIIT · 20:00"
    assert shown.links == ("https://news.example/d1",)
    assert none == "Nothing was told of pilot-list yet."
    assert unknown == "There is no topic fish.\nThe topics: pilot-list, rare-earth"


async def test_search_finds_chinese_words_and_says_when_it_does_not(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        await poll(
            desk.opened,
            *(new_version(f"d{place}", document(f"通知 {place}", "关于加强稀土管理")) for place in range(9)),
        )
        found = await desk.ask("/search 稀土", STRANGER)
        nothing = await desk.ask("/search 石墨 <b>", STRANGER)
        empty = await desk.ask("/search", STRANGER)

    assert found.startswith("通知 8\n MIIT · 20:00 · d8\n通知 7\n")
    assert found.endswith("There are more; another word narrows them down.")
    assert nothing == "No document holds all of: 石墨 <b>"
    assert empty.startswith("Write what to look for behind it: /search 稀土 出口")


async def test_why_says_what_matched_by_number_id_address_or_reply(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        evidence = Evidence(field="title", start=0, end=7, text="Gallium", term="gallium")
        found = [match(topic="rare-earth", evidence=(evidence,))]
        made = document("Gallium rules")
        await told(desk.opened, "d1" + "0" * 30, made=made, matches=found, verdict="silenced", channels=())
        answers = [
            await desk.ask(f"/why {wanted}", STRANGER)
            for wanted in ("#1", "d10000000000", "https://news.example/d1" + "0" * 30)
        ]
        admin = await desk.ask("/why #1")
        unknown = [await desk.ask(f"/why {wanted}", STRANGER) for wanted in ("#9", "nothing", "")]

    assert {*answers} == {
        "Gallium rules\nMIIT · seen 20:00 · d100000000\nA rule (rare-earth, high): It matters.\n matched “Gallium”"
    }
    assert admin.endswith("Story sd1000000000000000000000000000000\n desk: not told: silenced")
    assert unknown[0] == "There is no alert #9."
    assert unknown[1].startswith("No such document is stored")
    assert unknown[2].startswith("Reply with /why to an alert")


async def test_why_as_a_reply_means_the_alert_that_stands_there(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        await desk.desk.subscriptions.add(STRANGER, "rare-earth", desk.clock())
        message = desk.post(STRANGER, "stands for the alert")
        await told(
            desk.opened, made=document("The alert"), channels=(f"chat:{STRANGER}",), message_ids=[message]
        )
        answer = await desk.ask("/why", STRANGER, reply_to=message)

    assert answer.startswith("The alert\n")


async def test_why_says_what_joined_a_document_to_its_story_and_what_else_is_in_it(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        for number in range(6):
            await told(desk.opened, f"d{number}" * 10, made=document(f"Report {number}"), story="s" * 32)
        joined, alert = schema.story_document, schema.alert
        for statement in (
            update(joined)
            .where(joined.c.document_id == "d5" * 10)
            .values(joined_by='["document number", "text"]', score=0.934),
            update(alert).values(retracted_at=desk.clock(), retraction="a hoax"),
        ):
            desk.opened.run_now(lambda connection, one=statement: connection.execute(one))  # type: ignore[misc]
        answer = await desk.ask("/why " + "d5" * 10, STRANGER)

    assert "Joined its story by document number; text (score 0.93).\nTaken back: a hoax" in answer
    assert answer.count("same story: Report") == 3
    assert answer.endswith("and 2 more documents")


async def test_a_document_that_nothing_matched_says_so(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        await poll(desk.opened, new_version("d1" * 16, document("Quiet", url="https://a.example/x")))
        answer = await desk.ask("/why " + "d1" * 16)

    assert answer == "Quiet\nMIIT · seen 20:00 · d1d1d1d1d1\nNo rule matched it.\nNot decided yet."


async def test_a_chat_subscribes_and_leaves(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        said = [
            await desk.ask(text, STRANGER)
            for text in (
                "/subscribe #rare_earth",
                "/subscribe rare-earth",
                "/topics",
                "/subscribe fish",
                "/subscribe",
                "/unsubscribe pilot-list",
                "/unsubscribe Rare-Earth",
                "/subscribe pilot list",
                "/unsubscribe",
                "/unsubscribe",
            )
        ]

    assert said == [
        "From now on you are told of rare-earth here. /unsubscribe rare-earth ends it.",
        "You are told of rare-earth already.",
        "· pilot-list (Pilot list)\n✓ rare-earth (Rare earth)\n\n/subscribe TOPIC tells you here.",
        "There is no topic fish.\nThe topics: pilot-list, rare-earth",
        "Name a topic.\nThe topics: pilot-list, rare-earth",
        "You are not told of pilot-list here.",
        "You are told no more of rare-earth.",
        "From now on you are told of pilot-list here. /unsubscribe pilot-list ends it.",
        "You are told of nothing any more.",
        "You were told of nothing here.",
    ]


async def test_limits_of_subscriptions_are_told(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        store = desk.desk.subscriptions
        for number in range(MOST_TOPICS):
            await store.add(ADMIN, f"topic-{number}", desk.clock())
        await store.add(1, "topic", desk.clock())
        many = await desk.ask("/subscribe rare-earth")
        full = await desk.ask("/subscribe rare-earth", STRANGER)
        listed = await desk.ask("/topics")

    assert many == "A chat may have 20 topics; /unsubscribe from one first."
    assert full.startswith("No more private chats may subscribe")
    assert "✓ topic-7 (no rule of it is in force now)" in listed


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("/fly", "I do not know /fly; /help says what I do."),
        ("hello there", "Write /help to see what I understand."),
        ("/status", "Sorry, that is for the people who run this bot"),
    ],
)
async def test_a_stranger_gets_a_hint_or_a_polite_no(tmp_path: Path, text: str, answer: str) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        assert (await desk.ask(text, STRANGER)).startswith(answer)


async def test_in_a_group_only_what_is_addressed_to_the_bot_is_answered_and_nothing_of_the_admins(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        await desk.ask("/help")  # the bot knows its name by now, or soon
        await desk.wait(lambda: len(desk.server.updates.commands) > 0)
        for text in ("/latest", "/status", "hello", "/latest@other_bot", "/mute@other_bot"):
            desk.server.say(GROUP.id, ADMIN, text)
        latest = await desk.ask("/latest@A_Bot", ADMIN, chat=GROUP.id)
        status = await desk.ask("/status@a_bot", ADMIN, chat=GROUP.id)
        help_ = await desk.ask("/help@a_bot", ADMIN, chat=GROUP.id)
        answers = [message for message in desk.server.messages(GROUP.id) if message.person is None]

    assert latest == "Nothing was told yet."
    assert status == "That is for a private chat with me."
    assert "/mute" not in help_
    assert [message.reply_to for message in answers] == [6, 8, 10]


async def test_what_a_link_hands_to_start_changes_nothing(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        plain = await desk.ask("/start", STRANGER)
        linked = await desk.ask("/start subscribe_pilot-list", STRANGER)

        assert linked == plain
        assert await desk.desk.subscriptions.channels() == ()
