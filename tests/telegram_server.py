"""A strict stand-in for the Telegram Bot API on a real socket, with faults by script.

In a test: `with TelegramServer() as server: …`. By hand: `python -m tests.telegram_server --port 8081`, and then
`TELEGRAM_API_URL=http://127.0.0.1:8081`; every message is printed as a reader would see it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.parser import BytesParser
from email.policy import HTTP
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar, Self
from urllib.parse import parse_qsl, unquote

from tests.telegram_chats import CHAT, Chat, Chats, Message
from tests.telegram_rules import ApiError, Json, too_many
from tests.telegram_updates import Updates

TOKEN = "1234567890:AAFakeTokenForTheLocalStandInOnly-_x"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as it came, and the status it was answered with: None where it got no answer."""

    method: str
    parameters: Mapping[str, str]
    status: int | None
    at: float
    fault: FaultKind | None = None  # that it met


class FaultKind(StrEnum):
    """How a call goes wrong."""

    ANSWER = "answer"  # refused with a status and a description
    HANG = "hang"  # never answered, and not processed
    DROP_BEFORE = "drop before"  # hung up on, not processed
    DROP_AFTER = "drop after"  # processed, then hung up on
    LATE = "late"  # processed, answered only when `server.release()` is called or the server stops
    BEHIND = "behind"  # hung up on, and processed a moment later
    GARBAGE = "garbage"  # processed, answered with something that is no JSON
    CUT = "cut"  # processed, and the connection reset in the middle of the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What the next matching call meets instead of a proper answer."""

    kind: FaultKind = FaultKind.ANSWER
    status: int = 500
    description: str = "Internal Server Error"
    parameters: Json = field(default_factory=dict)

    @classmethod
    def too_many(cls, retry_after: int) -> Fault:
        refusal = too_many(retry_after)
        return cls(status=refusal.status, description=refusal.description, parameters=refusal.parameters)

    @classmethod
    def migrated(cls, chat: int) -> Fault:
        return cls(
            status=400,
            description="Bad Request: group chat was upgraded to a supergroup chat",
            parameters={"migrate_to_chat_id": chat},
        )


HANG = Fault(kind=FaultKind.HANG)
DROP_BEFORE = Fault(kind=FaultKind.DROP_BEFORE)
DROP_AFTER = Fault(kind=FaultKind.DROP_AFTER)
LATE = Fault(kind=FaultKind.LATE)
BEHIND = Fault(kind=FaultKind.BEHIND)
GARBAGE = Fault(kind=FaultKind.GARBAGE)
CUT = Fault(kind=FaultKind.CUT)

_MOMENT = 0.1  # seconds


