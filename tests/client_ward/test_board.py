"""床位: what the bed board shows, and receiving, moving, cleaning and adding with real keys (R2.1, R2.11, R2.14, R2.B, R2.S)."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from client_ward.beds.cards import CardView, bed_label, card_text, warnings_of
from client_ward.beds.presenter import BedCard, BedChoice
from client_ward.words import banner_of, light_of
from shared.account_light import AccountLight
from shared.contracts.admission.types import StayState
from shared.contracts.ward.types import BedState
from tests.client_ward.stage import House, Stage


def card(stage: Stage, bed: str) -> BedCard:
    return next(one for one in stage.station.board.presenter.cards() if one.bed.bed == bed)


def put_cursor(stage: Stage, bed: str) -> None:
    board = stage.station.board.beds
    row = next(row for row, one in enumerate(board.cards.cards) if isinstance(one, BedCard) and one.bed.bed == bed)
    board.setCurrentIndex(board.cards.index(row))


def choose(stage: Stage, name: str, typed: str) -> None:
    """Fill a look-up field of the open dialog by typing."""
    field = stage.station.board.front.form.widget(name)
    stage.press(Qt.Key.Key_F2, on=field)
    stage.types(typed, on=field.popup.line)
    stage.press(Qt.Key.Key_Return, on=field.popup.line)


@pytest.mark.req("R2.1")
def test_enter_on_a_waiting_patient_receives_her(house: House, stage: Any) -> None:
    stay_id = house.admits(0)
    nurse = stage()
    board = nurse.station.board
    assert [one.stay_id for one in board.presenter.waiting()] == [stay_id]
    board.waiting.setCurrentIndex(board.waiting.cards.index(0))
    nurse.press(Qt.Key.Key_Return, on=board.waiting)
    assert board.front is not None
    assert board.front.form.widget("bed").text() == "W01-001"
    choose(nurse, "doctor", "张医生")
    nurse.types("青霉素", on=board.front.form.widget("allergy"))
    nurse.press(Qt.Key.Key_Return, on=board.front.form.widget("allergy"))
    nurse.until(lambda: card(nurse, "W01-001").stay is not None)
    assert board.front is None
    stay = nurse.stay(stay_id)
    assert (stay.patient.bed, stay.doctor, stay.allergy) == ("W01-001", "张医生", "青霉素")
    assert nurse.shell.toasts() == ["张秀英 已入 W01-001"]


def test_cards_warn_of_allergies_and_of_the_same_name(house: House, stage: Any) -> None:
    for number, bed in ((0, "W01-001"), (12, "W01-002"), (1, "W01-003")):
        house.nurse.receives(house.admits(number), bed, allergy="青霉素" if number == 1 else "无")
    house.hospital.deliver()
    board = stage().station.board
    shown = {one.bed.bed: [text for text, _ in warnings_of(one)] for one in board.presenter.cards() if one.stay is not None}
    assert shown == {"W01-001": ["同名"], "W01-002": ["同名"], "W01-003": ["过敏"]}
    row = [one.bed.bed for one in board.beds.cards.cards].index("W01-003")
    assert "过敏：青霉素" in board.beds.cards.index(row).data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.req("R2.1")
def test_the_allergy_question_must_be_answered(house: House, stage: Any) -> None:
    house.admits(0)
    nurse = stage()
    board = nurse.station.board
    board.ask_reception(board.presenter.waiting()[0])
    choose(nurse, "doctor", "张医生")
    board.front.yes.click()
    assert board.front.form.error("allergy") == "请填写“过敏史”"
    assert house.nurse.api.board("W01").waiting


@pytest.mark.req("R2.1")
def test_a_bed_taken_meanwhile_is_told_at_the_field_and_nothing_typed_is_lost(house: House, stage: Any) -> None:
    first, second = house.admits(0), house.admits(1)
    nurse = stage()
    board = nurse.station.board
    board.ask_reception(nurse.stay(second), "W01-001")
    choose(nurse, "doctor", "张医生")
    board.front.form.widget("allergy").setText("无")
    house.nurse.receives(first, "W01-001")
    board.front.yes.click()
    nurse.until(lambda: board.front.form.error("bed") == "床位 W01-001 刚被占用，请选择其他床位")
    nurse.until(lambda: card(nurse, "W01-001").stay is not None)
    assert board.front.form.widget("allergy").text() == "无"
    choose(nurse, "bed", "W01-002")
    board.front.yes.click()
    nurse.until(lambda: nurse.stay(second).patient.bed == "W01-002")


def dropped_on(beds: CardView, row: int, mime: QMimeData) -> bool:
    """Drag over a card's upper edge and let go; whether it took what was dragged, and was marked as the one that would."""
    card = beds.visualRect(beds.cards.index(row))
    spot = QPointF(card.center().x(), card.top() + 3)
    what = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    assert beds.viewport().acceptDrops()
    QApplication.sendEvent(beds.viewport(), QDragEnterEvent(spot.toPoint(), *what))
    over = QDragMoveEvent(spot.toPoint(), *what)
    QApplication.sendEvent(beds.viewport(), over)
    assert beds.drop_row == (row if over.isAccepted() else -1)
    if not over.isAccepted():
        QApplication.sendEvent(beds.viewport(), QDragLeaveEvent())
        return False
    drop = QDropEvent(spot, *what)
    drop.ignore()
    QApplication.sendEvent(beds.viewport(), drop)
    assert beds.drop_row == -1
    return drop.isAccepted()


