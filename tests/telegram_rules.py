"""What Telegram would refuse in what is to be posted, read apart from the program's own code."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.telegram_html import Entity, Parsed, UnparsableError, clean, is_empty, parse, utf16

MAX_UNITS = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100
MAX_DATA = 64  # bytes
MAX_BUTTONS = 100
PNG = b"\x89PNG\r\n\x1a\n"

Json = dict[str, Any]
Parameters = Mapping[str, str]


class ApiError(Exception):
    """What the server refuses, in its own words."""

    def __init__(self, status: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters or {}

    @property
    def json(self) -> Json:
        more = {"parameters": self.parameters} if self.parameters else {}
        return {"ok": False, "error_code": self.status, "description": self.description, **more}


def bad(reason: str) -> ApiError:
    """Refuse with 400."""
    return ApiError(400, f"Bad Request: {reason}")


def too_many(retry_after: int) -> ApiError:
    """Refuse with 429: wait so many seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


@dataclass(frozen=True, slots=True)
class Key:
    """A button beneath a message."""

    text: str
    data: str | None = None
    url: str | None = None

    @property
    def json(self) -> Json:
        return {"text": self.text} | (
            {"callback_data": self.data} if self.data is not None else {"url": self.url}
        )


Keyboard = tuple[tuple[Key, ...], ...]


def text(parameters: Parameters) -> Parsed:
    """Return a text as a reader will see it, or refuse it as Telegram does."""
    source = parameters.get("text", "")
    if not source:
        raise bad("message text is empty")
    return _checked(source, parameters, MAX_UNITS, "message is too long")


def caption(parameters: Parameters) -> Parsed:
    """Return a caption likewise; there may be none."""
    source = parameters.get("caption", "")
    if not source:
        return Parsed("", ())
    return _checked(source, parameters, MAX_CAPTION, "message caption is too long")


def _checked(source: str, parameters: Parameters, most: int, too_long: str) -> Parsed:
    mode = parameters.get("parse_mode", "")
    if mode.lower() not in {"", "html"}:
        raise bad("unsupported parse_mode")
    try:
        parsed = parse(source) if mode else Parsed(source, ())
    except UnparsableError as reason:
        raise bad(f"can't parse entities: {reason}") from None
    if is_empty(parsed.text):
        raise bad("text must be non-empty")
    if utf16(clean(parsed.text)) > most:
        raise bad(too_long)
    if len(parsed.entities) > MAX_ENTITIES:
        raise bad("too many entities, of which Telegram would drop some")
    # White space around a text goes; entities keep their places, counted from its first letter.
    led = utf16(parsed.text) - utf16(parsed.text.lstrip(" \n"))
    moved = tuple(replace(entity, offset=max(0, entity.offset - led)) for entity in parsed.entities)
    return Parsed(clean(parsed.text), moved)


def keyboard(parameters: Parameters) -> Keyboard:
    """Return the buttons, or refuse them."""
    markup = json.loads(parameters.get("reply_markup") or "{}")
    rows = tuple(tuple(_key(key) for key in row) for row in markup.get("inline_keyboard", ()))
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad("reply markup is too long")
    return tuple(row for row in rows if row)


def _key(key: Json) -> Key:
    said, data, url = key.get("text", ""), key.get("callback_data"), key.get("url")
    if not said:
        raise bad('can\'t parse inline keyboard button: field "text" must be non-empty')
    if (data is None) == (url is None):
        raise bad("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    if data is not None and not 1 <= len(data.encode()) <= MAX_DATA:
        raise bad("BUTTON_DATA_INVALID")
    if url is not None and not re.fullmatch(r"(https?|tg)://[^\s/.]+\.[^\s]+", url):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return Key(said, data, url)


def entities_json(entities: tuple[Entity, ...]) -> list[Json]:
    """Return entities as an answer shows them."""
    return [
        {"type": entity.type, "offset": entity.offset, "length": entity.length}
        | ({"url": entity.url} if entity.url else {})
        for entity in entities
    ]
