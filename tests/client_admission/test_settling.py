"""结算 and 出院: the sum, cash and change, cards, periods and deposits, and what stands in the way."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from client_admission.desk_page import Place
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.types import PayMethod, StayState
from shared.contracts.operation import operations_of
from shared.identifiers import StayId
from tests.client_admission.station import Cashier as AtDesk
from tests.in_process import InProcessHospital
from tests.scenarios.people import Cashier, day, on
from tests.server.admission.ward_facts import OtherDepartments
from tests.stations import StationClient


@pytest.mark.req("R1.26", "R1.23")
def test_a_discharge_is_settled_in_cash_with_change_and_a_receipt(at_desk: AtDesk, checked: StayId, colleague: Cashier) -> None:
    colleague.takes_deposit(checked, "100.00")
    page = at_desk.open(100001, Place.SETTLE)
    assert page.due.text() == "40.00"
    assert {"床位费", "120.00", "化验费", "20.00", "票据号 A0001"} <= set(page.receipt.texts())
    at_desk.type(page.form.widget("cash_given"), "50")
    assert page.change.text() == "10.00"
    at_desk.press(page, "F6")
    paper = at_desk.paper()
    assert "A0001" in paper
    assert "140.00" in paper
    settled = colleague.api.settlements(checked)[0]
    assert (settled.paid, settled.total, settled.first, settled.last) == (Decimal("40.00"), Decimal("140.00"), day(1), day(2))
    at_desk.rest()
    assert page._due_caption.text() == "已结清"


def test_settling_costs_one_command_and_one_look(at_desk: AtDesk, client: StationClient, checked: StayId) -> None:
    page = at_desk.open(100001, Place.SETTLE)
    at_desk.type(page.form.widget("cash_given"), "150")
    client.calls.clear()
    at_desk.press(page, "F6")
    at_desk.rest()
    operations = operations_of(AdmissionContract)
    assert [name for name in client.calls if operations[name].takes_key] == ["settle"]
    looks = [name for name in client.calls if not operations[name].takes_key]
    assert len(looks) == len(set(looks)), "one look, which asks each thing once"


def test_the_amount_due_is_the_largest_thing_on_the_screen(at_desk: AtDesk, checked: StayId) -> None:
    page = at_desk.open(100001, Place.SETTLE)
    sizes = {each: each.fontInfo().pixelSize() for each in at_desk.shell.findChildren(QLabel) if each.isVisible() and each.text()}
    assert max(sizes, key=sizes.__getitem__) is page.due


def test_too_little_cash_is_said_at_its_field(at_desk: AtDesk, checked: StayId, colleague: Cashier) -> None:
    page = at_desk.open(100001, Place.SETTLE)
    at_desk.type(page.form.widget("cash_given"), "139")
    assert page.change.text() == "实收现金还差 1.00"
    at_desk.press(page, "F6")
    assert page.form.error("cash_given") == "实收现金还差 1.00"
    assert colleague.api.settlements(checked) == ()


def test_a_card_is_recorded_with_bank_and_number(at_desk: AtDesk, checked: StayId, colleague: Cashier) -> None:
    page = at_desk.open(100001, Place.SETTLE)
    for name, typed in (("card_amount", "100"), ("bank", "工商银行"), ("card_no", "6222021234")):
        at_desk.type(page.form.widget(name), typed)
    at_desk.press(page, "F6")
    at_desk.paper()
    payments = colleague.api.settlements(checked)[0].payments
    assert sorted((each.method, each.amount, each.bank, each.card_no) for each in payments) == [
        (PayMethod.CASH, Decimal("40.00"), "", ""),
        (PayMethod.IC_CARD, Decimal("100.00"), "工商银行", "6222021234"),
    ]


def test_a_surplus_is_refunded(at_desk: AtDesk, checked: StayId, colleague: Cashier) -> None:
    colleague.takes_deposit(checked, "500.00")
    page = at_desk.open(100001, Place.SETTLE)
    assert (page._due_caption.text(), page.due.text()) == ("应退", "360.00")
    assert (page._change_caption.text(), page.change.text()) == ("退还现金", "360.00")
    assert not page.form.widget("cash_given").isEnabled()
    at_desk.press(page, "F6")
    at_desk.paper()
    assert colleague.api.settlements(checked)[0].paid == Decimal("-360.00")


def test_what_stands_in_the_way_is_said_in_sentences(at_desk: AtDesk, stay: StayId, others: OtherDepartments) -> None:
    page = at_desk.open(100001, Place.SETTLE)
    assert "病人目前状态为“住院”，不能结算" in page.choice.obstacles.text()
    others.plan(stay, others.line(stay, "100003", "1", day(1)))
    others.declare_discharge(stay)
    at_desk.counter.reload()
    at_desk.rest()
    assert page.choice.obstacles.text() == "! 还有 1 条费用等待药房确认\n! 费用尚未核对，或核对后又有新的费用"
    assert at_desk.why_not(page, "F6") == "还有 1 条费用等待药房确认"


def test_news_between_look_and_press_are_shown_not_charged(
    at_desk: AtDesk, checked: StayId, others: OtherDepartments, colleague: Cashier
) -> None:
    page = at_desk.open(100001, Place.SETTLE)
    at_desk.type(page.form.widget("cash_given"), "200")
    others.plan(checked, others.line(checked, "900003", "1", day(1)))
    at_desk.press(page, "F6")
    at_desk.rest()
    now = colleague.api.account(checked).unsettled
    assert colleague.api.settlements(checked) == ()
    assert page._due_note.text() == f"金额由 140.00 变为 {now}，请与病人核对后再按 F6"
    assert (page.due.text(), page.form.widget("cash_given").text()) == (str(now), "200")


@pytest.mark.req("R1.22", "R1.23")
def test_an_interim_settlement_takes_its_period_and_the_ticked_deposits(
    at_desk: AtDesk, stay: StayId, others: OtherDepartments, colleague: Cashier, hospital: InProcessHospital
) -> None:
    kept, used = colleague.takes_deposit(stay, "300.00"), colleague.takes_deposit(stay, "100.00")
    hospital.at(on(3, 9))
    others.declare_interim(stay, on(3, 0))
    colleague.checks(stay)
    page = at_desk.open(100001, Place.SETTLE)
    assert [box.text().split()[0] for box in page.choice.boxes()] == ["Y0001", "Y0002"]
    page.choice.boxes()[0].setFocus()
    at_desk.qtbot.keyClick(page.choice.boxes()[0], Qt.Key.Key_Space)
    at_desk.rest()
    assert (page.due.text(), page._due_note.text()) == ("40.00", "")
    at_desk.type(page.choice.period.widget("first"), day(1).isoformat())
    at_desk.type(page.choice.period.widget("last"), day(1).isoformat())
    at_desk.enter(page.choice.period.widget("last"))
    assert page.due.text() == "0.00"
    assert page._due_note.text() == "押金余额 20.00 结转为新的押金"
    at_desk.press(page, "F6")
    at_desk.paper()
    settled = colleague.api.settlements(stay)[0]
    assert (settled.first, settled.last, settled.total, settled.carried_over) == (
        day(1),
        day(1),
        Decimal("80.00"),
        Decimal("20.00"),
    )
    assert page._due_caption.text() == "账户结余", "the stay goes on: nobody is owed what is left"
    notice = colleague.api.payment_notice(stay)
    assert (notice.total, notice.settled, notice.deposits) == (Decimal("140.00"), Decimal("80.00"), Decimal("320.00"))
    deposits = {each.deposit_id: each for each in colleague.api.account(stay).deposits}
    assert deposits[kept.deposit_id].usable
    assert not deposits[used.deposit_id].usable


def test_a_period_that_runs_backwards_is_refused(at_desk: AtDesk, stay: StayId, others: OtherDepartments) -> None:
    others.declare_interim(stay, on(3, 0))
    page = at_desk.open(100001, Place.SETTLE)
    page.presenter.choose_period(day(2), day(2) - timedelta(days=1))
    assert "结束日期不能早于开始日期" in at_desk.shell.toasts()


@pytest.mark.req("R1.32", "R1.8")
def test_a_settled_patient_is_discharged(at_desk: AtDesk, checked: StayId, colleague: Cashier) -> None:
    page = at_desk.open(100001, Place.SETTLE)
    assert at_desk.why_not(page, "F7") == "结算后才能办理出院"
    colleague.settles(checked)
    at_desk.counter.reload()
    at_desk.rest()
    at_desk.press(page, "F7")
    at_desk.fill(page, doctor="马主任")
    at_desk.rest()
    stay = colleague.api.stay(checked)
    assert (stay.state, stay.discharging_doctor, stay.discharge_ward) == (StayState.DISCHARGED, "马主任", "W01")
    assert "已出院" in at_desk.shell.patient_banner.text()
