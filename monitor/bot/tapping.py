"""What a press of a button does: counts a vote, mutes for those who may, says why; the answer is a popup."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.alerts import buttons
from monitor.alerts.buttons import Press
from monitor.alerts.runs import Run
from monitor.bot.commands import is_chinese
from monitor.bot.desk import Desk
from monitor.bot.everyone import short_why
from monitor.bot.muting import rules_of, silence
from monitor.bot.words import Line
from monitor.model import SilenceKind, Tally, Tapped, Vote
from monitor.store.told import ToldAlert, ToldAlerts

_VOTES = {Press.USEFUL: Vote.USEFUL, Press.NOISE: Vote.NOISE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """The answer to a press."""

    text: str
    stays: bool = False  # must be put away by hand
    voted: ToldAlert | None = None  # its buttons show other counts now
    tally: Tally | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    gone: str
    counted: str
    admins: str
    nothing: str


_ENGLISH = _Words(
    "This alert is not known here any more.",
    "Thank you, counted.",
    "Only the people who run this bot can mute; your vote counts, though.",
    "No rule of it is in force any more.",
)
_CHINESE = _Words("此预警已不在记录中。", "谢谢，已计入。", "仅管理员可静音；欢迎投票。", "其规则均已失效。")


def is_mute(tapped: Tapped) -> bool:
    """Say whether a press does what must not be done twice."""
    pressed = buttons.read(tapped.data)
    return pressed is not None and pressed.press in {Press.MUTE_RULE, Press.MUTE_STORY}


async def react(desk: Desk, tapped: Tapped) -> Reaction:
    """Do what a press asks for."""
    words = _CHINESE if is_chinese(tapped.language) else _ENGLISH
    pressed = buttons.read(tapped.data)
    if pressed is None:
        return Reaction(text=words.gone)
    alert = await desk.reading.ask(lambda opened: ToldAlerts(opened).alert(pressed.alert_id))
    if alert is None:
        return Reaction(text=words.gone)
    if (vote := _VOTES.get(pressed.press)) is not None:
        tally = await desk.votes.cast(alert.id, tapped.person, vote, desk.clock())
        return Reaction(text=words.counted, voted=alert, tally=tally)
    if pressed.press is Press.WHY:
        return Reaction(text=short_why(alert) if alert.matches else words.nothing, stays=True)
    if not desk.is_admin(tapped.person):
        return Reaction(text=words.admins, stays=True)
    meant = rules_of(alert) if pressed.press is Press.MUTE_RULE else ((SilenceKind.STORY, alert.story_id),)
    if not meant:
        return Reaction(text=words.nothing, stays=True)
    return Reaction(text=_text(await silence(desk, meant, tapped.person)), stays=True)


def _text(lines: list[Line]) -> str:
    """Return lines as a popup shows them: plain."""
    return "\n".join("".join(run.text for run in one if isinstance(run, Run)) for one in lines)
