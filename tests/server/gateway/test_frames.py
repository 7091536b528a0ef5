"""Frames as another implementation reads them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN
from websockets.uri import parse_uri

from server.gateway.feed.frames import PLAIN, Message, batch, text_frame


def _read(frame: bytes, window_bits: int) -> bytes:
    """What the websockets library makes of the bytes."""
    client = ClientProtocol(parse_uri("ws://localhost/"), state=OPEN, max_size=None)
    if window_bits != PLAIN:
        client.extensions = [PerMessageDeflate(True, True, window_bits, 15)]
    client.receive_data(frame)
    [event] = client.events_received()
    assert isinstance(event, Frame)
    assert (event.opcode, event.fin) == (Opcode.TEXT, True)
    return bytes(event.data)


@pytest.mark.parametrize("window_bits", [PLAIN, 9, 12, 15])
@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_every_length_is_read_back(length: int, window_bits: int) -> None:
    body = (b"abcdefghij" * (length // 10 + 1))[:length]
    assert _read(text_frame(body, window_bits), window_bits) == body


@given(st.text(max_size=2_000), st.sampled_from([PLAIN, 9, 13]))
def test_any_text_is_read_back(text: str, window_bits: int) -> None:
    assert _read(text_frame(text.encode(), window_bits), window_bits).decode() == text


def test_frames_need_no_earlier_frame() -> None:
    """No context is kept: the same bytes are right for a client that just came."""
    message = Message("X", b'{"a":1}' * 50)
    assert message.frame(12) is message.frame(12)
    assert _read(message.frame(12), 12) == _read(message.frame(12), 12)


@pytest.mark.req("W6")
def test_a_batch_holds_its_messages_in_order_and_one_alone_stays_itself() -> None:
    one, two = Message("A", b'{"n":1}'), Message("B", b'{"n":2}')
    assert batch([one]) is one
    assert json.loads(batch([one, two]).body) == {"messageType": "BATCH", "messages": [{"n": 1}, {"n": 2}]}
