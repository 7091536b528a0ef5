"""Refusals of the admission desk."""

from shared.errors import Conflict, NeedsConfirmation, NotAllowed, Refused


class PatientNotFound(Refused):
    code = "admission.patient_not_found"
    zh = "没有找到住院号 {patient_no}"
    en = "There is no patient number {patient_no}"
    field = "patient_no"


class StayNotFound(Refused):
    code = "admission.stay_not_found"
    zh = "没有找到这次住院记录"
    en = "There is no such stay"


class NameMissing(Refused):
    code = "admission.name_missing"
    zh = "请输入病人姓名"
    en = "Enter the patient's name"
    field = "name"


class BirthDateInFuture(Refused):
    code = "admission.birth_date_in_future"
    zh = "出生日期不能晚于今天"
    en = "The date of birth can't be in the future"
    field = "birth_date"


class BirthDateImplausible(Refused):
    code = "admission.birth_date_implausible"
    zh = "出生日期距今超过 150 年，请核对"
    en = "The date of birth is more than 150 years ago; check it"
    field = "birth_date"


class IdCardImplausible(NeedsConfirmation):
    code = "admission.id_card_implausible"
    zh = "身份证号 {problem}，是否仍然保存？"
    en = "The id card number {problem}; save it anyway?"
    field = "id_card"


class IdCardTaken(NeedsConfirmation):
    code = "admission.id_card_taken"
    zh = "身份证号与住院号 {patient_no} 的 {name} 相同，可能是同一人。仍要登记为新病人吗？"
    en = "Patient number {patient_no} ({name}) has the same id card and may be the same person. Register a new patient anyway?"
    field = "id_card"


class SamePersonLikely(NeedsConfirmation):
    code = "admission.same_person_likely"
    zh = "已有同名同生日的病人 {name}（住院号 {patient_no}）。仍要登记为新病人吗？"
    en = "{name} (number {patient_no}) has the same name and birthday. Register a new patient anyway?"
    field = "name"


class PatientChanged(Conflict):
    code = "admission.patient_changed"
    zh = "病人资料已被他人修改，请核对后再保存"
    en = "Somebody else changed this patient; compare and save again"


class AlreadyAdmitted(Refused):
    code = "admission.already_admitted"
    zh = "病人目前状态为“{state}”，不能再次办理入院"
    en = "The patient is “{state}” and can't be admitted again"


class UnknownWard(Refused):
    code = "admission.unknown_ward"
    zh = "没有病区 {ward}"
    en = "There is no ward {ward}"
    field = "ward"


class AdmissionTimeImplausible(Refused):
    code = "admission.time_implausible"
    zh = "入院时间须在过去 30 天与未来 24 小时之间"
    en = "The time of admission must lie between 30 days ago and 24 hours from now"
    field = "admitted_at"


class WrongState(Refused):
    code = "admission.wrong_state"
    zh = "病人目前状态为“{state}”，不能{action}"
    en = "The patient is “{state}”: {action} is not possible"


class StayInUse(Refused):
    code = "admission.stay_in_use"
    zh = "已有押金或费用，不能取消入院"
    en = "There are deposits or charges: the admission can't be cancelled"


class AmountNotPositive(Refused):
    code = "admission.amount_not_positive"
    zh = "金额必须大于零"
    en = "The amount must be greater than zero"
    field = "amount"


class AmountTooLarge(Refused):
    code = "admission.amount_too_large"
    zh = "金额超过上限 {limit} 元，请核对"
    en = "The amount exceeds the limit of {limit} yuan; check it"
    field = "amount"


class AmountTooPrecise(Refused):
    code = "admission.amount_too_precise"
    zh = "金额最多两位小数"
    en = "Amounts have at most two decimals"
    field = "amount"


class DepositUsed(Refused):
    code = "admission.deposit_used"
    zh = "此押金已结算或已作废，不能作废"
    en = "This deposit is settled or void and can't be voided"


class ReasonMissing(Refused):
    code = "admission.reason_missing"
    zh = "请填写原因"
    en = "Give a reason"
    field = "reason"


class NoReceiptNumbers(Refused):
    code = "admission.no_receipt_numbers"
    zh = "您的{series}号码已用完，请先领用"
    en = "You have no {series} numbers left; draw a new range first"


class RangeOverlaps(Refused):
    code = "admission.range_overlaps"
    zh = "号码 {first}–{last} 与已领用的号码重叠"
    en = "The numbers {first}–{last} overlap a range already drawn"
    field = "first"


class AccountChanged(Conflict):
    code = "admission.account_changed"
    zh = "账户在您查看后有变化，请核对新的金额"
    en = "The account changed since you looked; check the new amount"


class NotChecked(Refused):
    code = "admission.not_checked"
    zh = "费用尚未核对，或核对后又有新的费用"
    en = "The charges are not checked, or new ones arrived since"


class LinesPending(Refused):
    code = "admission.lines_pending"
    zh = "还有 {count} 条费用等待药房确认"
    en = "{count} lines still wait for the pharmacy"


class StatementMissing(Refused):
    code = "admission.statement_missing"
    zh = "{source} 的费用尚未到齐（已到 {held} 条）"
    en = "Not everything has arrived from {source} ({held} lines so far)"


class EventsParked(Refused):
    code = "admission.events_parked"
    zh = "此病人有未能处理的消息，请联系信息科"
    en = "There are messages about this patient that could not be processed; call the IT department"


class NothingToSettle(Refused):
    code = "admission.nothing_to_settle"
    zh = "所选期间没有未结算的费用"
    en = "There are no unsettled charges in this period"


class PaymentMismatch(Refused):
    code = "admission.payment_mismatch"
    zh = "收款合计 {paid} 与应收 {due} 不符"
    en = "Payments of {paid} do not match the amount due, {due}"
    field = "amount"


class SettlementNotFound(Refused):
    code = "admission.settlement_not_found"
    zh = "没有找到结算记录 {receipt_no}"
    en = "There is no settlement {receipt_no}"


class SettlementNotLatest(Refused):
    code = "admission.settlement_not_latest"
    zh = "只能作废最近一次结算"
    en = "Only the latest settlement can be voided"


class CarryOverUsed(Refused):
    code = "admission.carry_over_used"
    zh = "结转的押金已被使用，不能作废这次结算"
    en = "The deposit carried over is already used; this settlement can't be voided"


class SupervisorNeeded(NotAllowed):
    code = "admission.supervisor_needed"
    zh = "只能当天由本人作废，其他情况请收费主管操作"
    en = "Only the same cashier may void it on the same day; otherwise ask a supervisor"


class ChargeNotReversible(Refused):
    code = "admission.charge_not_reversible"
    zh = "这条费用不能冲正：{reason}"
    en = "This charge can't be reversed: {reason}"


class UnknownItem(Refused):
    code = "admission.unknown_item"
    zh = "没有项目 {item_code}"
    en = "There is no item {item_code}"
    field = "item_code"


class NotSettled(Refused):
    code = "admission.not_settled"
    zh = "还有未结算的费用或押金，不能办理出院"
    en = "There are unsettled charges or deposits; the patient can't be discharged"


class OtherPatient(NeedsConfirmation):
    code = "admission.other_patient"
    zh = "这笔费用属于住院号 {charged}，所选病人的住院号是 {chosen}。仍要记入吗？"
    en = "This charge is of patient number {charged}; the patient chosen is {chosen}. Charge it to them all the same?"


class ChargeAssigned(Conflict):
    code = "admission.charge_assigned"
    zh = "这笔费用已由他人处理"
    en = "Somebody has dealt with this charge already"
