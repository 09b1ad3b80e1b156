import io
import signal
import socket
import threading
from datetime import UTC, datetime

import pytest

from monitor.corpus import codec
from monitor.model import Document, Entry, Outlet, OutletKind, Probe, SourceKind, Take
from monitor.sandbox import child, wire
from monitor.sources.context import Context

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OUTLET = Outlet(name="A", kind=OutletKind.OFFICIAL)
MAKING = wire.Making(outlet=OUTLET, kind=SourceKind.FEED, zone="Asia/Shanghai", language=None, now=NOW)
PAGE = b"<html><head><title>T</title></head><body><h1>T</h1><p>Some words of an article.</p></body></html>"


def encoded(value: object) -> bytes:
    return codec.encode(value).encode()


def context(kind: SourceKind = SourceKind.FEED) -> bytes:
    return encoded(Context(kind=kind, url="https://a.example/feed", zone="Asia/Shanghai", now=NOW))


def answer(*frames: bytes) -> tuple[bytes, ...]:
    (only,) = child.answers(frames)
    return only


def test_a_feed_is_answered_with_its_entries_and_their_bytes() -> None:
    item = b"<item><title>t</title></item>"

    status, head, entry, raw = answer(wire.ENTRIES, context(), b"<rss><channel>" + item + b"</channel></rss>")

    assert status == wire.OK
    assert codec.decode(wire.Head, head) == wire.Head(
        problems=(), not_before=None, is_whole=True, next_url=None, charset="utf-8"
    )
    assert codec.decode(Entry, entry).title == "t"
    assert raw == item


def test_each_file_is_answered_with_its_entry() -> None:
    answers = list(child.answers((wire.FILES, b"a.txt", b"text", b"b.txt", b"", b"c.txt", b"more")))

    assert [status for status, *_ in answers] == [wire.OK, wire.REFUSED, wire.OK]
    assert codec.decode(Entry, answers[2][1]).guid == "c.txt"


def test_each_entry_is_answered_with_its_document() -> None:
    entries = (Entry(title="A title", body="<p>Some text.</p>"), Entry(), Entry(title="Another"))

    answers = list(child.answers((wire.DOCUMENTS, encoded(MAKING), *map(encoded, entries))))

    assert [status for status, *_ in answers] == [wire.OK, wire.REFUSED, wire.OK]
    assert codec.decode(Document, answers[0][1]).outlet == OUTLET
    assert codec.decode(Document, answers[2][1]).title == "Another"


def test_an_entry_and_its_page_are_answered_with_a_document() -> None:
    task = wire.PageTask(making=MAKING, entry=Entry(title="T"), content_type=None, url=None, charset=None)

    status, document = answer(wire.DOCUMENT, encoded(task), PAGE)

    assert status == wire.OK
    assert codec.decode(Document, document).sections[0].paragraphs == ("Some words of an article.",)


def test_what_is_taken_is_answered_by_name() -> None:
    task = wire.TakeTask(takes=(Take(name="t", css="title"),), content_type=None)

    status, taken = answer(wire.TAKE, encoded(task), PAGE)

    assert (status, codec.decode(wire.Taken, taken).values) == (wire.OK, (("t", "T"),))


def test_a_probe_is_answered_with_what_the_answer_is() -> None:
    status, probe = answer(
        wire.PROBE, context(), b"<rss><channel><item><title>t</title></item></channel></rss>"
    )

    assert (status, codec.decode(Probe, probe).kind) == (wire.OK, SourceKind.FEED)


def test_a_file_that_cannot_be_read_is_refused() -> None:
    task = wire.AttachmentTask(name="a.pdf", media_type="application/pdf")

    assert answer(wire.ATTACHMENT, encoded(task), b"%PDF-1.7 and no more")[0] == wire.REFUSED


def test_what_a_parser_refuses_is_answered_in_its_words() -> None:
    assert answer(wire.ENTRIES, context(), b"") == (
        wire.REFUSED,
        b"an empty answer, not a feed",
        b"malformed",
    )


def test_the_trouble_of_a_refusal_is_answered_with_it() -> None:
    *_, trouble = answer(wire.ENTRIES, context(SourceKind.LISTING), PAGE)

    assert trouble == b"changed"


def test_a_failure_nobody_foresaw_is_answered_with_its_kind_and_place() -> None:
    status, why, trouble = answer(wire.ENTRIES, b"{}", b"")

    assert (status, trouble) == (wire.REFUSED, b"malformed")
    assert why.startswith(b"FormError: Context.kind is missing (codec.py:")


def test_want_of_memory_is_answered_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_args: object, **_named: object) -> None:
        raise MemoryError

    monkeypatch.setattr("feedparser.parse", exhausted)

    assert answer(wire.ENTRIES, context(), b"<rss></rss>") == (wire.NO_MEMORY,)


def test_tasks_are_served_until_the_other_end_is_closed() -> None:
    ours, theirs = socket.socketpair()
    server = threading.Thread(target=child.serve, args=(theirs,), kwargs={"alarm": 60})
    server.start()
    with ours, ours.makefile("rb") as answers:
        greeting = wire.read(answers.read)
        ours.sendall(wire.pack((wire.FILES, b"a.txt", b"", b"b.txt", b"")))
        first, second = wire.read(answers.read), wire.read(answers.read)
    server.join()
    theirs.close()

    assert greeting == (wire.READY,)
    assert first == second == (wire.REFUSED, b"empty", b"malformed")
    assert signal.alarm(0) == 0


def test_half_a_task_is_the_end() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        ours.sendall(wire.pack((wire.FILES, b"a.txt", b"text"))[:-1])
        ours.shutdown(socket.SHUT_WR)
        child.serve(theirs, alarm=60)
        with ours:
            assert wire.read(io.BytesIO(ours.recv(100)).read) == (wire.READY,)
