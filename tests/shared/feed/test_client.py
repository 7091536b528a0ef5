"""The feed's client on real sockets: drops, garbage, a half-open line, acknowledgements until they are confirmed."""

from __future__ import annotations

import itertools
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shared.errors import ServerUnreachable
from shared.feed import FeedClient, FeedOptions, FeedState, Message
from tests.patience import PATIENCE_S
from tests.shared.feed.gateway import SmallGateway, confirmation, created, unused_port

RECEIVED = "PRESCRIPTION_EXECUTION_RECEIVED"
CREATED = "PRESCRIPTION_EXECUTION_CREATED"


class Ears:
    """Keeps what the client tells."""

    def __init__(self) -> None:
        self.states: queue.Queue[tuple[FeedState, str]] = queue.Queue()
        self.messages: queue.Queue[Message] = queue.Queue()

    def on_state(self, state: FeedState, reason: str) -> None:
        self.states.put((state, reason))

    def on_message(self, message: Message) -> None:
        self.messages.put(message)

    def wait_for(self, state: FeedState) -> str:
        """Until it stood so; the reason that came with it, whatever came since."""
        while True:
            told, reason = self.states.get(timeout=PATIENCE_S)
            if told is state:
                return reason

    def next(self, kind: str = CREATED) -> Message:
        while True:
            message = self.messages.get(timeout=PATIENCE_S)
            if message.type == kind:
                return message


@pytest.fixture
def gateway() -> Iterator[SmallGateway]:
    made = SmallGateway()
    yield made
    made.close()


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def connect(ears: Ears) -> Iterator[Callable[..., FeedClient]]:
    made: list[FeedClient] = []

    def start(url: str, *, client: dict[str, Any] | None = None, **options: Any) -> FeedClient:
        quick = {"first_backoff_s": 0.01, "last_backoff_s": 0.05, "client_info": "控制台 1", **options}
        made.append(FeedClient(FeedOptions(url, "room-1", **quick), ears, **(client or {})))
        made[-1].start()
        return made[-1]

    yield start
    for each in made:
        each.close()


def test_each_connection_has_a_fresh_ticket_and_the_client_id(gateway: SmallGateway, ears: Ears, connect: Any) -> None:
    tickets = itertools.count(1)
    connect(gateway.url, client={"ticket": lambda: f"t&{next(tickets)}"})
    gateway.connection().close()
    gateway.connection()
    ears.wait_for(FeedState.LOST)
    ears.wait_for(FeedState.OPEN)
    assert [path.partition("?")[2] for path in gateway.paths] == ["client=room-1&ticket=t%261", "client=room-1&ticket=t%262"]
    assert gateway.tokens == [None, None]


def test_the_subscription_is_sent_again_after_a_drop(gateway: SmallGateway, ears: Ears, connect: Any) -> None:
    connect(gateway.url)
    for _ in range(2):
        wanted = {"messageType": "SUBSCRIBE", "clientId": "room-1", "batch": True, "queue": True}
        assert gateway.hears("SUBSCRIBE") == wanted
        gateway.connection().close()


def test_messages_and_batches_arrive_in_order(gateway: SmallGateway, ears: Ears, connect: Any) -> None:
    connect(gateway.url)
    line = gateway.connection()
    line.send(created(1))
    line.send(f'{{"messageType": "BATCH", "messages": [{created(2)}, {created(3)}]}}')
    assert [ears.next().execution_id for _ in range(3)] == [1, 2, 3]


def test_garbage_is_counted_and_the_line_stays(gateway: SmallGateway, ears: Ears, connect: Any) -> None:
    client = connect(gateway.url)
    line = gateway.connection()
    frames: tuple[str | bytes, ...] = (
        "{",
        "[1]",
        '{"messageType": 7}',
        '{"messageType": "BATCH", "messages": 1}',
        b"\x00\x01",
        "7",
    )
    for frame in frames:
        line.send(frame)
    line.send('{"messageType": "SOMETHING_NEW", "executionId": "x"}')
    line.send(created(9))
    assert ears.next("SOMETHING_NEW").execution_id is None
    assert ears.next().execution_id == 9
    assert client.garbage == len(frames)
    assert len(gateway.paths) == 1


