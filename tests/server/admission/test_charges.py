"""Lines as they arrive, answers, checks, supplements, reversals."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shared import clock
from shared.contracts.admission import errors
from shared.contracts.admission.types import Mismatch, SupplementaryOrder
from shared.contracts.common import LineKind, LineState
from shared.contracts.ward.contract import WardContract
from shared.errors import BusinessError, Unavailable
from shared.identifiers import LineId, StayId, new_id
from tests.in_process import InProcessHospital
from tests.scenarios.people import Cashier
from tests.server.admission.ward_facts import OtherDepartments

D1, D2, D3 = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


@pytest.mark.req("R1.17", "R1.30", "R1.24")
def test_the_account_sums_by_category_and_day(desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId) -> None:
    cashier.takes_deposit(stay, "100.00")
    others.plan(
        stay, others.line(stay, "700002", "1", D1), others.line(stay, "400001", "1", D1), others.line(stay, "700002", "1", D2)
    )
    account = desk.account(stay)
    assert {each.name: str(each.amount) for each in account.by_category if each.amount} == {"床位费": "120.00", "化验费": "20.00"}
    assert [(each.service_date, str(each.amount)) for each in account.by_day] == [(D1, "80.00"), (D2, "60.00")]
    assert (str(account.total), str(account.unsettled), str(account.settled)) == ("140.00", "140.00", "0.00")
    assert (str(account.deposits_usable), str(account.balance)) == ("100.00", "-40.00")


@pytest.mark.req("R1.18")
def test_a_drug_is_pending_until_the_pharmacy_prices_it(desk: Any, others: OtherDepartments, stay: StayId) -> None:
    line = others.line(stay, "100003", "3", D1)
    others.plan(stay, line)
    account = desk.account(stay)
    assert (str(account.total), account.pending[0].lines) == ("0.00", 1)
    others.answer(line, "1.30")
    assert str(desk.account(stay).total) == "3.90"
    assert desk.account(stay).pending == ()
    assert desk.charges(stay, None, None).rows[0].service_date == D1


def test_an_answer_that_overtakes_its_line_waits_for_it(desk: Any, others: OtherDepartments, stay: StayId) -> None:
    line = others.line(stay, "100003", "3", D1)
    others.answer(line, "1.30")
    assert str(desk.account(stay).total) == "0.00"
    others.plan(stay, line)
    assert str(desk.account(stay).total) == "3.90"


def test_refused_and_withdrawn_lines_are_no_money(desk: Any, others: OtherDepartments, stay: StayId) -> None:
    refused, withdrawn = others.line(stay, "100003", "3", D1), others.line(stay, "100003", "1", D1)
    others.plan(stay, refused, withdrawn)
    others.answer(refused, None, LineState.REFUSED)
    others.answer(withdrawn, None, LineState.WITHDRAWN)
    assert str(desk.account(stay).total) == "0.00"
    assert {row.state for row in desk.charges(stay, D1, D1).rows} == {LineState.REFUSED, LineState.WITHDRAWN}


def test_a_line_that_comes_twice_is_charged_once(desk: Any, others: OtherDepartments, stay: StayId) -> None:
    line = others.line(stay, "700002", "1", D1)
    others.plan(stay, line)
    others.plan(stay, line)
    assert str(desk.account(stay).total) == "60.00"
    assert desk.differences() == ()


def test_what_cannot_be_charged_is_kept_for_a_person(desk: Any, others: OtherDepartments, stay: StayId) -> None:
    line = others.line(stay, "700002", "1", D1, LineKind.LONG_TERM, order_id=new_id())
    others.plan(stay, line)
    others.plan(stay, dataclasses.replace(line, quantity=Decimal(2)))
    others.plan(stay, dataclasses.replace(line, line_id=new_id()))
    assert str(desk.account(stay).total) == "60.00"
    assert [each.reason for each in desk.differences()] == ["same_id_other_content", "second_line_for_order_and_day"]
    assert desk.differences()[1].line.item_code == "700002"


def test_a_line_for_a_discharged_stay_opens_a_difference(
    desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId
) -> None:
    others.declare_discharge(stay)
    cashier.discharges(stay)
    others.plan(stay, others.line(stay, "700002", "1", D1))
    assert str(desk.account(stay).total) == "0.00"
    assert [each.reason for each in desk.differences()] == ["stay_is_closed"]
    assert desk.desk().reconciliation == 1


def test_a_return_is_credited_on_the_day_it_is_accepted(
    desk: Any, others: OtherDepartments, stay: StayId, hospital: InProcessHospital
) -> None:
    """§2.6: 3 at 1.20 on D1, one back on D3 when the price is 1.30: −1.20 on D3."""
    line = others.line(stay, "100003", "3", D1)
    others.plan(stay, line)
    others.answer(line, "1.20")
    back = others.line(stay, "100003", "-1", D2, LineKind.REVERSAL, reverses=line.line_id)
    others.plan(stay, back)
    others.answer(back, "1.20", at=clock.at(D3, 11))
    assert [(each.service_date, str(each.amount)) for each in desk.account(stay).by_day] == [(D1, "3.60"), (D3, "-1.20")]
    assert [str(desk.daily_bill(stay, on).day_total) for on in (D1, D2, D3)] == ["3.60", "0.00", "-1.20"]
    assert [str(desk.daily_bill(stay, on).cumulative) for on in (D1, D2, D3)] == ["3.60", "3.60", "2.40"]


@pytest.mark.req("R1.12")
def test_orders_stand_beside_their_charges(desk: Any, others: OtherDepartments, stay: StayId, hospital: InProcessHospital) -> None:
    charged, forgotten, waiting = new_id(), new_id(), new_id()
    for order_id, item in ((charged, "700002"), (forgotten, "900003"), (waiting, "100003")):
        others.confirm_order(stay, order_id, item, clock.at(D1, 9))
    others.plan(stay, others.line(stay, "700002", "1", D1, LineKind.LONG_TERM, charged))
    others.plan(stay, others.line(stay, "100003", "1", D1, LineKind.LONG_TERM, waiting))
    rows = {row.order_id: row for row in desk.order_check(stay).rows}
    assert (rows[charged].charged_days, str(rows[charged].charged_amount), rows[charged].differs) == (1, "60.00", None)
    assert rows[forgotten].differs is Mismatch.NOT_CHARGED
    assert rows[waiting].differs is Mismatch.PENDING
    others.plan(stay, others.line(stay, "700002", "1", D2, LineKind.LONG_TERM, charged))
    assert {row.order_id: row for row in desk.order_check(stay).rows}[charged].differs is Mismatch.TOO_MANY_DAYS


@pytest.mark.req("R1.16", "R1.21")
def test_a_check_holds_until_the_next_line(desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId) -> None:
    others.plan(stay, others.line(stay, "700002", "1", D1))
    with pytest.raises(errors.WrongState):
        cashier.checks(stay)
    others.declare_discharge(stay)
    assert cashier.checks(stay).checked_by == "王收费"
    assert desk.account(stay).obstacles == ()
    others.plan(stay, others.line(stay, "900003", "1", D1))
    account = desk.account(stay)
    assert account.checked_by is None
    assert account.obstacles == ("admission.statement_missing", "admission.not_checked")
    with pytest.raises(errors.AccountChanged):
        desk.mark_checked(stay, account.line_version - 1)


@pytest.mark.req("R1.13", "R1.19", "R1.18")
def test_a_supplement_charges_today_and_asks_the_pharmacy_for_drugs(
    desk: Any, others: OtherDepartments, stay: StayId, hospital: InProcessHospital
) -> None:
    service = desk.supplement(stay, SupplementaryOrder("500001", Decimal(1), D1, reason="漏收"))
    assert [str(line.price) for line in service] == ["20.0000"]
    assert str(desk.account(stay).total) == "20.00"
    infusion = desk.supplement(stay, SupplementaryOrder("200041", Decimal(1), D1, usage=2, with_add_ons=True))
    assert [line.item_code for line in infusion] == ["200041", "300001", "D30001"]
    assert desk.account(stay).pending[0].lines == 1
    while hospital.running["admission"].relay.relay_batch():
        pass
    asked = [each.event for each in hospital.center.read("somebody", ("admission",), 99, 0)]
    assert asked[-1].type in {"admission.lines_planned.v1", "admission.account_changed.v1"}
    assert any(each.type == "admission.lines_planned.v1" for each in asked)
    others.answer(infusion[0], "2.80")
    assert str(desk.account(stay).total) == "32.90"


@pytest.mark.req("R1.13")
def test_what_is_given_once_a_day_is_not_supplemented_beyond_that(desk: Any, stay: StayId, others: OtherDepartments) -> None:
    ward_s = others.line(stay, "800001", "1", D1)
    others.plan(stay, ward_s)
    with pytest.raises(errors.DayLimitReached):
        desk.supplement(stay, SupplementaryOrder("800001", Decimal(1), D1))
    with pytest.raises(errors.DayLimitReached):
        desk.supplement(stay, SupplementaryOrder("700002", Decimal(2), D1))
    (line,) = desk.supplement(stay, SupplementaryOrder("700002", Decimal(1), D1))
    desk.reverse_charge(line.line_id, Decimal(1), "录错")
    desk.supplement(stay, SupplementaryOrder("700002", Decimal(1), D1))


@pytest.mark.parametrize(
    ("order", "error"),
    [
        (SupplementaryOrder("999999", Decimal(1), D1), errors.UnknownItem),
        (SupplementaryOrder("500001", Decimal(0), D1), BusinessError),
        (SupplementaryOrder("500001", Decimal(-1), D1), BusinessError),
        (SupplementaryOrder("500001", Decimal("1.00001"), D1), BusinessError),
        (SupplementaryOrder("500001", Decimal(10001), D1), BusinessError),
        (SupplementaryOrder("500001", Decimal(1), D2), BusinessError),
        (SupplementaryOrder("500001", Decimal(1), date(2026, 3, 1)), BusinessError),
    ],
)
def test_a_bad_supplement_is_refused_whole(desk: Any, stay: StayId, order: SupplementaryOrder, error: type[BusinessError]) -> None:
    with pytest.raises(error):
        desk.supplement(stay, order)
    assert desk.charges(stay, None, None).rows == ()


@pytest.mark.req("R1.14")
def test_the_desks_own_line_is_reversed_within_what_was_charged(desk: Any, stay: StayId) -> None:
    (line,) = desk.supplement(stay, SupplementaryOrder("500001", Decimal(3), D1))
    desk.reverse_charge(line.line_id, Decimal(2), "多收")
    assert str(desk.account(stay).total) == "20.00"
    with pytest.raises(errors.ChargeNotReversible) as caught:
        desk.reverse_charge(line.line_id, Decimal(2), "多收")
    assert "1" in caught.value.sentence()
    reversal = desk.charges(stay, None, None).rows[-1]
    assert (reversal.kind, reversal.reverses) == (LineKind.REVERSAL, line.line_id)
    with pytest.raises(errors.ChargeNotReversible):
        desk.reverse_charge(reversal.line_id, Decimal(1), "再冲")
    with pytest.raises(errors.ReasonMissing):
        desk.reverse_charge(line.line_id, Decimal(1), " ")


@pytest.mark.req("R1.14")
def test_a_price_is_corrected_by_a_full_reversal_and_a_new_line(desk: Any, stay: StayId) -> None:
    (line,) = desk.supplement(stay, SupplementaryOrder("500001", Decimal(1), D1))
    desk.reverse_charge(line.line_id, Decimal(1), "价格有误", Decimal("18.50"))
    assert str(desk.account(stay).total) == "18.50"
    assert [str(row.amount) for row in desk.charges(stay, None, None).rows] == ["20.00", "-20.00", "18.50"]


def test_a_price_correction_is_whole_positive_and_not_for_drugs(desk: Any, others: OtherDepartments, stay: StayId) -> None:
    (line,) = desk.supplement(stay, SupplementaryOrder("500001", Decimal(2), D1))
    for quantity, price in (("1", "18.50"), ("2", "0"), ("2", "1.00001")):
        with pytest.raises(errors.ChargeNotReversible):
            desk.reverse_charge(line.line_id, Decimal(quantity), "价格有误", Decimal(price))
    drug = others.line(stay, "100003", "3", D1)
    others.plan(stay, drug)
    others.answer(drug)
    with pytest.raises(errors.ChargeNotReversible):
        desk.reverse_charge(drug.line_id, Decimal(3), "价格有误", Decimal("1.00"))


@pytest.mark.req("R1.15")
def test_a_wards_line_is_not_touched_while_the_ward_cannot_be_asked(
    desk: Any, others: OtherDepartments, stay: StayId, hospital: InProcessHospital
) -> None:
    line = others.line(stay, "700002", "1", D1)
    others.plan(stay, line)
    hospital.running["admission"].neighbours.unreachable.add(WardContract.department)
    with pytest.raises(Unavailable):
        desk.reverse_charge(line.line_id, Decimal(1), "多收")
    assert str(desk.account(stay).total) == "60.00"


def test_differences_are_charged_or_closed_and_the_stay_can_be_settled(
    desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId
) -> None:
    """The ward counts both of its lines: whatever becomes of the second, the two agree."""
    line = others.line(stay, "700002", "1", D1, LineKind.LONG_TERM, order_id=new_id())
    others.plan(
        stay, line, dataclasses.replace(line, line_id=LineId(new_id())), dataclasses.replace(line, line_id=LineId(new_id()))
    )
    charged, closed = desk.differences()
    assert charged.patient.name == "张秀英"
    desk.charge_difference(charged.difference_id)
    with pytest.raises(errors.ReasonMissing):
        desk.close_difference(closed.difference_id, " ")
    desk.close_difference(closed.difference_id, "同日只收一次")
    for again in (charged, closed):
        with pytest.raises(errors.DifferenceResolved):
            desk.close_difference(again.difference_id, "再来")
    assert desk.differences() == ()
    assert str(desk.account(stay).total) == "120.00"
    others.declare_discharge(stay)
    cashier.checks(stay)
    assert str(cashier.settles(stay).total) == "120.00"


def test_a_line_that_came_with_other_content_is_charged_as_the_desk_s_own(
    desk: Any, others: OtherDepartments, stay: StayId
) -> None:
    line = others.line(stay, "700002", "1", D1)
    others.plan(stay, line)
    others.plan(stay, dataclasses.replace(line, quantity=Decimal(2)))
    desk.charge_difference(desk.differences()[0].difference_id)
    assert str(desk.account(stay).total) == "180.00"
    assert [row.source for row in desk.charges(stay, D1, D1).rows] == ["ward", "admission"]


def test_a_difference_of_a_stay_that_is_over_is_closed_not_charged(
    desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId
) -> None:
    others.declare_discharge(stay)
    cashier.discharges(stay)
    others.plan(stay, others.line(stay, "700002", "1", D1))
    [late] = desk.differences()
    with pytest.raises(errors.WrongState):
        desk.charge_difference(late.difference_id)
    desk.close_difference(late.difference_id, "医院承担")
    assert desk.desk().reconciliation == 0
    assert str(desk.account(stay).total) == "0.00"
