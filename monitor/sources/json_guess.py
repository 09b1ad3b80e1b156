"""Which list in an unknown JSON answer is its list of entries, and what its keys most likely mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.model import Fields

_MOST_LOOKED_AT = 20_000  # values
_SEEN = 5  # entries that tell what their keys hold
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HTML = re.compile(r"<a\s[^<>]{0,500}href", re.IGNORECASE)
# The best name first; whole names, without regard to case.
_NAMES = {
    "title": "title doctitle articletitle infotitle subject headline bt biaoti name showtitle newstitle",
    "link": "url link href docpuburl weburl puburl linkurl arturl infourl docurl detailurl titleurl viewurl",
    "date": "publishtime pubtime publishdate pubdate publishedat published publish_time publish_date pubtimestr showdate releasetime "
    "releasedate deploytime display_date docreltime created_at createtime createdate date time fbsj fbrq updatetime ptime",
    "text": "content body summary abstract description intro digest memo zy text docabstract",
    "guid": "id guid docid articleid infoid contentid uuid manuscriptid",
    "number": "docnumber wenhao fwzh pcode wh documentnumber docno fileno",
    "issuer": "issuer puborg publishorg fwjg fbjg source sourcename author deptname unit",
}


def html(data: object) -> str | None:
    """Return the path of the longest piece of HTML with links; None where there is none."""
    best = max(
        (
            (len(value), path)
            for path, value in _values(data)
            if isinstance(value, str) and _HTML.search(value[:50_000])
        ),
        default=None,
    )
    # A link in the summary of one entry is no list.
    return best[1] if best is not None and best[1] and "[" not in best[1] else None


def fields(data: object) -> Fields | None:
    """Return where the entries are and what their keys hold; None where there is no list of objects."""
    lists = [
        (len(value), path)
        for path, value in _values(data)
        if isinstance(value, list)
        and value
        and all(isinstance(member, dict) for member in value[:_SEEN])
        and "[" not in path
    ]
    for _, path in sorted(lists, key=lambda one: -one[0]):
        members = next(value for at, value in _values(data) if at == path)
        assert isinstance(members, list)
        found = _meanings(members[:_SEEN])
        if "title" in found:
            return Fields(item=path or None, **found)
    return None


def _meanings(members: list[dict[str, object]]) -> dict[str, str]:
    keys = {
        key.lower(): key
        for member in members
        for key, value in member.items()
        if isinstance(value, str | int)
    }
    found: dict[str, str] = {}
    for part, names in _NAMES.items():
        for name in names.split():
            if name in keys and keys[name] not in found.values():
                found[part] = _quoted(keys[name])
                break
    return found


def _values(data: object) -> Iterator[tuple[str, object]]:
    """Give every value of an answer that is not inside a list, with its path; the lists themselves too."""
    todo: list[tuple[str, object]] = [("", data)]
    for _ in range(_MOST_LOOKED_AT):
        if not todo:
            return
        path, value = todo.pop(0)
        yield path, value
        if isinstance(value, dict):
            todo += (
                (f"{path}.{_quoted(key)}" if path else _quoted(key), member) for key, member in value.items()
            )


def _quoted(key: str) -> str:
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return key if _PLAIN_KEY.fullmatch(key) else f'"{escaped}"'
