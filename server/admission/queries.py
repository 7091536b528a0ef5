"""Reads of patients, stays and the desk straight to values; the account's reads are in `accounts`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, CompoundSelect, Select, case, func, or_, select

from server.admission import access, models, receipt_numbers
from server.kernel.rows import pick
from server.kernel.text import begins_a_number, number_in
from server.kernel.unit_of_work import Work
from shared import clock, id_card
from shared.contracts.admission.errors import PatientNotFound, StayNotFound
from shared.contracts.admission.events import StayChanged
from shared.contracts.admission.kinds import Kind
from shared.contracts.admission.types import (
    Deposit,
    Desk,
    Patient,
    PatientDetails,
    PatientQuery,
    PatientRow,
    Payer,
    PayMethod,
    Sex,
    Stay,
    StayState,
)
from shared.contracts.common import DataPacket, PatientBrief, packet
from shared.identifiers import DepositId, SettlementId, StayId
from shared.money import ZERO
from shared.text import identity

_DETAILS = tuple(PatientDetails.__dataclass_fields__)


def patient(work: Work, patient_no: int) -> Patient:
    """One person. Raises PatientNotFound."""
    row = work.row(select(models.patient).where(models.patient.c.patient_no == patient_no), models.PatientRow)
    if row is None:
        raise PatientNotFound(patient_no=patient_no)
    work.reads(f"patient {patient_no}")
    values = pick(row, _DETAILS) | {"sex": Sex(row["sex"]), "payer": Payer(row["payer"])}
    return Patient(
        patient_no=patient_no,
        version=row["version"],
        details=PatientDetails(**values),
        visits=row["visits"],
        state=StayState(row["state"]),
        current_stay=row["current_stay"],
        registered_at=row["registered_at"],
    )


class FoundPatientRow(models.PatientRow):
    """A person and where they are now."""

    ward: str | None
    bed: str | None
    stay_id: StayId | None


def find_patients(work: Work, query: PatientQuery) -> DataPacket[PatientRow]:
    """Patients by number, name, initials, id card or the number of a receipt; the exact number, name or initials first, then the
    latest."""
    person, stay = models.patient, models.stay
    text = query.text.strip()
    joined = person.outerjoin(stay, person.c.current_stay == stay.c.stay_id)
    statement: Select[tuple[object, ...]] = select(person, stay.c.ward, stay.c.bed, stay.c.stay_id).select_from(joined)
    if text:
        exact = or_(person.c.name == text, person.c.initials == text.lower())
        statement = statement.where(_matches(text)).order_by(case((exact, 0), else_=1))
    statement = statement.where(*access.visible_patients(work))
    if query.ward is not None:
        statement = statement.where(stay.c.ward == query.ward)
    if query.state is not None:
        statement = statement.where(person.c.state == int(query.state))
    rows = work.rows(statement.order_by(person.c.patient_no.desc()).limit(query.limit), FoundPatientRow)
    rows.sort(key=lambda row: str(row["patient_no"]) != text)
    work.reads(f"search, {len(rows)} patients")
    return packet(PatientRow, tuple(_patient_row(row) for row in rows))


def _matches(text: str) -> ColumnElement[bool]:
    """A number, a card or a receipt, found whole; what begins with no digit is a name or its initials too."""
    person = models.patient.c
    whole = (person.id_card == id_card.plain(text)) | person.patient_no.in_(_of_receipt(text))
    if begins_a_number(text):
        return whole | (person.patient_no == number_in(text))
    return whole | person.name.contains(text, autoescape=True) | person.initials.startswith(text.lower(), autoescape=True)


def _of_receipt(text: str) -> CompoundSelect[tuple[int]]:
    """The patient who was given a receipt of this number, for a deposit or a settlement, void ones included."""
    number, deposit, settled = identity(text).upper(), models.deposit, models.settlement
    paid_in = select(models.stay.c.patient_no).join_from(deposit, models.stay, deposit.c.stay_id == models.stay.c.stay_id)
    return select(settled.c.patient_no).where(settled.c.receipt_no == number).union(paid_in.where(deposit.c.receipt_no == number))


def _patient_row(row: FoundPatientRow) -> PatientRow:
    return PatientRow(
        patient_no=row["patient_no"],
        name=row["name"],
        sex=Sex(row["sex"]),
        birth_date=row["birth_date"],
        id_card_masked=id_card.mask(row["id_card"]),
        visits=row["visits"],
        state=StayState(row["state"]),
        ward=row["ward"],
        bed=row["bed"],
        stay_id=row["stay_id"],
    )


class KnownStayRow(models.StayRow):
    """A stay with its patient."""

    name: str
    sex: int
    birth_date: date | None


_STAY = select(models.stay, models.patient.c.name, models.patient.c.sex, models.patient.c.birth_date).join_from(
    models.stay, models.patient, models.stay.c.patient_no == models.patient.c.patient_no
)


def stay_row(work: Work, stay_id: str) -> KnownStayRow:
    """A stay with its patient's name. Raises StayNotFound."""
    row = work.row(_STAY.where(models.stay.c.stay_id == stay_id), KnownStayRow)
    if row is None:
        raise StayNotFound
    return row


def stay_rows(work: Work, stays: Collection[str]) -> dict[str, KnownStayRow]:
    """As `stay_row`, of several stays."""
    rows = work.rows(_STAY.where(models.stay.c.stay_id.in_(stays)), KnownStayRow)
    found: dict[str, KnownStayRow] = {row["stay_id"]: row for row in rows}
    if not found.keys() >= set(stays):
        raise StayNotFound
    return found


def stay(work: Work, stay_id: str) -> Stay:
    """One stay. Raises StayNotFound."""
    work.reads(f"stay {stay_id}")
    return stay_of(work, stay_row(work, stay_id))


