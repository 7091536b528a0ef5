"""Variants of the journey, each with its own numbers worked out beforehand.

Per day (domain rules): bed 60 + nursing 20 + physician 20 + food 30 = 130.00; aspirin 0.50; infusion group 56.10; D1 also 45.20.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.admission.errors import NotSettled, StatementMissing
from shared.contracts.admission.types import (
    PatientDetails,
    SettlementMode,
    SettlementState,
    Sex,
    StayState,
    SupplementaryOrder,
)
from shared.contracts.common import LineState
from shared.contracts.pharmacy.types import DispensedQuery, Refusal
from shared.contracts.ward.types import OrderKind
from shared.identifiers import new_key
from shared.rpc import bound
from tests.in_process import InProcessHospital
from tests.scenarios.people import (
    DRIP,
    JOURNEY_ORDERS,
    ONCE,
    PO,
    QD,
    Cashier,
    Nurse,
    Order,
    Pharmacist,
    day,
    on,
)
from tests.scenarios.test_patient_journey import Journey


def _money(value: Any) -> str:
    return f"{value:.2f}"


@pytest.mark.req("R2.12", "R2.15", "R1.22", "R1.8", "R1.24", "R1.27")
def test_an_interim_settlement_after_d2_with_one_of_two_deposits(in_process: InProcessHospital) -> None:
    """D1 231.80 + D2 186.60 = 418.40 settled; deposit 500.00 used, 81.60 carried over; D3 186.60 stays open.

    At the end: due 186.60 − 81.60 − 50.00 = 55.00.
    """
    journey = Journey(in_process)
    journey.admission()
    second = journey.cashier.takes_deposit(journey.stay, "50.00")
    journey.first_orders()
    journey.ward_run(1)
    journey.ward_run(2)
    in_process.at(on(3, 9, 30))
    journey.nurse.api.declare_interim(journey.stay, day(3))
    in_process.settle_down()
    journey.ward_run(3)
    assert journey.cashier.api.stay(journey.stay).state is StayState.INTERIM
    journey.cashier.checks(journey.stay)
    interim = journey.cashier.settles(journey.stay, SettlementMode.INTERIM, (journey.deposit.deposit_id,))
    assert (_money(interim.total), _money(interim.carried_over), interim.payments) == ("418.40", "81.60", ())
    in_process.settle_down()
    account = journey.cashier.api.account(journey.stay)
    assert (account.stay.state, account.stay.segment, _money(account.unsettled)) == (StayState.IN_WARD, 2, "186.60")
    assert [_money(each.amount) for each in account.deposits if each.usable] == ["50.00", "81.60"]
    segments = {row.service_date: row.segment for row in journey.nurse.api.treatment_record(journey.stay, day(1), day(3)).rows}
    assert segments == {day(1): 1, day(2): 1, day(3): 2}
    journey.leaving()
    journey.settlement()
    assert (_money(journey.settlement_made.total), _money(journey.settlement_made.due)) == ("186.60", "55.00")
    journey.farewell()
    assert second.amount == Decimal("50.00")


@pytest.mark.req("R1.29", "R1.27")
def test_a_void_and_a_new_settlement(in_process: InProcessHospital) -> None:
    """Voided on the day: 586.30 is open again, the next receipt has the next number and the same sum."""
    journey = Journey(in_process)
    journey.until_settlement()
    journey.settlement()
    first = journey.settlement_made
    journey.cashier.api.void_settlement(first.settlement_id, "抬头有误")
    in_process.settle_down()
    with pytest.raises(NotSettled):
        journey.cashier.discharges(journey.stay)
    journey.settlement()
    second = journey.settlement_made
    assert (first.receipt_no, second.receipt_no, _money(second.total)) == ("A000001", "A000002", "586.30")
    journey.every_number_is_right()
    states = [each.state for each in journey.cashier.api.settlements(journey.stay)]
    assert states == [SettlementState.PAID, SettlementState.VOID]
    journey.farewell()


@pytest.mark.req("R1.18")
def test_a_price_change_on_d2_for_a_drug_dispensed_late(in_process: InProcessHospital) -> None:
    """100003 1.20, from D2 00:00 1.30. D1's request dispensed on D2 costs 1.30 and counts for D1; so does D2's: 2.60."""
    journey = Journey(in_process)
    journey.admission()
    in_process.at(on(1, 10))
    journey.nurse.receives(journey.stay)
    journey.nurse.enters(journey.stay, (Order("100003", "20", "mg", PO, QD, 1),), on(1, 10))
    journey.other_nurse.confirms(journey.stay)
    in_process.station("catalog", "admin").set_price("100003", Decimal("1.30"), on(2, 0))
    in_process.reload_catalog()
    in_process.at(on(1, 10, 30))
    journey.nurse.runs(journey.stay)
    in_process.settle_down()
    in_process.at(on(2, 10, 30))
    journey.pharmacist.dispenses_everything()
    journey.nurse.runs(journey.stay)
    in_process.settle_down()
    journey.pharmacist.dispenses_everything()
    in_process.settle_down()
    assert [_money(journey.cashier.day_total(journey.stay, number)) for number in (1, 2)] == ["1.30", "1.30"]
    assert _money(journey.cashier.total(journey.stay)) == "2.60"


@pytest.mark.req("R2.7", "R2.8")
def test_a_refused_group_is_not_charged_and_neither_are_its_add_ons(in_process: InProcessHospital) -> None:
    """D1 without the infusion: 231.80 − 56.10 = 175.70."""
    journey = Journey(in_process)
    journey.admission()
    journey.first_orders()
    in_process.at(on(1, 10, 30))
    journey.nurse.runs(journey.stay)
    in_process.settle_down()
    (row,) = journey.pharmacist.requests()
    request = journey.pharmacist.api.request(row.request_id)
    group = tuple(line.line_id for line in request.lines.rows if line.group_no == 1 and line.drug_code in {"200041", "200050"})
    journey.pharmacist.api.refuse(row.request_id, Refusal(group, "缺药"))
    journey.pharmacist.dispenses_everything()
    in_process.settle_down()
    assert _money(journey.cashier.total(journey.stay)) == "175.70"
    record = journey.nurse.api.treatment_record(journey.stay, day(1), day(1)).rows
    refused = [line for line in record if line.state is LineState.REFUSED]
    assert {line.reason for line in refused} == {"缺药"}
    assert len(refused) == 2
    assert journey.cashier.api.account(journey.stay).pending == ()


@pytest.mark.req("R2.14", "R1.8")
def test_a_bed_change_and_a_transfer_charge_each_day_once(in_process: InProcessHospital) -> None:
    """Bed changed on D1; transferred on D2 after the run: the new ward's bed day of D2 is not charged a second time."""
    journey = Journey(in_process)
    journey.admission()
    in_process.at(on(1, 10))
    journey.nurse.receives(journey.stay)
    bed = (Order("700002", "1", "日", 18, QD, 1),)
    journey.nurse.enters(journey.stay, bed, on(1, 10))
    journey.other_nurse.confirms(journey.stay)
    journey.nurse.api.change_bed(journey.stay, "W01-002")
    in_process.settle_down()
    assert journey.cashier.api.stay(journey.stay).patient.bed == "W01-002"
    in_process.at(on(1, 10, 30))
    journey.nurse.runs(journey.stay)
    in_process.at(on(2, 11))
    bound(journey.nurse.api, answers=("ward.orders_running",)).declare_transfer(journey.stay, "W02")
    in_process.settle_down()
    assert journey.cashier.api.stay(journey.stay).state is StayState.TRANSFERRING
    receiver = Nurse(in_process, "nurse3")
    receiver.receives(journey.stay, "W02-001", "W02")
    in_process.settle_down()
    stay = journey.cashier.api.stay(journey.stay)
    assert (stay.state, stay.patient.ward, stay.patient.bed) == (StayState.IN_WARD, "W02", "W02-001")
    receiver.enters(journey.stay, (Order("700002", "1", "日", 18, QD, 2),), on(2, 12))
    Nurse(in_process, "headnurse").confirms(journey.stay)
    in_process.at(on(2, 12, 30))
    receiver.runs(journey.stay)
    in_process.settle_down()
    assert [_money(journey.cashier.day_total(journey.stay, number)) for number in (1, 2)] == ["60.00", "60.00"]


