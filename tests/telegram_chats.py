"""The chats of the Telegram stand-in: what stands in them, and what Telegram would refuse to put there.

Where Telegram is lenient and a reader would lose something, such as styles beyond the hundredth, it refuses.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.telegram_html import Entity, Parsed, UnparsableError, clean, is_empty, parse, utf16

MAX_UNITS = 4096
MAX_ENTITIES = 100

Json = dict[str, Any]
Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat the bot may post in."""

    id: int
    username: str | None = None
    title: str = "Policy watch"
    type: str = "channel"

    @property
    def json(self) -> Json:
        name = {"username": self.username} if self.username else {}
        return {"id": self.id, "type": self.type, "title": self.title, **name}


CHAT = Chat(id=-1001234567890, username="policy_watch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it stands in a chat: `text` is what a reader sees."""

    id: int
    chat: int
    text: str
    entities: tuple[Entity, ...] = ()
    silent: bool = False
    edited: bool = False
    preview: bool = True

    def styled(self, kind: str) -> tuple[str, ...]:
        """Return the stretches of text in one style, e.g. `bold` or `text_link`."""
        coded = self.text.encode("utf-16-le")
        spans = ((2 * e.offset, 2 * (e.offset + e.length)) for e in self.entities if e.type == kind)
        return tuple(coded[start:end].decode("utf-16-le") for start, end in spans)

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(entity.url for entity in self.entities if entity.url)


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


def too_many(retry_after: int) -> ApiError:
    """Refuse with 429: wait so many seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


@dataclass(slots=True)
class _Room:
    """A chat and what stands in it; ids count up and are never given twice."""

    chat: Chat
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    posted_at: deque[float] = field(default_factory=deque)


class Chats:
    """Every chat of one bot; methods are called by their Bot API names.

    `per_minute` refuses more messages to a chat with 429, as Telegram does beyond about twenty.
    """

    def __init__(
        self,
        *,
        bot_id: int,
        chats: tuple[Chat, ...],
        per_minute: int | None,
        clock: Callable[[], float],
        on_message: Callable[[Message], None],
    ) -> None:
        self._bot_id = bot_id
        self._rooms = tuple(_Room(chat) for chat in chats)
        self._per_minute = per_minute
        self._clock = clock
        self._on_message = on_message
        self._lock = threading.Lock()

    def messages(self, chat: str) -> tuple[Message, ...]:
        """Return what stands in a chat now, oldest first."""
        with self._lock:
            return tuple(self._room(chat).messages.values())

    def process(self, method: str, parameters: Parameters) -> Json | bool:
        """Do what a method asks; raise ApiError where Telegram would refuse."""
        methods: dict[str, Callable[[Parameters], Json | bool]] = {
            "getme": self._get_me,
            "getchat": self._get_chat,
            "sendmessage": self._send_message,
            "editmessagetext": self._edit_message_text,
            "forwardmessage": self._forward_message,
            "deletemessage": self._delete_message,
        }
        do = methods.get(method.lower())
        if do is None:
            raise ApiError(404, "Not Found: method not found")
        with self._lock:
            return do(parameters)

    def _get_me(self, _parameters: Parameters) -> Json:
        return {
            "id": self._bot_id,
            "is_bot": True,
            "first_name": "Stand-in",
            "username": "a_bot",
        }

    def _get_chat(self, parameters: Parameters) -> Json:
        chat = self._room(parameters.get("chat_id", "")).chat
        return {**chat.json, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}

    def _send_message(self, parameters: Parameters) -> Json:
        room = self._room(parameters.get("chat_id", ""))
        parsed = _text(parameters)
        self._count(room)
        preview = json.loads(parameters.get("link_preview_options", "{}"))
        message = Message(
            id=room.last_id + 1,
            chat=room.chat.id,
            text=parsed.text,
            entities=parsed.entities,
            silent=parameters.get("disable_notification") == "true",
            preview=not preview.get("is_disabled", False),
        )
        return self._post(room, message)

    def _edit_message_text(self, parameters: Parameters) -> Json:
        room, message = self._find(parameters, "chat_id", "message to edit not found")
        parsed = _text(parameters)
        if (parsed.text, parsed.entities) == (message.text, message.entities):
            raise ApiError(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message",
            )
        self._count(room)
        edited = replace(message, text=parsed.text, entities=parsed.entities, edited=True)
        room.messages[message.id] = edited
        self._on_message(edited)
        return {**_message_json(edited, room.chat), "edit_date": int(time.time())}

    def _forward_message(self, parameters: Parameters) -> Json:
        target = self._room(parameters.get("chat_id", ""))
        room, message = self._find(parameters, "from_chat_id", "message to forward not found")
        self._count(target)
        silent = parameters.get("disable_notification") == "true"
        copy = replace(message, id=target.last_id + 1, chat=target.chat.id, silent=silent)
        origin = {
            "type": "channel",
            "date": int(time.time()),
            "chat": room.chat.json,
            "message_id": message.id,
        }
        return {**self._post(target, copy), "forward_origin": origin}

    def _delete_message(self, parameters: Parameters) -> bool:
        room, message = self._find(parameters, "chat_id", "message to delete not found")
        del room.messages[message.id]
        return True

    def _room(self, chat: str) -> _Room:
        if not chat:
            raise ApiError(400, "Bad Request: chat_id is empty")
        for room in self._rooms:
            name = room.chat.username
            if chat == str(room.chat.id) or (name and chat.lower() == f"@{name}".lower()):
                return room
        raise ApiError(400, "Bad Request: chat not found")

    def _find(self, parameters: Parameters, key: str, otherwise: str) -> tuple[_Room, Message]:
        room = self._room(parameters.get(key, ""))
        message = room.messages.get(int(parameters.get("message_id", "0")))
        if message is None:
            raise ApiError(400, f"Bad Request: {otherwise}")
        return room, message

    def _post(self, room: _Room, message: Message) -> Json:
        room.last_id = message.id
        room.messages[message.id] = message
        self._on_message(message)
        return _message_json(message, room.chat)

    def _count(self, room: _Room) -> None:
        now = self._clock()
        while room.posted_at and room.posted_at[0] <= now - 60:
            room.posted_at.popleft()
        if self._per_minute is not None and len(room.posted_at) >= self._per_minute:
            raise too_many(max(1, int(room.posted_at[0] + 61 - now)))
        room.posted_at.append(now)


_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def _text(parameters: Parameters) -> Parsed:
    """Return the text as a reader will see it, or refuse it as Telegram does."""
    source = parameters.get("text", "")
    if not source:
        raise ApiError(400, "Bad Request: message text is empty")
    mode = parameters.get("parse_mode", "")
    if mode.lower() not in {"", "html"}:
        raise ApiError(400, "Bad Request: unsupported parse_mode")
    try:
        parsed = parse(source) if mode else Parsed(source, ())
    except UnparsableError as reason:
        raise ApiError(400, f"Bad Request: can't parse entities: {reason}") from None
    if is_empty(parsed.text):
        raise ApiError(400, "Bad Request: text must be non-empty")
    if utf16(clean(parsed.text)) > MAX_UNITS:
        raise ApiError(400, "Bad Request: message is too long")
    if len(parsed.entities) > MAX_ENTITIES:
        raise ApiError(400, "Bad Request: too many entities, of which Telegram would drop some")
    # White space around a text goes; entities keep their places, counted from its first letter.
    led = utf16(parsed.text) - utf16(parsed.text.lstrip(" \n"))
    moved = tuple(replace(entity, offset=max(0, entity.offset - led)) for entity in parsed.entities)
    return Parsed(clean(parsed.text), moved)


def _message_json(message: Message, chat: Chat) -> Json:
    entities = [
        {"type": entity.type, "offset": entity.offset, "length": entity.length}
        | ({"url": entity.url} if entity.url else {})
        for entity in message.entities
    ]
    return {
        "message_id": message.id,
        "date": int(time.time()),
        "chat": chat.json,
        "sender_chat": chat.json,
        "text": message.text,
        **({"entities": entities} if entities else {}),
    }
