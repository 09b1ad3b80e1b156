"""compose.yaml and the Dockerfile: what a container may not do, and that nothing they name is missing."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
SETTINGS: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICE: dict[str, Any] = SETTINGS["services"]["monitor"]


def test_the_container_may_write_its_data_and_a_small_tmp_without_programs_and_nothing_else() -> None:
    writable = [volume for volume in SERVICE["volumes"] if not volume.endswith(":ro")]

    assert SERVICE["read_only"] is True
    assert writable == ["data:/data"]
    (tmpfs,) = SERVICE["tmpfs"]
    place, _, options = tmpfs.partition(":")
    assert place == "/tmp"
    assert {"noexec", "nosuid", "nodev", "mode=1777"} <= set(options.split(","))
    assert re.search(r"size=\d+m", options)


def test_the_container_has_no_rights_and_bounded_means() -> None:
    assert SERVICE["cap_drop"] == ["ALL"]
    assert "cap_add" not in SERVICE
    assert SERVICE["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "network_mode", "pid", "ipc", "ports", "user", "entrypoint"} & SERVICE.keys()
    assert 0 < SERVICE["pids_limit"] <= 512
    assert SERVICE["mem_limit"] == SERVICE["memswap_limit"]
    assert {"max-size", "max-file"} <= SERVICE["logging"]["options"].keys()


def test_the_token_is_a_file_and_no_variable_holds_a_secret() -> None:
    environment: dict[str, str] = SERVICE["environment"]

    assert environment["TELEGRAM_BOT_TOKEN_FILE"] == "/run/secrets/telegram_bot_token"
    assert SERVICE["secrets"] == list(SETTINGS["secrets"]) == ["telegram_bot_token"]
    assert not [name for name in environment if re.search(r"TOKEN$|KEY$|SECRET$|PASSWORD$|URL$", name)]
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"secrets/", ".env"} <= set(ignored)
    assert {"secrets", ".env"} <= set((ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines())


def test_everything_that_is_mounted_is_there() -> None:
    mounted = [volume.split(":") for volume in SERVICE["volumes"]]

    for here, there, *_ in mounted:
        assert there.startswith(("/data", "/app/"))
        assert here in SETTINGS["volumes"] or (ROOT / here).exists()


@pytest.mark.parametrize("word", ["ENTRYPOINT", "CMD", "HEALTHCHECK"])
def test_the_image_starts_and_is_looked_after_without_a_shell(word: str) -> None:
    said = re.findall(rf"^{word} .*$", DOCKERFILE.replace("\\\n", " "), re.MULTILINE)

    (last,) = said[-1:]
    form = last[last.index("[") :]
    assert all(isinstance(part, str) for part in json.loads(form))
    assert "CMD-SHELL" not in form
    assert json.loads(form)[0] not in {"sh", "bash", "/bin/sh", "/bin/bash"}


def test_the_image_runs_as_a_user_of_no_rights_and_installs_by_hash() -> None:
    (user,) = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)

    assert user == "10001:10001"
    assert not re.findall(r"pip install(?![^\n]*--require-hashes)[^\n]*--requirement", DOCKERFILE)
