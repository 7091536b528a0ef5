"""What other systems and clients of the feed send, checked. Names are the wire's; values become the contract's."""

from __future__ import annotations

from dataclasses import fields, replace
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
    Because,
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
    Why,
)

_SEXES = {"男": Sex.MALE, "女": Sex.FEMALE}
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

    external_id: ExternalId = Field(alias="id")
    name: Annotated[Text, Field(min_length=1)]
    id_card: Annotated[str, Field(max_length=20), Stored] | None = None
    sex: Annotated[Literal["男", "女"], AfterValidator(_SEXES.__getitem__)] | None = Field(None, alias="gender")
    birthday: Annotated[Day | None, BeforeValidator(_day)] = None
    his_id: Id | None = None
    code: Text | None = None


class PrescriptionBody(Wire):
    """A prescription in the wire's own names; totals that are left out are computed."""

    external_id: ExternalId = Field(alias="id")
    kind: Annotated[Whole, Field(ge=0, le=1)] = Field(0, alias="presType")
    threshold_percent: Annotated[Whole, Field(ge=1, le=200)] = Field(alias="presStrength")
    frequency_hz: Hertz = Field(alias="presFreq")
    train_s: Annotated[Seconds, Field(gt=0)] = Field(alias="lastTime")
    pause_s: Seconds = Field(Decimal(0), alias="pauseTime")
    trains: Count = Field(1, alias="repeatCount")
    pulses: Count | None = Field(None, alias="totalCount")
    duration_s: Seconds | None = Field(None, alias="totalTime")
    part_name: Annotated[Text, Field(min_length=1)] = Field(alias="presPartName")
    tbs_type: Annotated[Whole, Field(ge=1, le=2)] | None = None
    burst_pulses: Count | None = Field(None, alias="innerCount")
    burst_hz: Hertz | None = Field(None, alias="interFreq")
    bursts_per_train: Count | None = Field(None, alias="interCount")
    periods: Annotated[Whole, Field(ge=1, le=1_000)] = 1
    sessions: Annotated[Whole, Field(ge=1, le=200)] = 1

    def given(self, within: bool) -> PrescriptionGiven:
        """As the contract says it; `within` reads interFreq as the rate inside a burst. Raises Malformed."""
        bursts = self.kind == PrescriptionKind.TBS or self.tbs_type is not None
        told = {field.name: getattr(self, field.name) for field in fields(Stimulation)} | {
            "kind": PrescriptionKind.TBS if bursts else PrescriptionKind.RTMS,
            "pulses": self.pulses or 0,
            "duration_s": self.duration_s or Decimal(0),
            "tbs_type": TbsType(self.tbs_type) if self.tbs_type else None,
        }
        if within and bursts and self.burst_hz is not None:
            told |= {"frequency_hz": self.burst_hz, "burst_hz": self.frequency_hz}
        return PrescriptionGiven(str(self.external_id), self._with_totals(Stimulation(**told)), self.part_name, self.sessions)

    def _with_totals(self, told: Stimulation) -> Stimulation:
        try:
            totals = stimulation.totals(told)
        except stimulation.NoPulseTrainError as error:
            raise Malformed(problem=f"prescription: {error}", name="prescription") from None
        pulses = totals.pulses if self.pulses is None else self.pulses
        return replace(told, pulses=pulses, duration_s=totals.end_s if self.duration_s is None else self.duration_s)


class DeviceBody(Wire):
    """A device in the wire's own names; found again by its serial number."""

    sn: Annotated[Text, Field(min_length=1)]
    device_type: Annotated[Text, Field(min_length=1)] = "TMS设备"
    name: Text = ""


class ExecutionBody(Wire):
    """POST /prescription-execution: patient, prescription and device each by the id of a known record or inline."""

    prescription_id: Id | None = None
    patient_id: Id | None = None
    device_id: Id | None = None
    executor_id: Id | None = None
    hospital_id: Id | None = None
    status: Annotated[Whole, Field(ge=0, le=4)] = Field(0, alias="executionStatus")
    client_reference: Text = ""
    patient: PatientBody | None = None
    prescription: PrescriptionBody | None = None
    device: DeviceBody | None = None
    answers: Annotated[list[Text], Field(max_length=10)] = []
    """Codes of 409 answers that ask for confirmation, confirmed."""

    def new(self, within: bool) -> NewExecution:
        """As the contract says it. Raises Malformed."""
        inline = {
            "prescription": self.prescription and self.prescription.given(within),
            "patient": self.patient and PatientGiven(**dict(self.patient)),
            "device": self.device and DeviceGiven(**dict(self.device)),
        }
        values = {name: value for name, value in self if name != "answers"}
        return NewExecution(**values | inline | {"status": ExecutionStatus(self.status)})


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
        status, at = status_of(self.status), moment_of(self.timestamp)
        return StatusUpdate(execution_id, status, console, at, self.device_id, self.reason, **dict(self.progress))


class StatusBody(_Status):
    """PUT /prescription-execution/{id}: `status` is a number or a name of the source's map."""

    status: Whole | Literal["PENDING", "DISPATCHED", "EXECUTING", "COMPLETED", "FAILED"]
    reason: LongText = ""
    client_info: Text = ""
    timestamp: Annotated[Text, Field(examples=[EXAMPLE_TIME])] | None = None


class CancelBody(Wire):
    """Why; with `version` only if nothing changed since."""

    reason: Annotated[LongText, Field(min_length=1)] = Why.CANCELLED_OUTSIDE.zh
    version: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None

    def why(self) -> Because:
        """As the contract says it."""
        return Why.CANCELLED_OUTSIDE if self.reason == Why.CANCELLED_OUTSIDE.zh else self.reason


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
