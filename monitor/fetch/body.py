"""Bodies read with a bound on both sides of decompression, counted while decompressing."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from monitor.errors import FetchError

_STEP = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_MARK = 0x1F  # every member's first byte


async def read(parts: AsyncIterator[bytes], *, encodings: tuple[str, ...], limit: int) -> bytes:
    """Return the decoded body; raises FetchError where it passes `limit` bytes, raw or decoded, or is broken."""
    decoder = _decoder(encodings, limit)
    received = 0
    async for part in parts:
        received += len(part)
        if received > limit:
            raise _too_large(limit)
        decoder.feed(part)
    return decoder.finish()


def _decoder(encodings: tuple[str, ...], limit: int) -> _Plain | _Inflated:
    names = [name for header in encodings for name in header.replace(" ", "").lower().split(",")]
    names = [name for name in names if name not in {"", "identity"}]
    match names:
        case []:
            return _Plain()
        case ["gzip" | "x-gzip" | "deflate" as name]:
            return _Inflated(limit, is_gzip=name != "deflate")
        case _:
            raise FetchError(f"refused: the server sent content encoding {', '.join(names)[:60]!r}, unasked")


def _too_large(limit: int) -> FetchError:
    return FetchError(f"larger than {limit / 1024 / 1024:g} MiB")


class _Plain:
    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def feed(self, part: bytes) -> None:
        self._parts.append(part)

    def finish(self) -> bytes:
        return b"".join(self._parts)


class _Inflated:
    def __init__(self, limit: int, *, is_gzip: bool) -> None:
        self._limit = limit
        self._is_gzip = is_gzip
        self._inflater: zlib._Decompress | None = None
        self._decoded = bytearray()
        self._has_ended = False  # the first member, at least
        self._is_over = False

    def feed(self, part: bytes) -> None:
        try:
            self._feed(part)
        except zlib.error as error:
            raise FetchError(f"the compressed body is broken: {error}") from None

    def _feed(self, part: bytes) -> None:
        while part and not self._is_padding(part):
            if self._inflater is None:
                self._inflater = zlib.decompressobj(self._window(part))
            self._decoded += self._inflater.decompress(part, _STEP)
            if len(self._decoded) > self._limit:
                raise _too_large(self._limit)
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

    def finish(self) -> bytes:
        if self._inflater is not None:
            raise FetchError("the compressed body is cut off")
        return bytes(self._decoded)
