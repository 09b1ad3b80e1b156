import errno
import io
import os
from typing import TextIO

import pytest

from monitor.channels.console import ConsoleChannel, printable
from monitor.model import NotSent, Outcome, Post, Refused, Sent, Suspended

MESSAGE = (
    '🟠 <b>Pilot list</b> · <a href="https://e.org/">A title</a>\n\n<i>An outlet</i>\n'
    "<blockquote expandable>the [pilot]</blockquote>"
)
SHOWN = "🟠 Pilot list · A title (https://e.org/)\n\nAn outlet\nthe [pilot]\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Failing(io.StringIO):
    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def flush(self) -> None:
        raise self.error


async def send(stream: TextIO, text: str = MESSAGE, *, plain: bool = False) -> Outcome:
    return await ConsoleChannel(stream).send(Post(text=text, key="1:0", plain=plain), chat=None)


async def test_a_pipe_gets_the_visible_text_with_addresses_and_no_colour() -> None:
    stream = io.StringIO()

    outcome = await send(stream)

    assert outcome == Sent(message_id=1)
    assert stream.getvalue() == SHOWN


async def test_messages_are_counted_and_parted_by_an_empty_line() -> None:
    stream = io.StringIO()
    channel = ConsoleChannel(stream)

    outcomes = [
        await channel.send(Post(text=text, key="1:0", silent=True), chat=None) for text in ("one", "two")
    ]

    assert outcomes == [Sent(message_id=1), Sent(message_id=2)]
    assert stream.getvalue() == "one\n\ntwo\n"


async def test_a_terminal_gets_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()

    await send(stream)

    assert stream.getvalue() == (
        "🟠 \x1b[1mPilot list\x1b[0m · \x1b[36mA title (https://e.org/)\x1b[0m\n"
        "\n"
        "\x1b[3mAn outlet\x1b[0m\n"
        "\x1b[2mthe [pilot]\x1b[0m\n"
    )


async def test_plain_means_no_colour_on_a_terminal() -> None:
    stream = Terminal()

    await send(stream, plain=True)

    assert stream.getvalue() == SHOWN


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
async def test_text_from_outside_gives_the_terminal_no_orders(
    stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")

    await send(stream, "a\x1b]0;owned\x07b\x9b31mc\rd [red]e[/red] :smile:\x7f\u202ef")

    assert stream.getvalue() == "a]0;ownedb31mcd [red]e[/red] :smile:f\n"


async def test_a_long_line_is_not_wrapped() -> None:
    stream = Terminal()

    await send(stream, "word " * 100)

    assert stream.getvalue().count("\n") == 1


async def test_a_letter_the_encoding_lacks_is_a_question_mark() -> None:
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding="ascii", newline="\n") as stream:
        outcome = await send(stream, "试点 pilot")

        assert outcome == Sent(message_id=1)
        assert raw.getvalue() == b"?? pilot\n"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)), Suspended, id="a broken pipe"),
        pytest.param(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), NotSent, id="a full disk"),
    ],
)
async def test_a_stream_that_cannot_be_written_is_an_outcome(error: OSError, expected: type[Outcome]) -> None:
    outcome = await send(Failing(error))

    assert type(outcome) is expected
    assert str(error) in str(outcome)


async def test_a_closed_stream_is_an_outcome() -> None:
    stream = io.StringIO()
    stream.close()

    assert isinstance(await send(stream), Suspended)


async def test_a_real_broken_pipe_is_an_outcome() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stream = os.fdopen(writing, "w", encoding="utf-8")

    outcome = await send(stream)

    assert isinstance(outcome, Suspended)
    with pytest.raises(BrokenPipeError):
        stream.close()


async def test_what_is_printed_cannot_be_changed() -> None:
    channel = ConsoleChannel(io.StringIO())

    assert not channel.can_edit
    assert isinstance(await channel.edit(1, Post(text="new", key="1:0"), chat=None), Refused)


def test_line_ends_and_tabs_stay_readable() -> None:
    assert printable("a\tb\nc\u2028d") == "a b\ncd"
