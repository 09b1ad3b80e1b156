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

from tests import telegram_rules as rules
from tests.telegram_messages import CHAT, FULL, RIGHTS, Chat, Message
from tests.telegram_rules import ApiError, Json, Parameters, bad, too_many

__all__ = ["CHAT", "Chat", "Chats", "Message"]

Files = Mapping[str, bytes]
NONE: Files = {}


@dataclass(slots=True)
class _Room:
    """A chat and what stands in it; ids count up and are never given twice."""

    chat: Chat
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    posted_at: deque[float] = field(default_factory=deque)
    closed: set[int] = field(default_factory=set)  # topics
    moved_to: int | None = None
    refusal: ApiError | None = None  # of whatever is to be posted
    frozen: set[int] = field(default_factory=set)  # messages that cannot be edited


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
        self._rooms = tuple(_Room(chat, last_id=chat.before) for chat in chats)
        self._per_minute = per_minute
        self._clock = clock
        self._on_message = on_message
        self._lock = threading.Lock()

    def messages(self, chat: str) -> tuple[Message, ...]:
        """Return what stands in a chat now, oldest first."""
        with self._lock:
            return tuple(self._any_room(chat).messages.values())

    def process(self, method: str, parameters: Parameters, files: Files = NONE) -> Json | bool:
        """Do what a method asks; raise ApiError where Telegram would refuse."""
        methods: dict[str, Callable[[Parameters, Files], Json | bool]] = {
            "getme": self._get_me,
            "getchat": self._get_chat,
            "getchatmember": self._get_chat_member,
            "sendmessage": self._send_message,
            "sendphoto": self._send_photo,
            "editmessagetext": self._edit_text,
            "editmessagecaption": self._edit_caption,
            "editmessagereplymarkup": self._edit_buttons,
            "forwardmessage": self._forward_message,
            "deletemessage": self._delete_message,
        }
        do = methods.get(method.lower())
        if do is None:
            raise ApiError(404, "Not Found: method not found")
        with self._lock:
            return do(parameters, files)

    def write(self, chat: str, message: Message) -> tuple[Message, Json]:
        """Let somebody else post in a chat; return it as it stands, and as an update shows it."""
        with self._lock:
            room = self._room(chat)
            written = replace(message, id=room.last_id + 1, chat=room.chat.id)
            return written, self._post(room, written)

    def json(self, chat: str, message_id: int) -> Json:
        """Return a message as an update shows it."""
        with self._lock:
            room = self._room(chat)
            return self._json(room.messages[message_id], room)

    def change(
        self,
        chat: str,
        *,
        close: int | None = None,
        move_to: int | None = None,
        refuse: ApiError | None = None,
        open_again: bool = False,
        delete: int | None = None,
        freeze: int | None = None,
    ) -> None:
        """Let an administrator of the chat do something."""
        with self._lock:
            room = self._any_room(chat)
            if close is not None:
                room.closed.add(close)
            room.moved_to = move_to or room.moved_to
            room.refusal = refuse or room.refusal
            if open_again:
                room.closed, room.refusal = set(), None
            if delete is not None:
                del room.messages[delete]
            if freeze is not None:
                room.frozen.add(freeze)

    def _get_me(self, _parameters: Parameters, _files: Files) -> Json:
        return {"id": self._bot_id, "is_bot": True, "first_name": "Stand-in", "username": "a_bot"}

    def _get_chat(self, parameters: Parameters, _files: Files) -> Json:
        room = self._room(parameters.get("chat_id", ""))
        if room.refusal is not None and room.refusal.status == 403:
            raise room.refusal
        protected = {"has_protected_content": True} if room.chat.is_protected else {}
        return {**room.chat.json, **FULL, **protected}

    def _get_chat_member(self, parameters: Parameters, _files: Files) -> Json:
        self._room(parameters.get("chat_id", ""))
        person = int(parameters.get("user_id", "0"))
        if person == self._bot_id:
            me = {"id": person, "is_bot": True, "first_name": "Stand-in"}
            return {"status": "administrator", "user": me, **RIGHTS}
        return {"status": "member", "user": {"id": person, "is_bot": False, "first_name": "Somebody"}}

    def _send_message(self, parameters: Parameters, _files: Files) -> Json:
        room = self._open_room(parameters)
        parsed = rules.text(parameters)
        preview = json.loads(parameters.get("link_preview_options", "{}"))
        message = Message(
            id=0,
            chat=room.chat.id,
            text=parsed.text,
            entities=parsed.entities,
            preview=not preview.get("is_disabled", False),
        )
        return self._place(room, message, parameters)

    def _send_photo(self, parameters: Parameters, files: Files) -> Json:
        room = self._open_room(parameters)
        parsed = rules.caption(parameters)
        named = parameters.get("photo", "").removeprefix("attach://") or "photo"
        picture = files.get(named, b"")
        if not picture.startswith(rules.PNG):
            raise bad("IMAGE_PROCESS_FAILED")
        message = Message(
            id=0, chat=room.chat.id, text=parsed.text, entities=parsed.entities, picture=picture
        )
        return self._place(room, message, parameters)

    def _place(self, room: _Room, message: Message, parameters: Parameters) -> Json:
        thread = int(parameters.get("message_thread_id", "0")) or None
        if thread is not None and thread not in room.chat.topics:
            raise bad("message thread not found")
        if thread in room.closed:
            raise bad("TOPIC_CLOSED")
        placed = replace(
            message,
            thread=thread,
            reply_to=_beneath(room, parameters),
            buttons=rules.keyboard(parameters),
            silent=parameters.get("disable_notification") == "true",
            id=room.last_id + 1,
        )
        self._count(room)
        return self._post(room, placed)

    def _edit_text(self, parameters: Parameters, _files: Files) -> Json:
        room, message = self._to_edit(parameters)
        if message.picture is not None:
            raise bad("there is no text in the message to edit")
        parsed = rules.text(parameters)
        return self._edit(
            room,
            message,
            replace(message, text=parsed.text, entities=parsed.entities, buttons=rules.keyboard(parameters)),
        )

    def _edit_caption(self, parameters: Parameters, _files: Files) -> Json:
        room, message = self._to_edit(parameters)
        if message.picture is None:
            raise bad("there is no caption in the message to edit")
        parsed = rules.caption(parameters)
        return self._edit(
            room,
            message,
            replace(message, text=parsed.text, entities=parsed.entities, buttons=rules.keyboard(parameters)),
        )

    def _edit_buttons(self, parameters: Parameters, _files: Files) -> Json:
        room, message = self._to_edit(parameters)
        return self._edit(room, message, replace(message, buttons=rules.keyboard(parameters)))

    def _to_edit(self, parameters: Parameters) -> tuple[_Room, Message]:
        self._open_room(parameters)
        room, message = self._find(parameters, "chat_id", "message to edit not found")
        if message.id in room.frozen or message.person is not None:
            raise bad("message can't be edited")
        return room, message

    def _edit(self, room: _Room, before: Message, after: Message) -> Json:
        if after == before:
            raise bad(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        self._count(room)
        # Buttons that change leave no mark that a reader sees.
        is_marked = before.edited or (after.text, after.entities) != (before.text, before.entities)
        edited = replace(after, edited=is_marked)
        room.messages[edited.id] = edited
        self._on_message(edited)
        return {**self._json(edited, room), "edit_date": int(time.time())}

    def _forward_message(self, parameters: Parameters, _files: Files) -> Json:
        target = self._open_room(parameters)
        room, message = self._find(parameters, "from_chat_id", "message to forward not found")
        if room.chat.is_protected:
            raise bad("message can't be forwarded")
        self._count(target)
        copy = replace(
            message,
            id=target.last_id + 1,
            chat=target.chat.id,
            silent=parameters.get("disable_notification") == "true",
            thread=None,
            reply_to=None,
            buttons=(),
            forwarded=(room.chat.id, message.id),
        )
        return self._post(target, copy)

    def _delete_message(self, parameters: Parameters, _files: Files) -> bool:
        room, message = self._find(parameters, "chat_id", "message to delete not found")
        del room.messages[message.id]
        return True

    def _any_room(self, chat: str) -> _Room:
        if not chat:
            raise bad("chat_id is empty")
        for room in self._rooms:
            name = room.chat.username
            if chat == str(room.chat.id) or (name and chat.lower() == f"@{name}".lower()):
                return room
        raise bad("chat not found")

    def _room(self, chat: str) -> _Room:
        room = self._any_room(chat)
        if room.moved_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": room.moved_to},
            )
        return room

    def _open_room(self, parameters: Parameters) -> _Room:
        room = self._room(parameters.get("chat_id", ""))
        if room.refusal is not None:
            raise room.refusal
        return room

    def _find(self, parameters: Parameters, key: str, otherwise: str) -> tuple[_Room, Message]:
        room = self._room(parameters.get(key, ""))
        message = room.messages.get(int(parameters.get("message_id", "0")))
        if message is None:
            raise bad(otherwise)
        return room, message

    def _post(self, room: _Room, message: Message) -> Json:
        room.last_id = message.id
        room.messages[message.id] = message
        self._on_message(message)
        return self._json(message, room)

    def _count(self, room: _Room) -> None:
        now = self._clock()
        while room.posted_at and room.posted_at[0] <= now - 60:
            room.posted_at.popleft()
        if self._per_minute is not None and len(room.posted_at) >= self._per_minute:
            raise too_many(max(1, int(room.posted_at[0] + 61 - now)))
        room.posted_at.append(now)

    def _json(self, message: Message, room: _Room) -> Json:
        said, styled = ("caption", "caption_entities") if message.picture else ("text", "entities")
        entities = rules.entities_json(message.entities)
        answer: Json = {"message_id": message.id, "date": int(time.time()), "chat": room.chat.json}
        answer |= self._author(message, room)
        answer |= {said: message.text} if message.text else {}
        answer |= {styled: entities} if entities else {}
        if message.picture:
            size = {"file_id": f"p{message.id}", "file_unique_id": f"u{message.id}"}
            answer["photo"] = [{**size, "width": 90, "height": 90, "file_size": len(message.picture)}]
        if message.buttons:
            rows = [[key.json for key in row] for row in message.buttons]
            answer["reply_markup"] = {"inline_keyboard": rows}
        if message.thread is not None:
            answer |= {"message_thread_id": message.thread, "is_topic_message": True}
        if message.reply_to is not None and message.reply_to in room.messages:
            beneath = self._json(replace(room.messages[message.reply_to], reply_to=None), room)
            answer["reply_to_message"] = beneath
        if message.forwarded is not None:
            chat, message_id = message.forwarded
            answer["forward_origin"] = self._origin(chat, message_id)
        return answer

    def _author(self, message: Message, room: _Room) -> Json:
        if message.person is not None:
            return {"from": {"id": message.person, "is_bot": False, "first_name": "Somebody"}}
        if room.chat.type == "channel":
            return {"sender_chat": room.chat.json}
        return {"from": {"id": self._bot_id, "is_bot": True, "first_name": "Stand-in", "username": "a_bot"}}

    def _origin(self, chat: int, message_id: int) -> Json:
        when, room = {"date": int(time.time())}, self._any_room(str(chat))
        if room.chat.type == "channel":
            return {"type": "channel", "chat": room.chat.json, "message_id": message_id, **when}
        user = {"id": self._bot_id, "is_bot": True, "first_name": "Stand-in"}
        return {"type": "user", "sender_user": user, **when}


def _beneath(room: _Room, parameters: Parameters) -> int | None:
    reply = json.loads(parameters.get("reply_parameters") or "{}")
    wanted: int | None = reply.get("message_id")
    if wanted is None or wanted in room.messages:
        return wanted
    if not reply.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return None
