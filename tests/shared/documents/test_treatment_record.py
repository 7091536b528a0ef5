"""治疗记录单 says what was planned, what was delivered, who did it, and every interruption."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.clock import ZONE
from shared.contracts.admission.types import Sex
from shared.contracts.tms.errors import Contraindicated
from shared.contracts.tms.types import (
    ChangeRow,
    ChecklistAnswer,
    Device,
    DeviceStatus,
    Execution,
    ExecutionStatus,
    Finding,
    FindingLevel,
    Hospital,
    LogEntry,
    Prescription,
    PrescriptionKind,
    Question,
    Stimulation,
    TbsType,
    TmsPatient,
    TreatmentRecord,
)
from shared.documents.treatment_record import treatment_record
from shared.identifiers import StayId
from shared.stimulation import totals
from tests.shared.documents.readback import fonts, info, line_with, pages

AT = datetime(2026, 11, 21, 9, 30, tzinfo=ZONE)
ITBS = Stimulation(
    PrescriptionKind.TBS,
    120,
    Decimal(50),
    Decimal(2),
    Decimal(8),
    20,
    600,
    Decimal(192),
    TbsType.INTERMITTENT,
    3,
    Decimal(5),
    10,
)
PATIENT = TmsPatient(
    7, 1, "张秀英", Sex.FEMALE, date(1959, 3, 2), None, None, 100001, StayId("s"), "W01", "W01", "W01-001", "住院", 52, AT, "内一科"
)
FINDING = Finding(FindingLevel.OVERRIDE, Contraindicated(question=Question("pacemaker", "心脏起搏器", "pacemaker")).data())


def prescribed(given: Stimulation) -> Prescription:
    """What the session was for."""
    checklist = (ChecklistAnswer("metal", False), ChecklistAnswer("pacemaker", True))
    return Prescription(
        id=12,
        version=2,
        hospital_id=1,
        patient=PATIENT,
        stimulation=given,
        totals=totals(ITBS),
        part_id=1,
        part_name="左背外侧前额叶",
        protocol_id=7,
        protocol_name="iTBS 600 左DLPFC",
        sessions=20,
        sessions_done=3,
        order_id=None,
        checklist=checklist,
        findings=(FINDING,),
        needs_approval=False,
        approved_by="韩医师",
        approval_reason="获益大于风险",
        own=True,
        created_by="沈医师",
        created_at=AT,
        stopped_at=None,
        note="首次治疗需陪护",
    )


def record(given: Stimulation = ITBS, trains: int = 7, pulses: int = 225, **values: Any) -> TreatmentRecord:
    """A session that was paused and then stopped."""
    execution = Execution(
        id=1002,
        version=5,
        status=ExecutionStatus.FAILED,
        attempt=1,
        prescription=prescribed(given),
        device=Device(4, 1, "TMS设备", "TMS2026001", "一号刺激器", DeviceStatus.ONLINE, AT, "1号控制台", 25, 1),
        executor=None,
        hospital=Hospital(1, "示范医院", None, None),
        created_at=AT,
        received_at=AT,
        client_info="",
        console="1号控制台",
        started_at=AT + timedelta(minutes=5),
        ended_at=AT + timedelta(minutes=7, seconds=9),
        trains_done=trains,
        pulses_done=pulses,
        output_percent=62,
        reason="头痛",
        sends=1,
        undelivered=False,
        late=False,
        charge="",
        session_number=4,
    )
    entries = (
        LogEntry(AT + timedelta(minutes=5), "started", 0, 0),
        LogEntry(AT + timedelta(minutes=5, seconds=2), "train", 1, 30),
        LogEntry(AT + timedelta(minutes=6), "paused", 5, 160, ""),
        LogEntry(AT + timedelta(minutes=7, seconds=9), "emergency_stop", trains, pulses, "头痛"),
    )
    changes = (ChangeRow(AT, "郭操作", "1号控制台", None, ExecutionStatus.PENDING, ""),)
    return TreatmentRecord("示范市第一人民医院", replace(execution, **values), changes, entries, "郭操作", AT)


@pytest.mark.req("W9")
def test_everything_of_a_session_is_on_the_paper() -> None:
    (page,) = pages(treatment_record(record(), "李敏", AT))
    for words in (
        "示范市第一人民医院",
        "经颅磁刺激治疗记录单",
        "No. TMS00001002-1",
        "姓名 张秀英 性别 女 年龄 67岁 住院号 100001",
        "病区 内一科 床号 W01-001",
        "方案 iTBS 600 左DLPFC 治疗部位 左背外侧前额叶",
        "强度 120% 运动阈值",
        "串长 2 s 串间隔 8 s",
        "计划 20 串，600 脉冲，3 分 12 秒",
        "疗程 第 4 次，共 20 次",
        "备注 首次治疗需陪护",
        "禁忌询问 已询问 2 项，1 项为是",
        "核查结果 须批准：有禁忌：心脏起搏器",
        "第二人批准 韩医师 获益大于风险",
        "结果 未完成 头痛",
        "已给串数 7/20 已给脉冲 225/600 静息阈值 52% 机器输出 实际输出 62%",
        "开始 2026-11-21 09:35:00 结束 2026-11-21 09:37:09",
        "操作者 郭操作 控制台 1号控制台",
        "设备 一号刺激器 TMS2026001",
        "操作者签名",
        "打印人 李敏 打印时间 2026-11-21 09:30",
        "第1页 共1页",
    ):
        assert words in page, words
    assert line_with(page, "09:37:09 急停") == "09:37:09 急停 7 225 头痛"
    assert line_with(page, "09:36:00 暂停") == "09:36:00 暂停 5 160"
    assert "补打" not in page
    assert "train" not in page


def test_a_reprint_a_late_log_and_a_completed_session_say_so() -> None:
    given = record(trains=20, pulses=600, status=ExecutionStatus.COMPLETED, reason="", late=True, attempt=2)
    (page,) = pages(treatment_record(given, "李敏", AT, reprints=2))
    for words in ("补打 2", "结果 完成", "已给串数 20/20", "第几次尝试 2（日志补传）"):
        assert words in page


def test_a_machine_that_somebody_unplugged_is_on_the_paper() -> None:
    plain = record()
    entries = (*plain.entries, LogEntry(AT + timedelta(minutes=8), "discharged_by_hand", 7, 225, "郭操作"))
    (page,) = pages(treatment_record(replace(plain, entries=entries), "李敏", AT))
    assert line_with(page, "人工断电") == "09:38:00 人工断电 7 225 郭操作"


def test_pulses_of_earlier_attempts_are_told() -> None:
    (page,) = pages(treatment_record(record(attempt=2, pulses_before=225), "李敏", AT))
    assert "第几次尝试 2，此前各次已给 225 脉冲" in page


def test_who_confirmed_a_received_prescription_is_named() -> None:
    plain = record()
    received = replace(plain.execution.prescription, own=False, confirmed_by="郭操作")
    given = replace(plain, execution=replace(plain.execution, prescription=received))
    (page,) = pages(treatment_record(given, "李敏", AT))
    assert "禁忌询问 已询问 2 项，1 项为是 核对：郭操作" in page


def test_a_received_prescription_that_makes_no_train_is_printed_as_given() -> None:
    broken = replace(ITBS, kind=PrescriptionKind.RTMS, frequency_hz=Decimal(0), tbs_type=None)
    given = record(broken, 0, 0, device=None, started_at=None, ended_at=None, output_percent=None)
    (page,) = pages(treatment_record(given, "李敏", AT))
    assert "计划 参数不成立" in page
    assert "已给脉冲 0/—" in page
    assert "设备 —" in page


def test_a_patient_from_elsewhere_without_checks() -> None:
    elsewhere = replace(PATIENT, his_id=None, code="MZ-9", birthday=None, sex=None, ward=None, bed=None, threshold_percent=None)
    plain = record()
    prescription = replace(
        plain.execution.prescription, patient=elsewhere, checklist=(), findings=(), approved_by=None, needs_approval=True
    )
    given = replace(plain, execution=replace(plain.execution, prescription=prescription), entries=(), changes=())
    (page,) = pages(treatment_record(given, "李敏", AT))
    for words in ("外来编号 MZ-9", "禁忌询问 未询问", "在安全限值之内", "未批准", "未测定", "没有设备日志", "没有状态变更"):
        assert words in page


def test_many_interruptions_run_over_pages_under_one_heading() -> None:
    plain = record()
    many = tuple(LogEntry(AT + timedelta(seconds=number), "paused", 1, number, "线圈移位") for number in range(150))
    found = pages(treatment_record(replace(plain, entries=many), "李敏", AT))
    assert len(found) > 2
    assert all("张秀英" in page and f"共{len(found)}页" in page for page in found)


def test_fonts_are_embedded_and_nobody_is_named_in_the_metadata() -> None:
    pdf = treatment_record(record(), "李敏", AT)
    assert all(embedded for _, embedded in fonts(pdf))
    assert "张秀英" not in " ".join(info(pdf).values())
    assert pdf == treatment_record(record(), "李敏", AT)
