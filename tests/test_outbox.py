from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import outbox
from monitor.model import (
    Absent,
    Ambiguous,
    Blind,
    ChannelState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gone,
    Message,
    Migrated,
    NotSent,
    Outcome,
    Pace,
    Refused,
    Sent,
    Sighting,
    Suspended,
    Unseen,
)
from tests.fakes import NOW

SENDING = Delivery(
    id=1, channel="desk", version_id=1, state=DeliveryState.SENDING, attempts=1, due_at=NOW, parts=("text",)
)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("outcome", "state", "error"),
    [
        pytest.param(Sent(message_id=7), DeliveryState.SENT, None, id="the last part sent ends it"),
        pytest.param(
            NotSent(detail="no route"), DeliveryState.PENDING, "no route", id="not sent is tried again"
        ),
        pytest.param(
            Ambiguous(detail="cut off"), DeliveryState.UNCERTAIN, "cut off", id="a lost answer is uncertain"
        ),
        pytest.param(Refused(detail="too long"), DeliveryState.DEAD, "too long", id="a refused text is dead"),
        pytest.param(
            Refused(detail="bad tag", markup=True),
            DeliveryState.PENDING,
            "bad tag",
            id="refused markup goes as plain text",
        ),
        pytest.param(
            Suspended(detail="kicked"), DeliveryState.PENDING, "kicked", id="a shut channel drops nothing"
        ),
        pytest.param(
            Migrated(chat="-100"),
            DeliveryState.PENDING,
            "the chat has moved to -100",
            id="a moved chat is tried again",
        ),
    ],
)
def test_an_outcome_moves_the_delivery(outcome: Outcome, state: DeliveryState, error: str | None) -> None:
    advanced, _ = outbox.advance(SENDING, ChannelState(), outcome, NOW)

    assert (advanced.state, advanced.error) == (state, error)


def test_refused_plain_text_is_dead() -> None:
    plain = Delivery(id=1, channel="desk", version_id=1, state=DeliveryState.SENDING, due_at=NOW, plain=True)

    advanced, _ = outbox.advance(plain, ChannelState(), Refused(detail="bad tag", markup=True), NOW)

    assert advanced.state is DeliveryState.DEAD


def test_a_part_of_several_leaves_the_rest_pending() -> None:
    two = Delivery(
        id=1, channel="desk", version_id=1, state=DeliveryState.SENDING, due_at=NOW, parts=("a", "b")
    )

    advanced, _ = outbox.advance(two, ChannelState(), Sent(message_id=7), NOW)

    assert (advanced.state, advanced.sent_ids) == (DeliveryState.PENDING, (7,))


def test_retry_after_pauses_the_channel_for_just_that_long() -> None:
    _, channel = outbox.advance(SENDING, ChannelState(), NotSent(detail="429", retry_after=5 * SECOND), NOW)

    assert channel == ChannelState(paused_until=NOW + 5 * SECOND)


def test_silence_pauses_the_channel_longer_each_time() -> None:
    _, first = outbox.advance(SENDING, ChannelState(), NotSent(detail="down"), NOW)
    _, second = outbox.advance(SENDING, first, NotSent(detail="down"), NOW)

    assert (first.paused_until, second.paused_until) == (NOW + 2 * SECOND, NOW + 4 * SECOND)


def test_a_sent_message_opens_the_channel_again() -> None:
    _, channel = outbox.advance(
        SENDING, ChannelState(suspended="kicked", paused_until=NOW, failures=3), Sent(message_id=1), NOW
    )

    assert channel == ChannelState()


def test_a_moved_chat_is_remembered() -> None:
    _, channel = outbox.advance(SENDING, ChannelState(), Migrated(chat="-100"), NOW)

    assert channel == ChannelState(chat="-100")


def test_a_suspended_channel_is_tried_again_in_an_hour() -> None:
    _, channel = outbox.advance(SENDING, ChannelState(), Suspended(detail="kicked"), NOW)

    assert channel == ChannelState(suspended="kicked", paused_until=NOW + timedelta(hours=1))


def test_beginning_freezes_the_text_and_counts_the_attempt() -> None:
    pending = Delivery(id=1, channel="desk", version_id=1, state=DeliveryState.PENDING, due_at=NOW)

    begun = outbox.begin(pending, Message(parts=("a",), silent=True), can_edit=True, base_id=None)

    assert (begun.state, begun.parts, begun.silent, begun.attempts, begun.repeats) == (
        DeliveryState.SENDING,
        ("a",),
        True,
        1,
        0,
    )


def test_beginning_an_uncertain_one_counts_as_a_repeat_and_keeps_its_text() -> None:
    uncertain = Delivery(
        id=1,
        channel="desk",
        version_id=1,
        state=DeliveryState.UNCERTAIN,
        due_at=NOW,
        parts=("a",),
        silent=True,
    )

    begun = outbox.begin(uncertain, None, can_edit=True, base_id=None)

    assert (begun.parts, begun.silent, begun.repeats) == (("a",), True, 1)


@pytest.mark.parametrize(
    "state", [DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.DROPPED, DeliveryState.TOLD]
)
def test_a_final_delivery_never_begins_again(state: DeliveryState) -> None:
    final = Delivery(id=1, channel="desk", version_id=1, state=state, due_at=NOW)

    with pytest.raises(ValueError, match="stays so"):
        outbox.begin(final, None, can_edit=True, base_id=None)


OUTCOMES = st.sampled_from(
    [
        Sent(message_id=1),
        NotSent(detail="x"),
        NotSent(detail="x", retry_after=SECOND),
        Ambiguous(detail="x"),
        Refused(detail="x"),
        Refused(detail="x", markup=True),
        Suspended(detail="x"),
        Migrated(chat="y"),
    ]
)