@pytest.mark.req("R1.5", "R1.9")
def test_the_same_patient_admitted_again(in_process: InProcessHospital) -> None:
    """The second stay keeps the number, counts 2 and begins with an empty account."""
    journey = Journey(in_process)
    journey.until_settlement()
    journey.settlement()
    journey.farewell()
    in_process.at(on(10, 9))
    again = journey.cashier.admits(journey.number)
    in_process.settle_down()
    stay = journey.cashier.api.stay(again)
    assert (stay.patient.patient_no, stay.patient.visit_no) == (journey.number, 2)
    assert _money(journey.cashier.total(again)) == "0.00"
    in_process.at(on(10, 10))
    journey.nurse.receives(again, "W01-003")
    journey.nurse.enters(again, (Order("500001", "1", "次", 17, ONCE, 1, OrderKind.TEMPORARY),), on(10, 10))
    journey.other_nurse.confirms(again)
    journey.nurse.runs(again)
    in_process.settle_down()
    assert _money(journey.cashier.total(again)) == "20.00"
    assert _money(journey.cashier.total(journey.stay)) == "586.30"


@pytest.mark.req("R1.14", "R1.15")
def test_the_desk_reverses_a_wards_charge_through_the_ward(in_process: InProcessHospital) -> None:
    """An ECG of 20.00 charged by mistake: D1 231.80 − 20.00 = 211.80; the ward's own order stays as it was."""
    journey = Journey(in_process)
    journey.admission()
    journey.first_orders()
    journey.ward_run(1)
    orders = journey.nurse.sheet(journey.stay)
    line = next(row for row in journey.cashier.api.charges(journey.stay, None, None).rows if row.item_code == "500001")
    key = new_key()
    for _ in range(2):
        bound(journey.cashier.api, key).reverse_charge(line.line_id, Decimal(1), "未做")
    in_process.settle_down()
    assert _money(journey.cashier.total(journey.stay)) == "211.80"
    assert journey.nurse.sheet(journey.stay) == orders
    with pytest.raises(Exception, match="reversal_too_much"):
        journey.cashier.api.reverse_charge(line.line_id, Decimal(1), "未做")


