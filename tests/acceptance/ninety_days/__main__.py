"""`python -m tests.acceptance.ninety_days [--days N] [--sources N]`: a table, and exit 1 where anything was not as promised."""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.acceptance.ninety_days.run import Plan, Row, run

# Clocks are put forward in New York on 8 March and in Berlin on 29 March; back on 25 October, and on 1 November.
SPRING = datetime(2026, 2, 20, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 12, tzinfo=UTC)


def main() -> int:
    """Run both halves of the year."""
    parser = argparse.ArgumentParser(prog="python -m tests.acceptance.ninety_days")
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    plans = (
        Plan(begin=SPRING, days=given.days, sources=given.sources, seed=given.seed),
        Plan(begin=AUTUMN, days=min(given.days, 30), sources=max(given.sources // 5, 1), seed=given.seed),
    )
    code = 0
    for plan in plans:
        _say(f"{plan.sources} sources for {plan.days} days from {plan.begin:%F}")
        _say(
            f"{'day':>4} {'polls':>8} {'failed':>7} {'documents':>9} {'told':>6} {'digests':>7}"
            f" {'file MB':>8} {'free MB':>8} {'RSS MB':>7} {'objects':>8} {'CPU s':>7}"
        )
        with tempfile.TemporaryDirectory() as folder:
            result = run(plan, Path(folder), say=_show)
        for line in result.violations:
            _say(f"VIOLATION {line}")
            code = 1
    _say("as promised" if code == 0 else "not as promised")
    return code


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _show(row: Row) -> None:
    if row.day <= 2 or row.day % 7 == 0 or row.day % 90 == 0:
        _say(
            f"{row.day:>4} {row.polls:>8,} {row.failures:>7,} {row.documents:>9,} {row.told:>6,} {row.digests:>7}"
            f" {row.size / 1e6:>8.1f} {row.free / 1e6:>8.1f} {row.memory / 1e6:>7.1f} {row.objects:>8,} {row.processor:>7.1f}"
        )


if __name__ == "__main__":
    sys.exit(main())
