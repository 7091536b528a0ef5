"""Behaviour of the pages without widgets, on the pharmacy's real entrance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from client_pharmacy.counter import Counter
from client_pharmacy.records.presenter import Found, RecordsPresenter, Search
from client_pharmacy.requests.presenter import LineView, RequestsPresenter, WaitingRow, WardRow, issue_what_can_be_met
from client_pharmacy.stock.presenter import Choice, DrugDetails, Receipt, StockPresenter
from client_pharmacy.words import GROUP_INCOMPLETE, TAKEN_BEFORE
from shared.contracts.common import Change
from shared.contracts.pharmacy.errors import BatchExpired, LineNotWaiting, NothingTicked, StockShort
from shared.contracts.pharmacy.types import DispenseResult, PickRow, Request, RequestLineState, RequestRow, RequestState, StockRow
from shared.errors import BusinessError, MissingRight, NeedsConfirmation, OutcomeUnknown
from shared.identifiers import new_key
from shared.qt.dialogs import Cancelled
from shared.qt.reply import Reply
from tests.client_pharmacy.station import DirectWorker, InProcessClient
from tests.in_process import PASSWORD
from tests.server.pharmacy.world import ASPIRIN, CEFUROXIME, D1, FAR, SALINE, WARD_1, WARD_2, World, number

GROUP_7 = {"group_no": 7}


class Screen:
    """What the presenters showed last."""

    def __init__(self) -> None:
        self.errors: list[BusinessError] = []
        self.retries: list[Reply[None]] = []
        self.wards: Sequence[WardRow] = ()
        self.ward = 0
        self.requests: Sequence[WaitingRow] = ()
        self.chosen: int | None = None
        self.request: Request | None = None
        self.requests_seen: list[Request | None] = []
        self.lines: Sequence[LineView] = ()
        self.sum: Sequence[PickRow] = ()
        self.announced: list[RequestRow] = []
        self.dispensed: list[DispenseResult] = []
        self.refused: list[int] = []
        self.papers: list[bytes] = []
        self.stock: Sequence[StockRow] = ()
        self.details: list[DrugDetails | None] = []
        self.received: list[Receipt] = []
        self.flagged: list[StockRow] = []
        self.found: list[Found] = []

    def report(self, error: BusinessError) -> None:
        self.errors.append(error)

    def ask(self, question: NeedsConfirmation) -> Reply[None]:
        raise AssertionError(question.code)

    def offer_retry(self, error: BusinessError) -> Reply[None]:
        self.retries.append(Reply())
        return self.retries[-1]

    def show_wards(self, rows: Sequence[WardRow], chosen: int) -> None:
        self.wards, self.ward = rows, chosen

    def show_requests(self, rows: Sequence[WaitingRow], chosen: int | None) -> None:
        self.requests, self.chosen = rows, chosen

    def show_request(self, request: Request | None) -> None:
        self.request = request
        self.requests_seen.append(request)

    def show_lines(self, lines: Sequence[LineView]) -> None:
        self.lines = lines

    def show_sum(self, rows: Sequence[PickRow]) -> None:
        self.sum = rows

    def announce(self, rows: Sequence[RequestRow]) -> None:
        self.announced += rows

    def show_dispensed(self, result: DispenseResult) -> None:
        self.dispensed.append(result)

    def show_refused(self, _request: Request, lines: int) -> None:
        self.refused.append(lines)

    def show_paper(self, pdf: bytes) -> None:
        self.papers.append(pdf)

    def show_stock(self, rows: Sequence[StockRow], chosen: int | None) -> None:
        self.stock, self.chosen = rows, chosen

    def show_details(self, details: DrugDetails | None) -> None:
        self.details.append(details)

    def show_received(self, receipt: Receipt) -> None:
        self.received.append(receipt)

    def show_flagged(self, row: StockRow) -> None:
        self.flagged.append(row)

    def show_found(self, found: Found) -> None:
        self.found.append(found)

    def ticks(self) -> list[bool]:
        return [line.ticked for line in self.lines]


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def client(world: World) -> InProcessClient:
    made = InProcessClient(world.hospital)
    made.log_in("pharmacist", PASSWORD)
    return made


@pytest.fixture
def counter(client: InProcessClient) -> Counter:
    made = Counter(DirectWorker(client))
    made.load_catalogue()
    return made


@pytest.fixture
def page(counter: Counter, screen: Screen) -> RequestsPresenter:
    return RequestsPresenter(counter, screen)


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
    page.toggle(screen.lines[0].row.line_id)
    page.tick_all()
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
def test_refusing_takes_the_group_and_tells_the_dialog_of_errors(world: World, page: RequestsPresenter, screen: Screen) -> None:
    request = world.request((ASPIRIN, 1), (SALINE, 1, GROUP_7), (CEFUROXIME, 1, GROUP_7))
    page.reload()
    members = page.group([request.lines.rows[2].line_id])
    assert [row.drug_code for row in members] == [SALINE, CEFUROXIME]
    told: list[BusinessError] = []
    page.refuse(members, "缺\x07货", told.append)
    assert (len(told), screen.errors) == (1, [])
    page.refuse(members, "暂时缺货", told.append)
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
    first = issue_what_can_be_met(world.api, issued.request_id, new_key())
    assert first is not None
    assert first.issued == 1
    back = world.return_of(issued, 0, 1)
    assert issue_what_can_be_met(world.api, back.request_id, new_key()) is None
    assert world.held(ASPIRIN) == {"B1": number(7)}


def test_what_concerns_the_page(page: RequestsPresenter) -> None:
    assert page.concerns([Change("requests", WARD_1)])
    assert page.concerns([Change("*", "")])
    assert not page.concerns([Change("shortage", ASPIRIN)])


# -- stock


@pytest.fixture
def stock(counter: Counter, screen: Screen) -> StockPresenter:
    counter.set_time(D1)
    return StockPresenter(counter, screen)


@pytest.mark.req("R3.1")
def test_stock_is_searched_and_chosen(world: World, stock: StockPresenter, screen: Screen) -> None:
    world.receive(ASPIRIN, 400)
    world.receive(CEFUROXIME, 5, "SOON", D1.date() + timedelta(days=60))
    world.chief.flag_short(SALINE, True, key=new_key())
    stock.reload()
    assert len(screen.stock) == 68
    for choice, expected in ((Choice.SHORT, [SALINE]), (Choice.NEAR_EXPIRY, [CEFUROXIME])):
        stock.choose(choice)
        assert [row.drug_code for row in screen.stock] == expected
    stock.choose(Choice.LOW)
    assert ASPIRIN not in [row.drug_code for row in screen.stock]
    stock.choose(Choice.ALL)
    stock.search(" 阿司匹林 ")
    assert [row.drug_code for row in screen.stock] == [ASPIRIN]


@pytest.mark.req("R3.1")
def test_a_drug_opens_with_batches_and_its_movements_newest_first(world: World, stock: StockPresenter, screen: Screen) -> None:
    world.receive(ASPIRIN, 10)
    world.dispense(world.request((ASPIRIN, 3)))
    stock.reload()
    stock.open(screen.stock[0])
    assert screen.details[0] is None
    details = screen.details[-1]
    assert details is not None
    assert [row.quantity for row in details.batches] == [7]
    assert [row.quantity for row in details.movements] == [-3, 10]
    world.receive(ASPIRIN, 5)
    stock.reload()
    assert screen.chosen == 0
    assert screen.details[-1] is not None
    assert [row.quantity for row in screen.details[-1].batches] == [12]


@pytest.mark.req("R2.7")
def test_the_short_flag_is_set_and_taken_back(stock: StockPresenter, screen: Screen) -> None:
    stock.flag()
    assert screen.flagged == []
    stock.reload()
    stock.open(screen.stock[0])
    stock.flag()
    stock.flag()
    assert [row.short for row in screen.flagged] == [True, False]


@pytest.mark.req("R3.1")
def test_a_batch_comes_in_or_is_refused(world: World, stock: StockPresenter, screen: Screen) -> None:
    receipt = Receipt(ASPIRIN, "B7", FAR, number(5), "入库")
    stock.receive(receipt)
    assert screen.received == [receipt]
    assert world.held(ASPIRIN) == {"B7": number(5)}
    stock.receive(Receipt(ASPIRIN, "B8", date(2020, 1, 1), number(5), "入库"))
    assert [type(error) for error in screen.errors] == [BatchExpired]


def test_somebody_without_the_right_is_told(world: World, screen: Screen) -> None:
    client = InProcessClient(world.hospital)
    client.log_in("dispenser1", PASSWORD)
    counter = Counter(DirectWorker(client))
    assert (counter.may("pharmacy.dispense"), counter.may("pharmacy.shortage")) == (True, False)
    presenter = StockPresenter(counter, screen)
    presenter.reload()
    presenter.open(screen.stock[0])
    presenter.flag()
    assert [type(error) for error in screen.errors] == [MissingRight]


# -- records


@pytest.mark.req("R3.5")
def test_records_with_their_sum_and_slip(world: World, counter: Counter, screen: Screen) -> None:
    world.receive(ASPIRIN, 10)
    issued = world.request((ASPIRIN, 4))
    world.dispense(issued)
    presenter = RecordsPresenter(counter, screen)
    presenter.reload()
    assert screen.found == []
    presenter.search(Search(D1.date(), D1.date()))
    world.dispense(world.return_of(issued, 0, 1))
    presenter.reload()
    assert [(len(found.rows), found.amount, found.cut) for found in screen.found] == [
        (1, number("2.00"), False),
        (2, number("1.50"), False),
    ]
    presenter.print_slip(screen.found[-1].rows[0])
    assert screen.papers[0].startswith(b"%PDF")
    presenter.search(Search(D1.date(), D1.date(), WARD_2))
    assert screen.found[-1].rows == ()


def test_the_catalogue_and_hospital_time_are_the_servers(counter: Counter) -> None:
    assert counter.catalogue.ward_name(WARD_1) == "内一科(心血管呼吸内科)"
    assert counter.catalogue.ward_name("?") == "?"
    aspirin = counter.catalogue.drugs.by_code(ASPIRIN)
    assert aspirin is not None
    assert counter.catalogue.drugs.by_code("700002") is None
    heard: list[Any] = []
    counter.subscribe(lambda: heard.append(1))
    counter.load_catalogue()
    assert heard == []
    counter.set_time(D1)
    assert abs((counter.now() - D1).total_seconds()) < 60
    assert counter.today() == D1.date()
