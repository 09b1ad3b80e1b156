"""What channels ask of rules and of calendars."""

from datetime import date
from pathlib import Path

from monitor.config import channel_checks
from monitor.model import ChannelConfig, ChannelKind, Hours, Route


def channel(*routes: Route, days: str | None = None) -> ChannelConfig:
    return ChannelConfig(id="a", kind=ChannelKind.CONSOLE, routes=routes, hours=Hours(working_days=days))


def beside_rules(*channels: ChannelConfig) -> list[tuple[channel_checks.Place, str]]:
    return list(
        channel_checks.beside_rules(
            channels,
            topics={"rare-earth"},
            rules={"quota"},
            vocabularies={"ministries", "verbs"},
            named={"ministries"},
        )
    )


def test_routes_to_what_is_there_are_right() -> None:
    route = Route(
        topics=frozenset({"rare-earth"}), rules=frozenset({"quota"}), mentions=frozenset({"ministries"})
    )

    assert beside_rules(channel(route), channel()) == []


def test_error_a_route_to_what_is_not_there_names_its_place() -> None:
    wrong = Route(
        topics=frozenset({"rare-earths"}), rules=frozenset({"x"}), mentions=frozenset({"ministry", "verbs"})
    )

    assert beside_rules(channel(), channel(Route(), wrong)) == [
        (
            ("channels", 1, "routes", 1, "topics"),
            "there is no topic `rare-earths`; did you mean `rare-earth`?",
        ),
        (("channels", 1, "routes", 1, "rules"), "there is no rule `x`; known: `quota`"),
        (
            ("channels", 1, "routes", 1, "mentions"),
            "there is no vocabulary `ministry`; did you mean `ministries`?",
        ),
        (
            ("channels", 1, "routes", 1, "mentions"),
            "nothing in `@verbs` is known to be named; put it under `kinds:` of terms.yaml",
        ),
    ]


def test_a_calendar_that_ends_soon_is_told() -> None:
    channels = [channel(days="DE"), channel(days="CN"), channel()]

    assert list(channel_checks.beside_calendars(channels, date(2026, 11, 22))) == []
    ((place, told),) = channel_checks.beside_calendars(channels, date(2035, 1, 1))
    assert place == ("channels", 1, "hours", "working_days")
    assert "pip install --upgrade holidays" in told


def test_error_two_feeds_in_one_file_would_write_over_each_other() -> None:
    feeds = [
        ChannelConfig(id=id_, kind=ChannelKind.ATOM, path=Path(path))
        for id_, path in (("a", "/www/a.xml"), ("b", "/www/b.xml"), ("c", "/www/x/../a.xml"))
    ]
    shell = ChannelConfig(id="shell", kind=ChannelKind.CONSOLE)

    assert list(channel_checks.shared_files(dict(enumerate([*feeds, shell])))) == [
        (2, "a.xml is the file of channel `a`; give each its own")
    ]
