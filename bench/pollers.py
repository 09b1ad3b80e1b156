"""What a user would otherwise poll with, as processes that go over a list of feeds again and again until ended.

python -m bench.pollers reader|plain AT-ONCE FOLDER < addresses
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import feedparser
import httpx

_PATIENCE = 30.0  # seconds, as the program has


def poll_with_reader(addresses: list[str], at_once: int, folder: Path) -> None:
    """Let the `reader` library update every feed, as its guide says for many of them: with threads."""
    import reader  # noqa: PLC0415 - an extra; the other pollers do without

    made = reader.make_reader(str(folder / "reader.db"), search_enabled=False)
    known = {feed.url for feed in made.get_feeds()}
    for address in addresses:
        if address not in known:
            made.add_feed(address)
    print("ready", flush=True)
    while True:
        made.update_feeds(scheduled=False, workers=at_once)


async def poll_plainly(addresses: list[str], at_once: int) -> None:
    """Fetch with httpx and parse with feedparser as it comes, keeping the validators: nothing is stored."""
    slots = asyncio.Semaphore(at_once)
    etags: dict[str, str] = {}
    limits = httpx.Limits(max_connections=at_once, max_keepalive_connections=20)

    async def poll(client: httpx.AsyncClient, address: str) -> None:
        async with slots:
            headers = {"If-None-Match": etags[address]} if address in etags else {}
            try:
                answer = await client.get(address, headers=headers)
            except httpx.TransportError:  # its turn ended in the middle, and the next one came too late
                return
            if answer.status_code == httpx.codes.OK:
                feedparser.parse(answer.content, response_headers=dict(answer.headers))
                etags[address] = answer.headers["ETag"]

    async with httpx.AsyncClient(timeout=_PATIENCE, limits=limits, trust_env=False) as client:
        print("ready", flush=True)
        while True:
            await asyncio.gather(*(poll(client, address) for address in addresses))


def main() -> None:
    """Poll until ended."""
    kind, at_once, folder = sys.argv[1:]
    addresses = sys.stdin.read().split()
    if kind == "reader":
        poll_with_reader(addresses, int(at_once), Path(folder))
    else:
        asyncio.run(poll_plainly(addresses, int(at_once)))


if __name__ == "__main__":
    main()
