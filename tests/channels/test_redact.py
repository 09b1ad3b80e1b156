import io
import logging
import sys
from collections.abc import Iterator

import httpx
import pytest
import structlog
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from monitor.channels.redact import Redactor, RedactTokens, install
from monitor.model import Secret

CANARY = "7654321098:AAcanary_canary-canary_canary_canary"
PASSWORD = "p@ss word"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Let the root logger write everything, to a text; put all back afterwards."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    root, written = logging.getLogger(), io.StringIO()
    loggers = (root, *map(logging.getLogger, ("httpx", "httpcore")))
    levels = [logger.level for logger in loggers]
    handlers = root.handlers
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(message)s"))
    root.handlers = [handler]
    root.setLevel(logging.DEBUG)
    yield written
    root.handlers = handlers
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def bot(answer: httpx.Response | Exception) -> Bot:
    def handle(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    request = HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(handle)})
    return Bot(CANARY, request=request, get_updates_request=request)


async def use(bot: Bot) -> None:
    """Call the API and log whatever comes of it, as carelessly as can be."""
    try:
        await bot.send_message("@chat", "text")
    except TelegramError as error:
        logging.getLogger("careless").exception("failed with %r at %s", bot, error.__cause__, stack_info=True)
        if isinstance(error.__cause__, httpx.RequestError):
            logging.getLogger("careless").info("url %s", error.__cause__.request.url)
    await bot.request.shutdown()


ANSWERS = [
    pytest.param(httpx.Response(401, json={"ok": False, "description": f"bad {CANARY}"}), id="refused"),
    pytest.param(httpx.Response(500, text=f"<html>/bot{CANARY}/</html>"), id="no JSON"),
    pytest.param(httpx.ConnectError(f"no route to /bot{CANARY}/sendMessage"), id="no connection"),
    pytest.param(httpx.InvalidURL(f"https://h/bot{CANARY}"), id="no address"),
    pytest.param(httpx.Response(429, json={"ok": False, "parameters": {"retry_after": 3}}), id="too many"),
]


@pytest.mark.parametrize("answer", ANSWERS)
async def test_no_token_is_logged_even_by_talkative_libraries(
    log: io.StringIO, answer: httpx.Response | Exception
) -> None:
    install()
    logging.getLogger("httpx").setLevel(logging.DEBUG)
    logging.getLogger("httpcore").setLevel(logging.DEBUG)

    await use(bot(answer))

    assert "careless" in log.getvalue()
    assert "failed with" in log.getvalue()
    assert "canary" not in log.getvalue()


async def test_no_token_is_logged_by_a_real_connection_that_fails(log: io.StringIO) -> None:
    install()
    logging.getLogger("httpx").setLevel(logging.DEBUG)
    logging.getLogger("httpcore").setLevel(logging.DEBUG)
    request = HTTPXRequest(httpx_kwargs={"trust_env": False})
    nobody = "http://127.0.0.1:1/bot"  # a port at which nothing listens

    await use(Bot(CANARY, base_url=nobody, request=request, get_updates_request=request))

    assert "connect_tcp" in log.getvalue()
    assert "canary" not in log.getvalue()


def test_the_canary_would_be_seen_without_redaction(log: io.StringIO) -> None:
    logging.getLogger("careless").info("url %s", CANARY)

    assert CANARY in log.getvalue()


def test_httpx_is_silent_below_warnings(log: io.StringIO) -> None:
    install()

    logging.getLogger("httpx").info("HTTP Request: POST")
    logging.getLogger("httpcore.connection").debug("connect_tcp")

    assert log.getvalue() == ""


def test_given_secrets_are_removed_in_every_spelling_and_place(log: io.StringIO) -> None:
    install((Secret(PASSWORD), Secret(" "), Secret("p@ss")))
    logger = logging.getLogger("careless")

    try:
        int(f"postgresql://u:p%40ss%20word@host or {PASSWORD}")
    except ValueError:
        logger.exception("failed with %s and %s", PASSWORD, {"key": "p@ss"})

    assert "p@ss" not in log.getvalue()
    assert "p%40ss" not in log.getvalue()
    assert "'postgresql://u:***@host or ***'" in log.getvalue()


def test_a_wrong_format_is_logged_without_its_secret(
    log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    install()

    logging.getLogger("careless").handle(
        logging.LogRecord("careless", logging.INFO, "p", 1, "two %s %s", (CANARY,), None)
    )

    assert log.getvalue().startswith("two %s %s ('***',) (not formatted: TypeError:")
    assert capsys.readouterr().err == ""


def test_structured_lines_are_redacted_whatever_their_values_are(log: io.StringIO) -> None:
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=repr)]
    )
    logging.getLogger().handlers[0].setFormatter(formatter)
    install()
    logger = structlog.wrap_logger(
        logging.getLogger("structured"), processors=[structlog.stdlib.ProcessorFormatter.wrap_for_formatter]
    )

    try:
        int(CANARY)
    except ValueError as error:
        logger.exception("failed", bot=bot(httpx.Response(500)), error=error)

    assert '"event": "failed"' in log.getvalue()
    assert "Traceback" in log.getvalue()
    assert "canary" not in log.getvalue()


def test_installing_again_adds_secrets(log: io.StringIO) -> None:
    install((Secret("first-secret"),))
    install((Secret("second-secret"),))

    logging.getLogger("careless").info("first-secret second-secret")

    assert log.getvalue() == "*** ***\n"


def test_a_crash_is_printed_without_its_secret(log: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    install((Secret(PASSWORD),))
    error = RuntimeError(f"{PASSWORD} and /bot{CANARY}/getMe")

    sys.excepthook(type(error), error, None)

    assert capsys.readouterr().err == "RuntimeError: *** and /bot***/getMe\n"


@pytest.mark.parametrize(
    "text", ["12:30 to 14:00", "2026-11-21T18:32:00", "port 8081:abc", "123456:too-short", "C/2026: 工信厅"]
)
def test_what_is_no_token_stays(text: str) -> None:
    assert Redactor().redact(text) == text


def test_a_formatter_of_its_own_is_used_where_there_is_none() -> None:
    record = logging.LogRecord("n", logging.INFO, "p", 1, "m %s", (CANARY,), None)

    assert RedactTokens(Redactor()).format(record) == "m ***"
