"""What a saved edit replaces in the running program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from monitor import decide, gather
from monitor.alerts import outlet_names
from monitor.model import ChannelConfig, Layout, Named, Source, Tier


class Rules(gather.Rules, Protocol):
    """What gathering and deciding need of the rules in force."""

    @property
    def names(self) -> decide.Names:
        """Return what knows the entries of their vocabularies."""
        ...


@dataclass(slots=True, kw_only=True)
class Live:
    """Each field is replaced whole and never changed; a poll takes both once and ends with what it took."""

    rules: Rules
    sources: Mapping[str, Source]
    channels: tuple[ChannelConfig, ...] | None = None  # None: as at the start

    def find(self, layout: Layout) -> tuple[Named, ...]:
        """Return what a text names, by the vocabularies of the rules as they are now."""
        return self.rules.names.find(layout)

    def tier_of(self, source_id: str) -> Tier | None:
        """Return how far a source is to be trusted, as the settings say now."""
        source = self.sources.get(source_id)
        return None if source is None else source.tier

    def english_of(self, outlet: str) -> str | None:
        """Return what readers of English call an outlet, as the settings say now."""
        return outlet_names.of_sources(self.sources.values(), outlet)
