"""What a digest is made of → what it says, in the form of its channel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from monitor.alerts import atom_entry, digest_text, outlet_names, webhook_body, words
from monitor.alerts.digest_text import Digest, Item
from monitor.alerts.outlet_names import EnglishOf
from monitor.alerts.summarise import summarise_story
from monitor.corpus import laying_out
from monitor.model import ChannelConfig, ChannelKind, DeliveryKind, HoldReason, Layout, Named, StoryView
from monitor.model.digesting import Drafted, Material

logger = structlog.get_logger("monitor.digest")

Find = Callable[[Layout], tuple[Named, ...]]
"""Says who and what a text names, by the rules in force."""


def shows_pictures(channel: ChannelConfig) -> bool:
    """Say whether a picture can stand in a channel."""
    return channel.kind in {ChannelKind.TELEGRAM, ChannelKind.APPRISE}


def item(
    view: StoryView,
    channel: ChannelConfig,
    find: Find,
    why: HoldReason | None = None,
    *,
    english_of: EnglishOf = outlet_names.unnamed,
) -> Item:
    """Return a story as a channel's digest lists it."""
    layout = laying_out.lay_out(view.lead.document)
    named = outlet_names.with_names(replace(view, named=find(layout)), find, english_of)
    last = view.updates[-1] if view.updates else None
    frame = words.of(channel.language)
    return Item(
        summary=summarise_story(named, layout, language=channel.language),
        seen_at=view.lead.seen_at,
        why=why,
        news=words.change(last, frame) if last is not None and last.kind.is_material else "",
    )


def digest(
    material: Material,
    channel: ChannelConfig,
    find: Find,
    *,
    period: timedelta | None,
    since: datetime,
    now: datetime,
    english_of: EnglishOf = outlet_names.unnamed,
) -> Digest:
    """Return what a digest says."""
    return Digest(
        period=period,
        since=since,
        now=now,
        waiting=tuple(
            item(one.view, channel, find, one.why, english_of=english_of) for one in material.waiting
        ),
        told=tuple(item(view, channel, find, english_of=english_of) for view in material.told),
        told_count=material.told_count,
        untold=material.untold,
    )


def drafted(
    pages: Iterable[str],
    channel: ChannelConfig,
    kind: DeliveryKind,
    *,
    key: str,
    now: datetime,
    silent: bool,
    alerts: Iterable[int] = (),
    picture: bytes | None = None,
) -> Drafted:
    """Return the messages as the channel takes them; `key` is what makes them unique among its own."""
    parts = tuple(pages)
    html = "\n\n".join(parts)
    if channel.kind is ChannelKind.WEBHOOK:
        body = webhook_body.wrap(kind, html, channel, alerts=tuple(alerts), silent=silent)
        return Drafted(parts=(body,), silent=silent)
    if channel.kind is ChannelKind.ATOM:
        return Drafted(parts=(atom_entry.wrap(kind, html, channel, key=key, now=now),), silent=silent)
    return Drafted(parts=parts, silent=silent, picture=picture)


def pages(told: Digest, channel: ChannelConfig, *, with_picture: bool) -> tuple[str, ...]:
    """Return the messages of a digest, by the channel's template where it has one that works."""
    template = dict(channel.templates).get("digest")
    if template is not None:
        # Jinja takes a tenth of a second to import; most channels have no template.
        from monitor.alerts import digest_template, templates  # noqa: PLC0415

        try:
            return digest_template.pages(template, told, channel, with_picture=with_picture)
        except templates.TemplateFault as error:
            logger.warning(
                "a template was not used", channel=channel.id, template="digest", reason=str(error)
            )
    return digest_text.pages(told, channel, with_picture=with_picture)
