"""What is wrong between the keys of one channel, with its sources, and with the rules; each with place and mend."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, time, timedelta
from pathlib import Path

from monitor.alerts import working_days
from monitor.config import decode, secret_files
from monitor.config.channel_forms import KEYS_OF, OF_SOME_KINDS, ChannelEntry
from monitor.config.yaml_text import Node
from monitor.fetch import addresses
from monitor.model import ChannelConfig, ChannelKind, Quiet, Secret

Place = tuple[str | int, ...]
"""The way to a value inside its channel, or inside the settings."""

_NEEDED: Mapping[ChannelKind, tuple[str, str]] = {
    ChannelKind.TELEGRAM: ("chat", "a numeric id or @name"),
    ChannelKind.APPRISE: ("url", "the service's address as Apprise writes it"),
    ChannelKind.WEBHOOK: ("url", "where the bodies are posted"),
    ChannelKind.ATOM: ("path", "the file to write"),
}
_SECRET = ("url", "secret")  # what may stand in a file of its own
_AHEAD = timedelta(days=31)  # a calendar that ends sooner should be renewed now
_MINUTES = 24 * 60
_OPERATORS = "ops_chat"


def check(entry: ChannelEntry, node: Node, sources: Collection[str]) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with a channel, whose node this is; `sources` are the ids of all there are."""
    if entry.id == _OPERATORS:
        yield ("id",), f"`{_OPERATORS}` names the operators' chat in commands; give the channel another id"
    yield from _kind(entry, frozenset(node.entries or ()))
    yield from _addresses(entry, node)
    yield from _levels(entry)
    yield from _plans(entry)
    yield from _templates(entry)
    for number, route in enumerate(entry.routes):
        for place, source in enumerate(route.sources):
            if source not in sources:
                told = f"there is no source `{source}`; {decode.suggest(source, sorted(sources))}"
                yield ("routes", number, "sources", place), told


def _templates(entry: ChannelEntry) -> Iterator[tuple[Place, str]]:
    if entry.templates:
        # Jinja takes a tenth of a second to import; most channels have no template.
        from monitor.alerts import templates  # noqa: PLC0415

        for name, text in entry.templates.items():
            for wrong in templates.problems(name, text):
                yield ("templates", name), wrong


def secrets(entry: ChannelEntry, base: Path) -> tuple[dict[str, Secret], list[tuple[Place, str]]]:
    """Return what a channel keeps to itself, by key, from the environment or from files; and what is wrong there."""
    found: dict[str, Secret] = {}
    problems: list[tuple[Place, str]] = []
    for name in _SECRET:
        value, file = getattr(entry, name), getattr(entry, f"{name}_file")
        place = (name,)
        if value is None and file is not None:
            place = (f"{name}_file",)
            try:
                value = secret_files.read(base / file, file)
            except ValueError as error:
                problems.append((place, str(error)))
                continue
        if value is None:
            continue
        if wrong := _unusable(entry, name, value):
            problems.append((place, wrong))
        found[name] = Secret(value)
    return found, problems


def shared_files(channels: Mapping[int, ChannelConfig]) -> Iterator[tuple[int, str]]:
    """Yield the places of channels that would write the file of one before them: each would put its own into it."""
    first: dict[Path, str] = {}
    for number, channel in channels.items():
        if channel.path is None:
            continue
        taken = first.setdefault(channel.path.resolve(), channel.id)
        if taken != channel.id:
            yield number, f"{channel.path.name} is the file of channel `{taken}`; give each its own"


def beside_rules(
    channels: Collection[ChannelConfig],
    *,
    topics: Collection[str],
    rules: Collection[str],
    vocabularies: Collection[str],
    named: Collection[str],
) -> Iterator[tuple[Place, str]]:
    """Yield what the routes ask of the rules that is not there; `named` are the vocabularies whose things are named."""
    known = {"topics": ("topic", topics), "rules": ("rule", rules), "mentions": ("vocabulary", vocabularies)}
    for number, channel in enumerate(channels):
        for route_number, route in enumerate(channel.routes):
            way = ("channels", number, "routes", route_number)
            for key, (what, there) in known.items():
                for name in sorted(getattr(route, key) - frozenset(there)):
                    yield (*way, key), f"there is no {what} `{name}`; {decode.suggest(name, sorted(there))}"
            for name in sorted(route.mentions & frozenset(vocabularies) - frozenset(named)):
                told = f"nothing in `@{name}` is known to be named; put it under `kinds:` of terms.yaml"
                yield (*way, "mentions"), told


