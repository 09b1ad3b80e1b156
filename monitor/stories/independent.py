"""How many sources of a story do not rest on each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.model import Document, OutletKind

_OWN = (OutletKind.INDEPENDENT, OutletKind.UNKNOWN)  # such a report is its outlet's own


@dataclass(frozen=True, slots=True)
class Rest:
    """Who tells it, and what the telling rests on."""

    outlet: str
    origin: str  # the outlet itself where the report is its own, else the kind of those it repeats


def of(document: Document) -> Rest:
    """Return what a document rests on: retellings of one company's release have one origin."""
    outlet = document.outlet.name
    return Rest(outlet, outlet if document.provenance in _OWN else document.provenance.value)


def count(rests: Iterable[Rest]) -> int:
    """Return how many documents can be chosen so that no two share an outlet or an origin; at least 1."""
    origins_of: dict[str, set[str]] = {}
    for rest in rests:
        origins_of.setdefault(rest.outlet, set()).add(rest.origin)
    teller: dict[str, str] = {}  # by origin

    def finds(outlet: str, tried: set[str]) -> bool:
        for origin in sorted(origins_of[outlet] - tried):
            tried.add(origin)
            if origin not in teller or finds(teller[origin], tried):
                teller[origin] = outlet
                return True
        return False

    return max(1, sum(finds(outlet, set()) for outlet in sorted(origins_of)))
