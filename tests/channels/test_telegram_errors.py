import inspect
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
import telegram.error
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    PassportDecryptionError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from monitor.channels.telegram_errors import classify
from monitor.model import Ambiguous, Migrated, NotSent, Outcome, Refused, Suspended


@pytest.fixture(autouse=True)
def _no_warning_of_retry_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


LIBRARY: dict[type[TelegramError], tuple[Callable[[], TelegramError], type[Outcome]]] = {
    TelegramError: (lambda: TelegramError("Invalid server response"), Ambiguous),
    Forbidden: (lambda: Forbidden("Forbidden: bot was kicked from the channel chat"), Suspended),
    InvalidToken: (lambda: InvalidToken("Unauthorized"), Suspended),
    EndPointNotFound: (lambda: EndPointNotFound("Not Found"), Suspended),
    NetworkError: (lambda: NetworkError("Bad Gateway"), Ambiguous),
    BadRequest: (lambda: BadRequest("Bad Request: message is too long"), Refused),
    TimedOut: (TimedOut, Ambiguous),
    ChatMigrated: (lambda: ChatMigrated(-1009), Migrated),
    RetryAfter: (lambda: RetryAfter(7), NotSent),
    Conflict: (lambda: Conflict("terminated by other getUpdates request"), NotSent),
    PassportDecryptionError: (lambda: PassportDecryptionError("no"), Ambiguous),
}

TRANSPORT: dict[type[Exception], type[Outcome]] = {
    httpx.ConnectError: NotSent,
    httpx.ConnectTimeout: NotSent,
    httpx.PoolTimeout: NotSent,
    httpx.ProxyError: NotSent,
    httpx.UnsupportedProtocol: NotSent,
    httpx.ReadError: Ambiguous,
    httpx.WriteError: Ambiguous,
    httpx.CloseError: Ambiguous,
    httpx.NetworkError: Ambiguous,
    httpx.ReadTimeout: Ambiguous,
    httpx.WriteTimeout: Ambiguous,
    httpx.TimeoutException: Ambiguous,
    httpx.LocalProtocolError: Ambiguous,
    httpx.RemoteProtocolError: Ambiguous,
    httpx.ProtocolError: Ambiguous,
    httpx.TransportError: Ambiguous,
    httpx.DecodingError: Ambiguous,
    httpx.TooManyRedirects: Ambiguous,
    httpx.RequestError: Ambiguous,
}


def subclasses(module: object, root: type[Exception]) -> set[type[Exception]]:
    return {kind for _, kind in inspect.getmembers(module, inspect.isclass) if issubclass(kind, root)}


def test_every_error_of_the_library_is_classified() -> None:
    assert set(LIBRARY) == subclasses(telegram.error, TelegramError)


@pytest.mark.parametrize("kind", LIBRARY)
def test_an_error_of_the_library_becomes_its_outcome(kind: type[TelegramError]) -> None:
    make, expected = LIBRARY[kind]

    assert type(classify(make(), chat="@chat")) is expected


def test_every_transport_error_is_classified() -> None:
    assert set(TRANSPORT) == subclasses(httpx, httpx.RequestError)


@pytest.mark.parametrize("kind", TRANSPORT)
@pytest.mark.parametrize("wrapper", [NetworkError, TimedOut])
def test_only_what_fails_before_the_request_is_certainly_not_sent(
    kind: type[Exception], wrapper: type[NetworkError]
) -> None:
    error = wrapper("Timed out")
    error.__cause__ = kind("all attempts failed")

    assert type(classify(error, chat="@chat")) is TRANSPORT[kind]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("can't parse entities: Unsupported start tag", Refused(detail="", markup=True)),
        ("can't parse message text", Refused(detail="", markup=True)),
        ("message is too long", Refused(detail="")),
        ("text must be non-empty", Refused(detail="")),
        ("chat not found", Suspended(detail="")),
        ("message thread not found", Suspended(detail="")),
        ("TOPIC_CLOSED", Suspended(detail="")),
        ("PEER_ID_INVALID", Suspended(detail="")),
        ("not enough rights to send text messages to the chat", Suspended(detail="")),
        ("need administrator rights in the channel chat", Suspended(detail="")),
        ("have no rights to send a message", Suspended(detail="")),
        ("CHAT_WRITE_FORBIDDEN", Suspended(detail="")),
        ("CHAT_SEND_PLAIN_FORBIDDEN", Suspended(detail="")),
        ("bot is not a member of the channel chat", Suspended(detail="")),
        ("something new", Refused(detail="")),
    ],
)
def test_a_bad_request_is_the_fault_of_markup_text_or_chat(said: str, expected: Outcome) -> None:
    outcome = classify(BadRequest(f"Bad Request: {said}"), chat="@chat")

    assert type(outcome) is type(expected)
    assert getattr(outcome, "markup", None) == getattr(expected, "markup", None)


def test_the_wait_that_telegram_names_is_kept_in_either_form(monkeypatch: pytest.MonkeyPatch) -> None:
    error = RetryAfter(7)
    named = classify(error, chat="@chat")
    monkeypatch.setenv("PTB_TIMEDELTA", "false")
    with pytest.warns(match="retry_after"):
        counted = classify(error, chat="@chat")

    assert isinstance(named, NotSent)
    assert named.retry_after == timedelta(seconds=7)
    assert counted == named


def test_a_moved_chat_is_named() -> None:
    assert classify(ChatMigrated(-1009), chat="-9") == Migrated(chat="-1009")


@pytest.mark.parametrize("said", ["Too Many Requests (429)", "Too Many Requests: retry after 0"])
def test_too_many_requests_without_a_wait_was_not_sent(said: str) -> None:
    assert isinstance(classify(NetworkError(said), chat="@chat"), NotSent)


@pytest.mark.parametrize("kind", [BadRequest, Forbidden, InvalidToken, Conflict])
@pytest.mark.parametrize(
    ("said", "is_read"),
    [("Forbidden (403). Parsing the server response b'<html>' failed", False), ("Not Found (404)", True)],
)
def test_a_refusal_that_is_not_the_bot_apis_refuses_nothing(
    kind: type[TelegramError], said: str, is_read: bool
) -> None:
    error = kind(said)
    error.__cause__ = None if is_read else TelegramError("Invalid server response")

    outcome = classify(error, chat="@chat")

    assert isinstance(outcome, NotSent)
    assert "check TELEGRAM_API_URL and proxies" in outcome.detail
    assert "<html>" not in outcome.detail


def test_an_address_that_is_none_is_for_the_operator() -> None:
    error = NetworkError("Unknown error in HTTP implementation")
    error.__cause__ = httpx.InvalidURL("non-printable character")

    assert isinstance(classify(error, chat="@chat"), Suspended)


@pytest.mark.parametrize("error", [KeyError("date"), RuntimeError("This HTTPXRequest is not initialized!")])
def test_an_unexpected_error_leaves_it_open_whether_it_was_sent(error: Exception) -> None:
    outcome = classify(error, chat="@chat")

    assert isinstance(outcome, Ambiguous)
    assert type(error).__name__ in outcome.detail


def test_a_detail_is_one_line_that_names_the_chat_and_the_mend() -> None:
    outcome = classify(Forbidden("Forbidden: bot was\nkicked"), chat="@chat")

    assert outcome == Suspended(
        detail="the bot may not post in @chat: add it as an administrator who may post (Forbidden: bot was kicked)",
        left=True,
    )
