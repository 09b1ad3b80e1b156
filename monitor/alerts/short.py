"""The short message beneath an alert: what changed, and of what."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.alerts import render, runs, words
from monitor.alerts.clip import clip
from monitor.alerts.quantities import shorten
from monitor.alerts.runs import Run, clean
from monitor.alerts.words import MARKS, Words
from monitor.model import Summary

_CHANGE = 300  # units
_TITLES = (240, 160, 80, 40, 0)  # units, ever fewer


def reply_html(summary: Summary, *, limit: int, language: str | None = None) -> str:
    """Render what the story's last update changed, or its retraction; it stands alone where nothing is above it."""
    frame = words.of(language)
    for title in _TITLES:
        composed = tuple(_compose(summary, title, frame))
        if runs.length(composed) <= limit:
            return runs.write(composed)
    return runs.write((Run(clip(f"{MARKS[summary.severity]} {_changed(summary, frame)}", limit)),))


def _compose(summary: Summary, title: int, frame: Words) -> Iterator[Run]:
    alert = (
        frame.bracketed.format(frame.alert.format(summary.alert_id)) if summary.alert_id is not None else ""
    )
    if summary.retraction is not None:
        yield Run("❌ ")
        yield Run(frame.retracted, tag="b")
        yield render.headline(summary, title, frame, struck=True)
        yield Run(f"{render.head_origin(summary, frame)}{alert}{frame.colon}{_changed(summary, frame)}")
        return
    yield Run(f"{MARKS[summary.severity]} ")
    yield Run(f"{frame.update}{_changed(summary, frame)}", tag="b")
    yield Run("\n")
    yield render.headline(summary, title, frame)
    yield Run(f"{render.head_origin(summary, frame)}{alert}")
    yield Run("\n")
    yield Run(render.source(summary, frame), tag="i")


def _changed(summary: Summary, frame: Words) -> str:
    if summary.retraction is not None:
        return clip(clean(summary.retraction), _CHANGE)
    if not summary.history:
        return ""
    return shorten(clean(words.change(summary.history[-1], frame)), _CHANGE)
