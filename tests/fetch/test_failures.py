import ssl

import pytest

from monitor.errors import FetchError, Trouble
from monitor.fetch import failures


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        *((status, Trouble.BLOCKED) for status in (202, 401, 402, 403, 405, 406, 407, 412, 418, 423, 428)),
        *((status, Trouble.BLOCKED) for status in (429, 430, 444, 451, 511, 521, 566, 567, 999)),
        *((status, Trouble.GONE) for status in (404, 410)),
        *((status, Trouble.CHANGED) for status in (400, 408, 409, 413, 414, 415, 422, 431)),
        *((status, Trouble.UNREACHABLE) for status in (500, 501, 502, 503, 504, 520, 522, 525, 599)),
        *((status, Trouble.MALFORMED) for status in (204, 206, 226, 300, 304, 305, 399, 600, 799)),
    ],
)
def test_every_status_is_a_trouble(status: int, trouble: Trouble) -> None:
    error = failures.of_status(status, retry_after=5.0)

    assert (error.trouble, error.status, error.retry_after) == (trouble, status, 5.0)
    assert str(error).startswith(f"HTTP {status}")
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (404, "HTTP 404 Not Found"),
        (521, "HTTP 521; a wall that wants a cookie; a first request under `before` may fetch it"),
        (429, "HTTP 429 Too Many Requests; asked too often; set a longer `every`"),
    ],
)
def test_a_status_is_named_with_its_mend(status: int, message: str) -> None:
    assert str(failures.of_status(status)) == message


def unverified() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "certificate has expired"
    return error


@pytest.mark.parametrize(
    ("error", "message", "trouble"),
    [
        (
            TimeoutError(),
            "cannot connect to x.example: no answer within 2.5 s",
            Trouble.UNREACHABLE,
        ),
        (
            TimeoutError(110, "Connection timed out"),
            "cannot connect to x.example: Connection timed out",
            Trouble.UNREACHABLE,
        ),
        (
            ConnectionRefusedError(111, "Connection refused"),
            "cannot connect to x.example: Connection refused",
            Trouble.UNREACHABLE,
        ),
        (OSError("first\nsecond"), "cannot connect to x.example: first second", Trouble.UNREACHABLE),
        (OSError(), "cannot connect to x.example: OSError", Trouble.UNREACHABLE),
        (unverified(), "certificate of x.example refused: certificate has expired", Trouble.TLS),
        (
            ssl.SSLCertVerificationError("IP address mismatch"),
            "certificate of x.example refused: ('IP address mismatch',)",
            Trouble.TLS,
        ),
        (ssl.SSLError(1, "handshake"), "TLS with x.example failed: handshake", Trouble.TLS),
    ],
)
def test_the_line_names_host_and_cause(error: OSError, message: str, trouble: Trouble) -> None:
    explained = failures.of_connecting(error, host="x.example", seconds=2.5)

    assert (str(explained), explained.trouble) == (message, trouble)


def test_a_deadline_is_named() -> None:
    error = failures.of_deadline(host="x.example", seconds=30)

    assert (str(error), error.trouble) == ("timed out after 30 s: x.example", Trouble.SLOW)


def test_a_text_from_outside_is_one_short_line() -> None:
    assert failures.one_line("a\n b\t" + "c" * 500) == ("a b " + "c" * 500)[:200]
    assert isinstance(failures.of_status(500), FetchError)
