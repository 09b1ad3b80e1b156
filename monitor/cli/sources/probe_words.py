"""What `monitor sources probe` says of an address: what it is, the feeds it names, the ways to follow it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from monitor.cli.rules.lines import Line
from monitor.cli.sources import drafts, probing, words
from monitor.cli.sources.probing import Probed, Tried, Way
from monitor.config import source_yaml
from monitor.corpus import identity
from monitor.model import Entry, Source, SourceKind

_SAMPLES = 3


def facts(found: Probed, known: Sequence[Source]) -> Iterator[Line]:
    """Yield what is there, and the feeds it advertises."""
    yield from _itself(found, known)
    yield from _feeds(found)


def way(one: Way, *, is_first: bool) -> Iterator[Line]:
    """Yield what one way brings; the YAML to paste belongs beneath it."""
    lead = "As" if is_first else "Or as"
    entries = words.counted(one.probe.count, "entry", "entries")
    yield Line(text=f"{lead} `kind: {one.kind}`: {words.safe(one.url)}, {entries}", is_heading=True)
    selectors = drafts.selectors(one.probe, one.kind)
    if selectors:
        told = (f"{key} {words.safe(value)}" for key, value in selectors.items())
        yield Line(depth=1, text=f"its selectors: {'; '.join(told)}")
    elif one.kind is SourceKind.LISTING:
        yield Line(depth=1, text="by the structure of the page, without selectors")
    yield from _samples(one)
    yield Line(text="Paste it under `sources:` in monitor.yaml:", is_heading=True)


def _itself(found: Probed, known: Sequence[Source]) -> Iterator[Line]:
    probe = found.probe
    yield Line(text=words.safe(f"{found.url}: {probe.title}" if probe.title else found.url))
    told = [words.safe(probe.what) or "nothing that can be followed"]
    if probe.count:
        told.append(words.counted(probe.count, "entry", "entries"))
    if probe.charset is not None:
        told.append(probe.charset)
    yield Line(depth=1, text=", ".join(told))
    if probe.trouble is not None:
        yield Line(depth=1, text=f"a poll of it as it is would find it {probe.trouble}")
    for problem in probe.problems[:_SAMPLES]:
        yield Line(depth=1, text=words.safe(problem))
    present = {identity.canonical_url(source.location): source.id for source in known}
    for url in dict.fromkeys([found.url, *(one.url for one in found.ways)]):
        if (id_ := present.get(identity.canonical_url(url))) is not None:
            yield Line(depth=1, text=f"the settings have {words.safe(url)} already, as {id_}")


def _feeds(found: Probed) -> Iterator[Line]:
    if found.feeds:
        yield Line(text="Feeds it advertises", is_heading=True)
        yield from (Line(depth=1, text=_feed(tried), is_item=True) for tried in found.feeds)
    if found.probe.sitemaps:
        yield Line(text="Sitemaps", is_heading=True)
        yield from (Line(depth=1, text=words.safe(url), is_item=True) for url in found.probe.sitemaps)


def _feed(tried: Tried) -> str:
    title = f" {words.safe(tried.advert.title)}" if tried.advert.title else ""
    if tried.why is not None:
        end = f": {words.safe(tried.why)}"
    elif tried.count is not None:
        end = f": {words.counted(tried.count, 'entry', 'entries')}"
    else:
        end = ": not asked"
    return f"{words.safe(tried.advert.url)}{title}{end}"


def _samples(way: Way) -> Iterator[Line]:
    samples = way.probe.entries[:_SAMPLES]
    if any(entry.needs_page for entry in samples):
        yield Line(depth=1, text="the texts are on the pages of the entries, which a poll fetches")
    for entry in samples:
        yield Line(depth=1, text=f"{words.published(entry.published, probing.ZONE)} {_title(entry)}")
        if entry.url is not None:
            yield Line(depth=2, text=words.safe(entry.url))


def _title(entry: Entry) -> str:
    return words.safe(entry.title or "without a title")


def as_json(found: Probed) -> dict[str, Any]:
    """Return all of it for programs."""
    probe = found.probe
    return {
        "url": found.url,
        "kind": probe.kind.value if probe.kind else None,
        "what": probe.what,
        "title": probe.title,
        "charset": probe.charset,
        "entries": probe.count,
        "trouble": probe.trouble.value if probe.trouble else None,
        "problems": list(probe.problems),
        "sitemaps": list(probe.sitemaps),
        "feeds": [
            {
                "url": tried.advert.url,
                "title": tried.advert.title,
                "entries": tried.count,
                "why": tried.why,
            }
            for tried in found.feeds
        ],
        "ways": [
            {
                "url": way.url,
                "kind": way.kind.value,
                "selectors": dict(drafts.selectors(way.probe, way.kind)),
                "entries": way.probe.count,
                "samples": [_entry_json(entry) for entry in way.probe.entries[:_SAMPLES]],
                "yaml": source_yaml.item(way.data),
            }
            for way in found.ways
        ],
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "published": entry.published.isoformat() if entry.published else None,
        "url": entry.url,
        "needs_page": entry.needs_page,
    }