@pytest.mark.req("R2.1")
def test_dragging_a_waiting_patient_to_a_free_bed_asks_for_the_rest(house: House, stage: Any) -> None:
    stay_id = house.admits(0)
    house.lies(1, "W01-001")
    nurse = stage()
    board = nurse.station.board
    mime = board.waiting.cards.mimeData([board.waiting.cards.index(0)])
    # Through what the display's events reach: the card under the mouse, to its edges.
    assert not dropped_on(board.beds, 0, mime)
    assert board.front is None
    assert dropped_on(board.beds, 1, mime)
    assert board.front.form.widget("bed").text() == "W01-002"
    board.front.form.widget("allergy").setText("不详")
    choose(nurse, "doctor", "张医生")
    board.front.yes.click()
    nurse.until(lambda: nurse.stay(stay_id).patient.bed == "W01-002")


def test_a_patient_admission_has_not_heard_of_is_shown_as_not_synchronised(house: House, stage: Any) -> None:
    stay_id = house.admits(0)
    house.nurse.receives(stay_id)
    nurse = stage()
    assert "未同步" in card_text(card(nurse, "W01-001"))
    assert banner_of(nurse.stay(stay_id)).note == "未同步"
    house.hospital.deliver()
    nurse.station.desk.load_board()
    nurse.until(lambda: "未同步" not in card_text(card(nurse, "W01-001")))


@pytest.mark.req("R2.1")
def test_what_admission_refuses_is_shown_as_the_whole_sentence(house: House) -> None:
    stay_id = house.admits(0)
    house.nurse.receives(stay_id)
    house.cashier.api.cancel_admission(stay_id, "误登记")
    house.hospital.deliver()
    assert banner_of(house.nurse.api.stay(stay_id)).note == "病人目前状态为“取消入院”，不能接收入科"


