"""收据 and 账户: what was settled and what is open, and their papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from client_admission.desk_page import Place
from shared.identifiers import StayId
from tests.client_admission.station import Cashier as AtDesk
from tests.scenarios.people import Cashier, day

# -- 收据


@pytest.mark.req("R1.29")
def test_a_receipt_is_viewed_reprinted_with_a_mark_and_voided(
    at_desk: AtDesk, checked: StayId, colleague: Cashier, tmp_path: Path
) -> None:
    colleague.settles(checked)
    page = at_desk.go(Place.RECEIPTS)
    assert at_desk.column(page.receipts, "receipt_no") == ["A0001"]
    assert {"A0001", "床位费", "120.00"} <= set(page.card.texts())
    at_desk.press(page, "F9")
    assert "补打 1" in at_desk.paper()
    at_desk.rest()
    assert at_desk.column(page.receipts, "reprints") == [""], "who only looks prints nothing"
    at_desk.press(page, "F9")
    colleague.api.reprint_receipt(colleague.api.settlements(checked)[0].settlement_id)
    assert "补打 2" in at_desk.put_out(tmp_path / "receipt.pdf"), "somebody else was faster"
    at_desk.rest()
    assert at_desk.column(page.receipts, "reprints") == ["2"]
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
