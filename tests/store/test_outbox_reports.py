from datetime import timedelta

from monitor.model import DeliveryKind, DeliveryState, RuleStatus, Severity
from monitor.store.database import Database
from monitor.store.outbox_reports import OutboxReports
from tests.fakes import NOW, match
from tests.store.telling import alert, mark_retracted, owe, shut, vote

ALL = tuple(DeliveryState)


async def test_deliveries_are_listed_by_when_they_are_due(opened: Database) -> None:
    told = await alert(opened)
    later = owe(opened, told, due_at=NOW + timedelta(hours=1), sent_ids=(7,), error="no")
    digest = owe(opened, kind=DeliveryKind.DIGEST, channel="other", state=DeliveryState.SENT, sent_at=NOW)

    listed = OutboxReports(opened).listed(channel=None, states=ALL, limit=10)

    assert [owed.id for owed in listed] == [digest, later]
    assert (listed[1].title, listed[1].alert_id, listed[1].parts, listed[1].error) == (
        "Title d1",
        told,
        1,
        "no",
    )
    assert (listed[0].title, listed[0].alert_id, listed[0].sent_at) == ("", None, NOW)


async def test_only_what_is_asked_for_is_listed(opened: Database) -> None:
    told = await alert(opened)
    owe(opened, told)
    dead = owe(opened, told, channel="other", state=DeliveryState.DEAD)
    reports = OutboxReports(opened)

    by_channel = reports.listed(channel="other", states=ALL, limit=10)
    by_state = reports.listed(channel=None, states=(DeliveryState.DEAD,), limit=10)

    assert [owed.id for owed in by_channel] == [owed.id for owed in by_state] == [dead]
    assert len(reports.listed(channel=None, states=ALL, limit=1)) == 1


async def test_a_channel_stands_as_its_deliveries_and_its_state_say(opened: Database) -> None:
    told = await alert(opened)
    owe(opened, told)
    owe(opened, told, state=DeliveryState.SENT, step="first:1", sent_at=NOW)
    shut(opened, "other")

    traffic = OutboxReports(opened).traffic()

    assert traffic["desk"].counts["pending"] == traffic["desk"].counts["sent"] == 1
    assert traffic["desk"].counts["dead"] == 0
    assert (traffic["desk"].sent_at, traffic["desk"].suspended) == (NOW, None)
    assert (traffic["other"].sent_at, traffic["other"].suspended) == (None, "the bot was thrown out")
    assert set(traffic["other"].counts) == {state.value for state in DeliveryState}


async def test_an_alert_is_reported_with_all_that_became_of_it(opened: Database) -> None:
    matches = (
        match("national-pilot", topic="pilot-list"),
        match("draft", topic="hidden", status=RuleStatus.DRAFT),
    )
    told = await alert(opened, matches=matches)
    owe(opened, told, channel="b", state=DeliveryState.DEAD)
    owe(opened, told, channel="b", state=DeliveryState.SENT, step="first:1")
    owe(opened, told, channel="a", state=DeliveryState.HELD)
    owe(opened, told, channel="a", kind=DeliveryKind.EDIT, step="edit:1")
    for voter, said in (("x", "useful"), ("y", "useful"), ("z", "noise")):
        vote(opened, told, voter, said)
    mark_retracted(opened, told)

    (found,) = OutboxReports(opened).alerts(NOW)

    assert (found.id, found.at, found.story_id, found.severity) == (told, NOW, "s-d1", Severity.HIGH)
    assert (found.topics, found.rules) == (("pilot-list",), ("national-pilot",))
    assert found.channels == (("a", "held"), ("b", "sent"))
    assert (found.useful, found.noise) == (2, 1)
    assert (found.retracted_at, found.retraction) == (NOW, "a hoax")


async def test_alerts_come_newest_first_and_older_ones_not_at_all(opened: Database) -> None:
    await alert(opened, "d1", at=NOW - timedelta(days=2))
    second, third = await alert(opened, "d2"), await alert(opened, "d3")

    found = OutboxReports(opened).alerts(NOW - timedelta(days=1))

    assert [one.id for one in found] == [third, second]
    assert found[0].channels == ()
