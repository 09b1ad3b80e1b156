"""One source of `monitor.yaml` → Source: its keys, which of them its kind knows, and what they must hold."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator

from monitor.config import decode, durations
from monitor.model import (
    AttachmentRule,
    BacklogRule,
    Fields,
    FullText,
    Outlet,
    OutletKind,
    Pairs,
    Recipe,
    Request,
    RobotsRule,
    Source,
    SourceKind,
    Step,
    Take,
    Tier,
)

_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_OURS = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "cookie"})
_MOST_PAGES = 50

_WEB = frozenset({"url", "method", "headers", "params", "form", "json", "before", "charset", "robots"})
_FOLLOWED = frozenset({"only", "fulltext", "attachments", "recheck"})
KEYS_OF: Mapping[SourceKind, frozenset[str]] = {
    SourceKind.FEED: _WEB | _FOLLOWED,
    SourceKind.LISTING: _WEB
    | _FOLLOWED
    | {"html", "item", "link", "title", "date", "next", "pages", "first_page"},
    SourceKind.JSON: _WEB
    | _FOLLOWED
    | {"items", "link", "link_template", "title", "date", "text", "guid", "number", "issuer"}
    | {"pages", "first_page"},
    SourceKind.SITEMAP: _WEB | _FOLLOWED | {"pages"},
    SourceKind.FOLDER: frozenset({"path"}),
}
OF_SOME_KINDS = frozenset().union(*KEYS_OF.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """The least and the longest time between two polls."""

    least: timedelta
    most: timedelta | None = None


_SIMPLE = Every(least=timedelta(hours=1), most=timedelta(hours=4))


def identifier(value: Any) -> Any:
    """Check an id; raises ValueError with the mend."""
    if isinstance(value, str) and (not value.strip() or len(value) > 100 or any(c.isspace() for c in value)):
        raise ValueError(f"{value!r} is no id; write letters, digits and dashes, without spaces, at most 100")
    return value


def readable_path(value: Any) -> Any:
    """Check a path; raises ValueError with the mend."""
    if isinstance(value, str) and ("\0" in value or not value.strip()):
        raise ValueError(f"{value!r} is no path; write one without control characters")
    return value


def _every(value: Any) -> Any:
    if not isinstance(value, dict):
        return Every(least=durations.duration(str(value)))  # pydantic would take a bare number for seconds
    if unknown := sorted(set(map(str, value)) - {"min", "max"}):
        raise ValueError(f"unknown key `{unknown[0]}`; write min and max, as in {{min: 30m, max: 6h}}")
    if len(value) < 2:
        raise ValueError(
            "min and max belong together, as in {min: 30m, max: 6h}; or write one time, as in 30m"
        )
    least, most = durations.duration(str(value["min"])), durations.duration(str(value["max"]))
    if least > most:
        raise ValueError(f"min {value['min']} is longer than max {value['max']}; exchange them")
    return Every(least=least, most=most)


def _backlog(value: Any) -> Any:
    return durations.backlog(str(value))


def _verified(value: Any) -> Any:
    return None if value == "never" else value


def known_zone(value: Any) -> Any:
    """Check the name of a time zone; raises ValueError with the mend."""
    if isinstance(value, str) and value not in _all_zones():
        # China has one zone, and it is not called after its capital.
        meant = "" if "beijing" in value.casefold() else f" ({decode.suggest(value, _zones())})"
        raise ValueError(f"{value!r} is no time zone; write one as Asia/Shanghai{meant}")
    return value


def _zones() -> list[str]:
    return sorted(name for name in _all_zones() if "/" in name)


@cache
def _all_zones() -> frozenset[str]:
    return frozenset(available_timezones())  # each call walks the folder of zones


def _method(value: Any) -> Any:
    if value not in {"GET", "POST"}:
        raise ValueError(f"{value!r} is no method of ours; write GET or POST")
    return value


def _pairs(value: Any) -> Any:
    """Take a mapping of names to texts, numbers, or lists of them."""
    if not isinstance(value, dict):
        raise ValueError("write a mapping, as in {name: value}")  # noqa: TRY004 - pydantic tells ValueErrors only
    made: list[tuple[str, str]] = []
    for name, one in value.items():
        for each in one if isinstance(one, list) else [one]:
            if isinstance(each, bool) or not isinstance(each, str | int | float):
                told = f"the value of `{name}` should be a text; write it in quotes"
                raise ValueError(told)  # noqa: TRY004 - as above
            made.append((str(name), str(each)))
    return tuple(made)


def _headers(value: Any) -> Any:
    made = _pairs(value)
    wrong = []
    for name, one in made:
        if not _HEADER.fullmatch(name) or not (one.isascii() and one.isprintable()):
            wrong.append(f"`{name}: {one}` cannot stand in a request; write a name and ASCII text")
        elif name.lower() in _OURS:
            wrong.append(f"the header {name} is the program's own to send; remove it")
    if wrong:
        raise ValueError("; ".join(wrong))
    return made


def _charset(value: Any) -> Any:
    from monitor.text import charset  # noqa: PLC0415  it loads numpy, and few sources name a charset

    if isinstance(value, str) and not charset.is_known(value):
        raise ValueError(f"{value!r} is no charset; write one as gb18030, big5 or utf-8")
    return value


def _pages(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and not 1 <= value <= _MOST_PAGES:
        raise ValueError(f"{value} is out of range; a poll reads 1 to {_MOST_PAGES} pages")
    return value


_Pairs = Annotated[Pairs, BeforeValidator(_pairs)]
_Headers = Annotated[Pairs, BeforeValidator(_headers)]
Id = Annotated[str, BeforeValidator(identifier)]
"""What names a source or a channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletEntry:
    """Who publishes a source."""

    name: str
    name_en: str | None = None
    kind: OutletKind = OutletKind.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeEntry:
    """Where a value stands in an answer."""

    css: str | None = None
    path: str | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEntry:
    """A request before the list."""

    url: str
    method: Annotated[str, BeforeValidator(_method)] = "GET"
    headers: _Headers = ()
    params: _Pairs = ()
    form: _Pairs = ()
    json: Any = None
    take: dict[str, TakeEntry] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A source as it is written."""

    id: Id
    kind: SourceKind
    url: str | None = None
    path: Annotated[str | None, BeforeValidator(readable_path)] = None
    every: Annotated[Every, BeforeValidator(_every)] = _SIMPLE
    backlog: Annotated[timedelta | BacklogRule, BeforeValidator(_backlog)] = timedelta(days=2)
    outlet: OutletEntry | None = None
    tier: Tier | None = None
    language: str | None = None
    zone: Annotated[str, BeforeValidator(known_zone)] = "Asia/Shanghai"
    demo: bool = False
    verified: Annotated[dt.date | None, BeforeValidator(_verified)] = None
    before: tuple[StepEntry, ...] = ()
    method: Annotated[str, BeforeValidator(_method)] = "GET"
    headers: _Headers = ()
    params: _Pairs = ()
    form: _Pairs = ()
    json: Any = None
    pages: Annotated[int, BeforeValidator(_pages)] = 1
    first_page: int = 1
    charset: Annotated[str | None, BeforeValidator(_charset)] = None
    html: str | None = None
    item: str | None = None
    items: str | None = None
    link: str | None = None
    link_template: str | None = None
    title: str | None = None
    date: str | None = None
    text: str | None = None
    guid: str | None = None
    number: str | None = None
    issuer: str | None = None
    next: str | None = None
    only: str | None = None
    fulltext: FullText = FullText.AUTO
    attachments: AttachmentRule = AttachmentRule.NAMES
    robots: RobotsRule = RobotsRule.OBEY
    recheck: bool = True


def source(entry: SourceEntry, base: Path) -> Source:
    """Return the source that checked, with its path made absolute."""
    outlet = Outlet(name=entry.outlet.name, kind=entry.outlet.kind) if entry.outlet else Outlet(name=entry.id)
    return Source(
        id=entry.id,
        kind=entry.kind,
        location=entry.url if entry.url is not None else str(base / (entry.path or "")),
        every=entry.every.least,
        at_most=entry.every.most if entry.kind is not SourceKind.FOLDER else None,
        backlog=entry.backlog,
        outlet=outlet,
        outlet_english=entry.outlet.name_en if entry.outlet else None,
        tier=entry.tier,
        language=entry.language,
        zone=str(ZoneInfo(entry.zone)),
        demo=entry.demo,
        verified_on=entry.verified,
        recipe=_recipe(entry),
    )


def _recipe(entry: SourceEntry) -> Recipe:
    return Recipe(
        before=tuple(
            Step(
                request=Request(
                    url=step.url,
                    method=step.method,
                    headers=step.headers,
                    params=step.params,
                    form=step.form,
                    json=_json(step.json),
                ),
                takes=tuple(
                    Take(name=name, css=take.css, path=take.path, pattern=take.pattern)
                    for name, take in (step.take or {}).items()
                ),
            )
            for step in entry.before
        ),
        method=entry.method,
        headers=entry.headers,
        params=entry.params,
        form=entry.form,
        json=_json(entry.json),
        pages=entry.pages,
        first_page=entry.first_page,
        charset=entry.charset,
        fields=Fields(
            html=entry.html,
            item=entry.items if entry.kind is SourceKind.JSON else entry.item,
            link=entry.link,
            title=entry.title,
            date=entry.date,
            text=entry.text,
            guid=entry.guid,
            number=entry.number,
            issuer=entry.issuer,
            next=entry.next,
        ),
        link_template=entry.link_template,
        only=entry.only,
        fulltext=entry.fulltext,
        attachments=entry.attachments,
        robots=entry.robots,
        rechecks=entry.recheck,
    )


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
