"""押金, 结算, 收据, 账户: money in and out, and its papers."""

from __future__ import annotations

from collections.abc import Callable
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


@pytest.fixture
def declared(stay: StayId, others: OtherDepartments) -> StayId:
    """张秀英 goes home: 140.00 to settle."""
    others.declare_discharge(stay)
    return stay


@pytest.fixture
def checked(declared: StayId, colleague: Cashier) -> StayId:
    """… and her charges are checked."""
    colleague.checks(declared)
    return declared


# -- 押金


@pytest.mark.req("R1.6")
def test_a_deposit_is_taken_with_two_enters_and_printed(at_desk: AtDesk, waiting: StayId, colleague: Cashier) -> None:
    page = at_desk.open(100001, Place.DEPOSITS)
    at_desk.type(page.form.widget("amount"), "500")
    at_desk.enter(page.form.widget("amount"))
    at_desk.enter(page.form.widget("method"))
    paper = at_desk.paper()
    assert "Y0001" in paper
    assert "500.00" in paper
    taken = colleague.api.account(waiting).deposits
    assert [(each.amount, each.method, each.cashier) for each in taken] == [(Decimal("500.00"), PayMethod.CASH, "王收费")]
    assert at_desk.column(page.deposits, "receipt_no") == ["Y0001"]
    assert page.form.widget("amount").text() == ""


@pytest.mark.req("R1.6", "R1.7")
def test_deposits_are_told_apart_and_voided_with_a_reason(at_desk: AtDesk, checked: StayId, colleague: Cashier) -> None:
    colleague.takes_deposit(checked, "200.00")
    colleague.settles(checked)
    colleague.takes_deposit(checked, "50.00")
    colleague.takes_deposit(checked, "30.00")
    page = at_desk.open(100001, Place.DEPOSITS)
    at_desk.mark(page.deposits, "receipt_no", "Y0003")
    at_desk.press(page, "F8")
    at_desk.fill(page, reason="金额录错")
    at_desk.rest()
    assert at_desk.column(page.deposits, "state") == ["已结算", "未结算", "已作废"]
    assert (page.usable.text(), page.settled.text(), page.void.text()) == ("50.00", "200.00", "30.00")
    assert "金额录错  王收费  03-02 09:00" in at_desk.column(page.deposits, "void_reason")
    at_desk.mark(page.deposits, "receipt_no", "Y0001")
    assert "不能作废" in at_desk.why_not(page, "F8")


@pytest.mark.parametrize(
    ("typed", "sentence"), [("0", "大于零"), ("1000000.01", "超过上限"), ("1.005", "2 位小数"), ("", "请填写")]
)
def test_an_odd_amount_stays_with_its_sentence(at_desk: AtDesk, waiting: StayId, typed: str, sentence: str) -> None:
    page = at_desk.open(100001, Place.DEPOSITS)
    amount = page.form.widget("amount")
    at_desk.type(amount, typed)
    at_desk.press(page, "F6")
    assert sentence in page.form.error("amount")
    assert amount.text() == typed


def test_a_double_press_takes_one_deposit(at_desk: AtDesk, waiting: StayId, colleague: Cashier) -> None:
    page = at_desk.open(100001, Place.DEPOSITS)
    at_desk.type(page.form.widget("amount"), "500")
    page.take_key.press()
    page.take_key.press()
    at_desk.rest()
    assert len(colleague.api.account(waiting).deposits) == 1


def test_a_lost_answer_is_retried_under_the_same_key(
    at_desk: AtDesk, waiting: StayId, colleague: Cashier, client: StationClient
) -> None:
    page = at_desk.open(100001, Place.DEPOSITS)
    at_desk.type(page.form.widget("amount"), "500")
    client.lose_answers = 1
    page.take_key.press()
    assert "不会重复执行" in at_desk.answer(yes=True)
    while client.calls.count("take_deposit") < 2:
        at_desk.answer(yes=True)
    assert "Y0001" in at_desk.paper()
    assert [each.receipt_no for each in colleague.api.account(waiting).deposits] == ["Y0001"]


def test_a_lost_answer_can_be_left_and_looked_at(at_desk: AtDesk, waiting: StayId, client: StationClient) -> None:
    page = at_desk.open(100001, Place.DEPOSITS)
    at_desk.type(page.form.widget("amount"), "500")
    client.lose_answers = 1
    page.take_key.press()
    at_desk.answer(yes=False)
    at_desk.until(lambda: at_desk.shell.worker.state.value == "online")
    page.counter.reload()
    at_desk.rest()
    assert at_desk.column(page.deposits, "receipt_no") == ["Y0001"]
    assert page.form.widget("amount").text() == "500"
    at_desk.press(page, "F6")
    assert "Y0002" in at_desk.paper(), "the cashier saw the first one: this is a second deposit"
    assert sorted(at_desk.column(page.deposits, "receipt_no")) == ["Y0001", "Y0002"]


# -- 结算


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


# -- 收据


@pytest.mark.req("R1.29")
def test_a_receipt_is_viewed_reprinted_with_a_mark_and_voided(at_desk: AtDesk, checked: StayId, colleague: Cashier) -> None:
    colleague.settles(checked)
    page = at_desk.go(Place.RECEIPTS)
    assert at_desk.column(page.receipts, "receipt_no") == ["A0001"]
    assert {"A0001", "床位费", "120.00"} <= set(page.card.texts())
    at_desk.press(page, "F9")
    assert "补打 1" in at_desk.paper()
    at_desk.rest()
    assert at_desk.column(page.receipts, "reprints") == ["1"]
    at_desk.press(page, "F8")
    at_desk.fill(page, reason="开错")
    at_desk.rest()
    assert at_desk.column(page.receipts, "state") == ["作废"]
    assert at_desk.why_not(page, "F8")
    assert colleague.api.account(checked).settled == 0


