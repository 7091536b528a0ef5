"""治疗记录单 (W9): one TMS session as it was given, for the chart. A4.

Planned values come from the prescription by `shared.stimulation`, delivered ones from the session's own record; nothing is assumed.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from shared import clock
from shared import stimulation as arithmetic
from shared.contracts.tms.types import (
    Execution,
    ExecutionStatus,
    Prescription,
    PrescriptionKind,
    Stimulation,
    TmsPatient,
    Totals,
    TreatmentRecord,
)
from shared.documents.paper import A4, Field, Heading, Paper, Printed, mm
from shared.documents.table import Column, Row, Table
from shared.documents.wording import age, day_of, minute, quantity
from shared.sentences import said

_EVENTS = {
    "armed": "就绪",
    "started": "开始",
    "paused": "暂停",
    "resumed": "继续",
    "stopped": "停止",
    "emergency_stop": "急停",
    "completed": "完成",
    "fault": "设备故障",
    "interrupted": "控制台中断",
    "discharged_by_hand": "人工断电",
}
_INTERRUPTIONS = frozenset({"paused", "stopped", "emergency_stop", "fault", "interrupted", "discharged_by_hand"})
_TITLE = 10.0
_COURSE = (
    Column("时间", 24),
    Column("事件", 20),
    Column("已完成串", 16, "right"),
    Column("已给脉冲", 18, "right"),
    Column("", 4),
    Column("说明", 86),
)
_CHANGES = (Column("时间", 30), Column("状态", 22), Column("操作者", 24), Column("控制台", 34), Column("说明", 70))


def treatment_record(record: TreatmentRecord, printed_by: str, printed_at: datetime, reprints: int = 0) -> bytes:
    """The record of one session as PDF; `reprints` counts earlier prints and is marked 补打."""
    execution = record.execution
    prescription = execution.prescription
    paper = Paper(A4, Printed(printed_by, printed_at))
    number = f"TMS{execution.id:08d}-{execution.attempt}"
    patient = prescription.patient
    subject = "　".join((patient.name, *_number(patient)))
    paper.begin(Heading(record.hospital, "经颅磁刺激治疗记录单", number, subject=subject, reprints=reprints))
    _patient(paper, patient, day_of(execution.started_at or execution.created_at))
    _prescription(paper, execution)
    _safety(paper, prescription)
    _delivered(paper, record)
    _course(paper, record)
    paper.space(6 * mm)
    paper.signatures(("操作者签名：", "医师签名：", "患者签名："))
    return paper.pdf()


def _patient(paper: Paper, patient: TmsPatient, on: date) -> None:
    paper.fields(
        (
            Field("姓名", patient.name, bold=True),
            Field("性别", "" if patient.sex is None else patient.sex.zh),
            Field("年龄", age(patient.birthday, on)),
            Field(*_number(patient), bold=True),
            Field("病区", patient.ward_name or "—", span=2),
            Field("床号", patient.bed or "—", span=2),
        ),
        columns=4,
    )
    paper.divider()


def _number(patient: TmsPatient) -> tuple[str, str]:
    """What the number is, and the number."""
    if patient.his_id is not None:
        return "住院号", str(patient.his_id)
    return "外来编号", str(patient.code or patient.id)


def _prescription(paper: Paper, execution: Execution) -> None:
    prescription = execution.prescription
    given = prescription.stimulation
    totals = _totals(given)
    paper.write("一、处方", size=_TITLE, bold=True)
    planned = "参数不成立" if totals is None else f"{totals.trains} 串，{totals.pulses} 脉冲，{_time(totals.end_s)}"
    paper.fields(
        (
            Field("方案", prescription.protocol_name or given.kind.zh, span=2, bold=True),
            Field("治疗部位", prescription.part_name, span=2, bold=True),
            Field("强度", f"{given.threshold_percent}% 运动阈值"),
            Field("串长", f"{quantity(given.train_s)} s"),
            Field("串间隔", f"{quantity(given.pause_s)} s"),
            Field("处方号", str(prescription.id)),
            Field("频率", _rate(given), span=2),
            Field("计划", planned, span=2),
            Field("疗程", f"第 {execution.session_number} 次，共 {prescription.sessions} 次", span=2),
            Field("开立", f"{prescription.created_by}　{minute(prescription.created_at)}", span=2),
        ),
        columns=4,
    )
    if prescription.note:
        paper.fields((Field("备注", prescription.note),), columns=1)
    paper.divider()


def _totals(given: Stimulation) -> Totals | None:
    """Other systems' prescriptions need not make a pulse train; their record is still printed."""
    try:
        return arithmetic.totals(given)
    except arithmetic.NoPulseTrainError:
        return None


