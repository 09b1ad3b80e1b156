import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError, Trouble
from monitor.fetch import body
from monitor.fetch.limits import Bounds

MIB = 1024 * 1024


def parts(data: bytes, size: int) -> body.Part:
    pieces: Iterator[bytes] = (data[start : start + size] for start in range(0, len(data), size))

    async def part() -> bytes:
        return next(pieces, b"")

    return part


async def read(
    data: bytes,
    *encodings: str,
    limit: int = MIB,
    size: int = 1000,
    length: str | None = None,
    is_cut: bool = False,
    held: list[int] | None = None,
) -> bytes:
    bounds = Bounds(seconds=1, size=limit, is_cut=is_cut)

    async def hold(size: int) -> None:
        (held if held is not None else []).append(size)

    return await body.read(parts(data, size), encodings=encodings, length=length, bounds=bounds, hold=hold)


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
    with pytest.raises(FetchError, match="refused: the server sent content encoding") as caught:
        await read(b"x", *encodings)

    assert caught.value.trouble is Trouble.MALFORMED


async def test_a_raw_body_over_the_limit_is_refused() -> None:
    with pytest.raises(FetchError, match=r"^larger than 1 MiB$") as caught:
        await read(b" " * (MIB + 1))

    assert caught.value.trouble is Trouble.TOO_LARGE


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
    with pytest.raises(FetchError, match="the compressed body is broken") as caught:
        await read(b"no gzip at all", "gzip")

    assert caught.value.trouble is Trouble.MALFORMED


async def test_an_empty_compressed_body_is_empty() -> None:
    assert await read(b"", "gzip") == b""


@pytest.mark.parametrize("length", ["1048577", "9" * 18])
async def test_a_length_over_the_limit_is_refused_before_a_byte_of_it(length: str) -> None:
    with pytest.raises(FetchError, match="larger than 1 MiB"):
        await read(b"", length=length)


@pytest.mark.parametrize("length", ["-1", "x", "9" * 400, "١٢", ""])
async def test_a_length_that_is_none_says_nothing(length: str) -> None:
    assert await read(b"<rss/>", length=length) == b"<rss/>"


@pytest.mark.parametrize(
    ("encoded", "encodings"),
    [(b"abcdefgh" * 500, ()), (gzip.compress(b"abcdefgh" * 500, mtime=0), ("gzip",))],
    ids=["plain", "gzip"],
)
@pytest.mark.parametrize("size", [1, 7, 4000])
async def test_what_is_over_the_limit_may_be_left_unread(
    encoded: bytes, encodings: tuple[str, ...], size: int
) -> None:
    kept = await read(encoded, *encodings, size=size, limit=1000, length="4000", is_cut=True)

    assert kept == b"abcdefgh" * 125


async def test_a_body_under_the_limit_is_whole_although_more_would_be_cut() -> None:
    assert await read(gzip.compress(b"abc", mtime=0), "gzip", is_cut=True) == b"abc"


async def test_others_have_their_turn_while_a_bomb_goes_off() -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(others())
    await read(gzip.compress(b"\0" * 16 * MIB, mtime=0), "gzip", limit=16 * MIB, size=MIB)
    other.cancel()

    assert turns >= 4


async def test_a_small_body_needs_no_room_and_a_large_one_just_its_own_in_the_end() -> None:
    small: list[int] = []
    large: list[int] = []

    await read(b"x" * 200_000, held=small)
    await read(gzip.compress(b"x" * 2 * MIB, mtime=0), "gzip", limit=4 * MIB, held=large)

    assert small == []
    assert large[-1] == 2 * MIB
    assert max(large) <= 4 * MIB
