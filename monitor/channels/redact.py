"""Keep tokens out of every log line, traceback and error detail."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterable
from types import TracebackType
from urllib.parse import quote

from monitor.model import Secret

REPLACEMENT = "***"

# A Telegram bot token, also as part of a URL.
_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")

# These print whole URLs, and a Bot API URL has the token in it.
_TALKATIVE = ("httpx", "httpcore", "urllib3")


class Redactor:
    """Removes the given secrets, and whatever has the shape of a Telegram token, from texts."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        values = {secret.reveal().strip() for secret in secrets} - {""}
        # The longest first, so that no secret leaves the tail of one it is a part of.
        spellings = sorted({*values, *(quote(value, safe="") for value in values)}, key=len, reverse=True)
        self._given = re.compile("|".join(map(re.escape, spellings))) if spellings else None

    def redact(self, text: str) -> str:
        """Return the text without secrets."""
        if self._given:
            text = self._given.sub(REPLACEMENT, text)
        return _TOKEN.sub(REPLACEMENT, text)


class RedactTokens(logging.Formatter):
    """Redacts what another formatter wrote, which holds all there is: message, arguments, extras and traceback."""

    def __init__(self, redactor: Redactor, inner: logging.Formatter | None = None) -> None:
        super().__init__()
        self._redactor = redactor
        self._inner = inner or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line without secrets."""
        try:
            line = self._inner.format(record)
        except Exception as error:  # noqa: BLE001  logging would print the arguments as they are
            line = f"{record.msg} {record.args} (not formatted: {type(error).__name__}: {error})"
        return self._redactor.redact(line)


def install(secrets: Iterable[Secret] = (), *, logger: logging.Logger | None = None) -> None:
    """Redact all that the handlers of `logger` (the root) write, and the traceback of a crash; quiet httpx.

    To be called after the handlers have their formatters; calling it again adds secrets.
    """
    redactor = Redactor(secrets)
    for handler in (logger or logging.getLogger()).handlers:
        handler.setFormatter(RedactTokens(redactor, handler.formatter))
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)

    def print_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.stderr.write(redactor.redact("".join(traceback.format_exception(kind, error, trace))))

    sys.excepthook = print_crash
