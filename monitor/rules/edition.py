"""Which program made a thing: by its own code and by what the folding of text rests on."""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from functools import cache
from importlib.metadata import version
from pathlib import Path

from monitor.text import fold

_PACKAGE = Path(__file__).parent.parent
_PARTS = ("config", "model", "rules", "text")
_LIBRARIES = ("ahocorasick-rs", "google-re2", "opencc", "pydantic", "pyyaml")


@cache
def edition() -> str:
    """Return a digest that is another one as soon as the same files might make other rules.

    The number of a version stays the same between two commits, so the code itself is read.
    """
    known = [sys.version, unicodedata.unidata_version, fold.VERSION, version("policy-monitor")]
    digest = hashlib.sha256(repr([*known, *map(version, _LIBRARIES)]).encode())
    code = (path for part in _PARTS for path in (_PACKAGE / part).rglob("*.py"))
    for path in sorted([*code, _PACKAGE / "errors.py"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()
