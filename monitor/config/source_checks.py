"""What is wrong between the keys of one source, each problem with its place and mend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import Any

import re2

from monitor.config import decode
from monitor.config.source_forms import KEYS_OF, OF_SOME_KINDS, SourceEntry, StepEntry, TakeEntry
from monitor.fetch import addresses
from monitor.model import SourceKind
from monitor.sources import json_paths, selectors

Place = tuple[str | int, ...]
"""The way to a value inside its source."""

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DEFAULTS: dict[str, Any] = {
    one.name: one.default for one in fields(SourceEntry) if one.default is not MISSING
}


def check(entry: SourceEntry) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong, as place and message."""
    yield from _kind(entry)
    yield from _fields(entry)
    yield from _addresses(entry)
    yield from _bodies(entry)
    yield from _expressions(entry)
    yield from _placeholders(entry)
    yield from _paging(entry)


def _kind(entry: SourceEntry) -> Iterator[tuple[Place, str]]:
    """Tell the keys that another kind of source has, and those this one lacks."""
    known = KEYS_OF[entry.kind]
    given = [
        one.name
        for one in fields(entry)
        if one.name in OF_SOME_KINDS and getattr(entry, one.name) != _DEFAULTS.get(one.name)
    ]
    needed = "path" if entry.kind is SourceKind.FOLDER else "url"
    for name in given:
        if name not in known:
            yield (name,), f"a {entry.kind} has no {name}; {_instead(name, needed, known)}"
    if needed not in given and not {"url", "path"} & set(given):
        yield (), f"a {entry.kind} needs {needed}; add it"


def _instead(name: str, needed: str, known: frozenset[str]) -> str:
    if {name, needed} == {"url", "path"}:
        return f"write {needed} instead"
    if name in {"item", "items"} and known & {"item", "items"}:
        return f"write {'items' if 'items' in known else 'item'} instead"
    kinds = " or ".join(kind for kind, keys in KEYS_OF.items() if name in keys)
    return f"it belongs to kind: {kinds}"


def _fields(entry: SourceEntry) -> Iterator[tuple[Place, str]]:
    """Tell what the parts of an entry lack."""
    if entry.kind is SourceKind.JSON:
        if entry.items is None:
            yield (), "a json source needs items: the JMESPath of the list of entries; add it"
        if entry.link is None and entry.link_template is None and entry.guid is None:
            told = (
                "a json source needs link, link_template or guid, or no entry could be known again; add one"
            )
            yield (), told
    if entry.kind is SourceKind.LISTING and entry.item is None and entry.link is None:
        for name in ("title", "date"):
            if getattr(entry, name) is not None:
                yield (name,), f"{name} is looked for in each entry; add item, the selector of one, or link"
    if entry.link is not None and entry.link_template is not None:
        yield ("link_template",), "link and link_template say the same thing twice; remove one"


def _addresses(entry: SourceEntry) -> Iterator[tuple[Place, str]]:
    known = KEYS_OF[entry.kind]
    urls: list[tuple[Place, str | None]] = [
        ((name,), getattr(entry, name)) for name in ("url", "link_template") if name in known
    ]
    urls += [(("before", number, "url"), step.url) for number, step in enumerate(entry.before)]
    for place, url in urls:
        # What is filled in later stands for letters; a host or a port it can never be.
        if url is not None and not addresses.is_web_address(_PLACEHOLDER.sub("x", url)):
            yield place, f"{url!r} is no web address; write http:// or https://"
        elif url is not None and _PLACEHOLDER.search(re.sub(r"^(https?://[^/?#]*).*", r"\1", url)):
            yield place, f"{url!r} leaves its host open; only what comes behind the host can be filled in"


def _bodies(entry: SourceEntry) -> Iterator[tuple[Place, str]]:
    requests: list[tuple[Place, SourceEntry | StepEntry]] = [((), entry)]
    requests += [(("before", number), step) for number, step in enumerate(entry.before)]
    for place, one in requests:
        if one.form and one.json is not None:
            yield (*place, "json"), "a request has one body; remove form or json"
        given = {"form": bool(one.form), "json": one.json is not None}
        for name in (name for name, is_given in given.items() if is_given and one.method != "POST"):
            yield (*place, name), f"a GET has no {name}; add method: POST, or write params"