@pytest.mark.req("R2.14")
def test_another_bed_and_the_old_one_is_cleaned_with_a_key(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    board = nurse.station.board
    put_cursor(nurse, "W01-001")
    nurse.page_key("Ctrl+B")
    choose(nurse, "bed", "W01-003")
    board.front.yes.click()
    nurse.until(lambda: nurse.stay(stay_id).patient.bed == "W01-003")
    assert card(nurse, "W01-001").bed.state is BedState.TO_CLEAN
    put_cursor(nurse, "W01-001")
    nurse.page_key("Ctrl+L")
    nurse.until(lambda: card(nurse, "W01-001").bed.state is BedState.FREE)


@pytest.mark.req("R2.1")
def test_only_a_head_nurse_adds_a_bed(house: House, stage: Any) -> None:
    nurse = stage()
    nurse.page_key("Ctrl+N")
    assert nurse.station.board.front is None
    assert nurse.shell.toasts() == ["加床由护士长办理"]
    head = stage("headnurse")
    head.station.desk.choose_ward("W01")
    head.until(lambda: head.station.desk.board)
    head.page_key("Ctrl+N")
    head.station.board.front.form.widget("bed").setText("W01-+7")
    head.station.board.front.yes.click()
    head.until(lambda: any(one.bed.bed == "W01-+7" for one in head.station.board.presenter.cards()))
    head.page_key("Ctrl+N")
    head.station.board.front.form.widget("bed").setText("W01-+7")
    head.station.board.front.yes.click()
    head.until(lambda: head.station.board.front.form.error("bed") == "床位 W01-+7 已存在")


@pytest.mark.req("R2.S")
def test_whoever_works_on_several_wards_chooses_one_and_meets_it_again(house: House, stage: Any) -> None:
    house.admits(0, "W02")
    head = stage("headnurse")
    dialog = head.station.board.ward_dialog
    assert dialog is not None
    assert dialog.list.count() > 1
    dialog.list.setCurrentRow(1)
    head.press(Qt.Key.Key_Return, on=dialog.list)
    head.until(lambda: head.station.desk.board)
    assert head.station.desk.ward == "W02"
    assert len(head.station.board.presenter.waiting()) == 1
    again = stage("headnurse")
    assert again.station.desk.ward == "W02"
    assert again.station.board.ward_dialog is None


@pytest.mark.req("R2.11")
def test_cards_carry_the_marks_of_what_must_be_done(house: House, stage: Any) -> None:
    owing = house.is_treated(0, "W01-001", deposit="10")
    house.nurse.runs(owing)
    house.hospital.deliver()
    quiet = house.lies(1, "W01-002", deposit="3000")
    nurse = stage()
    text = card_text(card(nurse, "W01-001"))
    assert text == "001 张秀英 女 86岁 Ⅱ级护理 欠费 -195.50 待药 3"
    assert light_of(nurse.stay(owing)) is AccountLight.RED
    assert light_of(nurse.stay(quiet)) is AccountLight.GREEN
    assert bed_label(card(nurse, "W01-002")) == "002"


def test_find_goes_by_bed_name_initials_and_number(house: House, stage: Any) -> None:
    stay_id = house.lies(2, "W01-011")
    house.lies(3, "W01-012")
    nurse = stage()
    number = str(nurse.stay(stay_id).patient.patient_no)
    for typed in ("W01-011", "李建国", "ljg", number):
        nurse.shell.open_page(nurse.station.board)
        nurse.station.desk.open_stay(None)
        nurse.page_key("F3")
        popup = nurse.station.board.popup
        nurse.types(typed, on=popup.line)
        nurse.press(Qt.Key.Key_Return, on=popup.line)
        assert nurse.station.desk.stay.stay_id == stay_id, typed
        assert nurse.shell.page is nurse.station.orders
        assert "W01-011 李建国" in nurse.shell.patient_banner.text()
        nurse.settle()


def test_others_changes_arrive_by_themselves(house: House, stage: Any) -> None:
    nurse = stage(feed=True)
    stay_id = house.admits(0)
    nurse.until(nurse.station.board.presenter.waiting)
    house.other_nurse.receives(stay_id, "W01-005")
    nurse.until(lambda: card(nurse, "W01-005").stay is not None)
    assert nurse.stay(stay_id).state is StayState.IN_WARD


def test_a_double_click_on_a_command_is_one_command(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    stay = nurse.stay(stay_id)
    nurse.client.calls.clear()
    nurse.station.board.presenter.change_bed(stay, BedChoice("W01-002"))
    nurse.station.board.presenter.change_bed(stay, BedChoice("W01-002"))
    nurse.until(lambda: nurse.stay(stay_id).patient.bed == "W01-002")
    nurse.settle()
    assert nurse.client.calls.count("change_bed") == 1


def test_a_lost_answer_is_asked_for_again_with_the_same_key(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.client.lose_answers = 1
    nurse.station.board.presenter.change_bed(nurse.stay(stay_id), BedChoice("W01-002"))
    nurse.until(nurse.question)
    # The server did it, and so somebody else can have changed things since: a new command would move the patient back.
    house.other_nurse.api.change_bed(stay_id, "W01-003")
    nurse.until(lambda: nurse.worker.state.value == "online")
    assert "不会重复执行" in nurse.answers()
    nurse.until(lambda: not nurse.station.desk.station.busy)
    nurse.until(lambda: nurse.stay(stay_id).patient.bed == "W01-003")


def test_a_doctor_reads_the_board_and_is_told_why_keys_do_nothing(house: House, stage: Any) -> None:
    house.lies(0, "W01-001")
    doctor = stage("doctor1")
    doctor.station.desk.choose_ward("W01")
    doctor.until(lambda: doctor.station.desk.board)
    doctor.page_key("Ctrl+B")
    assert doctor.station.board.front is None
    assert doctor.shell.toasts() == ["您没有此操作的权限"]
