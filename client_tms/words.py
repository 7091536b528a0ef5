"""Words of the station's screens: states in their colour, patients as banners name them, times that count down."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from client_tms import reasons
from client_tms.session.course import Phase
from shared.contracts.tms.types import (
    DeviceStatus,
    ExecutionRow,
    ExecutionStatus,
    Finding,
    FindingLevel,
    Prescription,
    PrescriptionKind,
    Stimulation,
    TmsPatient,
)
from shared.qt import formats
from shared.qt.banner import BannerPatient
from shared.qt.language import language, word
from shared.qt.tint import Tint

STATUS_TINTS = {
    ExecutionStatus.PENDING: Tint.WAIT,
    ExecutionStatus.DISPATCHED: Tint.INFO,
    ExecutionStatus.EXECUTING: Tint.SPECIAL,
    ExecutionStatus.COMPLETED: Tint.OK,
    ExecutionStatus.FAILED: Tint.BAD,
}
DEVICE_TINTS = {
    DeviceStatus.OFFLINE: Tint.NEUTRAL,
    DeviceStatus.ONLINE: Tint.OK,
    DeviceStatus.ARMED: Tint.WAIT,
    DeviceStatus.RUNNING: Tint.SPECIAL,
    DeviceStatus.FAULT: Tint.BAD,
}
LEVEL_TINTS = {
    FindingLevel.NOTE: Tint.INFO,
    FindingLevel.WARNING: Tint.WAIT,
    FindingLevel.OVERRIDE: Tint.BAD,
    FindingLevel.FORBIDDEN: Tint.BAD,
}
PHASE_TINTS = {
    Phase.NOTHING: Tint.NEUTRAL,
    Phase.ARRIVED: Tint.WAIT,
    Phase.IDENTIFY: Tint.INFO,
    Phase.SAFETY: Tint.INFO,
    Phase.ARMED: Tint.WAIT,
    Phase.STARTING: Tint.WAIT,
    Phase.RUNNING: Tint.SPECIAL,
    Phase.PAUSED: Tint.WAIT,
    Phase.UNSURE: Tint.BAD,
    Phase.ELSEWHERE: Tint.NEUTRAL,
    Phase.OVER: Tint.NEUTRAL,
}


def status_word(row: ExecutionRow) -> str:
    """The state of a session; what nobody has acknowledged yet is new, whatever its number."""
    if row.received_at is None and row.status in {ExecutionStatus.PENDING, ExecutionStatus.DISPATCHED}:
        return QCoreApplication.translate("words", "新到")
    return word(row.status)


def finding_text(finding: Finding) -> str:
    """A finding in the user's language."""
    return finding.error.sentence(language())


def finding_line(finding: Finding) -> str:
    """A finding with how it is dealt with: 警告：…"""
    text = QCoreApplication.translate("words", "{level}：{text}")
    return text.format(level=word(finding.level), text=finding_text(finding))


def treatment(name: str, stimulation: Stimulation | None = None) -> str:
    """A standard prescription's name, else its kind."""
    if name:
        return name
    if stimulation is not None and stimulation.kind is PrescriptionKind.TBS and stimulation.tbs_type is not None:
        return word(stimulation.tbs_type)
    return word(PrescriptionKind.RTMS if stimulation is None else stimulation.kind)


def parameters(stimulation: Stimulation) -> str:
    """10 Hz · 4 s / 26 s · 75 串, or 3 脉冲 50 Hz / 5 Hz · 2 s / 8 s · 20 串."""
    number = formats.quantity
    trains = QCoreApplication.translate("words", "{count} 串").format(count=stimulation.trains * stimulation.periods)
    times = f"{number(stimulation.train_s)} s / {number(stimulation.pause_s)} s"
    rate = f"{number(stimulation.frequency_hz)} Hz"
    if stimulation.kind is PrescriptionKind.TBS:
        burst = QCoreApplication.translate("words", "{count} 脉冲").format(count=stimulation.burst_pulses or "?")
        rate = f"{burst} {rate} / {number(stimulation.burst_hz)} Hz"
    return " · ".join((rate, times, trains))


def course(done: int, planned: int) -> str:
    """3/20 次."""
    return QCoreApplication.translate("words", "{done}/{planned} 次").format(done=done, planned=planned)


def course_state(prescription: Prescription) -> str:
    """How a course stands."""
    if prescription.stopped_at is not None:
        return QCoreApplication.translate("words", "已停用")
    if prescription.needs_approval:
        return QCoreApplication.translate("words", "待批准")
    if prescription.sessions_done >= prescription.sessions:
        return QCoreApplication.translate("words", "已完成")
    return QCoreApplication.translate("words", "进行中")


def course_tint(prescription: Prescription) -> Tint:
    """The colour of `course_state`."""
    if prescription.stopped_at is not None:
        return Tint.NEUTRAL
    if prescription.needs_approval:
        return Tint.BAD
    return Tint.OK if prescription.sessions_done >= prescription.sessions else Tint.INFO


def approval(prescription: Prescription) -> tuple[str, Tint]:
    """Whether contraindications are still to be asked, whether a second person is needed, and who it was."""
    if prescription.unconfirmed:
        return QCoreApplication.translate("words", "需先核对禁忌"), Tint.WAIT
    if prescription.needs_approval:
        return QCoreApplication.translate("words", "须由第二人批准"), Tint.BAD
    if prescription.approved_by:
        by = QCoreApplication.translate("words", "已批准：{who}（{why}）")
        return by.format(who=prescription.approved_by, why=reasons.shown(prescription.approval_reason)), Tint.OK
    return QCoreApplication.translate("words", "无需批准"), Tint.NEUTRAL


def clock_face(seconds: float) -> str:
    """Minutes and seconds: 37:30; a started second is still to come."""
    whole = max(0, int(-(-seconds // 1)))
    return f"{whole // 60:02}:{whole % 60:02}"


def number_of(patient: TmsPatient) -> str:
    """The number on a wristband: the hospital's, else the other system's."""
    if patient.his_id is not None:
        return QCoreApplication.translate("words", "住院号 {number}").format(number=patient.his_id)
    return QCoreApplication.translate("words", "外来编号 {number}").format(number=patient.code or patient.id)


def banner(patient: TmsPatient) -> BannerPatient:
    """The patient's banner."""
    sex = "" if patient.sex is None else word(patient.sex)
    place = " ".join(part for part in (number_of(patient), patient.ward_name) if part)
    threshold = ""
    if patient.threshold_percent is not None:
        threshold = QCoreApplication.translate("words", "阈值 {percent}%").format(percent=patient.threshold_percent)
    state = QCoreApplication.translate("words", "无住院") if patient.stay_state is None else word(patient.stay_state)
    return BannerPatient(patient.bed or "", patient.name, sex, formats.age(patient.birthday), place, payer=threshold, state=state)
