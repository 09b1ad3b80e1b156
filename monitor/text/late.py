"""Regular expressions that take long to compile and that few commands ask: each is compiled when it is first asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property


class LatePattern:
    """A pattern with the methods of `re.Pattern` that we use."""

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._source = pattern
        self._flags = flags

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._source, self._flags)

    def search(self, text: str) -> re.Match[str] | None:
        """Find it anywhere."""
        return self._pattern.search(text)

    def match(self, text: str, at: int = 0) -> re.Match[str] | None:
        """Find it where the text, or what follows `at`, begins."""
        return self._pattern.match(text, at)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Say whether the whole text is it."""
        return self._pattern.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find it everywhere."""
        return self._pattern.finditer(text)
