"""Tells a text that is only the head of one from a whole one."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from monitor.model import Entry

_ENOUGH = 200  # what a text weighs that may be whole, a Han character counted twice
_TAIL = 1_000  # characters of markup at the end in which a mark of the cut stands
_LAST = 160  # of them, the text that is compared with what such marks look like
_TAG = re.compile(r"<[^<>]{0,4000}>")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_SIGNING = ("The post ", "首发于")
# What blog software adds behind a summary.
_SIGNED = re.compile(
    r"(?:The post .{1,300} (?:appeared first on|first appeared on) .{1,100}|本文.{0,60}首发于.{1,60})$"
)
_CUT = re.compile(
    r"(?:…|\.{3,}|。{3,}|[\[(（【]\s?(?:…|\.{3})\s?[\])）】]|"
    r"[\[(（【<]?\s?(?:read (?:more|on|the (?:full|rest).{0,30})|continue reading.{0,80}|(?:full|more) (?:story|article|details)|learn more|"
    r"(?:阅读|查看|点击查看|点击阅读)(?:全文|原文|更多|详情)|(?:更多|全文|详细|详情)(?:内容)?)\s?[\])）】]?)[\s>»→›.…]*$",
    re.IGNORECASE,
)


def weight(body: str) -> int:
    """Return how much text there is, without the markup around it."""
    text = _TAG.sub("", body) if "<" in body else body
    return len(text) + len(_HAN.findall(text))


def is_short(body: str) -> bool:
    """Say whether a text is too short to be the whole of what is told."""
    return len(body) < 4 * _ENOUGH and weight(body) < _ENOUGH if body.strip() else True


def is_cut(body: str) -> bool:
    """Say whether a text ends as one does that was cut off."""
    tail = html.unescape(_TAG.sub(" ", body[-_TAIL:])).rstrip()
    if any(sign in tail for sign in _SIGNING):
        tail = _SIGNED.sub("", tail).rstrip()
    return _CUT.search(tail[-_LAST:]) is not None


def marked(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries, those marked that need their page.

    A short text counts as whole where the others are long: then it is a short notice, and no list of teasers.
    """
    weights = [weight(entry.body) if len(entry.body) < 20 * _ENOUGH else len(entry.body) for entry in entries]
    are_teasers = bool(weights) and median(weights) < _ENOUGH
    return [
        replace(entry, needs_page=True)
        if entry.url is not None
        and (not entry.body.strip() or is_cut(entry.body) or (are_teasers and size < _ENOUGH))
        else entry
        for entry, size in zip(entries, weights, strict=True)
    ]
