"""Behaviour of the inbox without widgets, on the pharmacy's real entrance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from client_pharmacy.requests.presenter import RequestsPresenter, issue_what_can_be_met
from client_pharmacy.words import GROUP_INCOMPLETE, TAKEN_BEFORE
from shared.contracts.pharmacy.errors import LineNotWaiting, NothingTicked, StockShort
from shared.contracts.pharmacy.types import RequestLineState, RequestState
from shared.errors import OutcomeUnknown
from shared.qt.dialogs import Cancelled
from shared.qt.station import Station
from tests.client_pharmacy.screen import Screen
from tests.client_pharmacy.station import InProcessClient
from tests.server.pharmacy.world import ASPIRIN, CEFUROXIME, D1, SALINE, WARD_1, WARD_2, World, number

GROUP_7 = {"group_no": 7}


@pytest.fixture
def page(station: Station, screen: Screen) -> RequestsPresenter:
    return RequestsPresenter(station, screen)


# -- inbox


@pytest.mark.req("R3.G")
def test_wards_with_count_and_longest_wait_then_their_patients(world: World, page: RequestsPresenter, screen: Screen) -> None:
    for ward, minutes, name in ((WARD_1, 40, "张秀英"), (WARD_1, 5, "李玥"), (WARD_2, 20, "王五")):
        world.at(D1 - timedelta(minutes=minutes))
        world.request((ASPIRIN, 1), ward=ward, name=name)
    world.at(D1)
    page.reload()
    assert [(row.ward, row.requests, row.minutes) for row in screen.wards] == [(None, 3, 40), (WARD_1, 2, 40), (WARD_2, 1, 20)]
    page.choose_ward(WARD_2)
    assert [(row.row.patient_name, row.minutes) for row in screen.requests] == [("王五", 20)]
    assert screen.ward == 2
    assert [row.quantity for row in screen.sum] == [1]
    page.choose_ward(None)
    page.find("李")
    assert [row.row.patient_name for row in screen.requests] == ["李玥"]
    page.find("w02-012")
    assert [row.row.ward for row in screen.requests] == [WARD_2]


def test_the_first_request_is_opened_by_itself(world: World, page: RequestsPresenter, screen: Screen) -> None:
    page.reload()
    assert screen.request is None
    first = world.request((ASPIRIN, 1))
    world.request((ASPIRIN, 1))
    page.reload()
    assert screen.request is not None
    assert screen.request.request_id == first.request_id
    assert screen.chosen == 0


@pytest.mark.req("R3.P")
def test_only_what_arrives_later_is_announced_and_new_until_opened(world: World, page: RequestsPresenter, screen: Screen) -> None:
    old = world.request((ASPIRIN, 1))
    page.reload()
    assert screen.announced == []
    new = world.request((ASPIRIN, 1), ward=WARD_2)
    page.reload()
    page.reload()
    assert [row.request_id for row in screen.announced] == [new.request_id]
    assert {row.row.request_id: row.fresh for row in screen.requests} == {old.request_id: False, new.request_id: True}
    assert [row.fresh for row in screen.wards] == [1, 0, 1]
    page.open(new.request_id)
    page.show_inbox()
    assert [row.fresh for row in screen.requests] == [False, False]


def test_a_ward_without_requests_gives_way_to_all_wards(world: World, page: RequestsPresenter, screen: Screen) -> None:
    world.receive(ASPIRIN, 10)
    request = world.request((ASPIRIN, 1), ward=WARD_2)
    world.request((ASPIRIN, 1))
    page.reload()
    page.choose_ward(WARD_2)
    world.dispense(request)
    page.reload()
    assert (screen.ward, page.ward, len(screen.requests)) == (0, None, 1)


def test_another_patient_is_gone_before_the_next_is_there(world: World, page: RequestsPresenter, screen: Screen) -> None:
    first, second = world.request((ASPIRIN, 1)), world.request((CEFUROXIME, 1))
    page.reload()
    page.open(second.request_id)
    seen = [None if request is None else request.request_id for request in screen.requests_seen]
    assert seen == [None, first.request_id, None, second.request_id]


# -- ticks


@pytest.mark.req("R3.2")
def test_what_can_be_met_is_ticked_and_the_rest_has_its_reason(world: World, page: RequestsPresenter, screen: Screen) -> None:
    world.receive(ASPIRIN, 4)
    world.request((ASPIRIN, 3), (ASPIRIN, 2), (SALINE, 1, GROUP_7), (ASPIRIN, 1, GROUP_7))
    page.reload()
    assert screen.ticks() == [True, False, False, False]
    assert [line.reason for line in screen.lines] == ["", TAKEN_BEFORE, StockShort.code, GROUP_INCOMPLETE]
    assert [line.bracket for line in screen.lines] == ["", "", "┌", "└"]


def test_a_tick_carries_its_group(world: World, page: RequestsPresenter, screen: Screen) -> None:
    for drug in (ASPIRIN, SALINE, CEFUROXIME):
        world.receive(drug, 10)
    world.request((ASPIRIN, 1), (SALINE, 1, GROUP_7), (CEFUROXIME, 1, GROUP_7))
    page.reload()
    page.toggle(screen.lines[1].row.line_id)
    assert screen.ticks() == [True, False, False]
    page.reload()
    assert screen.ticks() == [True, False, False]
    page.toggle(screen.lines[2].row.line_id)
    assert screen.ticks() == [True, True, True]


# -- dispensing


@pytest.mark.req("R3.2")
def test_dispensing_goes_on_to_the_next_request(world: World, page: RequestsPresenter, screen: Screen) -> None:
    world.receive(ASPIRIN, 10)
    first, second = world.request((ASPIRIN, 1)), world.request((ASPIRIN, 2))
    page.reload()
    page.dispense()
    assert [result.request.request_id for result in screen.dispensed] == [first.request_id]
    assert screen.request is not None
    assert screen.request.request_id == second.request_id
    assert [row.row.request_id for row in screen.requests] == [second.request_id]
    assert [row.quantity for row in screen.sum] == [2]
    page.dispense()
    assert screen.requests == []
    assert screen.request.state is RequestState.DONE
    page.dispense()
    assert [type(error) for error in screen.errors] == [NothingTicked]


def test_with_lines_left_the_request_stays_open(world: World, page: RequestsPresenter, screen: Screen) -> None:
    world.receive(ASPIRIN, 10)
    request = world.request((ASPIRIN, 1), (SALINE, 1))
    world.request((ASPIRIN, 1))
    page.reload()
    page.dispense()
    assert screen.request is not None
    assert (screen.request.request_id, screen.request.state) == (request.request_id, RequestState.PARTLY)
    assert screen.ticks() == [False, False]


@pytest.mark.req("R3.R")
def test_a_return_is_accepted_by_the_same_key(world: World, page: RequestsPresenter, screen: Screen) -> None:
    world.receive(ASPIRIN, 10)
    issued = world.request((ASPIRIN, 3))
    world.dispense(issued)
    world.return_of(issued, 0, 1)
    page.reload()
    assert screen.ticks() == [True]
    page.dispense()
    assert screen.dispensed[0].returned == 1
    assert world.held(ASPIRIN) == {"B1": number(8)}


@pytest.mark.req("R3.C")
def test_a_colleague_was_faster(world: World, page: RequestsPresenter, screen: Screen) -> None:
    world.receive(ASPIRIN, 10)
    request = world.request((ASPIRIN, 1))
    page.reload()
    world.dispense(request)
    page.dispense()
    assert [type(error) for error in screen.errors] == [LineNotWaiting]
    assert [line.row.state for line in screen.lines] == [RequestLineState.DISPENSED]


@pytest.mark.req("R3.C")
def test_stock_that_went_meanwhile_is_shown_and_unticked(world: World, page: RequestsPresenter, screen: Screen) -> None:
    world.receive(ASPIRIN, 3)
    world.receive(SALINE, 3)
    mine = world.request((ASPIRIN, 2), (SALINE, 1))
    other = world.request((ASPIRIN, 2))
    page.reload()
    page.toggle(mine.lines.rows[0].line_id)
    page.toggle(mine.lines.rows[0].line_id)
    world.dispense(other)
    page.dispense()
    assert [type(error) for error in screen.errors] == [StockShort]
    assert screen.ticks() == [False, True]
    page.dispense()
    assert screen.dispensed[0].issued == 1


@pytest.mark.req("R3.C")
def test_after_a_lost_answer_the_same_press_is_offered_again(
    world: World, page: RequestsPresenter, screen: Screen, client: InProcessClient
) -> None:
    world.receive(ASPIRIN, 10)
    world.request((ASPIRIN, 3))
    page.reload()
    client.lost_answers = [OutcomeUnknown()]
    page.dispense()
    page.dispense()
    assert len(screen.retries) == 1
    assert world.held(ASPIRIN) == {"B1": number(7)}
    screen.retries[0].settle(None, None)
    assert len(screen.dispensed) == 1
    assert world.held(ASPIRIN) == {"B1": number(7)}


def test_leaving_a_lost_answer_looks_what_became_of_it(
    world: World, page: RequestsPresenter, screen: Screen, client: InProcessClient
) -> None:
    world.receive(ASPIRIN, 10)
    world.request((ASPIRIN, 3))
    page.reload()
    client.lost_answers = [OutcomeUnknown()]
    page.dispense()
    screen.retries[0].settle(None, Cancelled())
    assert [line.row.state for line in screen.lines] == [RequestLineState.DISPENSED]
    assert screen.requests == []


# -- refusing, slips, whole wards


@pytest.mark.req("R3.2")
def test_refusing_takes_the_group_and_tells_of_errors(world: World, page: RequestsPresenter, screen: Screen) -> None:
    request = world.request((ASPIRIN, 1), (SALINE, 1, GROUP_7), (CEFUROXIME, 1, GROUP_7))
    page.reload()
    members = page.group([request.lines.rows[2].line_id])
    assert [row.drug_code for row in members] == [SALINE, CEFUROXIME]
    page.refuse(members, "缺\x07货")
    assert len(screen.errors) == 1
    page.refuse(members, "暂时缺货")
    assert screen.refused == [2]
    assert [line.row.state for line in screen.lines] == [RequestLineState.WAITING] + [RequestLineState.REFUSED] * 2


@pytest.mark.req("R3.4")
def test_slips_of_the_last_press_and_of_the_ward(world: World, page: RequestsPresenter, screen: Screen) -> None:
    world.receive(ASPIRIN, 10)
    world.request((ASPIRIN, 1))
    page.reload()
    page.dispense()
    page.print_slip()
    page.print_ward(WARD_1, D1.date())
    assert [pdf[:4] for pdf in screen.papers] == [b"%PDF"] * 2
    assert screen.errors == []


@pytest.mark.req("R3.R")
def test_a_whole_ward_gets_what_can_be_met_and_returns_wait_to_be_looked_at(world: World) -> None:
    world.receive(ASPIRIN, 10)
    issued = world.request((ASPIRIN, 3))
    first = issue_what_can_be_met(world.api, issued.request_id)
    assert first is not None
    assert first.issued == 1
    back = world.return_of(issued, 0, 1)
    assert issue_what_can_be_met(world.api, back.request_id) is None
    assert world.held(ASPIRIN) == {"B1": number(7)}
