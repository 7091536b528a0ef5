"""A treatment room with its neighbours' events: what the tests of the department stand on."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import RowMapping

from server.kernel.declaration import Job
from server.kernel.unit_of_work import SYSTEM
from server.tms.jobs import JOBS
from shared import clock
from shared.contracts import events
from shared.contracts.admission.events import StayChanged
from shared.contracts.admission.types import Sex, StayState
from shared.contracts.common import LineKind, PlannedLine
from shared.contracts.events import Event, Payload
from shared.contracts.tms.events import LinesPlanned
from shared.contracts.tms.types import (
    HEARTBEAT_LIMIT_S,
    ChangeRow,
    ChecklistAnswer,
    DeviceGiven,
    Execution,
    ExecutionStatus,
    LogEntry,
    NewExecution,
    Notice,
    PatientGiven,
    Prescription,
    PrescriptionDraft,
    PrescriptionGiven,
    PrescriptionKind,
    SessionLog,
    StatusUpdate,
    Stimulation,
    TbsType,
    ThresholdGiven,
    TmsPatient,
)
from shared.contracts.ward.events import OrderConfirmed, OrderStopped
from shared.identifiers import OrderId, StayId, new_id
from shared.rpc import bound
from shared.sentences import said
from tests.in_process import InProcessHospital

FIRST = date(2026, 3, 2)
"""D1 is a Monday."""
PENDING, DISPATCHED, EXECUTING, COMPLETED, FAILED = ExecutionStatus
SESSION, THRESHOLD = "300020", "300021"
A_WHILE = timedelta(seconds=HEARTBEAT_LIMIT_S + 1)
"""After which a silent console counts as gone."""
SEED = Stimulation(
    PrescriptionKind.RTMS, 60, Decimal("8.0"), Decimal("2.5"), Decimal(10), trains=1, pulses=30, duration_s=Decimal(1200)
)
"""The source's example, whose totals do not follow from its parameters."""
LI = PatientGiven("3002", "李四", "110101199205151234", Sex.FEMALE, date(1992, 5, 15))
F = TypeVar("F", bound=Payload)
_numbers = itertools.count(1)
_people = itertools.count(100001)


