import argparse
from datetime import timedelta

import pytest

from monitor.cli import parsing


@pytest.mark.parametrize(("text", "read"), [("12", 12), ("#12", 12), ("007", 7)])
def test_a_number_may_be_written_as_lists_show_it(text: str, read: int) -> None:
    assert parsing.number(text) == read


@pytest.mark.parametrize("text", ["", "#", "-1", "1.0", "１２", "x", "9" * 30])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no number"):
        parsing.number(text)


def test_lengths_and_counts_are_read_or_refused() -> None:
    assert parsing.time("7d") == timedelta(days=7)
    assert parsing.count("0") == 0
    with pytest.raises(argparse.ArgumentTypeError):
        parsing.time("soon")
    with pytest.raises(argparse.ArgumentTypeError, match="is no count"):
        parsing.count("-1")


def test_a_command_is_imported_when_it_is_called() -> None:
    parser = argparse.ArgumentParser()
    command = parsing.add(
        parser.add_subparsers(), "try", "no_such_module.run", "try something that is not there"
    )
    parsing.add_limit(command, "show at most so many", default=7)

    arguments = parser.parse_args(["try"])

    assert arguments.limit == 7
    with pytest.raises(ModuleNotFoundError):
        arguments.run(arguments)
