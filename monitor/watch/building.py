"""Build what tells others that the program works, as far as the settings ask for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from time import monotonic
from typing import TypeVar

from monitor import about, clock
from monitor.config.settings import Settings
from monitor.counting import Counting
from monitor.errors import StoreError
from monitor.model import Hours
from monitor.parts import Beside
from monitor.pulse import Pulse
from monitor.store import database, totals
from monitor.store.daily import Daily
from monitor.store.database import Database
from monitor.store.notices import Notices
from monitor.watch.hourly import Hourly
from monitor.web import health, machine
from monitor.web.health import Health

T = TypeVar("T")

_PATIENCE = 10.0  # seconds for a heartbeat: the next one is due soon


def build(
    settings: Settings,
    pulse: Pulse,
    *,
    opened: Database,
    notices: Notices,
    redact: Callable[[str], str],
    stack: AsyncExitStack,
) -> tuple[Beside, ...]:
    """Return what works beside the loops, and serve the pages for machines until the stack is closed."""
    Counting(pulse).expect(channel.id for channel in settings.channels)
    made: list[Beside] = [Hourly(pulse)]
    if settings.ops_chat is not None and settings.still_here is not None:
        made.append(_still_here(settings, opened, notices))
    if settings.web is not None or settings.heartbeat is not None:
        look = _Look(settings, pulse, stack)
        if settings.web is not None:
            made.append(_serve(settings.web, pulse, look, stack))
        if settings.heartbeat is not None:
            made.append(_heartbeat(settings, look, redact))
    return tuple(made)


class _Look:
    """Looks at the store by a connection of its own, from whatever thread, one at a time."""

    def __init__(self, settings: Settings, pulse: Pulse, stack: AsyncExitStack) -> None:
        self.store = settings.store
        self.channels = tuple(channel.id for channel in settings.channels)
        self.beside = database.open_to_read(settings.store)
        self._pulse = pulse
        self._one_at_a_time = threading.Lock()
        stack.callback(self.beside.close)

    def locked(self, ask: Callable[[], T]) -> T:
        """Ask while nobody else does."""
        with self._one_at_a_time:
            return ask()

    def health(self) -> Health:
        """Say whether everything works."""
        try:
            shut = self.locked(partial(totals.shut, self.beside, self.channels))
        except StoreError as error:
            return Health(is_well=False, told=(str(error),))
        return health.is_ready(self._pulse, monotonic(), shut=shut)


def _serve(address: tuple[str, int], pulse: Pulse, look: _Look, stack: AsyncExitStack) -> Beside:
    """Serve the pages; return what measures for them."""
    from monitor.watch.loop_lag import LoopLag  # noqa: PLC0415  whoever is watched by nobody does without
    from monitor.web.metrics import Asked, Metrics  # noqa: PLC0415
    from monitor.web.server import Page, serve  # noqa: PLC0415

    metrics = Metrics(
        pulse,
        Asked(
            totals=lambda now: totals.totals(look.beside, look.channels, now),
            lags=partial(totals.lags, look.beside),
            room=partial(machine.room, look.store),
            children=machine.children,
            clock=clock.now,
            version=about.released(),
            commit=about.commit(),
        ),
    )
    pages: dict[str, Page] = {
        "/healthz": lambda: health.lives(pulse, monotonic()),
        "/readyz": look.health,
        "/metrics": lambda: look.locked(metrics.text),
    }
    stack.enter_context(serve(*address, pages))
    return LoopLag(pulse)


def _heartbeat(settings: Settings, look: _Look, redact: Callable[[str], str]) -> Beside:
    from monitor.fetch.addresses import Allowed  # noqa: PLC0415  as above
    from monitor.fetch.agent import user_agent  # noqa: PLC0415
    from monitor.fetch.posting import Poster  # noqa: PLC0415
    from monitor.watch.heartbeat import Heartbeat  # noqa: PLC0415

    assert settings.heartbeat is not None
    poster = Poster(
        user_agent=user_agent(settings.contact),
        seconds=_PATIENCE,
        allowed=Allowed.parse(settings.allow_private),
    )
    return Heartbeat(
        settings.heartbeat, poster=poster, health=look.health, redact=redact, version=about.released()
    )


def _still_here(settings: Settings, opened: Database, notices: Notices) -> Beside:
    from monitor.watch.still_here import StillHere  # noqa: PLC0415  as above

    assert settings.still_here is not None
    return StillHere(
        Daily(opened, notices, tuple(channel.id for channel in settings.channels)),
        at=settings.still_here,
        zone=settings.channels[0].hours.zone if settings.channels else Hours().zone,
        clock=clock.now,
        room=partial(machine.room, settings.store),
        version=f"{about.released()} ({about.commit()})",
    )
