"""The first loop: due source → fetched bytes → entries → document versions → matches → one commit.

claim ─▶ before-steps ─▶ list ─▶ which are unknown ─▶ their pages and files ─▶ match ─▶ finish
"""

from monitor.gather.backlog import age
from monitor.gather.gathering import LIMITS, Limits
from monitor.gather.listing import Listing, listed
from monitor.gather.polling import poll
from monitor.gather.protocols import Fetcher, Reader, Rules, Store
from monitor.gather.telling import Store as Telling
from monitor.gather.telling import tell

__all__ = [
    "LIMITS",
    "Fetcher",
    "Limits",
    "Listing",
    "Reader",
    "Rules",
    "Store",
    "Telling",
    "age",
    "listed",
    "poll",
    "tell",
]
