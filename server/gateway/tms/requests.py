"""What other systems and clients of the feed send, checked. Names are the wire's; values become the contract's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from server.gateway.errors import Malformed
from server.gateway.feed import messages
from server.gateway.wire import Day, Id, Json, LongText, NoTruth, Stored, Text, Whole, Wire, Words50, Words200, either, moment_of
from shared import clock, stimulation
from shared.contracts.admission.types import Sex
from shared.contracts.tms.types import (
    MOST_PULSES,
    DeviceGiven,
    ExecutionStatus,
    FeedFilter,
    NewExecution,
    PatientGiven,
    PrescriptionGiven,
    PrescriptionKind,
    StatusUpdate,
    Stimulation,
    TbsType,
)

EXAMPLE_TIME = "2025-01-20T15:45:30.456+08:00"


def _day(value: Any) -> Any:
    """1992-05-15, or the moment the wire shows for it."""
    if isinstance(value, str) and "T" in value:
        try:
            return clock.local(datetime.fromisoformat(value)).date()
        except OverflowError:
            raise ValueError("no such day") from None
    return value


ExternalId = Annotated[Text | Id, AfterValidator(str)]
Seconds = Annotated[Decimal, NoTruth, Field(ge=0, le=86_400, decimal_places=4)]
Hertz = Annotated[Decimal, NoTruth, Field(gt=0, le=1_000, decimal_places=4)]
Count = Annotated[Whole, Field(ge=1, le=1_000_000)]
Pulses = Annotated[Whole, Field(ge=0, le=MOST_PULSES)]


class PatientBody(Wire):
    """A patient in the wire's own names; found again by hospital and `id`."""

    id: ExternalId
    name: Annotated[Text, Field(min_length=1)]
    id_card: Annotated[str, Field(max_length=20), Stored] | None = None
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
            answers=tuple(self.answers),
        )


class ProgressBody(Wire):
    """How far the pulse trains are."""

    trains_done: Pulses | None = None
    pulses_done: Pulses | None = None
    output_percent: Annotated[Whole, Field(ge=0, le=100)] | None = None


class _Status(Wire):
    status: Whole | str
    reason: Words200 = ""
    progress: ProgressBody = ProgressBody()
    client_info: Words200 = ""
    device_id: Id | None = None
    timestamp: Words50 | None = None

    def update(self, execution_id: int, console: str) -> StatusUpdate:
        """As the contract says it. Raises Malformed."""
        return StatusUpdate(
            execution_id=execution_id,
            status=status_of(self.status),
            console=console,
            at=moment_of(self.timestamp),
            device_id=self.device_id,
            reason=self.reason,
            trains_done=self.progress.trains_done,
            pulses_done=self.progress.pulses_done,
            output_percent=self.progress.output_percent,
        )


class StatusBody(_Status):
    """PUT /prescription-execution/{id}: `status` is a number or a name of the source's map."""

    status: Whole | Literal["PENDING", "DISPATCHED", "EXECUTING", "COMPLETED", "FAILED"]
    reason: LongText = ""
    client_info: Text = ""
    timestamp: Annotated[Text, Field(examples=[EXAMPLE_TIME])] | None = None


class CancelBody(Wire):
    """Why; with `version` only if nothing changed since."""

    reason: Annotated[LongText, Field(min_length=1)] = "外部系统取消"
    version: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None


# -- messages of the feed's clients


class Received(messages.Received):
    """PRESCRIPTION_EXECUTION_RECEIVED."""

    subject: Annotated[Id, Field(alias="executionId")]


class StatusChange(_Status):
    """PRESCRIPTION_STATUS_UPDATE: an unknown status is no malformed message, it fails; null says nothing."""

    execution_id: Id
    reason: Annotated[Words200, BeforeValidator(lambda said: "" if said is None else said)] = ""
    progress: Annotated[ProgressBody, BeforeValidator(lambda said: ProgressBody() if said is None else said)] = ProgressBody()


class Subscribe(messages.Subscribe):
    """SUBSCRIBE, or the query of the address: every list that is not empty narrows."""

    hospital_ids: list[Id] = either("hospitalIds", "hospital")
    device_types: list[Words50] = either("deviceTypes", "deviceType")
    device_ids: list[Id] = either("deviceIds", "device")
    statuses: list[Whole | str] = either("statuses", "status")
    queue: bool = False

    def wanted(self) -> FeedFilter:
        """As the contract says it. Raises Malformed."""
        statuses = tuple(status_of(each) for each in self.statuses)
        return FeedFilter(tuple(self.hospital_ids), tuple(self.device_types), tuple(self.device_ids), statuses)

    def holds(self) -> Json:
        """The filters as SUBSCRIBED repeats them."""
        filters = self.model_dump(by_alias=True, include={"hospital_ids", "device_types", "device_ids"})
        return filters | {"statuses": [status_of(each).name for each in self.statuses]}


def status_of(given: str | int) -> ExecutionStatus:
    """EXECUTING, 2 or "2". Raises Malformed."""
    text = str(given).strip().upper()
    try:
        return ExecutionStatus(int(text)) if text.isdecimal() else ExecutionStatus[text]
    except (KeyError, ValueError):
        raise Malformed(problem="status", name="status") from None
