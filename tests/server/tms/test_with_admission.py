"""The treatment room with the real admission and ward servers: from the ward's order to the settled bill (W11, R1.16)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared import clock
from shared.contracts.admission.errors import StatementMissing
from shared.contracts.admission.types import StayState
from shared.contracts.tms.types import (
    ChecklistAnswer,
    Execution,
    ExecutionStatus,
    NewExecution,
    PatientGiven,
    Prescription,
    PrescriptionDraft,
    StatusUpdate,
    ThresholdGiven,
)
from shared.contracts.ward.types import OrderKind
from shared.identifiers import StayId
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital
from tests.scenarios.people import ONCE, QD, TREATMENT, Cashier, Nurse, Order, on
from tests.server.tms.world import rtms

BED = Order("700002", "1", "日", 18, QD, 1)
TMS = Order("300020", "1", "次", TREATMENT, ONCE, 2, OrderKind.TEMPORARY)


@pytest.fixture
def hospital(directory: Path) -> Iterator[InProcessHospital]:
    with open_hospital(directory, "admission", "ward", "pharmacy", "tms") as made:
        made.at(on(1, 9, 30))
        supervisor = made.station("admission", "supervisor")
        for series, prefix in (("receipt", "A"), ("deposit", "Y")):
            supervisor.draw_receipt_range(series, "cashier1", f"{prefix}001", f"{prefix}099")
        yield made
        made.deliver()
        assert made.problems() == []


class Room:
    """张秀英 in bed with a treatment ordered, and the people around her."""

    def __init__(self, hospital: InProcessHospital) -> None:
        self.hospital = hospital
        self.cashier, self.nurse, self.other = Cashier(hospital), Nurse(hospital, "nurse1"), Nurse(hospital, "nurse2")
        self.doctor, self.operator = hospital.station("tms", "tmsdoc1"), hospital.station("tms", "tms1")
        self.stay: StayId = self.cashier.admits(self.cashier.registers())
        self.cashier.takes_deposit(self.stay, "1000.00")
        hospital.deliver()
        hospital.at(on(1, 10))
        self.nurse.receives(self.stay)
        self.nurse.enters(self.stay, (BED, TMS), on(1, 10))
        self.other.confirms(self.stay)
        hospital.deliver()

    def prescribe(self, sessions: int = 1) -> Prescription:
        """From the ward's request, after the threshold."""
        (request,) = self.doctor.requests().rows
        (patient,) = self.doctor.find_patients(str(request.patient_no))
        self.operator.record_threshold(ThresholdGiven(patient.id, 50))
        checklist = tuple(ChecklistAnswer(question.code, yes=False) for question in self.doctor.questions())
        draft = PrescriptionDraft(rtms(), part_id=1, order_id=request.order_id, sessions=sessions, checklist=checklist)
        made: Prescription = self.doctor.prescribe(draft)
        return made

    def session(self, prescription: Prescription) -> Execution:
        """A session, acknowledged."""
        made = self.operator.create_execution(NewExecution(prescription_id=prescription.id)).execution
        acknowledged: Execution = self.operator.acknowledge(made.id, "1号台", clock.now())
        return acknowledged

    def finish(self, session: Execution, status: ExecutionStatus = ExecutionStatus.COMPLETED) -> None:
        """Run it."""
        for each in (ExecutionStatus.EXECUTING, status):
            self.operator.update_status(StatusUpdate(session.id, each, "1号台", clock.now()))

    def charged(self) -> dict[str, Decimal]:
        """What the bill has of the treatment room."""
        self.hospital.deliver()
        sums: dict[str, Decimal] = {}
        for row in self.cashier.api.charges(self.stay, None, None).rows:
            if row.item_code.startswith("30002"):
                sums[row.item_code] = sums.get(row.item_code, Decimal(0)) + row.quantity
        return sums

    def obstacles(self) -> tuple[str, ...]:
        """What keeps the stay from being settled."""
        self.hospital.deliver()
        found: tuple[str, ...] = self.cashier.api.account(self.stay).obstacles
        return found

    def statement(self) -> Any:
        """The treatment room's, as the cashier sees it."""
        self.hospital.deliver()
        return next(each for each in self.cashier.api.account(self.stay).statements if each.source == "tms")

    def leaves(self, minute: int = 0) -> None:
        """The ward declares discharge."""
        self.hospital.at(on(2, 9, minute))
        self.nurse.declares_discharge(self.stay)
        self.hospital.deliver()


