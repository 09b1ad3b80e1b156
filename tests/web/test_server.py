"""The pages over a real socket."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import ExitStack
from time import monotonic
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from monitor.errors import ConfigError, StoreError
from monitor.web.health import Health
from monitor.web.server import Page, serve


def _get(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    try:
        with urlopen(Request(f"http://127.0.0.1:{port}{path}", method=method), timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def _fail(error: Exception) -> Callable[[], bytes]:
    def page() -> bytes:
        raise error

    return page


def test_yes_is_200_and_no_is_503_with_what_is_wrong() -> None:
    pages: dict[str, Page] = {
        "/healthz": lambda: Health(is_well=True),
        "/readyz": lambda: Health(is_well=False, told=("channel desk: kicked", "no tick for 20 s")),
    }
    with serve("127.0.0.1", 0, pages) as port:
        assert _get(port, "/healthz") == (200, "ok\n")
        assert _get(port, "/readyz?verbose") == (503, "channel desk: kicked\nno tick for 20 s\n")
        assert _get(port, "/healthz", "HEAD") == (200, "")


def test_an_unknown_page_names_those_there_are() -> None:
    with serve("127.0.0.1", 0, {"/metrics": lambda: b"# HELP x\n"}) as port:
        assert _get(port, "/") == (404, "there are /metrics\n")
        assert _get(port, "/metrics") == (200, "# HELP x\n")
        assert _get(port, "/metrics", "POST")[0] == 501


def test_a_store_that_does_not_answer_and_a_defect_are_no_end_of_the_server() -> None:
    pages: dict[str, Page] = {
        "/metrics": _fail(StoreError("monitor.db: another program holds the database; stop it or wait")),
        "/readyz": _fail(ZeroDivisionError("secret detail")),
        "/healthz": lambda: Health(is_well=True),
    }
    with serve("127.0.0.1", 0, pages) as port:
        assert _get(port, "/metrics") == (
            503,
            "monitor.db: another program holds the database; stop it or wait\n",
        )
        status, told = _get(port, "/readyz")
        assert (status, "secret" in told) == (500, False)
        assert _get(port, "/healthz") == (200, "ok\n")


def test_a_client_that_says_nothing_keeps_nobody_waiting() -> None:
    with (
        serve("127.0.0.1", 0, {"/healthz": lambda: Health(is_well=True)}) as port,
        socket.create_connection(("127.0.0.1", port)),
        socket.create_connection(("127.0.0.1", port)) as odd,
    ):
        odd.sendall(b"\x00\xff" * 100 + b"\r\n\r\n")
        assert _get(port, "/healthz") == (200, "ok\n")


def test_more_connections_than_anybody_needs_are_hung_up_on() -> None:
    with ExitStack() as stack:
        port = stack.enter_context(serve("127.0.0.1", 0, {"/healthz": lambda: Health(is_well=True)}))
        silent = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(64)]
        one_more = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))

        assert one_more.recv(1) == b"", "it was hung up on"

        silent[0].close()
        assert _until_answered(port) == (200, "ok\n")


def _until_answered(port: int) -> tuple[int, str]:
    deadline = monotonic() + 10
    while True:
        try:
            return _get(port, "/healthz")
        except OSError:
            assert monotonic() < deadline, "it has room again"


@pytest.mark.parametrize("address", [("127.0.0.1", 70_000), ("192.0.2.1", 0), ("no such host", 0)])
def test_an_address_that_cannot_be_had_is_a_problem_with_its_mend(address: tuple[str, int]) -> None:
    with (
        pytest.raises(ConfigError, match=r"cannot be served: .*; name a free port under web\.port"),
        serve(*address, {}),
    ):
        pass


def test_a_port_in_use_is_told() -> None:
    with (
        serve("127.0.0.1", 0, {}) as port,
        pytest.raises(ConfigError, match="in use"),
        serve("127.0.0.1", port, {}),
    ):
        pass
