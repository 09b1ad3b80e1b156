"""What a poll costs, counted as it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from monitor.gather.protocols import Fetcher, Session
from monitor.model import Ask, Effort, Fetched, FetchState, NotModified, Source


@dataclass(slots=True)
class Counting:
    """A fetcher for one poll that counts its requests, their bytes and the time they take."""

    fetcher: Fetcher
    session: Session = None
    entries: int = 0
    _requests: int = field(default=0, init=False)
    _seconds: float = field(default=0.0, init=False)
    _size: int = field(default=0, init=False)

    async def ask(self, ask: Ask) -> Fetched | NotModified:
        """Ask within the session; raises FetchError."""
        begun = monotonic()
        self._requests += 1
        try:
            answer = await self.fetcher.ask(ask, session=self.session)
        finally:
            self._seconds += monotonic() - begun
        if isinstance(answer, Fetched):
            self._size += len(answer.body)
        return answer

    async def folder(self, source: Source, state: FetchState) -> Fetched | NotModified:
        """Read a folder; raises FetchError."""
        begun = monotonic()
        answer = await self.fetcher.folder(source, state)
        self._seconds += monotonic() - begun
        if isinstance(answer, Fetched):
            self._size += sum(len(file.body) for file in answer.files)
        return answer

    @property
    def effort(self) -> Effort:
        """What it came to so far."""
        return Effort(
            requests=self._requests,
            spent=timedelta(seconds=self._seconds),
            size=self._size,
            entries=self.entries,
        )
