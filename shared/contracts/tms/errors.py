"""Refusals of the treatment room."""

from decimal import Decimal

from shared.contracts.tms.types import ExecutionStatus, Question
from shared.errors import Conflict, NeedsConfirmation, NotAllowed, Refused


class ExecutionUnknown(Refused):
    code = "tms.execution_unknown"
    zh = "没有处方执行记录 {id}"
    en = "There is no execution {id}"
    id: int


class PrescriptionUnknown(Refused):
    code = "tms.prescription_unknown"
    zh = "没有处方 {id}"
    en = "There is no prescription {id}"
    field = "prescriptionId"
    id: int


class TmsPatientUnknown(Refused):
    code = "tms.patient_unknown"
    zh = "没有患者 {id}"
    en = "There is no patient {id}"
    field = "patientId"
    id: int


class DeviceUnknown(Refused):
    code = "tms.device_unknown"
    zh = "没有设备 {id}"
    en = "There is no device {id}"
    field = "deviceId"
    id: int


class HospitalUnknown(Refused):
    code = "tms.hospital_unknown"
    zh = "没有医院 {id}"
    en = "There is no hospital {id}"
    field = "hospitalId"
    id: int


class ExecutorUnknown(Refused):
    code = "tms.executor_unknown"
    zh = "没有执行人 {id}"
    en = "There is no user {id}"
    field = "executorId"
    id: int


class PartUnknown(Refused):
    code = "tms.part_unknown"
    zh = "没有治疗部位 {id}"
    en = "There is no brain part {id}"
    field = "part_id"
    id: int


class ProtocolUnknown(Refused):
    code = "tms.protocol_unknown"
    zh = "没有标准处方 {id}"
    en = "There is no standard prescription {id}"
    field = "protocol_id"
    id: int


class RequestUnknown(Refused):
    code = "tms.request_unknown"
    zh = "没有待处理的治疗申请"
    en = "There is no open request for this treatment"


class StayUnknown(Refused):
    code = "tms.stay_unknown"
    zh = "住院号 {patient_no} 没有在院记录"
    en = "Patient {patient_no} is not in the hospital"
    field = "patient_no"
    patient_no: int


class PatientLinkedAlready(Refused):
    code = "tms.patient_linked_already"
    zh = "该患者已关联住院号 {patient_no}"
    en = "This patient is linked to patient number {patient_no} already"
    field = "patient_no"
    patient_no: int


class NameContradictsPatientNo(Refused):
    code = "tms.name_contradicts_patient_no"
    zh = "住院号 {patient_no} 的患者不叫“{name}”，请核对"
    en = "Patient {patient_no} is not called “{name}”; check the number"
    field = "name"
    patient_no: int
    name: str


class PatientContradicts(Conflict):
    code = "tms.patient_contradicts"
    zh = "患者编号 {external_id} 有未结束的治疗，但{what:label}与此前不同，请核对"
    en = "Patient {external_id} has a session that is not over, but another {what:label} than before; check who is meant"
    field = "patientId"
    external_id: str
    what: str


class PatientMissing(Refused):
    code = "tms.patient_missing"
    zh = "缺少患者：请给出 patientId 或患者资料"
    en = "No patient: give patientId or the patient's data"
    field = "patientId"


class PrescriptionMissing(Refused):
    code = "tms.prescription_missing"
    zh = "缺少处方：请给出 prescriptionId 或处方内容"
    en = "No prescription: give prescriptionId or its content"
    field = "prescriptionId"


class NotThisPatient(Refused):
    code = "tms.not_this_patient"
    zh = "处方 {id} 不属于该患者"
    en = "Prescription {id} is not this patient's"
    field = "patientId"
    id: int


class ReferenceReused(Conflict):
    code = "tms.reference_reused"
    zh = "参考号 {reference} 已用于另一条不同内容的执行记录"
    en = "Reference {reference} belongs to another execution with other content"
    field = "clientReference"
    reference: str


class PrescriptionChanged(Conflict):
    code = "tms.prescription_changed"
    zh = "处方刚被他人修改，请核对后再试"
    en = "The prescription was changed meanwhile; look again"


class ExecutionChanged(Conflict):
    code = "tms.execution_changed"
    zh = "执行记录刚有变化，请核对后再试"
    en = "The execution changed meanwhile; look again"


class TransitionImpossible(Refused):
    code = "tms.transition_impossible"
    zh = "执行状态为“{old}”，不能改为“{new}”"
    en = "The execution is “{old}”; it can't become “{new}”"
    old: ExecutionStatus
    new: ExecutionStatus


class OwnedByOther(Conflict):
    code = "tms.owned_by_other"
    zh = "已由{console}执行"
    en = "{console} is running it already"
    console: str


class PatientInTreatment(Refused):
    code = "tms.patient_in_treatment"
    zh = "该患者正在{console}治疗"
    en = "This patient is being treated at {console} now"
    console: str


class DeviceInUse(Refused):
    code = "tms.device_in_use"
    zh = "设备 {sn} 正在{console}治疗"
    en = "Device {sn} is running a treatment of {console} now"
    field = "deviceId"
    sn: str
    console: str


class OutputDiffers(Refused):
    code = "tms.output_differs"
    zh = "输出 {given}% 与处方不符：阈值 × 强度 = {output}%"
    en = "Output {given} % is not what was prescribed: threshold × strength = {output} %"
    field = "outputPercent"
    given: int
    output: int


class Unconfirmed(Refused):
    code = "tms.unconfirmed"
    zh = "外来处方尚未核对禁忌与警告，请先核对"
    en = "Contraindications and warnings of this received prescription have not been checked; check them first"


