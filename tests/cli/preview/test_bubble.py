from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import NoReturn

import pytest
from PIL import Image, ImageFont

from monitor.alerts import buttons
from monitor.alerts.glyphs import Glyphs, installed
from monitor.cli.preview import bubble
from monitor.cli.preview.bubble import Chat

CHAT = Chat(name="Desk", time="14:05")
QUOTE = f"<blockquote expandable>{'word ' * 120}</blockquote>"


@pytest.fixture
def fonts(tmp_path: Path) -> Mapping[str, Path]:
    """Return the one font that is there wherever the program is: Pillow's own, as a file."""
    own = ImageFont.load_default(25)
    assert isinstance(own, ImageFont.FreeTypeFont)
    (tmp_path / "own.ttf").write_bytes(own.font_bytes)
    return {"DejaVuSans": tmp_path / "own.ttf"}


def picture(*parts: str, fonts: Mapping[str, Path], chat: Chat = CHAT, unfold: bool = False) -> Image.Image:
    return Image.open(BytesIO(bubble.draw(parts, chat, fonts=fonts, unfold=unfold))).convert("RGB")


def colours(drawn: Image.Image) -> set[tuple[int, int, int]]:
    found = drawn.getcolors(maxcolors=1 << 24)
    assert found is not None
    return {colour for _, colour in found if isinstance(colour, tuple)}  # type: ignore[misc]  # RGB has three


def test_a_message_is_as_wide_as_a_phone_and_grows_with_its_text(fonts: Mapping[str, Path]) -> None:
    short, long = picture("one", fonts=fonts), picture("line\n" * 30, fonts=fonts)

    assert short.width == long.width == bubble.WIDTH
    assert long.height > short.height + 29 * 30


def test_a_long_quote_is_folded_until_it_is_opened(fonts: Mapping[str, Path]) -> None:
    folded, opened = picture(QUOTE, fonts=fonts), picture(QUOTE, fonts=fonts, unfold=True)

    assert opened.height > folded.height
    assert (
        folded.height
        == picture("<blockquote expandable>" + "word " * 36 + "</blockquote>", fonts=fonts).height
    )


def test_a_mark_is_drawn_though_no_font_has_it(fonts: Mapping[str, Path]) -> None:
    drawn = picture("🔴 🟠 🧪", fonts=fonts)

    assert any(red > 200 and green < 80 and blue < 80 for red, green, blue in colours(drawn))


def test_every_style_is_drawn(fonts: Mapping[str, Path]) -> None:
    plain = picture("words", fonts=fonts)
    styled = [
        picture(f"<{tag}>words</{tag.split()[0]}>", fonts=fonts)
        for tag in ("b", "i", "s", "u", 'a href="https://e.org"')
    ]

    assert all(one.tobytes() != plain.tobytes() for one in styled)


def test_buttons_stand_beneath_and_several_messages_one_under_another(fonts: Mapping[str, Path]) -> None:
    rows = buttons.rows(1, url="https://example.org/", useful=1, noise=0, language="en")
    chat = Chat(name="Desk", time="14:05", buttons=rows, is_silent=True)

    one, with_buttons, two = (
        picture("x", fonts=fonts),
        picture("x", fonts=fonts, chat=chat),
        picture("x", "x", fonts=fonts),
    )

    assert with_buttons.height == one.height + 3 * 60
    assert two.height > one.height + 80


def test_an_emoji_font_that_cannot_be_read_is_done_without(tmp_path: Path, fonts: Mapping[str, Path]) -> None:
    damaged = tmp_path / "no-font-of-this-name.ttf"
    damaged.write_bytes(b"no font")

    with_damaged = picture("🧪", fonts={**fonts, "NotoColorEmoji": damaged})

    assert with_damaged.tobytes() == picture("🧪", fonts=fonts).tobytes()


def test_quotation_marks_of_a_latin_text_are_narrow(fonts: Mapping[str, Path]) -> None:
    both = Glyphs(25, {**fonts, "wqy-microhei": fonts["DejaVuSans"]})

    assert both.width("it’s") == Glyphs(25, fonts).width("it’s")


def test_without_any_font_latin_letters_are_written_and_dashes_made_plain() -> None:
    bare = Glyphs(25, {})

    assert bare.width("word") > 0
    assert bare.width("a – b") == bare.width("a - b")


def test_fonts_are_found_by_a_user_whom_the_system_knows_no_home_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_user: int) -> NoReturn:
        raise KeyError

    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)

    assert installed.__wrapped__().keys() <= installed().keys()
