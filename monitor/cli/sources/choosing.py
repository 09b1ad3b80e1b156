"""Which sources a command is about: those a person named, else all."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from monitor.errors import MonitorError
from monitor.model import Source

_FEW = 6  # ids that a line may list


def chosen(ids: Sequence[str], sources: Sequence[Source]) -> tuple[Source, ...]:
    """Return the sources with these ids in the order of the settings, all where none is named."""
    known = {source.id for source in sources}
    if not known:
        raise MonitorError("the settings list no sources; `monitor sources probe URL` writes the first one")
    unknown = [wanted for wanted in ids if wanted not in known]
    if unknown:
        raise MonitorError("; ".join(f"no source is called {one!r}; {_hint(one, known)}" for one in unknown))
    return tuple(source for source in sources if not ids or source.id in ids)


def _hint(wanted: str, known: set[str]) -> str:
    within = sorted(one for one in known if wanted.casefold() in one.casefold())
    near = get_close_matches(wanted, sorted(known), n=3, cutoff=0.6)
    close = list(dict.fromkeys([*near, *within[:3]]))
    if close:
        return f"did you mean {' or '.join(f'`{one}`' for one in close)}?"
    listed = ", ".join(f"`{one}`" for one in sorted(known)[:_FEW])
    return f"known: {listed}{', …; `monitor status` lists all' if len(known) > _FEW else ''}"