class NothingToConfirm(Refused):
    code = "tms.nothing_to_confirm"
    zh = "本院所开处方无需再核对禁忌"
    en = "A prescription written here needs no second check of contraindications"


class PrescriptionStopped(Refused):
    code = "tms.prescription_stopped"
    zh = "处方已停用"
    en = "The prescription was stopped"


class CourseComplete(NeedsConfirmation):
    code = "tms.course_complete"
    zh = "疗程计划 {sessions} 次，已全部安排。仍要增加一次吗？"
    en = "All {sessions} sessions of the course are done or arranged. Add one more?"
    sessions: int


class LateRecord(Refused):
    code = "tms.late_record"
    zh = "这是补报的治疗记录，不能重试；请重试原处方执行"
    en = "This is a record filed late and can't be tried again; try the session it belongs to"


class NeedsApproval(Refused):
    code = "tms.needs_approval"
    zh = "处方超出安全限值或有禁忌，须由第二人批准后才能执行"
    en = "Beyond the safety limits or contraindicated: a second person must approve it first"


class OwnPrescription(NotAllowed):
    code = "tms.own_prescription"
    zh = "不能批准自己开的处方"
    en = "Nobody approves their own prescription"


class NothingToApprove(Refused):
    code = "tms.nothing_to_approve"
    zh = "该处方无需批准"
    en = "This prescription needs no approval"


class ChecklistIncomplete(Refused):
    code = "tms.checklist_incomplete"
    zh = "请逐项询问禁忌：{question}"
    en = "Ask for every contraindication: {question}"
    field = "checklist"
    question: Question


class ThresholdMissing(Refused):
    code = "tms.threshold_missing"
    zh = "尚未测定运动阈值，请先测定"
    en = "Measure the motor threshold first"


class OutputTooHigh(Refused):
    code = "tms.output_too_high"
    zh = "阈值 {threshold}% × 强度 {percent}% = 输出 {output}%，超过机器最大输出"
    en = "Threshold {threshold} % × {percent} % = output {output} %: more than the machine can give"
    field = "threshold_percent"
    threshold: int
    percent: int
    output: int


class StimulationImpossible(Refused):
    code = "tms.stimulation_impossible"
    zh = "参数不成立：{what:label}"
    en = "These parameters make no pulse train: {what:label}"
    what: str


class CountMismatch(Refused):
    code = "tms.count_mismatch"
    zh = "总脉冲数或总时长与参数不符：应为 {pulses} 个脉冲、{durations:/} 秒"
    en = "Total pulses or duration do not follow from the parameters: {pulses} pulses, {durations:/} s"
    field = "pulses"
    pulses: int
    durations: tuple[Decimal, ...]


class TrainLong(NeedsConfirmation):
    code = "tms.train_long"
    zh = "单串 {train} 秒，超过建议上限 {limit} 秒（{hz} Hz，{percent}% 阈值）"
    en = "A train of {train} s is beyond the recommended {limit} s ({hz} Hz, {percent} % of threshold)"
    field = "train_s"
    train: Decimal
    limit: Decimal
    hz: Decimal
    percent: int


class TrainTooLong(Refused):
    code = "tms.train_too_long"
    zh = "单串 {train} 秒，超过安全上限 {limit} 秒（{hz} Hz，{percent}% 阈值）"
    en = "A train of {train} s is beyond the safe {limit} s ({hz} Hz, {percent} % of threshold)"
    field = "train_s"
    train: Decimal
    limit: Decimal
    hz: Decimal
    percent: int


class PauseShort(NeedsConfirmation):
    code = "tms.pause_short"
    zh = "串间隔 {pause} 秒，短于已证实安全的 5 秒"
    en = "A pause of {pause} s is shorter than the 5 s shown to be safe"
    field = "pause_s"
    pause: Decimal


class PauseTooShort(Refused):
    code = "tms.pause_too_short"
    zh = "强度超过 100% 阈值时串间隔 {pause} 秒不安全"
    en = "Above 100 % of threshold a pause of {pause} s is unsafe"
    field = "pause_s"
    pause: Decimal


class ThetaBurstStrong(NeedsConfirmation):
    code = "tms.theta_burst_strong"
    zh = "TBS 强度 {percent}% 超过常用上限 {limit}%（静息运动阈值）"
    en = "Theta bursts at {percent} % are beyond the usual {limit} % of the resting motor threshold"
    field = "threshold_percent"
    percent: int
    limit: int


class BeyondTable(Refused):
    code = "tms.beyond_table"
    zh = "安全限值表未涵盖 {hz} Hz、{percent}% 阈值"
    en = "The safety limits do not cover {hz} Hz at {percent} % of threshold"
    hz: Decimal
    percent: int


class Contraindicated(Refused):
    code = "tms.contraindicated"
    zh = "有禁忌：{question}"
    en = "Contraindication: {question}"
    field = "checklist"
    question: Question


class IdCardImplausible(Refused):
    code = "tms.id_card_implausible"
    zh = "身份证号码校验不符"
    en = "The identity number does not check"


class SexContradictsIdCard(Refused):
    code = "tms.sex_contradicts_id_card"
    zh = "性别与身份证号码不符"
    en = "Sex and identity number disagree"


class LineUnknown(Refused):
    code = "tms.line_unknown"
    zh = "治疗室没有这条费用"
    en = "The treatment room has no such charge"


class ReversalTooMuch(Refused):
    code = "tms.reversal_too_much"
    zh = "这条费用已冲正"
    en = "This charge was reversed already"


class TicketInvalid(NotAllowed):
    code = "tms.ticket_invalid"
    zh = "连接凭证无效、已用过或已过期"
    en = "The ticket is unknown, used or out of time"