@pytest.mark.req("R1.13", "R1.19")
def test_a_supplementary_drug_takes_stock(in_process: InProcessHospital) -> None:
    """Two bags of saline added at the desk: 5.60 once the pharmacy has issued them."""
    journey = Journey(in_process)
    journey.admission()
    in_process.at(on(1, 10))
    journey.nurse.receives(journey.stay)
    in_process.settle_down()
    journey.cashier.api.supplement(journey.stay, SupplementaryOrder("200041", Decimal(2), day(1), usage=DRIP))
    in_process.settle_down()
    assert _money(journey.cashier.total(journey.stay)) == "0.00"
    journey.pharmacist.dispenses_everything()
    in_process.settle_down()
    assert _money(journey.cashier.total(journey.stay)) == "5.60"
    assert journey.pharmacist.stock_of("200041") - journey.stock_before["200041"] == -2


def test_a_stopped_order_withdraws_what_the_pharmacy_has_not_given(in_process: InProcessHospital) -> None:
    """S6: the infusion of D1 is stopped before it was issued: D1 is charged without it, 175.70."""
    journey = Journey(in_process)
    journey.admission()
    journey.first_orders()
    in_process.at(on(1, 10, 30))
    journey.nurse.runs(journey.stay)
    in_process.settle_down()
    in_process.at(on(1, 10, 45))
    for row in journey.nurse.sheet(journey.stay):
        if row.group_no == 1 and row.kind is OrderKind.LONG_TERM:
            current = next(each for each in journey.nurse.sheet(journey.stay) if each.order_id == row.order_id)
            if current.stop_at is None:
                journey.nurse.api.stop_order(current.order_id, current.version, on(1, 10, 46))
    in_process.settle_down()
    journey.pharmacist.dispenses_everything()
    in_process.settle_down()
    assert _money(journey.cashier.total(journey.stay)) == "175.70"
    assert journey.cashier.api.account(journey.stay).pending == ()


def test_two_patients_do_not_mix(in_process: InProcessHospital) -> None:
    """The same orders for two patients: each has 231.80 on D1."""
    journey = Journey(in_process)
    journey.admission()
    journey.first_orders()
    other = journey.cashier.admits(journey.cashier.registers(PatientDetails("李秀英", Sex.FEMALE, date(1950, 5, 5))))
    in_process.settle_down()
    journey.nurse.receives(other, "W01-002")
    journey.nurse.enters(other, JOURNEY_ORDERS, on(1, 10))
    journey.other_nurse.confirms(other)
    in_process.at(on(1, 10, 30))
    for stay in (journey.stay, other):
        journey.nurse.runs(stay)
    in_process.settle_down()
    assert {row.patient_name for row in journey.pharmacist.requests()} == {"张秀英", "李秀英"}
    Pharmacist(in_process, "dispenser2").dispenses_everything()
    in_process.settle_down()
    cashier = Cashier(in_process, "cashier2")
    assert [_money(cashier.day_total(stay, 1)) for stay in (journey.stay, other)] == ["231.80", "231.80"]


