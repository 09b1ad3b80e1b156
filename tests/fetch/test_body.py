import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError
from monitor.fetch import body

MIB = 1024 * 1024


async def parts(data: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def read(data: bytes, *encodings: str, limit: int = MIB, size: int = 1000) -> bytes:
    return await body.read(parts(data, size), encodings=encodings, limit=limit)


def bare(data: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(data) + deflate.flush()


@pytest.mark.parametrize(
    ("encoded", "encodings"),
    [
        (b"<rss/>", ()),
        (b"<rss/>", ("identity",)),
        (b"<rss/>", ("",)),
        (gzip.compress(b"<rss/>", mtime=0), ("gzip",)),
        (gzip.compress(b"<rss/>", mtime=0), (" X-GZip ",)),
        (gzip.compress(b"<rss/>", mtime=0), ("gzip, identity",)),
        (zlib.compress(b"<rss/>"), ("deflate",)),
        (bare(b"<rss/>"), ("deflate",)),
        (gzip.compress(b"<r", mtime=0) + gzip.compress(b"ss/>", mtime=0), ("gzip",)),
        (gzip.compress(b"<rss/>", mtime=0) + b"\0" * 512, ("gzip",)),
        (zlib.compress(b"<rss/>") + b"\x1f\x8b", ("deflate",)),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_every_encoding_we_ask_for_is_read(
    encoded: bytes, encodings: tuple[str, ...], size: int
) -> None:
    assert await read(encoded, *encodings, size=size) == b"<rss/>"


@given(st.binary(max_size=5000), st.integers(1, 6000))
async def test_what_was_compressed_comes_back_however_it_was_cut(data: bytes, size: int) -> None:
    assert await read(gzip.compress(data, mtime=0), "gzip", size=size) == data


@pytest.mark.parametrize("encodings", [("br",), ("zstd",), ("gzip, gzip",), ("gzip", "gzip"), ("gzip,br",)])
async def test_an_encoding_we_did_not_ask_for_is_refused(encodings: tuple[str, ...]) -> None:
    with pytest.raises(FetchError, match="refused: the server sent content encoding"):
        await read(b"x", *encodings)


async def test_a_raw_body_over_the_limit_is_refused() -> None:
    with pytest.raises(FetchError, match=r"^larger than 1 MiB$"):
        await read(b" " * (MIB + 1))


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_bomb_is_refused_before_it_takes_memory(encoding: str) -> None:
    zeros = b"\0" * (64 * MIB)
    bomb = gzip.compress(zeros, mtime=0) if encoding == "gzip" else zlib.compress(zeros)
    del zeros
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match="larger than 1 MiB"):
            await read(bomb, encoding, size=MIB)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 4 * MIB


@pytest.mark.parametrize("size", [1, 1000])
async def test_a_compressed_body_that_is_cut_off_is_refused(size: int) -> None:
    with pytest.raises(FetchError, match="cut off"):
        await read(gzip.compress(b"<rss/>", mtime=0)[:-4], "gzip", size=size)


async def test_a_compressed_body_that_is_broken_is_refused() -> None:
    with pytest.raises(FetchError, match="the compressed body is broken"):
        await read(b"no gzip at all", "gzip")


async def test_an_empty_compressed_body_is_empty() -> None:
    assert await read(b"", "gzip") == b""
