"""/mute, /unmute and /silences: what is not told for a while, in any channel, and always with an end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from monitor.bot.desk import Desk
from monitor.bot.everyone import alert_meant
from monitor.bot.words import Line, answer, bold, line, moment
from monitor.config import durations
from monitor.model import Said, Silence, SilenceKind
from monitor.store.told import ToldAlert, ToldAlerts

_USUAL = timedelta(hours=24)
_HOW = (
    "Reply to an alert with /mute, /mute rule or /mute topic 2d; "
    "or name it: /mute rule ID 24h, /mute topic ID, /mute source ID, /mute story #12"
)

What = tuple[SilenceKind, str]


async def mute(desk: Desk, said: Said, words: str) -> str:
    """Silence what is named, or what the alert that this replies to is about."""
    parts = words.split()
    length = _USUAL
    if parts and parts[-1][:1].isdigit():
        try:
            length = durations.duration(parts[-1])
        except ValueError as error:
            return answer([str(error)])
        parts = parts[:-1]
    meant = await _meant(desk, said, parts)
    if isinstance(meant, str):
        return answer([meant])
    return answer(await silence(desk, meant, said.person, length))


async def unmute(desk: Desk, said: Said, words: str) -> str:
    """End a silence by its number, by what it is about, or by the alert that this replies to."""
    now = desk.clock()
    in_force = await desk.silences.in_force(now)
    number = words.removeprefix("silence ").strip()
    if number.isascii() and number.isdigit():
        wanted = [one for one in in_force if one.id == int(number)]
    elif words or said.about:
        meant = await _meant(desk, said, words.split(), default=None)
        if isinstance(meant, str):
            return answer([meant])
        wanted = [one for one in in_force if (one.kind, one.value) in meant]
    else:
        return answer([*_list(desk, in_force), "", "End one by its number: /unmute 3"])
    ended = [one for one in wanted if await desk.silences.end(one.id, now) is not None]
    if not ended:
        return answer(["Nothing of that is silenced."])
    return answer(line("Told again: ", one.kind, " ", bold(one.value)) for one in ended)


async def silences(desk: Desk, _said: Said, _words: str) -> str:
    """List what is silenced, and until when."""
    return answer(_list(desk, await desk.silences.in_force(desk.clock())))


async def silence(
    desk: Desk, meant: Sequence[What], person: int | None, length: timedelta = _USUAL
) -> list[Line]:
    """Silence things, and say so."""
    now = desk.clock()
    made = [
        await desk.silences.add(
            kind=kind, value=value, until=now + length, now=now, made_by=f"telegram:{person}"
        )
        for kind, value in meant
    ]
    return [_line(desk, one) for one in made]


def rules_of(alert: ToldAlert) -> tuple[What, ...]:
    """Return the rules that an alert was told by: what matches them all alike would be told by any of them."""
    return tuple((SilenceKind.RULE, match.rule) for match in alert.matches)


async def _meant(
    desk: Desk, said: Said, parts: Sequence[str], default: SilenceKind | None = SilenceKind.STORY
) -> Sequence[What] | str:
    """Return what is meant, or what is wrong; with `default` None, all that an alert may be silenced by."""
    kind = SilenceKind(parts[0].lower()) if parts and parts[0].lower() in set(SilenceKind) else None
    value = " ".join(parts[1:] if kind else parts)
    if value and not value.startswith("#"):
        return await _named(desk, kind, value)
    alert_id = await alert_meant(desk, said, value)
    if alert_id is None:
        return _HOW
    alert = await desk.reading.ask(lambda opened: ToldAlerts(opened).alert(alert_id))
    if alert is None:
        return f"There is no alert #{alert_id}."
    of_alert: dict[SilenceKind, tuple[What, ...]] = {
        SilenceKind.STORY: ((SilenceKind.STORY, alert.story_id),),
        SilenceKind.RULE: rules_of(alert),
        SilenceKind.TOPIC: tuple((SilenceKind.TOPIC, topic) for topic in alert.topics),
        SilenceKind.SOURCE: ((SilenceKind.SOURCE, alert.source_id),),
    }
    chosen = kind or default
    if chosen is None:
        return tuple(what for some in of_alert.values() for what in some)
    return of_alert[chosen] or f"Alert #{alert_id} has no {chosen} any more."


async def _named(desk: Desk, kind: SilenceKind | None, value: str) -> Sequence[What] | str:
    known = {
        SilenceKind.RULE: {rule.id for rule in desk.rules()},
        SilenceKind.TOPIC: set(desk.topics()),
        SilenceKind.SOURCE: set(desk.live.sources),
    }
    if kind is SilenceKind.STORY:
        story = await desk.reading.ask(lambda opened: ToldAlerts(opened).story(value))
        return (
            ((kind, story),)
            if story
            else f"There is no story {value}; write /mute story #12 for that of an alert."
        )
    found = [
        (one, value) for one, values in known.items() if value in values and (kind is None or one is kind)
    ]
    return found or f"There is no {kind or 'rule, topic or source'} called {value}. {_HOW}"


def _list(desk: Desk, in_force: Sequence[Silence]) -> list[Line]:
    return [_line(desk, one) for one in in_force] or [line("Nothing is silenced.")]


def _line(desk: Desk, one: Silence) -> Line:
    until = moment(one.until, desk.clock(), desk.zone)
    where = f" in {one.channel}" if one.channel else ""
    return line(f"{one.id}. {one.kind} ", bold(one.value), f" is silenced{where} until {until}")
