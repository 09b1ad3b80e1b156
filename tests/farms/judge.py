"""A judge of feed readers: serves feeds by a simulated clock, writes down every visit, and scores by nine criteria.

The criteria are those of Rachel Kroll's feed-reader tests (rachelbythebay.com/fs/), the strictest public ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from itertools import pairwise

from tests.farms.bodies import entry, rss

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

_AGENT = re.compile(r"[A-Za-z][\w.-]+/\d[\w.]* .*\+?https?://\S+\.\S+")


class Criterion(StrEnum):
    """What is judged."""

    CONDITIONAL = "one unconditional request, all later ones conditional"
    LAST_MODIFIED = "If-Modified-Since is the last Last-Modified, byte for byte"
    ETAG = "If-None-Match is the last ETag, byte for byte"
    UPDATED = "validators are taken from every answer, also where the body is the same"
    SPACING = "at most hourly, restarts included"
    MAX_AGE = "Cache-Control: max-age is not undercut"
    RETRY_AFTER = "Retry-After is not undercut"
    CLEAN = "no cookie, Referer, query or address that nobody gave, and no two requests at once"
    AGENT = "the User-Agent names program, version and contact, and gzip is taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What a feed says from an hour on."""

    from_hour: float
    etag: str | None = None
    last_modified: str | None = None
    entries: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A time in which a feed refuses to answer."""

    from_hour: float
    to_hour: float
    status: int
    as_date: bool = False  # which of the two forms Retry-After takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One feed of the judge."""

    editions: tuple[Edition, ...]
    max_age: timedelta | None = None
    refusals: tuple[Refusal, ...] = ()
    headers: tuple[str, ...] = ()
    renews: bool = False  # its 304s carry new validators, when they are due
    is_changing: bool = True  # some of its editions differ in their bodies


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request, and what was told before it."""

    at: datetime
    target: str
    headers: Mapping[str, str]  # names in lower case
    status: int
    told: tuple[Edition, ...]  # every validator sent before, the last one last
    not_before: datetime | None  # from a Retry-After that was sent before


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a visit is answered."""

    status: int
    headers: tuple[str, ...]
    body: bytes = b""


@dataclass(slots=True)
class _Stage:
    """A feed while it is visited."""

    scene: Scene
    visits: list[Visit] = field(default_factory=list)
    told: list[Edition] = field(default_factory=list)
    not_before: datetime | None = None
    open: int = 0
    crowded: int = 0  # visits that came while another was open


def _stamped(hour: float, number: int) -> Edition:
    """Return an edition with both validators, in the spellings that careless readers normalise."""
    return Edition(
        from_hour=hour,
        etag=f'W/"{number}-é/=="' if number % 2 else f'"{number}:gzip"',
        last_modified=f"Wed, 18 Nov 2026 0{number % 10}:00:00 GMT",
        entries=number + 1,
    )


SCENES: Mapping[str, Scene] = {
    "plain": Scene(editions=tuple(_stamped(7 * number, number) for number in range(7))),
    "etag-alone": Scene(
        editions=tuple(Edition(from_hour=9 * n, etag=f'"{n}"', entries=n + 1) for n in range(5))
    ),
    "date-alone": Scene(
        # Not in the form that HTTP prescribes: it has to come back as it went.
        editions=tuple(
            Edition(from_hour=9 * n, last_modified=f"2026-11-1{n} 08:00:00+0800", entries=n + 1)
            for n in range(5)
        )
    ),
    "same-body": Scene(
        editions=tuple(
            Edition(from_hour=5 * n, etag=f'"s{n}"', last_modified=f"Mon, 16 Nov 2026 0{n}:00:00 GMT")
            for n in range(9)
        ),
        is_changing=False,
    ),
    "renewing": Scene(
        editions=tuple(
            Edition(from_hour=6 * n, etag='"r"', last_modified=f"Tue, 17 Nov 2026 0{n}:00:00 GMT")
            for n in range(8)
        ),
        renews=True,
        is_changing=False,
    ),
    "a-day": Scene(editions=(_stamped(0, 0), _stamped(20, 1)), max_age=DAY),
    "ninety-minutes": Scene(editions=(_stamped(0, 0), _stamped(20, 1)), max_age=1.5 * HOUR),
    "busy": Scene(
        editions=(_stamped(0, 0), _stamped(30, 1)),
        refusals=(
            Refusal(from_hour=4, to_hour=11, status=429),
            Refusal(from_hour=20, to_hour=26, status=503),
            Refusal(from_hour=33, to_hour=40, status=429, as_date=True),
        ),
    ),
    "cookies": Scene(
        editions=(_stamped(0, 0), _stamped(15, 1)),
        headers=("Set-Cookie: seen=1; Path=/; Max-Age=999999", "Link: </hub>; rel=hub", "Refresh: 60"),
    ),
}


