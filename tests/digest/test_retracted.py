"""What becomes of a digest when an alert in it is taken back before it is sent."""

import json
from datetime import timedelta

from monitor.model import DeliveryKind, Reason, Severity
from monitor.store.database import Database
from monitor.store.operator import Operator
from monitor.store.retraction import Effect
from tests.digest.telling import deliveries, delivery, untold
from tests.digest.test_making import DESK, MORNING, begin, digests, summaries
from tests.fakes import NOW


async def test_an_alert_taken_back_before_its_digest_is_sent_leaves_it_and_the_rest_is_told(
    opened: Database,
) -> None:
    await begin(opened)
    await delivery(opened, "a")
    await delivery(opened, "b", severity=Severity.MEDIUM)
    await untold(opened, "c", Reason.SILENCED, at=NOW + timedelta(minutes=1))
    work = summaries(opened)
    await work.make_due([DESK], MORNING)
    ((before,),) = await digests(opened)
    (taken_back, *_) = await deliveries(opened)

    retracted = Operator(opened).retract(taken_back.alert_id, "a hoax", MORNING)

    assert retracted is not None
    assert [effect for _, effect in retracted.effects] == [Effect.DROP]
    assert await work.make_due([DESK], MORNING + timedelta(seconds=6)) == 1
    made = await deliveries(opened, DeliveryKind.DIGEST)
    assert [row.state for row in made] == ["dropped", "pending"]
    (again,) = json.loads(made[1].parts)
    assert "Title a" in before
    assert "Title a" not in again
    assert "Title b" in again
    assert "Not told: 1 muted" in again, "it tells of the same stretch of time"
    assert await work.make_due([DESK], MORNING + timedelta(minutes=9)) == 0
