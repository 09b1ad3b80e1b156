"""What a delivery looks like, made of what is in force at that moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import structlog

from monitor.model import (
    ChannelConfig,
    ChannelKind,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Layout,
    Named,
    Outlet,
    Severity,
    StoryState,
    StoryView,
    Summarised,
    Tally,
    Tier,
    Version,
)
from monitor.showing import FindInLine, Showing
from tests.fakes import NOW, version

DESK = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk", language="en")
SEND = Delivery(id=1, channel="desk", alert_id=7, version_id=1, state=DeliveryState.PENDING, due_at=NOW)
VIEW = StoryView(
    alert_id=7,
    story=StoryState(id="s1", severity=Severity.HIGH),
    lead=version(),
    named=(),
    updates=(),
    outlets=(version().document.outlet,),
)


@dataclass(slots=True)
class FakeStore:
    """Knows one story."""

    story: StoryView = VIEW

    async def view(self, delivery: Delivery) -> StoryView:
        return self.story

    async def version(self, version_id: int) -> Version:
        return self.story.lead


class FakeVotes:
    async def tally(self, alert_id: int) -> Tally:
        return Tally(useful=3)


@dataclass(slots=True)
class FakeSummariser:
    """Gives one line, and notes what it was asked with."""

    asked: list[tuple[int, str | None, tuple[Named, ...]]] = field(default_factory=list)
    found: tuple[Named, ...] = ()

    async def of(
        self,
        version_id: int,
        layout: Layout,
        *,
        language: str | None,
        named: Iterable[Named],
        find: FindInLine,
    ) -> Summarised | None:
        self.asked.append((version_id, language, tuple(named)))
        self.found = find("A line.")
        return Summarised(model="a-model", lines=("A shortened line.",))


def find(layout: Layout) -> tuple[Named, ...]:
    """Find the whole text."""
    return (Named(kind="body", id="miit", start=0, end=len(layout.text), english=layout.text),)


def showing(summariser: FakeSummariser | None = None) -> Showing:
    return Showing(
        FakeStore(),
        FakeVotes(),
        find=find,
        tier_of={"miit": Tier.MINISTRY}.get,
        summariser=summariser,
    )


async def test_a_message_is_made_of_the_story_and_the_tier_in_force() -> None:
    message = await showing().message(SEND, DESK)

    assert len(message.parts) == 1
    assert "A title" in message.parts[0]


async def test_outlets_are_called_as_the_settings_in_force_say() -> None:
    lead = replace(VIEW.lead, document=replace(VIEW.lead.document, outlet=Outlet(name="包头日报")))
    work = Showing(
        FakeStore(replace(VIEW, lead=lead)),
        FakeVotes(),
        find=lambda _: (),
        tier_of=lambda _: None,
        english_of={"包头日报": "Baotou Daily"}.get,
    )

    message = await work.message(SEND, DESK)

    assert "Baotou Daily" in message.parts[0]
    assert "包头日报" not in message.parts[0]


async def test_a_model_shortens_messages_and_not_replies() -> None:
    model = FakeSummariser()

    message = await showing(model).message(SEND, DESK)
    await showing(model).message(replace(SEND, kind=DeliveryKind.REPLY), DESK)

    assert "A shortened line." in message.parts[0]
    assert [(number, language) for number, language, _ in model.asked] == [(1, "en")]
    assert model.asked[0][2][0].id == "miit"
    assert [named.english for named in model.found] == ["A line."]


async def test_a_template_that_fails_is_told_to_the_log() -> None:
    broken = replace(DESK, templates=(("alert", "{{ 1 / 0 }}"),))

    with structlog.testing.capture_logs() as lines:
        message = await showing().message(SEND, broken)

    assert "A title" in message.parts[0]
    assert [(line["event"], line["alert"]) for line in lines] == [("template failed", 7)]


async def test_buttons_stand_beneath_alerts_with_their_votes() -> None:
    rows = await showing().buttons(SEND, DESK)

    assert "3" in rows[0][0].text
    assert rows[-1][-1].url == "https://example.org/a"
    assert await showing().buttons(replace(SEND, alert_id=None), DESK) == ()