def stays(work: Work, patient_no: int) -> tuple[Stay, ...]:
    """Every stay of a person, latest first."""
    query = _STAY.where(models.stay.c.patient_no == patient_no).order_by(models.stay.c.visit_no.desc())
    rows = work.rows(query, KnownStayRow)
    work.reads(f"patient {patient_no}")
    return tuple(stay_of(work, row) for row in rows)


def brief_of(work: Work, row: KnownStayRow) -> PatientBrief:
    """The patient as papers name them."""
    return PatientBrief(
        patient_no=row["patient_no"],
        visit_no=row["visit_no"],
        name=row["name"],
        sex=row["sex"],
        birth_date=row["birth_date"],
        ward=row["ward"],
        bed=row["bed"],
        ward_name=work.catalog.ward_name(row["ward"]),
    )


def stay_of(work: Work, row: KnownStayRow) -> Stay:
    """A stay from its row."""
    return Stay(
        stay_id=StayId(row["stay_id"]),
        patient=brief_of(work, row),
        version=row["version"],
        state=StayState(row["state"]),
        segment=row["segment"],
        admitting_ward=row["admitting_ward"],
        referring_doctor=row["referring_doctor"],
        attending_doctor=row["attending_doctor"],
        discharging_doctor=row["discharging_doctor"],
        discharge_ward=row["discharge_ward"],
        admitted_at=row["admitted_at"],
        received_at=row["received_at"],
        declared_at=row["declared_at"],
        discharged_at=row["discharged_at"],
        payer=Payer(row["payer"]),
        diagnosis=row["diagnosis"],
        insurance_serial=row["insurance_serial"],
    )


def publish_stay(work: Work, stay_id: str) -> None:
    """Tell the departments, and open windows, how the stay is now."""
    row = stay_row(work, stay_id)
    work.publish(
        stay_id,
        StayChanged(
            stay_id=StayId(stay_id),
            version=row["version"],
            patient_no=row["patient_no"],
            visit_no=row["visit_no"],
            name=row["name"],
            sex=row["sex"],
            birth_date=row["birth_date"],
            payer=row["payer"],
            state=StayState(row["state"]),
            segment=row["segment"],
            ward=row["ward"],
            bed=row["bed"],
            admitted_at=row["admitted_at"],
            declared_at=row["declared_at"],
            target_ward=row["target_ward"],
        ),
    )
    work.touch(Kind.STAY, stay_id)
    work.touch(Kind.DESK, "")


def deposits(work: Work, stay_id: str) -> tuple[Deposit, ...]:
    """Deposits of a stay in order."""
    query = select(models.deposit).where(models.deposit.c.stay_id == stay_id)
    query = query.order_by(models.deposit.c.taken_at, models.deposit.c.deposit_id)
    return tuple(deposit_of(row) for row in work.rows(query, models.DepositRow))


def deposit_of(row: models.DepositRow) -> Deposit:
    """A deposit from its row."""
    return Deposit(
        deposit_id=DepositId(row["deposit_id"]),
        stay_id=StayId(row["stay_id"]),
        receipt_no=row["receipt_no"],
        amount=row["amount"],
        method=PayMethod(row["method"]),
        taken_at=row["taken_at"],
        cashier=row["cashier"],
        void_at=row["void_at"],
        void_by=row["void_by"],
        void_reason=row["void_reason"],
        settlement_id=SettlementId(row["settlement_id"]) if row["settlement_id"] else None,
        cashier_id=row["cashier_id"],
        bank=row["bank"],
        card_no=row["card_no"],
        reprints=row["reprints"],
    )


def desk(work: Work) -> Desk:
    """The cashier's home page."""
    start, end = clock.day_bounds(work.now.date(), work.now.date())
    mine = work.caller.user_id
    left, next_receipt = receipt_numbers.left(work, "receipt", mine)
    deposit = models.deposit
    # What is carried over is no money in the till, neither coming nor going.
    sums = select(func.sum(deposit.c.amount)).where(deposit.c.carried_from.is_(None))
    taken = sums.where(deposit.c.cashier_id == mine, deposit.c.taken_at >= start, deposit.c.taken_at < end)
    given_back = sums.where(deposit.c.voider_id == mine, deposit.c.void_at >= start, deposit.c.void_at < end)
    void = work.db.execute(given_back).scalar_one() or ZERO
    paid = select(func.sum(models.payment.c.amount)).where(
        models.payment.c.cashier_id == mine, models.payment.c.paid_at >= start, models.payment.c.paid_at < end
    )
    open_differences = select(func.count()).where(*access.open_differences(work))
    unassigned = select(func.count()).select_from(models.unassigned_charge).where(models.unassigned_charge.c.closed_at.is_(None))
    return Desk(
        waiting=_in_state(work, StayState.WAITING),
        to_settle=_in_state(work, StayState.DISCHARGING, StayState.INTERIM),
        deposits_taken=(work.db.execute(taken).scalar_one() or ZERO) - void,
        deposits_void=void,
        settlements_taken=work.db.execute(paid).scalar_one() or ZERO,
        receipts_left=left,
        next_receipt_no=next_receipt,
        reconciliation=work.db.execute(open_differences).scalar_one(),
        unassigned=work.db.execute(unassigned).scalar_one(),
    )


def _in_state(work: Work, *states: StayState) -> tuple[Stay, ...]:
    mine = work.caller.only(models.stay.c.ward, models.stay.c.target_ward)
    query = _STAY.where(models.stay.c.state.in_([int(state) for state in states]), *mine)
    query = query.order_by(models.stay.c.admitted_at, models.stay.c.stay_id).limit(200)
    return tuple(stay_of(work, row) for row in work.rows(query, KnownStayRow))