def on(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Dn at a clock time."""
    return clock.at(FIRST + timedelta(days=day - 1), hour, minute)


def rtms(percent: int = 80, hz: str = "10", train: str = "4", pause: str = "26", trains: int = 10, **values: Any) -> Stimulation:
    """Conventional stimulation whose totals agree."""
    frequency, length, gap = Decimal(hz), Decimal(train), Decimal(pause)
    pulses = int(frequency * length) * trains
    given = {"pulses": pulses, "duration_s": trains * length + (trains - 1) * gap} | values
    return Stimulation(PrescriptionKind.RTMS, percent, frequency, length, gap, trains, **given)


def theta(percent: int = 80, trains: int = 20, pause: str = "8") -> Stimulation:
    """iTBS: three pulses at 50 Hz, ten bursts at 5 Hz."""
    length, gap = Decimal(2), Decimal(pause)
    return Stimulation(
        PrescriptionKind.TBS,
        percent,
        Decimal(50),
        length,
        gap,
        trains,
        pulses=30 * trains,
        duration_s=trains * length + (trains - 1) * gap,
        tbs_type=TbsType.INTERMITTENT,
        burst_pulses=3,
        burst_hz=Decimal(5),
        bursts_per_train=10,
    )


def noted(change: ChangeRow) -> str:
    """What a line of the history says."""
    return "；".join(said(note, "zh") for note in change.notes)


class World:
    """One TMS server in an in-process hospital; admission and wards speak through their events."""

    def __init__(self, hospital: InProcessHospital, machine: Callable[[timedelta], None]) -> None:
        self.hospital = hospital
        self.machine_passes = machine
        clock.use_control_file(hospital.clock_file)
        self.at(1, 10)
        self.operator = hospital.station("tms", "tms1")
        self.other = hospital.station("tms", "tms2")
        self.doctor = hospital.station("tms", "tmsdoc1")
        self.second = hospital.station("tms", "tmsdoc2")
        self.his = hospital.station("tms", "his_api")
        self.gateway = hospital.proxy("tms", hospital.running["tms"].sessions._open("", "gateway"), lambda: "")
        self.li, self.stimulator = replace(LI, external_id=new_id()), DeviceGiven(new_id())
        self.reader = f"test {new_id()}"
        self._versions: dict[str, int] = {}
        self._told: list[Payload] = []
        self.facts(Payload)
        self._told.clear()

    def at(self, day: int, hour: int, minute: int = 0) -> None:
        """Set hospital time to Dn."""
        self.hospital.at(on(day, hour, minute))

    # -- neighbours

    def tell(self, source: str, subject: str, *facts: Payload) -> None:
        """Have a neighbour tell facts, and the treatment room hear them."""
        told = tuple(
            Event(new_id(), source, 1, next(_numbers), fact.event_type, subject, clock.now(), events.encode(fact)) for fact in facts
        )
        self.hospital.center.append(source, told)
        self.hospital.deliver()

    def stay_changed(self, stay: StayId, state: StayState, **values: Any) -> None:
        """Admission tells how the stay is; versions rise by themselves."""
        version = values.pop("version", self._versions.get(stay, 0) + 1)
        self._versions[stay] = max(version, self._versions.get(stay, 0))
        given: dict[str, Any] = {
            "stay_id": stay,
            "version": version,
            "visit_no": 1,
            "name": "张秀英",
            "sex": 0,
            "birth_date": date(1959, 3, 2),
            "payer": 2,
            "state": state,
            "segment": 1,
            "ward": "W01",
            "bed": "W01-001",
            "admitted_at": on(1, 9),
        }
        self.tell("admission", stay, StayChanged(**(given | values)))

    def in_patient(self, **values: Any) -> tuple[StayId, TmsPatient]:
        """Somebody in bed on W01, as the treatment room knows them."""
        stay, number = StayId(new_id()), values.pop("patient_no", None) or next(_people)
        self.stay_changed(stay, StayState.IN_WARD, patient_no=number, **values)
        return stay, self.by_number(number)

    def by_number(self, number: int) -> TmsPatient:
        """A patient by the patient number."""
        found: tuple[TmsPatient, ...] = self.operator.find_patients(str(number))
        return found[0]

    def order(self, stay: StayId, item: str = SESSION, **values: Any) -> OrderId:
        """A ward confirms an order."""
        order = OrderId(new_id())
        given: dict[str, Any] = {
            "ward": "W01",
            "group_no": 1,
            "ordered_as": LineKind.LONG_TERM,
            "item_code": item,
            "item_name": "重复经颅磁刺激治疗",
            "dose_text": "1次",
            "usage": "治疗",
            "frequency": "qd",
            "start_at": on(1, 10),
            "stop_at": None,
        }
        self.tell("ward", stay, OrderConfirmed(stay_id=stay, order_id=order, **(given | values)))
        return order

    def stop_order(self, stay: StayId, order: OrderId, at: datetime) -> None:
        """The ward stops an order."""
        self.tell("ward", stay, OrderStopped(stay, order, at))

    # -- the treatment room

    def checklist(self, *yes: str) -> tuple[ChecklistAnswer, ...]:
        """Every question asked, these answered with yes."""
        return tuple(ChecklistAnswer(question.code, question.code in yes) for question in self.doctor.questions())

    def draft(self, stimulation: Stimulation | None = None, **values: Any) -> PrescriptionDraft:
        """A draft for a part of the brain with every question asked."""
        given: dict[str, Any] = {"part_id": 1, "checklist": self.checklist(), "sessions": 20} | values
        return PrescriptionDraft(stimulation or rtms(), **given)

    def prescribe(self, patient: TmsPatient | None = None, stimulation: Stimulation | None = None, **values: Any) -> Prescription:
        """A prescription of our own form."""
        if patient is not None:
            values["patient_id"] = patient.id
        made: Prescription = self.doctor.prescribe(self.draft(stimulation, **values))
        return made

    def measure(self, patient_id: int, percent: int = 50) -> TmsPatient:
        """The motor threshold."""
        measured: TmsPatient = self.operator.record_threshold(ThresholdGiven(patient_id, percent))
        return measured

    def post(self, status: ExecutionStatus = PENDING, **values: Any) -> Notice:
        """Another system posts an execution with inline data, the source's example for the same person unless told otherwise; only
        who may run sessions says that one has begun or is over."""
        given: dict[str, Any] = {
            "prescription": PrescriptionGiven(new_id(), SEED, "运动皮层"),
            "patient": self.li,
            "device": self.stimulator,
            "status": status,
        }
        api = self.his if status in {PENDING, DISPATCHED} else self.operator
        posted: Notice = api.create_execution(NewExecution(**(given | values)))
        return posted

    def session(self, prescription: Prescription, answers: tuple[str, ...] = (), **values: Any) -> Execution:
        """A session of a prescription."""
        new = NewExecution(prescription_id=prescription.id, **values)
        made: Execution = bound(self.operator, answers=answers).create_execution(new).execution
        return made

    def ready(self, **values: Any) -> tuple[StayId, Execution]:
        """A session of an in-patient that waits for a console."""
        stay, patient = self.in_patient(**values)
        self.measure(patient.id)
        return stay, self.session(self.prescribe(patient))

    def received(self, execution: Execution) -> Execution:
        """A console acknowledges."""
        now: Execution = self.operator.acknowledge(execution.id, "TMS工作站", clock.now())
        return now

    def update(
        self, execution: Execution, status: ExecutionStatus, console: str = "1号台", api: Any = None, **values: Any
    ) -> Execution:
        """A console tells the status of its session."""
        update = StatusUpdate(execution.id, status, console, values.pop("at", clock.now()), **values)
        now: Execution = (api or self.operator).update_status(update)
        return now

    def start(self, execution: Execution, console: str = "1号台") -> Execution:
        """Acknowledge and start."""
        self.received(execution)
        return self.update(execution, EXECUTING, console)

    def complete(self, execution: Execution, console: str = "1号台", **values: Any) -> Execution:
        """Acknowledge, start and complete."""
        self.start(execution, console)
        return self.update(execution, COMPLETED, console, **values)

    def log(
        self, execution: Execution, status: ExecutionStatus = COMPLETED, console: str = "1号台", pulses: int = 400, **values: Any
    ) -> SessionLog:
        """A console's record of ten trains."""
        began = values.pop("began", clock.now())
        entries = (
            LogEntry(began, "started", 0, 0),
            LogEntry(began + timedelta(minutes=5), "completed" if status is COMPLETED else "emergency_stop", pulses // 40, pulses),
        )
        given: dict[str, Any] = {"device_id": None, "output_percent": 40, "entries": entries} | values
        given.setdefault("attempt", execution.attempt)
        return SessionLog(execution_id=execution.id, console=console, status=status, **given)

    def cancel_silent(self, execution: Execution) -> Execution:
        """Another console gives up the running session of one that has been silent for long."""
        self.machine_passes(A_WHILE)
        gone: Execution = self.other.cancel(execution.id, self.now(execution).version, "工作站失联")
        return gone

    def file(self, log: SessionLog, api: Any = None) -> Execution:
        """The console files its record."""
        filed: Execution = (api or self.operator).file_log(log)
        return filed

    def now(self, execution: Execution) -> Execution:
        """The session as it is."""
        seen: Execution = self.operator.execution(execution.id)
        return seen

    def run_job(self, name: str) -> Any:
        """What the server does by itself every so often."""
        job: Job = next(job for job in JOBS if job.name == name)
        return self.hospital.running["tms"].units.write(SYSTEM, f"job {name}", job.run)

    # -- what it told

    def facts(self, kind: type[F]) -> list[F]:
        """Everything of `kind` that the treatment room told in this test."""
        self.hospital.deliver()
        while batch := self.hospital.center.read(self.reader, ("tms",), 1000, 0):
            self.hospital.center.commit(self.reader, (("tms", batch[-1].offset),))
            self._told += [events.decode(each.event) for each in batch]
        return [fact for fact in self._told if isinstance(fact, kind)]

    def sessions_charged(self, stay: StayId) -> list[PlannedLine]:
        """Lines of sessions on the bill of a stay."""
        lines = (line for fact in self.facts(LinesPlanned) if fact.stay_id == stay for line in fact.lines)
        return [line for line in lines if line.item_code == SESSION]

    def rows(self, table: Any) -> list[Any]:
        """A table's rows."""
        found: list[Any] = self.hospital.running["tms"].units.read(
            SYSTEM, "look", lambda work: work.rows(table.select(), RowMapping)
        )[0]
        return found

    def changes(self) -> Callable[[], set[tuple[str, str]]]:
        """What windows are told from here on."""
        cursor = self.operator.changes(-1, 0.0).cursor
        return lambda: {(change.kind, change.subject) for change in self.operator.changes(cursor, 0.0).changes}