def beside_calendars(channels: Collection[ChannelConfig], today: date) -> Iterator[tuple[Place, str]]:
    """Yield the working calendars that end soon."""
    for number, channel in enumerate(channels):
        country = channel.hours.working_days
        end = working_days.known_to(country, today + _AHEAD) if country is not None else None
        if end is not None:
            told = (
                f"the working days of {country} are known to {end}; after that, weekends and statutory holidays "
                "are free and no weekend is worked. `pip install --upgrade holidays` brings the next year once it is published"
            )
            yield ("channels", number, "hours", "working_days"), told


def _kind(entry: ChannelEntry, given: frozenset[str]) -> Iterator[tuple[Place, str]]:
    """Tell the keys that another kind of channel has, and those this one lacks."""
    for name in sorted(given & OF_SOME_KINDS - KEYS_OF[entry.kind]):
        kinds = " or ".join(kind for kind, keys in KEYS_OF.items() if name in keys)
        yield (name,), f"{_a(entry.kind)} has no {name}; remove it, it belongs to kind: {kinds}"
    if entry.kind in _NEEDED:
        name, meant = _NEEDED[entry.kind]
        if name not in given and f"{name}_file" not in given & KEYS_OF[entry.kind]:
            yield (), f"{_a(entry.kind)} channel needs {name}: {meant}"
    for name in _SECRET:
        if {name, f"{name}_file"} <= given:
            yield (f"{name}_file",), f"{name} and {name}_file say the same thing twice; remove one"
    if entry.kind in {ChannelKind.WEBHOOK, ChannelKind.ATOM}:
        for number, plan in enumerate(entry.digests):
            if plan.picture:
                yield ("digests", number, "picture"), f"{_a(entry.kind)} shows no pictures; remove it"


def _a(kind: ChannelKind) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _addresses(entry: ChannelEntry, node: Node) -> Iterator[tuple[Place, str]]:
    if entry.thread is not None and entry.thread < 1:
        yield (
            ("thread",),
            f"{entry.thread} is no topic of a forum; write the number its links end in, 1 or more",
        )
    if entry.secret is not None and not node.at(("secret",)).is_filled:
        told = (
            "a secret does not stand in this file; write ${NAME} and set that variable, or name a secret_file"
        )
        yield ("secret",), told


def _unusable(entry: ChannelEntry, name: str, value: str) -> str | None:
    """Say what is wrong with an address or a secret, without showing it."""
    if not value.strip():
        return f"{name} is empty; set it"
    if name != "url":
        return None
    if entry.kind is ChannelKind.WEBHOOK and not addresses.is_web_address(value):
        return "url is no web address; it begins with http:// or https://"
    if entry.kind is ChannelKind.APPRISE and "://" not in value:
        return "url is no address as Apprise writes them, such as slack://… or mailto://…"
    return None


def _levels(entry: ChannelEntry) -> Iterator[tuple[Place, str]]:
    if entry.digest is not None and entry.digest.rank >= entry.urgent.rank:
        told = (
            f"what is {entry.urgent} is urgent and cannot wait for the digest; "
            f"write a digest below {entry.urgent}, or a higher urgent"
        )
        yield ("digest",), told
    if _covers_the_day(entry.hours.quiet):
        yield ("hours", "quiet"), "every hour of the day is quiet, so nothing would ever be told; leave some"


def _covers_the_day(quiet: Collection[Quiet]) -> bool:
    # Every stretch begins and ends at a full minute.
    return bool(quiet) and all(
        any(_holds(one, time(*divmod(minute, 60))) for one in quiet) for minute in range(_MINUTES)
    )


def _holds(quiet: Quiet, clock: time) -> bool:
    if quiet.start < quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end


def _plans(entry: ChannelEntry) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for number, plan in enumerate(entry.digests):
        fields = " ".join(plan.cron.split())
        if fields in seen:
            yield ("digests", number), f"{plan.cron!r} stands here twice; remove one"
        seen.add(fields)