def _rate(given: Stimulation) -> str:
    if given.kind is not PrescriptionKind.TBS:
        return f"{quantity(given.frequency_hz)} Hz"
    pattern = "TBS" if given.tbs_type is None else given.tbs_type.zh
    bursts = "" if given.burst_hz is None else f"，丛 {quantity(given.burst_hz)} Hz"
    return f"{pattern}，丛内 {quantity(given.frequency_hz)} Hz × {given.burst_pulses or '—'}{bursts}"


def _time(seconds: Decimal) -> str:
    whole = int(arithmetic.round_seconds(seconds))
    return f"{whole // 60} 分 {whole % 60} 秒"


def _safety(paper: Paper, prescription: Prescription) -> None:
    paper.write("二、安全", size=_TITLE, bold=True)
    yes = [answer for answer in prescription.checklist if answer.yes]
    asked = (
        f"已询问 {len(prescription.checklist)} 项，{f'{len(yes)} 项为是' if yes else '均为否'}"
        if prescription.checklist
        else "未询问"
    )
    if prescription.confirmed_by:
        asked = f"{asked}　核对：{prescription.confirmed_by}"
    findings = "；".join(f"{each.level.zh}：{each.error.sentence('zh')}" for each in prescription.findings) or "在安全限值之内"
    approval = "无需批准"
    if prescription.approved_by:
        approval = f"{prescription.approved_by}　{said(prescription.approval_reason, 'zh')}"
    elif prescription.needs_approval:
        approval = "未批准"
    paper.fields((Field("禁忌询问", asked), Field("核查结果", findings), Field("第二人批准", approval)), columns=1)
    paper.divider()


def _delivered(paper: Paper, record: TreatmentRecord) -> None:
    execution = record.execution
    prescription, patient = execution.prescription, execution.prescription.patient
    totals = _totals(prescription.stimulation)
    trains, pulses = (str(totals.trains), str(totals.pulses)) if totals else ("—", "—")
    threshold = "未测定" if patient.threshold_percent is None else f"{patient.threshold_percent}% 机器输出"
    output = "—" if execution.output_percent is None else f"{execution.output_percent}%"
    device = "—" if execution.device is None else f"{execution.device.name or execution.device.device_type}　{execution.device.sn}"
    done = execution.status is ExecutionStatus.COMPLETED
    paper.write("三、治疗", size=_TITLE, bold=True)
    paper.fields(
        (
            Field("结果", "完成" if done else f"未完成　{said(execution.reason, 'zh')}".rstrip(), span=4, bold=True),
            Field("已给串数", f"{execution.trains_done}/{trains}", bold=True),
            Field("已给脉冲", f"{execution.pulses_done}/{pulses}", bold=True),
            Field("静息阈值", threshold),
            Field("实际输出", output, bold=True),
            Field("开始", "—" if execution.started_at is None else _second(execution.started_at), span=2),
            Field("结束", "—" if execution.ended_at is None else _second(execution.ended_at), span=2),
            Field("操作者", record.operator, span=2),
            Field("控制台", execution.console or "—", span=2),
            Field("设备", device, span=2),
            Field("第几次尝试", _attempt(execution), span=2),
        ),
        columns=4,
    )
    paper.divider()


def _attempt(execution: Execution) -> str:
    late = "（日志补传）" if execution.late else ""
    before = f"，此前各次已给 {execution.pulses_before} 脉冲" if execution.pulses_before else ""
    return f"{execution.attempt}{late}{before}"


def _course(paper: Paper, record: TreatmentRecord) -> None:
    """The log without its trains: what was done, interruptions above all; each line says how far the session was."""
    paper.space(1 * mm)
    paper.write("四、经过", size=_TITLE, bold=True)
    table = Table(paper, _COURSE)
    for entry in record.entries:
        if entry.what in _EVENTS:
            cells = (
                _second(entry.at)[11:],
                _EVENTS[entry.what],
                str(entry.trains_done),
                str(entry.pulses_done),
                "",
                said(entry.note, "zh"),
            )
            table.rows(Row(cells, bold=entry.what in _INTERRUPTIONS))
    table.close(if_empty="没有设备日志")
    table = Table(paper, _CHANGES)
    for change in record.changes:
        notes = "；".join(said(note, "zh") for note in change.notes)
        table.rows(Row((minute(change.at), change.new.zh, change.by or "系统", change.console, notes)))
    table.close(if_empty="没有状态变更")


def _second(moment: datetime) -> str:
    return clock.local(moment).strftime("%Y-%m-%d %H:%M:%S")
