"""The commands for everyone: what was told, what is stored, why, and what a private chat wants to be told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from monitor.alerts.labels import topic_label
from monitor.bot import commands
from monitor.bot.commands import Command
from monitor.bot.desk import Desk
from monitor.bot.words import Line, answer, bold, line, linked, moment
from monitor.corpus import identity
from monitor.model import Published, Said, Severity
from monitor.store.explaining import VersionReport
from monitor.store.reports import Reports
from monitor.store.search import Search
from monitor.store.subscriptions import MOST_TOPICS, Added
from monitor.store.told import ToldAlert, ToldAlerts

_LATEST = 5
_FOUND = 8
_EVIDENCE = 4  # of a rule
_RELATED = 3  # documents of a story
_NUMBER = re.compile(r"#\s*([0-9]{1,18})")
_MARKS = {Severity.CRITICAL: "🔴", Severity.HIGH: "🟠", Severity.MEDIUM: "🟡", Severity.LOW: "⚪"}


async def start(desk: Desk, said: Said, _words: str) -> str:
    """Say hello, and the number that an operator must know to make somebody an admin."""
    hello = "This bot watches Chinese industrial policy and tells what matters, and why."
    if commands.is_chinese(said.language):
        hello = "本机器人监测中国产业政策，推送要点并说明原因。"
    return answer([hello, "", *_help(desk, said), "", f"Your id here: {said.person}"])


async def help_(desk: Desk, said: Said, _words: str) -> str:
    """Say what the bot understands."""
    return answer(_help(desk, said))


async def latest(desk: Desk, _said: Said, words: str) -> str:
    """Show the latest alerts, of one topic if one is named."""
    topic = _topic(desk, words) if words else None
    if words and topic is None:
        return _unknown_topic(desk, words)
    found = await desk.reading.ask(lambda opened: ToldAlerts(opened).latest(limit=_LATEST, topic=topic))
    if not found:
        return answer(["Nothing was told yet." if topic is None else f"Nothing was told of {topic} yet."])
    return answer(one for alert in found for one in _alert(alert, desk))


async def search(desk: Desk, _said: Said, words: str) -> str:
    """Show the documents that hold all of the words."""
    if not words:
        return answer(['Write what to look for behind it: /search 稀土 出口, or /search "rare earth" export'])
    now = desk.clock()
    found = await desk.reading.ask(lambda opened: Search(opened).find(words, now, limit=_FOUND))
    lines: list[Line | str] = []
    for hit in found.hits:
        lines.append(line(linked(hit.title, hit.url)))
        day = _day(hit.published) or moment(hit.seen_at, now, desk.zone)
        lines.append(f"  {hit.outlet} · {day} · {hit.document_id[:10]}{' · demo' if hit.demo else ''}")
    if not found.hits:
        lines.append(line("No document holds all of: ", bold(words)))
    elif found.has_more:
        lines.append("There are more; another word narrows them down.")
    if found.behind:
        lines.append(f"{found.behind:,} older documents are not in the index yet.")
    return answer(lines)


async def why(desk: Desk, said: Said, words: str) -> str:
    """Say what matched a document, and what joined it to its story."""
    alert_id = await alert_meant(desk, said, words)
    alert = None
    if alert_id is not None:
        wanted = alert_id
        alert = await desk.reading.ask(lambda opened: ToldAlerts(opened).alert(wanted))
        if alert is None:
            return answer([f"There is no alert #{alert_id}."])
    document = words if alert is None else alert.document_id
    if not document:
        return answer(["Reply with /why to an alert, or write its number, an id or an address: /why #12"])
    url = identity.canonical_url(document)
    reports = await desk.reading.ask(lambda opened: Reports(opened).find(document, url))
    if not reports:
        return answer(
            ["No such document is stored; name an alert as #12, an id that it shows, or an address."]
        )
    return answer(_why(reports[-1], desk, is_admin=said.is_private and desk.is_admin(said.person)))


async def topics(desk: Desk, said: Said, _words: str) -> str:
    """List the topics, and mark those that this chat is told of."""
    mine = await desk.subscriptions.of(said.chat) if said.is_private else ()
    known = desk.topics()
    lines = [f"{'✓' if topic in mine else '·'} {topic} ({topic_label(topic)})" for topic in known]
    lines += [f"✓ {topic} (no rule of it is in force now)" for topic in mine if topic not in known]
    return answer([*lines, *(["", "/subscribe TOPIC tells you here."] if said.is_private else [])])


async def subscribe(desk: Desk, said: Said, words: str) -> str:
    """Tell this chat of a topic from now on."""
    topic = _topic(desk, words)
    if topic is None:
        return _unknown_topic(desk, words)
    match await desk.subscriptions.add(said.chat, topic, desk.clock()):
        case Added.ADDED:
            told = f"From now on you are told of {topic} here. /unsubscribe {topic} ends it."
        case Added.KNOWN:
            told = f"You are told of {topic} already."
        case Added.TOO_MANY:
            told = f"A chat may have {MOST_TOPICS} topics; /unsubscribe from one first."
        case Added.FULL:
            told = "No more private chats may subscribe; the people who run this bot have set a limit."
    return answer([told])


async def unsubscribe(desk: Desk, said: Said, words: str) -> str:
    """Tell this chat no more of a topic, or of anything."""
    if not words:
        count = await desk.subscriptions.leave(said.chat)
        return answer(["You are told of nothing any more." if count else "You were told of nothing here."])
    mine = await desk.subscriptions.of(said.chat)
    topic = _named(words, mine)
    if topic is None or not await desk.subscriptions.remove(said.chat, topic):
        return answer([line("You are not told of ", bold(words), " here.")])
    return answer([f"You are told no more of {topic}."])


async def alert_meant(desk: Desk, said: Said, words: str) -> int | None:
    """Return the alert that is named as #12, or whose message this replies to."""
    named = _NUMBER.fullmatch(words)
    if named is not None:
        return int(named[1])
    if words or not said.about:
        return None
    chats = await desk.chats()
    return await desk.reading.ask(lambda opened: ToldAlerts(opened).shown_at(said.about, chats))