@pytest.mark.req("T12")
@pytest.mark.parametrize("answer", ["withdrawn", "refused"])
def test_nothing_is_settled_before_what_the_pharmacys_answer_brings(in_process: InProcessHospital, answer: str) -> None:
    """Drugs asked for on the last day and not given: their add-ons go back when the ward hears of it, not before.

    Billing heard first, found no line pending and every statement right, settled 205.50 and closed the stay; then -30.30 came.
    """
    journey = Journey(in_process)
    journey.admission()
    journey.first_orders()
    in_process.at(on(1, 10, 30))
    journey.nurse.runs(journey.stay)
    in_process.settle_down()
    if answer == "refused":
        (row,) = journey.pharmacist.requests()
        lines = tuple(line.line_id for line in journey.pharmacist.api.request(row.request_id).lines.rows)
        journey.pharmacist.api.refuse(row.request_id, Refusal(lines, "缺药"))
    in_process.at(on(1, 11))
    journey.nurse.declares_discharge(journey.stay)
    in_process.deliver(only=("pharmacy", "admission"))
    assert all(row.state is not LineState.PENDING for row in journey.cashier.api.charges(journey.stay, None, None).rows)
    journey.cashier.checks(journey.stay)
    with pytest.raises(StatementMissing) as refused:
        journey.cashier.settles(journey.stay)
    assert refused.value.details["source"] == "ward"
    in_process.settle_down()
    journey.cashier.checks(journey.stay)
    made = journey.cashier.settles(journey.stay)
    back = [row.amount for row in journey.cashier.api.charges(journey.stay, None, None).rows if row.reverses]
    assert (_money(made.total), _money(sum(back))) == ("175.20", "-30.30")
    journey.farewell()
    assert journey.cashier.api.differences() == ()


@pytest.mark.req("R1.14", "R3.2")
def test_what_comes_back_in_parts_adds_up_to_what_was_charged(in_process: InProcessHospital) -> None:
    """3 × 0.125 = 0.38 comes back one by one as 0.13, 0.12, 0.13: drugs at the pharmacy, add-ons of the ward, lines of the desk.

    Each rounded by itself, 0.39 came back, and the receipt paid more than was charged.
    """
    admin = in_process.station("catalog", "admin")
    journey = Journey(in_process)
    journey.admission()
    for code in ("200041", "D30001", "500002"):
        admin.set_price(code, Decimal("0.125"), on(1, 9, 45))
    in_process.reload_catalog()
    journey.first_orders()
    journey.ward_run(1)
    cashier = journey.cashier.api
    cashier.supplement(journey.stay, SupplementaryOrder("500002", Decimal(3), day(1), reason="补记"))
    for _ in range(3):
        journey.nurse.reverses(journey.stay, group=1, number=1)
        in_process.settle_down()
        journey.pharmacist.dispenses_everything()
        in_process.settle_down()
        (own,) = (row for row in cashier.charges(journey.stay, None, None).rows if row.source == "admission" and not row.reverses)
        cashier.reverse_charge(own.line_id, Decimal(1), "退", None)
    for rows in (
        cashier.charges(journey.stay, None, None).rows,
        journey.nurse.api.treatment_record(journey.stay, day(1), day(1)).rows,
    ):
        for code in ("200041", "D30001"):
            assert sorted(row.amount for row in rows if row.item_code == code) == EIGHTHS
    assert sorted(row.amount for row in cashier.charges(journey.stay, None, None).rows if row.item_code == "500002") == EIGHTHS
    issued = journey.pharmacist.api.dispensed(DispensedQuery(day(1), day(1))).rows
    assert sorted(row.amount for row in issued if row.drug_code == "200041") == EIGHTHS
    in_process.settle_down()
    assert in_process.problems() == []


EIGHTHS = [Decimal("-0.13"), Decimal("-0.13"), Decimal("-0.12"), Decimal("0.38")]


@pytest.mark.req("R1.14", "R1.22", "R1.24", "R2.15")
def test_both_halves_of_a_price_correction_fall_on_one_day(in_process: InProcessHospital) -> None:
    """A line of D1 is corrected on D3: a settlement of D1 and D2 charges the old price alone, one of all days the new one alone."""
    journey = Journey(in_process)
    journey.admission()
    journey.first_orders()
    cashier = journey.cashier.api
    cashier.supplement(journey.stay, SupplementaryOrder("500001", Decimal(1), day(1), reason="补记"))
    (line,) = (row for row in cashier.charges(journey.stay, None, None).rows)
    in_process.at(on(3, 9))
    cashier.reverse_charge(line.line_id, Decimal(1), "价格有误", Decimal("15.00"))
    by_day = [journey.cashier.day_total(journey.stay, number) for number in (1, 2, 3)]
    assert by_day == [line.amount, Decimal(0), Decimal("15.00") - line.amount]
