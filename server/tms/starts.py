"""What must hold before a session is started: a prescription that may be run, and a patient and a machine that are free (§3.3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select

from server.kernel.unit_of_work import Work
from server.tms import models, queries, rules
from server.tms.joined import CourseRow, SessionRow
from shared.contracts.tms.errors import (
    DeviceInUse,
    NeedsApproval,
    OutputDiffers,
    PatientInTreatment,
    PrescriptionStopped,
    ThresholdMissing,
    Unconfirmed,
)
from shared.contracts.tms.types import ExecutionStatus as Status
from shared.contracts.tms.types import Note, Why

_execution, _patient, _device = models.execution, models.patient, models.device


def check_safe(row: CourseRow, *, can_ask: bool = False) -> Note:
    """Raise what forbids starting now; answers what the history must say of a start that is allowed all the same.

    The rules are asked again, since threshold and approval may have changed. A received prescription that nobody has confirmed is
    not started by whoever `can_ask`; the source's clients can't, and may start it unless it is beyond what is usual: the history
    says that nobody asked.
    """
    if row["prescription_stopped_at"] is not None:
        raise PrescriptionStopped
    stimulation, threshold = queries.stimulation_of(row, "prescription_"), row["patient_threshold_percent"]
    unconfirmed = not row["prescription_own"] and row["prescription_confirmed_by"] is None
    if unconfirmed and can_ask:
        raise Unconfirmed
    if row["prescription_needs_approval"]:
        raise NeedsApproval
    if unconfirmed and rules.is_strong_theta_burst(stimulation):
        raise Unconfirmed
    if threshold is None and row["prescription_own"]:
        # A received prescription's threshold was measured where it was written.
        raise ThresholdMissing
    too_high = rules.output_too_high(stimulation, threshold)
    if too_high is not None:
        raise too_high
    return Why.UNCONFIRMED if unconfirmed else ""


def unasked(row: CourseRow, began: datetime) -> Note:
    """What the history must say of a session that was begun without a word of ours: whether nobody had asked by then."""
    confirmed_at = row["prescription_confirmed_at"]
    asked = row["prescription_own"] or (confirmed_at is not None and confirmed_at <= began)
    return "" if asked else Why.UNCONFIRMED


def output(row: SessionRow, given: int | None) -> int | None:
    """Output of the machine in %: threshold × percent where a threshold is known. Raises OutputDiffers for any other."""
    prescribed = rules.output_of(queries.stimulation_of(row, "prescription_"), row["patient_threshold_percent"])
    if prescribed is None:
        return given
    if given not in {None, prescribed}:
        raise OutputDiffers(given=given, output=prescribed)
    return prescribed


def check_free(work: Work, patient_id: int, device_id: int | None, execution_id: int | None = None) -> None:
    """Raise PatientInTreatment or DeviceInUse when another session than `execution_id` runs for the patient or on the device.

    The rows of both are written first, which queues those who start something for the same patient or machine.
    """
    work.change(_patient, _patient.c.id == patient_id, his_id=_patient.c.his_id)
    if (console := _running(work, execution_id, _execution.c.patient_id == patient_id)) is not None:
        raise PatientInTreatment(console=console)
    if device_id is None:
        return
    work.change(_device, _device.c.id == device_id, version=_device.c.version)
    if (console := _running(work, execution_id, _execution.c.device_id == device_id)) is not None:
        raise DeviceInUse(sn=device_name(work, device_id), console=console)


def _running(work: Work, execution_id: int | None, whose: ColumnElement[bool]) -> str | None:
    others = (_execution.c.status == int(Status.EXECUTING), _execution.c.id != (execution_id or 0), whose)
    console: str | None = work.db.execute(select(_execution.c.console).where(*others).limit(1)).scalar_one_or_none()
    return console


def device_name(work: Work, device_id: int) -> str:
    """Serial number of a known device."""
    sn: str = work.db.execute(select(_device.c.sn).where(_device.c.id == device_id)).scalar_one()
    return sn
