"""The execution of the source's example as values of the contract."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shared import clock, stimulation
from shared.contracts.admission.types import Sex
from shared.contracts.tms.types import (
    Device,
    DeviceStatus,
    Execution,
    ExecutionStatus,
    Executor,
    Hospital,
    Notice,
    NoticeKind,
    Prescription,
    PrescriptionKind,
    Stimulation,
    TbsType,
    TmsPatient,
)

SOURCE = """{
  "messageType": "PRESCRIPTION_EXECUTION_CREATED",
  "timestamp": "2025-01-20T15:45:30.456+08:00",
  "executionId": 1002,
  "executionStatus": 1,
  "prescriptionInfo": {
    "id": 2002,
    "presType": 0,
    "status": 0,
    "presStrength": 60,
    "presFreq": "8.0",
    "lastTime": "2.5",
    "pauseTime": 10,
    "repeatCount": 1,
    "totalCount": 30,
    "totalTime": 1200,
    "presPartId": 12,
    "presPartName": "运动皮层",
    "standardPresId": null,
    "standardPresName": null,
    "tbsType": null,
    "innerCount": null,
    "interFreq": null,
    "interCount": null,
    "periods": 1,
    "createdAt": "2025-01-20T15:40:00.000+08:00"
  },
  "patientInfo": {
    "id": 3002,
    "name": "李四",
    "idCard": "110101199205151234",
    "gender": "女",
    "birthday": "1992-05-15T00:00:00.000+08:00",
    "hisId": null,
    "code": null
  },
  "deviceInfo": {
    "deviceId": 4002,
    "deviceType": "TMS设备",
    "sn": "TMS2025002",
    "status": "offline",
    "lastHeartbeat": null
  },
  "executorInfo": {
    "userId": 5002,
    "username": "doctor002",
    "email": null,
    "mobile": null
  },
  "hospitalInfo": {
    "hospitalId": 6002,
    "name": "北京大学第一医院",
    "address": null,
    "contact": null
  }
}"""
"""The example of source text 000, to the letter."""

RTMS = Stimulation(
    kind=PrescriptionKind.RTMS,
    threshold_percent=60,
    frequency_hz=Decimal("8.0"),
    train_s=Decimal("2.50"),
    pause_s=Decimal(10),
    trains=1,
    pulses=30,
    duration_s=Decimal(1200),
)
ITBS = Stimulation(
    kind=PrescriptionKind.TBS,
    threshold_percent=80,
    frequency_hz=Decimal(50),
    train_s=Decimal(2),
    pause_s=Decimal(8),
    trains=20,
    pulses=600,
    duration_s=Decimal(192),
    tbs_type=TbsType.INTERMITTENT,
    burst_pulses=3,
    burst_hz=Decimal(5),
    bursts_per_train=10,
)
PATIENT = TmsPatient(
    id=3002,
    hospital_id=6002,
    name="李四",
    sex=Sex.FEMALE,
    birthday=date(1992, 5, 15),
    id_card="110101199205151234",
    code=None,
    his_id=None,
    stay_id=None,
    ward=None,
    access_ward=None,
    bed=None,
    stay_state=None,
    threshold_percent=None,
    threshold_at=None,
)
PRESCRIPTION = Prescription(
    id=2002,
    version=1,
    hospital_id=6002,
    patient=PATIENT,
    stimulation=RTMS,
    totals=stimulation.totals(RTMS),
    part_id=12,
    part_name="运动皮层",
    protocol_id=None,
    protocol_name=None,
    sessions=1,
    sessions_done=0,
    order_id=None,
    checklist=(),
    findings=(),
    needs_approval=False,
    approved_by=None,
    approval_reason="",
    own=False,
    created_by="",
    created_at=datetime(2025, 1, 20, 15, 40, tzinfo=clock.ZONE),
    stopped_at=None,
    note="",
)
DEVICE = Device(4002, 6002, "TMS设备", "TMS2025002", "", DeviceStatus.OFFLINE, None, "", None, 1)
EXECUTION = Execution(
    id=1002,
    version=1,
    status=ExecutionStatus.DISPATCHED,
    attempt=1,
    prescription=PRESCRIPTION,
    device=DEVICE,
    executor=Executor(5002, "doctor002", None, None),
    hospital=Hospital(6002, "北京大学第一医院", None, None),
    created_at=datetime(2025, 1, 20, 15, 45, tzinfo=clock.ZONE),
    received_at=None,
    client_info="",
    console="",
    started_at=None,
    ended_at=None,
    trains_done=0,
    pulses_done=0,
    output_percent=None,
    reason="",
    sends=1,
    undelivered=False,
    late=False,
    charge="",
    session_number=1,
)
CREATED_AT = datetime(2025, 1, 20, 15, 45, 30, 456_000, tzinfo=clock.ZONE)


def notice(
    number: int = 1,
    kind: NoticeKind = NoticeKind.CREATED,
    *,
    ward: str | None = None,
    last_ward: str | None = None,
    **execution: Any,
) -> Notice:
    """A notice of the source's execution, changed where wanted; the patient lies in `ward`, or has left `last_ward`."""
    patient = dataclasses.replace(PATIENT, ward=ward, access_ward=ward or last_ward)
    base = dataclasses.replace(EXECUTION, prescription=dataclasses.replace(PRESCRIPTION, patient=patient))
    return Notice(number, kind, CREATED_AT, dataclasses.replace(base, **execution))


def json_source() -> dict[str, Any]:
    """The example, read."""
    source: dict[str, Any] = json.loads(SOURCE)
    return source
