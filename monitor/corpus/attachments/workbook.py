"""Reads what the sheets of an XLSX refer to: their names, the texts they share, the numbers that are dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.corpus.attachments.archive import Archive, attribute, name_of, resolved

_MOST_SHEETS = 100
_MOST_TEXTS = 4_000_000  # characters of the shared texts
# Formats that every spreadsheet program knows for dates (ECMA-376, part 1, 18.8.30), the Chinese ones among them.
_DATE_FORMATS = frozenset((*range(14, 18), 22, *range(27, 37), *range(50, 59)))
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DATE_LETTERS = re.compile(r"[yd年日]", re.IGNORECASE)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet counts days of no zone
_LAST_DAY = 2_958_465  # 31 December 9999


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook without its cells."""

    sheets: tuple[tuple[str, str], ...]  # name and part of each that is shown
    texts: tuple[str, ...]
    date_styles: frozenset[int]

    def shared(self, index: str) -> str:
        """Return a shared text by its number as a cell writes it."""
        number = whole(index)
        return self.texts[number] if number < len(self.texts) else ""

    def number(self, value: str, *, style: int) -> str:
        """Return what a cell of that style shows of a number."""
        try:
            number = float(value)
        except ValueError:
            return value
        if style not in self.date_styles or not 1 <= number <= _LAST_DAY:
            # A spreadsheet shows fifteen digits; what stands behind them is an error of its arithmetic.
            return f"{number:.15g}"
        moment = _EPOCH + timedelta(seconds=round(number * 86_400))
        return f"{moment:%Y-%m-%d}" if moment.hour == moment.minute == 0 else f"{moment:%Y-%m-%d %H:%M}"


def read(archive: Archive, part: str) -> Book:
    """Read the workbook part of an archive and the parts that belong to all sheets."""
    links = _links(archive, part)
    shared = dict(links.values())
    return Book(
        sheets=tuple(_sheets(archive, part, links)),
        texts=tuple(_texts(archive, shared.get("sharedStrings", ""))),
        date_styles=_date_styles(archive, shared.get("styles", "")),
    )


def whole(text: str | None) -> int:
    """Return a whole number; 0 for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _links(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Return the kind and the part that each link of the workbook leads to."""
    folder, _, name = part.rpartition("/")
    found: dict[str, tuple[str, str]] = {}
    for event, element in archive.events(f"{folder}/_rels/{name}.rels"):
        if event == "end" and name_of(element) == "Relationship":
            kind = (attribute(element, "Type") or "").rpartition("/")[2]
            target = attribute(element, "Target") or ""
            found[attribute(element, "Id") or ""] = (kind, resolved(target, beside=part))
    return found


def _sheets(archive: Archive, part: str, links: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Return name and part of each sheet that is shown."""
    found = []
    for event, element in archive.events(part):
        if event == "start" or name_of(element) != "sheet":
            continue
        # The link's own name is "id" too, in another namespace than the sheet's number has.
        link = next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), "")
        kind, target = links.get(link, ("", ""))
        is_shown = attribute(element, "state") in {None, "visible"}
        if is_shown and kind == "worksheet" and target in archive:
            found.append((attribute(element, "name") or "", target))
    return found[:_MOST_SHEETS]


def _texts(archive: Archive, part: str) -> list[str]:
    texts: list[str] = []
    left = _MOST_TEXTS
    runs: list[str] = []
    is_reading = False  # how a character is read stands beside it, in elements of the same name
    for event, element in archive.events(part) if part in archive else ():
        name = name_of(element)
        if event == "start":
            if name == "si":
                runs = []
            is_reading = is_reading or name == "rPh"
        elif name == "rPh":
            is_reading = False
        elif name == "t" and not is_reading:
            runs.append(element.text or "")
        elif name == "si":
            text = "".join(runs)[: max(0, left)]
            left -= len(text)
            texts.append(text)
    return texts


def _date_styles(archive: Archive, part: str) -> frozenset[int]:
    """Return the numbers of the cell styles that show a number as a date."""
    formats = set(_DATE_FORMATS)
    styles: list[int] = []
    is_cell_style = False
    for event, element in archive.events(part) if part in archive else ():
        name = name_of(element)
        if name == "cellXfs":
            is_cell_style = event == "start"
        elif event == "end" and name == "numFmt":
            code = _QUOTED.sub("", attribute(element, "formatCode") or "")
            if _DATE_LETTERS.search(code):
                formats.add(whole(attribute(element, "numFmtId")))
        elif event == "end" and name == "xf" and is_cell_style:
            styles.append(whole(attribute(element, "numFmtId")))
    return frozenset(number for number, style in enumerate(styles) if style in formats)
