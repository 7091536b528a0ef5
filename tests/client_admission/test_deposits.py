"""押金: taken, told apart, voided; never taken twice."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from client_admission.desk_page import Place
from shared.contracts.admission.types import PayMethod
from shared.identifiers import StayId
from tests.client_admission.station import Cashier as AtDesk
from tests.in_process import InProcessHospital
from tests.scenarios.people import Cashier, on
from tests.stations import StationClient


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


@pytest.mark.req("R1.6")
def test_keys_aim_at_the_deposit_just_taken(at_desk: AtDesk, waiting: StayId, colleague: Cashier, tmp_path: Path) -> None:
    first = colleague.takes_deposit(waiting, "5000.00")
    colleague.takes_deposit(waiting, "1.00")
    colleague.api.void_deposit(first.deposit_id, "金额录错")
    page = at_desk.open(100001, Place.DEPOSITS)
    at_desk.mark(page.deposits, "receipt_no", "Y0001")
    at_desk.type(page.form.widget("amount"), "500")
    at_desk.press(page, "F6")
    assert "补打" not in at_desk.paper()
    at_desk.press(page, "F9")
    assert "补打 1" in at_desk.paper()
    at_desk.press(page, "F9")
    paper = at_desk.put_out(tmp_path / "receipt.pdf")
    assert "Y0003" in paper
    assert "补打 1" in paper, "the first look was no reprint"
    at_desk.rest()
    at_desk.press(page, "F8")
    at_desk.fill(page, reason="金额录错")
    at_desk.rest()
    assert at_desk.column(page.deposits, "state") == ["已作废", "未结算", "已作废"]


@pytest.mark.req("R1.6")
def test_a_card_names_its_bank_and_number(at_desk: AtDesk, waiting: StayId, colleague: Cashier) -> None:
    page = at_desk.open(100001, Place.DEPOSITS)
    at_desk.type(page.form.widget("amount"), "500")
    page.form.widget("method").setCurrentIndex(1)
    at_desk.press(page, "F6")
    assert "银行" in page.form.error("bank")
    at_desk.type(page.form.widget("bank"), "ICBC")
    at_desk.type(page.form.widget("card_no"), "6222 0001")
    at_desk.press(page, "F6")
    assert "6222 0001" in at_desk.paper()
    [taken] = colleague.api.account(waiting).deposits
    assert (taken.method, taken.bank, taken.card_no) == (PayMethod.IC_CARD, "ICBC", "6222 0001")


@pytest.mark.req("R1.6", "R1.15")
def test_a_deposit_of_another_day_is_a_supervisor_s_to_void(
    at_desk: AtDesk, waiting: StayId, colleague: Cashier, hospital: InProcessHospital
) -> None:
    colleague.takes_deposit(waiting, "500.00")
    hospital.at(on(2, 9))
    page = at_desk.open(100001, Place.DEPOSITS)
    assert "收费主管" in at_desk.why_not(page, "F8")


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