class Judge:
    """Answers by the clock it is given."""

    def __init__(self, clock: Callable[[], datetime], scenes: Mapping[str, Scene] = SCENES) -> None:
        self._clock = clock
        self._start = clock()
        self._stages = {name: _Stage(scene) for name, scene in scenes.items()}

    def visits(self, name: str) -> tuple[Visit, ...]:
        """Return the visits of a feed, in order."""
        return tuple(self._stages[name].visits)

    def enter(self, name: str) -> None:
        """Note that a request has come."""
        stage = self._stages[name]
        stage.crowded += stage.open > 0
        stage.open += 1

    def leave(self, name: str) -> None:
        """Note that it is answered."""
        self._stages[name].open -= 1

    def ask(self, name: str, target: str, headers: Mapping[str, str]) -> Reply:
        """Answer a request, and write it down."""
        stage, now = self._stages[name], self._clock()
        reply, told, not_before = self._answer(stage, target, headers, now)
        stage.visits.append(
            Visit(
                at=now,
                target=target,
                headers=dict(headers),
                status=reply.status,
                told=tuple(stage.told),
                not_before=stage.not_before,
            )
        )
        stage.told += told
        stage.not_before = not_before
        return reply

    def _answer(
        self, stage: _Stage, target: str, headers: Mapping[str, str], now: datetime
    ) -> tuple[Reply, list[Edition], datetime | None]:
        hour = (now - self._start) / HOUR
        date = f"Date: {format_datetime(now, usegmt=True)}"
        if target != "/feed.xml":
            return Reply(status=404, headers=(date,)), [], stage.not_before
        for refusal in stage.scene.refusals:
            if refusal.from_hour <= hour < refusal.to_hour:
                until = self._start + refusal.to_hour * HOUR
                wait = str(int((until - now).total_seconds()) + 1)
                said = format_datetime(until + timedelta(seconds=1), usegmt=True) if refusal.as_date else wait
                return Reply(status=refusal.status, headers=(date, f"Retry-After: {said}")), [], until
        edition = max(
            (one for one in stage.scene.editions if one.from_hour <= hour), key=lambda one: one.from_hour
        )
        sent = [date, *stage.scene.headers]
        if edition.etag is not None:
            sent.append(f"ETag: {edition.etag}")
        if edition.last_modified is not None:
            sent.append(f"Last-Modified: {edition.last_modified}")
        if stage.scene.max_age is not None:
            sent.append(f"Cache-Control: public, max-age={int(stage.scene.max_age.total_seconds())}")
        if _is_known(edition, headers, by_etag=stage.scene.renews):
            return Reply(status=304, headers=tuple(sent)), [edition], None
        titles = (f"Entry {number}" for number in range(edition.entries))
        body = rss(*map(entry, titles)).encode()
        return Reply(status=200, headers=(*sent, "Content-Type: text/xml"), body=body), [edition], None

    def faults(self) -> dict[Criterion, list[str]]:
        """Return what speaks against the reader, by criterion; a full score has nothing in any of them."""
        found: dict[Criterion, list[str]] = {criterion: [] for criterion in Criterion}
        for name, stage in self._stages.items():
            for criterion, fault in _faults(stage):
                found[criterion].append(f"{name}: {fault}")
        return found


def _is_known(edition: Edition, headers: Mapping[str, str], *, by_etag: bool) -> bool:
    if edition.etag is not None and "if-none-match" in headers:
        same_date = headers.get("if-modified-since") == edition.last_modified
        return headers["if-none-match"] == edition.etag and (
            by_etag or same_date or edition.last_modified is None
        )
    return edition.last_modified is not None and headers.get("if-modified-since") == edition.last_modified


def _faults(stage: _Stage) -> Iterator[tuple[Criterion, str]]:
    if stage.crowded:
        yield Criterion.CLEAN, f"{stage.crowded} requests while another was open"
    for visit in stage.visits:
        yield from ((criterion, f"{visit.at:%d. %H:%M} {fault}") for criterion, fault in _faults_of(visit))
    for before, after in pairwise(stage.visits):
        gap = after.at - before.at
        if gap < HOUR:
            yield Criterion.SPACING, f"{after.at:%d. %H:%M} came {gap} after the last"
        if stage.scene.max_age is not None and gap < stage.scene.max_age:
            yield Criterion.MAX_AGE, f"{after.at:%d. %H:%M} came {gap} after the last"
        if after.not_before is not None and after.at < after.not_before:
            yield Criterion.RETRY_AFTER, f"{after.at:%d. %H:%M} came before {after.not_before:%d. %H:%M}"
        if before.told != after.told and len(after.told) > 1:
            yield from _unlearnt(after)


def _faults_of(visit: Visit) -> Iterator[tuple[Criterion, str]]:
    headers = visit.headers
    sent = headers.get("if-none-match"), headers.get("if-modified-since")
    if bool(visit.told) != (sent != (None, None)):
        yield Criterion.CONDITIONAL, "unconditional" if visit.told else "conditional on what nobody said"
    etags = [one.etag for one in visit.told]
    dates = [one.last_modified for one in visit.told]
    for criterion, value, known in (
        (Criterion.ETAG, sent[0], etags),
        (Criterion.LAST_MODIFIED, sent[1], dates),
    ):
        if value != (known[-1] if known else None):
            kind = "left out" if value is None else "out of sequence" if value in known else "made up"
            yield criterion, f"{kind}: {value}"
    for name in ("cookie", "referer", "authorization"):
        if name in headers:
            yield Criterion.CLEAN, f"sent {name}"
    if visit.target != "/feed.xml":
        yield Criterion.CLEAN, f"asked for {visit.target}"
    if not _AGENT.fullmatch(headers.get("user-agent", "")):
        yield Criterion.AGENT, f"User-Agent {headers.get('user-agent')!r}"
    if "gzip" not in headers.get("accept-encoding", ""):
        yield Criterion.AGENT, "takes no gzip"


def _unlearnt(visit: Visit) -> Iterator[tuple[Criterion, str]]:
    """Find validators that are older than the last answer, which is how a reader gets a feed in full for months."""
    last, before = visit.told[-1], visit.told[-2]
    sent = visit.headers.get("if-none-match"), visit.headers.get("if-modified-since")
    if last != before and sent == (before.etag, before.last_modified):
        yield Criterion.UPDATED, f"{visit.at:%d. %H:%M} sent the validators of the answer before the last"


def start() -> datetime:
    """Return when every simulation begins."""
    return datetime(2026, 11, 18, 0, 0, tzinfo=UTC)
