"""Which document a preview is of: one that is stored, an alert's, or one in a file."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import replace
from functools import partial
from pathlib import Path

from monitor import clock
from monitor.alerts import outlet_names
from monitor.cli import documents
from monitor.config.settings import Settings
from monitor.corpus import identity, laying_out
from monitor.errors import MonitorError, SourceError
from monitor.model import (
    Document,
    StoryState,
    StoryView,
    Tier,
    Version,
)
from monitor.rules.evaluate import RuleSet
from monitor.store import database, story_views
from monitor.store.reports import Reports
from monitor.stories import stages, updates

_ALERT = re.compile(r"#([1-9][0-9]{0,17})")
_FILE = re.compile(r"\.(?:txt|html?|json)\Z", re.IGNORECASE)
_LARGEST = 10 * 1024 * 1024  # bytes of a JSON file
_FIRST = 1  # the number of an alert that there is none of yet


def find(wanted: str, loaded: Settings | None, rules: RuleSet) -> StoryView:
    """Return the story that a message would be about; raises MonitorError where there is no such document."""
    view = _find(wanted, loaded, rules)
    sources = loaded.sources if loaded is not None else ()
    return outlet_names.with_names(view, rules.names.find, partial(outlet_names.of_sources, sources))


def _find(wanted: str, loaded: Settings | None, rules: RuleSet) -> StoryView:
    number = _ALERT.fullmatch(wanted)
    if number is not None:
        return _of_alert(int(number[1]), loaded, rules)
    path = Path(wanted)
    if "://" not in wanted and (_FILE.search(wanted) or os.sep in wanted or path.is_file()):
        return _view(_of_file(path), rules)
    settings = _settings(loaded, wanted)
    version = _stored(wanted, settings)
    return _view(version, rules, tier=_tier(version, settings))


def _view(version: Version, rules: RuleSet, *, tier: Tier | None = None) -> StoryView:
    """Return a story of one version, as the rules in force see it."""
    layout = laying_out.lay_out(version.document)
    matched = replace(version, matches=rules.match(layout))
    return StoryView(
        alert_id=_FIRST,
        story=StoryState(
            id=version.document_id,
            severity=updates.severity_of(matched),
            stage=stages.stage_of(version.document),
        ),
        lead=matched,
        named=rules.names.find(layout),
        updates=(),
        outlets=(version.document.outlet,),
        tier=tier,
    )


def _of_file(path: Path) -> Version:
    document = _from_json(path) if path.suffix.lower() == ".json" else documents.read_file(path)
    return Version(
        id=0,
        document_id=hashlib.sha256(str(path).encode("utf-8", "replace")).hexdigest(),
        source_id="file",
        url=document.url,
        text_hash="",
        document=document,
        matches=(),
        is_backlog=False,
        demo=False,
        seen_at=clock.now(),
    )


def _from_json(path: Path) -> Document:
    try:
        if path.stat().st_size > _LARGEST:
            raise SourceError(f"{path}: over {_LARGEST // 2**20} MiB; no single document is so long")
        value = json.loads(path.read_bytes())
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path}: no JSON ({error})") from error
    if isinstance(value, dict):
        value = {"id": str(path), **{key: one for key, one in value.items() if one is not None}}
    return documents.from_json(json.dumps(value).encode(), str(path)).document


def _stored(wanted: str, loaded: Settings) -> Version:
    store = database.open_to_read(loaded.store)
    try:
        text = wanted.encode("utf-8", "replace").decode()  # an argument may hold any bytes
        found = Reports(store).find(text, identity.canonical_url(text))
    finally:
        store.close()
    if not found:
        raise MonitorError(
            f"{wanted}: no such document in the store; name the id that an alert shows, its address, #ALERT or a file"
        )
    _hold_to_text(found[-1].version, wanted)
    return found[-1].version


def _of_alert(number: int, loaded: Settings | None, rules: RuleSet) -> StoryView:
    settings = _settings(loaded, f"#{number}")
    store = database.open_to_read(settings.store)
    try:
        view = store.run_now(lambda connection: story_views.of_alert(connection, number))
    finally:
        store.close()
    if view is None:
        raise MonitorError(f"#{number}: no such alert in the store; `monitor alerts` lists them")
    _hold_to_text(view.lead, f"#{number}")
    # What was matched then is what it was told for.
    named = rules.names.find(laying_out.lay_out(view.lead.document))
    return replace(view, named=named, tier=_tier(view.lead, settings))


def _hold_to_text(version: Version, wanted: str) -> None:
    if not version.has_text:
        raise MonitorError(
            f"{wanted}: its text is kept no more, see `retention` in the settings; `monitor why` shows what is known"
        )


def _tier(version: Version, loaded: Settings) -> Tier | None:
    return next((source.tier for source in loaded.sources if source.id == version.source_id), None)


def _settings(loaded: Settings | None, wanted: str) -> Settings:
    if loaded is None:
        raise MonitorError(f"{wanted}: without settings there is no store; name them with --config FILE")
    return loaded
