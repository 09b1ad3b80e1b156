"""A source's recipe in words: what is asked, what is looked for in the answer, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from monitor.cli.sources import words
from monitor.model import (
    AttachmentRule,
    BacklogRule,
    FullText,
    Pairs,
    RobotsRule,
    Source,
    SourceKind,
    Step,
    Take,
)

_KINDS = {
    SourceKind.FEED: "a feed",
    SourceKind.LISTING: "a page that lists links",
    SourceKind.JSON: "an endpoint that lists objects",
    SourceKind.SITEMAP: "a sitemap",
    SourceKind.FOLDER: "a folder of documents",
}
_FULL_TEXT = {
    FullText.AUTO: "the page of an entry is fetched where the entry has no text, or a part of it",
    FullText.ALWAYS: "the page of every entry is fetched for its text",
    FullText.NEVER: "no page is fetched: the text is what the list says",
}
_ATTACHMENTS = {
    AttachmentRule.NAMES: "files that an entry links are named",
    AttachmentRule.TEXT: "files that an entry links are fetched, and their text is read",
}
_PARTS = ("html", "item", "link", "title", "date", "text", "guid", "number", "issuer", "next")
_SECRET = frozenset({"authorization", "proxy-authorization", "x-api-key"})


def recipe(source: Source) -> Iterator[str]:
    """Yield the recipe, a sentence a line."""
    yield f"{_KINDS[source.kind]}: {words.place(source)}"
    yield from _times(source)
    if source.kind is SourceKind.FOLDER:
        return
    made = source.recipe
    for number, step in enumerate(made.before, start=1):
        yield from _step(step, number)
    yield from _request(source)
    yield from _looked_for(source)
    if made.charset is not None:
        yield f"read as {made.charset}, whatever the answer says"
    if made.only is not None:
        yield f"only links that hold {made.only}"
    yield _FULL_TEXT[made.fulltext]
    yield _ATTACHMENTS[made.attachments]
    if not made.rechecks:
        yield "the page of a document that was told is not looked at again"
    if made.robots is RobotsRule.IGNORE:
        yield "robots.txt is not asked"


def _times(source: Source) -> Iterator[str]:
    least = words.length(source.every)
    if source.at_most is None or source.at_most == source.every:
        yield f"polled every {least}"
    else:
        yield f"polled every {least} to {words.length(source.at_most)}, as often as it publishes"
    yield f"at the first poll {_backlog(source.backlog)}"
    yield f"dates without a zone are meant in {source.zone}"


def _backlog(backlog: timedelta | BacklogRule) -> str:
    match backlog:
        case BacklogRule.ALL:
            return "everything is told"
        case BacklogRule.NONE:
            return "nothing is told"
        case _:
            return f"what is older than {words.length(backlog)} is not told"


def _step(step: Step, number: int) -> Iterator[str]:
    request = step.request
    sent = _sent(request.headers, request.params, request.form, request.json)
    taken = f", and takes {' and '.join(map(_take, step.takes))}" if step.takes else " for its cookies"
    yield f"step {number} asks {request.method} {words.safe(words.bare(request.url))}{sent}{taken}"


def _take(take: Take) -> str:
    ways = [
        f"{name} {words.safe(way)}"
        for name, way in (("css", take.css), ("path", take.path), ("pattern", take.pattern))
        if way is not None
    ]
    return f"{take.name} by {', '.join(ways)}"


def _request(source: Source) -> Iterator[str]:
    made = source.recipe
    sent = _sent(made.headers, made.params, made.form, made.json)
    if sent or made.method != "GET" or made.before:
        yield f"the list is asked by {made.method}{sent}"
    if made.pages > 1:
        yield f"at most {made.pages} pages of it, from number {made.first_page}"


def _sent(headers: Pairs, params: Pairs, form: Pairs, json: str | None) -> str:
    """Say what a request carries; a header that lets somebody in is named and not shown."""
    shown = tuple((name, "***" if name.lower() in _SECRET else value) for name, value in headers)
    parts = [
        f"{what} {', '.join(f'{name}={words.safe(value)}' for name, value in pairs)}"
        for what, pairs in (("headers", shown), ("params", params), ("form", form))
        if pairs
    ]
    if json is not None:
        parts.append(f"json {words.safe(json)}")
    return f" with {'; '.join(parts)}" if parts else ""


def _looked_for(source: Source) -> Iterator[str]:
    fields = source.recipe.fields
    given = [f"{name} {words.safe(value)}" for name in _PARTS if (value := getattr(fields, name)) is not None]
    if source.recipe.link_template is not None:
        given.append(f"link {words.safe(source.recipe.link_template)}")
    if given:
        yield f"in it: {'; '.join(given)}"
    elif source.kind is SourceKind.LISTING:
        yield "its entries are found by the structure of the page"
