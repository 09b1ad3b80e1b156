"""Whether two addresses are of one site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# Under these a country gives names to offices, companies and schools, so that three labels make a site.
_SECOND = re.compile("gov|com|org|net|edu|ac|co|go|or|gob|gouv|mil|ne|info")
_PROVINCE = re.compile(
    "bj|sh|tj|cq|he|sx|nm|ln|jl|hl|js|zj|ah|fj|jx|sd|ha|hb|hn|gd|gx|hi|sc|gz|yn|xz|sn|gs|qh|nx|xj|tw|hk|mo"
)
_ADDRESS = re.compile(r"[\d.]+|.*:.*")


def is_same(url: str, other: str) -> bool:
    """Say whether two addresses are of one site, whatever its host is called."""
    return site(url) == site(other)


def site(url: str) -> str:
    """Return the name under which a host is registered, or nearly; the host itself where it is an IP address."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    labels = host.split(".")
    if _ADDRESS.fullmatch(host) or len(labels) < 3:
        return host
    second = labels[-2]
    is_deep = len(labels[-1]) == 2 and (
        _SECOND.fullmatch(second) or (labels[-1] == "cn" and _PROVINCE.fullmatch(second))
    )
    return ".".join(labels[-3:] if is_deep else labels[-2:])
