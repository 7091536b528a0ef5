"""The one entrance: session, right, repetition, commit, and errors that tell nothing they should not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select, update

from server.kernel.arguments import check_numbers
from server.kernel.observation import start_log
from server.kernel.sessions import AccountInactive
from shared import clock
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.types import AdmissionRequest, PatientDetails, PatientQuery, PayMethod, Sex
from shared.contracts.catalog.errors import PasswordTooWeak
from shared.contracts.catalog.types import NewStaff, StaffChange
from shared.contracts.common import Health, PatientBrief
from shared.contracts.operation import operation
from shared.errors import (
    InternalError,
    InvalidInput,
    KeyReused,
    LoginRequired,
    MissingRight,
    Refused,
    SessionExpired,
    StorageFull,
    VersionMismatch,
    WrongLogin,
)
from shared.identifiers import StayId, new_key
from shared.rpc import bound, proxy
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital
from tests.passwords import PASSWORD

ZHANG = PatientDetails(
    "张秀英", Sex.FEMALE, date(1949, 12, 31), "11010519491231002X", phone="13900001111", address="北京市朝阳区某街1号"
)


@pytest.fixture
def hospital(directory: Path) -> Iterator[InProcessHospital]:
    with open_hospital(directory, "admission") as made:
        yield made


def _patients(hospital: InProcessHospital) -> int:
    running = hospital.running["admission"]
    table = running.parts.metadata.tables["admission_patient"]
    with running.engine.connect() as db:
        return int(db.execute(select(func.count()).select_from(table)).scalar_one())


@pytest.mark.req("R1.37", "T8")
def test_nothing_works_without_a_log_in(hospital: InProcessHospital) -> None:
    stranger = hospital.proxy("admission", "", lambda: "")
    with pytest.raises(LoginRequired):
        stranger.find_patients(PatientQuery())
    with pytest.raises(SessionExpired):
        hospital.proxy("admission", "no such token", lambda: "").find_patients(PatientQuery())
    with pytest.raises(WrongLogin):
        stranger.log_in("cashier1", "wrong password")
    with pytest.raises(WrongLogin):
        stranger.log_in("nobody", PASSWORD)
    assert stranger.log_in("cashier1", PASSWORD).user_name == "王收费"


@pytest.mark.req("T8")
def test_a_right_decides_per_action(hospital: InProcessHospital) -> None:
    with pytest.raises(MissingRight) as caught:
        hospital.station("admission", "nurse1").register_patient(ZHANG)
    assert "admission.patient.edit" in caught.value.sentence()
    with pytest.raises(MissingRight):
        hospital.station("admission", "cashier1").draw_receipt_range("receipt", "cashier1", "A1", "A9")


@pytest.mark.req("R1.37", "T8")
def test_a_closed_account_is_out_at_once(hospital: InProcessHospital) -> None:
    cashier = hospital.station("admission", "cashier1")
    cashier.find_patients(PatientQuery())
    admin = hospital.station("catalog", "admin")
    account = next(each for each in admin.staff() if each.login == "cashier1")
    admin.change_staff(account.user_id, account.version, StaffChange(account.name, account.role, (), active=False))
    hospital.reload_catalog()
    with pytest.raises(SessionExpired):
        cashier.find_patients(PatientQuery())
    stranger = hospital.proxy("admission", "", lambda: "")
    with pytest.raises(AccountInactive):
        stranger.log_in("cashier1", PASSWORD)
    with pytest.raises(WrongLogin):
        stranger.log_in("cashier1", "wrong password")


@pytest.mark.req("T8")
def test_accounts_are_opened_with_role_email_and_mobile(hospital: InProcessHospital) -> None:
    admin = hospital.station("catalog", "admin")
    made = admin.add_staff(
        NewStaff("nurse9", "新护士", "nurse", ("W02",), "n9@hospital.example", "13800000000"),
        "long enough 9",
    )
    assert (made.email, made.mobile, made.wards) == ("n9@hospital.example", "13800000000", ("W02",))
    assert "ward.order.confirm" in made.rights
    hospital.reload_catalog()
    stranger = hospital.proxy("catalog", "", lambda: "")
    assert stranger.log_in("nurse9", "long enough 9").role == "nurse"


@pytest.mark.req("T8")
def test_a_password_is_set(hospital: InProcessHospital) -> None:
    admin, station = hospital.station("catalog", "admin"), hospital.proxy("admission", "", lambda: "")
    cashier = next(each for each in admin.staff() if each.login == "cashier1")
    with pytest.raises(PasswordTooWeak):
        admin.set_password(cashier.user_id, "CASHIER1")
    assert admin.set_password(cashier.user_id, "another long password").login == "cashier1"
    hospital.reload_catalog()
    with pytest.raises(WrongLogin):
        station.log_in("cashier1", PASSWORD)
    assert station.log_in("cashier1", "another long password").user_name == "王收费"
    assert station.log_in("cashier2", PASSWORD).user_name == "钱收费"


class _Older(AdmissionContract):
    """A station's contract of which one operation answers something else."""

    @operation(readonly=True, right="admission.patient.read")
    def stay(self, stay_id: StayId) -> PatientBrief:  # type: ignore[override]
        raise NotImplementedError


