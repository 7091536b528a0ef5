"""What other systems send by REST: checked, described in `/docs`. Names are the wire's; values become the contract's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from server.gateway.errors import Malformed
from server.gateway.tms.messages import FIRST_DAY, LAST_DAY, moment_of, status_of
from shared import clock, stimulation
from shared.contracts.admission.types import Sex
from shared.contracts.tms.types import (
    MOST_PULSES,
    DeviceGiven,
    ExecutionStatus,
    NewExecution,
    PatientGiven,
    PrescriptionGiven,
    PrescriptionKind,
    StatusUpdate,
    Stimulation,
    TbsType,
)

EXAMPLE_TIME = "2025-01-20T15:45:30.456+08:00"


def _no_truth(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a number is meant")
    return value


def _day(value: Any) -> Any:
    """1992-05-15, or the moment the wire shows for it."""
    if isinstance(value, str) and "T" in value:
        try:
            return clock.local(datetime.fromisoformat(value)).date()
        except OverflowError:
            raise ValueError("no such day") from None
    return value


def _stored(value: str) -> str:
    """Text that every database keeps."""
    if not value.isprintable():
        raise ValueError("control characters")
    return value.strip()


Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Whole = Annotated[int, BeforeValidator(_no_truth)]
Id = Annotated[Whole, Field(ge=1, le=2**53 - 1)]
Text = Annotated[str, Field(max_length=50), AfterValidator(_stored)]
LongText = Annotated[str, Field(max_length=200), AfterValidator(_stored)]
ExternalId = Annotated[Text | Id, AfterValidator(str)]
Seconds = Annotated[Decimal, BeforeValidator(_no_truth), Field(ge=0, le=86_400, decimal_places=4)]
Hertz = Annotated[Decimal, BeforeValidator(_no_truth), Field(gt=0, le=1_000, decimal_places=4)]
Count = Annotated[Whole, Field(ge=1, le=1_000_000)]


class Wire(BaseModel):
    """camelCase outside; what is not known is ignored, as the source's clients may send more than they must."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")


class PatientBody(Wire):
    """A patient in the wire's own names; found again by hospital and `id`."""

    id: ExternalId
    name: Annotated[Text, Field(min_length=1)]
    id_card: Annotated[str, Field(max_length=20), AfterValidator(_stored)] | None = None
    gender: Literal["男", "女"] | None = None
    birthday: Annotated[Day | None, BeforeValidator(_day)] = None
    his_id: Id | None = None
    code: Text | None = None

    def given(self) -> PatientGiven:
        """As the contract says it."""
        sex = {"男": Sex.MALE, "女": Sex.FEMALE, None: None}[self.gender]
        return PatientGiven(str(self.id), self.name, self.id_card, sex, self.birthday, self.his_id, self.code)


class PrescriptionBody(Wire):
    """A prescription in the wire's own names; totals that are left out are computed."""

    id: ExternalId
    pres_type: Annotated[Whole, Field(ge=0, le=1)] = 0
    pres_strength: Annotated[Whole, Field(ge=1, le=200)]
    pres_freq: Hertz
    last_time: Annotated[Seconds, Field(gt=0)]
    pause_time: Seconds = Decimal(0)
    repeat_count: Count = 1
    total_count: Count | None = None
    total_time: Seconds | None = None
    pres_part_name: Annotated[Text, Field(min_length=1)]
    tbs_type: Annotated[Whole, Field(ge=1, le=2)] | None = None
    inner_count: Count | None = None
    inter_freq: Hertz | None = None
    inter_count: Count | None = None
    periods: Annotated[Whole, Field(ge=1, le=1_000)] = 1
    sessions: Annotated[Whole, Field(ge=1, le=200)] = 1

    def given(self, within: bool) -> PrescriptionGiven:
        """As the contract says it; `within` reads interFreq as the rate inside a burst. Raises Malformed."""
        bursts = self.pres_type == PrescriptionKind.TBS or self.tbs_type is not None
        frequency, burst_hz = self.pres_freq, self.inter_freq
        if within and bursts and burst_hz is not None:
            frequency, burst_hz = burst_hz, frequency
        told = Stimulation(
            kind=PrescriptionKind.TBS if bursts else PrescriptionKind.RTMS,
            threshold_percent=self.pres_strength,
            frequency_hz=frequency,
            train_s=self.last_time,
            pause_s=self.pause_time,
            trains=self.repeat_count,
            pulses=self.total_count or 0,
            duration_s=self.total_time or Decimal(0),
            tbs_type=TbsType(self.tbs_type) if self.tbs_type else None,
            burst_pulses=self.inner_count,
            burst_hz=burst_hz,
            bursts_per_train=self.inter_count,
            periods=self.periods,
        )
        return PrescriptionGiven(str(self.id), self._with_totals(told), self.pres_part_name, self.sessions)

    def _with_totals(self, told: Stimulation) -> Stimulation:
        try:
            totals = stimulation.totals(told)
        except stimulation.NoPulseTrainError as error:
            raise Malformed(problem=f"prescription: {error}", name="prescription") from None
        pulses = totals.pulses if self.total_count is None else self.total_count
        return replace(told, pulses=pulses, duration_s=totals.end_s if self.total_time is None else self.total_time)


