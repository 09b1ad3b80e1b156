"""What waits while a silence is made."""

from datetime import timedelta

import pytest

from monitor.model import DeliveryState, SilenceKind
from monitor.store.database import Database
from monitor.store.silences import Silences
from tests.fakes import NOW, match
from tests.store.telling import alert, delivery, owe

PENDING, HELD, DROPPED = DeliveryState.PENDING, DeliveryState.HELD, DeliveryState.DROPPED


async def silence(opened: Database, kind: SilenceKind, value: str, channel: str | None = None) -> None:
    until = NOW + timedelta(hours=1)
    await Silences(opened).add(kind=kind, value=value, until=until, now=NOW, made_by="me", channel=channel)


@pytest.mark.parametrize("state", [PENDING, HELD])
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (SilenceKind.RULE, "national-pilot"),
        (SilenceKind.TOPIC, "pilot-list"),
        (SilenceKind.STORY, "s-d1"),
        (SilenceKind.SOURCE, "miit"),
    ],
)
async def test_what_waits_is_let_go_when_it_is_silenced(
    opened: Database, state: DeliveryState, kind: SilenceKind, value: str
) -> None:
    waiting = owe(opened, await alert(opened), state=state)

    await silence(opened, kind, value)

    dropped = delivery(opened, waiting)
    assert (dropped.state, dropped.error) == (DROPPED, "silenced while it waited")


async def test_other_channels_rules_and_what_has_begun_to_go_out_are_left_alone(opened: Database) -> None:
    both = (match("quota", topic="export"), match("national-pilot", topic="pilot-list"))
    told = await alert(opened, matches=both)
    left = [
        owe(opened, told),  # of two rules one is silenced
        owe(opened, await alert(opened, "d2"), channel="other"),
        owe(opened, await alert(opened, "d3"), sent_ids=(7,)),
        owe(opened, await alert(opened, "d4"), state=HELD, digest_id=9),
    ]

    await silence(opened, SilenceKind.RULE, "national-pilot", channel="desk")
    await silence(opened, SilenceKind.RULE, "national-pilot", channel="desk")  # renewed

    assert [delivery(opened, one).state for one in left] == [PENDING, PENDING, PENDING, HELD]
