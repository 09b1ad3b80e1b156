"""Telegram's HTML rules, written from its server's behaviour and apart from the program's own code.

The parser reads bytes, as the server does, so that its complaints name the same offsets.
"""

from __future__ import annotations

from dataclasses import dataclass

TAGS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_NAMED = {b"lt": 60, b"gt": 62, b"amp": 38, b"quot": 34}
_SPACE = b" \t\r\n\0\x0b"


class UnparsableError(Exception):
    """The server would refuse the whole message, for this reason."""


@dataclass(frozen=True)
class Entity:
    """A styled stretch; offset and length in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True)
class Parsed:
    """What the server makes of a text."""

    text: str
    entities: tuple[Entity, ...]

    @property
    def units(self) -> int:
        return utf16(self.text)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parse(source: str) -> Parsed:
    """Parse Telegram HTML or raise UnparsableError with the server's own reason."""
    return _Parser(source.encode()).run()


def clean(text: str) -> str:
    """Return the text as the server stores it: control characters blank, white space around it gone."""
    blanked = "".join(" " if letter < " " and letter != "\n" else letter for letter in text.replace("\r", ""))
    return "".join(letter for letter in blanked if not "\u2028" <= letter <= "\u202e").strip(" \n")


def is_empty(text: str) -> bool:
    """Say whether the server sees nothing in the text."""
    return all(
        letter.isspace() or letter in "\u200b\u200c\u200d\u200e\u200f\ufeff\u2800\u180e" for letter in text
    )


@dataclass
class _Open:
    name: str
    argument: str
    offset: int
    position: int


class _Parser:
    def __init__(self, source: bytes) -> None:
        self.source = source + b"\0"
        self.end = len(source)
        self.at = 0
        self.out = bytearray()
        self.units = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def run(self) -> Parsed:
        while self.at < self.end:
            byte = self.source[self.at]
            if byte == ord("&") and (code := self._reference()):
                self.out += chr(code).encode("utf-8", "surrogatepass")
                self.units += 2 if code > 0xFFFF else 1
            elif byte == ord("<"):
                self._tag()
            else:
                # Bytes 80–BF continue a character; from F0 on it takes a surrogate pair.
                self.units += 0 if 0x80 <= byte < 0xC0 else 2 if byte >= 0xF0 else 1
                self.out.append(byte)
                self.at += 1
        if self.open:
            raise UnparsableError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        try:
            text = self.out.decode()
        except UnicodeDecodeError:
            raise UnparsableError(
                "Text contains invalid Unicode characters after decoding HTML entities"
            ) from None
        ordered = sorted(self.entities, key=lambda entity: (entity.offset, -entity.length))
        return Parsed(text, tuple(ordered))

    def _reference(self) -> int:
        """Return the code of the reference at this place and go past it; 0 where it is literal text."""
        stop = self.at + 1
        if self.source[stop] == ord("#"):
            stop += 1
            base, digits = (10, b"0123456789")
            if self.source[stop] == ord("x"):
                base, digits = (16, b"0123456789abcdefABCDEF")
                stop += 1
            first = stop
            while self.source[stop] in digits:
                stop += 1
            code = int(self.source[first:stop] or b"0", base)
            if code == 0 or code >= 0x10FFFF or stop - self.at >= 10:
                return 0
        else:
            while chr(self.source[stop]).isascii() and chr(self.source[stop]).isalpha():
                stop += 1
            code = _NAMED.get(bytes(self.source[self.at + 1 : stop]), 0)
            if code == 0:
                return 0
        self.at = stop + 1 if self.source[stop] == ord(";") else stop
        return code

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self.source[self.at] == ord("/"):
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _until(self, stops: bytes) -> bytes:
        first = self.at
        while self.at < self.end and self.source[self.at] not in stops:
            self.at += 1
        return self.source[first : self.at]

    def _skip_space(self) -> None:
        while self.at < self.end and self.source[self.at] in _SPACE:
            self.at += 1

    def _start_tag(self, begin: int) -> None:
        name = self._until(_SPACE + b">").decode("utf-8", "replace").lower()
        if self.at >= self.end:
            raise UnparsableError(f"Unclosed start tag at byte offset {begin}")
        if name not in TAGS:
            raise UnparsableError(f'Unsupported start tag "{name}" at byte offset {begin}')
        argument = ""
        while self.source[self.at] != ord(">"):
            self._skip_space()
            if self.source[self.at] == ord(">"):
                break
            key = self._until(_SPACE + b"=>/\"'").decode("utf-8", "replace")
            if not key:
                raise UnparsableError(f'Empty attribute name in the tag "{name}" at byte offset {begin}')
            self._skip_space()
            if self.source[self.at] == ord("="):
                self.at += 1
                self._skip_space()
                value = self._value(begin)
            elif self.at >= self.end:
                raise UnparsableError(f'Unclosed start tag "{name}" at byte offset {begin}')
            else:
                value = "1"
            argument = _argument(name, key, value, argument)
        if name == "span" and argument != "spoiler":
            raise UnparsableError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.at += 1
        self.open.append(_Open(name, argument, self.units, len(self.out)))

    def _value(self, begin: int) -> str:
        if self.at >= self.end:
            raise UnparsableError(f"Unclosed start tag at byte offset {begin}")
        quote = self.source[self.at]
        if quote not in b"\"'":
            first = self.at
            while chr(self.source[self.at]).isalnum() or self.source[self.at] in b".-":
                self.at += 1
            if self.source[self.at] not in _SPACE + b">" or self.at >= self.end:
                raise UnparsableError(f"Unexpected end of name token at byte offset {first}")
            return self.source[first : self.at].decode("utf-8", "replace").lower()
        self.at += 1
        value = bytearray()
        while self.at < self.end and self.source[self.at] != quote:
            if self.source[self.at] == ord("&") and (code := self._reference()):
                value += chr(code).encode("utf-8", "surrogatepass")
            else:
                value.append(self.source[self.at])
                self.at += 1
        self.at += 1
        if self.at >= self.end:
            raise UnparsableError(f"Unclosed start tag at byte offset {begin}")
        return value.decode("utf-8", "replace")

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise UnparsableError(f"Unexpected end tag at byte offset {begin}")
        self.at += 1
        name = self._until(_SPACE + b">").decode("utf-8", "replace").lower()
        self._skip_space()
        if self.source[self.at] != ord(">"):
            raise UnparsableError(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        last = self.open.pop()
        if name and name != last.name:
            raise UnparsableError(
                f'Unmatched end tag at byte offset {begin}, expected "</{last.name}>", found "</{name}>"'
            )
        self._close(last)

    def _close(self, tag: _Open) -> None:
        length = self.units - tag.offset
        if length == 0:
            return
        kind, url = TAGS[tag.name], None
        if kind == "text_link":
            url = tag.argument or bytes(self.out[tag.position :]).decode("utf-8", "replace")
            scheme = url.split(":", 1)[0].lower() if "://" in url else "http" if "." in url else ""
            if scheme not in {"http", "https", "tg", "ton"}:
                return  # the server drops such a link without a word
        if kind == "blockquote" and tag.argument:
            kind = "expandable_blockquote"
        self.entities.append(Entity(kind, tag.offset, length, url))


def _argument(name: str, key: str, value: str, before: str) -> str:
    if (name, key) in {("a", "href"), ("tg-emoji", "emoji-id"), ("blockquote", "expandable")}:
        return value
    if (name, key) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return before
