import asyncio
import base64
import json
import logging
from collections.abc import Iterator

import pytest
from apprise import Apprise

from monitor.channels import apprise_child
from monitor.channels.apprise_child import problem, send
from monitor.channels.apprise_report import Exchange, Report, Task
from tests.alerts.stories import HTML
from tests.fetch.raw_server import RawServer, reply
from tests.fetch.test_posting import streaming

# Apprise's plugins import what Python will drop one day; in the child warnings are off.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

CANARY = "canary4711token"
PNG = base64.b64encode(b"\x89PNG").decode()


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logger = logging.getLogger("apprise")
    before = (list(logger.handlers), logger.level, logger.propagate)
    yield
    logger.handlers, logger.level, logger.propagate = before


async def sent(url: str, html: str = HTML, *, picture: str | None = None, is_plain: bool = False) -> Report:
    task = Task(url=url, html=html, picture=picture, is_plain=is_plain)
    return await asyncio.to_thread(send, task)


async def test_a_service_gets_title_text_and_picture() -> None:
    async with RawServer(lambda _: reply(b"ok")) as server:
        report = await sent(f"json://{server.host}/{CANARY}?format=text", picture=PNG)

    told = json.loads(server.got[0].body)
    assert report == Report(is_sent=True, pieces=1, done=1, exchanges=(Exchange(status=200),))
    assert told["title"] == "🟠 Pilot list · MIIT names 12 zones"
    assert told["message"] == "e.org (https://e.org/a?x=1&y=2)\n• First <line>.\nMIIT · official"
    assert told["attachments"][0]["base64"] == PNG


@pytest.mark.parametrize(
    ("query", "is_plain", "line"),
    [
        ("", False, "• <b>First</b> &lt;line&gt;.<br>"),
        ("?format=markdown", False, "• **First** \\<line>."),
        ("?format=text", False, "• First <line>."),
        ("", True, "• First <line>."),
    ],
)
async def test_the_richest_form_is_used_unless_the_url_or_a_refusal_says_another(
    query: str, is_plain: bool, line: str
) -> None:
    async with RawServer(lambda _: reply()) as server:
        await sent(f"json://{server.host}/{query}", is_plain=is_plain)

    assert line in json.loads(server.got[0].body)["message"]


async def test_a_service_without_a_place_for_titles_or_pictures_gets_the_whole_text() -> None:
    async with RawServer(lambda _: reply(b"ok")) as server:
        report = await sent(f"mmost://{server.host}/3ccdd113474722377935511fc85d3dd4", picture=PNG)

    assert report.is_sent
    told = json.loads(server.got[0].body)["text"]
    assert told.startswith("🟠 Pilot list · MIIT names 12 zones (https://e.org/a?x=1&y=2)\n\n•")


async def test_a_long_message_goes_out_in_pieces_with_one_title_and_one_picture() -> None:
    html = "<b>Digest</b>\n" + "\n".join(f"line {number} of the digest" for number in range(900))
    async with RawServer(lambda _: reply(b'{"id": "x"}')) as server:
        report = await sent(f"ntfy://{server.host}/topic", html, picture=PNG)

    assert report.is_sent
    assert report.pieces == len(server.got) == 3
    assert ["title=" in got.path for got in server.got] == [True, False, False]
    assert [got.body.startswith(b"\x89PNG") for got in server.got] == [True, False, False]


async def test_what_fails_in_the_middle_is_reported_with_what_was_taken() -> None:
    answers = iter([reply(b'{"id": "x"}'), reply(status=429, headers={"Retry-After": "7"})])
    html = "word " * 3000
    async with RawServer(lambda _: next(answers)) as server:
        report = await sent(f"ntfy://{server.host}/topic", html)

    assert (report.is_sent, report.pieces, report.done) == (False, 2, 1)
    assert report.exchanges[-1] == Exchange(status=429, retry_after=7)
    assert report.said


async def test_a_wait_until_a_date_is_a_length_of_time() -> None:
    headers = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
    async with RawServer(lambda _: reply(status=503, headers=headers)) as server:
        report = await sent(f"json://{server.host}/")

    assert report.exchanges == (Exchange(status=503, retry_after=0),)


async def test_who_hangs_up_may_have_heard_it() -> None:
    async with RawServer(lambda _: b"") as server:
        report = await sent(f"json://{server.host}/")

    assert report.exchanges == (Exchange(status=None, is_heard=True),)


async def test_a_closed_port_has_not() -> None:
    report = await sent("json://127.0.0.1:1/")

    assert report.exchanges == (Exchange(status=None, is_heard=False),)


async def test_an_endless_answer_is_cut_and_its_status_counts() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with streaming(head, endless=b"10000\r\n" + b"a" * 65536 + b"\r\n") as port:
        report = await sent(f"json://127.0.0.1:{port}/")

    assert report.is_sent


async def test_garbage_is_reported() -> None:
    async with streaming(b"\x00\xff\r\n\r\n") as port:
        report = await sent(f"json://127.0.0.1:{port}/")

    assert not report.is_sent
    assert report.exchanges == (Exchange(status=None, is_heard=True),)


async def test_its_own_retry_is_off() -> None:
    async with RawServer(lambda _: reply(status=429)) as server:
        await sent(f"json://{server.host}/?retry=3&wait=0")

    assert len(server.got) == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (CANARY, "it is no URL"),
        (f"slack://{CANARY}", "it is no complete slack:// URL"),
        (f"nosuch://{CANARY}/x", "Apprise has no service 'nosuch'"),
        (f"dbus://{CANARY}", "dbus"),
    ],
)
async def test_a_wrong_url_is_told_without_being_shown(url: str, said: str) -> None:
    report = await sent(url)

    assert report.problem is not None
    assert said in report.problem
    assert CANARY not in report.problem
    assert problem(url) == report.problem


def test_a_service_that_is_switched_off_here_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Apprise.instantiate("json://localhost")
    monkeypatch.setattr(type(service), "enabled", False)

    found = problem("json://localhost")

    assert found is not None
    assert "a library that it needs is not installed" in found


def test_urls_are_looked_at_without_sending() -> None:
    assert apprise_child.answer({"urls": ["json://127.0.0.1:1/", CANARY]})["problems"][0] is None


async def test_a_plugin_that_breaks_is_a_failure_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Apprise.instantiate("json://localhost")

    def break_down(*arguments: object, **options: object) -> bool:
        raise KeyError("nobody")

    monkeypatch.setattr(type(service), "send", break_down)
    report = await sent("json://127.0.0.1:1/")

    assert not report.is_sent
    assert report.said == ("KeyError: 'nobody'",)


async def test_a_service_of_one_line_gets_all_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Apprise.instantiate("json://localhost")
    monkeypatch.setattr(type(service), "body_max_line_count", 1)
    monkeypatch.setattr(type(service), "title_maxlen", 0)

    async with RawServer(lambda _: reply()) as server:
        await sent(f"json://{server.host}/?format=text")

    assert json.loads(server.got[0].body)["message"].endswith("• First <line>. MIIT · official")
