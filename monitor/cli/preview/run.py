"""`monitor preview`: what a channel would be told of a document, in the terminal, as it is sent, or as a picture."""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor.alerts import buttons, telling
from monitor.alerts.markup import visible
from monitor.channels import summariser
from monitor.channels.console import ConsoleChannel
from monitor.cli import out, rule_set
from monitor.cli.preview import finding
from monitor.config import settings
from monitor.config.settings import Settings
from monitor.corpus import laying_out
from monitor.errors import MonitorError
from monitor.fetch.agent import user_agent
from monitor.fetch.posting import Poster
from monitor.model import (
    Block,
    BlockKind,
    Button,
    ChannelConfig,
    ChannelKind,
    DeliveryKind,
    Layout,
    Message,
    Named,
    Post,
    RuleStatus,
    StoryView,
    Summarised,
)
from monitor.rules.evaluate import RuleSet

_BODIES = frozenset({ChannelKind.WEBHOOK, ChannelKind.ATOM})  # channels that are told in a form of their own


def run(arguments: argparse.Namespace) -> int:
    """Show the message that a document would make."""
    loaded = settings.load(arguments.config, os.environ, tells=False) if arguments.config.exists() else None
    channel = _channel(arguments.channel, loaded)
    rules = rule_set.load(arguments)
    view = finding.find(arguments.document, loaded, rules)
    if not arguments.anyway and (reason := _untold(view)):
        out.fail(f"{arguments.document}: {reason}; --anyway shows the message all the same")
        return 1
    message = telling.message(view, laying_out.lay_out(view.lead.document), channel, kind=DeliveryKind.SEND)
    if message.fault:
        out.fail(f"channel {channel.id}: {message.fault}; the built-in message stands in its place")
    if arguments.format == "png":
        return _write_picture(arguments, message, view, channel)
    shown = _text(message, view, channel) if arguments.format == "text" else _payload(message, view, channel)
    if arguments.output is None:
        sys.stdout.write(shown)
    else:
        _write(arguments.output, shown.encode("utf-8", "replace"))
    return 0


async def _summarised(
    loaded: Settings | None, view: StoryView, layout: Layout, channel: ChannelConfig, rules: RuleSet
) -> Summarised | None:
    """Ask the model, where the settings name one, as the running program would."""
    if loaded is None or loaded.summariser is None:
        return None
    poster = Poster(
        user_agent=user_agent(loaded.contact),
        seconds=loaded.summariser.timeout.total_seconds(),
        body=summariser.MAX_ANSWER,
    )

    def find(line: str) -> tuple[Named, ...]:
        block = Block(kind=BlockKind.PARAGRAPH, start=0, end=len(line))
        return rules.names.find(Layout(text=line, blocks=(block,)))

    asked = summariser.Summariser(loaded.summariser, post=poster.post)
    return await asked.of(view.lead.id, layout, language=channel.language, named=view.named, find=find)


def _channel(wanted: str | None, loaded: Settings | None) -> ChannelConfig:
    """Return the channel with an id, else the first of the settings, else one that shows messages as ours are."""
    channels = loaded.channels if loaded is not None else ()
    if wanted is None:
        return channels[0] if channels else ChannelConfig(id="preview", kind=ChannelKind.TELEGRAM)
    for channel in channels:
        if channel.id == wanted:
            return channel
    known = ", ".join(channel.id for channel in channels) or "none"
    raise MonitorError(f"--channel {wanted}: no such channel; the settings have {known}")


def _untold(view: StoryView) -> str:
    """Return why nobody would be told, empty where somebody would."""
    if not view.lead.matches:
        return "no rule matches it, so no channel would be told; `monitor rules try TERM` shows what a term would find"
    if all(match.status is not RuleStatus.STABLE for match in view.lead.matches):
        names = ", ".join(match.rule for match in view.lead.matches)
        return f"only draft rules match it ({names}); a rule tells with `status: stable`"
    return ""


def _buttons(view: StoryView, channel: ChannelConfig) -> tuple[tuple[Button, ...], ...]:
    if not channel.buttons:
        return ()
    url = view.lead.document.url or view.lead.url
    return buttons.rows(view.alert_id, url=url, useful=0, noise=0, language=channel.language)


def _is_silent(message: Message, view: StoryView, channel: ChannelConfig) -> bool:
    severity = view.story.severity
    return message.silent or (severity is not None and severity.rank < channel.sound.rank)


def _text(message: Message, view: StoryView, channel: ChannelConfig) -> str:
    """Return the message as a terminal shows it; a body of a channel's own form as it is."""
    if channel.kind in _BODIES:
        return "".join(f"{part}\n" for part in message.parts)
    stream = _Screen(is_terminal=sys.stdout.isatty())
    asyncio.run(_print(message, ConsoleChannel(stream)))
    rows = "\n".join(" ".join(f"[{button.text}]" for button in row) for row in _buttons(view, channel))
    return stream.getvalue() + (f"\n{rows}\n" if rows else "")


async def _print(message: Message, console: ConsoleChannel) -> None:
    for number, part in enumerate(message.parts):
        await console.send(Post(text=part, key=f"preview:{number}"), chat=None)


class _Screen(io.StringIO):
    """Takes down what is printed, in colour where it will stand on a terminal."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


def _payload(message: Message, view: StoryView, channel: ChannelConfig) -> str:
    """Return what would go out: the body of sendMessage, or that of the channel."""
    if channel.kind in _BODIES:
        return "".join(f"{part}\n" for part in message.parts)
    rows = _buttons(view, channel)
    lines = []
    for number, part in enumerate(message.parts):
        body: dict[str, Any] = {
            "method": "sendMessage",
            "chat_id": channel.chat,
            "text": part,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            "disable_notification": _is_silent(message, view, channel),
        }
        if channel.thread is not None:
            body["message_thread_id"] = channel.thread
        if rows and number == len(message.parts) - 1:
            body["reply_markup"] = {"inline_keyboard": [[_key(one) for one in row] for row in rows]}
        lines.append(json.dumps(body, ensure_ascii=False) + "\n")
    return "".join(lines)


def _key(button: Button) -> dict[str, str]:
    pressed = {"callback_data": button.data} if button.data is not None else {"url": button.url or ""}
    return {"text": button.text, **pressed}


def _write_picture(
    arguments: argparse.Namespace, message: Message, view: StoryView, channel: ChannelConfig
) -> int:
    # Pillow takes as long to import as all else here; only pictures pay for it.
    from monitor.alerts import glyphs  # noqa: PLC0415
    from monitor.cli.preview import bubble  # noqa: PLC0415

    if channel.kind in _BODIES:
        raise MonitorError(
            f"channel {channel.id} is no chat: its {channel.kind} body has no picture; use --format payload"
        )
    if arguments.output is None and sys.stdout.isatty():
        raise MonitorError("a picture is no text for a terminal; name a file with -o FILE")
    if glyphs.lacks("".join(map(visible, message.parts)), glyphs.installed()):
        raise MonitorError(
            "no font here has Chinese characters; install one, such as Debian's fonts-wqy-microhei"
        )
    chat = bubble.Chat(
        name=channel.chat or channel.id,
        time=view.lead.seen_at.astimezone(ZoneInfo(channel.hours.zone)).strftime("%H:%M"),
        buttons=_buttons(view, channel),
        is_silent=_is_silent(message, view, channel),
    )
    picture = bubble.draw(message.parts, chat, unfold=arguments.unfold)
    if arguments.output is None:
        sys.stdout.buffer.write(picture)
    else:
        _write(arguments.output, picture)
    return 0


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise MonitorError(f"{path}: {error.strerror}; name a file that can be written") from error
