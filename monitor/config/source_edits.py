"""Edits of the sources in `monitor.yaml` that keep every other byte: comments, order, quoting, line ends.

read ─▶ verified | appended ─▶ replace
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from monitor.config import yaml_text
from monitor.errors import ConfigError, Problem

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOM = "\ufeff"  # libyaml does not count it, the parser in Python does
_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")  # what YAML 1.1 ends a line with
_QUOTES = ("'", '"')


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsFile:
    """The settings as their file holds them, line ends and all."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edit:
    """What comes in place of a part of the text."""

    start: int
    end: int
    text: str


def read(path: Path) -> SettingsFile:
    """Read the file to be edited; raises ConfigError."""
    try:
        return SettingsFile(path=path, text=path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _refused(path, "is not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise _refused(path, f"{error.strerror}; may this user read it?") from error


def verified(file: SettingsFile, days: Mapping[int, date]) -> str:
    """Return the text in which sources, by their place in the list, were verified on a day.

    Raises ConfigError where the place cannot be found for certain.
    """
    bom, text = _parted(file.text)
    items = _items(_root(file, text))
    edits = []
    for number, day in days.items():
        item = items[number] if number < len(items) else None
        if not isinstance(item, yaml.MappingNode) or not item.value:
            raise _refused(file.path, f"source {number + 1} cannot be found in it; write `verified:` by hand")
        edits.append(_verified_edit(file, text, item, day))
    edited = bom + _applied(text, edits)
    wanted = _data(file.path, file.text)
    for number, day in days.items():
        wanted["sources"][number]["verified"] = day
    _see_that(file, edited, wanted)
    return edited


def appended(file: SettingsFile, blocks: Sequence[str]) -> str:
    """Return the text with items behind those of `sources`, each as YAML writes it at the edge of a page.

    Raises ConfigError where the place cannot be found for certain.
    """
    bom, text = _parted(file.text)
    root = _root(file, text)
    edited = bom + _applied(text, [_appended_edit(file, text, root, blocks)])
    wanted = _data(file.path, file.text)
    added = _data(file.path, "".join(blocks))
    wanted["sources"] = [*(wanted.get("sources") or []), *added]
    _see_that(file, edited, wanted)
    return edited


def replace(file: SettingsFile, text: str) -> None:
    """Put the edited text in the file's place, at once and whole; its mode stays, and where a link leads to it.

    Raises ConfigError where the file was edited since it was read, or cannot be written.
    """
    target = file.path.resolve()
    made: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        made = Path(name)
        with os.fdopen(descriptor, "wb") as new:
            new.write(text.encode("utf-8"))
            new.flush()
            os.fsync(new.fileno())
        before = target.stat()
        made.chmod(stat.S_IMODE(before.st_mode))
        if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
            with suppress(PermissionError):
                os.chown(made, before.st_uid, before.st_gid)
        # Looked at last of all: an editor that saves after this is overwritten, in the blink that is left.
        if target.read_bytes() != file.text.encode("utf-8"):
            raise _refused(file.path, "was edited meanwhile and is left as it is; run the command again")
        made.replace(target)
    except OSError as error:
        raise _refused(
            file.path, f"cannot be written: {error.strerror}; may this user write in {target.parent}?"
        ) from error
    finally:
        if made is not None:
            made.unlink(missing_ok=True)


def _refused(path: Path, message: str, *, line: int = 1, column: int = 1) -> ConfigError:
    return ConfigError((Problem(path=str(path), line=line, column=column, message=message),))


def _parted(text: str) -> tuple[str, str]:
    return (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)


def _root(file: SettingsFile, text: str) -> Any:
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise _refused(file.path, "does not check; `monitor check` says where") from error
    if not isinstance(root, yaml.MappingNode):
        raise _refused(file.path, "holds no settings; write them first")
    return root


def _child(node: Any, key: str) -> Any | None:
    return next((value for name, value in node.value if name.value == key), None)


def _items(root: Any) -> list[Any]:
    sources = _child(root, "sources")
    return sources.value if isinstance(sources, yaml.SequenceNode) else []


def _verified_edit(file: SettingsFile, text: str, item: Any, day: date) -> _Edit:
    value = _child(item, "verified")
    if value is not None:
        start, end = value.start_mark.index, value.end_mark.index
        is_plain = isinstance(value, yaml.ScalarNode) and value.style in {None, "", *_QUOTES}
        if not is_plain or "${" in value.value:
            line, column = value.start_mark.line + 1, value.start_mark.column + 1
            raise _refused(
                file.path, "`verified` is no plain day here; write the day by hand", line=line, column=column
            )
        quote = value.style if value.style in _QUOTES else ""
        return _Edit(start=start, end=end, text=f"{' ' if start == end else ''}{quote}{day}{quote}")
    if item.flow_style:
        end = max(node.end_mark.index for pair in item.value for node in pair)
        return _Edit(start=end, end=end, text=f", verified: {day}")
    key, last = next((pair for pair in reversed(item.value) if _is_on_one_line(*pair)), (None, None))
    if key is None or last is None:
        line = item.start_mark.line + 1
        raise _refused(file.path, f"nothing to write `verified: {day}` behind; write it by hand", line=line)
    end = _end_of_line(text, max(key.end_mark.index, last.end_mark.index))
    return _Edit(start=end, end=end, text=f"{_line_end(text)}{' ' * key.start_mark.column}verified: {day}")


def _is_on_one_line(key: Any, value: Any) -> bool:
    """Say whether what stands behind the line of a pair belongs to it no more."""
    if isinstance(value, yaml.ScalarNode):
        is_inline = value.style not in {"|", ">"}
    else:
        is_inline = bool(value.flow_style)
    return is_inline and key.start_mark.line == value.end_mark.line


def _appended_edit(file: SettingsFile, text: str, root: Any, blocks: Sequence[str]) -> _Edit:
    sources = _child(root, "sources")
    end_of_line = _line_end(text)
    if sources is None:
        if root.flow_style:
            raise _no_place(file, root)
        lead = "" if not text or _BREAK.search(text[-1]) else end_of_line
        return _Edit(
            start=len(text),
            end=len(text),
            text=f"{lead}{end_of_line}sources:{_indented(blocks, 2, end_of_line)}{end_of_line}",
        )
    if not sources.value:  # written `[]`, or nothing at all
        if root.flow_style:
            raise _no_place(file, root)
        start, end = sources.start_mark.index, sources.end_mark.index
        rest = text[end : _end_of_line(text, end)]  # a comment stays behind the key
        return _Edit(
            start=len(text[:start].rstrip()),
            end=end + len(rest),
            text=f"{rest.rstrip()}{_indented(blocks, 2, end_of_line)}",
        )
    if not isinstance(sources, yaml.SequenceNode) or sources.flow_style:
        raise _no_place(file, sources)
    column = sources.start_mark.column
    place = _behind_comments(text, _end_of_line(text, _true_end(text, sources)), column)
    return _Edit(start=place, end=place, text=_indented(blocks, column, end_of_line))


def _no_place(file: SettingsFile, node: Any) -> ConfigError:
    return _refused(
        file.path,
        "`sources` stands in brackets here; write it as lines that begin with `- `, or paste the new ones by hand",
        line=node.start_mark.line + 1,
        column=node.start_mark.column + 1,
    )


def _true_end(text: str, node: Any) -> int:
    """Return where the last word of a value ends: what is written in lines calls the blank ones behind its own."""
    while not isinstance(node, yaml.ScalarNode) and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end: int = node.end_mark.index
    return len(text[:end].rstrip()) if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"} else end


def _behind_comments(text: str, end: int, column: int) -> int:
    """Return the place behind the comments that belong to the list: those at least as far in as its items."""
    place = end
    while found := _BREAK.match(text, place):
        line = text[found.end() : _end_of_line(text, found.end())]
        depth = len(line) - len(line.lstrip(" "))
        if not line.strip():
            place = found.end() + len(line)
        elif line.lstrip(" ").startswith("#") and depth >= max(column, 1):
            place = end = found.end() + len(line)
        else:
            break
    return end


def _indented(blocks: Iterable[str], column: int, end_of_line: str) -> str:
    """Return the items as lines, each on a new one."""
    lines = (f"{' ' * column}{line}".rstrip() for block in blocks for line in block.split("\n")[:-1])
    return "".join(end_of_line + line for line in lines)


def _line_end(text: str) -> str:
    found = re.search(r"\r\n|\r|\n", text)
    return found[0] if found else "\n"


def _end_of_line(text: str, start: int) -> int:
    found = _BREAK.search(text, start)
    return found.start() if found else len(text)


def _applied(text: str, edits: Iterable[_Edit]) -> str:
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _data(path: Path, text: str) -> Any:
    node, problems = yaml_text.read(text, str(path))
    if node is None or problems:
        raise ConfigError(problems)
    return node.data


def _see_that(file: SettingsFile, edited: str, wanted: Mapping[str, Any]) -> None:
    """Refuse an edit that says anything but what it was to say: a file of a person is never spoilt."""
    try:
        is_right = _plain(_data(file.path, edited)) == _plain(wanted)
    except ConfigError:
        is_right = False
    if not is_right:
        raise _refused(file.path, "is written in a way that cannot be edited safely; make the edit by hand")


def _plain(data: Any) -> Any:
    """Return data in which a quoted day and a plain one are the same."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return str(data) if isinstance(data, date) else data
