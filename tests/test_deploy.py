"""The files for Prometheus and Grafana: they parse, and name only what the program shows and the pages explain."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

from tests.web.test_metrics import shown

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
RULES = yaml.safe_load((DEPLOY / "prometheus/alerts.yaml").read_text(encoding="utf-8"))
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"]]
BOARD = json.loads((DEPLOY / "grafana/monitor.json").read_text(encoding="utf-8"))
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")

# What Prometheus adds by itself, and what stands in a dashboard for what its reader chose.
_ADDED = {"job", "instance", "le"}
_CHOSEN = {"$__rate_interval": "5m", "$instance": "desk"}


def selectors(expression: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the metrics that an expression asks for, each with the labels it is chosen by."""
    for chosen, value in _CHOSEN.items():
        expression = expression.replace(chosen, value)
    promql_parser.parse(expression)
    bare = re.sub(r'"[^"]*"', '""', expression)
    for found in re.finditer(r"\b((?:monitor|process)_\w+|up\b)(?:\{([^}]*)\})?", bare):
        yield found[1], frozenset(re.findall(r"(\w+)\s*[=!]", found[2] or ""))


def expressions() -> list[tuple[str, str]]:
    alerts = [(alert["alert"], alert["expr"]) for alert in ALERTS]
    panels = [(one["title"], target["expr"]) for one in BOARD["panels"] for target in one["targets"]]
    return alerts + panels + [(one["name"], one["expr"]) for one in BOARD["annotations"]["list"]]


@pytest.mark.parametrize(("name", "expression"), expressions())
def test_each_expression_parses_and_asks_for_what_is_shown(name: str, expression: str) -> None:
    labels = shown() | {"up": frozenset()}

    asked = list(selectors(expression))

    assert asked
    for metric, chosen_by in asked:
        assert metric in labels, metric
        assert chosen_by <= labels[metric] | _ADDED, metric
    for word in re.findall(r"\b(?:by|on) \(([^)]*)\)", expression):
        grouped = {label.strip() for label in word.split(",")}
        assert grouped <= _ADDED.union(*(labels[metric] for metric, _ in asked))


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_each_alert_says_how_grave_it_is_and_which_section_tells_what_to_do(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in {"page", "ticket"}
    assert alert["annotations"]["summary"]
    assert alert["annotations"]["runbook"] == f"docs/operations.md#{alert['alert'].lower()}"
    assert f"### {alert['alert']}\n" in OPERATIONS


def test_each_alert_has_a_case_in_which_it_fires_and_one_in_which_it_does_not() -> None:
    tests = yaml.safe_load((DEPLOY / "prometheus/alerts_test.yaml").read_text(encoding="utf-8"))["tests"]
    cases = [case for test in tests for case in test["alert_rule_test"]]
    names = {alert["alert"] for alert in ALERTS}

    assert {case["alertname"] for case in cases if case["exp_alerts"]} == names
    assert {case["alertname"] for case in cases if not case["exp_alerts"]} == names


def test_the_sample_loads_the_alerts_and_scrapes_the_job_they_name() -> None:
    sample = yaml.safe_load((DEPLOY / "prometheus/prometheus.yaml").read_text(encoding="utf-8"))

    assert sample["rule_files"] == ["alerts.yaml"]
    assert [job["job_name"] for job in sample["scrape_configs"]] == ["monitor"]


def test_the_panels_of_the_dashboard_are_numbered_apart_and_cover_nothing_twice() -> None:
    panels = BOARD["panels"]
    cells = [
        (x, y)
        for place in (one["gridPos"] for one in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]

    assert len({one["id"] for one in panels}) == len(panels)
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) < 24
    assert all(one["description"] for one in panels)


def test_the_dashboard_names_no_data_source_of_somebodys_own() -> None:
    sources = re.findall(r'"uid": "([^"]*)"', json.dumps(BOARD["panels"]))

    assert set(sources) == {"${datasource}"}
    assert [one["name"] for one in BOARD["templating"]["list"]] == ["datasource", "instance"]


def test_every_metric_stands_in_the_page_on_operations() -> None:
    ours = {name for name in shown() if name.startswith("monitor_")}
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in ours}

    assert len(families) > 30
    assert [name for name in sorted(families) if f"`{name}`" not in OPERATIONS] == []
