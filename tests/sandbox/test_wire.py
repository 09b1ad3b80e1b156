import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.sandbox import wire


@given(st.lists(st.binary(max_size=50), max_size=10).map(tuple))
def test_a_message_comes_back_as_it_was(frames: tuple[bytes, ...]) -> None:
    assert wire.read(io.BytesIO(wire.pack(frames)).read) == frames


def test_more_frames_than_reason_are_refused() -> None:
    with pytest.raises(wire.MessageError, match="4294967295 frames"):
        wire.read(io.BytesIO(b"\xff" * 8).read)


def test_a_frame_longer_than_the_room_is_refused() -> None:
    with pytest.raises(wire.MessageError, match="a frame of 4294967295 bytes"):
        wire.read(io.BytesIO(b"\0\0\0\1" + b"\xff" * 8).read)
