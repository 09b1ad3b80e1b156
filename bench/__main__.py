"""`make bench`: one table of what the program does, beside what a user would otherwise pick, all in one run.

    python -m bench [--full] [PART ...]

It takes about a quarter of an hour on two cores; `--full` takes hours. The table goes to standard output, and what
the parts find on their way to standard error. A part that does not run says so in its row, and the others go on.
A ratio over one says that ours is better by so much. Times are of the clock unless the row says CPU.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from statistics import median

from bench import end_to_end, matching, polling, reading, scale, startup, stories, table
from bench.end_to_end import Load, percentile
from bench.table import Row


def main() -> None:
    """Run the parts and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="more terms, rules, documents and sources")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"some of {', '.join(PARTS)}")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    began = time.monotonic()
    rows: list[Row] = []
    for name in arguments.parts or PARTS:
        with redirect_stdout(sys.stderr):
            try:
                rows += PARTS[name](arguments.full)
            except (Exception, SystemExit) as error:  # noqa: BLE001  one part must not take the others with it
                rows.append(table.failed(name, error))
    print(table.show(rows))
    load = ", ".join(f"{share:.1f}" for share in os.getloadavg())
    minutes = (time.monotonic() - began) / 60
    print(
        f"\n{minutes:.0f} min on {os.cpu_count()} cores; load at the end {load}, of other programs included"
    )


def _matching(full: bool) -> Iterator[Row]:  # noqa: FBT001 - every part is called so
    tables = matching.run(quick=not full)
    for size in (max(tables), 100) if full else (10_000,):
        _, keen, *_, ours = tables[size]
        yield Row(
            what=f"match {size:,} terms in 1-20 kB",
            ours=f"{ours.typical * 1e6:,.0f} µs CPU",
            theirs=f"{keen.typical * 1e6:,.0f} µs, `re`, literal first",
            ratio=ours.times_faster_than(keen),
            p50=f"{ours.percentile(50) * 1e6:,.0f} µs",
            p95=f"{ours.percentile(95) * 1e6:,.0f} µs",
            goal="the hits of `re`",
            met=not ours.missing and not ours.extra,
        )


def _reading(full: bool) -> Iterator[Row]:  # noqa: FBT001 - every part is called so
    del full
    for row in reading.run():
        yield Row(
            what=row.what,
            ours=f"{row.ours_ms:.1f} ms",
            theirs=f"{row.other_ms:.1f} ms, feedparser's defaults",
            ratio=row.ratio,
        )


def _stories(full: bool) -> Iterator[Row]:  # noqa: FBT001 - every part is called so
    times = stories.run(quick=not full)
    for place, kind in enumerate(("", " CPU")):
        ours = [spent[place] * 1e3 for spent in times.ours]
        other = [spent[place] * 1e3 for spent in times.other]
        yield Row(
            what=f"join a document to {times.stored:,}",
            ours=f"{percentile(ours, 50):.1f} ms{kind}",
            theirs=f"{percentile(other, 50):.1f} ms{kind}, MinHash, in memory",
            ratio=percentile(other, 50) / percentile(ours, 50),
            p50=f"{percentile(ours, 50):.1f} ms",
            p95=f"{percentile(ours, 95):.1f} ms",
            goal=f"p95 ≤ 20 ms{kind}",
            met=percentile(ours, 95) <= 20,
        )


def _polling(full: bool) -> Iterator[Row]:  # noqa: FBT001 - every part is called so
    ours, reader, plain = polling.run(quick=not full)
    feeds = f"of {polling.number(quick=not full):,} feeds"
    mixed, same, new = "one in ten changed", "unchanged", "changed"
    for what, other, regime, goal in (
        (f"poll 1 in 10 changed {feeds}", reader, mixed, 3.0),
        (f"poll all changed {feeds}", plain, new, 3.0),
    ):
        ratio = ours.rate(regime) / other.rate(regime)
        yield Row(
            what=what,
            ours=f"{ours.rate(regime):,.0f}/s",
            theirs=f"{other.rate(regime):,.0f}/s, {_called(other.name)}",
            ratio=ratio,
            goal=f"{goal:g} times",
            met=ratio >= goal,
        )
    ratio = reader.cost(same) / ours.cost(same)
    yield Row(
        what=f"poll none changed {feeds}",
        ours=f"{ours.cost(same):.2f} ms CPU",
        theirs=f"{reader.cost(same):.2f} ms, {_called(reader.name)}",
        ratio=ratio,
        goal="a third",
        met=ratio >= 3,
    )


