import asyncio
import sqlite3
import threading

import pytest

from monitor.model import DeliveryState
from tests.cli.desks import Telling
from tests.store.telling import alert, delivery, owe, shut


def dead(desk: Telling) -> int:
    number: int = desk.fill(
        lambda opened: owe(opened, asyncio.run(alert(opened)), state=DeliveryState.DEAD, parts=("old",))
    )
    return number


def state(desk: Telling, number: int) -> str:
    with desk.store() as opened:
        return str(delivery(opened, number).state)


def test_what_was_given_up_is_owed_again(desk: Telling) -> None:
    number = dead(desk)
    desk.beat()

    printed = desk.run("outbox", "retry", str(number))

    assert printed.code == 0
    assert printed.lines == [
        f"delivery {number} to desk: owed again, from now on",
        "the running monitor takes it up within seconds",
    ]
    assert state(desk, number) == "pending"


def test_that_its_channel_is_shut_is_said(desk: Telling) -> None:
    number = dead(desk)
    desk.fill(shut)

    printed = desk.run("outbox", "retry", str(number))

    assert printed.lines[1] == (
        "desk is suspended (the bot was thrown out); once that is mended, `monitor channels resume desk` opens it"
    )


def test_what_is_dropped_keeps_the_reason(desk: Telling) -> None:
    number = dead(desk)

    printed = desk.run("outbox", "drop", f"#{number}", "--why", "nobody needs it")

    assert printed.code == 0
    assert printed.lines == [
        f"delivery {number} to desk: dropped",
        "no monitor runs on this store now: its next start takes it up",
    ]
    assert state(desk, number) == "dropped"


def test_one_wrong_number_stops_all_and_says_so(desk: Telling) -> None:
    number = dead(desk)

    printed = desk.run("outbox", "retry", str(number), "99")

    assert printed.code == 1
    assert printed.err.splitlines() == [
        "monitor: delivery 99: there is no such delivery",
        "monitor: nothing was changed; name the others alone",
    ]
    assert state(desk, number) == "dead"


def test_a_single_wrong_number_is_one_line(desk: Telling) -> None:
    dead(desk)

    assert desk.run("outbox", "drop", "99").err == "monitor: delivery 99: there is no such delivery\n"


@pytest.mark.parametrize("text", ["x", "-1", "1.5", "９", ""])
def test_what_is_no_number_is_a_wrong_command_line(
    desk: Telling, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        desk.run("outbox", "drop", "--", text)

    assert ended.value.code == 2
    assert "is no number" in capsys.readouterr().err


def test_a_busy_store_is_waited_for(desk: Telling) -> None:
    number = dead(desk)
    busy = sqlite3.connect(desk.folder / "monitor.db", check_same_thread=False, isolation_level=None)
    busy.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.5, busy.execute, ["COMMIT"])
    timer.start()

    printed = desk.run("outbox", "retry", str(number))

    timer.join()
    busy.close()
    assert printed.code == 0
    assert state(desk, number) == "pending"
