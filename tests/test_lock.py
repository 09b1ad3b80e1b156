"""The lock file: what the image installs is what pyproject.toml asks for, pinned and hashed, and nothing else."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASKED = {canonicalize_name(one.name): one for one in map(Requirement, PROJECT["dependencies"])}
PYTHONS = ("3.11", "3.12", "3.13")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    requirement: Requirement
    hashes: tuple[str, ...]
    needed_by: frozenset[str]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        (only,) = self.requirement.specifier
        assert only.operator == "=="
        return only.version


def pins() -> tuple[Pin, ...]:
    """Return the entries of the lock: a line that is not indented, and the indented ones after it."""
    entries = re.findall(r"^([a-z0-9].*)\n((?:    .*\n)*)", LOCK, re.MULTILINE)
    return tuple(
        Pin(
            requirement=Requirement(head.removesuffix("\\").strip()),
            hashes=tuple(re.findall(r"^    --hash=(\S+)", rest, re.MULTILINE)),
            needed_by=frozenset(re.findall(r"^    #\s+(?:via )?([a-z][\w.-]*)", rest, re.MULTILINE))
            - {"via"},
        )
        for head, rest in entries
    )


def installed(python: str, machine: str) -> dict[str, Pin]:
    """Return the pins that hold for one Python on Linux, by name."""
    where = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "platform_machine": machine,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    held = [pin for pin in pins() if pin.requirement.marker is None or pin.requirement.marker.evaluate(where)]
    assert len({pin.name for pin in held}) == len(held)
    return {pin.name: pin for pin in held}


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("python", PYTHONS)
def test_every_dependency_is_pinned_once_within_the_range_that_is_asked_for(
    python: str, machine: str
) -> None:
    found = installed(python, machine)

    assert not ASKED.keys() - found.keys()
    assert not [name for name, one in ASKED.items() if found[name].version not in one.specifier]


def test_every_pin_has_hashes_and_comes_by_name_from_whichever_index_is_set_up() -> None:
    assert pins()
    for pin in pins():
        assert pin.requirement.url is None, pin.name
        assert pin.hashes, pin.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in pin.hashes), pin.name
    assert "://" not in LOCK
    assert not re.findall(r"^-{1,2}\w.*", LOCK, re.MULTILINE)  # an option would name an index or a folder
    assert not re.findall(r"(?<!\S)/\S+", LOCK)


def test_nothing_is_pinned_that_nothing_needs() -> None:
    needed: set[str] = set(ASKED)
    left = {pin.name: {canonicalize_name(name) for name in pin.needed_by} for pin in pins()}
    while more := {name for name, parents in left.items() if name not in needed and parents & needed}:
        needed |= more

    assert not left.keys() - needed
    assert {name for name, parents in left.items() if PROJECT["name"] in parents} == set(ASKED)
