"""`make bench`: one table, medians of interleaved rounds; a ratio over 1 says how many times faster ours is."""

from __future__ import annotations

from bench import matching, reading


def main() -> None:
    """Run every benchmark and print its row."""
    print(f"{'what':<44} {'ours':>12} {'other':>12} {'ratio':>8}  other is")
    for bench in (matching.run, reading.run):
        for row in bench():
            print(
                f"{row.what:<44} {row.ours_ms:>9.2f} ms {row.other_ms:>9.2f} ms {row.ratio:>8.1f}  {row.other}"
            )


if __name__ == "__main__":
    main()
