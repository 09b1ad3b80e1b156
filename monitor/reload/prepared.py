"""Rules compiled before the first start, where the program is packed together with them: `python -m monitor.reload.prepared FOLDER`.

A store that is new keeps no compiled rules yet, and compiling the shipped ones takes longer than all else of a start.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from monitor.config import rule_files
from monitor.errors import ConfigError
from monitor.rules import codec

PLACE = Path(__file__).with_name("prepared.rules")
_HASH_SIZE = 64  # letters of the hash of the set, which stands before its bytes


def find(hash_: str, place: Path = PLACE) -> bytes | None:
    """Return the compiled set with this hash; None where none was prepared, or another."""
    with suppress(OSError), place.open("rb") as file:
        if file.read(_HASH_SIZE) == hash_.encode():
            return file.read()
    return None


def prepare(folder: Path, place: Path = PLACE) -> None:
    """Compile the rules of a folder into the place; ConfigError has every problem of files that do not check."""
    rules, problems = rule_files.load_rules(rule_files.read_rule_files(folder), root=str(folder))
    if rules is None:
        raise ConfigError(problems)
    place.write_bytes(rules.hash.encode() + codec.encode(rules))


def main(arguments: list[str], place: Path = PLACE) -> int:
    """Prepare the rules of the folder that is named."""
    try:
        prepare(Path(*arguments), place)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
