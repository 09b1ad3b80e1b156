"""What was told, as chats ask for it."""

import pytest
from sqlalchemy import insert, update

from monitor.model import DeliveryState, Place, RuleStatus, Severity
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.told import ToldAlerts
from tests.fakes import NOW, document, match
from tests.store.told_alerts import told

CHATS = (("desk", "-100"), ("news", "@Policy_Watch"), ("chat:77", "77"))


async def test_the_latest_are_the_newest_that_nobody_took_back(opened: Database) -> None:
    first = await told(opened, "d1", matches=[match(topic="a")])
    await told(opened, "d2", matches=[match(topic="b"), match("c-rule", topic="c")])
    gone = await told(opened, "d3")
    table = schema.alert
    opened.run_now(
        lambda connection: connection.execute(
            update(table).where(table.c.id == gone).values(retracted_at=NOW)
        )
    )
    alerts = ToldAlerts(opened)

    assert [alert.document_id for alert in alerts.latest(limit=5)] == ["d2", "d1"]
    assert [alert.document_id for alert in alerts.latest(limit=1)] == ["d2"]
    assert [alert.id for alert in alerts.latest(limit=5, topic="a")] == [first]
    assert alerts.latest(limit=5, topic="d") == ()


async def test_an_alert_says_what_it_was_told_for(opened: Database) -> None:
    alert_id = await told(
        opened,
        made=document("The title"),
        matches=[
            match("b-rule", topic="b", severity=Severity.CRITICAL),
            match("a-rule", topic="b", severity=Severity.LOW),
            match("draft", topic="z", status=RuleStatus.DRAFT),
        ],
    )

    alert = ToldAlerts(opened).alert(alert_id)

    assert alert is not None
    assert (alert.title, alert.url, alert.outlet) == ("The title", "https://news.example/d1", "MIIT")
    assert (alert.severity, alert.topics) == (Severity.CRITICAL, ("b",))
    assert [one.rule for one in alert.matches] == ["a-rule", "b-rule"]
    assert (alert.is_retracted, alert.demo, alert.created_at) == (False, False, NOW)
    assert ToldAlerts(opened).alert(alert_id + 1) is None


async def test_an_alert_that_only_drafts_match_has_no_severity(opened: Database) -> None:
    alert = ToldAlerts(opened).alert(await told(opened, matches=[match(status=RuleStatus.DRAFT)]))

    assert alert is not None
    assert (alert.severity, alert.matches) == (None, ())


@pytest.mark.parametrize(
    ("place", "is_found"),
    [
        pytest.param(Place(chat=-100, message_id=12), True, id="by the chat's number"),
        pytest.param(Place(chat=-200, message_id=12, username="policy_watch"), True, id="by its name"),
        pytest.param(Place(chat=77, message_id=12), True, id="in a private chat"),
        pytest.param(Place(chat=-300, message_id=12), True, id="where a channel has moved to"),
        pytest.param(Place(chat=-100, message_id=121), True, id="a later part of it"),
        pytest.param(Place(chat=-100, message_id=2), False, id="not by some of the digits"),
        pytest.param(Place(chat=-100, message_id=1), False, id="nor by the first of them"),
        pytest.param(Place(chat=-999, message_id=12), False, id="not in another chat"),
    ],
)
async def test_a_message_shows_an_alert(opened: Database, place: Place, *, is_found: bool) -> None:
    alert = await told(opened, channels=("desk", "news", "chat:77"), message_ids=[12, 121])
    await told(opened, "other", message_ids=[99])
    await told(opened, "owed", message_ids=[12], state=DeliveryState.DEAD)
    opened.run_now(
        lambda connection: connection.execute(
            insert(schema.channel).values(id="news", chat="-300", failures=0)
        )
    )

    shown = ToldAlerts(opened).shown_at([Place(chat=-1, message_id=1), place], CHATS)

    assert shown == (alert if is_found else None)


async def test_a_story_is_known_by_the_head_of_its_id_unless_that_is_of_two(opened: Database) -> None:
    await told(opened, "d1", story="abcdefgh1")
    await told(opened, "d2", story="abcdefgh2")
    alerts = ToldAlerts(opened)

    assert alerts.story("abcdefgh1") == "abcdefgh1"
    assert alerts.story("abcdefgh") is None
    assert alerts.story("abc") is None
    assert alerts.story("%%%%%%%%") is None
