"""Letters as pixels: for every character the first font here that has it, and marks that no font has drawn by us."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, cached_property
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from monitor.text.characters import is_han, is_ignorable

Colour = tuple[int, int, int]

_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
# File names without their endings, those first that look best at the size of a chat.
_HAN_FONTS = (
    "wqy-microhei",
    "NotoSansCJK-Regular",
    "NotoSansSC-Regular",
    "SourceHanSansSC-Regular",
    "SourceHanSansCN-Regular",
    "wqy-zenhei",
    "DroidSansFallbackFull",
    "DroidSansFallback",
    "PingFang",
    "Hiragino Sans GB",
    "msyh",
    "simhei",
    "uming",
)
_LATIN_FONTS = ("NotoSans-Regular", "DejaVuSans", "LiberationSans-Regular", "Arial", "arial")
_SYMBOL_FONTS = ("Symbola", "Symbola_hint", "NotoSansSymbols2-Regular")
_EMOJI_FONT = "NotoColorEmoji"
_EMOJI_SIZE = 109  # the only one this font has, in pixels
_DISCS: dict[str, Colour] = {
    "🔴": (226, 59, 46),
    "🟠": (240, 140, 40),
    "🟡": (240, 198, 52),
    "🟢": (90, 174, 83),
    "🔵": (66, 133, 214),
    "⚪": (214, 218, 222),
}
_UNKNOWN: Colour = (150, 160, 170)
_BOTH_WIDTHS = frozenset("‘’“”…·")
_PLAIN = {"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "•": "·"}  # for fonts without
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")


class Glyphs:
    """Draws text at one size; a picture has a few of them."""

    def __init__(self, size: int, there: Mapping[str, Path]) -> None:
        self.size = size
        self._there = there

    @cached_property
    def _fonts(self) -> tuple[ImageFont.FreeTypeFont, ...]:
        found = [ImageFont.truetype(str(path), self.size) for path in _text_fonts(self._there)]
        # Pillow brings one with Latin letters: a machine without fonts can write English at least.
        own = ImageFont.load_default(self.size)
        return (*found, own) if isinstance(own, ImageFont.FreeTypeFont) else tuple(found)

    @cached_property
    def _emoji(self) -> ImageFont.FreeTypeFont | None:
        path = self._there.get(_EMOJI_FONT)
        try:
            return None if path is None else ImageFont.truetype(str(path), _EMOJI_SIZE)
        except OSError:
            return None  # an edition with outlines only, or a FreeType without PNG

    def width(self, text: str) -> float:
        """Return how many pixels a text takes; bold letters are drawn wider, and stand as close."""
        return sum(self._widths(text))

    def _widths(self, text: str) -> Iterator[float]:
        for font, piece in self._pieces(text):
            yield self.size * 1.25 * len(piece) if font is None else font.getlength(piece)

    def draw(
        self,
        picture: Image.Image,
        at: tuple[float, float],
        text: str,
        colour: Colour,
        *,
        bold: bool = False,
        italic: bool = False,
    ) -> float:
        """Draw a text with its baseline at a place; return where it ends."""
        x, base = at
        pen = ImageDraw.Draw(picture)
        for font, piece in self._pieces(text):
            if font is None:
                for character in piece:
                    self._mark(picture, (x, base), character)
                    x += self.size * 1.25
                continue
            if italic:
                self._slanted(picture, (x, base), piece, font, colour)
            else:
                pen.text((x, base), piece, font=font, fill=colour, anchor="ls")
            if bold:
                # Few fonts with Chinese characters have a bold face: a second stroke beside the first makes one.
                pen.text((x + 0.04 * self.size, base), piece, font=font, fill=colour, anchor="ls")
            x += font.getlength(piece)
        return x

    def _pieces(self, text: str) -> Iterator[tuple[ImageFont.FreeTypeFont | None, str]]:
        """Yield stretches that one font writes; None for marks that we draw."""
        shown = [
            self._plain(letter) for letter in text if letter not in _JOINERS and not is_ignorable(letter)
        ]
        placed = [(self._place(letter, before), letter) for before, letter in pairwise(("", *shown))]
        for place, together in groupby(placed, key=itemgetter(0)):
            yield (None if place < 0 else self._fonts[place]), "".join(letter for _, letter in together)

    def _plain(self, character: str) -> str:
        is_lacking = character in _PLAIN and not any(_has(font, character) for font in self._fonts)
        return _PLAIN[character] if is_lacking else character

    def _place(self, character: str, before: str) -> int:
        if character in _DISCS or _is_emoji(character):
            return -1
        places: Iterable[int] = range(len(self._fonts))
        if character in _BOTH_WIDTHS and before < "\u2e80":
            places = reversed(range(len(self._fonts)))  # a Chinese font makes them as wide as its characters
        return next((place for place in places if _has(self._fonts[place], character)), -1)

    def _mark(self, picture: Image.Image, at: tuple[float, float], character: str) -> None:
        x, base = at
        side = int(self.size * 1.1)
        left, top = int(x), int(base - self.size * 0.95)
        if character in _DISCS:
            picture.paste(_DISCS[character], (left, top), _disc(side))
        elif (image := self._emoji_image(character, side)) is not None:
            picture.paste(image, (left, top), image)
        else:
            picture.paste(_UNKNOWN, (left + side // 3, top + side // 3), _disc(side // 3))

    def _emoji_image(self, character: str, side: int) -> Image.Image | None:
        if self._emoji is None or not _has(self._emoji, character):
            return None
        made = Image.new("RGBA", (136, 128), (0, 0, 0, 0))
        ImageDraw.Draw(made).text((0, 0), character, font=self._emoji, embedded_color=True)
        box = made.getbbox()
        return None if box is None else made.crop(box).resize((side, side), Image.Resampling.LANCZOS)

    def _slanted(
        self,
        picture: Image.Image,
        at: tuple[float, float],
        text: str,
        font: ImageFont.FreeTypeFont,
        colour: Colour,
    ) -> None:
        """Draw a text leaning to the right: fonts with Chinese characters have no italic face."""
        lean, height = 0.2, self.size * 2
        width = int(font.getlength(text)) + height
        mask = Image.new("L", (width, height), 0)
        base = int(self.size * 1.4)
        ImageDraw.Draw(mask).text((0, base), text, font=font, fill=255, anchor="ls")
        leaning = mask.transform(
            mask.size, Image.Transform.AFFINE, (1, lean, -lean * base, 0, 1, 0), Image.Resampling.BICUBIC
        )
        picture.paste(colour, (int(at[0]), int(at[1]) - base), leaning)


def _text_fonts(there: Mapping[str, Path]) -> tuple[Path, ...]:
    """Return the files to write with: one for Chinese, which has Latin letters too, then what has more signs."""
    found = [
        next((there[name] for name in names if name in there), None)
        for names in (_HAN_FONTS, _LATIN_FONTS, _SYMBOL_FONTS)
    ]
    return tuple(path for path in found if path is not None)


def lacks(text: str, there: Mapping[str, Path]) -> bool:
    """Say whether a text cannot be written: it has Chinese characters, and no font has them."""
    return any(map(is_han, text)) and not any(name in there for name in _HAN_FONTS)


@cache
def installed() -> Mapping[str, Path]:
    """Return the fonts of this machine by the names of their files."""
    folders: list[Path] = []
    for folder in _FOLDERS:
        with suppress(RuntimeError):  # a user without a home, as an image may run as
            folders.append(Path(folder).expanduser())
    return {path.stem: path for path in reversed(list(_files(folders)))}


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in sorted(names):
                if name.lower().endswith((".ttf", ".ttc", ".otf")):
                    yield Path(place) / name


@cache
def _has(font: ImageFont.FreeTypeFont, character: str) -> bool:
    """Say whether a font has a character: else it shows the box that it shows for what is none."""
    if character.isspace():
        return True
    mask, missing = font.getmask(character), font.getmask("\U0010fffd")
    is_box = mask.size == missing.size and bytes(mask) == bytes(missing)
    return not is_box and mask.getbbox() is not None


def _is_emoji(character: str) -> bool:
    return "\U0001f300" <= character <= "\U0001faff" or character in "❌❔❓✅⚠"


@cache
def _disc(side: int) -> Image.Image:
    """Return the mask of a disc with soft edges."""
    large = Image.new("L", (side * 4, side * 4), 0)
    ImageDraw.Draw(large).ellipse((side * 0.3, side * 0.3, side * 3.7, side * 3.7), fill=255)
    return large.resize((side, side), Image.Resampling.LANCZOS)
