"""Dispensing: all ticked lines or none, at the price of the moment, from the batches that expire first."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import RowMapping

from server.kernel.unit_of_work import SYSTEM
from shared import clock
from shared.contracts.common import LineKind, LineState
from shared.contracts.pharmacy.errors import (
    DrugPriceMissing,
    GroupSplit,
    LineNotWaiting,
    NothingTicked,
    RequestNotFound,
    StockShort,
)
from shared.contracts.pharmacy.types import RequestLineState, RequestState
from shared.errors import KeyReused
from shared.identifiers import LineId, RequestId, new_id, new_key
from shared.money import line_amount
from shared.rpc import bound
from tests.server.pharmacy.world import ASPIRIN, ATORVASTATIN, CEFUROXIME, D1, D2, FAR, SALINE, World

GROUP_7 = {"group_no": 7}
SOON, LATER = date(2026, 6, 30), date(2026, 9, 30)


@pytest.mark.req("R3.2")
def test_what_is_ticked_is_issued_and_the_rest_waits(world: World) -> None:
    world.receive(ASPIRIN, 10)
    world.receive(CEFUROXIME, 10)
    request = world.request((ASPIRIN, 3), (CEFUROXIME, 2))
    result = world.dispense(request, 1)
    assert (result.issued, result.returned, result.request.state) == (1, 0, RequestState.PARTLY)
    assert [row.state for row in result.request.lines.rows] == [RequestLineState.WAITING, RequestLineState.DISPENSED]
    assert (world.held(ASPIRIN), world.held(CEFUROXIME)) == ({"B1": Decimal(10)}, {"B1": Decimal(8)})
    assert world.dispense(request, 0).request.state is RequestState.DONE
    assert world.api.inbox().rows == ()


@pytest.mark.req("R3.2")
def test_one_answer_event_tells_all_lines_of_a_press(world: World) -> None:
    world.receive(ASPIRIN, 10)
    world.receive(CEFUROXIME, 10)
    request = world.request((ASPIRIN, 3), (CEFUROXIME, 2))
    world.dispense(request)
    (told,) = world.answers()
    assert (told.stay_id, told.request_id, told.answered_by) == (request.stay_id, request.request_id, "赵药师")
    expected = {row.line_id: (LineState.CONFIRMED, row.quantity) for row in request.lines.rows}
    assert {each.line_id: (each.state, each.quantity) for each in told.answers} == expected


@pytest.mark.req("R3.2")
def test_the_price_is_that_of_the_confirmation(world: World) -> None:
    """Worked example of domain rules §2.5: 1.20, from D2 on 1.30; D1's request confirmed on D2 costs 3.90."""
    world.receive(ATORVASTATIN, 10)
    accountant = world.hospital.station("catalog", "admin")
    accountant.set_price(ATORVASTATIN, Decimal("1.30"), clock.at(D2.date()))
    world.hospital.reload_catalog()
    first, second = world.request((ATORVASTATIN, 3)), world.request((ATORVASTATIN, 3))
    world.dispense(first)
    world.at(D2)
    world.dispense(second)
    amounts = [line_amount(each.quantity, each.price) for each in world.answered() if each.price is not None]
    assert amounts == [Decimal("3.60"), Decimal("3.90")]


def test_a_drug_without_a_price_is_not_issued(world: World) -> None:
    world.receive(ASPIRIN, 10)
    world.at(datetime(1999, 12, 31, 12, 0, tzinfo=clock.ZONE))
    request = world.request((ASPIRIN, 3))
    assert request.lines.rows[0].obstacle == DrugPriceMissing.code
    with pytest.raises(DrugPriceMissing):
        world.dispense(request)
    assert world.answers() == []


# -- batches