def _expressions(entry: SourceEntry) -> Iterator[tuple[Place, str]]:
    is_json = entry.kind is SourceKind.JSON
    for name in ("items" if is_json else "item", "link", "title", "date", "text", "guid", "number", "issuer"):
        expression = getattr(entry, name) if name in KEYS_OF[entry.kind] else None
        if expression is not None and (why := (_path if is_json else _css)(expression)):
            yield (name,), why
    if entry.next is not None and entry.kind is SourceKind.LISTING and (why := _css(entry.next)):
        yield ("next",), why
    if entry.html is not None and entry.kind is SourceKind.LISTING and (why := _path(entry.html)):
        yield ("html",), why
    if entry.only is not None and (why := _pattern_problem(entry.only)):
        yield ("only",), why
    for number, step in enumerate(entry.before):
        for name, take in (step.take or {}).items():
            place: Place = ("before", number, "take", name)
            if not _NAME.fullmatch(name) or name == "page":
                yield place, f"{name!r} is no name of a value; write letters, digits and _, and not page"
            yield from (((*place, key), why) for key, why in _take(take))


def _css(selector: str) -> str | None:
    why = selectors.check(selector)
    return None if why is None else f"{selector!r} is {why}"


def _path(expression: str) -> str | None:
    why = json_paths.check(expression)
    return None if why is None else f"{expression!r} is {why}"


def _take(take: TakeEntry) -> Iterator[tuple[str, str]]:
    if take.css is None and take.path is None and take.pattern is None:
        yield "css", "nothing says where the value stands; write css, path or pattern"
    if take.css is not None and take.path is not None:
        yield "path", "css is for HTML and path for JSON; remove one"
    if take.css is not None and (why := _css(take.css)):
        yield "css", why
    if take.path is not None and (why := _path(take.path)):
        yield "path", why
    if take.pattern is not None:
        if why := _pattern_problem(take.pattern):
            yield "pattern", why
        elif re2.compile(take.pattern).groups != 1:
            yield (
                "pattern",
                "a pattern takes what its one group holds; put ( ) around that part, and (?: ) around others",
            )


def _pattern_problem(pattern: str) -> str | None:
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0]
        said = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        return f"{pattern!r} is no regular expression of RE2: {said}"
    return None


def _placeholders(entry: SourceEntry) -> Iterator[tuple[Place, str]]:
    """Tell the `{name}` that nothing before it takes."""
    taken: list[str] = []
    for number, step in enumerate(entry.before):
        yield from _unfilled(step, ("before", number), taken)
        taken += step.take or {}
    pages = ["page"] if "pages" in KEYS_OF[entry.kind] else []
    yield from _unfilled(entry, (), [*taken, *pages])


def _unfilled(
    request: SourceEntry | StepEntry, place: Place, known: list[str]
) -> Iterator[tuple[Place, str]]:
    values: list[tuple[str, str]] = [("url", request.url or "")]
    for name in ("headers", "params", "form"):
        values += [(name, value) for _, value in getattr(request, name)]
    values += [("json", text) for text in _texts(request.json)]
    for key, text in values:
        for name in _PLACEHOLDER.findall(text):
            if name not in known:
                hint = decode.suggest(name, known) if known else "take it in a step of before"
                yield (*place, key), f"nothing fills in {{{name}}}; {hint}"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _paging(entry: SourceEntry) -> Iterator[tuple[Place, str]]:
    """Tell a list of several pages that nothing leads through."""
    if "first_page" not in KEYS_OF[entry.kind] or entry.pages == 1 or entry.next is not None:
        return
    told = [entry.url or "", *(value for _, value in (*entry.params, *entry.form)), *_texts(entry.json)]
    if not any("{page}" in text for text in told):
        lead = "{page} where its number goes"
        lead += ", or next: the selector of the link" if entry.kind is SourceKind.LISTING else ""
        yield ("pages",), f"nothing leads to a second page; write {lead}"
