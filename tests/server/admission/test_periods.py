"""Charges of three days, D1 60.00, D2 20.00 and D3 40.00, asked for and settled by period; patients who left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shared import clock
from shared.contracts.admission.types import PatientQuery, Payment, PayMethod, SettlementMode, SettlementRequest, StayState
from shared.identifiers import StayId
from tests.scenarios.people import Cashier
from tests.server.admission.ward_facts import OtherDepartments

D1, D2, D3, D4 = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)
INTERIM = SettlementMode.INTERIM
PERIODS = [
    pytest.param(None, None, "120.00", id="all"),
    pytest.param(D1, D1, "60.00", id="ends before the last day"),
    pytest.param(D3, D3, "40.00", id="begins after the first day"),
    pytest.param(D2, D2, "20.00", id="one day in the middle"),
    pytest.param(D2, None, "60.00", id="from a day on"),
    pytest.param(None, D2, "80.00", id="up to a day"),
]


@pytest.fixture
def three_days(others: OtherDepartments, stay: StayId) -> StayId:
    others.plan(
        stay, others.line(stay, "700002", "1", D1), others.line(stay, "900003", "1", D2), others.line(stay, "500001", "2", D3)
    )
    return stay


@pytest.fixture
def staged(cashier: Cashier, others: OtherDepartments, three_days: StayId) -> StayId:
    """A stage of all three days, declared and checked."""
    others.declare_interim(three_days, clock.at(D4))
    cashier.checks(three_days)
    return three_days


def settle(desk: Any, stay: StayId, first: date | None, last: date | None) -> Any:
    """Settle a period that no deposit pays."""
    request = SettlementRequest(stay, INTERIM, first, last)
    shown = desk.preview_settlement(request)
    return desk.settle(request, shown.line_version, shown.due, (Payment(PayMethod.CASH, shown.due),))


@pytest.mark.req("R1.24")
@pytest.mark.parametrize(("first", "last", "total"), PERIODS)
def test_a_period_is_computed_and_settled_from_its_first_to_its_last_day(
    desk: Any, staged: StayId, first: date | None, last: date | None, total: str
) -> None:
    shown = desk.preview_settlement(SettlementRequest(staged, INTERIM, first, last))
    assert (str(shown.total), sum(each.amount for each in shown.by_category)) == (total, Decimal(total))
    assert (shown.first, shown.last) == (first or D1, last or D3)
    made = settle(desk, staged, first, last)
    assert str(made.total) == total
    assert desk.account(staged).unsettled == Decimal("120.00") - made.total


@pytest.mark.req("R1.24", "R1.31")
@pytest.mark.parametrize(("first", "last", "total"), PERIODS)
def test_charges_are_listed_from_the_first_to_the_last_day(
    desk: Any, three_days: StayId, first: date | None, last: date | None, total: str
) -> None:
    listed = desk.charge_list(three_days, first, last, None)
    assert (str(listed.total), sum(line.amount for line in listed.lines)) == (total, Decimal(total))
    assert (listed.first, listed.last) == (first or D1, last or D3)
    assert sum(row.amount for row in desk.charges(three_days, first, last).rows) == Decimal(total)


@pytest.mark.req("R1.30", "R1.31", "R2.15")
def test_every_charge_names_the_settlement_that_took_it(desk: Any, staged: StayId) -> None:
    made = settle(desk, staged, D2, D2)
    assert [row.settlement_id for row in desk.charges(staged, None, None).rows] == [None, made.settlement_id, None]
    listed = desk.charge_list(staged, None, None, made.settlement_id)
    assert ([line.item_code for line in listed.lines], listed.total, listed.receipt_no) == (["900003"], made.total, made.receipt_no)
    desk.void_settlement(made.settlement_id, "错")
    assert [row.settlement_id for row in desk.charges(staged, None, None).rows] == [None, None, None]


@pytest.mark.req("R1.1", "R1.3", "R1.8")
@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(lambda number: PatientQuery(), id="everybody"),
        pytest.param(lambda number: PatientQuery(str(number)), id="number"),
        pytest.param(lambda number: PatientQuery("张秀英"), id="name"),
        pytest.param(lambda number: PatientQuery("zxy"), id="initials"),
        pytest.param(lambda number: PatientQuery(state=StayState.DISCHARGED), id="state"),
    ],
)
def test_who_has_left_is_found(desk: Any, cashier: Cashier, ready: StayId, asked: Callable[[int], PatientQuery]) -> None:
    cashier.settles(ready)
    left = cashier.discharges(ready)
    [found] = desk.find_patients(asked(left.patient.patient_no)).rows
    assert (found.patient_no, found.state, found.visits) == (left.patient.patient_no, StayState.DISCHARGED, 1)
    assert [each.stay_id for each in desk.stays(found.patient_no)] == [ready]
