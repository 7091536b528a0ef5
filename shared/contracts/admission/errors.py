"""Refusals of the admission desk."""

from datetime import date
from decimal import Decimal

from shared.contracts.admission.types import StayAction, StayState
from shared.enums import Code
from shared.errors import Conflict, NeedsConfirmation, NotAllowed, Refused


class IdCardProblem(Code):
    """What does not fit of an 18-digit identity number (GB 11643)."""

    LENGTH = 1, "应为 18 位", "should have 18 characters"
    CHECK_DIGIT = 2, "校验位应为 {digit}", "should end in {digit}"
    BIRTH_DATE = 3, "与出生日期不符", "does not match the date of birth"
    SEX = 4, "与性别不符", "does not match the sex"


class Irreversible(Code):
    """Why a charge stays as it is."""

    NOT_CONFIRMED = 1, "未确认或本身是冲正", "it is not confirmed, or is a reversal itself"
    SETTLED = 2, "已结算，请先作废结算", "it is settled; void the settlement first"
    PRICE_OF_DRUG = (
        3,
        "药品价格不能在此更正，请退药后重新发药",
        "a drug's price can't be corrected here; return the drug and issue it again",
    )
    PRICE_OF_PART = (
        4,
        "更正价格须全量冲正，且新价格大于零",
        "a corrected price needs the whole quantity and must be above zero",
    )
    TOO_MUCH = 5, "最多可冲正 {left}", "at most {left} can be reversed"


class PatientNotFound(Refused):
    code = "admission.patient_not_found"
    zh = "没有找到住院号 {patient_no}"
    en = "There is no patient number {patient_no}"
    field = "patient_no"
    patient_no: int


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
    problem: IdCardProblem
    digit: str = ""


class KnownPerson(NeedsConfirmation):
    """Somebody who is known already may be meant: the usual answer is to open them."""

    instead_zh = "打开已有病人"
    instead_en = "Open the known patient"
    patient_no: int
    name: str


class IdCardTaken(KnownPerson):
    code = "admission.id_card_taken"
    zh = "身份证号与住院号 {patient_no} 的 {name} 相同，是同一人吗？"
    en = "Patient number {patient_no} ({name}) has the same id card. Is it the same person?"
    field = "id_card"


class SamePersonLikely(KnownPerson):
    code = "admission.same_person_likely"
    zh = "已有同名同生日的病人 {name}（住院号 {patient_no}），是同一人吗？"
    en = "{name} (number {patient_no}) has the same name and birthday. Is it the same person?"
    field = "name"


class PatientChanged(Conflict):
    code = "admission.patient_changed"
    zh = "病人资料已被他人修改，请核对后再保存"
    en = "Somebody else changed this patient; compare and save again"


class AlreadyAdmitted(Refused):
    code = "admission.already_admitted"
    zh = "病人目前状态为“{state}”，不能再次办理入院"
    en = "The patient is “{state}” and can't be admitted again"
    state: StayState


class SamePersonAdmitted(Refused):
    code = "admission.same_person_admitted"
    zh = "身份证号相同的病人 {name}（住院号 {patient_no}）目前状态为“{state}”，一人不能同时有两次住院"
    en = "{name} (number {patient_no}) with the same id card is “{state}”: a person can't be in hospital twice"
    field = "id_card"
    patient_no: int
    name: str
    state: StayState


class ReadmittedSince(Refused):
    code = "admission.readmitted_since"
    zh = "病人此后又办理了入院，以前的住院不能再改；请待本次出院后办理"
    en = "The patient has been admitted again since: the earlier stay can't be changed before this one has ended"


class UnknownWard(Refused):
    code = "admission.unknown_ward"
    zh = "没有病区 {ward}"
    en = "There is no ward {ward}"
    field = "ward"
    ward: str


class AdmissionTimeImplausible(Refused):
    code = "admission.time_implausible"
    zh = "入院时间须在过去 30 天与未来 24 小时之间"
    en = "The time of admission must lie between 30 days ago and 24 hours from now"
    field = "admitted_at"


class WrongState(Refused):
    code = "admission.wrong_state"
    zh = "病人目前状态为“{state}”，不能{action}"
    en = "The patient is “{state}”: {action} is not possible"
    state: StayState
    action: StayAction


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
    zh = "金额超过上限 {limit:.2f} 元，请核对"
    en = "The amount exceeds the limit of {limit:.2f} yuan; check it"
    field = "amount"
    limit: Decimal


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
    zh = "您的{series:label}号码已用完，请先领用"
    en = "You have no {series:label} numbers left; draw a new range first"
    series: str


class RangeOverlaps(Refused):
    code = "admission.range_overlaps"
    zh = "号码 {first}–{last} 与已领用的号码重叠"
    en = "The numbers {first}–{last} overlap a range already drawn"
    field = "first"
    first: str
    last: str


class DayLimitReached(Refused):
    code = "admission.day_limit_reached"
    zh = "{item_name} 每日最多 {limit}，{day} 已计费"
    en = "{item_name}: at most {limit} a day; {day} has been charged"
    field = "service_date"
    item_name: str
    day: date
    limit: Decimal


class StayChangedMeanwhile(Conflict):
    code = "admission.stay_changed"
    zh = "住院登记已被他人修改，请核对后再改"
    en = "Somebody else changed this stay; look again before you change it"


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
    count: int


class StatementMissing(Refused):
    code = "admission.statement_missing"
    zh = "{source} 的费用尚未到齐（已到 {held} 条）"
    en = "Not everything has arrived from {source} ({held} lines so far)"
    source: str
    held: int


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
    zh = "收款合计 {paid:.2f} 与应收 {due:.2f} 不符"
    en = "Payments of {paid:.2f} do not match the amount due, {due:.2f}"
    field = "amount"
    paid: Decimal
    due: Decimal


class SettlementNotFound(Refused):
    code = "admission.settlement_not_found"
    zh = "没有找到结算记录 {receipt_no}"
    en = "There is no settlement {receipt_no}"
    receipt_no: str


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
    reason: Irreversible
    left: Decimal | None = None


class UnknownItem(Refused):
    code = "admission.unknown_item"
    zh = "没有项目 {item_code}"
    en = "There is no item {item_code}"
    field = "item_code"
    item_code: str


class NotSettled(Refused):
    code = "admission.not_settled"
    zh = "还有未结算的费用或押金，不能办理出院"
    en = "There are unsettled charges or deposits; the patient can't be discharged"


class OtherPatient(NeedsConfirmation):
    code = "admission.other_patient"
    zh = "这笔费用属于住院号 {charged}，所选病人的住院号是 {chosen}。仍要记入吗？"
    en = "This charge is of patient number {charged}; the patient chosen is {chosen}. Charge it to them all the same?"
    charged: int
    chosen: int


class ChargeAssigned(Conflict):
    code = "admission.charge_assigned"
    zh = "这笔费用已由他人处理"
    en = "Somebody has dealt with this charge already"


class DifferenceResolved(Conflict):
    code = "admission.difference_resolved"
    zh = "这条差异已由他人处理"
    en = "Somebody has dealt with this difference already"


class DrugTwice(Refused):
    code = "admission.drug_twice"
    zh = "同一药品费用两次内容不同，请与药房核对，以补充医嘱或冲正更正"
    en = "A drug's charge came twice with different content: ask the pharmacy, and correct it by a supplement or a reversal"
