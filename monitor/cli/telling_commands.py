"""The commands about telling: channels, what is owed to them, and what was told."""

from __future__ import annotations

import argparse

from monitor.cli import parsing

# Those of `DeliveryState`, which a test holds them to: asking it would load every value for the help alone.
STATES = ("pending", "held", "told", "dropped", "sending", "uncertain", "sent", "dead")


def add_channel_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `monitor channels ...`: where alerts go, and whether they arrive."""
    summary = "find, show, test and reopen channels"
    group = commands.add_parser("channels", help=summary, description=summary[0].upper() + summary[1:] + ".")
    channels = group.add_subparsers(title="commands", required=True, metavar="COMMAND")

    command = parsing.add(channels, "list", "channels.listing.run", "show the channels and how they stand")
    command.add_argument("--format", choices=("json", "text"), default="text", help="default: text")

    command = parsing.add(
        channels, "find", "channels.finding.run", "show the numbers of the chats that the bot hears of"
    )
    command.add_argument(
        "--wait", type=parsing.time, default="60s", metavar="TIME", help="listen for this long (default: 60s)"
    )

    command = parsing.add(
        channels, "test", "channels.testing.run", "send a test message, and say what is wrong if it fails"
    )
    command.add_argument("id", metavar="ID", help="a channel, or ops_chat")

    command = parsing.add(
        channels, "resume", "channels.resuming.run", "open a channel again that was suspended"
    )
    command.add_argument("id", metavar="ID", help="a channel, or ops_chat")


def add_outbox_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `monitor outbox ...`: what is owed to the channels."""
    summary = "show, retry and drop what is owed to the channels"
    group = commands.add_parser("outbox", help=summary, description=summary[0].upper() + summary[1:] + ".")
    outbox = group.add_subparsers(title="commands", required=True, metavar="COMMAND")

    command = parsing.add(outbox, "list", "outbox.listing.run", "show deliveries that are not over")
    command.add_argument("--channel", metavar="ID", help="of this channel only")
    command.add_argument(
        "--state",
        action="append",
        choices=STATES,
        metavar="STATE",
        help=f"in this state only, once for each: {', '.join(STATES)} (default: all that are not over, and dead)",
    )
    parsing.add_limit(command, "show at most so many", default=100)
    command.add_argument("--format", choices=("json", "text"), default="text", help="default: text")

    command = parsing.add(
        outbox, "retry", "outbox.acting.retry", "send again what was given up, now what waits"
    )
    command.add_argument("ids", nargs="+", type=parsing.number, metavar="ID", help="deliveries")

    command = parsing.add(outbox, "drop", "outbox.acting.drop", "let deliveries go that were not sent yet")
    command.add_argument("--why", default="", metavar="TEXT", help="kept with them")
    command.add_argument("ids", nargs="+", type=parsing.number, metavar="ID", help="deliveries")


def add_alert_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `monitor alerts` and `monitor retract`: what was told, and taking it back."""
    command = parsing.add(commands, "alerts", "alerts.run", "list what was told")
    command.add_argument(
        "--since",
        type=parsing.time,
        default="30d",
        metavar="TIME",
        help="alerts made in this time (default: 30d)",
    )
    command.add_argument("--format", choices=("text", "csv", "jsonl"), default="text", help="default: text")

    command = parsing.add(commands, "retract", "retract.run", "take an alert back wherever it was told")
    command.add_argument("--why", required=True, metavar="TEXT", help="readers are shown it")
    command.add_argument("alert", type=parsing.number, metavar="ALERT", help="its number, such as 12 or #12")