class TelegramServer:
    """Serves on 127.0.0.1 for as long as the `with` block lasts.

    `per_minute` refuses more messages to a chat with 429, as Telegram does beyond about twenty.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        chats: tuple[Chat, ...] = (CHAT,),
        port: int = 0,
        per_minute: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        on_message: Callable[[Message], None] = lambda _message: None,
    ) -> None:
        self.token = token
        self.chats = Chats(
            bot_id=int(token.split(":", maxsplit=1)[0]),
            chats=chats,
            per_minute=per_minute,
            clock=clock,
            on_message=on_message,
        )
        self.updates = Updates()
        self._numbers = itertools.count(1)
        self._changed = threading.Condition()
        self._calls: list[Call] = []
        self._faults: list[tuple[str, Fault]] = []
        self.chance: Callable[[str], Fault | None] = lambda _method: None  # a fault of its own for any call
        self.released = threading.Event()
        handler = type("Handler", (_Handler,), {"api": self})
        self._server = _Server(("127.0.0.1", port), handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self.updates.end()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """What `TELEGRAM_API_URL` is set to."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call so far, in the order of their ends."""
        with self._changed:
            return tuple(self._calls)

    def messages(self, chat: int | str = CHAT.id) -> tuple[Message, ...]:
        """Return what stands in a chat now, oldest first."""
        return self.chats.messages(str(chat))

    def texts(self, chat: int | str = CHAT.id) -> tuple[str, ...]:
        """Return what a reader of the chat sees, oldest first."""
        return tuple(message.text for message in self.messages(chat))

    def wait_for_calls(self, count: int, *, method: str = "sendMessage", timeout: float = 10.0) -> bool:
        """Wait until a method was called so often; return whether it was."""

        def is_enough() -> bool:
            return sum(call.method.lower() == method.lower() for call in self._calls) >= count

        with self._changed:
            return self._changed.wait_for(is_enough, timeout)

    def wait_for_messages(self, count: int, *, chat: int | str = CHAT.id, timeout: float = 10.0) -> bool:
        """Wait until so many messages stand in a chat; return whether they do."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.messages(chat)) >= count, timeout)

    def say(
        self, chat: int | str, person: int, text: str, *, reply_to: int | None = None, language: str = "en"
    ) -> int:
        """Let a person write in a chat, and the bot hear of it; return the message's id."""
        message = Message(id=0, chat=0, text=text, person=person, reply_to=reply_to)
        written, shown = self.chats.write(str(chat), message)
        shown["from"]["language_code"] = language
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            shown["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        self.updates.push({"message": shown})
        return written.id

    def press(self, chat: int | str, message_id: int, data: str, person: int, *, language: str = "en") -> str:
        """Let a person press the button with such data beneath a message; return the number of the press."""
        (message,) = [one for one in self.messages(chat) if one.id == message_id]
        assert data in {key.data for row in message.buttons for key in row}, f"no such button: {message}"
        query = str(next(self._numbers))
        who = {"id": person, "is_bot": False, "first_name": "Somebody", "language_code": language}
        shown = self.chats.json(str(chat), message_id)
        press = {"id": query, "from": who, "chat_instance": str(chat), "data": data, "message": shown}
        self.updates.push({"callback_query": press})
        return query

    def fail_next(self, *faults: Fault, method: str = "sendMessage") -> None:
        """Let the next calls of a method meet these faults, one each."""
        with self._changed:
            self._faults.extend((method.lower(), fault) for fault in faults)

    def release(self) -> None:
        """Answer the calls that were to be answered late."""
        self.released.set()

    def take_fault(self, method: str) -> Fault | None:
        with self._changed:
            for index, (wanted, fault) in enumerate(self._faults):
                if wanted == method.lower():
                    del self._faults[index]
                    return fault
        return self.chance(method)

    def record(
        self, method: str, parameters: Mapping[str, str], status: int | None, fault: Fault | None
    ) -> None:
        kind = fault.kind if fault is not None else None
        made = Call(method=method, parameters=parameters, status=status, at=time.monotonic(), fault=kind)
        with self._changed:
            self._changed.notify_all()
            self._calls.append(made)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away: that is what a fault test is about."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    api: ClassVar[TelegramServer]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the parent's name for it
        """Say nothing: `calls` has it all."""

    def _handle(self) -> None:
        path, _, query = self.path.partition("?")
        sent, files = self._body()
        parameters = dict(parse_qsl(query, keep_blank_values=True)) | sent
        token, _, method = unquote(path).removeprefix("/bot").partition("/")
        fault = self.api.take_fault(method)
        if fault is not None and fault.kind in {FaultKind.HANG, FaultKind.DROP_BEFORE}:
            self.api.record(method, parameters, None, fault)
            if fault.kind is FaultKind.HANG:
                self.api.released.wait()
            self.close_connection = True
            return
        if fault is not None and fault.kind is FaultKind.BEHIND:
            self._hang_up()
            time.sleep(_MOMENT)
        status, answer = self._answer(token, method, parameters, files, fault)
        is_dropped = fault is not None and fault.kind in {FaultKind.DROP_AFTER, FaultKind.BEHIND}
        self.api.record(method, parameters, None if is_dropped else status, fault)
        if is_dropped:
            self.close_connection = True
            return
        if fault is not None and fault.kind is FaultKind.LATE:
            self.api.released.wait()
        body = json.dumps(answer).encode()
        if fault is not None and fault.kind is FaultKind.GARBAGE:
            body = b"<html>not JSON</html>"
        self._write(status, body, is_cut=fault is not None and fault.kind is FaultKind.CUT)

    def _answer(
        self,
        token: str,
        method: str,
        parameters: Mapping[str, str],
        files: Mapping[str, bytes],
        fault: Fault | None,
    ) -> tuple[int, Json]:
        try:
            self._admit(token, fault)
            listens = self.api.updates.methods().get(method.lower())
            if listens is not None:
                return 200, {"ok": True, "result": listens(parameters)}
            return 200, {"ok": True, "result": self.api.chats.process(method, parameters, files)}
        except ApiError as error:
            return error.status, error.json

    def _admit(self, token: str, fault: Fault | None) -> None:
        if fault is not None and fault.kind is FaultKind.ANSWER:
            raise ApiError(fault.status, fault.description, fault.parameters)
        if token != self.api.token:
            number, _, rest = token.partition(":")
            raise ApiError(401, "Unauthorized") if number.isdigit() and rest else ApiError(404, "Not Found")

    def _body(self) -> tuple[dict[str, str], dict[str, bytes]]:
        """Return the fields of what was sent, and its files."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        kind = self.headers.get("Content-Type", "")
        if "multipart" in kind:
            return _parts(kind, body)
        if "json" in kind:
            fields = json.loads(body).items()
            return {key: value if isinstance(value, str) else json.dumps(value) for key, value in fields}, {}
        return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}

    def _hang_up(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _write(self, status: int, body: bytes, *, is_cut: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if is_cut else body)
        if is_cut:
            # Closed with nothing lingering, which resets the connection.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True


def _parts(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, bytes]]:
    parsed = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    fields: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for part in parsed.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        assert isinstance(name, str)
        assert isinstance(content, bytes)
        if part.get_filename() is None:
            fields[name] = content.decode()
        else:
            files[name] = content
    return fields, files


def main() -> None:
    parser = argparse.ArgumentParser(description="A strict stand-in for the Telegram Bot API.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--chat", default=f"@{CHAT.username}", help="a numeric id or @name")
    parser.add_argument("--per-minute", type=int, default=None)
    wanted = parser.parse_args()
    named = wanted.chat.startswith("@")
    chat = replace(CHAT, username=wanted.chat[1:]) if named else Chat(id=int(wanted.chat))

    def say(*lines: str) -> None:
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()

    def show(message: Message) -> None:
        say(f"\n── message {message.id}{' (edited)' if message.edited else ''}", message.text, *message.links)

    with (
        TelegramServer(
            token=wanted.token, chats=(chat,), port=wanted.port, per_minute=wanted.per_minute, on_message=show
        ) as server,
        suppress(KeyboardInterrupt),
    ):
        # At once: whoever has read the first line may press Ctrl-C.
        say(
            f"TELEGRAM_API_URL={server.url}",
            f"TELEGRAM_BOT_TOKEN={server.token}",
            f"TELEGRAM_CHANNEL={wanted.chat}",
        )
        threading.Event().wait()


if __name__ == "__main__":
    main()
