import argparse
from datetime import timedelta
from pathlib import Path

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


def parser() -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = parsing.Parser(prog="monitor")
    parsing.add_config(made, Path("usual.yaml"))
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    command = parsing.add(commands, "status", "no_such_module.run", "show how it stands")
    command.add_argument("--healthy", action="store_true")
    parsing.add(commands, "search", "no_such_module.run", "find").add_argument("word", type=parsing.words)
    return made


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["stauts"], "monitor: error: argument COMMAND: there is no 'stauts'; did you mean status?"),
        (["xyz"], "monitor: error: argument COMMAND: there is no 'xyz'; known: "),
        (
            ["status", "--helthy"],
            "monitor status: error: unrecognized arguments: --helthy; did you mean --healthy?",
        ),
        (["status", "now"], "monitor status: error: unrecognized arguments: now\n"),
        (["search", " "], "monitor search: error: argument word: it is empty; write something"),
    ],
)
def test_a_mistake_is_told_by_its_command_with_what_was_meant(
    given: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(given)

    assert ended.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "config"),
    [
        (["status"], "usual.yaml"),
        (["status", "--config", "a.yaml"], "a.yaml"),
        (["--config", "a.yaml", "status"], "a.yaml"),
        (["--config", "a.yaml", "status", "--config", "b.yaml"], "b.yaml"),
    ],
)
def test_the_settings_are_named_before_the_command_or_behind_it(given: list[str], config: str) -> None:
    assert parser().parse_args(given).config == Path(config)
