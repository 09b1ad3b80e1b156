"""What deciding asks of a store, in memory."""

from dataclasses import replace
from datetime import timedelta

from monitor import decide
from monitor.model import Decision, Stage, StoryState, UpdateKind, Version
from monitor.rules.names import Names
from monitor.stories import blocking
from monitor.stories.memory import Memory
from tests.fakes import NOW, document, version

TEXT = "The ministry named 241 sites to the third batch of its pilot-scale platforms, worth 460 million yuan."


def said(id_: str, number: int = 1, **changes: object) -> Version:
    made = {"id": number, "document_id": id_, "source_id": id_, "matches": (), "text_hash": "t", "url": None}
    return version(**{"document": document("A day in spring", TEXT), **made, **changes})


def decided(memory: Memory, made: Version) -> Decision:
    described = decide.describe(made, Names())
    decision = decide.decide(made, described, memory, (), NOW, tier_of=lambda _: None)
    memory.add(decision, described.traits)
    return decision


def test_a_document_opens_its_story_and_the_next_joins_it() -> None:
    memory = Memory()

    first, second = decided(memory, said("a")), decided(memory, said("b"))

    assert (first.story, first.joined_by) == (StoryState(id="a", stage=Stage.LIST), ())
    assert second.story.id == "a"
    assert second.joined_by[0] == "the same text"
    assert memory.story_of("b") == "a"
    assert memory.story("a") == second.story


def test_a_document_that_comes_again_stays_in_its_story() -> None:
    memory = Memory()
    decided(memory, said("a"))

    again = decided(memory, said("a", 2, document=document("A day in spring", TEXT + " More.")))

    assert again.story.id == "a"
    assert again.update is not None
    assert again.update.kind is UpdateKind.EDITED


def test_what_was_seen_longer_ago_than_the_window_is_not_compared() -> None:
    memory = Memory()
    decided(memory, said("a"))

    late = decided(memory, said("b", seen_at=NOW + blocking.window("text") + timedelta(seconds=1)))

    assert late.story.id == "b"


def test_a_key_that_too_many_share_says_nothing() -> None:
    memory = Memory()
    for number in range(blocking.CROWD):
        decided(memory, said(f"d{number:03d}", source_id="one", text_hash=""))
    keys = decide.describe(said("new", text_hash=""), Names()).keys

    before = memory.candidates("new", keys, NOW)
    decided(memory, said("one more", source_id="one", text_hash=""))

    assert len(before) == blocking.MOST
    assert memory.candidates("new", keys, NOW) == ()


def test_a_document_is_no_candidate_for_itself() -> None:
    memory = Memory()
    decided(memory, said("a"))

    assert memory.candidates("a", decide.describe(said("a"), Names()).keys, NOW) == ()


def test_nobody_was_told_of_anything() -> None:
    memory = Memory()
    made = decided(memory, said("a")).version

    assert memory.silences(NOW) == ()
    assert not memory.has_alert("a")
    assert not memory.is_retracted("a")
    assert memory.told(replace(made, id=2), "a", (), NOW) == {}
    assert memory.story("unknown") is None
    assert memory.previous("unknown") is None
