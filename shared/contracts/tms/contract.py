"""Operations of the TMS treatment room."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from typing import ClassVar

from shared.contracts.common import DataPacket, DepartmentContract, Identity, PlannedLine, Text50, Text200
from shared.contracts.operation import operation
from shared.contracts.tms import errors
from shared.contracts.tms.types import (
    Because,
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
    WireId,
)
from shared.contracts.tms.types.treatment import Aware
from shared.contracts.ward.types import LineReversal


class TmsContract(DepartmentContract):
    """TMS治疗室. Commands take a `key`; what may be repeated at will (heartbeat, acknowledgement) has none."""

    department = "tms"
    default_port = 18805
    refusals: ClassVar = errors

    # -- registry: devices, brain parts, standard prescriptions; W8, W10

    @operation(readonly=True, right="tms.read")
    @abstractmethod
    def hospitals(self) -> tuple[Hospital, ...]:
        """Hospitals whose consoles and prescriptions this server serves; the first is our own."""

    @operation(right="tms.device")
    @abstractmethod
    def register_hospital(self, given: HospitalGiven) -> Hospital:
        """登记医院, or the known one of that name with address and contact corrected."""

    @operation(readonly=True, right="tms.read")
    @abstractmethod
    def parts(self) -> tuple[BrainPart, ...]:
        """治疗部位."""

    @operation(readonly=True, right="tms.read")
    @abstractmethod
    def protocols(self) -> tuple[Protocol, ...]:
        """标准处方."""

    @operation(readonly=True, right="tms.read")
    @abstractmethod
    def questions(self) -> tuple[Question, ...]:
        """The contraindications to ask for."""

    @operation(readonly=True, right="tms.read")
    @abstractmethod
    def devices(self) -> tuple[Device, ...]:
        """Every device with its state as of now."""

    @operation(right="tms.device")
    @abstractmethod
    def register_device(self, given: DeviceGiven) -> Device:
        """登记设备, or the known one of that serial number with its name corrected."""

    @operation(right="tms.feed", keyless=True)
    @abstractmethod
    def heartbeat(self, beat: Heartbeat) -> Device:
        """A console's word of its machine. Raises DeviceUnknown."""

    # -- patients

    @operation(readonly=True, right="tms.read")
    @abstractmethod
    def find_patients(self, text: Text50) -> tuple[TmsPatient, ...]:
        """By name, patient number or code; in-patients of the wards are found before they were ever treated."""

    @operation(readonly=True, right="tms.read")
    @abstractmethod
    def history(self, patient_id: WireId) -> PatientHistory:
        """Courses and sessions of a patient. Raises TmsPatientUnknown."""

    @operation(right="tms.prescribe")
    @abstractmethod
    def register_patient(self, given: PatientGiven) -> TmsPatient:
        """Somebody from elsewhere, or an in-patient by `his_id`."""

    @operation(right="tms.prescribe")
    @abstractmethod
    def link_patient(self, patient_id: WireId, patient_no: int) -> TmsPatient:
        """Say that this is the hospital's patient `patient_no` (hisId). Raises StayUnknown."""

    @operation(right="tms.run")
    @abstractmethod
    def record_threshold(self, given: ThresholdGiven) -> TmsPatient:
        """运动阈值测定; the first one of a stay is charged (300021)."""

    # -- prescriptions

    @operation(readonly=True, right="tms.read")
    @abstractmethod
    def requests(self) -> DataPacket[TreatmentRequestRow]:
        """Open requests of the wards, oldest first."""

    @operation(readonly=True, right="tms.read")
    @abstractmethod
    def check_prescription(self, draft: PrescriptionDraft) -> PrescriptionCheck:
        """Totals and findings of a draft."""

    @operation(right="tms.prescribe")
    @abstractmethod
    def prescribe(self, draft: PrescriptionDraft) -> Prescription:
        """开处方. Refuses values that do not agree (CountMismatch), asks on warnings, marks what needs approval."""

    @operation(right="tms.approve")
    @abstractmethod
    def approve(self, prescription_id: WireId, version: int, reason: Because) -> Prescription:
        """批准 a prescription beyond the limits; never by the one who prescribed it. Raises OwnPrescription."""

    @operation(right="tms.run")
    @abstractmethod
    def confirm_received(
        self,
        prescription_id: WireId,
        version: int,
        checklist: tuple[ChecklistAnswer, ...],
    ) -> Prescription:
        """核对 a received prescription before its first session: every contraindication asked for, every warning answered.

        A contraindication marks it as needing approval. Raises ChecklistIncomplete, NothingToConfirm, the unanswered warning.
        """

    @operation(right="tms.prescribe")
    @abstractmethod
    def stop_prescription(self, prescription_id: WireId, version: int, reason: Because) -> Prescription:
        """停用: no further sessions."""

    # -- executions (W1–W4, W9)

    @operation(right="tms.execution.create")
    @abstractmethod
    def create_execution(self, new: NewExecution) -> Notice:
        """创建处方执行记录 and tell the consoles. The same `client_reference` answers the first one again.

        Asks (CourseComplete) before a session more than planned of a prescription entered here. One that has begun or is over
        (2, 3, 4) is created only by who may run sessions (tms.run).
        """

    @operation(readonly=True, right="tms.read")
    @abstractmethod
    def execution(self, execution_id: WireId) -> Execution:
        """One session. Raises ExecutionUnknown."""

    @operation(readonly=True, right="tms.read")
    @abstractmethod
    def queue(self, wanted: FeedFilter) -> DataPacket[ExecutionRow]:
        """Sessions that are not over, oldest first, and those that ended today."""

    @operation(readonly=True, right="tms.read")
    @abstractmethod
    def executions(self, wanted: FeedFilter, first: date, last: date) -> DataPacket[ExecutionRow]:
        """Sessions created on these days, latest first."""

    @operation(readonly=True, right="tms.read")
    @abstractmethod
    def changes_of(self, execution_id: WireId) -> DataPacket[ChangeRow]:
        """Who did what to a session, oldest first."""

    @operation(right="tms.feed", keyless=True)
    @abstractmethod
    def acknowledge(self, execution_id: WireId, client_info: Text200, at: Aware) -> Execution:
        """PRESCRIPTION_EXECUTION_RECEIVED: 0 → 1, never lower; a repeat changes nothing. Raises ExecutionUnknown."""

    @operation(right="tms.feed", keyless=True)
    @abstractmethod
    def update_status(self, update: StatusUpdate) -> Execution:
        """A validated transition, or progress within EXECUTING. The first console to commit EXECUTING owns the attempt.

        No key: a repeat is judged by the state it finds, so that a late one never answers what was so before.

        A word about another attempt than the present one is refused, but for a completion after a cancellation: what was given is
        kept as a late attempt of its own and charged. Our consoles name the attempt: their start of a received prescription is
        refused (Unconfirmed) until `confirm_received`. Other clients name none and can't ask; their start is taken, but for what is
        beyond usual, and the history says 未核对禁忌.

        Raises OwnedByOther, ExecutionChanged, TransitionImpossible, NeedsApproval, Unconfirmed, ThresholdMissing, OutputTooHigh,
        OutputDiffers, PatientInTreatment, DeviceInUse.
        """

    @operation(right="tms.run")
    @abstractmethod
    def cancel(self, execution_id: WireId, version: int, reason: Because) -> Execution:
        """取消 a session that has not started, or whose console is silent: → 4, told as CANCELLED. Raises OwnedByOther."""

    @operation(right="tms.run")
    @abstractmethod
    def retry(self, execution_id: WireId) -> Execution:
        """A failed session once more: 4 → 0 as a new attempt, told as CREATED. Raises CourseComplete unless it is in `answers`,
        LateRecord for an attempt that was filed late: it tells of a session that has one of its own."""

    @operation(right="tms.feed")
    @abstractmethod
    def file_log(self, log: SessionLog) -> Execution:
        """The console's record of a session. Comes it late, after another console owned the attempt or after it was cancelled,
        it becomes an attempt of its own, flagged late and charged like any session that was given. What was begun without a
        server's word before anybody had asked for contraindications is kept all the same; its history says 未核对禁忌."""

    @operation(readonly=True, right="tms.read")
    @abstractmethod
    def treatment_record(self, execution_id: WireId) -> TreatmentRecord:
        """治疗记录单."""

    @operation(right="service.reverse")
    @abstractmethod
    def reverse_line(self, reversal: LineReversal) -> tuple[PlannedLine, ...]:
        """冲正 one line for the cashier; called by the admission server."""

    # -- the feed

    @operation(right="tms.feed", keyless=True)
    @abstractmethod
    def feed_ticket(self) -> FeedTicket:
        """A ticket for the query of the WebSocket's address: single use, 30 seconds; the session token never goes there."""

    @operation(right="service.gateway", keyless=True)
    @abstractmethod
    def redeem_ticket(self, ticket: Text50) -> Identity:
        """Use a ticket up. Raises TicketInvalid."""

    @operation(readonly=True, right="service.gateway")
    @abstractmethod
    def notice(self, number: int) -> Notice | None:
        """One notice with the execution as it is now; None for a number that is not there."""

    @operation(readonly=True, right="service.gateway")
    @abstractmethod
    def missed(self, client: Text50, wanted: FeedFilter, limit: int) -> tuple[Notice, ...]:
        """What a client should get on connecting: first every unacknowledged session as CREATED, however many they are, then for a
        known client what came after the position noted for it, oldest first, `limit` of them. Where that many came, the last one
        is how far it was looked: a position beyond it would skip the rest."""

    @operation(right="service.gateway", keyless=True)
    @abstractmethod
    def note_positions(self, positions: tuple[tuple[Text50, int], ...]) -> None:
        """Remember how far known clients have got; a position never goes back."""