def short_why(alert: ToldAlert) -> str:
    """Return in a few words why an alert was told, for a popup."""
    words = dict.fromkeys(item.text for match in alert.matches for item in match.evidence)
    rules = ", ".join(match.name for match in alert.matches)
    return f"{rules}: {', '.join(list(words)[:_EVIDENCE])}"


def _help(desk: Desk, said: Said) -> Iterator[Line]:
    chinese = commands.is_chinese(said.language)
    is_admin = said.is_private and desk.is_admin(said.person)

    def shown(command: Command) -> Line:
        return line(f"{command.line}: {command.chinese if chinese else command.english}")

    for command in commands.known_to(is_admin=is_admin, in_group=not said.is_private):
        yield shown(command)


def _alert(alert: ToldAlert, desk: Desk) -> Iterator[Line]:
    mark = _MARKS[alert.severity] if alert.severity else "·"
    yield line(f"{mark} ", linked(alert.title, alert.url))
    told = moment(alert.created_at, desk.clock(), desk.zone)
    yield line(f"  #{alert.id} · {', '.join(alert.topics)} · {alert.outlet} · {told}")


def _why(report: VersionReport, desk: Desk, *, is_admin: bool) -> Iterator[Line | str]:
    version = report.version
    yield line(linked(version.document.title or "(no title)", version.document.url or version.url))
    seen = moment(version.seen_at, desk.clock(), desk.zone)
    yield f"{version.document.outlet.name} · seen {seen} · {version.document_id[:10]}"
    for match in version.matches:
        yield line(bold(match.name), f" ({match.topic}, {match.severity}): {match.why}")
        said = dict.fromkeys(item.text for item in match.evidence)
        yield f"  matched {', '.join(f'“{text}”' for text in list(said)[:_EVIDENCE])}"
    if not version.matches:
        yield "No rule matched it."
    yield from _story(report)
    if is_admin:
        yield f"Story {report.story_id}" if report.story_id else "Not decided yet."
        for verdict in report.verdicts:
            yield f"  {verdict.channel}: {verdict.delivery or f'not told: {verdict.verdict}'}"


def _story(report: VersionReport) -> Iterator[Line | str]:
    story = report.story
    if report.joined_by:
        score = f" (score {story.score:.2f})" if story is not None else ""
        yield f"Joined its story by {'; '.join(report.joined_by)}{score}."
    if story is None:
        return
    if story.retraction is not None:
        yield f"Taken back: {story.retraction}"
    for other in story.related[:_RELATED]:
        yield line("  same story: ", linked(other.title, other.url))
    if story.documents - 1 > _RELATED:
        yield f"  and {story.documents - 1 - _RELATED} more documents"


def _topic(desk: Desk, words: str) -> str | None:
    return _named(words, desk.topics())


def _named(words: str, known: tuple[str, ...]) -> str | None:
    """Return the topic that is meant, however it is written: `Rare earth`, `rare-earth`, `#rare_earth`."""
    wanted = _bare(words)
    return next((topic for topic in known if _bare(topic) == wanted), None) if wanted else None


def _bare(topic: str) -> str:
    return re.sub(r"[\s_#-]+", "", topic).casefold()


def _unknown_topic(desk: Desk, words: str) -> str:
    known = ", ".join(desk.topics())
    head = line("There is no topic ", bold(words), ".") if words else line("Name a topic.")
    return answer([head, f"The topics: {known}"])


def _day(published: Published | None) -> str | None:
    if published is None:
        return None
    return f"{published.date() if isinstance(published, datetime) else published}"
