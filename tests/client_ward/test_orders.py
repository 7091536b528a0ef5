"""医嘱: typed with real keys, stored, confirmed, stopped, reversed (R2.3–R2.7, R2.K, R2.U, R2.V)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt

from shared import clock
from shared.contracts.common import Delta, RowChange
from shared.contracts.ward.types import OrderKind, OrderState, Reception
from shared.dataset import Reconcile, RowStatus
from shared.identifiers import StayId
from shared.qt import formats
from shared.qt.lookup_edit import LookupPopup
from shared.qt.worker import LinkState
from tests.client_ward.order_entry import LONG, column, pick, rows, save, shown, type_cell
from tests.client_ward.stage import House
from tests.scenarios.people import DRIP, JOURNEY_ORDERS, PO, QD, Order, on

ASPIRIN = Order("100001", "100", "mg", PO, QD, 0)


@pytest.mark.req("R2.3")
@pytest.mark.req("R2.K")
@pytest.mark.req("R2.U")
def test_an_order_is_typed_without_the_mouse(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    nurse.page_key("Ctrl+N")
    assert column(nurse) == "item_code"
    pick(nurse, "100001")
    assert column(nurse) == "dose", "the code fills the item and Enter moves on"
    assert shown(nurse, 0, "item_code") == "阿司匹林肠溶片  100mg"
    assert [shown(nurse, 0, name) for name in ("dose_unit", "usage", "frequency")] == ["mg", "口服", "qd"]
    type_cell(nurse, "50")
    for expected in ("dose_unit", "usage", "frequency", "start_at", "first_day_times", "stop_at", "doctor", "note"):
        assert column(nurse) == expected
        nurse.press(Qt.Key.Key_Return, on=nurse.station.orders.view)
    assert len(rows(nurse)) == 2, "Enter on the last cell opens a new row"
    nurse.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, on=nurse.station.orders.view)
    save(nurse)
    [stored] = house.nurse.sheet(stay_id)
    assert (stored.item_code, stored.dose, stored.dose_unit, stored.quantity) == ("100001", Decimal(50), "mg", Decimal("0.5"))
    assert (stored.state, stored.doctor, stored.group_no) == (OrderState.NEW, "张医生", 1)
    assert rows(nurse)[0].status is RowStatus.UNCHANGED
    assert nurse.shell.toasts() == ["已保存 1 条医嘱"]


@pytest.mark.req("R2.3")
def test_add_ons_of_the_usage_stand_below_before_and_after_saving(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    page = nurse.station.orders
    nurse.page_key("Ctrl+N")
    pick(nurse, "200041")
    row_id = rows(nurse)[0].row_id
    page.presenter.entries[LONG].dataset.edit_row(row_id, {"dose": Decimal(100), "usage": DRIP, "usage_name": "静脉滴注"})
    expected = [("300001", Decimal(1)), ("D30001", Decimal(1))]
    below = [page.add_ons.rows().row(number) for number in range(page.add_ons.rows().rowCount())]
    assert [(one.item_code, one.quantity) for one in below] == expected
    save(nurse)
    assert [(one.item_code, one.quantity) for one in page.presenter.add_ons] == expected


def test_the_server_proposes_the_first_day(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    nurse.page_key("Ctrl+N")
    pick(nurse, "100001")
    dataset = nurse.station.orders.presenter.entries[LONG].dataset
    row_id = dataset.ids[0]
    # tid at 08:00, 12:00 and 16:00; the first day ends at 09:00 of the next: from 13:00 two are left.
    dataset.edit_row(row_id, {"frequency": 3, "frequency_name": "tid", "start_at": on(1, 13)})
    nurse.until(lambda: shown(nurse, 0, "first_day_times") == "(2)")
    dataset.edit(row_id, "first_day_times", 3)
    assert shown(nurse, 0, "first_day_times") == "3"


@pytest.mark.req("R2.V")
@pytest.mark.parametrize(
    ("values", "where", "sentence"),
    [
        ({"dose": None}, "dose", "请输入剂量"),
        ({"dose": Decimal(9000)}, "dose", "剂量超出允许范围,请改正!"),
        ({"start_at": on(1, 10) - timedelta(hours=21)}, "start_at", "只能录入早于当前时间20小时以内的医嘱"),
        ({"stop_at": on(1, 9)}, "stop_at", "停止时间必须大于开始时间"),
        ({"item_code": ""}, "item_code", "必须输入有效的治疗项目!"),
    ],
)
def test_a_refused_row_says_why_and_where(house: House, stage: Any, values: dict[str, Any], where: str, sentence: str) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    nurse.page_key("Ctrl+N")
    pick(nurse, "100001")
    dataset = nurse.station.orders.presenter.entries[LONG].dataset
    dataset.edit_row(dataset.ids[0], {"dose": Decimal(100), **values})
    save(nurse)
    assert rows(nurse)[0].status is RowStatus.PROBLEM
    assert nurse.station.orders.problem_text().startswith(sentence)
    assert column(nurse) == where
    assert house.nurse.sheet(stay_id) == ()
    dataset.edit_row(dataset.ids[0], {"item_code": "100001", "dose": Decimal(100), "start_at": on(1, 10), "stop_at": None})
    save(nurse)
    assert len(house.nurse.sheet(stay_id)) == 1
    assert nurse.station.orders.problem_text() == ""


@pytest.mark.req("R2.7")
def test_a_short_drug_is_struck_and_can_not_be_chosen(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    house.hospital.station("pharmacy", "pharmacist").flag_short("100001", True)
    house.hospital.deliver()
    nurse = stage()
    nurse.opens(stay_id)
    entry = nurse.station.desk.items.by_code("100001")
    assert entry is not None
    assert entry.unavailable == "缺药"
    nurse.page_key("Ctrl+N")
    pick(nurse, "100001")
    assert rows(nurse)[0].item_code != "100001"


@pytest.mark.req("R2.K")
def test_the_look_up_shows_what_the_pharmacy_can_issue_now(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    stock = house.hospital.station("pharmacy", "pharmacist").stock("100001").rows[0]
    popup = LookupPopup(nurse.station.desk.items, "", nurse.shell)
    popup.search("100001")
    head = [popup.table.model().headerData(at, Qt.Orientation.Horizontal) for at in range(7)]
    shown = popup.table.model().index(0, head.index("库存")).data()
    assert (shown, popup.table.isColumnHidden(head.index("库存"))) == (formats.quantity(stock.quantity), False)
    popup.close()
    house.hospital.running["ward"].neighbours.unreachable.add("pharmacy")
    nurse.station.desk.load_stock()
    nurse.until(lambda: nurse.station.desk.items.beside is None)
    assert nurse.worker.state is LinkState.ONLINE, "the station's own line is not lost"


@pytest.mark.req("R2.7")
def test_a_drug_that_runs_out_while_it_is_typed_is_refused_in_its_row(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    nurse.page_key("Ctrl+N")
    pick(nurse, "100001")
    type_cell(nurse, "50")
    house.hospital.station("pharmacy", "pharmacist").flag_short("100001", True)
    house.hospital.deliver()
    save(nurse)
    assert nurse.station.orders.problem_text() == "药房缺药：阿司匹林肠溶片，请更换"
    assert column(nurse) == "item_code"
    assert house.nurse.sheet(stay_id) == ()


def test_errors_are_all_told_at_their_rows_and_once(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    house.nurse.enters(stay_id, (ASPIRIN, ASPIRIN), on(1, 10))
    nurse = stage()
    nurse.opens(stay_id)
    page = nurse.station.orders
    dataset = page.presenter.entries[LONG].dataset
    for row_id in dataset.ids:
        dataset.edit(row_id, "dose", Decimal(99999))
    save(nurse)
    first, second = page.problem_text().splitlines()
    assert (first[:6], second[:6]) == ("第 1 行：", "第 2 行：")
    assert first[6:] == second[6:] != ""
    assert "   " not in first


@pytest.mark.req("R2.4")
def test_one_s_own_orders_are_confirmed_by_another_nurse(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    house.nurse.enters(stay_id, JOURNEY_ORDERS, on(1, 10))
    own = stage("nurse1")
    own.opens(stay_id)
    own.page_key("F5")
    dialog = own.station.orders.confirm_dialog
    # She is told before she presses Enter; whoever insists hears it from the server.
    assert dialog.told.text() == "9 条由您本人录入，须由另一位护士校对，已不在其内"
    assert not dialog.confirm.isEnabled()
    own.press(Qt.Key.Key_Space, on=dialog.table)
    own.press(Qt.Key.Key_Return, on=dialog.table)
    own.until(lambda: own.shell.toasts() == ["不能校对自己录入的医嘱，请另一位护士校对"])
    other = stage("nurse2")
    other.opens(stay_id)
    other.page_key("F5")
    assert other.station.orders.confirm_dialog.table.rows().rowCount() == 9
    other.press(Qt.Key.Key_Return, on=other.station.orders.confirm_dialog.confirm)
    other.until(lambda: all(row.state is OrderState.CONFIRMED for row in rows(other)))
    assert other.shell.toasts() == ["已校对 9 条医嘱"]
    assert {row.confirmed_by for row in house.nurse.sheet(stay_id)} == {"陈护士"}


@pytest.mark.req("R2.4")
def test_the_confirmation_shows_allergy_and_groups_and_lets_one_out(house: House, stage: Any) -> None:
    stay_id = house.admits(0)
    house.nurse.api.receive(stay_id, "W01", Reception("W01-001", "张医生", "青霉素"))
    house.nurse.enters(stay_id, JOURNEY_ORDERS, on(1, 10))
    other = stage("nurse2")
    other.opens(stay_id)
    other.page_key("F5")
    dialog = other.station.orders.confirm_dialog
    table = dialog.table.rows()
    assert dialog.allergy.text() == "过敏：青霉素"
    assert [table.index(row, table.column_of("group_no")).data() for row in range(3)] == ["1 ┏", "1 ┗", "2"]
    other.press(Qt.Key.Key_Space, on=dialog.table)
    assert [table.index(row, 0).data() for row in range(3)] == ["不校对", "不校对", "✓"]
    assert dialog.confirm.text() == "校对 7 条 (Enter)"
    other.press(Qt.Key.Key_Return, on=dialog.table)
    other.until(lambda: other.shell.toasts() == ["已校对 7 条医嘱"])
    assert {row.group_no for row in rows(other) if row.state is OrderState.NEW} == {1}


def test_a_group_is_confirmed_together_even_if_one_row_is_chosen(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    house.nurse.enters(stay_id, JOURNEY_ORDERS, on(1, 10))
    other = stage("nurse2")
    other.opens(stay_id)
    presenter = other.station.orders.presenter
    first = rows(other)[0].row_id
    assert [row.item_code for row in presenter.to_confirm({first})] == ["200041", "200050"]


def test_groups_are_bracketed_and_joined_with_a_key(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    for code, dose in (("200041", 100), ("200050", 1), ("100001", 100)):
        nurse.page_key("Ctrl+N")
        pick(nurse, code)
        dataset = nurse.station.orders.presenter.entries[LONG].dataset
        dataset.edit(dataset.ids[-1], "dose", Decimal(dose))
    presenter, ids = nurse.station.orders.presenter, dataset.ids
    dataset.edit_row(ids[0], {"usage": DRIP, "usage_name": "静脉滴注", "frequency": 6, "frequency_name": "q8h"})
    nurse.station.orders.view.go_to(1)
    nurse.page_key("Ctrl+G")
    assert [presenter.brackets(LONG)[row_id] for row_id in ids] == ["┏", "┗", ""]
    assert dataset.value(ids[1], "frequency_name") == "q8h"
    assert shown(nurse, 1, "group_no").split() == ["新", "┗"]
    nurse.page_key("Ctrl+G")
    assert presenter.brackets(LONG)[ids[1]] == ""
    nurse.page_key("Ctrl+G")
    # Another nurse was faster: her group got the number that would have been the next.
    house.other_nurse.enters(stay_id, (ASPIRIN,), on(1, 10))
    save(nurse)
    groups = {(row.group_no, row.item_code) for row in house.nurse.sheet(stay_id)}
    assert groups == {(1, "100001"), (2, "200041"), (2, "200050"), (3, "100001")}
    assert [shown(nurse, row, "group_no").split() for row in range(4)] == [["1"], ["2", "┏"], ["2", "┗"], ["3"]]


def test_an_order_joins_a_new_group_whose_answer_was_lost(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    dataset = nurse.station.orders.presenter.entries[LONG].dataset

    def joins(code: str) -> None:
        nurse.page_key("Ctrl+N")
        pick(nurse, code)
        dataset.edit(dataset.ids[-1], "dose", Decimal(1))
        if len(dataset) > 1:
            nurse.station.orders.view.go_to(len(dataset) - 1)
            nurse.page_key("Ctrl+G")

    joins("100001")
    joins("100003")
    nurse.client.lose_answers = 1
    nurse.page_key("Ctrl+S")
    nurse.until(nurse.question)
    nurse.answers(yes=False)
    nurse.until(lambda: nurse.worker.state is LinkState.ONLINE)
    joins("100004")
    nurse.settle()
    save(nurse)
    nurse.until(lambda: not nurse.station.desk.station.busy)
    stored = house.nurse.sheet(stay_id)
    assert [row.item_code for row in stored] == ["100001", "100003", "100004"]
    assert len({row.group_no for row in stored}) == 1, "the temporary number had lost its meaning, the group has not"


def test_a_running_order_is_stopped_with_a_time(house: House, stage: Any) -> None:
    stay_id = house.is_treated(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    page = nurse.station.orders
    page.view.go_to(2, "item_code")
    nurse.page_key("F7")
    form = page.front.form
    form.widget("stop_at").setText("2026-03-02 09:00")
    page.front.yes.click()
    nurse.until(lambda: form.error("stop_at") == "停止时间必须大于开始时间")
    form.widget("stop_at").setText("2026-03-02 18:00")
    page.front.yes.click()
    nurse.until(lambda: rows(nurse)[2].stop_at == on(1, 18))
    assert page.front is None
    assert nurse.shell.toasts() == ["医嘱已停止"]


def test_administrations_are_reversed_with_a_reason(house: House, stage: Any) -> None:
    stay_id = house.is_treated(0, "W01-001")
    house.nurse.runs(stay_id)
    house.hospital.deliver()
    house.pharmacist.dispenses_everything()
    house.hospital.deliver()
    nurse = stage()
    nurse.opens(stay_id)
    page = nurse.station.orders
    page.view.go_to(0, "item_code")
    nurse.page_key("F8")
    page.front.yes.click()
    assert page.front.form.error("reason") == "请填写“原因”"
    page.front.form.widget("reason").setText("病人拒绝")
    page.front.yes.click()
    nurse.until(lambda: page.front is None)
    # One bag and one vial wait for the pharmacy; infusion fee and set come off at once.
    assert nurse.shell.toasts() == ["已冲正 4 条费用，其中 2 条待药房确认"]


@pytest.mark.req("T4")
def test_a_row_somebody_else_changed_is_reconciled_by_the_nurse(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    house.nurse.enters(stay_id, (ASPIRIN,), on(1, 10))
    nurse = stage()
    nurse.opens(stay_id)
    dataset = nurse.station.orders.presenter.entries[LONG].dataset
    row_id = dataset.ids[0]
    dataset.edit(row_id, "note", "饭后")
    theirs = RowChange("update", row_id, 1, {"dose": Decimal(100)}, {"dose": Decimal(200)})
    house.other_nurse.api.apply_orders(stay_id, Delta((theirs,)))
    save(nurse)
    assert rows(nurse)[0].status is RowStatus.CONFLICT
    assert nurse.station.orders._conflict.isVisible()
    nurse.station.orders._reconcile(Reconcile.MERGE)
    save(nurse)
    [stored] = house.nurse.sheet(stay_id)
    assert (stored.dose, stored.note) == (Decimal(200), "饭后")


def test_patients_are_never_mixed_up_when_a_sheet_arrives_late(house: House, stage: Any) -> None:
    first, second = house.lies(0, "W01-001"), house.lies(1, "W01-002")
    house.nurse.enters(first, (ASPIRIN,), on(1, 10))
    nurse = stage()
    nurse.station.desk.open_stay(nurse.stay(first))
    nurse.station.desk.open_stay(nurse.stay(second))
    nurse.shell.open_page(nurse.station.orders)
    nurse.settle()
    assert rows(nurse) == []
    assert "王芳" in nurse.shell.patient_banner.text()


def test_confirming_asks_to_save_first(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    nurse.page_key("Ctrl+N")
    nurse.page_key("F5")
    assert nurse.shell.toasts() == ["有未保存的医嘱，请先保存（Ctrl+S）"]
    assert nurse.station.orders.confirm_dialog is None


def test_a_deleted_row_is_gone_after_saving_and_undo_brings_it_back_before(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    house.nurse.enters(stay_id, (ASPIRIN,), on(1, 10))
    nurse = stage()
    nurse.opens(stay_id)
    view = nurse.station.orders.view
    control = Qt.KeyboardModifier.ControlModifier
    nurse.press(Qt.Key.Key_Delete, control, on=view)
    assert rows(nurse)[0].status is RowStatus.DELETED
    nurse.press(Qt.Key.Key_Z, control, on=view)
    assert rows(nurse)[0].status is RowStatus.UNCHANGED
    nurse.press(Qt.Key.Key_Delete, control, on=view)
    save(nurse)
    assert rows(nurse) == []
    assert house.nurse.sheet(stay_id) == ()
    assert nurse.shell.toasts() == ["已删除 1 条医嘱"]


@pytest.mark.req("R2.K")
def test_delete_empties_a_cell_and_undo_fills_it_again(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    house.nurse.enters(stay_id, (ASPIRIN,), on(1, 10))
    nurse = stage()
    nurse.opens(stay_id)
    view = nurse.station.orders.view
    cells = ("item_code", "dose", "usage", "frequency", "start_at", "doctor")
    before = [shown(nurse, 0, name) for name in cells]
    for name in cells:
        view.go_to(0, name)
        nurse.press(Qt.Key.Key_Delete, on=view)
        assert shown(nurse, 0, name) == "", name
    assert rows(nurse)[0].status is RowStatus.EDITED
    for _ in cells:
        nurse.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, on=view)
    assert [shown(nurse, 0, name) for name in cells] == before
    # A confirmed order is not typed over.
    nurse.station.desk.open_stay(None)
    house.other_nurse.confirms(stay_id)
    nurse.opens(stay_id)
    view.go_to(0, "dose")
    nurse.press(Qt.Key.Key_Delete, on=view)
    assert shown(nurse, 0, "dose") == "100"


@pytest.mark.req("R2.3")
def test_the_sheet_opens_on_the_list_where_something_stands(house: House, stage: Any) -> None:
    first, second = house.lies(0, "W01-001"), house.lies(1, "W01-002")
    house.nurse.enters(first, (Order("100001", "100", "mg", PO, QD, 1, OrderKind.TEMPORARY),), on(1, 10))
    house.nurse.enters(second, (ASPIRIN,), on(1, 10))
    nurse = stage()
    for stay_id, kind in ((first, OrderKind.TEMPORARY), (second, OrderKind.LONG_TERM)):
        nurse.opens(stay_id)
        assert nurse.station.orders.kind is kind
        assert len(rows(nurse, kind)) == 1


@pytest.mark.req("T4")
def test_live_changes_of_the_sheet_keep_what_is_being_typed(house: House, stage: Any) -> None:
    stay_id: StayId = house.lies(0, "W01-001")
    nurse = stage(feed=True)
    nurse.opens(stay_id)
    nurse.page_key("Ctrl+N")
    pick(nurse, "100001")
    house.other_nurse.enters(stay_id, (Order("200041", "100", "ml", DRIP, 6, 0),), clock.now())
    nurse.until(lambda: [row.item_code for row in rows(nurse)] == ["200041", "100001"])
    assert [row.status for row in rows(nurse)] == [RowStatus.UNCHANGED, RowStatus.NEW]
