"""Which channel a command is about, and how a channel is called where its address must not be shown."""

from __future__ import annotations

from difflib import get_close_matches

from monitor.channels.url_secrets import web_host
from monitor.config.settings import Settings
from monitor.errors import MonitorError
from monitor.model import ChannelConfig, ChannelKind
from monitor.store.notices import CHANNEL as OPS

OPS_CHAT = "ops_chat"  # as the settings have it; in the store its name has a space


def known(loaded: Settings) -> tuple[ChannelConfig, ...]:
    """Return the channels of the settings, the operators' chat with them."""
    if loaded.ops_chat is None:
        return loaded.channels
    return (*loaded.channels, ChannelConfig(id=OPS, kind=ChannelKind.TELEGRAM, chat=loaded.ops_chat))


def chosen(wanted: str, loaded: Settings) -> ChannelConfig:
    """Return the channel with this id."""
    by_id = {channel.id: channel for channel in known(loaded)}
    found = by_id.get(OPS if wanted == OPS_CHAT else wanted)
    if found is None:
        ids = sorted(shown(channel) for channel in by_id.values())
        near = get_close_matches(wanted, ids, n=3, cutoff=0.6)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(ids)}"
        raise MonitorError(f"no channel is called {wanted!r}; {hint}")
    return found


def shown(channel: ChannelConfig) -> str:
    """Return the name of a channel as a person types it."""
    return OPS_CHAT if channel.id == OPS else channel.id


def where(channel: ChannelConfig) -> str:
    """Return where a channel leads, without what is nobody's business."""
    match channel.kind:
        case ChannelKind.TELEGRAM:
            topic = f", topic {channel.thread}" if channel.thread is not None else ""
            return f"chat {channel.chat}{topic}"
        case ChannelKind.CONSOLE:
            return "standard output"
        case ChannelKind.ATOM:
            return str(channel.path)
        case _:
            assert channel.url is not None
            return web_host(channel.url) or f"{channel.url.reveal().strip().partition('://')[0]}://…"
