"""病人 and 入院: found, registered, edited, admitted."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt

from client_admission.desk_page import Place
from shared import clock
from shared.contracts.admission.types import PatientDetails, PatientQuery, Sex, StayState
from shared.identifiers import StayId
from tests.client_admission.station import Cashier as AtDesk
from tests.scenarios.people import ZHANG, Cashier
from tests.server.admission.ward_facts import OtherDepartments


@pytest.mark.req("R1.2")
def test_a_new_patient_is_typed_and_gets_a_number(at_desk: AtDesk, colleague: Cashier) -> None:
    page = at_desk.go(Place.PATIENTS)
    at_desk.press(page, "Ctrl+N")
    at_desk.type(page.form.widget("name"), "张秀英")
    at_desk.type(page.form.widget("id_card"), "11010519491231002X")
    assert page.form.widget("birth_date").text() == "1949-12-31"
    assert page.form.widget("sex").currentText() == "女"
    at_desk.type(page.form.widget("employer_postcode"), "100020")
    at_desk.press(page, "Ctrl+S")
    at_desk.rest()
    stored = colleague.api.patient(100001).details
    assert (stored.name, stored.sex, stored.birth_date, stored.employer_postcode) == (
        "张秀英",
        Sex.FEMALE,
        ZHANG.birth_date,
        "100020",
    )
    assert "已登记 张秀英，住院号 100001" in at_desk.shell.toasts()
    assert "住院号 100001" in at_desk.shell.patient_banner.text()


@pytest.mark.req("R1.2")
def test_every_field_of_a_patient_can_be_typed(at_desk: AtDesk) -> None:
    page = at_desk.page(Place.PATIENTS)
    assert {field.name for field in page._fields()} == {field.name for field in dataclasses.fields(PatientDetails)}


@pytest.mark.req("R1.3")
@pytest.mark.parametrize("typed", ["100001", "张秀", "zxy", "11010519491231002x"])
def test_a_patient_is_found_by_whatever_is_known(at_desk: AtDesk, waiting: StayId, colleague: Cashier, typed: str) -> None:
    colleague.registers(PatientDetails(name="李建国", sex=Sex.MALE))
    page = at_desk.go(Place.PATIENTS)
    at_desk.type(page.search, typed)
    at_desk.enter(page.search)
    assert at_desk.column(page.hits, "name") == ["张秀英"]
    assert page.form.widget("name").text() == "张秀英"


@pytest.mark.req("R1.3")
def test_the_search_narrows_by_ward_and_state(at_desk: AtDesk, waiting: StayId, colleague: Cashier) -> None:
    colleague.registers(PatientDetails(name="李建国", sex=Sex.MALE))
    page = at_desk.go(Place.PATIENTS)
    page.state.setCurrentIndex(page.state.findData(StayState.NEW))
    at_desk.rest()
    assert at_desk.column(page.hits, "name") == ["李建国"]
    page.state.setCurrentIndex(0)
    page.ward.setCurrentIndex(page.ward.findData("W01"))
    at_desk.rest()
    assert at_desk.column(page.hits, "name") == ["张秀英"]


def test_several_hits_wait_for_a_choice(at_desk: AtDesk, waiting: StayId, colleague: Cashier) -> None:
    colleague.registers(PatientDetails(name="张秀兰", sex=Sex.FEMALE))
    page = at_desk.go(Place.PATIENTS)
    at_desk.type(page.search, "张")
    at_desk.enter(page.search)
    assert at_desk.counter.opened is None
    at_desk.qtbot.keyClick(page.search, Qt.Key.Key_Down)
    at_desk.enter(page.hits)
    assert at_desk.counter.opened.patient.details.name == "张秀兰"


@pytest.mark.req("R1.10")
def test_what_is_known_is_edited_but_never_the_number(at_desk: AtDesk, waiting: StayId, colleague: Cashier) -> None:
    page = at_desk.open(100001, Place.PATIENTS)
    assert "住院号 100001" in page._number.text()
    assert "住院 1 次" in page._number.text()
    assert not {"patient_no", "visits"} & {field.name for field in page._fields()}
    at_desk.type(page.form.widget("phone"), "13800138000")
    at_desk.press(page, "Ctrl+S")
    stored = colleague.api.patient(100001)
    assert (stored.details.phone, stored.visits, stored.details.id_card) == ("13800138000", 1, ZHANG.id_card)


def test_a_doubtful_id_card_is_asked_about_and_kept(at_desk: AtDesk, colleague: Cashier) -> None:
    page = at_desk.go(Place.PATIENTS)
    at_desk.press(page, "Ctrl+N")
    at_desk.type(page.form.widget("name"), "李四")
    page.form.widget("sex").setCurrentIndex(1)
    at_desk.type(page.form.widget("id_card"), "110105194912310021")
    at_desk.press(page, "Ctrl+S")
    assert "校验位应为 X" in at_desk.answer(yes=False)
    assert "校验位应为 X" in page.form.error("id_card")
    assert page.form.widget("name").text() == "李四"
    assert colleague.api.desk().waiting == ()
    at_desk.press(page, "Ctrl+S")
    at_desk.answer(yes=True)
    assert colleague.api.patient(100001).details.id_card == "110105194912310021"


@pytest.mark.req("R1.11")
def test_the_same_person_is_opened_by_two_presses_of_enter(at_desk: AtDesk, waiting: StayId, colleague: Cashier) -> None:
    page = at_desk.go(Place.PATIENTS)
    at_desk.press(page, "Ctrl+N")
    at_desk.type(page.form.widget("name"), "张秀英")
    at_desk.type(page.form.widget("id_card"), ZHANG.id_card)
    at_desk.press(page, "Ctrl+S")
    question = at_desk.question()
    assert question.focusWidget() is question.no
    assert question.no.text() == "打开已有病人"
    at_desk.enter(question.no)
    at_desk.until(lambda: at_desk.counter.opened is not None)
    assert at_desk.counter.opened.patient.patient_no == 100001
    assert [row.patient_no for row in colleague.api.find_patients(PatientQuery("张秀英")).rows] == [100001]


def test_esc_leaves_the_question_with_what_was_typed(at_desk: AtDesk, waiting: StayId) -> None:
    page = at_desk.go(Place.PATIENTS)
    at_desk.press(page, "Ctrl+N")
    at_desk.type(page.form.widget("name"), "张秀英")
    at_desk.type(page.form.widget("id_card"), ZHANG.id_card)
    at_desk.press(page, "Ctrl+S")
    at_desk.qtbot.keyClick(at_desk.question(), Qt.Key.Key_Escape)
    assert at_desk.counter.opened is None
    assert "100001" in page.form.error("id_card")
    assert page.form.widget("name").text() == "张秀英"


def test_somebody_else_with_the_same_card_is_registered_after_one_question(at_desk: AtDesk, waiting: StayId) -> None:
    page = at_desk.go(Place.PATIENTS)
    at_desk.press(page, "Ctrl+N")
    at_desk.type(page.form.widget("name"), "张秀英")
    at_desk.type(page.form.widget("id_card"), ZHANG.id_card)
    at_desk.press(page, "Ctrl+S")
    assert "100001" in at_desk.answer(yes=True)
    assert at_desk.counter.opened.patient.patient_no == 100002


def test_a_missing_name_is_said_at_its_field(at_desk: AtDesk) -> None:
    page = at_desk.go(Place.PATIENTS)
    at_desk.press(page, "Ctrl+N")
    at_desk.type(page.form.widget("phone"), "110")
    at_desk.press(page, "Ctrl+S")
    assert page.form.error("name")
    assert page.form.widget("phone").text() == "110"


def test_edits_of_two_people_are_merged(at_desk: AtDesk, waiting: StayId, colleague: Cashier) -> None:
    page = at_desk.open(100001, Place.PATIENTS)
    at_desk.type(page.form.widget("phone"), "13800138000")
    colleague.api.edit_patient(100001, 1, dataclasses.replace(ZHANG, address="上海"))
    at_desk.press(page, "Ctrl+S")
    at_desk.rest()
    assert "住址：上海" in page._notice.text()
    assert (page.form.widget("phone").text(), page.form.widget("address").text()) == ("13800138000", "上海")
    at_desk.press(page, "Ctrl+S")
    stored = colleague.api.patient(100001).details
    assert (stored.phone, stored.address) == ("13800138000", "上海")


def test_unsaved_edits_are_not_thrown_away_silently(at_desk: AtDesk, waiting: StayId, colleague: Cashier) -> None:
    colleague.registers(PatientDetails(name="李建国", sex=Sex.MALE))
    page = at_desk.open(100001, Place.PATIENTS)
    at_desk.type(page.form.widget("phone"), "13800138000")
    assert page.unsent() == 1
    at_desk.mark(page.hits, "name", "李建国")
    at_desk.qtbot.keyClick(page.hits, Qt.Key.Key_Return)
    assert "放弃" in at_desk.answer(yes=False)
    assert page.form.widget("phone").text() == "13800138000"
    at_desk.qtbot.keyClick(page.hits, Qt.Key.Key_Return)
    at_desk.answer(yes=True)
    assert page.form.widget("name").text() == "李建国"


# -- 入院


@pytest.mark.req("R1.5", "R1.8")
def test_an_admission_is_arranged_with_the_keyboard(at_desk: AtDesk, colleague: Cashier) -> None:
    colleague.registers()
    page = at_desk.open(100001, Place.ADMIT)
    assert "新病人" in page._state.text()
    at_desk.pick(page.form.widget("ward"), "sjnk")
    at_desk.type(page.form.widget("referring_doctor"), "马医生")
    at_desk.type(page.form.widget("diagnosis"), "脑梗死")
    at_desk.press(page, "F6")
    at_desk.rest()
    stay = colleague.api.stays(100001)[0]
    assert (stay.admitting_ward, stay.referring_doctor, stay.state) == ("W03", "马医生", StayState.WAITING)
    assert (page._state.text(), stay.admitted_at) == ("等待入科", clock.now())
    assert at_desk.why_not(page, "F6") == "病人目前状态为“等待入科”，不能再次办理入院"


@pytest.mark.req("R1.5")
def test_a_readmission_keeps_the_number_and_counts_the_stay(
    at_desk: AtDesk, stay: StayId, colleague: Cashier, others: OtherDepartments
) -> None:
    others.declare_discharge(stay)
    colleague.checks(stay)
    colleague.settles(stay)
    colleague.discharges(stay)
    page = at_desk.open(100001, Place.ADMIT)
    at_desk.pick(page.form.widget("ward"), "W02")
    at_desk.press(page, "F6")
    at_desk.rest()
    assert at_desk.column(page.stays, "visit") == ["2", "1"]
    assert "住院号 100001   第2次" in at_desk.shell.patient_banner.text()


def test_a_wrong_time_is_said_at_its_field(at_desk: AtDesk, colleague: Cashier) -> None:
    colleague.registers()
    page = at_desk.open(100001, Place.ADMIT)
    at_desk.pick(page.form.widget("ward"), "W02")
    at_desk.type(page.form.widget("admitted_at"), "2026-01-01 08:00")
    at_desk.press(page, "F6")
    assert "30 天" in page.form.error("admitted_at")
    assert page.form.widget("admitted_at").text() == "2026-01-01 08:00"


def test_an_admission_is_cancelled_with_a_reason(at_desk: AtDesk, waiting: StayId, colleague: Cashier) -> None:
    page = at_desk.open(100001, Place.ADMIT)
    at_desk.press(page, "F8")
    at_desk.fill(page, reason="")
    assert page.front.form.error("reason")
    at_desk.fill(page, reason="病人改去门诊")
    at_desk.rest()
    assert page.front is None
    assert colleague.api.stay(waiting).state is StayState.CANCELLED


def test_without_a_patient_keys_say_what_to_do(at_desk: AtDesk) -> None:
    for place, key in (
        (Place.ADMIT, "F6"),
        (Place.DEPOSITS, "F6"),
        (Place.CHECK, "F5"),
        (Place.SETTLE, "F6"),
        (Place.ACCOUNT, "F9"),
    ):
        page = at_desk.go(place)
        assert at_desk.why_not(page, key) == "请先按 F3 选择病人"
