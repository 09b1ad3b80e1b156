"""The commands for those who run the program: how it stands, a digest now, a look at the files now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from monitor.bot.desk import Desk
from monitor.bot.words import Line, answer, bold, line, moment
from monitor.model import RuleStatus, Said, SourceState
from monitor.rules.rule import Rule
from monitor.store.reports import ChannelReport, Reports, SourceReport
from monitor.store.standing import BOT, RESTART, RULES, SETTINGS

_TROUBLES = (
    (RULES, "rules: edits are refused"),
    (SETTINGS, "settings: edits are refused"),
    (RESTART, "settings: in effect from the next start"),
    (BOT, "bot: did not hear people for a while"),
)
_SHOWN = 3  # lines of a trouble
_OWED = ("pending", "held", "uncertain", "dead")


async def status(desk: Desk, _said: Said, _words: str) -> str:
    """Show how sources, channels, rules and settings stand."""
    sources = await desk.reading.ask(lambda opened: Reports(opened).sources())
    channels = await desk.reading.ask(lambda opened: Reports(opened).channels())
    lines: list[Line | str] = [f"{desk.clock().astimezone(desk.zone):%Y-%m-%d %H:%M} {desk.zone}"]
    lines.append(line(bold("Sources: "), _counts(Counter(_state(one) for one in sources))))
    lines += [_source(one, desk) for one in sources if SourceState(one.state).is_trouble]
    lines += [_channel(one) for one in channels]
    return answer([*lines, *await _files(desk)])


async def sources(desk: Desk, _said: Said, words: str) -> str:
    """List the sources, those in trouble first."""
    every = await desk.reading.ask(lambda opened: Reports(opened).sources())
    wanted = words.casefold()
    found = [one for one in every if wanted in one.id.casefold() or wanted in one.state.casefold()]
    if not found:
        return answer([line("No source is called ", bold(words), ".") if words else "There are no sources."])
    found.sort(key=lambda one: (not SourceState(one.state).is_trouble, one.id))
    return answer([f"{len(found)} of {len(every)} sources", *(_source(one, desk) for one in found)])


async def rules(desk: Desk, _said: Said, words: str) -> str:
    """List the rules in force by topic."""
    wanted = words.casefold()
    found = [
        rule
        for rule in sorted(desk.rules(), key=lambda rule: (rule.topic, rule.id))
        if wanted in rule.id.casefold() or wanted in rule.topic.casefold() or wanted in rule.name.casefold()
    ]
    if not found:
        return answer([line("No rule is called ", bold(words), ".") if words else "There are no rules."])
    return answer([f"{len(found)} of {len(desk.rules())} rules", *_by_topic(found)])


async def digest(desk: Desk, _said: Said, words: str) -> str:
    """Have a channel's digest made and sent now."""
    known = [channel.id for channel in desk.channels]
    if not words and len(known) > 1:
        return answer(["Name the channel: " + ", ".join(f"/digest {one}" for one in known)])
    if not known:
        return answer(["There are no channels."])
    wanted = words or known[0]
    if wanted not in known:
        return answer([line("No channel is called ", bold(wanted), f"; there are {', '.join(known)}.")])
    if not await desk.digests.ask(wanted, desk.clock()):
        return answer([f"{wanted} has no digests; `digests` or `digest` in its settings gives it some."])
    return answer([f"The digest of {wanted} goes out in a moment, if there is anything to tell."])


async def reload(desk: Desk, _said: Said, _words: str) -> str:
    """Look at rules and settings now, and say how they stand."""
    await desk.look()
    return answer(["Looked at the files.", *await _files(desk)])


async def _files(desk: Desk) -> list[Line | str]:
    """Say which rules are in force and what is refused."""
    in_force = await desk.standing.in_force()
    lines: list[Line | str] = []
    if in_force is not None:
        since = moment(in_force.since, desk.clock(), desk.zone)
        lines.append(
            line(bold("Rules: "), f"{in_force.rules} in force since {since}, hash {in_force.hash[:12]}")
        )
    for key, said in _TROUBLES:
        trouble = await desk.standing.trouble(key)
        if trouble is not None:
            lines.append(line("⚠ ", bold(f"{said}, since {moment(trouble.since, desk.clock(), desk.zone)}:")))
            lines += [f"  {one}" for one in trouble.lines[:_SHOWN]]
            if trouble.count > _SHOWN:
                lines.append(f"  and {trouble.count - _SHOWN} more")
    return lines


def _source(report: SourceReport, desk: Desk) -> Line:
    trouble = SourceState(report.state).is_trouble
    read = (
        "never read" if report.last_success is None else moment(report.last_success, desk.clock(), desk.zone)
    )
    detail = f" · {report.detail}" if report.detail and trouble else ""
    return line(f"{'⚠' if trouble else '·'} ", report.id, f" {report.state} · {read}{detail}")


def _state(report: SourceReport) -> str:
    return "ok" if report.state == SourceState.UNCHANGED else report.state


def _counts(found: Counter[str]) -> str:
    return ", ".join(f"{count} {state}" for state, count in found.most_common()) or "none"


def _channel(report: ChannelReport) -> Line:
    owed = [f"{count} {state}" for state in _OWED if (count := report.deliveries.get(state, 0))]
    trouble = report.suspended or (report.last_error if owed else None)
    sign = "⚠" if report.suspended else "·"
    parts = [f"{report.deliveries.get('sent', 0)} sent", *owed, *([trouble] if trouble else [])]
    return line(f"{sign} ", report.id, f": {', '.join(parts)}")


def _by_topic(found: list[Rule]) -> Iterator[Line]:
    topic = None
    for rule in found:
        if rule.topic != topic:
            topic = rule.topic
            yield line(bold(topic))
        status = "" if rule.status is RuleStatus.STABLE else f", {rule.status}"
        yield line(f"  {rule.id} ({rule.severity}{status}): {rule.name}")