def test_an_operation_whose_result_is_of_another_type_is_refused(hospital: InProcessHospital) -> None:
    cashier = hospital.station("admission", "cashier1")
    patient = cashier.register_patient(ZHANG)
    stay = cashier.admit(patient.patient_no, AdmissionRequest("W01", clock.now()))
    older = proxy(_Older, cashier._call)
    assert older.account(stay.stay_id) == cashier.account(stay.stay_id)
    with pytest.raises(VersionMismatch):
        older.stay(stay.stay_id)


def test_a_command_that_comes_twice_is_done_once(hospital: InProcessHospital) -> None:
    cashier, key = hospital.station("admission", "cashier1"), new_key()
    first = bound(cashier, key).register_patient(ZHANG)
    again = bound(cashier, key).register_patient(ZHANG)
    assert first == again
    assert _patients(hospital) == 1


def test_a_command_no_rule_would_refuse_is_done_once_too(hospital: InProcessHospital) -> None:
    """Nothing but the key tells a second deposit of 100.00 from a double click."""
    supervisor = hospital.station("admission", "supervisor")
    supervisor.draw_receipt_range("deposit", "cashier1", "Y0001", "Y0009")
    cashier, key = hospital.station("admission", "cashier1"), new_key()
    patient = cashier.register_patient(ZHANG)
    stay = cashier.admit(patient.patient_no, AdmissionRequest("W01", clock.now()))
    first = bound(cashier, key).take_deposit(stay.stay_id, Decimal("100.00"), PayMethod.CASH)
    assert bound(cashier, key).take_deposit(stay.stay_id, Decimal("100.00"), PayMethod.CASH) == first
    assert len(cashier.account(stay.stay_id).deposits) == 1
    cashier.take_deposit(stay.stay_id, Decimal("100.00"), PayMethod.CASH)
    assert len(cashier.account(stay.stay_id).deposits) == 2


def test_a_repeat_that_the_first_one_made_impossible_gets_the_first_answer(hospital: InProcessHospital) -> None:
    cashier, key = hospital.station("admission", "cashier1"), new_key()
    patient = cashier.register_patient(ZHANG)
    request = AdmissionRequest("W01", clock.now())
    first = bound(cashier, key).admit(patient.patient_no, request)
    assert bound(cashier, key).admit(patient.patient_no, request) == first
    with pytest.raises(Refused):
        cashier.admit(patient.patient_no, request)


def test_a_repeat_that_stumbles_over_a_bug_gets_the_first_answer(hospital: InProcessHospital) -> None:
    cashier, key = hospital.station("admission", "cashier1"), new_key()
    first = bound(cashier, key).register_patient(ZHANG)
    with hospital.running["admission"].engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE admission_patient RENAME TO somewhere_else")
    assert bound(cashier, key).register_patient(ZHANG) == first
    with pytest.raises(InternalError):
        cashier.register_patient(ZHANG)


def test_a_refusal_keeps_its_sentence_when_earlier_answers_cannot_be_read(hospital: InProcessHospital) -> None:
    cashier = hospital.station("admission", "cashier1")
    patient = cashier.register_patient(ZHANG)
    request = AdmissionRequest("W01", clock.now())
    cashier.admit(patient.patient_no, request)
    with hospital.running["admission"].engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE kernel_command RENAME TO somewhere_else")
    with pytest.raises(Refused):
        cashier.admit(patient.patient_no, request)


