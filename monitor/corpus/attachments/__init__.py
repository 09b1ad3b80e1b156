"""The files a document links: their text, read where hostile bytes are read, and put behind the document's own."""

from __future__ import annotations

from monitor.corpus.attachments.joining import attach, described, to_fetch, unread

__all__ = ["attach", "described", "to_fetch", "unread"]
