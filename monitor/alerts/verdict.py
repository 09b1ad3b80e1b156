"""Whether a channel is told of a document: a ladder of early returns, one reason each."""

from __future__ import annotations

from datetime import datetime

from monitor.model import ChannelConfig, ChannelKind, Reason, RuleStatus, Send, Told, Verdict, Version


def decide(version: Version, channel: ChannelConfig, told: Told, now: datetime) -> Verdict:
    """Return what one channel gets of a matched version: Send, or the reason it does not."""
    if version.demo and channel.kind is not ChannelKind.CONSOLE:
        return Reason.DEMO
    if version.is_backlog:
        return Reason.BACKLOG
    if all(match.status is RuleStatus.DRAFT for match in version.matches):
        return Reason.DRAFT_RULE
    if channel.id in told.of_document:
        return Reason.ALREADY_TOLD
    if channel.id in told.of_story:
        return Reason.SAME_STORY
    return Send(not_before=now)
