"""A receiver of webhooks on a real socket: it remembers what it is told, and answers by script."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One body as it came."""

    path: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


class HookServer:
    """Serves on 127.0.0.1 at a free port; statuses are given in turn and the last one again and again."""

    def __init__(self, *statuses: int, body: bytes = b"") -> None:
        self.posted: list[Posted] = []
        self._statuses = list(statuses) or [204]
        self.body = body
        self._changed = threading.Condition()
        handler = type("Handler", (_Handler,), {"hook": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def take(self, posted: Posted) -> int:
        with self._changed:
            self.posted.append(posted)
            self._changed.notify_all()
            return self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]

    def answer(self, *statuses: int) -> None:
        with self._changed:
            self._statuses = list(statuses)

    def wait_for(self, count: int, *, timeout: float = 20.0) -> bool:
        """Wait until so many bodies have come."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.posted) >= count, timeout=timeout)


class _Handler(BaseHTTPRequestHandler):
    hook: ClassVar[HookServer]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status = self.hook.take(Posted(path=self.path, headers=headers, body=body))
        self.send_response(status)
        said = self.hook.body if status != 204 else b""
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the parent's name for it
        """Say nothing."""
