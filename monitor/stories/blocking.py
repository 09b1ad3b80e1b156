"""Typed keys of a document: what another one about the same event would share, so that few need be compared."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import lru_cache
from itertools import combinations, islice, product
from urllib.parse import urlsplit

from monitor.model import StoryKey
from monitor.stories import foreign
from monitor.stories.sharing import rare_names, worth
from monitor.stories.sketch import bands
from monitor.stories.traits import Traits

# How long ago a document may have been seen to be worth a look, by the kind of the key it shares.
WINDOWS: Mapping[str, timedelta] = {
    "url": timedelta(days=730),
    "number": timedelta(days=730),
    "work": timedelta(days=730),
    "text": timedelta(days=60),
    "band": timedelta(days=60),
    "title": timedelta(days=60),
    "pair": timedelta(days=45),
}
CROWD = 200  # a key that so many documents within its window share says nothing about one event
MOST = 40  # documents that are compared

DEMO = "demo-"
_WORTH = {"url": 20, "text": 20, "number": 6, "work": 4, "title": 8, "band": 3, "pair": 1}
_NAMES = {"firm": 0, "place": 1, "thing": 2, "subject": 3, "body": 4}  # the most telling first
_MOST_NAMES = 7
_MOST_FIGURES = 5
_MOST_DAYS = 2
_MOST_PAIRS = 50
_LEAST_WORTH = 0.7  # of a figure; 3 % and 5 firms stand everywhere
_WORTH_ALONE, _MOST_ALONE = 1.9, 4
_MOST_RARE = 6  # names that few texts have
_SIDE_HOST = re.compile(r"^(?:www|m|wap|mobile|3g|amp|h5|touch)\.")


def keys(traits: Traits, *, url: str | None, text_hash: str, is_demo: bool = False) -> tuple[StoryKey, ...]:
    """Return the keys of a document; a demo's are of kinds of their own and meet no real one's."""
    mark = DEMO if is_demo else ""
    found = dict.fromkeys(_keys(traits, page_of(url), text_hash))
    return tuple(StoryKey(kind=mark + kind, key=key) for kind, key in found)


def window(kind: str) -> timedelta:
    """Return how long a key of this kind is looked at."""
    return WINDOWS[kind.removeprefix(DEMO)]


def weight(kind: str) -> int:
    """Return how much it says to share a key of this kind."""
    return _WORTH[kind.removeprefix(DEMO)]


def ranked(shared: Iterable[tuple[StoryKey, str]]) -> tuple[str, ...]:
    """Return the ids of the documents worth comparing, best first, of each key and a document that shares it."""
    total: defaultdict[str, int] = defaultdict(int)
    for key, document_id in shared:
        total[document_id] += weight(key.kind)
    return tuple(sorted(total, key=lambda document_id: (-total[document_id], document_id))[:MOST])


@lru_cache(maxsize=1 << 12)
def page_of(url: str | None) -> str | None:
    """Return what tells a page from others, given its canonical URL, whatever host it is served from.

    None for a site's front page, which is linked by entries of any content.
    """
    if url is None:
        return None
    parts = urlsplit(url)
    path = parts.path.strip("/").removesuffix("/amp").removeprefix("amp/")
    if not path and not parts.query:
        return None
    return f"{_SIDE_HOST.sub('', parts.netloc)}/{path}?{parts.query}"


def _keys(traits: Traits, page: str | None, text_hash: str) -> Iterator[tuple[str, str]]:
    if page is not None:
        yield "url", _hash(page)
    if text_hash:
        yield "text", text_hash[:40]
    if len(traits.title) >= 8:
        yield "title", _hash(traits.title)
    for number in islice(sorted(traits.own_numbers | traits.numbers), 6):
        # Papers leave year and office out.
        yield "number", number.partition("|")[0]
    for work in islice(sorted(traits.title_works) + sorted(traits.works - traits.title_works), 4):
        yield "work", _hash(work)
    for code in islice(sorted(traits.codes), 3):
        yield "work", _hash(code)
    for band in bands(traits.sketch):
        yield "band", band
    for telling in (*_alone(traits), *rare_names(traits)[:_MOST_RARE], *_sounds(traits)[:_MOST_RARE]):
        yield "pair", _hash(telling)[:20]
    yield from islice((("pair", pair) for pair in dict.fromkeys(_pairs(traits))), _MOST_PAIRS)


def _sounds(traits: Traits) -> list[str]:
    """Return how foreign names in the title sound, which holds in both scripts."""
    titled = (word for word in traits.latin if word in traits.title) if traits.is_latin else ()
    return [f"sounds {sound}" for sound in foreign.sounds(titled, "" if traits.is_latin else traits.title)]


def _alone(traits: Traits) -> list[str]:
    """Return the figures that tell an event without anything beside them."""
    said = [figure for figure in traits.figures if worth(figure) >= _WORTH_ALONE]
    return sorted(said, key=lambda figure: (-worth(figure), figure))[:_MOST_ALONE]


def _pairs(traits: Traits) -> Iterator[str]:
    """Yield what two retellings share though no words of theirs do, the most telling first."""
    telling = (name for name in traits.head_names if name.partition(":")[0] in _NAMES)
    names = sorted(
        telling, key=lambda name: (name not in traits.title_names, _NAMES[name.partition(":")[0]], name)
    )[:_MOST_NAMES]
    said = [figure for figure in traits.head_figures if worth(figure) >= _LEAST_WORTH]
    figures = sorted(said, key=lambda figure: (-worth(figure), figure))[:_MOST_FIGURES]
    days = sorted(traits.days - {traits.day[5:]})[:_MOST_DAYS]
    yield from (_pair(*two) for two in combinations(figures[:4], 2))
    yield from (_pair(*two) for two in product(names[:4], figures))
    yield from (_pair(*two) for two in product(names[:4], days))
    yield from (_pair(*two) for two in combinations(names, 2))


def _pair(one: str, other: str) -> str:
    return _hash("&".join(sorted((one, other))))[:20]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
