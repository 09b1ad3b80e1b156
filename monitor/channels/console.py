"""The console channel: prints messages, in colour on a terminal and plain into a pipe."""

from __future__ import annotations

import asyncio
import unicodedata
from typing import TextIO

from rich.console import Console
from rich.text import Text

from monitor.alerts.markup import Piece, pieces
from monitor.model import NotSent, Outcome, Post, Refused, Sent, Suspended

_STYLES = {"b": "bold", "i": "italic", "a": "cyan", "blockquote": "dim"}


class ConsoleChannel:
    """Prints each message with an empty line between two; message ids count up from 1."""

    can_edit = False

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._printed = 0

    async def send(self, post: Post, *, chat: str | None) -> Outcome:  # noqa: ARG002  a console does not move
        """Print the visible text of a message of Telegram HTML, links written out; `plain` does without colour."""
        shown = [Piece(printable(piece.text), piece.styles) for piece in pieces(post.text)]
        try:
            # In a thread: a reader that pauses, like a pager, must not stop the polling.
            await asyncio.to_thread(self._print, shown, in_colour=not post.plain)
        except (BrokenPipeError, ValueError) as error:
            # ValueError is how a closed file says so.
            return Suspended(detail=f"the console is closed, nobody reads standard output any more: {error}")
        except OSError as error:
            return NotSent(detail=f"the console cannot be written: {error}")
        self._printed += 1
        return Sent(message_id=self._printed)

    async def edit(self, message_id: int, post: Post, *, chat: str | None) -> Outcome:  # noqa: ARG002  there is no such message
        """Refuse: what is printed stays."""
        return Refused(detail="what is printed cannot be changed")

    def _print(self, shown: list[Piece], *, in_colour: bool) -> None:
        stream = self._stream
        if self._printed:
            stream.write("\n")
        if in_colour and stream.isatty():
            parts = [(self._encodable(piece.text), _style(piece)) for piece in shown]
            Console(file=stream, highlight=False, emoji=False, soft_wrap=True).print(Text.assemble(*parts))
        else:
            stream.write(self._encodable("".join(piece.text for piece in shown)) + "\n")
        stream.flush()

    def _encodable(self, text: str) -> str:
        """Return the text with a question mark for what the stream's encoding lacks."""
        encoding = self._stream.encoding or "utf-8"
        return text.encode(encoding, "replace").decode(encoding)


def printable(text: str) -> str:
    """Return the text without what a terminal would obey: control characters and changes of direction."""
    return "".join(letter for letter in text.replace("\t", " ") if letter == "\n" or not _is_order(letter))


def _is_order(letter: str) -> bool:
    is_turn = "\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069"
    return is_turn or unicodedata.category(letter) in {"Cc", "Zl", "Zp"}


def _style(piece: Piece) -> str:
    return " ".join(style for tag, style in _STYLES.items() if tag in piece.styles)
