"""A source that nobody has written yet → the data of its entry in `monitor.yaml`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from monitor.cli.sources import naming
from monitor.config.opml import Outline
from monitor.model import OutletKind, Probe, SourceKind
from monitor.text import languages

_OFFICIAL = (".gov.cn", ".gov")
_SAMPLE = 10  # titles that tell the language


def of_probe(url: str, probe: Probe, kind: SourceKind, *, taken: Collection[str]) -> dict[str, Any]:
    """Return the data of what a probe found."""
    # Chinese sites put the column first: 通知公告_工业和信息化部.
    title = (probe.title or "").rpartition("_")[2].strip()
    data: dict[str, Any] = {
        "id": naming.new_id(title, url, taken),
        "kind": kind.value,
        "url": url,
        **selectors(probe, kind),
    }
    told = " ".join(entry.title or "" for entry in probe.entries[:_SAMPLE])
    language = languages.detect(told)
    if language != languages.UNKNOWN:
        data["language"] = language
    data["outlet"] = _outlet(title, url)
    return data


def of_outline(outline: Outline, *, taken: Collection[str]) -> dict[str, Any] | None:
    """Return the data of what an OPML file follows; None where it names no feed."""
    if outline.data is not None:
        given = {str(key): value for key, value in outline.data.items()}
        return {**given, "verified": "never"}
    if outline.feed is None:
        return None
    data: dict[str, Any] = {
        "id": naming.new_id(outline.title, outline.feed, taken),
        "kind": SourceKind.FEED.value,
        "url": outline.feed,
    }
    language = (outline.language or "").casefold().partition("-")[0]
    if len(language) == 2 and language.isascii() and language.isalpha():
        data["language"] = language
    data["outlet"] = _outlet(outline.title, outline.page or outline.feed)
    data["verified"] = "never"
    return data


def selectors(probe: Probe, kind: SourceKind) -> Mapping[str, str]:
    """Return the keys of a source that say where a probe found its entries."""
    given = {
        one.name: value
        for one in (fields(probe.fields) if probe.fields else ())
        if (value := getattr(probe.fields, one.name)) is not None
    }
    if kind is SourceKind.JSON and "item" in given:
        given = {("items" if key == "item" else key): value for key, value in given.items()}
    if probe.link_template is not None:
        given["link_template"] = probe.link_template
    return given


def _outlet(title: str, url: str) -> dict[str, str]:
    host = _host(url)
    kind = OutletKind.OFFICIAL if host.endswith(_OFFICIAL) else OutletKind.UNKNOWN
    return {"name": " ".join(title.split())[:100] or host or "unknown", "kind": kind.value}


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