def _end_to_end(full: bool) -> Iterator[Row]:  # noqa: FBT001 - every part is called so
    load = Load(listed=14, every=60, entries=600, seconds=600.0) if full else Load()
    found = end_to_end.run(load)
    ours, *others = found
    what = f"{load.sources:,} sources, every {load.every} s"
    for other in others:
        yield Row(
            what=f"appears → message, {what}",
            ours=f"{percentile(ours.whole, 95):.1f} s p95",
            theirs=f"{percentile(other.whole, 95):.1f} s p95, {_called(other.name)}",
            ratio=percentile(other.whole, 95) / percentile(ours.whole, 95),
            p50=f"{percentile(ours.whole, 50):.1f} s",
            p95=f"{percentile(ours.whole, 95):.1f} s",
            goal=f"p95 ≤ {load.goal:g} s, none lost",
            met=percentile(ours.whole, 95) <= load.goal and not ours.lost and not ours.twice,
        )
    reader = others[0]
    yield Row(
        what="  of it, handed out → message",
        ours=f"{percentile(ours.own, 50):.2f} s",
        theirs=f"{percentile(reader.own, 50):.2f} s, {_called(reader.name)}",
        ratio=percentile(reader.own, 50) / percentile(ours.own, 50),
        p50=f"{percentile(ours.own, 50):.2f} s",
        p95=f"{percentile(ours.own, 95):.2f} s",
    )
    yield Row(
        what="  processor a poll, telling included",
        ours=f"{ours.cost:.2f} ms CPU",
        theirs=f"{reader.cost:.2f} ms, {_called(reader.name)}",
        ratio=reader.cost / ours.cost,
    )
    yield Row(
        what=f"  memory with {load.sources:,} sources",
        ours=f"{ours.memory / 2**20:.0f} MiB",
        theirs=f"{reader.memory / 2**20:.0f} MiB, {_called(reader.name)}",
        ratio=reader.memory / ours.memory,
    )


def _startup(full: bool) -> Iterator[Row]:  # noqa: FBT001 - every part is called so
    first, again, reader, _ = startup.run(rounds=9 if full else 5)
    for one, what in ((first, "start → first request, new store"), (again, "start → first request")):
        yield Row(
            what=what,
            ours=f"{median(one.seconds):.2f} s",
            theirs=f"{median(reader.seconds):.2f} s, {_called(reader.name)}",
            ratio=median(reader.seconds) / median(one.seconds),
            p50=f"{percentile(one.seconds, 50):.2f} s",
            p95=f"{percentile(one.seconds, 95):.2f} s",
            goal="< 2 s",
            met=median(one.seconds) < 2,
        )
    yield Row(
        what="memory, idle with one source",
        ours=f"{median(again.memory) / 2**20:.0f} MiB",
        theirs=f"{median(reader.memory) / 2**20:.0f} MiB, {_called(reader.name)}",
        ratio=median(reader.memory) / median(again.memory),
    )


def _scale(full: bool) -> Iterator[Row]:  # noqa: FBT001 - every part is called so
    if not full:  # the end to end has its sources
        return
    count, found = scale.run(quick=False)
    late = percentile(found.late, 95)
    yield Row(
        what=f"lateness of a poll, {count:,} sources",
        ours=f"{late:.1f} s p95",
        p50=f"{percentile(found.late, 50):.1f} s",
        p95=f"{late:.1f} s",
        goal="p95 ≤ 5 s",
        met=late <= 5,
    )
    yield Row(
        what=f"memory with {count:,} sources, one process",
        ours=f"{found.own / 2**20:.0f} MiB",
        goal="≤ 250 MiB",
        met=found.own <= 250 * 2**20,
    )


def _called(name: str) -> str:
    return {"plain": "feedparser and httpx"}.get(name, name)


PARTS: dict[str, Callable[[bool], Iterator[Row]]] = {
    "matching": _matching,
    "reading": _reading,
    "stories": _stories,
    "polling": _polling,
    "end_to_end": _end_to_end,
    "startup": _startup,
    "scale": _scale,
}


if __name__ == "__main__":
    main()
