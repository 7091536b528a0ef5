"""Who is told what, once, and in which order."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from server.gateway.feed.frames import PLAIN
from server.gateway.feed.hub import Audience, FeedClient, Hub
from server.gateway.limits import Allowance
from server.gateway.link import Visitor
from server.gateway.observation import GatewayMetrics
from server.gateway.tms.feed import TmsFeed
from server.gateway.tms.wire import Dialect
from shared import clock
from shared.contracts.common import EVERY_WARD, Identity
from shared.contracts.tms.types import ExecutionStatus, FeedFilter, NoticeKind
from shared.errors import MissingRight
from tests.server.gateway.samples import DEVICE, notice

ALL = FeedFilter()


class RecordingSocket:
    """Keeps what is written, decoded."""

    unread_bytes = 0

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.writes = 0
        self.closed: tuple[int, str] | None = None
        self.on_ping: Callable[[], None]
        self.on_pong: Callable[[], None]
        self.on_full: Callable[[], None]

    def keep_at_most(self, _unread_bytes: int, on_full: Callable[[], None]) -> None:
        self.on_full = on_full

    def write(self, data: bytes) -> None:
        self.writes += 1
        while data:
            size, start = data[1] & 127, 2
            if size == 126:
                size, start = int.from_bytes(data[2:4], "big"), 4
            self.messages.append(json.loads(data[start : start + size]))
            data = data[start + size :]

    def dismiss(self, code: int, reason: str) -> None:
        self.closed = code, reason

    @property
    def told(self) -> list[tuple[str, int]]:
        """(kind, executionId) of every message."""
        return [
            (message["messageType"].removeprefix("PRESCRIPTION_EXECUTION_"), message["executionId"]) for message in self.messages
        ]


class Stage:
    """A hub and its clients."""

    def __init__(self) -> None:
        self.metrics = GatewayMetrics()
        self.hub = Hub(self.metrics, 1000, TmsFeed.admits, TmsFeed.says)

    def connect(
        self,
        wanted: FeedFilter = ALL,
        wards: tuple[str, ...] = (EVERY_WARD,),
        *,
        name: str = "",
        masked: bool = False,
        batch: bool = False,
    ) -> tuple[FeedClient, RecordingSocket]:
        socket = RecordingSocket()
        visitor = Visitor(Identity("u1", "王医生", "tms_operator", ("tms.feed",), wards))
        audience = Audience(dataclasses.replace(wanted, wards=visitor.wards), Dialect(masked), batch, PLAIN)
        client = FeedClient(socket, visitor, "127.0.0.1", audience, Allowance(10), name)  # type: ignore[arg-type]
        self.hub.join(client)
        return client, socket

    def live(self, *args: Any, **kwargs: Any) -> tuple[FeedClient, RecordingSocket]:
        client, socket = self.connect(*args, **kwargs)
        self.hub.caught_up(client, ())
        return client, socket


def on_loop(test: Callable[[Stage], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    """Run a test on an event loop, as the hub always is."""

    def run() -> None:
        asyncio.run(test(Stage()))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


@pytest.mark.req("W1")
@on_loop
async def test_everybody_is_told_once(stage: Stage) -> None:
    sockets = [stage.live()[1] for _ in range(3)]
    assert stage.hub.publish(notice(1))
    assert not stage.hub.publish(notice(1))
    assert [socket.told for socket in sockets] == [[("CREATED", 1002)]] * 3


@pytest.mark.req("W5")
@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (FeedFilter(hospitals=(6002,)), True),
        (FeedFilter(hospitals=(1, 2)), False),
        (FeedFilter(device_types=("TMS设备",)), True),
        (FeedFilter(device_types=("rTMS",)), False),
        (FeedFilter(devices=(4002, 1)), True),
        (FeedFilter(devices=(1,)), False),
        (FeedFilter(statuses=(ExecutionStatus.DISPATCHED,)), True),
        (FeedFilter(statuses=(ExecutionStatus.PENDING,)), False),
        (FeedFilter(hospitals=(6002,), devices=(4002,)), True),
        (FeedFilter(hospitals=(6002,), devices=(1,)), False),
    ],
)
def test_filters_of_different_kinds_must_all_agree(wanted: FeedFilter, told: bool) -> None:
    async def run() -> None:
        stage = Stage()
        _, socket = stage.live(wanted)
        stage.hub.publish(notice(1))
        assert bool(socket.messages) is told

    asyncio.run(run())


@pytest.mark.req("W5")
@on_loop
async def test_an_execution_for_no_device_goes_to_who_asks_for_none(stage: Stage) -> None:
    _, any_device = stage.live()
    _, one_device = stage.live(FeedFilter(devices=(DEVICE.id,)))
    _, one_type = stage.live(FeedFilter(device_types=(DEVICE.device_type,)))
    stage.hub.publish(notice(1, device=None))
    assert [len(socket.messages) for socket in (any_device, one_device, one_type)] == [1, 0, 0]


@on_loop
async def test_only_the_wards_of_the_person(stage: Stage) -> None:
    _, socket = stage.live(wards=("W01",))
    stage.hub.publish(notice(1, ward="W02", id=1))
    stage.hub.publish(notice(2, ward="W01", id=2))
    stage.hub.publish(notice(3, ward=None, id=3))
    stage.hub.publish(notice(4, last_ward="W02", id=4))
    stage.hub.publish(notice(5, last_ward="W01", id=5))
    assert [execution_id for _, execution_id in socket.told] == [2, 3, 5]


@on_loop
async def test_a_message_that_cannot_be_made_leaves_no_trace(stage: Stage) -> None:
    _, plain = stage.live()
    _, masked = stage.live(masked=True)
    catching_up, caught = stage.connect()
    odd = notice(1, hospital=None)
    with pytest.raises(AttributeError):
        stage.hub.publish(odd)
    assert (plain.messages, masked.messages, catching_up.waiting) == ([], [], [])
    assert not stage.hub.told(1)
    assert stage.hub.publish(notice(1))
    assert [socket.told for socket in (plain, masked)] == [[("CREATED", 1002)]] * 2
    stage.hub.caught_up(catching_up, ())
    assert caught.told == [("CREATED", 1002)]


@pytest.mark.req("W7")
@on_loop
async def test_one_odd_session_keeps_nobody_from_the_others_it_missed(stage: Stage) -> None:
    client, socket = stage.connect()
    stage.hub.caught_up(client, (notice(1, id=1), notice(2, id=2, hospital=None), notice(3, id=3)))
    assert socket.told == [("CREATED", 1), ("CREATED", 3)]
    assert b"his_feed_skipped_total 1.0" in stage.metrics.page()


@on_loop
async def test_the_anonymous_get_masked_numbers_beside_others(stage: Stage) -> None:
    _, plain = stage.live()
    _, masked = stage.live(masked=True)
    stage.hub.publish(notice(1))
    assert plain.messages[0]["patientInfo"]["idCard"] == "110101199205151234"
    assert masked.messages[0]["patientInfo"]["idCard"] == "110*************34"


@pytest.mark.req("W7")
def test_the_latency_is_the_time_since_the_commit(tmp_path: Path) -> None:
    """A quarter of a second and two minutes; a commit dated ahead of our clock counts as no time at all."""
    now = clock.now()
    clock.set_control_file(tmp_path / "clock", now)
    clock.use_control_file(tmp_path / "clock")

    @on_loop
    async def publish(stage: Stage) -> None:
        for number, ago in enumerate((0.25, 120.0, -5.0), 1):
            stage.hub.publish(dataclasses.replace(notice(number), at=now - timedelta(seconds=ago)))
        assert b"his_feed_latency_seconds_count 3.0\nhis_feed_latency_seconds_sum 120.25\n" in stage.metrics.page()

    publish()


@pytest.mark.req("W6")
@on_loop
async def test_what_was_missed_comes_first_and_nothing_twice(stage: Stage) -> None:
    client, socket = stage.connect()
    stage.hub.publish(notice(7, NoticeKind.UPDATED, id=3))
    stage.hub.publish(notice(8, id=4))
    assert socket.messages == []
    stage.hub.caught_up(client, (notice(5, id=1), notice(6, id=2), notice(7, NoticeKind.UPDATED, id=3)))
    assert socket.told == [("CREATED", 1), ("CREATED", 2), ("UPDATED", 3), ("CREATED", 4)]
    assert socket.writes == 1
    stage.hub.publish(notice(6, id=2))
    stage.hub.publish(notice(9, id=5))
    assert socket.told[4:] == [("CREATED", 5)]


@pytest.mark.req("W6")
@on_loop
async def test_another_subscription_repeats_nothing_that_was_sent(stage: Stage) -> None:
    client, socket = stage.live()
    stage.hub.publish(notice(1, id=1))
    stage.hub.change(client, client.audience, "u1:console")
    stage.hub.publish(notice(2, id=2))
    stage.hub.caught_up(client, (notice(1, id=1), notice(2, id=2)))
    assert [execution_id for _, execution_id in socket.told] == [1, 2]


@pytest.mark.req("W6")
@on_loop
async def test_batches_hold_what_comes_together(stage: Stage) -> None:
    _, batched = stage.live(batch=True)
    _, single = stage.live()
    for number in (1, 2, 3):
        stage.hub.publish(notice(number, id=number))
    while not batched.messages:
        await asyncio.sleep(0)
    assert [message["messageType"] for message in batched.messages] == ["BATCH"]
    assert batched.messages[0]["messages"] == single.messages
    client, caught = stage.connect(batch=True)
    stage.hub.caught_up(client, (notice(1, id=1), notice(2, id=2)))
    assert [message["executionId"] for message in caught.messages[0]["messages"]] == [1, 2]


@pytest.mark.req("W6")
@on_loop
async def test_a_position_is_what_a_pong_proves(stage: Stage) -> None:
    client, socket = stage.live(name="u1:console")
    stage.hub.publish(notice(4))
    stage.hub.told_up_to(4)
    client.socket.on_ping()
    stage.hub.publish(notice(5))
    stage.hub.told_up_to(5)
    assert stage.hub.take_positions() == ()
    socket.on_pong()
    assert stage.hub.take_positions() == (("u1:console", 4),)
    assert stage.hub.take_positions() == ()
    stage.hub.put_back((("u1:console", 4),))
    client.socket.on_ping()
    socket.on_pong()
    assert stage.hub.take_positions() == (("u1:console", 5),)


@pytest.mark.req("W6")
@on_loop
async def test_a_position_never_passes_a_batch_that_is_not_sent(stage: Stage) -> None:
    client, socket = stage.live(name="u1:console", batch=True)
    stage.hub.publish(notice(4))
    stage.hub.told_up_to(4)
    assert socket.messages == []
    client.socket.on_ping()
    assert socket.told == [("CREATED", 1002)]
    socket.on_pong()
    assert stage.hub.take_positions() == (("u1:console", 4),)


@pytest.mark.req("W6")
@on_loop
async def test_another_name_inherits_nothing_from_a_ping_under_way(stage: Stage) -> None:
    client, socket = stage.live()
    stage.hub.told_up_to(900)
    client.socket.on_ping()
    stage.hub.change(client, client.audience, "u1:console")
    socket.on_pong()
    stage.hub.page(client, (notice(4),), 4)
    socket.on_pong()
    assert (stage.hub.take_positions(), client.confirmed) == ((), 0)
    client.socket.on_ping()
    socket.on_pong()
    assert stage.hub.take_positions() == (("u1:console", 4),)


@pytest.mark.req("W6")
@pytest.mark.parametrize("live", [True, False])
def test_a_page_under_another_name_has_arrived_when_its_own_pong_comes(live: bool) -> None:
    async def run() -> None:
        stage = Stage()
        client, socket = stage.connect(name="u1:first")
        stage.hub.told_up_to(900)
        if live:
            stage.hub.caught_up(client, ())
        else:
            stage.hub.page(client, (notice(800),), 800)
        client.socket.on_ping()
        socket.on_pong()
        assert client.confirmed >= 800
        stage.hub.change(client, client.audience, "u1:second")
        client.socket.on_ping()
        stage.hub.page(client, (notice(4),), 4)
        socket.on_pong()
        assert client.confirmed == 0
        client.socket.on_ping()
        socket.on_pong()
        assert client.confirmed == 4
        assert dict(stage.hub.take_positions())["u1:second"] == 4

    asyncio.run(run())


@pytest.mark.req("W6")
@on_loop
async def test_a_position_never_passes_what_did_not_fit_into_catching_up(stage: Stage) -> None:
    client, socket = stage.connect(name="u1:console")
    stage.hub.told_up_to(900)
    stage.hub.page(client, (notice(950), notice(3), notice(4)), 4)
    socket.on_ping()
    socket.on_pong()
    assert stage.hub.take_positions() == (("u1:console", 4),)
    assert client.arrived.is_set()
    stage.hub.publish(notice(901, id=901))
    stage.hub.caught_up(client, (notice(5), notice(950)))
    assert [message["executionId"] for message in socket.messages] == [1002, 1002, 1002, 1002, 901]
    socket.on_ping()
    socket.on_pong()
    assert stage.hub.take_positions() == (("u1:console", 900),)


@pytest.mark.req("W7")
@on_loop
async def test_who_does_not_read_is_disconnected_with_a_reason(stage: Stage) -> None:
    client, slow = stage.live()
    _, fast = stage.live()
    slow.on_full()
    slow.on_full()
    await asyncio.sleep(0)
    assert slow.closed == (1013, "too slow: unread messages")
    assert client not in stage.hub.clients
    stage.hub.publish(notice(1))
    assert (slow.messages, fast.told) == ([], [("CREATED", 1002)])
    assert b"his_feed_slow_clients_total 1.0" in stage.metrics.page()
    assert b"his_feed_clients 1.0" in stage.metrics.page()


def test_rights_and_wards_of_a_visitor() -> None:
    nurse = Visitor(Identity("u", "李", "nurse", ("ward.read",), ("W01",)))
    with pytest.raises(MissingRight):
        nurse.require("tms.feed", "tms.read")
    Visitor(None).require("tms.feed")
    assert nurse.wards == ("W01",)
    assert Visitor(None).wards == ()