class DeviceBody(Wire):
    """A device in the wire's own names; found again by its serial number."""

    sn: Annotated[Text, Field(min_length=1)]
    device_type: Annotated[Text, Field(min_length=1)] = "TMS设备"
    name: Text = ""

    def given(self) -> DeviceGiven:
        """As the contract says it."""
        return DeviceGiven(self.sn, self.device_type, self.name)


class ExecutionBody(Wire):
    """POST /prescription-execution: patient, prescription and device each by the id of a known record or inline."""

    prescription_id: Id | None = None
    patient_id: Id | None = None
    device_id: Id | None = None
    executor_id: Id | None = None
    hospital_id: Id | None = None
    execution_status: Annotated[Whole, Field(ge=0, le=4)] = 0
    client_reference: Text = ""
    patient: PatientBody | None = None
    prescription: PrescriptionBody | None = None
    device: DeviceBody | None = None
    answers: Annotated[list[Text], Field(max_length=10)] = []
    """Codes of 409 answers that ask for confirmation, confirmed."""

    def new(self, within: bool) -> NewExecution:
        """As the contract says it. Raises Malformed."""
        return NewExecution(
            prescription_id=self.prescription_id,
            prescription=self.prescription.given(within) if self.prescription else None,
            patient_id=self.patient_id,
            patient=self.patient.given() if self.patient else None,
            device_id=self.device_id,
            device=self.device.given() if self.device else None,
            hospital_id=self.hospital_id,
            executor_id=self.executor_id,
            status=ExecutionStatus(self.execution_status),
            client_reference=self.client_reference,
        )


class ProgressBody(Wire):
    """How far the pulse trains are."""

    trains_done: Annotated[Whole, Field(ge=0, le=MOST_PULSES)] | None = None
    pulses_done: Annotated[Whole, Field(ge=0, le=MOST_PULSES)] | None = None
    output_percent: Annotated[Whole, Field(ge=0, le=100)] | None = None


class StatusBody(Wire):
    """PUT /prescription-execution/{id}: `status` is a number or a name of the source's map."""

    status: Whole | Literal["PENDING", "DISPATCHED", "EXECUTING", "COMPLETED", "FAILED"]
    reason: LongText = ""
    progress: ProgressBody = ProgressBody()
    client_info: Text = ""
    device_id: Id | None = None
    timestamp: Annotated[Text, Field(examples=[EXAMPLE_TIME])] | None = None

    def update(self, execution_id: int, user_name: str) -> StatusUpdate:
        """As the contract says it. Raises Malformed."""
        return StatusUpdate(
            execution_id=execution_id,
            status=status_of(self.status),
            console=self.client_info or user_name[:50],
            at=moment_of(self.timestamp),
            device_id=self.device_id,
            reason=self.reason,
            trains_done=self.progress.trains_done,
            pulses_done=self.progress.pulses_done,
            output_percent=self.progress.output_percent,
        )


class CancelBody(Wire):
    """Why; with `version` only if nothing changed since."""

    reason: Annotated[LongText, Field(min_length=1)] = "外部系统取消"
    version: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None


class LogInBody(Wire):
    """A member of staff, or an interface account."""

    name: Annotated[str, Field(min_length=1, max_length=50)]
    password: Annotated[str, Field(min_length=1, max_length=200)]
