"""The treatment room's contract, one line per operation."""

from __future__ import annotations

from datetime import date, datetime

from server.kernel.unit_of_work import Work
from server.tms import (
    checks,
    devices,
    executions,
    feed,
    lists,
    patients,
    prescriptions,
    queries,
    received,
    requests,
    reversals,
    session_logs,
    thresholds,
    transitions,
    updates,
)
from shared.contracts.common import DataPacket, Identity, PlannedLine
from shared.contracts.tms.contract import TmsContract
from shared.contracts.tms.types import (
    BrainPart,
    ChangeRow,
    ChecklistAnswer,
    Device,
    DeviceGiven,
    Execution,
    ExecutionRow,
    FeedFilter,
    FeedTicket,
    Heartbeat,
    Hospital,
    HospitalGiven,
    NewExecution,
    Notice,
    PatientGiven,
    PatientHistory,
    Prescription,
    PrescriptionCheck,
    PrescriptionDraft,
    Protocol,
    Question,
    SessionLog,
    StatusUpdate,
    ThresholdGiven,
    TmsPatient,
    TreatmentRecord,
    TreatmentRequestRow,
)
from shared.contracts.ward.types import LineReversal
from shared.identifiers import Key


class TmsService(TmsContract):
    """One call's view of the treatment room. What each operation means stands in the contract."""

    def __init__(self, work: Work) -> None:
        self.work = work

    def hospitals(self) -> tuple[Hospital, ...]:
        return devices.hospitals(self.work)

    def register_hospital(self, given: HospitalGiven, *, key: Key) -> Hospital:
        return devices.register_hospital(self.work, given)

    def parts(self) -> tuple[BrainPart, ...]:
        return checks.parts(self.work)

    def protocols(self) -> tuple[Protocol, ...]:
        return checks.protocols(self.work)

    def questions(self) -> tuple[Question, ...]:
        return checks.questions(self.work)

    def devices(self) -> tuple[Device, ...]:
        return devices.devices(self.work)

    def register_device(self, given: DeviceGiven, *, key: Key) -> Device:
        return devices.register_device(self.work, given)

    def heartbeat(self, beat: Heartbeat) -> Device:
        return devices.heartbeat(self.work, beat)

    def find_patients(self, text: str) -> tuple[TmsPatient, ...]:
        return lists.find_patients(self.work, text)

    def history(self, patient_id: int) -> PatientHistory:
        return lists.history(self.work, patient_id)

    def register_patient(self, given: PatientGiven, *, key: Key) -> TmsPatient:
        return patients.register(self.work, given)

    def link_patient(self, patient_id: int, patient_no: int, *, key: Key) -> TmsPatient:
        return patients.link(self.work, patient_id, patient_no)

    def record_threshold(self, given: ThresholdGiven, *, key: Key) -> TmsPatient:
        return thresholds.record(self.work, given)

    def requests(self) -> DataPacket[TreatmentRequestRow]:
        return requests.open_requests(self.work)

    def check_prescription(self, draft: PrescriptionDraft) -> PrescriptionCheck:
        return prescriptions.check(self.work, draft)

    def prescribe(self, draft: PrescriptionDraft, answers: tuple[str, ...] = (), *, key: Key) -> Prescription:
        return prescriptions.prescribe(self.work, draft, answers)

    def approve(self, prescription_id: int, version: int, reason: str, *, key: Key) -> Prescription:
        return prescriptions.approve(self.work, prescription_id, version, reason)

    def confirm_received(
        self, prescription_id: int, version: int, checklist: tuple[ChecklistAnswer, ...], answers: tuple[str, ...] = (), *, key: Key
    ) -> Prescription:
        return received.confirm(self.work, prescription_id, version, checklist, answers)

    def stop_prescription(self, prescription_id: int, version: int, reason: str, *, key: Key) -> Prescription:
        return prescriptions.stop(self.work, prescription_id, version, reason)

    def create_execution(self, new: NewExecution, *, key: Key) -> Notice:
        return executions.create(self.work, new)

    def execution(self, execution_id: int) -> Execution:
        return queries.execution(self.work, execution_id)

    def queue(self, wanted: FeedFilter) -> DataPacket[ExecutionRow]:
        return lists.queue(self.work, wanted)

    def executions(self, wanted: FeedFilter, first: date, last: date) -> DataPacket[ExecutionRow]:
        return lists.executions(self.work, wanted, first, last)

    def changes_of(self, execution_id: int) -> DataPacket[ChangeRow]:
        return queries.changes_of(self.work, execution_id)

    def acknowledge(self, execution_id: int, client_info: str, at: datetime) -> Execution:
        return transitions.acknowledge(self.work, execution_id, client_info, at)

    def update_status(self, update: StatusUpdate) -> Execution:
        return updates.update_status(self.work, update)

    def cancel(self, execution_id: int, version: int, reason: str, *, key: Key) -> Execution:
        return transitions.cancel(self.work, execution_id, version, reason)

    def retry(self, execution_id: int, answers: tuple[str, ...] = (), *, key: Key) -> Execution:
        return transitions.retry(self.work, execution_id, answers)

    def file_log(self, log: SessionLog, *, key: Key) -> Execution:
        return session_logs.file(self.work, log)

    def treatment_record(self, execution_id: int) -> TreatmentRecord:
        return lists.treatment_record(self.work, execution_id)

    def reverse_line(self, reversal: LineReversal, *, key: Key) -> tuple[PlannedLine, ...]:
        return reversals.reverse_line(self.work, reversal)

    def feed_ticket(self) -> FeedTicket:
        return feed.issue_ticket(self.work)

    def redeem_ticket(self, ticket: str) -> Identity:
        return feed.redeem_ticket(self.work, ticket)

    def notice(self, number: int) -> Notice | None:
        return feed.notice(self.work, number)

    def missed(self, client: str, wanted: FeedFilter, limit: int) -> tuple[Notice, ...]:
        return feed.missed(self.work, client, wanted, limit)

    def note_positions(self, positions: tuple[tuple[str, int], ...]) -> None:
        feed.note_positions(self.work, positions)
