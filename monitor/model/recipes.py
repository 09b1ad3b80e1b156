"""How a source is asked and read, beyond its address: what an operator declares for a site that has no feed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Pairs = tuple[tuple[str, str], ...]
"""Names and values in order; a name may come twice, as in a query."""


class FullText(StrEnum):
    """When an entry's page is fetched for its text."""

    AUTO = "auto"  # where the entry has none, or it is cut off
    ALWAYS = "always"
    NEVER = "never"


class AttachmentRule(StrEnum):
    """What becomes of the files an entry links."""

    NAMES = "names"  # named in the document
    TEXT = "text"  # fetched, and their text is part of it


class RobotsRule(StrEnum):
    """Whether robots.txt is asked before a page that we found ourselves is fetched."""

    OBEY = "obey"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request. In every value `{name}` stands for what a step took, and `{page}` for the number of the page."""

    url: str
    method: str = "GET"  # or POST
    headers: Pairs = ()
    params: Pairs = ()  # added to the query of the URL
    form: Pairs = ()  # the body, URL-encoded
    json: str | None = None  # the body, as JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A value to take from an answer: of an element, of a JSON answer, or of the bare text, through a pattern."""

    name: str
    css: str | None = None  # may end in ::attr(name) or ::text
    path: str | None = None  # JMESPath
    pattern: str | None = None  # RE2 with one group, over what the other two gave, else over the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A request that comes before the list itself: for its cookies, or for what is taken from its answer."""

    request: Request
    takes: tuple[Take, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Where in a list its entries are, and where in each the parts are: CSS for `listing`, JMESPath for `json`.

    A listing without `item` and `link` is read by its structure.
    """

    html: str | None = None  # JMESPath of the list's HTML in a JSON answer; None: the answer is the page
    item: str | None = None  # the entries; in JSON a list of objects
    link: str | None = None
    title: str | None = None
    date: str | None = None
    text: str | None = None
    guid: str | None = None
    number: str | None = None  # 发文字号
    issuer: str | None = None  # 发布机构
    next: str | None = None  # the link to the next page


_NO_FIELDS = Fields()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything of the above for one source; the default suits a feed or a folder."""

    before: tuple[Step, ...] = ()
    method: str = "GET"
    headers: Pairs = ()
    params: Pairs = ()
    form: Pairs = ()
    json: str | None = None
    pages: int = 1  # of the list, the most a poll reads
    first_page: int = 1  # what `{page}` is at first
    charset: str | None = None  # in place of what the answers say
    fields: Fields = _NO_FIELDS
    link_template: str | None = None  # https://example.org/{id}, of the fields of a JSON entry
    only: str | None = None  # RE2 that an entry's link must hold
    fulltext: FullText = FullText.AUTO
    attachments: AttachmentRule = AttachmentRule.NAMES
    robots: RobotsRule = RobotsRule.OBEY
    rechecks: bool = True  # the page of a document that was told is looked at again a few times


PLAIN = Recipe()