@pytest.mark.req("R1.31")
def test_a_charge_list_by_receipt_and_by_period(at_desk: AtDesk, checked: StayId, colleague: Cashier) -> None:
    colleague.settles(checked)
    page = at_desk.open(100001, Place.RECEIPTS)
    at_desk.press(page, "Ctrl+L")
    by_receipt = at_desk.paper()
    assert "A0001" in by_receipt
    assert "140.00" in by_receipt
    account = at_desk.go(Place.ACCOUNT)
    at_desk.press(account, "Ctrl+L")
    at_desk.fill(account, first=day(2).isoformat(), last=day(2).isoformat())
    by_period = at_desk.paper()
    assert "60.00" in by_period
    assert "血常规" not in by_period


def test_receipts_are_searched_by_name_and_day(at_desk: AtDesk, checked: StayId, colleague: Cashier) -> None:
    colleague.settles(checked)
    page = at_desk.go(Place.RECEIPTS)
    at_desk.type(page.form.widget("text"), "李")
    at_desk.enter(page.form.widget("text"))
    assert at_desk.column(page.receipts, "receipt_no") == []
    assert page.card.texts() == ["住院收费票据"]
    at_desk.type(page.form.widget("text"), "秀英")
    at_desk.enter(page.form.widget("text"))
    assert at_desk.column(page.receipts, "patient_name") == ["张秀英"]


# -- 账户


@pytest.mark.req("R1.17")
def test_the_account_by_category_day_deposits_and_balance(at_desk: AtDesk, stay: StayId, colleague: Cashier) -> None:
    colleague.takes_deposit(stay, "100.00")
    at_desk.open(100001, Place.HOME)
    at_desk.press(at_desk.page(Place.HOME), "F4")
    page = at_desk.page(Place.ACCOUNT)
    assert at_desk.shell.page is page
    assert (page.total.text(), page.unsettled.text(), page.usable.text(), page.balance.text()) == (
        "140.00",
        "140.00",
        "100.00",
        "-40.00",
    )
    categories = dict(zip(at_desk.column(page.categories, "name"), at_desk.column(page.categories, "amount"), strict=True))
    assert len(categories) == 13
    assert (categories["床位费"], categories["化验费"], categories["药费"]) == ("120.00", "20.00", "0.00")
    assert at_desk.column(page.days, "service_date") == [day(2).isoformat(), day(1).isoformat()]
    assert at_desk.column(page.days, "amount") == ["60.00", "80.00"]
    assert at_desk.column(page.deposits, "amount") == ["100.00"]
    assert "欠费" in at_desk.shell.patient_banner.text()
    assert "尚未申报结束" in page.strip.text()


@pytest.mark.req("R1.20")
def test_the_payment_notice_and_the_daily_bill(at_desk: AtDesk, stay: StayId) -> None:
    page = at_desk.open(100001, Place.ACCOUNT)
    at_desk.press(page, "F9")
    notice = at_desk.paper()
    assert "张秀英" in notice
    assert "140.00" in notice
    at_desk.mark(page.days, "service_date", day(1).isoformat())
    at_desk.press(page, "Ctrl+B")
    bill = at_desk.paper()
    assert "80.00" in bill
    assert "血常规" in bill


# -- 首页


def test_the_desk_and_its_takings(at_desk: AtDesk, declared: StayId, colleague: Cashier) -> None:
    colleague.takes_deposit(declared, "100.00")
    page = at_desk.go(Place.HOME)
    assert (page.taken.text(), page.next_receipt.text(), page.left.text()) == ("100.00", "A0001", "100 张")
    assert at_desk.column(page.to_settle, "name") == ["张秀英"]
    at_desk.enter(page.to_settle)
    at_desk.rest()
    assert at_desk.shell.page is at_desk.page(Place.SETTLE)
    assert at_desk.page(Place.SETTLE).due.text() == "40.00"


def test_differences_are_listed(at_desk: AtDesk, checked: StayId, colleague: Cashier, others: OtherDepartments) -> None:
    colleague.settles(checked)
    colleague.discharges(checked)
    others.plan(checked, others.line(checked, "900003", "1", day(1)))
    page = at_desk.go(Place.HOME)
    assert page.to_reconcile.text() == "1"
    assert at_desk.column(page.differences, "reason") == ["病人已出院"]
    assert page._difference_part.isVisible()


def test_only_a_supervisor_draws_numbers(at_desk: AtDesk) -> None:
    assert at_desk.why_not(at_desk.go(Place.HOME), "Ctrl+R") == "您没有此操作的权限"


def test_numbers_run_out_and_are_drawn(waiting: StayId, make_station: Callable[[str], AtDesk]) -> None:
    other = make_station("cashier2")
    page = other.open(100001, Place.DEPOSITS)
    other.type(page.form.widget("amount"), "10")
    other.press(page, "F6")
    assert "您的押金收据号码已用完，请先领用" in other.shell.toasts()
    assert page.form.widget("amount").text() == "10"
    chief = make_station("supervisor")
    home = chief.go(Place.HOME)
    chief.press(home, "Ctrl+R")
    home.front.form.widget("series").setCurrentIndex(1)
    chief.fill(home, cashier="cashier2", first="Y0100", last="Y0120")
    assert home.front is not None
    assert "重叠" in home.front.form.error("first")
    chief.fill(home, first="Y0200", last="Y0220")
    assert home.front is None
    other.press(page, "F6")
    assert "Y0200" in other.paper()