@given(st.lists(OUTCOMES, max_size=30), st.integers(1, 3))
def test_attempts_never_fall_and_due_times_never_move_back(outcomes: list[Outcome], parts: int) -> None:
    delivery = Delivery(id=1, channel="desk", version_id=1, state=DeliveryState.PENDING, due_at=NOW)
    channel = ChannelState()

    for outcome in outcomes:
        begun = outbox.begin(
            delivery,
            None if delivery.parts else Message(parts=("part",) * parts),
            can_edit=True,
            base_id=None,
        )
        after, channel = outbox.advance(begun, channel, outcome, NOW)
        assert after.attempts == delivery.attempts + 1
        assert after.due_at >= delivery.due_at
        assert len(after.sent_ids) <= parts
        assert (after.state is DeliveryState.SENT) == (len(after.sent_ids) == parts)
        delivery = after
        if delivery.state in {DeliveryState.SENT, DeliveryState.DEAD}:
            break


@given(st.integers(0, 10_000))
def test_back_off_stays_between_two_seconds_and_fifteen_minutes(failures: int) -> None:
    assert timedelta(seconds=2) <= outbox.back_off(failures) <= timedelta(minutes=15)


@pytest.mark.parametrize(
    ("sends", "slot"),
    [
        pytest.param([], NOW, id="the first goes at once"),
        pytest.param([NOW], NOW + SECOND, id="two are a second apart"),
        pytest.param([NOW - 5 * SECOND], NOW, id="after a pause at once"),
        pytest.param(
            [NOW - 50 * SECOND, NOW - 40 * SECOND, NOW - 30 * SECOND],
            NOW + 10 * SECOND,
            id="a full window waits for its oldest to leave",
        ),
    ],
)
def test_the_pace_spreads_sends(sends: list[datetime], slot: datetime) -> None:
    assert outbox.next_slot(sends, Pace(count=3), NOW) == slot


def test_without_a_pace_a_send_goes_at_once() -> None:
    assert outbox.next_slot([NOW], None, NOW) == NOW


def test_a_retraction_of_what_stands_for_good_becomes_a_reply() -> None:
    back = replace(SENDING, kind=DeliveryKind.EDIT, retracts=True, targets=(4,))

    advanced, _ = outbox.advance(back, ChannelState(), Gone(detail="too old", stands=True), NOW)

    assert (advanced.kind, advanced.state, advanced.parts) == (DeliveryKind.REPLY, DeliveryState.PENDING, ())


@pytest.mark.parametrize("stands", [True, False])
def test_an_edit_of_what_is_gone_is_dropped(stands: bool) -> None:
    edit = replace(SENDING, kind=DeliveryKind.EDIT, targets=(4,))

    advanced, _ = outbox.advance(edit, ChannelState(), Gone(detail="gone", stands=stands), NOW)

    assert (advanced.state, advanced.error) == (DeliveryState.DROPPED, "gone")


def test_a_lost_answer_settles_where_it_can_be_looked_for() -> None:
    seen = replace(SENDING, base_id=7)

    advanced, _ = outbox.advance(seen, ChannelState(), Ambiguous(detail="cut off"), NOW, settling=5 * SECOND)

    assert (advanced.due_at, advanced.base_id) == (NOW + 5 * SECOND, 7)


@pytest.mark.parametrize(
    ("sighting", "state", "base_id", "due_at"),
    [
        pytest.param(Sent(message_id=9), DeliveryState.SENT, None, NOW, id="found"),
        pytest.param(Absent(last_id=9), DeliveryState.PENDING, None, NOW, id="absent"),
        pytest.param(Unseen(last_id=9), DeliveryState.UNCERTAIN, 9, NOW + SECOND, id="not over"),
        pytest.param(Blind(detail="no"), DeliveryState.UNCERTAIN, None, NOW, id="nobody can look"),
        pytest.param(
            NotSent(detail="429", retry_after=9 * SECOND),
            DeliveryState.UNCERTAIN,
            7,
            NOW + 9 * SECOND,
            id="too many",
        ),
        pytest.param(NotSent(detail="down"), DeliveryState.UNCERTAIN, 7, NOW + 30 * SECOND, id="cut off"),
    ],
)
def test_a_sighting_settles_a_doubt(
    sighting: Sighting, state: DeliveryState, base_id: int | None, due_at: datetime
) -> None:
    uncertain = replace(SENDING, state=DeliveryState.UNCERTAIN, base_id=7)

    settled = outbox.sighted(uncertain, sighting, NOW)

    assert (settled.state, settled.base_id, settled.due_at) == (state, base_id, due_at)


def test_an_edit_over_a_message_needs_no_looking_and_is_no_repeat() -> None:
    edit = replace(SENDING, kind=DeliveryKind.EDIT, targets=(4,), state=DeliveryState.UNCERTAIN)

    begun = outbox.begin(edit, None, can_edit=True, base_id=7)
    elsewhere = outbox.begin(edit, None, can_edit=False, base_id=7)

    assert (begun.base_id, begun.repeats) == (None, 0)
    assert (elsewhere.base_id, elsewhere.repeats) == (7, 1)


def test_only_an_edit_without_anything_to_change_is_moot() -> None:
    edit = replace(SENDING, kind=DeliveryKind.EDIT, state=DeliveryState.PENDING)
    back = replace(edit, retracts=True)

    assert outbox.moot(SENDING, can_edit=False) is None
    assert outbox.moot(replace(edit, targets=(1,)), can_edit=True) is None
    assert outbox.moot(back, can_edit=False) is None
    told, dropped = outbox.moot(edit, can_edit=False), outbox.moot(edit, can_edit=True)
    assert told is not None
    assert dropped is not None
    assert (told.state, dropped.state) == (DeliveryState.TOLD, DeliveryState.DROPPED)
