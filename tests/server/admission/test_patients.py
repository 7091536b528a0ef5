"""Registration, search, stays."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shared import clock
from shared.contracts.admission import errors
from shared.contracts.admission.types import AdmissionRequest, PatientDetails, PatientQuery, PayMethod, Sex, StayState
from shared.errors import BusinessError
from shared.identifiers import StayId
from tests.in_process import InProcessHospital
from tests.scenarios.people import ZHANG, Cashier
from tests.server.admission.ward_facts import OtherDepartments


@pytest.mark.req("R1.1", "R1.2")
def test_every_field_is_kept(desk: Any) -> None:
    details = replace(
        ZHANG, employer="某厂", contact_name="李四", contact_relationship="夫妻", insurance_card="S123", postcode="100000"
    )
    number = desk.register_patient(details).patient_no
    assert desk.patient(number).details == details
    assert desk.patient(number).state is StayState.NEW


@pytest.mark.req("R1.3")
@pytest.mark.parametrize("text", ["100001", "张秀英", "秀英", "zxy", "ZXY", "11010519491231002x"])
def test_found_by_number_name_initials_and_id_card(desk: Any, text: str) -> None:
    number = desk.register_patient(ZHANG).patient_no
    desk.register_patient(PatientDetails("王强", Sex.MALE))
    assert [row.patient_no for row in desk.find_patients(PatientQuery(text)).rows] == [number]


@pytest.mark.req("R1.3")
@pytest.mark.parametrize("text", ["wf", "王芳"])
def test_who_is_called_just_so_stands_first(desk: Any, text: str) -> None:
    for name in ("王芳芳", "王芳", "王芳霞"):
        desk.register_patient(PatientDetails(name, Sex.FEMALE))
    assert [row.name for row in desk.find_patients(PatientQuery(text)).rows] == ["王芳", "王芳霞", "王芳芳"]
    assert [row.name for row in desk.find_patients(PatientQuery(text, limit=1)).rows] == ["王芳"]


@pytest.mark.parametrize("text", ["²", "①", "１００００²", "⅔"])
def test_what_only_looks_like_a_number_finds_nobody(desk: Any, text: str) -> None:
    desk.register_patient(ZHANG)
    assert desk.find_patients(PatientQuery(text)).rows == ()
    assert desk.find_receipts(text, None, None).rows == ()


@pytest.mark.req("R1.3", "R1.6")
def test_found_by_a_receipt_of_a_deposit_or_a_settlement(desk: Any, cashier: Cashier, ready: StayId) -> None:
    desk.register_patient(PatientDetails("王强", Sex.MALE))
    settled = cashier.settles(ready)
    for number in ("Y0001", "y0001", settled.receipt_no):
        assert [row.patient_no for row in desk.find_patients(PatientQuery(number)).rows] == [100001]


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1E+400", "-1E+400"])
def test_money_that_is_no_number_is_refused_with_a_sentence(desk: Any, stay: StayId, amount: str) -> None:
    with pytest.raises(BusinessError) as caught:
        desk.take_deposit(stay, Decimal(amount), PayMethod.CASH)
    assert caught.value.kind == "refused"


@pytest.mark.req("R1.3")
def test_found_by_ward_and_state(desk: Any, cashier: Cashier, stay: StayId) -> None:
    desk.register_patient(PatientDetails("王强", Sex.MALE))
    assert [row.name for row in desk.find_patients(PatientQuery(ward="W01")).rows] == ["张秀英"]
    assert [row.name for row in desk.find_patients(PatientQuery(state=StayState.NEW)).rows] == ["王强"]
    row = desk.find_patients(PatientQuery("zxy")).rows[0]
    assert (row.bed, row.state, row.id_card_masked) == ("W01-001", StayState.IN_WARD, "110105********002X")


@pytest.mark.req("R1.11")
def test_numbers_are_unique_when_twenty_register_at_once(hospital: InProcessHospital) -> None:
    numbers: list[int] = []
    errors_seen: list[Exception] = []

    def register(index: int) -> None:
        try:
            station = hospital.station("admission", "cashier1" if index % 2 else "cashier2")
            numbers.append(station.register_patient(PatientDetails(f"病人{index}", Sex.MALE)).patient_no)
        except Exception as error:  # noqa: BLE001 — shown by the assertion
            errors_seen.append(error)

    threads = [threading.Thread(target=register, args=(index,)) for index in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors_seen == []
    assert sorted(numbers) == list(range(100001, 100021))


@pytest.mark.req("R1.11")
def test_the_same_person_is_asked_about_before_a_second_number(desk: Any) -> None:
    desk.register_patient(ZHANG)
    with pytest.raises(errors.IdCardTaken) as caught:
        desk.register_patient(ZHANG)
    assert "100001" in caught.value.sentence()
    with pytest.raises(errors.SamePersonLikely):
        desk.register_patient(replace(ZHANG, id_card=""))


@pytest.mark.parametrize(
    ("details", "error"),
    [
        (PatientDetails("", Sex.MALE), errors.NameMissing),
        (PatientDetails("  ", Sex.MALE), errors.NameMissing),
        (PatientDetails("王", Sex.MALE, date(2026, 3, 3)), errors.BirthDateInFuture),
        (PatientDetails("王", Sex.MALE, date(1800, 1, 1)), errors.BirthDateImplausible),
        (PatientDetails("王", Sex.MALE, id_card="110101199205151234"), errors.IdCardImplausible),
    ],
)
def test_bad_details_get_a_sentence_at_their_field(desk: Any, details: PatientDetails, error: type[BusinessError]) -> None:
    with pytest.raises(error) as caught:
        desk.register_patient(details)
    assert caught.value.field in {"name", "birth_date", "id_card"}
    assert desk.find_patients(PatientQuery()).rows == ()


@pytest.mark.req("R1.10")
def test_details_change_but_number_and_stay_count_do_not(desk: Any, stay: StayId) -> None:
    before = desk.patient(100001)
    changed = desk.edit_patient(100001, before.version, replace(ZHANG, phone="010-1"))
    assert (changed.patient_no, changed.visits, changed.details.phone) == (100001, 1, "010-1")
    with pytest.raises(errors.PatientChanged):
        desk.edit_patient(100001, before.version, ZHANG)
    with pytest.raises(errors.PatientNotFound):
        desk.edit_patient(999, 1, ZHANG)


@pytest.mark.req("R1.5")
def test_admission_counts_the_stay_and_tells_the_ward(desk: Any, cashier: Cashier, hospital: InProcessHospital) -> None:
    number = cashier.registers()
    stay = desk.admit(number, AdmissionRequest("W02", clock.now(), "李医生", "肺炎"))
    assert (stay.state, stay.patient.visit_no, stay.admitting_ward, stay.referring_doctor) == (
        StayState.WAITING,
        1,
        "W02",
        "李医生",
    )
    with pytest.raises(errors.AlreadyAdmitted):
        desk.admit(number, AdmissionRequest("W02", clock.now()))
    while hospital.running["admission"].relay.relay_batch():
        pass
    told = [each.event.type for each in hospital.center.read("somebody", ("admission",), 50, 0)]
    assert "admission.stay_changed.v1" in told


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (AdmissionRequest("W99", clock.at(date(2026, 3, 2), 9)), errors.UnknownWard),
        (AdmissionRequest("W01", clock.at(date(2026, 3, 4), 9)), errors.AdmissionTimeImplausible),
        (AdmissionRequest("W01", clock.at(date(2026, 1, 4), 9)), errors.AdmissionTimeImplausible),
    ],
)
def test_an_implausible_admission_is_refused(
    desk: Any, cashier: Cashier, request_: AdmissionRequest, error: type[BusinessError]
) -> None:
    number = cashier.registers()
    with pytest.raises(error):
        desk.admit(number, request_)
    assert desk.stays(number) == ()


@pytest.mark.req("R1.9", "R1.5")
def test_a_readmission_keeps_the_number_and_counts(desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId) -> None:
    others.declare_discharge(stay)
    cashier.discharges(stay)
    again = cashier.admits(100001)
    stays = desk.stays(100001)
    assert [(each.patient.visit_no, each.state) for each in stays] == [(2, StayState.WAITING), (1, StayState.DISCHARGED)]
    assert again == stays[0].stay_id


def test_an_admission_is_cancelled_only_while_nothing_happened(desk: Any, cashier: Cashier) -> None:
    number = cashier.registers()
    stay = cashier.admits(number)
    deposit = cashier.takes_deposit(stay, "100.00")
    with pytest.raises(errors.StayInUse):
        desk.cancel_admission(stay, "不住了")
    desk.void_deposit(deposit.deposit_id, "退")
    with pytest.raises(errors.ReasonMissing):
        desk.cancel_admission(stay, " ")
    assert desk.cancel_admission(stay, "不住了").state is StayState.CANCELLED
    assert desk.patient(number).state is StayState.NEW
    assert desk.stay(cashier.admits(number)).patient.visit_no == 2


def test_a_ward_that_receives_a_cancelled_patient_is_told(
    desk: Any, cashier: Cashier, others: OtherDepartments, hospital: InProcessHospital
) -> None:
    stay = cashier.admits(cashier.registers())
    desk.cancel_admission(stay, "不住了")
    others.receive(stay)
    assert desk.stay(stay).state is StayState.CANCELLED
    while hospital.running["admission"].relay.relay_batch():
        pass
    told = [each.event.type for each in hospital.center.read("somebody", ("admission",), 99, 0)]
    assert told[-1] == "admission.transition_refused.v1"


@pytest.mark.req("R1.6", "R1.7")
def test_deposits_are_numbered_listed_and_voided(desk: Any, cashier: Cashier, stay: StayId) -> None:
    first, second = cashier.takes_deposit(stay, "500.00"), cashier.takes_deposit(stay, "200.00")
    assert (first.receipt_no, second.receipt_no) == ("Y0001", "Y0002")
    void = desk.void_deposit(first.deposit_id, "收错")
    assert (void.void_by, void.void_reason, void.usable) == ("王收费", "收错", False)
    with pytest.raises(errors.DepositUsed):
        desk.void_deposit(first.deposit_id, "再来")
    account = desk.account(stay)
    assert [each.usable for each in account.deposits] == [False, True]
    assert str(account.deposits_usable) == "200.00"
    assert desk.deposit_receipt(second.deposit_id).deposit == second


@pytest.mark.req("R1.6", "R1.15")
def test_what_is_given_back_leaves_the_till_of_the_day(
    hospital: InProcessHospital, desk: Any, cashier: Cashier, stay: StayId
) -> None:
    wrong = cashier.takes_deposit(stay, "5000.00")
    kept = cashier.takes_deposit(stay, "500.00")
    desk.void_deposit(wrong.deposit_id, "金额录错")
    home = desk.desk()
    assert (str(home.deposits_taken), str(home.deposits_void)) == ("500.00", "5000.00")
    with pytest.raises(errors.SupervisorNeeded):
        hospital.station("admission", "cashier2").void_deposit(kept.deposit_id, "test")
    yesterday = desk.daily_bill(stay, date(2026, 3, 2)).deposits
    hospital.at(clock.at(date(2026, 3, 3), 9))
    with pytest.raises(errors.SupervisorNeeded):
        desk.void_deposit(kept.deposit_id, "test")
    supervisor = hospital.station("admission", "supervisor")
    supervisor.void_deposit(kept.deposit_id, "家属要求退款")
    assert (str(desk.desk().deposits_taken), str(supervisor.desk().deposits_taken)) == ("0.00", "-500.00")
    assert str(yesterday) == str(desk.daily_bill(stay, date(2026, 3, 2)).deposits) == "500.00"


@pytest.mark.req("R1.6")
def test_a_reprinted_deposit_receipt_is_counted(desk: Any, cashier: Cashier, stay: StayId) -> None:
    taken = cashier.takes_deposit(stay, "500.00")
    assert desk.deposit_receipt(taken.deposit_id).deposit.reprints == 0
    assert [desk.reprint_deposit(taken.deposit_id).deposit.reprints for _ in range(2)] == [1, 2]


def test_deposits_need_an_open_stay_and_a_real_method(desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId) -> None:
    with pytest.raises(BusinessError):
        desk.take_deposit(stay, Decimal("1.00"), PayMethod.CARRY_OVER)
    others.declare_discharge(stay)
    cashier.discharges(stay)
    with pytest.raises(errors.WrongState):
        cashier.takes_deposit(stay, "1.00")


def test_receipt_numbers_run_out_with_a_sentence(hospital: InProcessHospital, stay: StayId) -> None:
    supervisor = Cashier(hospital, "supervisor")
    with pytest.raises(errors.NoReceiptNumbers) as caught:
        supervisor.takes_deposit(stay, "1.00")
    assert "押金收据" in caught.value.sentence()
    with pytest.raises(errors.RangeOverlaps):
        supervisor.api.draw_receipt_range("deposit", "cashier2", "Y0050", "Y0060")
    for first, last in (("A1", "B9"), ("9", "1"), ("x-1", "x-2")):
        with pytest.raises(BusinessError, match="invalid_input"):
            supervisor.api.draw_receipt_range("deposit", "cashier2", first, last)


@pytest.mark.req("R1.8")
def test_the_desk_shows_who_waits_and_who_is_to_be_settled(
    desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId
) -> None:
    waiting = cashier.admits(cashier.registers(PatientDetails("王强", Sex.MALE)))
    others.declare_discharge(stay)
    cashier.takes_deposit(stay, "88.00")
    home = desk.desk()
    assert [each.stay_id for each in home.waiting] == [waiting]
    assert [each.stay_id for each in home.to_settle] == [stay]
    assert (str(home.deposits_taken), home.receipts_left, home.next_receipt_no) == ("88.00", 100, "A0001")


def test_a_recall_puts_the_stay_back_until_something_is_settled(
    hospital: InProcessHospital, others: OtherDepartments, stay: StayId
) -> None:
    others.declare_discharge(stay)
    running = hospital.running["admission"]
    ward = hospital.proxy("admission", running.sessions._open("", "ward"), lambda: "")
    assert ward.recall(stay).state is StayState.IN_WARD
    with pytest.raises(errors.WrongState):
        ward.recall(stay)
