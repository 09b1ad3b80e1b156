"""Facts, in one table: the endings of files that offices attach, their media types, and which of them are read."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "wps": "application/vnd.ms-works",
    "et": "application/vnd.ms-excel",
    "ofd": "application/ofd",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "csv": "text/csv",
    "txt": "text/plain",
}
_READ = frozenset(("pdf", "docx", "xlsx", "ofd", "csv", "txt"))
_ENDING = re.compile(rf"\.({'|'.join(_TYPES)})$", re.IGNORECASE)
_ENDINGS = {media_type: ending for ending, media_type in reversed(_TYPES.items())}


def ending(name: str) -> str | None:
    """Return the ending of a file name, or of the file a URL names, where it is that of an attachment."""
    path = name
    if "://" in name:
        try:
            path = unquote(urlsplit(name).path)
        except ValueError:
            return None
    found = _ENDING.search(path.strip())
    return None if found is None else found[1].lower()


def media_type(ending_of_file: str | None) -> str | None:
    """Return the media type that goes with an ending."""
    return None if ending_of_file is None else _TYPES[ending_of_file]


def kind(*, name: str, media_type: str | None) -> str | None:
    """Return the ending that tells what a file is, by its name, else by its media type; None where neither does."""
    declared = (media_type or "").partition(";")[0].strip().lower()
    return ending(name) or _ENDINGS.get(declared)


def is_read(ending_of_file: str) -> bool:
    """Say whether files of this ending are read for their text."""
    return ending_of_file in _READ


def name_in(url: str) -> str:
    """Return the file name at the end of a URL, else the URL."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return url
    return unquote(path.rstrip("/").rpartition("/")[2]).strip() or url