@pytest.mark.req("W2")
@pytest.mark.req("W6")
def test_an_acknowledgement_is_sent_until_it_is_confirmed(gateway: SmallGateway, ears: Ears, connect: Any) -> None:
    gateway.confirms = False
    client = connect(gateway.url, resend_after_s=0.05)
    line = gateway.connection()
    client.acknowledge(1002)
    first, second = gateway.hears(RECEIVED), gateway.hears(RECEIVED)
    assert first == second
    assert (first["executionId"], first["status"], first["clientInfo"]) == (1002, "RECEIVED_SUCCESS", "控制台 1")
    assert client.unconfirmed == (1002,)
    line.close()
    gateway.connection()
    assert gateway.hears(RECEIVED) == first
    gateway.confirms = True
    assert ears.next("PRESCRIPTION_EXECUTION_CONFIRMATION").succeeded
    assert client.unconfirmed == ()


def test_an_acknowledgement_given_while_the_gateway_is_away_waits(ears: Ears, connect: Any) -> None:
    port = unused_port()
    client = connect(f"ws://127.0.0.1:{port}/ws")
    ears.wait_for(FeedState.LOST)
    client.acknowledge(5)
    with socket.create_server(("127.0.0.1", port)) as listener:
        line, _ = listener.accept()
        with line:
            assert b"client=room-1" in line.recv(4096)
    assert client.unconfirmed == (5,)


@pytest.mark.parametrize("code", ["tms.execution_unknown", ""])
def test_a_refused_acknowledgement_is_told_and_not_repeated(gateway: SmallGateway, ears: Ears, connect: Any, code: str) -> None:
    gateway.confirms = False
    client = connect(gateway.url)
    line = gateway.connection()
    client.acknowledge(77)
    gateway.hears(RECEIVED)
    line.send(confirmation(77, "FAILED", code))
    assert not ears.next("PRESCRIPTION_EXECUTION_CONFIRMATION").succeeded
    assert client.unconfirmed == ()


@pytest.mark.req("W6")
@pytest.mark.parametrize("code", ["gateway.tms_away", "gateway.too_many_requests", "database_busy"])
def test_an_acknowledgement_that_fails_for_a_passing_cause_is_sent_again(
    gateway: SmallGateway, ears: Ears, connect: Any, code: str
) -> None:
    gateway.confirms = False
    client = connect(gateway.url, resend_after_s=0.05)
    line = gateway.connection()
    client.acknowledge(77)
    gateway.hears(RECEIVED)
    line.send(confirmation(77, "FAILED", code))
    assert not ears.next("PRESCRIPTION_EXECUTION_CONFIRMATION").succeeded
    assert client.unconfirmed == (77,)
    gateway.confirms = True
    assert ears.next("PRESCRIPTION_EXECUTION_CONFIRMATION").succeeded
    assert client.unconfirmed == ()


