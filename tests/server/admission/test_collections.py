"""收款记录 and 票据: what was collected stands for ever, with who, when and how; a void is an entry of its own (R1.27, R1.29)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import RowMapping, select

from server.admission import models
from server.kernel.unit_of_work import SYSTEM
from shared import clock
from shared.contracts import events
from shared.contracts.admission import errors
from shared.contracts.admission.events import LinesSettled
from shared.contracts.admission.types import (
    PatientDetails,
    Payment,
    PayMethod,
    SettlementMode,
    SettlementRequest,
    SettlementState,
    Sex,
    StayAction,
    StayState,
)
from shared.contracts.ward.events import PatientReceived
from shared.identifiers import StayId
from tests.in_process import InProcessHospital
from tests.scenarios.people import Cashier
from tests.server.admission.conftest import DAY_1
from tests.server.admission.ward_facts import OtherDepartments

CASH, CARD = Payment(PayMethod.CASH, Decimal("15.00")), Payment(PayMethod.IC_CARD, Decimal("25.00"), "工商银行", "622212345678")


def collected(hospital: InProcessHospital) -> list[tuple[Any, ...]]:
    """(method, amount, bank, card, day, cashier's name, of which entry it is the reversal) of every entry, as they were made."""
    running = hospital.running["admission"]
    entries = running.units.read(SYSTEM, "look", lambda work: work.rows(select(models.payment), RowMapping))[0]
    entries.sort(key=lambda row: (row["paid_at"], -row["amount"]))
    by_id = {row["payment_id"]: number for number, row in enumerate(entries)}
    return [
        (
            PayMethod(row["method"]),
            str(row["amount"]),
            row["bank"],
            row["card_no"],
            clock.local(row["paid_at"]).date(),
            running.catalog.view.staff_name(row["cashier_id"]),
            by_id.get(row["reverses"]),
        )
        for row in entries
    ]


@pytest.mark.req("R1.27", "R1.28", "R1.29")
def test_every_collection_is_an_entry_and_a_void_is_another(hospital: InProcessHospital, desk: Any, ready: StayId) -> None:
    request = SettlementRequest(ready, SettlementMode.DISCHARGE)
    shown = desk.preview_settlement(request)
    made = desk.settle(request, shown.line_version, shown.due, (CASH, CARD))
    card = (PayMethod.IC_CARD, "25.00", "工商银行", "622212345678", DAY_1, "王收费", None)
    cash = (PayMethod.CASH, "15.00", "", "", DAY_1, "王收费", None)
    assert collected(hospital) == [card, cash]
    assert (str(desk.desk().settlements_taken), str(made.paid)) == ("40.00", "40.00")
    next_day = DAY_1 + timedelta(days=1)
    hospital.at(clock.at(next_day, 9))
    supervisor = Cashier(hospital, "supervisor").api
    supervisor.void_settlement(made.settlement_id, "金额有误")
    assert collected(hospital)[:2] == [card, cash]
    assert sorted(collected(hospital)[2:]) == [
        (PayMethod.CASH, "-15.00", "", "", next_day, "孙主管", 1),
        (PayMethod.IC_CARD, "-25.00", "工商银行", "622212345678", next_day, "孙主管", 0),
    ]
    assert [str(api.desk().settlements_taken) for api in (desk, supervisor)] == ["0.00", "-40.00"]


@pytest.mark.req("R1.29")
def test_a_stored_receipt_says_whether_it_is_void_and_how_often_it_was_printed_again(
    desk: Any, cashier: Cashier, ready: StayId
) -> None:
    made = cashier.settles(ready)
    for _ in range(3):
        assert desk.receipt(made.settlement_id).reprints == 0, "looking is not printing"
    assert [desk.reprint_receipt(made.settlement_id).reprints for _ in range(2)] == [1, 2]
    desk.void_settlement(made.settlement_id, "金额有误")
    [found] = desk.find_receipts(made.receipt_no, None, None).rows
    assert (found.state, found.reprints, found.total) == (SettlementState.VOID, 2, made.total)
    kept = desk.receipt(made.settlement_id).settlement
    assert (kept.state, kept.void_by, kept.void_at, kept.total) == (SettlementState.VOID, "王收费", clock.now(), made.total)
    assert [str(each.amount) for each in kept.payments] == ["40.00", "-40.00"]


@pytest.mark.req("R1.22", "R1.29")
def test_what_is_carried_over_is_a_deposit_like_one_in_cash_that_nobody_printed_again(
    desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId
) -> None:
    paid = cashier.takes_deposit(stay, "100.00")
    others.plan(stay, others.line(stay, "700002", "1", DAY_1))
    others.declare_interim(stay, clock.at(DAY_1 + timedelta(days=1)))
    cashier.checks(stay)
    cashier.settles(stay, SettlementMode.INTERIM, (paid.deposit_id,))
    [carried] = [each for each in desk.account(stay).deposits if each.usable]
    assert (str(carried.amount), carried.method, carried.bank, carried.card_no) == ("40.00", PayMethod.CARRY_OVER, "", "")
    assert (carried.reprints, carried.cashier, carried.taken_at) == (0, "王收费", clock.now())


def test_what_keeps_a_stay_from_being_settled_is_said_with_what_the_cashier_needs(
    desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId
) -> None:
    with pytest.raises(errors.WrongState) as early:
        cashier.settles(stay)
    assert early.value.details == {"state": StayState.IN_WARD, "action": StayAction.SETTLE}
    others.plan(stay, others.line(stay, "700002", "1", DAY_1))
    others.declare_discharge(stay)
    others.plan(stay, others.line(stay, "700002", "1", DAY_1))
    cashier.checks(stay)
    with pytest.raises(errors.StatementMissing) as missing:
        cashier.settles(stay)
    assert missing.value.details == {"source": "ward", "held": 2}


@pytest.mark.req("R1.29", "R2.15")
def test_the_sources_are_told_which_lines_a_settlement_took_and_which_a_void_gave_back(
    hospital: InProcessHospital, desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId
) -> None:
    paid = cashier.takes_deposit(stay, "100.00")
    next_day = DAY_1 + timedelta(days=1)
    taken, later = others.line(stay, "700002", "1", DAY_1), others.line(stay, "700002", "1", next_day)
    others.plan(stay, taken, later)
    others.declare_interim(stay, clock.at(next_day))
    cashier.checks(stay)
    made = cashier.settles(stay, SettlementMode.INTERIM, (paid.deposit_id,))
    desk.void_settlement(made.settlement_id, "金额有误")
    hospital.deliver()
    told = [events.decode(each.event) for each in hospital.center.read("a source", ("admission",), 1000, 0)]
    assert [fact for fact in told if isinstance(fact, LinesSettled)] == [
        LinesSettled(stay, 1, (taken.line_id,)),
        LinesSettled(stay, 1, (taken.line_id,), undone=True),
    ]
    [carried] = [each for each in desk.account(stay).deposits if each.method is PayMethod.CARRY_OVER]
    assert (carried.void_reason, carried.void_by) == ("金额有误", "王收费")


@pytest.mark.req("R1.29", "R1.30", "R1.7")
def test_a_void_is_of_one_settlement_and_nobody_elses(
    hospital: InProcessHospital, desk: Any, cashier: Cashier, others: OtherDepartments, ready: StayId
) -> None:
    theirs = cashier.admits(cashier.registers(PatientDetails("王强", Sex.MALE)))
    others.tell("ward", theirs, PatientReceived(theirs, "W01", "W01-002", "张医生", clock.now()))
    hospital.deliver()
    cashier.takes_deposit(theirs, "20.00")
    others.plan(theirs, others.line(theirs, "700002", "1", DAY_1))
    others.declare_discharge(theirs)
    cashier.checks(theirs)
    other, mine = cashier.settles(theirs), cashier.settles(ready)
    before = desk.account(theirs)
    desk.void_settlement(mine.settlement_id, "金额有误")
    assert desk.settlements(theirs) == (other,)
    assert (desk.account(theirs).settled, desk.account(theirs).deposits) == (before.settled, before.deposits)
    assert {row.settlement_id for row in desk.charges(theirs, None, None).rows} == {other.settlement_id}
    assert [str(each[1]) for each in collected(hospital) if each[-1] is not None] == ["-40.00"]
    assert desk.find_receipts(other.receipt_no, None, None).rows[0].state is SettlementState.PAID
