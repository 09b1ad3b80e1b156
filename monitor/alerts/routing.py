"""Whether a channel asks for a document: any of its routes, all that a route says."""

from __future__ import annotations

from collections.abc import Collection

from monitor.model import Match, Route, Severity, Telling


def asks_for(routes: Collection[Route], telling: Telling, matches: tuple[Match, ...]) -> bool:
    """Say whether a route leads here; `matches` are those that may be told, and a channel without routes takes all."""
    return not routes or any(_leads(route, telling, matches) for route in routes)


def gravest(matches: tuple[Match, ...]) -> Severity | None:
    """Return the highest severity, None without a match."""
    return max((match.severity for match in matches), key=lambda severity: severity.rank, default=None)


def _leads(route: Route, telling: Telling, matches: tuple[Match, ...]) -> bool:
    severity = gravest(matches)
    version = telling.version
    named = frozenset().union(*(one.vocabularies for one in telling.named))
    return (
        severity is not None
        and severity.rank >= route.severity.rank
        and _has(route.topics, {match.topic for match in matches})
        and _has(route.rules, {match.rule for match in matches})
        and _has(route.sources, {version.source_id})
        and _has(route.languages, {version.document.language})
        and _has(route.tiers, {telling.tier})
        and _has(route.mentions, named)
    )


def _has(wanted: frozenset[str], there: Collection[str | None]) -> bool:
    return not wanted or not wanted.isdisjoint(there)
