"""首页: who is to be settled, own takings, numbers left, and what does not match."""

from __future__ import annotations

from collections.abc import Callable

from client_admission.desk_page import Place
from shared.identifiers import StayId
from tests.client_admission.station import Cashier as AtDesk
from tests.scenarios.people import Cashier, day
from tests.server.admission.ward_facts import OtherDepartments


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
    assert at_desk.column(page.differences, "name") == ["张秀英"]
    at_desk.press(page, "F7")
    assert "张秀英" in at_desk.answer(yes=True)
    assert any("已出院" in told for told in at_desk.shell.toasts()), "nothing is charged to a stay that is over"
    at_desk.press(page, "F9")
    at_desk.fill(page, reason="医院承担")
    assert colleague.api.differences() == ()
    assert not page._difference_part.isVisible()
    assert at_desk.why_not(page, "F9")


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
