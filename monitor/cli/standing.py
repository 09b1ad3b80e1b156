"""What `monitor status` says of the rules in force, of edits that are refused, and of the operators' chat."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from typing import Any

from monitor.cli import out
from monitor.model import Pass
from monitor.store import retention, sizes
from monitor.store.database import Database
from monitor.store.notices import NoticeReport, Notices
from monitor.store.sizes import Space
from monitor.store.standing import BOT, RESTART, RULES, SETTINGS, InForce, Standing, Trouble

_SHOWN = 5  # problems; the JSON has more of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the store says of the program as a whole."""

    in_force: InForce | None
    troubles: dict[str, Trouble | None]  # by what is refused, and what waits for the next start
    notices: NoticeReport
    space: Space
    purge: Pass | None  # None: there was none yet


def read(opened: Database) -> Facts:
    """Return what the store says."""
    return asyncio.run(_read(opened))


async def _read(opened: Database) -> Facts:
    notices = Notices(opened, has_chat=False)
    standing = Standing(opened, notices)
    return Facts(
        in_force=await standing.in_force(),
        troubles={key: await standing.trouble(key) for key in (RULES, SETTINGS, RESTART, BOT)},
        notices=await notices.report(),
        space=sizes.measure(opened),
        purge=retention.last(opened),
    )


def show(facts: Facts, *, has_chat: bool) -> None:
    """Print it for people."""
    if facts.in_force is not None:
        since = out.instant(facts.in_force.since)
        print(f"rules: {facts.in_force.rules} in force since {since}, hash {facts.in_force.hash[:12]}")
    for key in (RULES, SETTINGS):
        trouble = facts.troubles[key]
        if trouble is not None:
            count = f"{trouble.count} problem{'s' if trouble.count > 1 else ''}"
            since = out.instant(trouble.since)
            print(f"{key}: the last good ones are in force; edits are refused since {since}, {count}:")
            for line in trouble.lines[:_SHOWN]:
                print(f"  {line}")
            if trouble.count > _SHOWN:
                print(f"  and {trouble.count - _SHOWN} more; `monitor check` lists them all")
    if (waiting := facts.troubles[RESTART]) is not None:
        print(f"settings: edited, and in effect from the next start: {', '.join(waiting.lines)}")
    if (deaf := facts.troubles[BOT]) is not None:
        print(f"bot: people cannot be heard since {out.instant(deaf.since)}: {', '.join(deaf.lines)}")
    print(f"store: {_store(facts)}")
    notices = facts.notices
    if has_chat or notices.pending or notices.sent_at:
        trouble_there = notices.suspended or notices.last_error
        detail = f"; {trouble_there}" if trouble_there else ""
        print(f"ops chat: {notices.pending} pending, last sent {out.instant(notices.sent_at)}{detail}")


def as_json(facts: Facts) -> dict[str, Any]:
    """Return it for programs."""
    refused = facts.troubles[RULES]
    waiting = facts.troubles[RESTART]
    return {
        "rule_problem": refused.lines[0] if refused else None,
        "rules": {"in_force": _in_force_json(facts.in_force), "refused": _trouble_json(refused)},
        "settings": {
            "refused": _trouble_json(facts.troubles[SETTINGS]),
            "next_start": list(waiting.lines) if waiting else [],
        },
        "bot": _trouble_json(facts.troubles[BOT]),
        "ops_chat": _notices_json(facts.notices),
        "store": {
            "bytes": facts.space.size,
            "free_bytes": facts.space.free,
            "retention": _purge_json(facts.purge),
        },
    }


def _store(facts: Facts) -> str:
    """Say how large the store is and what retention did last."""
    size = f"{facts.space.size / 1e6:,.1f} MB, {facts.space.free / 1e6:,.1f} of them free to be used again"
    if facts.purge is None or facts.purge.purged_at is None:
        return f"{size}; retention has let go of nothing yet"
    counts = ((count, name) for name, count in asdict(facts.purge.purged).items() if count)
    told = ", ".join(f"{count:,} {name}" for count, name in counts)
    return f"{size}; retention let go of {told} at {out.instant(facts.purge.purged_at)}"


def _purge_json(purge: Pass | None) -> dict[str, object] | None:
    if purge is None:
        return None
    return {
        "began_at": out.iso(purge.began_at),
        "ended_at": out.iso(purge.ended_at),
        "purged_at": out.iso(purge.purged_at),
        "purged": asdict(purge.purged),
    }


def _in_force_json(in_force: InForce | None) -> dict[str, object] | None:
    if in_force is None:
        return None
    return {"rules": in_force.rules, "hash": in_force.hash, "since": out.iso(in_force.since)}


def _trouble_json(trouble: Trouble | None) -> dict[str, object] | None:
    if trouble is None:
        return None
    return {"since": out.iso(trouble.since), "count": trouble.count, "problems": list(trouble.lines)}


def _notices_json(report: NoticeReport) -> dict[str, object]:
    return {
        "pending": report.pending,
        "sent_at": out.iso(report.sent_at),
        "suspended": report.suspended,
        "last_error": report.last_error,
    }
