"""What the gateway asks: tickets, notices in order, what a client missed, and telling again (W5, W6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from server.tms import models
from server.tms.jobs import MOST_SENDS
from shared import clock
from shared.contracts.tms.errors import TicketInvalid
from shared.contracts.tms.events import ExecutionNoticed
from shared.contracts.tms.types import DeviceGiven, Execution, FeedFilter, Notice, NoticeKind, line_of
from shared.errors import InvalidInput, MissingRight
from shared.identifiers import new_id
from tests.server.tms.world import COMPLETED, DISPATCHED, EXECUTING, FAILED, PENDING, World

LATER = timedelta(seconds=31)


def device_of_its_own(world: World) -> tuple[FeedFilter, int]:
    """A filter that sees only sessions for one new device."""
    device = world.doctor.register_device(DeviceGiven(new_id()))
    return FeedFilter(devices=(device.id,)), device.id


def posted(world: World, device_id: int) -> Execution:
    return world.post(device=None, device_id=device_id).execution


def missed(world: World, client: str, wanted: FeedFilter, limit: int = 100) -> list[tuple[NoticeKind, int]]:
    notices: tuple[Notice, ...] = world.gateway.missed(client, wanted, limit)
    waiting = [each.execution.received_at is None and each.kind is NoticeKind.CREATED for each in notices]
    assert waiting == sorted(waiting, reverse=True), "what waits comes first"
    for part in (True, False):
        numbers = [each.number for each, waits in zip(notices, waiting, strict=True) if waits is part]
        assert numbers == sorted(set(numbers))
    return [(each.kind, each.execution.id) for each in notices]


# -- tickets


@pytest.mark.req("W6")
def test_a_ticket_opens_one_door_once(world: World) -> None:
    ticket = world.operator.feed_ticket()
    assert ticket.expires_at - clock.utc_now() <= timedelta(seconds=30)
    who = world.gateway.redeem_ticket(ticket.ticket)
    assert (who.user_name, who.role) == ("郭操作", "tms_operator")
    assert "tms.feed" in who.rights
    with pytest.raises(TicketInvalid):
        world.gateway.redeem_ticket(ticket.ticket)
    assert ticket.ticket not in {row["ticket_hash"] for row in world.rows(models.ticket)}


def test_a_ticket_lives_thirty_seconds(world: World) -> None:
    ticket, other = world.operator.feed_ticket(), world.operator.feed_ticket()
    world.machine_passes(timedelta(seconds=29))
    assert world.gateway.redeem_ticket(ticket.ticket).user_name == "郭操作"
    world.machine_passes(timedelta(seconds=2))
    with pytest.raises(TicketInvalid):
        world.gateway.redeem_ticket(other.ticket)
    with pytest.raises(TicketInvalid):
        world.gateway.redeem_ticket("made up")
    world.operator.feed_ticket()
    assert len(world.rows(models.ticket)) == 1


def test_only_the_gateway_redeems_and_reads_notices(world: World) -> None:
    ticket = world.operator.feed_ticket()
    for call in (
        lambda: world.operator.redeem_ticket(ticket.ticket),
        lambda: world.operator.notice(1),
        lambda: world.operator.missed("x", FeedFilter(), 1),
        lambda: world.operator.note_positions((("x", 1),)),
    ):
        with pytest.raises(MissingRight):
            call()


# -- notices


@pytest.mark.req("W4", "W6")
def test_notices_are_numbered_in_order_and_show_the_session_as_it_is(world: World) -> None:
    made = world.post().execution
    world.complete(made)
    told = [fact for fact in world.facts(ExecutionNoticed) if fact.execution_id == made.id]
    numbers = [fact.number for fact in told]
    assert numbers == sorted(set(numbers))
    assert [fact.kind for fact in told] == [NoticeKind.CREATED, NoticeKind.UPDATED, NoticeKind.UPDATED, NoticeKind.COMPLETED]
    first = world.gateway.notice(numbers[0])
    assert (first.kind, first.execution.status) == (NoticeKind.CREATED, COMPLETED)
    for nothing in (0, -1, 2**60, 2**63):
        assert world.gateway.notice(nothing) is None


def test_windows_are_told_with_the_consoles(world: World) -> None:
    seen = world.changes()
    made = world.post().execution
    assert {("queue", ""), ("execution", str(made.id))} <= seen()


# -- what was missed


@pytest.mark.req("W6")
def test_a_new_client_gets_what_nobody_has_acknowledged(world: World) -> None:
    wanted, device = device_of_its_own(world)
    waiting, acknowledged, cancelled = (posted(world, device) for _ in range(3))
    world.received(acknowledged)
    world.operator.cancel(cancelled.id, cancelled.version, "患者拒绝")
    assert missed(world, new_id(), wanted) == [(NoticeKind.CREATED, waiting.id)]
    assert missed(world, "", wanted) == [(NoticeKind.CREATED, waiting.id)]


@pytest.mark.req("W6")
def test_a_known_client_gets_everything_after_its_position(world: World) -> None:
    wanted, device = device_of_its_own(world)
    client = new_id()
    first = posted(world, device)
    world.gateway.note_positions(((client, world.facts(ExecutionNoticed)[-1].number),))
    assert missed(world, client, wanted) == [(NoticeKind.CREATED, first.id)]
    world.received(first)
    second = posted(world, device)
    world.update(first, FAILED)
    after = [(NoticeKind.UPDATED, first.id)] * 2
    assert missed(world, client, wanted) == [(NoticeKind.CREATED, second.id), *after]
    assert missed(world, client, wanted, 1) == [(NoticeKind.CREATED, second.id), after[0]]
    assert missed(world, client, wanted, 0) == [(NoticeKind.CREATED, second.id)]
    world.gateway.note_positions(((client, world.facts(ExecutionNoticed)[-1].number),))
    assert missed(world, client, wanted) == [(NoticeKind.CREATED, second.id)]


@pytest.mark.req("W6")
def test_what_others_missed_does_not_cut_what_a_client_missed(world: World) -> None:
    wanted, device = device_of_its_own(world)
    client = new_id()
    _, (_, away) = world.ready(ward="W01"), world.ready(ward="W02")
    world.gateway.note_positions(((client, world.facts(ExecutionNoticed)[-1].number),))
    for _ in range(3):
        world.received(world.post().execution)
    world.received(away)
    mine = world.received(posted(world, device))
    told = [(NoticeKind.CREATED, mine.id), (NoticeKind.UPDATED, mine.id)]
    assert missed(world, client, wanted, 2) == told
    of_a_ward = world.gateway.missed(client, FeedFilter(wards=("W02",)), 1000)
    assert away.id in {each.execution.id for each in of_a_ward}
    of_another = world.gateway.missed(client, FeedFilter(wards=("W01",)), 1000)
    assert away.id not in {each.execution.id for each in of_another}
    assert mine.id in {each.execution.id for each in of_another}


def test_a_position_never_goes_back(world: World) -> None:
    client = new_id()
    for number in (5, 9, 7):
        world.gateway.note_positions(((client, number),))
    assert {row["number"] for row in world.rows(models.position) if row["client"] == client} == {9}
    for nonsense in (("", 1), (client, -1), (client, 2**63)):
        with pytest.raises(InvalidInput):
            world.gateway.note_positions((nonsense,))


@pytest.mark.req("W5")
def test_filters_apply_together(world: World) -> None:
    kind = new_id()
    made = world.post(device=DeviceGiven(new_id(), kind)).execution
    assert made.device is not None
    for wanted, there in (
        (FeedFilter(device_types=(kind,)), True),
        (FeedFilter(device_types=(kind, "别的")), True),
        (FeedFilter(device_types=(kind,), devices=(made.device.id,), hospitals=(1,), statuses=(PENDING, EXECUTING)), True),
        (FeedFilter(device_types=(kind,), statuses=(DISPATCHED,)), False),
        (FeedFilter(device_types=(kind,), hospitals=(2**40,)), False),
        (FeedFilter(device_types=(kind,), devices=(2**40,)), False),
    ):
        assert [row.id for row in world.operator.queue(wanted).rows] == [made.id] * there
        assert missed(world, "", wanted) == [(NoticeKind.CREATED, made.id)] * there
    today = clock.today()
    assert [row.id for row in world.operator.executions(FeedFilter(device_types=(kind,)), today, today).rows] == [made.id]
    with pytest.raises(InvalidInput):
        world.operator.executions(FeedFilter(), today, today - timedelta(days=1))


# -- telling again


@pytest.mark.req("W6")
def test_an_unacknowledged_session_is_told_five_times_and_then_shown_as_undelivered(world: World) -> None:
    made = world.post().execution
    world.run_job("tell again")
    assert world.now(made).sends == 1
    for sends in range(2, MOST_SENDS + 1):
        world.machine_passes(LATER)
        world.run_job("tell again")
        assert (world.now(made).sends, world.now(made).undelivered) == (sends, False)
    kinds = [fact.kind for fact in world.facts(ExecutionNoticed) if fact.execution_id == made.id]
    assert kinds == [NoticeKind.CREATED] * 5
    world.machine_passes(LATER)
    seen = world.changes()
    world.run_job("tell again")
    lost = world.now(made)
    assert (lost.sends, lost.undelivered, lost.version) == (5, True, made.version)
    assert ("queue", "") in seen()
    world.machine_passes(LATER)
    world.run_job("tell again")
    assert len([fact for fact in world.facts(ExecutionNoticed) if fact.execution_id == made.id]) == 5
    found = world.received(made)
    assert (found.status, found.undelivered) == (DISPATCHED, False)


@pytest.mark.req("W6")
def test_what_is_acknowledged_or_over_is_not_told_again(world: World) -> None:
    received, cancelled = world.post(DISPATCHED).execution, world.post().execution
    world.received(received)
    world.operator.cancel(cancelled.id, cancelled.version, "患者拒绝")
    world.machine_passes(LATER)
    world.run_job("tell again")
    assert (world.now(received).sends, world.now(cancelled).sends) == (1, 1)


def test_notices_are_forgotten_after_a_week_and_clients_after_a_season(world: World) -> None:
    made, client = world.post().execution, new_id()
    world.gateway.note_positions(((client, 1),))
    number = next(fact.number for fact in world.facts(ExecutionNoticed) if fact.execution_id == made.id)
    world.machine_passes(timedelta(days=6, hours=23))
    world.run_job("forget notices")
    assert number in {row["number"] for row in world.rows(models.notice)}
    world.machine_passes(timedelta(hours=2))
    assert world.run_job("forget notices") >= 1
    assert world.rows(models.notice) == []
    assert client in {row["client"] for row in world.rows(models.position)}
    world.machine_passes(timedelta(days=84))
    world.run_job("forget notices")
    assert client not in {row["client"] for row in world.rows(models.position)}


@pytest.mark.req("W9")
def test_a_notice_holds_the_line_that_the_queue_shows(world: World) -> None:
    _, waiting = world.ready(name="张秀英")
    elsewhere = world.post().execution
    _, done = world.ready(name="李建国")
    world.complete(done, trains_done=10, pulses_done=400)
    lines = {row.id: row for row in world.operator.queue(FeedFilter()).rows}
    for execution in (waiting, elsewhere, done):
        assert line_of(world.now(execution)) == lines[execution.id]
