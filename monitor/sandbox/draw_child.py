"""The child that draws: one picture from standard input to standard output, and then it ends."""

from __future__ import annotations

import json
import sys
from typing import Any

from monitor.alerts import chart
from monitor.model.digesting import Chart


def main() -> None:
    """Draw what standard input asks for."""
    charts = [_chart(one) for one in json.load(sys.stdin)]
    sys.stdout.buffer.write(chart.draw(charts))


def _chart(told: dict[str, Any]) -> Chart:
    return Chart(
        title=told["title"],
        weeks=tuple(told["weeks"]),
        topics=tuple((name, tuple(weeks)) for name, weeks in told["topics"]),
        bodies=tuple((name, count) for name, count in told["bodies"]),
        topics_title=told["topics_title"],
        bodies_title=told["bodies_title"],
    )


if __name__ == "__main__":
    main()
