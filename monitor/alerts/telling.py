"""What a channel is told of a story: its whole message, or the short one beneath it, in the channel's own form.

view + layout → summary → template or our own words → HTML → the form of the channel
"""

from __future__ import annotations

from monitor.alerts import atom_entry, render, short, split, webhook_body
from monitor.alerts.summarise import summarise_story
from monitor.model import (
    ChannelConfig,
    ChannelKind,
    DeliveryKind,
    Layout,
    Message,
    Severity,
    StoryView,
    Summarised,
    Summary,
)

_ALERT, _REPLY = "alert", "reply"  # what templates stand for


def message(
    view: StoryView,
    layout: Layout,
    channel: ChannelConfig,
    *,
    kind: DeliveryKind,
    summarised: Summarised | None = None,
) -> Message:
    """Return what a channel shows of a story; `layout` is that of its lead.

    A reply says what the story's last update changed. A template that fails gives way to our own message, and
    `fault` says why.
    """
    summary = summarise_story(view, layout, language=channel.language, summarised=summarised)
    # An Apprise service cannot edit: what is taken back is told anew there, and in short.
    is_short = kind is DeliveryKind.REPLY or (
        view.retraction is not None and channel.kind is ChannelKind.APPRISE
    )
    html, fault = _html(summary, channel, is_short=is_short)
    silent = summary.severity is Severity.LOW
    if channel.kind is ChannelKind.WEBHOOK:
        parts: tuple[str, ...] = (webhook_body.render(view, channel, kind=kind, html=html, silent=silent),)
    elif channel.kind is ChannelKind.ATOM:
        parts = (atom_entry.render(view, channel, kind=kind, html=html),)
    else:
        # Our own message fits by construction; an operator's may hold more styles than Telegram takes.
        is_one = not channel.templates and channel.limit <= split.MAX_UNITS
        parts = (html,) if is_one else split.split_html(html)
    return Message(parts=parts, silent=silent, fault=fault)


def _html(summary: Summary, channel: ChannelConfig, *, is_short: bool) -> tuple[str, str]:
    """Return the message, and what is wrong with the template that should have made it."""
    template = dict(channel.templates).get(_REPLY if is_short else _ALERT)
    fault = ""
    # What an operator takes back is told in our words: no template can hide it.
    if template is not None and summary.retraction is None:
        # Jinja takes a tenth of a second to import; most channels have no template.
        from monitor.alerts import templates  # noqa: PLC0415

        try:
            return templates.message(_REPLY if is_short else _ALERT, template, summary, channel), ""
        except templates.TemplateFault as error:
            fault = str(error)
    language, zone = channel.language, channel.hours.zone
    if is_short:
        return short.reply_html(summary, limit=channel.limit, language=language), fault
    return render.render_html(summary, limit=channel.limit, language=language, zone=zone), fault
