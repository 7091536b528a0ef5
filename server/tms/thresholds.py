"""运动阈值测定: the resting motor threshold that every output is a percentage of (§3.1, §3.3)."""

from __future__ import annotations

from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.tms import charges, counters, devices, models, queries, statements
from shared.contracts.tms.kinds import Kind
from shared.contracts.tms.types import ThresholdGiven, TmsPatient

_patient = models.patient


def record_threshold(work: Work, given: ThresholdGiven) -> TmsPatient:
    """Keep a measurement; it counts from now on, and the first one of a stay is charged."""
    row = queries.patient_row(work, given.patient_id)
    if given.device_id is not None:
        devices.check_device(work, given.device_id)
    work.add(
        models.threshold,
        id=counters.take(work, "threshold"),
        patient_id=given.patient_id,
        stay_id=row["stay_stay_id"],
        percent=given.percent,
        device_id=given.device_id,
        measured_at=work.now,
        measured_by=work.caller.user_id,
        note=clean(given.note, "note"),
    )
    work.change(_patient, _patient.c.id == given.patient_id, threshold_percent=given.percent, threshold_at=work.now)
    before = {"threshold": row["patient_threshold_percent"]}
    work.audit(f"tms patient {given.patient_id}", before, {"threshold": given.percent})
    charges.charge_threshold(work, row)
    statements.follow(work, row["stay_stay_id"])
    work.touch(Kind.PATIENT, str(given.patient_id))
    return queries.patient(work, given.patient_id)
