"""/healthz, /readyz and /metrics on a port of their own, in threads of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import structlog

from monitor.errors import ConfigError, Problem, StoreError
from monitor.web.health import Health

logger = structlog.get_logger("monitor.web")

_PATIENCE = 5.0  # seconds for a client to say what it wants
_MOST_AT_ONCE = 16  # requests; whoever watches asks a few times a minute
_MOST_OPEN = 64  # connections, those included that say nothing yet
_TEXT = "text/plain; charset=utf-8"
_METRICS = "text/plain; version=0.0.4; charset=utf-8"  # prometheus.io/docs/instrumenting/exposition_formats

Page = Callable[[], Health | bytes]


@contextmanager
def serve(host: str, port: int, pages: Mapping[str, Page]) -> Iterator[int]:
    """Serve for as long as the block lasts; gives the port, another one than asked for where that was 0.

    Raises ConfigError where the address cannot be had.
    """
    handler = type(
        "Handler", (_Handler,), {"pages": pages, "places": threading.BoundedSemaphore(_MOST_AT_ONCE)}
    )
    try:
        server = _Server((host, port), handler)
    except (OSError, OverflowError) as error:
        told = getattr(error, "strerror", None) or str(error)
        raise ConfigError(
            (
                Problem(
                    path="web",
                    message=f"{host}:{port} cannot be served: {told}; name a free port under web.port",
                ),
            )
        ) from error
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="web", daemon=True
    )
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 32

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self._open = threading.BoundedSemaphore(_MOST_OPEN)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give a connection a thread, or hang up where there are too many: one that says nothing holds its own for a while."""
        if not self._open.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._open.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and make room for the next."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._open.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up is no news."""
        del request, client_address


class _Handler(BaseHTTPRequestHandler):
    pages: Mapping[str, Page]
    places: threading.BoundedSemaphore
    timeout = _PATIENCE
    server_version = "monitor"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer with a page."""
        page = self.pages.get(self.path.partition("?")[0])
        if page is None:
            self._answer(HTTPStatus.NOT_FOUND, f"there are {', '.join(self.pages)}\n".encode())
            return
        if not self.places.acquire(blocking=False):
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, b"too many requests at once\n")
            return
        try:
            self._answer(*_told(page))
        finally:
            self.places.release()

    def do_HEAD(self) -> None:
        """Answer as to GET, without the page."""
        self.do_GET()

    def _answer(self, status: HTTPStatus, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", _METRICS if body.startswith(b"# HELP") else _TEXT)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  http.server's name
        """Log nothing: a line every fifteen seconds would hide the others."""


def _told(page: Page) -> tuple[HTTPStatus, bytes]:
    try:
        said = page()
    except StoreError as error:
        return HTTPStatus.SERVICE_UNAVAILABLE, f"{error}\n".encode()
    except Exception:
        logger.exception("page could not be made")
        return HTTPStatus.INTERNAL_SERVER_ERROR, b"a defect in monitor; its log says more\n"
    if isinstance(said, bytes):
        return HTTPStatus.OK, said
    status = HTTPStatus.OK if said.is_well else HTTPStatus.SERVICE_UNAVAILABLE
    return status, "".join(f"{line}\n" for line in said.told or ("ok",)).encode()
