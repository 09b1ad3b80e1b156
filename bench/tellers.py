"""What a user would otherwise write: poll a list of feeds, look for keywords in what is new, post it to Telegram.

python -m bench.tellers reader|plain AT-ONCE SECONDS FOLDER < addresses

Short on purpose, and good of its kind: requests at once, validators sent back, connections kept, what is old told
apart from what is new. It folds no spelling, joins no stories, keeps to no pace, and what cannot be sent is lost.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from html import escape, unescape
from pathlib import Path

import feedparser
import httpx

_PATIENCE = 30.0  # seconds, as the program has
_KEYWORDS = (
    *("pilot zone", "pilot list", "pilot programme", "export control", "five-year plan", "rare earth"),
    *("new quality productive forces", "first-of-a-kind", "choke point", "industry standard", "subsidy"),
    *(
        "试点名单",
        "出口管制",
        "五年规划",
        "稀土",
        "新质生产力",
        "首台套",
        "卡脖子",
        "行业标准",
        "专项资金",
        "示范区",
    ),
)


def concerns(text: str) -> bool:
    """Say whether a text has any of the keywords."""
    folded = text.casefold()
    return any(keyword in folded for keyword in _KEYWORDS)


def message(title: str, link: str) -> dict[str, str]:
    """Return what is posted."""
    chat = os.environ["TELEGRAM_CHANNEL"]
    return {"chat_id": chat, "text": f"<b>{escape(title)}</b>\n{escape(link)}", "parse_mode": "HTML"}


def method() -> str:
    """Return where it is posted."""
    return f"{os.environ['TELEGRAM_API_URL']}/bot{os.environ['TELEGRAM_BOT_TOKEN']}/sendMessage"


async def tell_plainly(addresses: list[str], at_once: int, seconds: float) -> None:
    """Fetch with httpx, parse with feedparser, remember what was seen in a set."""
    slots = asyncio.Semaphore(at_once)
    etags: dict[str, str] = {}
    seen: set[str] = set()
    is_first = True

    async def poll(address: str) -> None:
        async with slots:
            headers = {"If-None-Match": etags[address]} if address in etags else {}
            try:
                answer = await client.get(address, headers=headers)
            except httpx.TransportError:  # the next pass tries again
                return
        if answer.status_code != httpx.codes.OK:
            return
        etags[address] = answer.headers.get("ETag", "")
        for entry in feedparser.parse(answer.content, response_headers=dict(answer.headers)).entries:
            if entry.id in seen:
                continue
            seen.add(entry.id)
            content = entry.content[0].value if "content" in entry else ""
            if not is_first and concerns(f"{entry.title} {unescape(content)}"):
                (await client.post(method(), json=message(entry.title, entry.link))).raise_for_status()

    limits = httpx.Limits(max_connections=at_once + 10, max_keepalive_connections=at_once)
    async with httpx.AsyncClient(timeout=_PATIENCE, limits=limits, trust_env=False) as client:
        print("ready", flush=True)
        while True:
            began = time.monotonic()
            await asyncio.gather(*map(poll, addresses))
            is_first = False
            await asyncio.sleep(max(0.0, seconds - (time.monotonic() - began)))


def tell_with_reader(addresses: list[str], at_once: int, seconds: float, folder: Path) -> None:
    """Let the `reader` library update every feed with threads, as its guide says, and look at what it calls new."""
    import reader  # noqa: PLC0415 - an extra; the other does without

    made = reader.make_reader(str(folder / "telling.db"), search_enabled=False)
    for address in addresses:
        made.add_feed(address, exist_ok=True)
    print("ready", flush=True)
    is_first = True
    with httpx.Client(timeout=_PATIENCE, trust_env=False) as client:
        while True:
            began = time.monotonic()
            for result in made.update_feeds_iter(scheduled=False, workers=at_once):
                if result.updated_feed is None or not result.updated_feed.new:
                    continue
                for entry in made.get_entries(feed=result.url, read=False):
                    made.mark_entry_as_read(entry)
                    content = entry.content[0].value if entry.content else entry.summary or ""
                    if not is_first and concerns(f"{entry.title} {unescape(content)}"):
                        posted = message(entry.title or "", entry.link or "")
                        client.post(method(), json=posted).raise_for_status()
            is_first = False
            time.sleep(max(0.0, seconds - (time.monotonic() - began)))


def main() -> None:
    """Tell until ended."""
    kind, at_once, seconds, folder = sys.argv[1:]
    addresses = sys.stdin.read().split()
    if kind == "reader":
        tell_with_reader(addresses, int(at_once), float(seconds), Path(folder))
    else:
        asyncio.run(tell_plainly(addresses, int(at_once), float(seconds)))


if __name__ == "__main__":
    main()
