"""What the operators' chat shows of a notice: its plain text, as Telegram HTML, in one message."""

from __future__ import annotations

import html

from monitor.alerts.clip import clip
from monitor.model import Message

_MOST = 3500  # units; Telegram takes 4,096


def render(text: str) -> Message:
    """Return the message of a text, whose lines stay as they are."""
    sound = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Message(parts=(html.escape(clip(sound, _MOST), quote=False),))