@pytest.mark.req("R3.2")
def test_first_expired_goes_first_across_batches(world: World) -> None:
    world.receive(CEFUROXIME, 10, "LATE", LATER)
    world.receive(CEFUROXIME, 4, "SOON", SOON)
    request = world.request((CEFUROXIME, 3), (CEFUROXIME, 3))
    world.dispense(request)
    assert world.held(CEFUROXIME) == {"LATE": Decimal(8)}
    by_line = [
        (row.line_id, each.batch_no, each.quantity, each.balance)
        for row in request.lines.rows
        for each in world.api.movements(CEFUROXIME, D1.date(), D1.date())
        if each.line_id == row.line_id
    ]
    first, second = (row.line_id for row in request.lines.rows)
    assert by_line == [
        (first, "SOON", Decimal(-3), Decimal(1)),
        (second, "SOON", Decimal(-1), Decimal(0)),
        (second, "LATE", Decimal(-2), Decimal(8)),
    ]


@pytest.mark.req("R3.2")
def test_expired_batches_are_never_issued_and_the_last_day_counts(world: World) -> None:
    world.receive(CEFUROXIME, 5, "SOON", SOON)
    request, next_day = world.request((CEFUROXIME, 2)), world.request((CEFUROXIME, 2))
    world.at(clock.at(SOON, 23, 59))
    world.dispense(request)
    world.at(clock.at(date(2026, 7, 1)))
    assert world.api.request(next_day.request_id).lines.rows[0].obstacle == StockShort.code
    with pytest.raises(StockShort):
        world.dispense(next_day)
    row = world.stock(CEFUROXIME)
    assert (row.quantity, row.expired, row.nearest_expiry) == (0, 3, None)


@pytest.mark.req("R3.C")
def test_a_shortage_refuses_the_whole_press_and_names_every_short_line(world: World) -> None:
    world.receive(ASPIRIN, 10)
    world.receive(CEFUROXIME, 4)
    request = world.request((ASPIRIN, 3), (CEFUROXIME, 3), (CEFUROXIME, 2), (SALINE, 1))
    assert [row.obstacle for row in request.lines.rows] == ["", "", "", StockShort.code]
    with pytest.raises(StockShort) as refused:
        world.dispense(request)
    assert refused.value.sentence() == "库存不足：注射用头孢呋辛钠 需2支，可用1支；0.9%氯化钠注射液 需1袋，可用0袋"
    assert [each.line_id for each in refused.value.shortages] == [row.line_id for row in request.lines.rows[2:]]
    assert "needs 2 支, 1 支 there" in refused.value.sentence("en")
    assert world.answers() == []
    assert (world.held(ASPIRIN), world.held(CEFUROXIME)) == ({"B1": Decimal(10)}, {"B1": Decimal(4)})
    assert {row.state for row in world.api.request(request.request_id).lines.rows} == {RequestLineState.WAITING}


def test_fractions_are_exact(world: World) -> None:
    """6 u of insulin are 0.015 支 (domain rules §2.5)."""
    insulin = "200059"
    world.receive(insulin, "1.0005")
    world.dispense(world.request((insulin, "0.015")))
    assert world.held(insulin) == {"B1": Decimal("0.9855")}


# -- groups


@pytest.mark.req("R3.2")
def test_a_group_is_issued_together_or_not(world: World) -> None:
    world.receive(SALINE, 10)
    world.receive(CEFUROXIME, 10)
    request = world.request((SALINE, 3, GROUP_7), (CEFUROXIME, 3, GROUP_7), (SALINE, 1, {"group_no": 8}))
    with pytest.raises(GroupSplit) as refused:
        world.dispense(request, 0)
    assert refused.value.details == {"drugs": ("注射用头孢呋辛钠",)}
    assert world.dispense(request, 0, 1).issued == 2
    assert world.dispense(request, 2).issued == 1


def test_a_group_number_ties_only_lines_ordered_alike(world: World) -> None:
    world.receive(SALINE, 10)
    request = world.request((SALINE, 3, GROUP_7), (SALINE, 1, GROUP_7 | {"ordered_as": LineKind.TEMPORARY}))
    assert world.dispense(request, 0).issued == 1


