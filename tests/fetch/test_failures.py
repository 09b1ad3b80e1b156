import ssl

import httpcore
import httpx
import pytest

from monitor.fetch import failures


def subclasses(root: type[Exception]) -> list[type[Exception]]:
    return [root, *(deeper for child in root.__subclasses__() for deeper in subclasses(child))]


TRANSPORT = [
    *subclasses(httpx.TransportError),
    *(
        kind
        for kind in vars(httpcore).values()
        if isinstance(kind, type) and issubclass(kind, Exception) and kind.__module__.startswith("httpcore")
    ),
    httpx.InvalidURL,
    TimeoutError,
    ConnectionResetError,
]


@pytest.mark.parametrize("kind", TRANSPORT, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_transport_error_is_expected_and_explained_in_one_line(kind: type[Exception]) -> None:
    error = kind("first\nsecond")

    explained = str(failures.explain(error, host="x.example", deadline=30))

    assert isinstance(error, failures.EXPECTED)
    assert "\n" not in explained
    assert (
        kind is httpx.UnsupportedProtocol or kind is httpcore.UnsupportedProtocol or "x.example" in explained
    )


def caused(error: Exception, cause: Exception) -> Exception:
    middle = WrapperError()
    middle.__cause__ = cause
    error.__cause__ = middle
    return error


class WrapperError(Exception):
    """What anyio puts between httpcore's error and the system's."""


def unverified() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "certificate has expired"
    return error


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (httpcore.ReadTimeout(), "timed out after 2.5 s: x.example"),
        (
            caused(httpcore.ConnectError(), ConnectionRefusedError(111, "Connection refused")),
            "cannot connect to x.example: Connection refused",
        ),
        (
            caused(httpcore.ConnectError(), unverified()),
            "certificate of x.example refused: certificate has expired",
        ),
        (
            caused(httpcore.ConnectError(), ssl.SSLError(1, "handshake")),
            "TLS with x.example failed: handshake",
        ),
        (httpx.ReadError(""), "x.example broke the connection off: ReadError"),
        (httpcore.RemoteProtocolError("no\nHTTP"), "x.example did not answer in proper HTTP: no HTTP"),
        (httpcore.UnsupportedProtocol("gopher"), "only http and https can be fetched"),
        (httpx.ProxyError("p"), "request to x.example failed: p"),
    ],
)
def test_the_line_names_host_and_cause(error: Exception, message: str) -> None:
    assert str(failures.explain(error, host="x.example", deadline=2.5)) == message


def test_a_chain_that_bites_its_tail_is_no_endless_loop() -> None:
    first, second = httpcore.ReadError("a"), httpcore.ReadError("b")
    first.__cause__, second.__cause__ = second, first

    assert str(failures.explain(first, host="x", deadline=1)) == "x broke the connection off: a"