def test_a_half_open_line_is_given_up(ears: Ears, connect: Any) -> None:
    """The other side accepts, greets, and is never heard of again: no FIN, no reset."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        lines: list[socket.socket] = []
        silent = threading.Thread(target=_greet_and_fall_silent, args=(listener, lines), daemon=True)
        silent.start()
        connect(f"ws://127.0.0.1:{listener.getsockname()[1]}/ws", ping_every_s=0.05, silence_s=0.3)
        ears.wait_for(FeedState.OPEN)
        assert ears.wait_for(FeedState.LOST) == "WebSocketTimeoutException"
        for line in lines:
            line.close()


def _greet_and_fall_silent(listener: socket.socket, lines: list[socket.socket]) -> None:
    import base64
    import hashlib
    import re

    line, _ = listener.accept()
    lines.append(line)
    request = line.recv(4096)
    found = re.search(rb"Sec-WebSocket-Key: (\S+)", request)
    assert found is not None
    digest = hashlib.sha1(found[1] + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
    accept = base64.b64encode(digest).decode()
    head = ("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Accept: {accept}")
    line.sendall("\r\n".join((*head, "", "")).encode())


def test_a_gateway_that_talks_seldom_but_answers_pings_is_kept(gateway: SmallGateway, ears: Ears, connect: Any) -> None:
    connect(gateway.url, ping_every_s=0.05, silence_s=2.0)
    line = gateway.connection()
    ears.wait_for(FeedState.OPEN)
    with pytest.raises(queue.Empty):
        ears.states.get(timeout=4.0)
    line.send(created(4))
    assert ears.next().execution_id == 4
    assert len(gateway.paths) == 1


def test_without_a_ticket_it_tries_again(gateway: SmallGateway, ears: Ears, connect: Any) -> None:
    answers = iter([ServerUnreachable(server="tms"), None])

    def ticket() -> str:
        trouble = next(answers)
        if trouble is not None:
            raise trouble
        return "good"

    connect(gateway.url, client={"ticket": ticket})
    assert ears.wait_for(FeedState.LOST) == "server_unreachable"
    ears.wait_for(FeedState.OPEN)
    gateway.connection()
    assert gateway.paths == ["/ws/prescriptionexecution?client=room-1&ticket=good"]


@pytest.mark.req("W6")
def test_any_failure_is_a_lost_line_and_it_tries_again(
    gateway: SmallGateway, ears: Ears, connect: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answers = iter([ValueError("secret-ticket"), None])

    def ticket() -> str:
        trouble = next(answers)
        if trouble is not None:
            raise trouble
        return "good"

    connect(gateway.url, client={"ticket": ticket})
    assert ears.wait_for(FeedState.LOST) == "ValueError"
    ears.wait_for(FeedState.OPEN)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == ["the feed failed: ValueError"]
    assert "secret-ticket" not in caplog.text


@pytest.mark.req("W6")
def test_a_listener_that_fails_gets_the_message_on_a_new_line(gateway: SmallGateway, connect: Any, ears: Ears) -> None:
    faults = [ZeroDivisionError("李四")]
    hear = ears.on_message

    def deaf(message: Message) -> None:
        if faults:
            raise faults.pop()
        hear(message)

    ears.on_message = deaf  # type: ignore[method-assign]
    client = connect(gateway.url)
    gateway.connection().send(created(8))
    assert ears.wait_for(FeedState.LOST) == "ZeroDivisionError"
    gateway.connection().send(created(8))
    assert ears.next().execution_id == 8
    assert client.state is FeedState.OPEN


@pytest.mark.parametrize("unbearable", [FeedState.CONNECTING, FeedState.OPEN, FeedState.LOST])
def test_a_listener_that_cannot_bear_a_state_does_not_end_the_thread(
    gateway: SmallGateway, connect: Any, ears: Ears, unbearable: FeedState
) -> None:
    hear = ears.on_state

    def squeamish(state: FeedState, reason: str) -> None:
        if state is unbearable:
            raise ZeroDivisionError
        hear(state, reason)

    ears.on_state = squeamish  # type: ignore[method-assign]
    connect(gateway.url)
    gateway.connection().close()
    gateway.connection().send(created(8))
    assert ears.next().execution_id == 8


def test_a_refused_handshake_does_not_show_the_ticket_in_the_reason(ears: Ears, connect: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        connect(f"ws://127.0.0.1:{listener.getsockname()[1]}/ws", client={"ticket": lambda: "secret-ticket"})
        line, _ = listener.accept()
        with line:
            line.recv(4096)
            line.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            assert ears.wait_for(FeedState.LOST) == "WebSocketBadStatusException"


def test_after_close_nobody_is_called(gateway: SmallGateway, ears: Ears, connect: Any) -> None:
    client = connect(gateway.url)
    gateway.connection()
    ears.wait_for(FeedState.OPEN)
    client.close()
    assert client.state is FeedState.CLOSED
    with pytest.raises(queue.Empty):
        ears.states.get_nowait()
