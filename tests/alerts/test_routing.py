"""Which documents a channel asks for."""

from dataclasses import replace

import pytest

from monitor.alerts import routing
from monitor.model import Named, Route, Severity, StoryState, Telling, Tier
from tests.fakes import document, match, version

MATCHES = (
    match("quota", topic="rare-earth", severity=Severity.MEDIUM),
    match("zones", topic="pilot-list", severity=Severity.LOW),
)
TELLING = Telling(
    version=version(matches=MATCHES, document=document(language="zh")),
    story=StoryState(id="s1"),
    update=None,
    named=(
        Named(
            kind="body", id="MIIT", start=0, end=4, vocabularies=frozenset({"national-bodies", "ministries"})
        ),
        Named(kind="place", id="Baotou", start=9, end=12, vocabularies=frozenset({"places"})),
    ),
    tier=Tier.MINISTRY,
    silences=(),
)


def one(*names: str) -> frozenset[str]:
    return frozenset(names)


@pytest.mark.parametrize(
    ("route", "leads"),
    [
        pytest.param(Route(), True, id="a route that asks nothing"),
        pytest.param(Route(topics=one("pilot-list", "x")), True, id="a topic of any match"),
        pytest.param(Route(topics=one("x")), False, id="another topic"),
        pytest.param(Route(rules=one("zones")), True, id="a rule"),
        pytest.param(Route(rules=one("rare-earth")), False, id="a topic is no rule"),
        pytest.param(Route(severity=Severity.MEDIUM), True, id="the gravest match counts"),
        pytest.param(Route(severity=Severity.HIGH), False, id="not grave enough"),
        pytest.param(Route(tiers=frozenset({Tier.MINISTRY})), True, id="its tier"),
        pytest.param(Route(tiers=frozenset({Tier.CITY})), False, id="another tier"),
        pytest.param(Route(sources=one("miit")), True, id="its source"),
        pytest.param(Route(sources=one("ndrc")), False, id="another source"),
        pytest.param(Route(languages=one("zh")), True, id="its language"),
        pytest.param(Route(languages=one("en")), False, id="another language"),
        pytest.param(Route(mentions=one("ministries")), True, id="something of a vocabulary is named"),
        pytest.param(Route(mentions=one("firms")), False, id="nothing of it is"),
        pytest.param(
            Route(topics=one("rare-earth"), languages=one("en")), False, id="all of a route must hold"
        ),
    ],
)
def test_a_route_leads_where_all_it_asks_holds(route: Route, leads: bool) -> None:
    assert routing.asks_for((route,), TELLING, MATCHES) is leads


def test_any_route_is_enough_and_none_is_all() -> None:
    elsewhere = Route(topics=one("x"))

    assert routing.asks_for((elsewhere, Route(rules=one("quota"))), TELLING, MATCHES)
    assert not routing.asks_for((elsewhere,), TELLING, MATCHES)
    assert routing.asks_for((), TELLING, MATCHES)


def test_what_nobody_gave_a_tier_is_of_none() -> None:
    route = Route(tiers=frozenset(Tier))

    assert not routing.asks_for((route,), replace(TELLING, tier=None), MATCHES)
    assert not routing.asks_for((Route(),), TELLING, ())
