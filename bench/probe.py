"""The program, with a watch on its event loop: how long it did not look whether anything had come.

    python -m bench.probe REPORT ARGUMENTS-OF-MONITOR

At its end it writes to REPORT, as JSON, when each pause of over ten milliseconds ended, and how long it was.
"""

from __future__ import annotations

import asyncio
import json
import selectors
import sys
import time
from pathlib import Path

from monitor.__main__ import main as monitor_main

_WORTH_TELLING = 0.01  # seconds


class _Selector(selectors.DefaultSelector):
    """Notes how long ago it was last asked."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[tuple[float, float]] = []
        self._left = time.monotonic()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        pause = time.monotonic() - self._left
        if pause > _WORTH_TELLING:
            self.pauses.append((time.time(), pause))
        found = super().select(timeout)
        self._left = time.monotonic()
        return found


class _Policy(asyncio.DefaultEventLoopPolicy):
    def __init__(self, selector: _Selector) -> None:
        super().__init__()
        self._selector = selector

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.SelectorEventLoop(self._selector)


def main() -> None:
    """Run the program, then report."""
    report = Path(sys.argv.pop(1))
    selector = _Selector()
    asyncio.set_event_loop_policy(_Policy(selector))
    try:
        monitor_main()
    finally:
        report.write_text(json.dumps(selector.pauses), encoding="utf-8")


if __name__ == "__main__":
    main()