@pytest.fixture
def room(hospital: InProcessHospital) -> Room:
    return Room(hospital)


@pytest.mark.req("W11")
def test_from_the_ward_s_order_to_the_settled_bill(room: Room, hospital: InProcessHospital) -> None:
    hospital.at(on(1, 10, 30))
    room.nurse.runs(room.stay)
    assert room.charged() == {}
    room.finish(room.session(room.prescribe()))
    assert room.charged() == {"300020": Decimal(1), "300021": Decimal(1)}
    room.leaves()
    assert room.statement().matches
    room.cashier.checks(room.stay)
    settled = room.cashier.settles(room.stay)
    lines = [row for row in room.cashier.api.charges(room.stay, None, None).rows if row.item_code.startswith("30002")]
    assert sum(row.amount for row in lines) == Decimal("160.00")
    assert settled.total >= Decimal("160.00")
    assert room.cashier.discharges(room.stay).state is StayState.DISCHARGED
    hospital.deliver()


@pytest.mark.req("R1.16")
def test_a_session_at_a_console_blocks_settlement_until_it_is_over(room: Room) -> None:
    session = room.session(room.prescribe())
    room.leaves()
    room.cashier.checks(room.stay)
    assert StatementMissing.code in room.obstacles()
    assert not room.statement().matches
    with pytest.raises(StatementMissing):
        room.cashier.settles(room.stay)
    room.finish(session)
    assert room.charged()["300020"] == 1
    assert room.statement().matches
    room.cashier.checks(room.stay)
    assert room.obstacles() == ()


@pytest.mark.req("R1.16")
def test_a_request_nobody_took_up_does_not_block(room: Room) -> None:
    assert not room.statement().matches
    room.leaves()
    assert (room.statement().matches, room.statement().stated_lines) == (True, 0)
    assert room.doctor.requests().rows == ()


@pytest.mark.req("R2.12")
def test_a_recall_takes_the_statement_back(room: Room, hospital: InProcessHospital) -> None:
    room.finish(room.session(room.prescribe(sessions=2)))
    room.leaves()
    assert room.statement().matches
    room.nurse.api.recall(room.stay)
    hospital.deliver()
    assert not room.statement().matches
    room.leaves(30)
    assert room.statement().matches


@pytest.mark.req("R1.14")
def test_the_cashier_takes_a_session_back(room: Room, hospital: InProcessHospital) -> None:
    room.finish(room.session(room.prescribe()))
    room.charged()
    line = next(row for row in room.cashier.api.charges(room.stay, None, None).rows if row.item_code == "300020")
    room.cashier.api.reverse_charge(line.line_id, Decimal(1), "重复收费", None)
    assert room.charged() == {"300020": Decimal(0), "300021": Decimal(1)}
    room.leaves()
    assert room.statement().matches


@pytest.mark.req("W11")
def test_a_session_of_somebody_without_a_stay_waits_at_the_desk(room: Room, hospital: InProcessHospital) -> None:
    prescription = room.prescribe()
    stranger = room.doctor.register_patient(PatientGiven("E1", "王五"))
    room.operator.record_threshold(ThresholdGiven(stranger.id, 50))
    hospital.deliver()
    (charge,) = room.cashier.api.unassigned_charges()
    assert (charge.patient_name, charge.item_code, charge.amount) == ("王五", "300021", Decimal("60.00"))
    assert prescription.patient.name == "张秀英"
