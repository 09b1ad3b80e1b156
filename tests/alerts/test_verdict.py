import pytest

from monitor.alerts import verdict
from monitor.model import ChannelConfig, ChannelKind, Reason, RuleStatus, Send, Told, Verdict, Version
from tests.fakes import NOW, console, match, version

TELEGRAM = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk")
DRAFT = match(status=RuleStatus.DRAFT)


@pytest.mark.parametrize(
    ("found", "channel", "told", "expected"),
    [
        pytest.param(version(), TELEGRAM, Told(), Send(not_before=NOW), id="a new match is told"),
        pytest.param(version(demo=True), TELEGRAM, Told(), Reason.DEMO, id="a demo is not told to Telegram"),
        pytest.param(
            version(demo=True), console(), Told(), Send(not_before=NOW), id="a demo is told to the console"
        ),
        pytest.param(version(is_backlog=True), TELEGRAM, Told(), Reason.BACKLOG, id="backlog is not told"),
        pytest.param(
            version(matches=(DRAFT,)), TELEGRAM, Told(), Reason.DRAFT_RULE, id="a draft rule alone is silent"
        ),
        pytest.param(
            version(matches=(DRAFT, match())),
            TELEGRAM,
            Told(),
            Send(not_before=NOW),
            id="a stable rule beside a draft is told",
        ),
        pytest.param(
            version(),
            TELEGRAM,
            Told(of_story=frozenset({"desk"}), of_document=frozenset({"desk"})),
            Reason.ALREADY_TOLD,
            id="a new version of a told document is not told again",
        ),
        pytest.param(
            version(),
            TELEGRAM,
            Told(of_story=frozenset({"desk"})),
            Reason.SAME_STORY,
            id="a told story is not told again",
        ),
        pytest.param(
            version(),
            TELEGRAM,
            Told(of_story=frozenset({"other"})),
            Send(not_before=NOW),
            id="each channel is told for itself",
        ),
    ],
)
def test_the_verdict_gives_its_reason(
    found: Version, channel: ChannelConfig, told: Told, expected: Verdict
) -> None:
    assert verdict.decide(found, channel, told, NOW) == expected
