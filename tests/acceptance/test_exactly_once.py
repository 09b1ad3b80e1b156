"""The short form of `python -m tests.acceptance.exactly_once`."""

from pathlib import Path

from tests.acceptance.exactly_once import Plan, run


def test_with_an_ops_chat_nothing_is_lost_and_nothing_stands_twice(tmp_path: Path) -> None:
    result = run(Plan(alerts=40, kills=8, rate=0.01), tmp_path)

    assert (result.lost, result.doubled, result.out_of_order, result.stale) == (0, 0, 0, 0), result
    assert result.repeats == 0
    assert result.kills == 8


def test_without_one_nothing_is_lost_and_every_message_that_stands_twice_was_counted(tmp_path: Path) -> None:
    result = run(Plan(alerts=20, kills=5, rate=0.01, has_ops_chat=False), tmp_path)

    assert (result.lost, result.out_of_order, result.stale) == (0, 0, 0), result
    assert result.doubled <= result.repeats
