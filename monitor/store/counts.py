"""How often each rule matched, what was told of it and what was not: the questions of `monitor rules stats`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import CTE, Connection, String, and_, case, exists, func, select, type_coerce

from monitor.model import HoldReason, Reason, RuleStatus, Vote
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.schema import Instant

UNDECIDED = "not decided yet"
_SEND = "send"
_MESSAGE = (_SEND, *HoldReason)  # one of its own, if only in a digest


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """What the store knows of one rule, in documents; each counts once, as its newest version stands."""

    rule: str
    topic: str
    matched: int
    together: int  # of them, those that another rule matched too
    told: int  # to one channel at least, by this version or an earlier one that the rule matched
    untold: Mapping[str, int]  # why the others were not → how many
    last_match: datetime
    by_day: Mapping[date, int]  # UTC days on which something matched
    useful: int = 0  # votes of readers on alerts of these documents that it was a reason of
    noise: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the store saw in a time."""

    documents: int
    matched: int  # by any rule
    told: int
    rules: tuple[RuleCount, ...]  # those that matched anything, by id


class RuleCounts:
    """Counts of stored matches; reads only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def since(self, start: datetime) -> Counts:
        """Count the documents whose newest version was seen at `start` or later."""
        return self._database.run_now(lambda connection: _counts(connection, start))


def _counts(connection: Connection, start: datetime) -> Counts:
    newest = _newest(start)
    found = _found(newest)
    documents, matched, told = connection.execute(_totals(newest)).one()
    rows = connection.execute(_by_rule(found)).all()
    votes = _votes(connection, start)
    return Counts(
        documents=documents,
        matched=matched or 0,
        told=told or 0,
        rules=tuple(
            _rule_count(rule, list(some), votes) for rule, some in groupby(rows, lambda row: str(row.rule))
        ),
    )


def _newest(start: datetime) -> CTE:
    """Select the newest version of each document."""
    table = schema.version
    return (
        select(
            table.c.document_id,
            func.max(table.c.id).label("id"),
            func.max(type_coerce(table.c.seen_at, String)).label("seen_at"),
        )
        .where(table.c.seen_at >= start)
        .group_by(table.c.document_id)
        .cte("newest")
    )


def _totals(newest: CTE) -> Any:
    match, version, verdict = schema.match, schema.version, schema.verdict
    told = (
        select(version.c.document_id)
        .join(verdict, verdict.c.version_id == version.c.id)
        .where(verdict.c.verdict.in_(_MESSAGE))
    )
    is_matched = exists().where(match.c.version_id == newest.c.id)
    return select(
        func.count(),
        func.sum(case((is_matched, 1), else_=0)),
        func.sum(case((newest.c.document_id.in_(told), 1), else_=0)),
    ).select_from(newest)


def _found(newest: CTE) -> CTE:
    """Select each rule's documents, how many rules matched there, and what came of it."""
    match, told, reason = schema.match, _told(), _reasons()
    outcome = case(
        (match.c.status == RuleStatus.DRAFT, Reason.DRAFT_RULE.value),
        (told.c.rule.is_not(None), _SEND),
        else_=func.coalesce(reason.c.reason, UNDECIDED),
    )
    of_rule = and_(told.c.rule == match.c.rule, told.c.document_id == newest.c.document_id)
    return (
        select(
            match.c.rule,
            match.c.topic,
            newest.c.id.label("version_id"),
            newest.c.seen_at,
            func.count().over(partition_by=newest.c.id).label("rules"),
            outcome.label("outcome"),
        )
        .select_from(newest)
        .join(match, match.c.version_id == newest.c.id)
        .outerjoin(told, of_rule)
        .outerjoin(reason, reason.c.version_id == newest.c.id)
        .cte("found")
    )


def _told() -> CTE:
    """Select the documents told of while the rule matched them, in whatever version."""
    match, version, verdict = schema.match, schema.version, schema.verdict
    return (
        select(match.c.rule, version.c.document_id)
        .distinct()
        .select_from(verdict)
        .join(match, match.c.version_id == verdict.c.version_id)
        .join(version, version.c.id == verdict.c.version_id)
        .where(verdict.c.verdict.in_(_MESSAGE))
        .cte("told")
    )


def _reasons() -> CTE:
    """Select what stood against telling a version; of several reasons, one."""
    table = schema.verdict
    return (
        select(table.c.version_id, func.min(table.c.verdict).label("reason"))
        .where(table.c.verdict.not_in(_MESSAGE))
        .group_by(table.c.version_id)
        .cte("reason")
    )


def _by_rule(found: CTE) -> Any:
    day = func.substr(found.c.seen_at, 1, 10)
    return (
        select(
            found.c.rule,
            found.c.outcome,
            day.label("day"),
            func.max(found.c.topic).label("topic"),
            func.count().label("matched"),
            func.sum(case((found.c.rules > 1, 1), else_=0)).label("together"),
            type_coerce(func.max(found.c.seen_at), Instant).label("last_match"),
        )
        .group_by(found.c.rule, found.c.outcome, day)
        .order_by(found.c.rule)
    )


def _votes(connection: Connection, start: datetime) -> Mapping[tuple[str, str], int]:
    """Count the votes by rule and vote: on alerts whose version the rule matched."""
    vote, alert, match, version = schema.vote, schema.alert, schema.match, schema.version
    query = (
        select(match.c.rule, vote.c.vote, func.count())
        .join(alert, alert.c.id == vote.c.alert_id)
        .join(version, version.c.id == alert.c.version_id)
        .join(match, match.c.version_id == alert.c.version_id)
        .where(version.c.seen_at >= start, match.c.status != RuleStatus.DRAFT)
        .group_by(match.c.rule, vote.c.vote)
    )
    return {(rule, said): count for rule, said, count in connection.execute(query)}


def _rule_count(rule: str, rows: list[Any], votes: Mapping[tuple[str, str], int]) -> RuleCount:
    outcomes: Counter[str] = Counter()
    by_day: Counter[date] = Counter()
    for row in rows:
        outcomes[row.outcome] += row.matched
        by_day[date.fromisoformat(row.day)] += row.matched
    return RuleCount(
        rule=rule,
        topic=max(row.topic for row in rows),
        matched=outcomes.total(),
        together=sum(row.together for row in rows),
        told=outcomes.pop(_SEND, 0),
        untold=dict(outcomes.most_common()),
        last_match=max(row.last_match for row in rows),
        by_day=dict(by_day),
        useful=votes.get((rule, Vote.USEFUL), 0),
        noise=votes.get((rule, Vote.NOISE), 0),
    )
