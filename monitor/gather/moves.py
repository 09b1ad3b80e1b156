"""A source that says poll after poll that it has moved for good is polled where it went, until an operator writes that down."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model import Fetched, FetchState, NotModified, Source

_TIMES = 3
_FOR = timedelta(hours=24)
_FAILURES = 3  # at the new address: then the old one is asked again


def address(source: Source, state: FetchState) -> str:
    """Return where the list is asked for: where it moved, if it said so too often and long for a passing fault."""
    if state.moved_to is None or state.moved_since is None or state.polled_at is None:
        return source.location
    is_moved = state.moved_times >= _TIMES and state.polled_at - state.moved_since >= _FOR
    return state.moved_to if is_moved else source.location


def heard(source: Source, state: FetchState, answer: Fetched | NotModified, now: datetime) -> FetchState:
    """Return the state after an answer that was sound, with what its redirects said."""
    target = answer.moved_to if _is_plain(source) else None
    if address(source, state) != source.location:
        if target is None:
            return state  # asked there, and answered there
    elif target is None:
        if state.moved_to is None:
            return state
        return replace(state, moved_to=None, moved_times=0, moved_since=None)
    if target == state.moved_to:
        return replace(state, moved_times=state.moved_times + 1)
    return replace(state, moved_to=target, moved_times=1, moved_since=now)


def failed(state: FetchState) -> FetchState:
    """Return the state after a failure, its count already raised: a new address that fails is forgotten."""
    if state.moved_to is not None and state.failures >= _FAILURES:
        return replace(state, moved_to=None, moved_times=0, moved_since=None)
    return state


def _is_plain(source: Source) -> bool:
    """Say whether the address is all there is to the request; else another one would not be asked the same.

    Headers of an operator are for the server he named, too.
    """
    recipe = source.recipe
    is_bare = not (recipe.params or recipe.before or recipe.headers)
    return is_bare and recipe.method == "GET" and "{" not in source.location