def test_a_key_with_other_content_is_refused(hospital: InProcessHospital) -> None:
    cashier, key = hospital.station("admission", "cashier1"), new_key()
    bound(cashier, key).register_patient(ZHANG)
    with pytest.raises(KeyReused):
        bound(cashier, key).register_patient(PatientDetails("李四", Sex.MALE))
    with pytest.raises(KeyReused):
        bound(hospital.station("admission", "cashier2"), key).register_patient(ZHANG)


def test_a_refusal_is_not_stored(hospital: InProcessHospital) -> None:
    cashier, key = hospital.station("admission", "cashier1"), new_key()
    cashier.register_patient(ZHANG)
    with pytest.raises(Exception, match="id_card_taken"):
        bound(cashier, key).register_patient(ZHANG)
    answers = ("admission.id_card_taken", "admission.same_person_likely")
    assert bound(cashier, key, answers).register_patient(ZHANG).patient_no == 100002


def test_twenty_resends_at_once_register_one_patient(hospital: InProcessHospital) -> None:
    key, numbers, errors = new_key(), [], []
    stations = [hospital.station("admission", "cashier1") for _ in range(20)]

    def press(station: object) -> None:
        try:
            numbers.append(bound(station, key).register_patient(ZHANG).patient_no)  # type: ignore[attr-defined]
        except Exception as error:  # noqa: BLE001 — collected for the assertion
            errors.append(error)

    threads = [threading.Thread(target=press, args=(station,)) for station in stations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert set(numbers) == {100001}
    assert _patients(hospital) == 1


@pytest.mark.parametrize("text", ["a\x00b", "x\x1b[31m", "a\u0085b", "\udbff"])
def test_control_characters_are_refused_with_a_sentence(hospital: InProcessHospital, text: str) -> None:
    cashier = hospital.station("admission", "cashier1")
    with pytest.raises((InvalidInput, UnicodeEncodeError)):
        cashier.register_patient(PatientDetails(text, Sex.MALE))
    assert _patients(hospital) == 0


@pytest.mark.parametrize("text", ["😀王", "'; DROP TABLE admission_patient; --", "O'Neil <b>", "䶮玥芃", "%_*?"])
def test_odd_but_printable_text_is_stored_as_typed(hospital: InProcessHospital, text: str) -> None:
    cashier = hospital.station("admission", "cashier1")
    made = cashier.register_patient(PatientDetails(text[:30], Sex.MALE))
    assert made.details.name == text[:30]
    found = cashier.find_patients(PatientQuery(text[:30])).rows
    assert [row.patient_no for row in found] == [made.patient_no]


def test_text_that_is_too_long_is_refused_before_the_database(hospital: InProcessHospital) -> None:
    with pytest.raises(InvalidInput) as caught:
        hospital.station("admission", "cashier1").register_patient(PatientDetails("长" * 31, Sex.MALE))
    assert caught.value.details["name"] == "name"
    assert _patients(hospital) == 0


def test_a_full_disk_is_a_sentence_and_nothing_is_stored_by_halves(hospital: InProcessHospital) -> None:
    running = hospital.running["admission"]
    if running.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite can be given a small disk of its own")
    cashier = hospital.station("admission", "cashier1")
    pages = _fill(running.engine)

    def until_full() -> None:
        for number in range(2000):
            cashier.register_patient(PatientDetails(f"病人{number}" * 3, Sex.MALE, address="路" * 100))

    with pytest.raises(StorageFull) as caught:
        until_full()
    assert "磁盘" in caught.value.sentence()
    _unlimit(running.engine, pages)
    before = _patients(hospital)
    cashier.register_patient(PatientDetails("之后", Sex.MALE))
    assert _patients(hospital) == before + 1


def _fill(engine: object) -> int:
    """Let the database grow by a few pages only, on every connection of the pool."""
    from sqlalchemy import event

    with engine.connect() as db:  # type: ignore[attr-defined]
        pages = int(db.exec_driver_sql("PRAGMA page_count").scalar_one())
    engine.dispose()  # type: ignore[attr-defined]
    limit = {"pages": pages + 8}

    def cap(connection: object, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {limit['pages']}")  # type: ignore[attr-defined]

    event.listen(engine, "connect", cap)
    _fill.limit = limit  # type: ignore[attr-defined]
    return pages


def _unlimit(engine: object, _pages: int) -> None:
    _fill.limit["pages"] = 1_000_000  # type: ignore[attr-defined]
    engine.dispose()  # type: ignore[attr-defined]


def test_a_bug_shows_a_reference_number_and_no_patient(hospital: InProcessHospital, directory: Path) -> None:
    stop_log = start_log("INFO", directory / "log", "bugs")
    running = hospital.running["admission"]
    with running.engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE admission_patient RENAME TO somewhere_else")
    with pytest.raises(InternalError) as caught:
        hospital.station("admission", "cashier1").register_patient(ZHANG)
    reference = caught.value.details["reference"]
    stop_log()
    written = (directory / "log" / "bugs.log").read_text(encoding="utf-8")
    assert reference in written
    for secret in ("张秀英", "11010519491231002X", "13900001111", "朝阳"):
        assert secret not in written
        assert secret not in caught.value.sentence()


def test_one_log_line_per_call_names_operation_user_and_time_only(hospital: InProcessHospital, directory: Path) -> None:
    stop_log = start_log("INFO", directory / "log", "calls")
    cashier = hospital.station("admission", "cashier1")
    cashier.register_patient(ZHANG)
    cashier.find_patients(PatientQuery("张秀英"))
    stop_log()
    lines = [json.loads(line) for line in (directory / "log" / "calls.log").read_text(encoding="utf-8").splitlines()]
    calls = [line for line in lines if line["what"] == "call"]
    assert [line["operation"] for line in calls] == ["register_patient", "find_patients"]
    assert all(line["outcome"] == "ok" and line["ms"] >= 0 and line["user"] for line in calls)
    assert "张秀英" not in json.dumps(lines, ensure_ascii=False)


def test_a_session_idles_out_by_the_machines_clock(hospital: InProcessHospital) -> None:
    cashier = hospital.station("admission", "cashier1")
    running = hospital.running["admission"]
    session = running.parts.kernel.session
    with running.engine.begin() as db:
        db.execute(update(session).values(used_at=clock.utc_now() - timedelta(hours=9)))
    with pytest.raises(SessionExpired):
        cashier.find_patients(PatientQuery())


@pytest.mark.req("R1.6")
def test_amounts_outside_money_are_refused(hospital: InProcessHospital) -> None:
    cashier = hospital.station("admission", "cashier1")
    patient = cashier.register_patient(ZHANG)
    stay = cashier.admit(patient.patient_no, AdmissionRequest("W01", clock.now()))
    for amount in ("0", "-1.00", "1.001", "1000000.01", "NaN", "Infinity"):
        with pytest.raises(Exception, match=r"amount|invalid"):
            cashier.take_deposit(stay.stay_id, Decimal(amount), PayMethod.CASH)
    assert cashier.account(stay.stay_id).deposits == ()


@pytest.mark.parametrize("wait_s", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none_waits_for_nothing(hospital: InProcessHospital, wait_s: float) -> None:
    """`changes(10**12, NaN)` kept a core busy for ever."""
    with pytest.raises(InvalidInput) as caught:
        hospital.station("admission", "cashier1").changes(10**12, wait_s)
    assert caught.value.details["name"] == "wait_s"


class _Told(msgspec.Struct):
    quantity: Decimal


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+400", "1E-400", "0E+400", "9e999999"])
def test_an_amount_that_no_column_holds_enters_no_operation(number: str) -> None:
    """However deep in the arguments it lies; the entrance looks through the arguments of every operation."""
    for arguments in (
        Decimal(number),
        ("a", Decimal(number)),
        {"price": Decimal(number)},
        (ZHANG, [Health(True, Decimal(number), None, False, 0)]),
        [_Told(Decimal(number))],
    ):
        with pytest.raises(InvalidInput):
            check_numbers("amount", arguments)
    check_numbers("amount", (ZHANG, [Decimal("9999999999999.9999"), Decimal("-0.0001"), Decimal(0)], 3, None))
