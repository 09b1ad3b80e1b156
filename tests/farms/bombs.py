"""Small answers that grow to a gigabyte of zeros when they are unpacked, and how they call themselves."""

from __future__ import annotations

import base64
import gzip
import struct
import zlib

_SIZE = 1024 * 1024 * 1024
_STEP = 1024 * 1024
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


def gzipped() -> bytes:
    """Return them gzipped: a megabyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # After a full flush the packer begins anew, so every megabyte packs to the same bytes.
    step = packer.compress(bytes(_STEP)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(_SIZE // _STEP):
        checksum = zlib.crc32(bytes(_STEP), checksum)
    end = packer.flush(zlib.Z_FINISH) + struct.pack("<II", checksum, _SIZE & 0xFFFFFFFF)
    return _GZIP_HEAD + step * (_SIZE // _STEP) + end


def gzipped_twice() -> bytes:
    """Return them gzipped, and that gzipped: two kilobytes."""
    return gzip.compress(gzipped(), 9)


def deflated() -> bytes:
    """Return them as the bare deflate stream that some servers call `deflate`."""
    return gzipped()[len(_GZIP_HEAD) : -8]


def zstandard() -> bytes:
    """Return them as one Zstandard frame of run-length blocks (RFC 8878, section 3.1.1): 32 kilobytes."""
    block = 128 * 1024
    head = b"\x28\xb5\x2f\xfd" + b"\x00\x68"  # the magic number, no size told, a window of 8 MiB
    count = _SIZE // block
    # A block's header is three bytes: is it the last, its type (1: one byte, repeated), how often.
    run = struct.pack("<I", block << 3 | 1 << 1)[:3] + b"\0"
    last = struct.pack("<I", block << 3 | 1 << 1 | 1)[:3] + b"\0"
    return head + run * (count - 1) + last


def brotli() -> bytes:
    """Return them as Brotli: 1,681 bytes, made by Google's own packer at quality 11."""
    return zlib.decompress(base64.b85decode(_BROTLI))


_BROTLI = "c-lMt|G)hYb%sY99TdL*>;M11{)0cmkwn3UcYo#o|NsABK10W0CWgDe?f?D%f6$&$pq-Ur*Z2BA|Nl4FGb!+KGnBml|KtCE_WvvnGGYub?*0Gx|3Cjf&ISt|h6{WDKmPw;{*N$2VFbg1>i@@~7Hwc~K(dH&)S^*~MlBk(Xw;%ni$E5c0|4?vtm*"