def test_what_is_left_of_a_group_may_go_after_a_withdrawal(world: World) -> None:
    world.receive(SALINE, 10)
    request = world.request((SALINE, 3, GROUP_7), (CEFUROXIME, 3, GROUP_7))
    world.withdraw(request, 1)
    assert world.dispense(request, 0).issued == 1


# -- refusals


@pytest.mark.req("R3.C")
def test_an_answered_line_says_who_answered_it(world: World) -> None:
    world.receive(ASPIRIN, 10)
    request = world.request((ASPIRIN, 3))
    world.dispense(request)
    with pytest.raises(LineNotWaiting) as refused:
        world.colleague.dispense(request.request_id, (request.lines.rows[0].line_id,))
    assert refused.value.details == {"drug": "阿司匹林肠溶片", "by": "赵药师", "state": RequestLineState.DISPENSED}


def test_only_ticked_lines_of_a_known_request(world: World) -> None:
    request, other = world.request((ASPIRIN, 3)), world.request((ASPIRIN, 3))
    with pytest.raises(NothingTicked):
        world.api.dispense(request.request_id, ())
    with pytest.raises(RequestNotFound):
        world.api.dispense(RequestId(new_id()), (request.lines.rows[0].line_id,))
    with pytest.raises(RequestNotFound):
        world.api.dispense(request.request_id, (other.lines.rows[0].line_id,))
    with pytest.raises(RequestNotFound):
        world.api.dispense(request.request_id, (LineId("' OR 1=1"),))


@pytest.mark.req("R3.C")
def test_the_same_press_twice_is_done_once(world: World) -> None:
    world.receive(ASPIRIN, 10)
    request, key = world.request((ASPIRIN, 3)), new_key()
    lines = tuple(row.line_id for row in request.lines.rows)
    first = bound(world.api, key).dispense(request.request_id, lines)
    assert bound(world.api, key).dispense(request.request_id, lines) == first
    assert world.held(ASPIRIN) == {"B1": Decimal(7)}
    assert len(world.answers()) == 1
    with pytest.raises(KeyReused):
        bound(world.api, key).dispense(request.request_id, (*lines, lines[0]))


# -- what a press leaves behind


def test_every_press_is_audited_with_lines_and_batches(world: World) -> None:
    world.receive(ASPIRIN, 10)
    request = world.request((ASPIRIN, 3))
    result = world.dispense(request)
    audit = world.hospital.running["pharmacy"].parts.kernel.audit
    row = world.units.read(
        SYSTEM, "audit", lambda work: work.row(audit.select().where(audit.c.subject == result.dispense_id), RowMapping)
    )[0]
    assert row["operation"] == "dispense"
    assert request.lines.rows[0].line_id in row["after"]
    assert '"B1","3.0000"' in row["after"]


@pytest.mark.req("R3.3")
def test_below_the_lower_limit_one_requisition_line_is_drafted_until_stock_comes(world: World) -> None:
    def drafted_at() -> datetime | None:
        row = world.stock(CEFUROXIME)
        assert row.low == (row.requisition_since is not None), "the same rule drafts and tells"
        return row.requisition_since

    world.receive(CEFUROXIME, 101)
    assert drafted_at() is None
    world.dispense(world.request((CEFUROXIME, 1)))
    assert drafted_at() is None
    world.dispense(world.request((CEFUROXIME, 1)))
    drafted = drafted_at()
    assert drafted is not None
    assert clock.local(drafted) == D1
    world.at(D2)
    world.dispense(world.request((CEFUROXIME, 1)))
    assert drafted_at() == drafted
    world.receive(CEFUROXIME, 2, "B2", FAR)
    assert drafted_at() is None


@pytest.mark.req("R3.C")
def test_windows_are_told_of_request_and_stock(world: World) -> None:
    world.receive(ASPIRIN, 10)
    request = world.request((ASPIRIN, 3))
    cursor = world.api.changes(-1, 0).cursor
    world.dispense(request)
    changed = {(each.kind, each.subject) for each in world.api.changes(cursor, 0).changes}
    assert {("requests", "W01"), ("request", request.request_id), ("stock", ASPIRIN)} <= changed
