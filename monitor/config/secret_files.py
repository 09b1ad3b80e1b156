"""Secrets from a variable, or from the file that a variable or a key names; refused where doubtful, and never shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

TOKEN = "TELEGRAM_BOT_TOKEN"  # noqa: S105  the name of the variable
_MOST = 64 * 1024  # bytes; a longer file was named by mistake
# As @BotFather gives it; servers of Telegram's test environment are asked with the ending.
_BOT_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+(/test)?")


def read(path: Path, shown: str) -> str:
    """Return the secret in a file without the white space around it; raises ValueError with the mend."""
    try:
        if path.exists() and not path.is_file():
            # A pipe gives its words once, and the settings are read again whenever they are saved.
            raise ValueError(f"{shown}: is no plain file; name a file that holds the secret")
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
    except OSError as error:
        raise ValueError(f"{shown}: {error.strerror}; name a readable file") from None
    if len(content) > _MOST:
        raise ValueError(f"{shown}: is too long for a secret; name a file that holds it and nothing else")
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise ValueError(f"{shown}: not UTF-8; name a readable file") from None
    if not text:
        raise ValueError(f"{shown}: is empty; write the secret into it")
    return text


def of_variable(environment: Mapping[str, str], name: str) -> str | None:
    """Return what NAME says, or the file of NAME_FILE; None where neither is set. Raises ValueError with the mend."""
    said, file = (environment.get(one, "").strip() for one in (name, f"{name}_FILE"))
    if said and file:
        raise ValueError(f"{name} and {name}_FILE are both set; unset one of them")
    if not file:
        return said or None
    try:
        return read(Path(file), file)
    except ValueError as error:
        raise ValueError(f"{name}_FILE: {error}") from None


def set_variable(environment: Mapping[str, str]) -> str | None:
    """Return the variable that names a bot's token, or its file, whatever that is worth."""
    return next((name for name in (TOKEN, f"{TOKEN}_FILE") if environment.get(name, "").strip()), None)


def is_set(environment: Mapping[str, str]) -> bool:
    """Say whether a bot's token is named at all, whatever it is worth."""
    return set_variable(environment) is not None


def bot_token(environment: Mapping[str, str]) -> str | None:
    """Return the bot's token; None where none is set. Raises ValueError with the mend."""
    token = of_variable(environment, TOKEN)
    if token is not None and not _BOT_TOKEN.fullmatch(token):
        # Often the name of the variable was pasted with it, or half of it was.
        name = set_variable(environment)
        raise ValueError(f"{name}: holds no bot token; write it as @BotFather gave it, like 123456:ABC-DEF")
    return token
