"""`python -m tests.acceptance.soak`: prints one table, and exits 1 where a promise was broken."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.acceptance import soak
from tests.acceptance.soak.faults import FAULTS
from tests.acceptance.soak.run import Plan, run
from tests.acceptance.soak.world import Conditions


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.acceptance.soak",
        description=soak.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, help="begin nothing new after so many")
    parser.add_argument(
        "--only", type=_names, default=tuple(FAULTS), metavar="FAULT,…", help=", ".join(FAULTS)
    )
    parser.add_argument(
        "--without-ops-chat", action="store_true", help="at least once: a cut-off send is repeated"
    )
    parser.add_argument(
        "--settling", type=float, default=1.0, help="seconds; the program's own is 30 (default: 1)"
    )
    parser.add_argument("--longest-lock", type=float, default=8.0, help="seconds (default: 8)")
    parser.add_argument("--deleted", type=float, default=0.2, help="of others' posts (default: 0.2)")
    wanted = parser.parse_args()
    conditions = Conditions(
        seed=wanted.seed,
        has_ops_chat=not wanted.without_ops_chat,
        settling=wanted.settling,
        longest_lock=wanted.longest_lock,
        deleted=wanted.deleted,
    )
    plan = Plan(conditions=conditions, kills=wanted.kills, minutes=wanted.minutes, only=wanted.only)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        result = run(plan, Path(folder))
    sys.stdout.write(f"{result}\n")
    sys.exit(0 if result.is_good else 1)


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if unknown := [name for name in names if name not in FAULTS]:
        raise argparse.ArgumentTypeError(
            f"no such fault: {', '.join(unknown)}; there are {', '.join(FAULTS)}"
        )
    return names


if __name__ == "__main__":
    main()
