"""结算: what was shown is what is charged; voided money is booked back; nothing is settled twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shared import clock
from shared.contracts.admission import errors
from shared.contracts.admission.types import (
    Payment,
    PayMethod,
    SettlementMode,
    SettlementRequest,
    SettlementState,
    StayState,
)
from shared.contracts.common import LineState
from shared.contracts.pharmacy.events import LineAnswer, LinesAnswered
from shared.identifiers import LineId, RequestId, StayId, new_id
from tests.in_process import InProcessHospital
from tests.scenarios.people import Cashier
from tests.server.admission.cash import cash_of
from tests.server.admission.ward_facts import OtherDepartments

D1, D2 = date(2026, 3, 2), date(2026, 3, 3)
# The examples of one property share a hospital, so their events must go on counting.
EVENT_NUMBERS = {"ward": 1000, "pharmacy": 1000}
DISCHARGE, INTERIM = SettlementMode.DISCHARGE, SettlementMode.INTERIM


@pytest.mark.req("R1.24", "R1.26", "R1.27", "R1.7", "R1.30")
def test_a_discharge_takes_all_lines_and_all_deposits(
    desk: Any, cashier: Cashier, ready: StayId, hospital: InProcessHospital
) -> None:
    made = cashier.settles(ready)
    assert (str(made.total), str(made.deposit_total), str(made.due), str(made.paid)) == ("140.00", "100.00", "40.00", "40.00")
    assert (made.receipt_no, made.state, made.cashier) == ("A0001", SettlementState.PAID, "王收费")
    account = desk.account(ready)
    assert (str(account.unsettled), str(account.deposits_usable)) == ("0.00", "0.00")
    assert account.deposits[0].settlement_id == made.settlement_id
    assert cash_of(hospital) == Decimal("140.00")


@pytest.mark.req("R1.6", "R1.7")
def test_a_settled_deposit_is_not_voided_until_its_settlement_is(desk: Any, cashier: Cashier, ready: StayId) -> None:
    made = cashier.settles(ready)
    deposit = desk.account(ready).deposits[0]
    with pytest.raises(errors.DepositUsed):
        desk.void_deposit(deposit.deposit_id, "退")
    assert desk.account(ready).deposits[0].void_at is None
    desk.void_settlement(made.settlement_id, "错")
    assert desk.void_deposit(deposit.deposit_id, "退").void_by == "王收费"


def test_a_carried_over_deposit_goes_only_with_its_settlement(
    desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId
) -> None:
    deposit = cashier.takes_deposit(stay, "100.00")
    others.plan(stay, others.line(stay, "700002", "1", D1))
    others.declare_interim(stay, clock.at(D2))
    cashier.checks(stay)
    cashier.settles(stay, INTERIM, (deposit.deposit_id,))
    carried = next(each for each in desk.account(stay).deposits if each.usable)
    with pytest.raises(errors.DepositUsed):
        desk.void_deposit(carried.deposit_id, "退")


@pytest.mark.req("R1.28")
def test_cash_and_card_are_recorded_apart(desk: Any, ready: StayId) -> None:
    request = SettlementRequest(ready, DISCHARGE)
    shown = desk.preview_settlement(request)
    payments = (Payment(PayMethod.CASH, Decimal("15.00")), Payment(PayMethod.IC_CARD, Decimal("25.00"), "工商银行", "622212345678"))
    made = desk.settle(request, shown.line_version, shown.due, payments)
    assert [(each.method, str(each.amount), each.bank) for each in made.payments] == [
        (PayMethod.CASH, "15.00", ""),
        (PayMethod.IC_CARD, "25.00", "工商银行"),
    ]


@pytest.mark.parametrize("amounts", [("39.99",), ("40.01",), (), ("50.00", "-10.00"), ("40.00", "0.00"), ("20.001", "19.999")])
def test_payments_must_come_to_what_is_due(desk: Any, ready: StayId, amounts: tuple[str, ...]) -> None:
    request = SettlementRequest(ready, DISCHARGE)
    shown = desk.preview_settlement(request)
    payments = tuple(Payment(PayMethod.CASH, Decimal(amount)) for amount in amounts)
    with pytest.raises(errors.PaymentMismatch):
        desk.settle(request, shown.line_version, shown.due, payments)
    assert desk.settlements(ready) == ()
    assert desk.account(ready).deposits[0].usable


def test_a_late_line_makes_the_amount_shown_a_conflict(
    desk: Any, cashier: Cashier, others: OtherDepartments, ready: StayId
) -> None:
    request = SettlementRequest(ready, DISCHARGE)
    shown = desk.preview_settlement(request)
    others.plan(ready, others.line(ready, "900003", "1", D1))
    with pytest.raises(errors.AccountChanged):
        desk.settle(request, shown.line_version, shown.due, (Payment(PayMethod.CASH, shown.due),))
    with pytest.raises(errors.StatementMissing):
        cashier.settles(ready)
    others.state(ready)
    with pytest.raises(errors.NotChecked):
        cashier.settles(ready)
    cashier.checks(ready)
    assert str(cashier.settles(ready).total) == "160.00"


def test_a_new_deposit_makes_the_amount_shown_a_conflict(desk: Any, cashier: Cashier, ready: StayId) -> None:
    request = SettlementRequest(ready, DISCHARGE)
    shown = desk.preview_settlement(request)
    cashier.takes_deposit(ready, "10.00")
    with pytest.raises(errors.AccountChanged):
        desk.settle(request, shown.line_version, shown.due, (Payment(PayMethod.CASH, shown.due),))


def test_pending_lines_and_a_missing_statement_block_a_discharge(cashier: Cashier, others: OtherDepartments, stay: StayId) -> None:
    with pytest.raises(errors.WrongState):
        cashier.settles(stay)
    drug = others.line(stay, "100003", "3", D1)
    others.plan(stay, drug)
    others.declare_discharge(stay)
    cashier.checks(stay)
    with pytest.raises(errors.LinesPending) as caught:
        cashier.settles(stay)
    assert "1" in caught.value.sentence()
    others.answer(drug)
    others.state(stay, withdrawn=True)
    cashier.checks(stay)
    with pytest.raises(errors.StatementMissing):
        cashier.settles(stay)


def test_a_parked_event_of_the_stay_blocks_its_settlement(
    cashier: Cashier, others: OtherDepartments, ready: StayId, hospital: InProcessHospital
) -> None:
    drug = others.line(ready, "100003", "3", D1)
    others.plan(ready, drug)
    wrong = LineAnswer(LineId(drug.line_id), LineState.CONFIRMED, Decimal(99), Decimal(1))
    others.tell("pharmacy", ready, LinesAnswered(ready, RequestId(new_id()), (wrong,), clock.now(), "赵药师"))
    hospital.deliver()
    assert hospital.running["admission"].consumer.parked() == 1
    assert "admission.events_parked" in cashier.api.account(ready).obstacles


def test_an_empty_stay_has_nothing_to_settle_and_may_leave(cashier: Cashier, others: OtherDepartments, stay: StayId) -> None:
    others.declare_discharge(stay)
    cashier.checks(stay)
    with pytest.raises(errors.NothingToSettle):
        cashier.settles(stay)
    assert cashier.discharges(stay).state is StayState.DISCHARGED


def test_more_deposit_than_charges_is_refunded_at_discharge(
    desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId, hospital: InProcessHospital
) -> None:
    cashier.takes_deposit(stay, "500.00")
    others.plan(stay, others.line(stay, "700002", "1", D1))
    others.declare_discharge(stay)
    cashier.checks(stay)
    made = cashier.settles(stay)
    assert (str(made.due), [str(each.amount) for each in made.payments]) == ("-440.00", ["-440.00"])
    receipt = desk.receipt(made.settlement_id)
    assert (str(receipt.amount_paid_in), str(receipt.amount_refunded)) == ("0.00", "440.00")
    assert cash_of(hospital) == Decimal("60.00")


@pytest.mark.req("R1.32")
def test_who_owes_is_not_discharged(cashier: Cashier, ready: StayId) -> None:
    with pytest.raises(errors.NotSettled):
        cashier.discharges(ready)
    cashier.settles(ready)
    left = cashier.discharges(ready)
    assert (left.state, left.discharging_doctor, left.discharge_ward) == (StayState.DISCHARGED, "张医生", "W01")


@pytest.mark.req("R1.22", "R1.23", "R2.15")
def test_an_interim_settlement_takes_its_days_and_carries_the_rest_over(
    desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId, hospital: InProcessHospital
) -> None:
    first = cashier.takes_deposit(stay, "100.00")
    cashier.takes_deposit(stay, "1000.00")
    others.plan(stay, others.line(stay, "700002", "1", D1), others.line(stay, "700002", "1", D2))
    others.declare_interim(stay, clock.at(D2))
    cashier.checks(stay)
    others.plan(stay, others.line(stay, "900003", "1", D2))
    made = cashier.settles(stay, INTERIM, (first.deposit_id,))
    assert (str(made.total), str(made.due), str(made.carried_over), made.payments) == ("60.00", "-40.00", "40.00", ())
    account = desk.account(stay)
    assert account.stay.state is StayState.IN_WARD
    assert account.stay.segment == 2
    assert sorted(str(each.amount) for each in account.deposits if each.usable) == ["1000.00", "40.00"]
    assert str(account.unsettled) == "80.00"
    assert cash_of(hospital) == Decimal("1100.00")


def test_a_range_within_the_stage_can_be_chosen(desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId) -> None:
    others.plan(stay, others.line(stay, "700002", "1", D1), others.line(stay, "900003", "1", D2))
    others.declare_interim(stay, clock.at(date(2026, 3, 9)))
    cashier.checks(stay)
    only_first = desk.preview_settlement(SettlementRequest(stay, INTERIM, D1, D1))
    everything = desk.preview_settlement(SettlementRequest(stay, INTERIM))
    assert (str(only_first.total), str(everything.total)) == ("60.00", "80.00")
    assert (only_first.first, only_first.last) == (D1, D1)


@pytest.mark.req("R1.29")
def test_a_void_opens_everything_and_a_new_settlement_takes_a_new_number(
    desk: Any, cashier: Cashier, others: OtherDepartments, ready: StayId, hospital: InProcessHospital
) -> None:
    first = cashier.settles(ready)
    void = desk.void_settlement(first.settlement_id, "金额有误")
    assert (void.state, void.void_by) == (SettlementState.VOID, "王收费")
    assert cash_of(hospital) == Decimal("100.00")
    account = desk.account(ready)
    assert (str(account.unsettled), str(account.deposits_usable)) == ("140.00", "100.00")
    with pytest.raises(errors.SettlementNotLatest):
        desk.void_settlement(first.settlement_id, "再来")
    cashier.checks(ready)
    second = cashier.settles(ready)
    assert (first.receipt_no, second.receipt_no) == ("A0001", "A0002")
    assert cash_of(hospital) == Decimal("140.00")
    assert [each.state for each in desk.settlements(ready)] == [SettlementState.PAID, SettlementState.VOID]


def test_a_discharged_patients_settlement_goes_back_to_discharging(desk: Any, cashier: Cashier, ready: StayId) -> None:
    made = cashier.settles(ready)
    cashier.discharges(ready)
    desk.void_settlement(made.settlement_id, "金额有误")
    assert desk.stay(ready).state is StayState.DISCHARGING


def test_a_settled_discharge_is_not_recalled_until_it_is_voided(
    desk: Any, cashier: Cashier, ready: StayId, hospital: InProcessHospital
) -> None:
    ward = hospital.proxy("admission", hospital.running["admission"].sessions._open("", "ward"), lambda: "")
    made = cashier.settles(ready)
    with pytest.raises(errors.WrongState):
        ward.recall(ready)
    desk.void_settlement(made.settlement_id, "错")
    assert ward.recall(ready).state is StayState.IN_WARD


def test_an_interim_void_takes_the_carried_deposit_back(
    desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId
) -> None:
    deposit = cashier.takes_deposit(stay, "100.00")
    others.plan(stay, others.line(stay, "700002", "1", D1))
    others.declare_interim(stay, clock.at(D2))
    cashier.checks(stay)
    made = cashier.settles(stay, INTERIM, (deposit.deposit_id,))
    desk.void_settlement(made.settlement_id, "错")
    account = desk.account(stay)
    assert account.stay.state is StayState.INTERIM
    assert [str(each.amount) for each in account.deposits if each.usable] == ["100.00"]
    others.state(stay, clock.at(D2))
    cashier.checks(stay)
    again = cashier.settles(stay, INTERIM, (deposit.deposit_id,))
    others.declare_discharge(stay)
    cashier.checks(stay)
    cashier.settles(stay)
    with pytest.raises(errors.SettlementNotLatest):
        desk.void_settlement(again.settlement_id, "错")


def test_another_day_or_another_cashier_needs_a_supervisor(
    desk: Any, cashier: Cashier, ready: StayId, hospital: InProcessHospital
) -> None:
    made = cashier.settles(ready)
    with pytest.raises(errors.SupervisorNeeded):
        Cashier(hospital, "cashier2").api.void_settlement(made.settlement_id, "错")
    hospital.at(clock.at(D2, 9))
    with pytest.raises(errors.SupervisorNeeded):
        desk.void_settlement(made.settlement_id, "错")
    supervisor = Cashier(hospital, "supervisor").api
    assert supervisor.void_settlement(made.settlement_id, "错").void_by == "孙主管"


@pytest.mark.req("R1.29")
def test_receipts_are_found_viewed_and_reprinted_with_their_number(desk: Any, cashier: Cashier, ready: StayId) -> None:
    made = cashier.settles(ready)
    for text in ("A0001", "张秀英", "100001"):
        assert [row.receipt_no for row in desk.find_receipts(text, D1, D1).rows] == ["A0001"]
    assert desk.find_receipts("A0001", D2, None).rows == ()
    assert desk.receipt(made.settlement_id).reprints == 0
    assert desk.reprint_receipt(made.settlement_id).reprints == 1
    receipt = desk.receipt(made.settlement_id)
    assert receipt.settlement.receipt_no == "A0001"
    assert dict(receipt.national_items) == {"床位费": Decimal("120.00"), "化验费": Decimal("20.00")}
    assert receipt.id_card_masked == "110105********002X"
    desk.void_settlement(made.settlement_id, "错")
    assert sum(amount for _, amount in desk.receipt(made.settlement_id).national_items) == Decimal("140.00")


@pytest.mark.req("R1.31", "R2.10", "R1.20")
def test_papers_agree_with_the_account(desk: Any, cashier: Cashier, others: OtherDepartments, ready: StayId) -> None:
    bill = desk.daily_bill(ready, D1)
    assert bill == desk.daily_bill(ready, D1)
    assert (str(bill.day_total), str(bill.cumulative), str(bill.deposits), str(bill.balance)) == (
        "140.00",
        "140.00",
        "100.00",
        "-40.00",
    )
    assert [(line.item_code, str(line.quantity)) for line in bill.lines] == [("400001", "1.0000"), ("700002", "2.0000")]
    notice = desk.payment_notice(ready)
    assert (str(notice.total), str(notice.deposits), str(notice.amount_to_pay)) == ("140.00", "100.00", "40.00")
    made = cashier.settles(ready)
    by_receipt = desk.charge_list(ready, None, None, made.settlement_id)
    by_period = desk.charge_list(ready, D1, D1, None)
    assert by_receipt.total == by_period.total == made.total
    assert (by_receipt.receipt_no, by_period.receipt_no) == ("A0001", None)
    assert desk.charge_list(ready, D2, D2, None).lines == ()


@pytest.mark.req("R1.18")
def test_two_prices_on_one_day_are_two_rows(desk: Any, others: OtherDepartments, stay: StayId) -> None:
    first, second = others.line(stay, "100003", "1", D1), others.line(stay, "100003", "1", D1)
    others.plan(stay, first, second)
    others.answer(first, "1.20")
    others.answer(second, "1.30")
    assert [str(line.price) for line in desk.daily_bill(stay, D1).lines] == ["1.2000", "1.3000"]
