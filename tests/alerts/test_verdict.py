"""Who is told what, and why not: the ladder, reason by reason."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from monitor.alerts import verdict
from monitor.model import (
    Amend,
    ChannelConfig,
    ChannelKind,
    ChannelKnown,
    Hold,
    HoldReason,
    Hours,
    Quiet,
    Reason,
    Route,
    RuleStatus,
    Send,
    Severity,
    Silence,
    SilenceKind,
    StoryState,
    Telling,
    Update,
    UpdateKind,
    Verdict,
    Version,
)
from tests.fakes import NOW, console, match, version

TELEGRAM = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk")
ASLEEP = replace(TELEGRAM, hours=Hours(zone="UTC", quiet=(Quiet(start=time(11), end=time(13)),)))
WAKES = NOW + timedelta(hours=1)
DRAFT = match("draft", status=RuleStatus.DRAFT, severity=Severity.CRITICAL)
LOW, MEDIUM, HIGH, CRITICAL = (match(severity.value, severity=severity) for severity in Severity)
TOLD = ChannelKnown(story=True, severity=Severity.HIGH)
IN_DIGEST = ChannelKnown(story=True, in_digest=True, severity=Severity.LOW)
OF_STORY = StoryState(id="s1", severity=Severity.HIGH)


def telling(
    found: Version | None = None, *, update: UpdateKind | None = None, silences: tuple[Silence, ...] = ()
) -> Telling:
    told = None if update is None else Update(revision=1, kind=update, detail="x", document_id="d1", at=NOW)
    return Telling(
        version=found or version(), story=OF_STORY, update=told, named=(), tier=None, silences=silences
    )


def silence(kind: SilenceKind, value: str, *, channel: str | None = None, hours: float = 1) -> Silence:
    until = NOW + timedelta(hours=hours)
    return Silence(id=1, channel=channel, kind=kind, value=value, until=until, made_at=NOW, made_by="me")


@pytest.mark.parametrize(
    ("found", "channel", "known", "expected"),
    [
        pytest.param(version(), TELEGRAM, ChannelKnown(), Send(not_before=NOW), id="a new match is told"),
        pytest.param(
            version(demo=True), TELEGRAM, ChannelKnown(), Reason.DEMO, id="a demo is not told to Telegram"
        ),
        pytest.param(
            version(demo=True),
            console(),
            ChannelKnown(),
            Send(not_before=NOW),
            id="a demo is told to the console",
        ),
        pytest.param(
            version(is_backlog=True), TELEGRAM, ChannelKnown(), Reason.BACKLOG, id="backlog is not told"
        ),
        pytest.param(
            version(matches=(DRAFT,)),
            TELEGRAM,
            ChannelKnown(),
            Reason.DRAFT_RULE,
            id="a draft rule alone is silent",
        ),
        pytest.param(
            version(matches=(DRAFT, LOW)),
            TELEGRAM,
            ChannelKnown(),
            Send(not_before=NOW, silent=True),
            id="a stable rule beside a draft is told, and the draft's severity does not count",
        ),
        pytest.param(
            version(matches=()),
            TELEGRAM,
            ChannelKnown(),
            Reason.UNMATCHED,
            id="a document without a match is no first message of its story",
        ),
        pytest.param(
            version(),
            TELEGRAM,
            replace(TOLD, document=True),
            Reason.ALREADY_TOLD,
            id="a new version of a told document is not told again",
        ),
        pytest.param(
            version(),
            TELEGRAM,
            ChannelKnown(document=True),
            Reason.ALREADY_TOLD,
            id="nor is one that was told in another story",
        ),
        pytest.param(version(), TELEGRAM, TOLD, Reason.SAME_STORY, id="a told story is not told again"),
        pytest.param(
            version(matches=(LOW,)), TELEGRAM, TOLD, Reason.INHIBITED, id="a lesser alert of it is held back"
        ),
        pytest.param(
            version(matches=(LOW,)),
            replace(TELEGRAM, digest=Severity.LOW),
            ChannelKnown(),
            Hold(why=HoldReason.LOW),
            id="what is read in the digest waits for it",
        ),
        pytest.param(
            version(matches=(LOW, MEDIUM)),
            replace(TELEGRAM, digest=Severity.LOW),
            ChannelKnown(),
            Send(not_before=NOW),
            id="of several matches the gravest decides",
        ),
        pytest.param(
            version(),
            ASLEEP,
            ChannelKnown(),
            Send(not_before=WAKES),
            id="in quiet hours it waits for their end",
        ),
        pytest.param(
            version(matches=(CRITICAL,)),
            ASLEEP,
            ChannelKnown(),
            Send(not_before=NOW),
            id="what is urgent does not",
        ),
        pytest.param(
            version(matches=(MEDIUM,)),
            replace(TELEGRAM, sound=Severity.HIGH),
            ChannelKnown(),
            Send(not_before=NOW, silent=True),
            id="below the channel's sound it is silent",
        ),
    ],
)
def test_the_verdict_gives_its_reason(
    found: Version, channel: ChannelConfig, known: ChannelKnown, expected: Verdict
) -> None:
    assert verdict.decide(telling(found), channel, known, NOW) == expected


@pytest.mark.parametrize(
    ("matches", "kind", "channel", "known", "expected"),
    [
        pytest.param(
            (HIGH,),
            UpdateKind.SOURCE,
            ASLEEP,
            TOLD,
            Amend(not_before=NOW, silent=True),
            id="another source edits at once, for an edit wakes nobody",
        ),
        pytest.param(
            (), UpdateKind.EDITED, TELEGRAM, TOLD, Amend(not_before=NOW, silent=True), id="edited text"
        ),
        pytest.param(
            (HIGH,),
            UpdateKind.STAGE,
            ASLEEP,
            TOLD,
            Amend(not_before=WAKES, reply=True),
            id="a new stage replies, after the quiet hours",
        ),
        pytest.param(
            (),
            UpdateKind.STAGE,
            TELEGRAM,
            TOLD,
            Amend(not_before=NOW, reply=True),
            id="also from one without a match",
        ),
        pytest.param(
            (LOW,),
            UpdateKind.STAGE,
            TELEGRAM,
            TOLD,
            Amend(not_before=NOW, silent=True),
            id="a lesser alert of the story only edits",
        ),
        pytest.param(
            (LOW,),
            UpdateKind.CORRECTION,
            TELEGRAM,
            TOLD,
            Amend(not_before=NOW, reply=True, silent=True),
            id="a correction is told however small",
        ),
        pytest.param(
            (HIGH,),
            UpdateKind.SEVERITY,
            replace(TELEGRAM, digest=Severity.MEDIUM),
            IN_DIGEST,
            Send(not_before=NOW),
            id="what outgrows the digest gets a message of its own",
        ),
        pytest.param(
            (MEDIUM,),
            UpdateKind.STAGE,
            replace(TELEGRAM, digest=Severity.MEDIUM),
            IN_DIGEST,
            Hold(why=HoldReason.LOW),
            id="news of a story in the digest waits for the digest",
        ),
        pytest.param(
            (LOW,),
            UpdateKind.SOURCE,
            replace(TELEGRAM, digest=Severity.MEDIUM),
            IN_DIGEST,
            Amend(not_before=NOW, silent=True),
            id="another source of it is no news there either",
        ),
        pytest.param(
            (HIGH,),
            UpdateKind.STAGE,
            TELEGRAM,
            ChannelKnown(),
            Send(not_before=NOW),
            id="an update that matches may be a channel's first message",
        ),
    ],
)
def test_an_update_of_a_story(
    matches: tuple[object, ...],
    kind: UpdateKind,
    channel: ChannelConfig,
    known: ChannelKnown,
    expected: Verdict,
) -> None:
    found = version(matches=matches)

    assert verdict.decide(telling(found, update=kind), channel, known, NOW) == expected


@pytest.mark.parametrize(
    ("silences", "is_silenced"),
    [
        pytest.param((silence(SilenceKind.RULE, "high"),), False, id="one of two rules is not all"),
        pytest.param(
            (silence(SilenceKind.RULE, "high"), silence(SilenceKind.RULE, "low")), True, id="all rules"
        ),
        pytest.param(
            (silence(SilenceKind.RULE, "high"), silence(SilenceKind.TOPIC, "metals")),
            True,
            id="rule and topic",
        ),
        pytest.param((silence(SilenceKind.STORY, "s1"),), True, id="the story"),
        pytest.param((silence(SilenceKind.SOURCE, "miit"),), True, id="the source"),
        pytest.param((silence(SilenceKind.SOURCE, "s1"),), False, id="a source called as the story"),
        pytest.param((silence(SilenceKind.STORY, "s1", channel="desk"),), True, id="in this channel"),
        pytest.param((silence(SilenceKind.STORY, "s1", channel="other"),), False, id="in another channel"),
        pytest.param((silence(SilenceKind.STORY, "s1", hours=0),), False, id="one that is over"),
    ],
)
def test_a_silence_holds_for_what_it_names(silences: tuple[Silence, ...], is_silenced: bool) -> None:
    found = version(matches=(HIGH, replace(LOW, topic="metals")))

    decided = verdict.decide(telling(found, silences=silences), TELEGRAM, ChannelKnown(), NOW)

    assert decided == (Reason.SILENCED if is_silenced else Send(not_before=NOW))


def test_a_silenced_story_is_kept_right_without_a_word() -> None:
    muted = (silence(SilenceKind.STORY, "s1"),)

    decided = verdict.decide(telling(update=UpdateKind.STAGE, silences=muted), TELEGRAM, TOLD, NOW)

    assert decided == Amend(not_before=NOW, silent=True)


@pytest.mark.parametrize(
    ("told_ago", "severity", "is_damped"),
    [
        pytest.param({"a": 1}, Severity.HIGH, False, id="only one of its rules was told"),
        pytest.param({"a": 1, "b": 2}, Severity.HIGH, True, id="both were"),
        pytest.param({"a": 1, "b": 6}, Severity.HIGH, False, id="one of them long ago"),
        pytest.param({"a": 1, "b": 2}, Severity.CRITICAL, False, id="what is urgent is told again"),
    ],
)
def test_a_rule_alone_is_not_told_again_so_soon(
    told_ago: dict[str, int], severity: Severity, is_damped: bool
) -> None:
    channel = replace(TELEGRAM, damping=timedelta(hours=6))
    known = ChannelKnown(rules={rule: NOW - timedelta(hours=ago) for rule, ago in told_ago.items()})
    found = version(matches=(match("a", severity=severity), match("b")))

    decided = verdict.decide(telling(found), channel, known, NOW)

    assert decided == (Reason.DAMPED if is_damped else Send(not_before=NOW))


def test_a_channel_without_damping_is_told_each_time() -> None:
    known = ChannelKnown(rules={"a-rule": NOW})

    assert verdict.decide(telling(), TELEGRAM, known, NOW) == Send(not_before=NOW)


def test_what_no_route_leads_to_the_channel_is_not_told() -> None:
    channel = replace(TELEGRAM, routes=(Route(topics=frozenset({"metals"})),))

    assert verdict.decide(telling(), channel, ChannelKnown(), NOW) is Reason.NOT_ROUTED


@pytest.mark.parametrize(
    ("matches", "state", "urgent", "expected"),
    [
        ((HIGH, CRITICAL), OF_STORY, Severity.CRITICAL, True),
        ((HIGH, DRAFT), OF_STORY, Severity.CRITICAL, False),
        ((), OF_STORY, Severity.HIGH, True),
        ((), StoryState(id="s1"), Severity.MEDIUM, False),
    ],
)
def test_urgency_is_of_the_gravest_match_or_of_the_story(
    matches: tuple[object, ...], state: StoryState, urgent: Severity, expected: bool
) -> None:
    told = replace(telling(version(matches=matches)), story=state)

    assert verdict.is_urgent(told, replace(TELEGRAM, urgent=urgent)) is expected
