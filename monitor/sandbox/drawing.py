"""Draw in a process of its own: the loop is not held up, and the memory is given back when the picture is there."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import structlog

from monitor.model.digesting import Chart

logger = structlog.get_logger("monitor.sandbox")

_SECONDS = 90.0  # on a small machine, with every font to be looked at
_PNG = b"\x89PNG\r\n\x1a\n"


async def draw(
    charts: Sequence[Chart], *, seconds: float = _SECONDS, command: Sequence[str] = ()
) -> bytes | None:
    """Return the first chart that the fonts here can write, as PNG; None where drawing fails, which is logged."""
    run = command or (sys.executable, "-P", "-Wignore", "-m", "monitor.sandbox.draw_child")
    try:
        picture, reason = await _run(run, charts, seconds)
    except TimeoutError:
        picture, reason = b"", f"it took more than {seconds:g} seconds"
    except OSError as error:
        picture, reason = b"", str(error)
    if picture.startswith(_PNG):
        return picture
    logger.warning("a picture could not be drawn", reason=reason)
    return None


async def _run(command: Sequence[str], charts: Sequence[Chart], seconds: float) -> tuple[bytes, str]:
    """Return what the child gives and, where that is nothing, why."""
    told = json.dumps([asdict(one) for one in charts], ensure_ascii=False).encode()
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment(),
        start_new_session=True,  # a Ctrl-C on the terminal is not for it
    )
    try:
        async with asyncio.timeout(seconds):
            picture, words = await process.communicate(told)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    said = words.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
    return picture, said or f"exit code {process.returncode}"


def _environment() -> dict[str, str]:
    # Nothing of ours is for the child: the token stands in the environment.
    return {
        "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
        "PYTHONUTF8": "1",
        **{name: os.environ[name] for name in ("HOME", "LD_LIBRARY_PATH", "PATH") if name in os.environ},
    }
