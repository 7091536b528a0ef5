"""费用核对: orders beside charges, supplement, reverse, stamp."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from client_admission.desk_page import Place
from shared import clock
from shared.contracts.common import LineKind, LineState
from shared.identifiers import StayId, new_id
from shared.qt.tint import Tint
from tests.client_admission.station import Cashier as AtDesk
from tests.scenarios.people import Cashier, day, on
from tests.server.admission.ward_facts import OtherDepartments


@pytest.mark.req("R1.12")
def test_orders_stand_beside_charges_with_differences_marked(at_desk: AtDesk, stay: StayId, others: OtherDepartments) -> None:
    charged, forgotten, waiting = new_id(), new_id(), new_id()
    for order_id, item in ((charged, "800001"), (forgotten, "900003"), (waiting, "100003")):
        others.confirm_order(stay, order_id, item, on(1, 9))
    others.plan(stay, others.line(stay, "800001", "1", day(1), LineKind.LONG_TERM, charged))
    others.plan(stay, others.line(stay, "100003", "2", day(1), LineKind.LONG_TERM, waiting))
    page = at_desk.open(100001, Place.CHECK)
    differs = dict(zip(at_desk.column(page.orders, "item_name"), at_desk.column(page.orders, "differs"), strict=True))
    assert sorted(differs.values()) == ["", "待药房确认", "未收费"]
    assert page._orders_title.text() == "医嘱　2 条有差异"
    row = at_desk.column(page.orders, "differs").index("未收费")
    ink = page.orders.rows().index(row, 0).data(Qt.ItemDataRole.ForegroundRole)
    assert ink == QColor(Tint.BAD.text)
    assert "1 条待药房确认" in page.strip.text()
    assert "病区：尚未申报结束，已到 5 条" in page.strip.text()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_scrolled_sideways_on_a_small_screen(
    make_station: Callable[[str], AtDesk], stay: StayId, english_texts: Callable[[], None], language: str
) -> None:
    if language == "en":
        english_texts()
    desk = make_station("cashier1")
    page = desk.open(100001, Place.CHECK)
    assert desk.shell.width() == 1366
    assert [grid.horizontalScrollBar().maximum() for grid in (page.orders, page.charges)] == [0, 0]


def test_charges_are_filtered_by_day_and_state(at_desk: AtDesk, stay: StayId, others: OtherDepartments) -> None:
    others.plan(stay, others.line(stay, "100003", "2", day(2)))
    page = at_desk.open(100001, Place.CHECK)
    assert (page.charges.rows().rowCount(), page._sum.text()) == (4, "140.00")
    page.day.setCurrentIndex(page.day.findText(day(2).isoformat()))
    assert (page.charges.rows().rowCount(), page._sum.text()) == (2, "60.00")
    page.state.setCurrentIndex(page.state.findData(LineState.PENDING))
    assert at_desk.column(page.charges, "state") == ["待药房确认"]


@pytest.mark.req("R1.13", "R1.38")
def test_a_missed_charge_is_found_by_f2_and_added(at_desk: AtDesk, stay: StayId, colleague: Cashier) -> None:
    page = at_desk.open(100001, Place.CHECK)
    at_desk.qtbot.keyClick(page, Qt.Key.Key_F2)
    popup = page.supplement.item.popup
    at_desk.qtbot.keyClicks(popup.line, "xdt")
    shown = [popup.table.model().index(0, column).data() for column in range(5)]
    assert shown == ["500001", "心电图", "", "次", "20.00"]
    at_desk.qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    at_desk.type(page.supplement.form.widget("quantity"), "2")
    assert page.supplement._amount.text() == "¥ 40.00"
    at_desk.type(page.supplement.form.widget("reason"), "漏收")
    at_desk.enter(page.supplement.form.widget("reason"))
    at_desk.rest()
    added = [row for row in colleague.api.charges(stay, None, None).rows if row.item_code == "500001"]
    assert [(row.kind, row.quantity, row.amount) for row in added] == [(LineKind.SUPPLEMENT, Decimal(2), Decimal("40.00"))]
    assert "补充" in at_desk.column(page.charges, "kind")
    assert page.supplement.item.chosen() is None


@pytest.mark.req("R1.13")
@pytest.mark.parametrize(("ticked", "codes"), [(True, ["200041", "300001", "D30001"]), (False, ["200041"])])
def test_add_ons_are_proposed_and_can_be_left_out(
    at_desk: AtDesk, stay: StayId, colleague: Cashier, ticked: bool, codes: list[str]
) -> None:
    page = at_desk.open(100001, Place.CHECK)
    at_desk.pick(page.supplement.item, "200041")
    tick = page.supplement.form.widget("with_add_ons")
    assert tick.isChecked()
    assert "静脉输液(首瓶) ×1" in page.supplement._note.text()
    assert "药房确认" in page.supplement._note.text()
    if not ticked:
        tick.click()
    page.supplement.submit.click()
    at_desk.rest()
    own = [row for row in colleague.api.charges(stay, None, None).rows if row.source == "admission"]
    assert [row.item_code for row in own] == codes
    assert own[0].state is LineState.PENDING


def test_a_wrong_day_is_said_at_its_field_and_keeps_the_rest(at_desk: AtDesk, stay: StayId) -> None:
    page = at_desk.open(100001, Place.CHECK)
    at_desk.pick(page.supplement.item, "500001")
    wrong = clock.today() + timedelta(days=1)
    at_desk.type(page.supplement.form.widget("service_date"), wrong.isoformat())
    page.supplement.submit.click()
    at_desk.rest()
    assert page.supplement.form.error("service_date")
    assert page.supplement.item.chosen().code == "500001"
    assert page.supplement.form.widget("service_date").text() == wrong.isoformat()


def _supplement(at_desk: AtDesk, page: object, item: str, quantity: str) -> None:
    at_desk.pick(page.supplement.item, item)  # type: ignore[attr-defined]
    at_desk.type(page.supplement.form.widget("quantity"), quantity)  # type: ignore[attr-defined]
    page.supplement.submit.click()  # type: ignore[attr-defined]
    at_desk.rest()


@pytest.mark.req("R1.14")
def test_a_quantity_is_reversed_within_what_is_left(at_desk: AtDesk, stay: StayId, colleague: Cashier) -> None:
    page = at_desk.open(100001, Place.CHECK)
    _supplement(at_desk, page, "500001", "3")
    at_desk.mark(page.charges, "item_name", "心电图")
    at_desk.press(page, "F8")
    at_desk.fill(page, quantity="4", reason="多收")
    assert page.front.form.error("quantity") == "应在 0 到 3 之间"
    at_desk.fill(page, quantity="1")
    at_desk.rest()
    assert page.front is None
    amounts = [row.amount for row in colleague.api.charges(stay, None, None).rows if row.item_code == "500001"]
    assert amounts == [Decimal("60.00"), Decimal("-20.00")]
    at_desk.mark(page.charges, "quantity", "3 次")
    at_desk.press(page, "F8")
    assert page.front.form.widget("quantity").text() == "2"


@pytest.mark.req("R1.14")
def test_a_price_is_corrected_by_reversing_all_of_it(at_desk: AtDesk, stay: StayId, colleague: Cashier) -> None:
    page = at_desk.open(100001, Place.CHECK)
    _supplement(at_desk, page, "500001", "2")
    at_desk.mark(page.charges, "item_name", "心电图")
    at_desk.press(page, "F8")
    at_desk.fill(page, quantity="1", reason="价格有误", new_price="18.50")
    assert "全量冲正" in page.front.problem.text()
    at_desk.fill(page, quantity="2")
    at_desk.rest()
    amounts = [row.amount for row in colleague.api.charges(stay, None, None).rows if row.item_code == "500001"]
    assert sorted(amounts) == [Decimal("-40.00"), Decimal("37.00"), Decimal("40.00")]
    at_desk.mark(page.charges, "kind", "冲正")
    assert at_desk.why_not(page, "F8") == "这条费用本身是冲正，不能冲正"
    at_desk.mark(page.charges, "amount", "40.00")
    assert at_desk.why_not(page, "F8") == "这条费用已全部冲正，不能冲正"


@pytest.mark.req("R1.16")
def test_the_check_is_stamped_and_undone_by_the_next_line(
    at_desk: AtDesk, stay: StayId, others: OtherDepartments, colleague: Cashier
) -> None:
    page = at_desk.open(100001, Place.CHECK)
    assert at_desk.why_not(page, "F5") == "病人目前状态为“住院”，不能核对费用"
    others.declare_discharge(stay)
    page.counter.reload()
    at_desk.rest()
    assert page.stamp.text() == "未核对"
    at_desk.press(page, "F5")
    at_desk.rest()
    assert page.stamp.text() == "✓ 已核对　王收费　03-02 09:00"
    assert colleague.api.account(stay).checked_by == "王收费"
    others.plan(stay, others.line(stay, "900003", "1", day(1)))
    page.counter.reload()
    at_desk.rest()
    assert page.stamp.text() == "未核对"


def test_a_check_of_what_nobody_saw_is_refused(at_desk: AtDesk, stay: StayId, others: OtherDepartments, colleague: Cashier) -> None:
    others.declare_discharge(stay)
    page = at_desk.open(100001, Place.CHECK)
    others.plan(stay, others.line(stay, "900003", "1", day(1)))
    at_desk.press(page, "F5")
    at_desk.rest()
    assert "账户在您查看后有变化，请核对新的金额" in at_desk.shell.toasts()
    assert colleague.api.account(stay).checked_by is None
    assert "Ⅱ级护理" in at_desk.column(page.charges, "item_name")
