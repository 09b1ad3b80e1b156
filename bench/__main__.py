"""`make bench`: what the program does, beside what a user would otherwise pick; `--quick` takes a few minutes."""

from __future__ import annotations

import argparse

from bench import matching, polling, reading, scale, stories


def main() -> None:
    """Run the benchmarks and print their tables."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer terms, rules, documents and sources")
    arguments = parser.parse_args()
    matching.run(quick=arguments.quick)
    print(f"\n{'what':<38} {'ours':>11} {'other':>12} {'ratio':>7}  other is")
    for row in reading.run():
        print(f"{row.what:<38} {row.ours_ms:>8.2f} ms {row.other_ms:>9.2f} ms {row.ratio:>7.1f}  {row.other}")
    stories.run(quick=arguments.quick)
    polling.run(quick=arguments.quick)
    scale.run(quick=arguments.quick)


if __name__ == "__main__":
    main()
