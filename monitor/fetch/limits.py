"""What one request may cost us, and its host."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Purpose

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of every request; waiting for one's turn counts for none of them."""

    deadline: float = 30.0  # seconds on the wire, all redirects together
    file_deadline: float = 60.0  # the same for a file, which may be large
    connect: float = 10.0  # seconds from the look-up of the name to the end of the TLS handshake
    silence: float = 15.0  # seconds without a byte
    max_bytes: int = 10 * _MIB  # of a body, raw and decoded
    max_file_bytes: int = 20 * _MIB
    room: int = 64 * _MIB  # of all large bodies that are being read, or wait to be parsed
    spacing: float = 2.0  # seconds between two requests to one host, at least
    jitter: float = 0.25  # of the spacing, the most that is added to it

    def of(self, purpose: Purpose) -> Bounds:
        """Return the bounds of one request, redirects included."""
        if purpose is Purpose.FILE:
            return Bounds(seconds=self.file_deadline, size=self.max_file_bytes)
        return Bounds(seconds=self.deadline, size=self.max_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one request with its redirects may take."""

    seconds: float
    size: int  # bytes of the body, raw and decoded
    is_cut: bool = False  # the rest of a larger body is left unread; else it is refused


DEFAULT = Limits()
