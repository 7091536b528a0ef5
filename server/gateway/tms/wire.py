"""Executions as the documented JSON (source 000; meanings: domain rules §3.1). Pure: values in, plain values out.

Every key of the source's example is always there, in its order, null where nothing is known. Where the example leaves a type open:
frequencies and train lengths are strings ("8.0"), other numbers are numbers, `tbsType` is 1 (iTBS) or 2 (cTBS),
`prescriptionInfo.status` is 0 in use or 1 stopped, and a device is online unless its heartbeat is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from shared import clock
from shared.contracts.tms.types import (
    Device,
    DeviceStatus,
    Execution,
    ExecutionRow,
    Executor,
    Hospital,
    Notice,
    NoticeKind,
    Prescription,
    PrescriptionKind,
    TmsPatient,
)

Json = dict[str, Any]
PREFIX = "PRESCRIPTION_EXECUTION_"
_KEPT_FRONT, _KEPT_BACK = 3, 2


@dataclass(frozen=True, slots=True)
class Dialect:
    """How this client is told: `masked` hides identity numbers; `within` reads interFreq as the rate inside a burst (§3.1)."""

    masked: bool = False
    within: bool = False


def instant(moment: datetime | None) -> str | None:
    """2025-01-20T15:45:30.456+08:00."""
    return clock.local(moment).isoformat(timespec="milliseconds") if moment else None


def day(value: date | None) -> str | None:
    """1992-05-15T00:00:00.000+08:00."""
    return instant(clock.at(value)) if value else None


def decimal_text(value: Decimal | None) -> str | None:
    """8 → "8.0", 2.50 → "2.5"."""
    if value is None:
        return None
    text = format(value.normalize(), "f")
    return text if "." in text else f"{text}.0"


def number(value: Decimal) -> int | float:
    """A JSON number, whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def masked_identity(id_card: str | None) -> str | None:
    """The first three (province and city) and the last two characters stay: 110*************34."""
    if id_card is None:
        return None
    hidden = len(id_card) - _KEPT_FRONT - _KEPT_BACK
    if hidden <= 0:
        return "*" * len(id_card)
    return id_card[:_KEPT_FRONT] + "*" * hidden + id_card[-_KEPT_BACK:]


def execution_json(execution: Execution, dialect: Dialect) -> Json:
    """The body of a message without its head."""
    return {
        "executionId": execution.id,
        "executionStatus": int(execution.status),
        "prescriptionInfo": _prescription(execution.prescription, dialect.within),
        "patientInfo": _patient(execution.prescription.patient, dialect.masked),
        "deviceInfo": _device(execution.device),
        "executorInfo": _executor(execution.executor),
        "hospitalInfo": _hospital(execution.hospital),
    }


def progress_json(execution: Execution) -> Json:
    """How far the attempt is; what the documented messages lack."""
    return {
        "attempt": execution.attempt,
        "version": execution.version,
        "receivedAt": instant(execution.received_at),
        "clientInfo": execution.client_info or None,
        "console": execution.console or None,
        "startedAt": instant(execution.started_at),
        "endedAt": instant(execution.ended_at),
        "trainsDone": execution.trains_done,
        "pulsesDone": execution.pulses_done,
        "outputPercent": execution.output_percent,
        "sessionNumber": execution.session_number,
        "reason": execution.reason or None,
        "undelivered": execution.undelivered,
        "late": execution.late,
    }


def notice_json(notice: Notice, dialect: Dialect) -> Json:
    """The message of a notice. CREATED is the source's to the letter; the extension messages add `progressInfo`."""
    message: Json = {"messageType": PREFIX + notice.kind.name, "timestamp": instant(notice.at)}
    message |= execution_json(notice.execution, dialect)
    if notice.kind is not NoticeKind.CREATED:
        message["progressInfo"] = progress_json(notice.execution)
    return message


def record_json(execution: Execution, dialect: Dialect) -> Json:
    """`data` of the REST answers."""
    return {
        **execution_json(execution, dialect),
        "createdAt": instant(execution.created_at),
        "progressInfo": progress_json(execution),
    }


def row_json(row: ExecutionRow) -> Json:
    """One line of a list."""
    return {
        "executionId": row.id,
        "executionStatus": int(row.status),
        "attempt": row.attempt,
        "prescriptionId": row.prescription_id,
        "patientId": row.patient_id,
        "hisId": row.patient_no,
        "patientName": row.patient_name,
        "ward": row.ward,
        "bed": row.bed,
        "presPartName": row.part_name,
        "standardPresName": row.protocol or None,
        "totalCount": row.pulses,
        "totalTime": number(row.duration_s),
        "deviceId": row.device_id,
        "sn": row.device_sn or None,
        "createdAt": instant(row.created_at),
        "receivedAt": instant(row.received_at),
        "startedAt": instant(row.started_at),
        "endedAt": instant(row.ended_at),
        "trainsDone": row.trains_done,
        "pulsesDone": row.pulses_done,
        "sessionNumber": row.session_number,
        "sessions": row.sessions,
        "reason": row.reason or None,
        "undelivered": row.undelivered,
        "late": row.late,
    }


def encode(message: Json) -> bytes:
    """UTF-8 without spaces, keys in their order."""
    return msgspec.json.encode(message)


def _prescription(prescription: Prescription, within: bool) -> Json:
    given = prescription.stimulation
    pres_freq, inter_freq = given.frequency_hz, given.burst_hz
    if within and given.kind is PrescriptionKind.TBS and inter_freq is not None:
        pres_freq, inter_freq = inter_freq, pres_freq
    return {
        "id": prescription.id,
        "presType": int(given.kind),
        "status": 0 if prescription.stopped_at is None else 1,
        "presStrength": given.threshold_percent,
        "presFreq": decimal_text(pres_freq),
        "lastTime": decimal_text(given.train_s),
        "pauseTime": number(given.pause_s),
        "repeatCount": given.trains,
        "totalCount": given.pulses,
        "totalTime": number(given.duration_s),
        "presPartId": prescription.part_id,
        "presPartName": prescription.part_name,
        "standardPresId": prescription.protocol_id,
        "standardPresName": prescription.protocol_name,
        "tbsType": int(given.tbs_type) if given.tbs_type is not None else None,
        "innerCount": given.burst_pulses,
        "interFreq": decimal_text(inter_freq),
        "interCount": given.bursts_per_train,
        "periods": given.periods,
        "createdAt": instant(prescription.created_at),
    }


def _patient(patient: TmsPatient, masked: bool) -> Json:
    return {
        "id": patient.id,
        "name": patient.name,
        "idCard": masked_identity(patient.id_card) if masked else patient.id_card,
        "gender": patient.sex.zh if patient.sex is not None else None,
        "birthday": day(patient.birthday),
        "hisId": patient.his_id,
        "code": patient.code,
    }


def _device(device: Device | None) -> Json:
    if device is None:
        return dict.fromkeys(("deviceId", "deviceType", "sn", "status", "lastHeartbeat"))
    return {
        "deviceId": device.id,
        "deviceType": device.device_type,
        "sn": device.sn,
        "status": "offline" if device.status is DeviceStatus.OFFLINE else "online",
        "lastHeartbeat": instant(device.last_heartbeat),
    }


def _executor(executor: Executor | None) -> Json:
    if executor is None:
        return dict.fromkeys(("userId", "username", "email", "mobile"))
    return {"userId": executor.user_id, "username": executor.username, "email": executor.email, "mobile": executor.mobile}


def _hospital(hospital: Hospital) -> Json:
    return {"hospitalId": hospital.id, "name": hospital.name, "address": hospital.address, "contact": hospital.contact}
