"""A message as a chat shows it: a picture of its bubble, with its quote folded and its buttons beneath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from monitor.alerts.glyphs import Colour, Glyphs, installed
from monitor.cli.preview.flow import Block, Word, blocks
from monitor.model import Button

WIDTH = 860  # pixels: what a phone has

_MARGIN, _PADDING = 24, 22
_TEXT, _SMALL, _LINE = 25, 20, 36
_QUOTE_INDENT = 18
_FOLDED = 3  # lines of a quote before it is opened
_BUTTON, _GAP = 54, 6
_CHAT: Colour = (198, 215, 226)
_BUBBLE: Colour = (255, 255, 255)
_INK: Colour = (20, 23, 26)
_LINK: Colour = (36, 129, 204)
_PALE: Colour = (134, 145, 156)
_TINT: Colour = (233, 242, 250)
_KEYS: Colour = (128, 152, 170)
_MAX_HEIGHT = 16_000  # pixels; a longer message is no message


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """What stands around the text."""

    name: str
    time: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    is_silent: bool = False


def draw(
    parts: Sequence[str], chat: Chat, *, fonts: Mapping[str, Path] | None = None, unfold: bool = False
) -> bytes:
    """Return the messages of Telegram HTML as PNG, one bubble each; the buttons stand beneath the last."""
    there = installed() if fonts is None else fonts
    text, small = Glyphs(_TEXT, there), Glyphs(_SMALL, there)
    inner = WIDTH - 2 * (_MARGIN + _PADDING)
    made = [blocks(part, inner, inner - 2 * _QUOTE_INDENT, text.width) for part in parts]
    bubbles = [tuple(block if unfold else _folded(block) for block in one) for one in made]
    heights = [_height(one) for one in bubbles]
    keys = len(chat.buttons) * (_BUTTON + _GAP)
    height = min(_MARGIN + sum(one + _MARGIN for one in heights) + keys, _MAX_HEIGHT)
    picture = Image.new("RGB", (WIDTH, height), _CHAT)
    top = _MARGIN
    for bubble, tall in zip(bubbles, heights, strict=True):
        _bubble(picture, bubble, (top, top + tall), chat, (text, small))
        top += tall + _MARGIN
    _keys(picture, chat.buttons, top - _MARGIN + _GAP, small)
    out = BytesIO()
    picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def _folded(block: Block) -> Block:
    is_long = block.is_quote and len(block.lines) > _FOLDED
    return Block(block.lines[:_FOLDED], is_quote=True, is_folded=True) if is_long else block


def _height(bubble: Sequence[Block]) -> int:
    lines = sum(len(block.lines) for block in bubble)
    quotes = sum(block.is_quote for block in bubble)
    return 2 * _PADDING + (lines + 1) * _LINE + quotes * 20 + _SMALL


def _bubble(
    picture: Image.Image,
    bubble: Sequence[Block],
    edges: tuple[int, int],
    chat: Chat,
    glyphs: tuple[Glyphs, Glyphs],
) -> None:
    text, small = glyphs
    top, bottom = edges
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((_MARGIN, top, WIDTH - _MARGIN, bottom), radius=20, fill=_BUBBLE)
    left = _MARGIN + _PADDING
    y = top + _PADDING + _TEXT
    text.draw(picture, (left, y), chat.name, _LINK, bold=True)
    y += _LINE
    for block in bubble:
        y = _block(picture, block, (left, y), text)
    told = f"{'🔕 ' if chat.is_silent else ''}{chat.time}"
    small.draw(picture, (WIDTH - left - small.width(told), bottom - 16), told, _PALE)


def _block(picture: Image.Image, block: Block, at: tuple[int, int], glyphs: Glyphs) -> int:
    """Draw a block with its first baseline at a place; return the next one."""
    left, y = at
    indent = 0
    if block.is_quote:
        y += 8
        box = (left, y - _TEXT - 6, WIDTH - left, y + (len(block.lines) - 1) * _LINE + 14)
        pen = ImageDraw.Draw(picture)
        pen.rounded_rectangle(box, radius=8, fill=_TINT)
        pen.rounded_rectangle((box[0], box[1], box[0] + 5, box[3]), radius=3, fill=_LINK)
        indent = _QUOTE_INDENT
    for line in block.lines:
        x = float(left + indent)
        for word in line:
            x = _word(picture, word, (x, y), glyphs)
        y += _LINE
    if block.is_folded:
        _chevron(picture, (WIDTH - left - 34, y - _LINE - 8))
    return y + 12 if block.is_quote else y


def _word(picture: Image.Image, word: Word, at: tuple[float, float], glyphs: Glyphs) -> float:
    x, y = at
    is_link = "a" in word.tags
    colour = _LINK if is_link else _INK
    end = glyphs.draw(
        picture, (x, y), word.text, colour, bold=word.is_bold, italic=bool(word.tags & {"i", "em"})
    )
    pen = ImageDraw.Draw(picture)
    if word.tags & {"s", "strike", "del"}:
        pen.line((x, y - _TEXT * 0.34, end, y - _TEXT * 0.34), fill=colour, width=2)
    if word.tags & {"u", "ins"}:
        pen.line((x, y + 4, end, y + 4), fill=colour, width=2)
    return end


def _chevron(picture: Image.Image, at: tuple[int, int]) -> None:
    """Draw the sign that a quote opens."""
    x, y = at
    pen = ImageDraw.Draw(picture)
    pen.rectangle((x - 12, y - 20, x + 26, y + 18), fill=_TINT)
    pen.line((x, y, x + 9, y + 9, x + 18, y), fill=_LINK, width=3, joint="curve")


def _keys(picture: Image.Image, rows: Sequence[Sequence[Button]], top: int, glyphs: Glyphs) -> None:
    pen = ImageDraw.Draw(picture)
    for row in rows:
        wide = (WIDTH - 2 * _MARGIN - _GAP * (len(row) - 1)) / len(row)
        for place, button in enumerate(row):
            left = _MARGIN + place * (wide + _GAP)
            pen.rounded_rectangle((left, top, left + wide, top + _BUTTON), radius=10, fill=_KEYS)
            start = left + (wide - glyphs.width(button.text)) / 2
            glyphs.draw(picture, (start, top + _BUTTON / 2 + 8), button.text, _BUBBLE)
        top += _BUTTON + _GAP
