"""Python runs this before the program: its wall clock and its resolver follow a file from then on.

The clock is moved beneath Python's own functions, so that libraries see what the program sees; the steady clock is
left alone, as it is where an operator or NTP sets a clock. Names under `.soak.test` are this machine's, or unknown.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_FOLDER = Path(os.environ["SOAK_FOLDER"])
_DOMAIN = ".soak.test"
_LOOK = 0.02  # seconds between two looks at the clock's file

_look_up = socket.getaddrinfo


def _addresses(host: Any) -> Any:
    """Return whom to ask for in the place of a name."""
    name = host.decode() if isinstance(host, bytes) else host
    if not isinstance(name, str) or not name.endswith(_DOMAIN):
        return host
    if (_FOLDER / "names-fail").exists():
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return "127.0.0.1"


def _getaddrinfo(host: Any, port: Any, *arguments: Any, **named: Any) -> Any:
    return _look_up(_addresses(host), port, *arguments, **named)


async def _getaddrinfo_beside(loop: Any, host: Any, port: Any, **named: Any) -> Any:
    return await _look_up_beside(loop, _addresses(host), port, **named)


def _offset() -> float:
    try:
        return float(json.loads((_FOLDER / "clock").read_text(encoding="ascii")))
    except (OSError, ValueError):  # none yet, or just being written
        return 0.0


def _follow_clock() -> None:
    """Set the clock to where the file says it is, now and whenever that changes."""
    import time_machine  # noqa: PLC0415  as below

    at = _offset()
    travel = time_machine.travel(datetime.now(UTC) + timedelta(seconds=at), tick=True).start()

    def follow() -> None:
        nonlocal at
        while True:
            time.sleep(_LOOK)
            wanted = _offset()
            if wanted != at:
                travel.shift(timedelta(seconds=wanted - at))
                at = wanted

    threading.Thread(target=follow, daemon=True).start()


# Its children read bytes, and neither ask for names nor for the time of day.
if sys.orig_argv[1:4] == ["-m", "monitor", "run"]:
    import uvloop

    socket.getaddrinfo = _getaddrinfo
    _look_up_beside = uvloop.Loop.getaddrinfo
    setattr(uvloop.Loop, "getaddrinfo", _getaddrinfo_beside)  # noqa: B010  a plain assignment is no method to mypy
    _follow_clock()
    from monitor import outbox

    # A send that was cut off is looked for sooner, or each of hundreds of kills would cost half a minute.
    outbox.SETTLING = timedelta(seconds=float(os.environ["SOAK_SETTLING"]))
