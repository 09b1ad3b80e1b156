"""Bodies read with a bound on both sides of decompression, counted while decompressing."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable

from monitor.errors import FetchError, Trouble
from monitor.fetch.limits import Bounds

_SLICE = 4 * 1024  # bytes decoded at once
_GULP = 1024 * 1024  # that is much for them to become
_STEP = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_MARK = 0x1F  # every member's first byte


_FREE = 256 * 1024  # bytes of a body that need no room of their own: nearly every body is smaller
_MORE = 1024 * 1024  # bytes of room that are asked for at once

Part = Callable[[], Awaitable[bytes]]
"""Gives the next piece of a body, empty at its end."""
Hold = Callable[[int], Awaitable[None]]
"""Waits until there is room for so many bytes in all."""


async def read(
    part: Part, *, encodings: tuple[str, ...], length: str | None, bounds: Bounds, hold: Hold
) -> bytes:
    """Return the decoded body; raises FetchError where it is broken or passes the bound, raw or decoded."""
    if not bounds.is_cut and _number(length) > bounds.size:
        raise _too_large(bounds)
    decoder = _decoder(encodings, bounds)
    received, held = 0, _FREE
    while piece := await part():
        received += len(piece)
        if received > bounds.size:
            if not bounds.is_cut:
                raise _too_large(bounds)
            piece = piece[: bounds.size - received]
        for start in range(0, len(piece), _SLICE):
            if decoder.feed(piece[start : start + _SLICE]) > _GULP:
                await asyncio.sleep(0)  # others have their turn while a bomb goes off
        if decoder.size > held:
            held = decoder.size + _MORE
            await hold(held)
        if bounds.is_cut and (received >= bounds.size or decoder.is_full):
            return decoder.content()[: bounds.size]
    decoder.finish()
    if held > _FREE:
        await hold(decoder.size)
    return decoder.content()


def _decoder(encodings: tuple[str, ...], bounds: Bounds) -> _Plain | _Inflated:
    names = [name for header in encodings for name in header.replace(" ", "").lower().split(",")]
    names = [name for name in names if name not in {"", "identity"}]
    match names:
        case []:
            return _Plain()
        case ["gzip" | "x-gzip" | "deflate" as name]:
            return _Inflated(bounds, is_gzip=name != "deflate")
        case _:
            raise FetchError(
                f"refused: the server sent content encoding {', '.join(names)[:60]!r}, unasked",
                trouble=Trouble.MALFORMED,
            )


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 19 else 0


def _too_large(bounds: Bounds) -> FetchError:
    return FetchError(f"larger than {bounds.size / 1024 / 1024:g} MiB", trouble=Trouble.TOO_LARGE)


class _Plain:
    is_full = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def feed(self, part: bytes) -> int:
        """Take a part in and return how many bytes it became."""
        self._parts.append(part)
        self.size += len(part)
        return len(part)

    def finish(self) -> None:
        """Be content: nothing says where a plain body ends."""

    def content(self) -> bytes:
        return b"".join(self._parts)


class _Inflated:
    def __init__(self, bounds: Bounds, *, is_gzip: bool) -> None:
        self._bounds = bounds
        self._is_gzip = is_gzip
        self._inflater: zlib._Decompress | None = None
        self._decoded = bytearray()
        self._has_ended = False  # the first member, at least
        self._is_over = False
        self.is_full = False

    @property
    def size(self) -> int:
        """How many bytes it became so far."""
        return len(self._decoded)

    def feed(self, part: bytes) -> int:
        """Take a part in and return how many bytes it became."""
        before = len(self._decoded)
        try:
            self._feed(part)
        except zlib.error as error:
            raise FetchError(f"the compressed body is broken: {error}", trouble=Trouble.MALFORMED) from None
        return len(self._decoded) - before

    def _feed(self, part: bytes) -> None:
        while part and not self._is_padding(part):
            if self._inflater is None:
                self._inflater = zlib.decompressobj(self._window(part))
            self._decoded += self._inflater.decompress(part, _STEP)
            if len(self._decoded) > self._bounds.size:
                if not self._bounds.is_cut:
                    raise _too_large(self._bounds)
                self.is_full = True
                return
            if self._inflater.eof:
                part = self._inflater.unused_data
                self._inflater = None
                self._has_ended = True
            else:
                part = self._inflater.unconsumed_tail

    def _is_padding(self, part: bytes) -> bool:
        # A gzip body may be several members in a row; anything else behind an end means nothing.
        between = self._has_ended and self._inflater is None
        self._is_over = self._is_over or (between and not (self._is_gzip and part[0] == _GZIP_MARK))
        return self._is_over

    def _window(self, part: bytes) -> int:
        if self._is_gzip:
            return _GZIP
        # "deflate" means the zlib format, but many servers send it bare: 8 is zlib's method, in its first byte.
        return zlib.MAX_WBITS if part[0] & 0x0F == 8 and part[0] >> 4 <= 7 else -zlib.MAX_WBITS

    def finish(self) -> None:
        if self._inflater is not None:
            raise FetchError("the compressed body is cut off", trouble=Trouble.MALFORMED)

    def content(self) -> bytes:
        return bytes(self._decoded)
