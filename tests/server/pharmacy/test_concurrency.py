"""Eight pharmacists at two servers of one database: no double dispense, no negative stock, no lost update (R3.C)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.pharmacy.errors import LineNotWaiting, ReturnTooMuch, StockShort
from shared.contracts.pharmacy.types import Refusal, RequestLineState
from shared.errors import BusinessError
from shared.identifiers import new_key
from shared.rpc import bound
from tests.in_process import InProcessHospital
from tests.server.pharmacy.world import ASPIRIN, CEFUROXIME, D1, SALINE, World

PHARMACISTS = 8
pytestmark = [pytest.mark.db, pytest.mark.req("R3.C")]


@pytest.fixture(scope="module")
def two_servers(running: InProcessHospital) -> Iterator[InProcessHospital]:
    second = running.another_server("pharmacy")
    running.running["pharmacy at another server"] = second
    yield running
    second.engine.dispose()


def all_at_once(hospital: InProcessHospital, press: Callable[[Any, int], Any]) -> list[Any]:
    """Eight stations press at the same moment; their results, or the errors they got."""
    begin = threading.Barrier(PHARMACISTS)
    servers = ("pharmacy", "pharmacy at another server")
    stations = [hospital.station(servers[each % 2], f"dispenser{each // 2 % 2 + 1}") for each in range(PHARMACISTS)]

    def one(number: int) -> Any:
        begin.wait()
        try:
            return press(stations[number], number)
        except BusinessError as error:
            return error

    with ThreadPoolExecutor(PHARMACISTS) as pool:
        return list(pool.map(one, range(PHARMACISTS)))


def lost(results: list[Any]) -> list[type[Exception]]:
    return [type(each) for each in results if isinstance(each, BusinessError)]


def test_one_request_is_dispensed_by_exactly_one(two_servers: InProcessHospital, world: World) -> None:
    world.receive(ASPIRIN, 100)
    world.receive(CEFUROXIME, 100)
    request = world.request((ASPIRIN, 3), (CEFUROXIME, 2))
    lines = tuple(row.line_id for row in request.lines.rows)
    results = all_at_once(two_servers, lambda api, _: api.dispense(request.request_id, lines))
    assert lost(results) == [LineNotWaiting] * (PHARMACISTS - 1)
    assert (world.held(ASPIRIN), world.held(CEFUROXIME)) == ({"B1": Decimal(97)}, {"B1": Decimal(98)})
    assert len(world.answered()) == len(lines)
    assert world.broken_identities() == []


def test_the_last_box_goes_to_exactly_one(two_servers: InProcessHospital, world: World) -> None:
    world.receive(CEFUROXIME, 5)
    requests = [world.request((CEFUROXIME, 3), (SALINE, 1)) for _ in range(PHARMACISTS)]

    def press(api: Any, number: int) -> Any:
        mine = requests[number]
        return api.dispense(mine.request_id, (mine.lines.rows[0].line_id,))

    results = all_at_once(two_servers, press)
    assert lost(results) == [StockShort] * (PHARMACISTS - 1)
    assert world.held(CEFUROXIME) == {"B1": Decimal(2)}
    states = [world.api.request(each.request_id).lines.rows[0].state for each in requests]
    assert states.count(RequestLineState.DISPENSED) == 1
    assert states.count(RequestLineState.WAITING) == PHARMACISTS - 1


def test_everybody_gets_what_is_there_without_losing_a_movement(two_servers: InProcessHospital, world: World) -> None:
    world.receive(CEFUROXIME, 10, "B1")
    world.receive(CEFUROXIME, 15, "B2")
    requests = [world.request((CEFUROXIME, 3)) for _ in range(PHARMACISTS)]
    results = all_at_once(
        two_servers,
        lambda api, each: api.dispense(requests[each].request_id, (requests[each].lines.rows[0].line_id,)),
    )
    assert lost(results) == []
    assert world.held(CEFUROXIME) == {"B2": Decimal(1)}
    slips = [world.api.slip(each.dispense_id).slip_no for each in results]
    assert sorted(slips) == [f"20260301-{number:04d}" for number in range(1, PHARMACISTS + 1)]
    out = [each for each in world.api.movements(CEFUROXIME, D1.date(), D1.date()) if each.quantity < 0]
    assert sum(each.quantity for each in out) == -24
    assert world.broken_identities() == []


def test_different_lines_of_one_request_complete_it(two_servers: InProcessHospital, world: World) -> None:
    world.receive(ASPIRIN, 100)
    request = world.request(*[(ASPIRIN, 1)] * PHARMACISTS)
    rows = request.lines.rows
    results = all_at_once(two_servers, lambda api, each: api.dispense(request.request_id, (rows[each].line_id,)))
    assert lost(results) == []
    assert world.api.inbox().rows == ()
    assert world.held(ASPIRIN) == {"B1": Decimal(100 - PHARMACISTS)}


def test_the_same_key_everywhere_is_one_press(two_servers: InProcessHospital, world: World) -> None:
    world.receive(ASPIRIN, 100)
    request, key = world.request((ASPIRIN, 3)), new_key()
    lines = tuple(row.line_id for row in request.lines.rows)
    station = "dispenser1"
    begin = threading.Barrier(PHARMACISTS)

    def press(number: int) -> Any:
        server = ("pharmacy", "pharmacy at another server")[number % 2]
        api = two_servers.station(server, station)
        begin.wait()
        return bound(api, key).dispense(request.request_id, lines)

    with ThreadPoolExecutor(PHARMACISTS) as pool:
        results = list(pool.map(press, range(PHARMACISTS)))
    assert {each.dispense_id for each in results} == {results[0].dispense_id}
    assert world.held(ASPIRIN) == {"B1": Decimal(97)}


def test_one_issued_line_comes_back_once(two_servers: InProcessHospital, world: World) -> None:
    world.receive(CEFUROXIME, 10)
    issued = world.request((CEFUROXIME, 3))
    world.dispense(issued)
    backs = [world.return_of(issued, 0, 2) for _ in range(PHARMACISTS)]
    results = all_at_once(two_servers, lambda api, each: api.dispense(backs[each].request_id, (backs[each].lines.rows[0].line_id,)))
    assert lost(results) == [ReturnTooMuch] * (PHARMACISTS - 1)
    assert world.held(CEFUROXIME) == {"B1": Decimal(9)}


def test_dispensing_and_refusing_one_line_gives_one_answer(two_servers: InProcessHospital, world: World) -> None:
    world.receive(ASPIRIN, 100)
    request = world.request((ASPIRIN, 3))
    lines = tuple(row.line_id for row in request.lines.rows)

    def press(api: Any, number: int) -> Any:
        if number % 2:
            return api.dispense(request.request_id, lines)
        return api.refuse(request.request_id, Refusal(lines, "暂缺"))

    results = all_at_once(two_servers, press)
    assert lost(results) == [LineNotWaiting] * (PHARMACISTS - 1)
    assert len(world.answered()) == 1
