"""Refusals of the ward. The sentences of §2.2 are those of the source, where it gives them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from shared.contracts.admission.types import StayAction, StayState
from shared.contracts.common import LineKind, LineState
from shared.errors import Conflict, ErrorData, NeedsConfirmation, NotAllowed, Refused, Unavailable
from shared.sentences import Sentence


class WardStayNotFound(Refused):
    code = "ward.stay_not_found"
    zh = "病区没有这位病人"
    en = "This patient is not on the ward"


class WrongWardState(Refused):
    code = "ward.wrong_state"
    zh = "病人目前状态为“{state}”，不能{action}"
    en = "The patient is “{state}”: {action} is not possible"
    state: StayState
    action: StayAction


class BedNotFound(Refused):
    code = "ward.bed_not_found"
    zh = "没有床位 {bed}"
    en = "There is no bed {bed}"
    field = "bed"
    bed: str


class BedTaken(Conflict):
    code = "ward.bed_taken"
    zh = "床位 {bed} 刚被占用，请选择其他床位"
    en = "Bed {bed} was taken meanwhile; choose another"
    field = "bed"
    bed: str


class BedExists(Refused):
    code = "ward.bed_exists"
    zh = "床位 {bed} 已存在"
    en = "Bed {bed} exists already"
    field = "bed"
    bed: str


class WardUnknown(Refused):
    code = "ward.ward_unknown"
    zh = "没有病区 {ward}"
    en = "There is no ward {ward}"
    field = "ward"
    ward: str


class TargetWardInvalid(Refused):
    code = "ward.target_ward_invalid"
    zh = "请选择要转入的其他病区"
    en = "Choose another ward to transfer to"
    field = "target_ward"


class CutoffImplausible(Refused):
    code = "ward.cutoff_implausible"
    zh = "阶段结算的截止日期应在 {first} 到 {last} 之间"
    en = "The cut-off of an interim settlement lies between {first} and {last}"
    field = "cutoff"
    first: date
    last: date


class DoctorMissing(Refused):
    code = "ward.doctor_missing"
    zh = "请输入主管医生"
    en = "Enter the attending doctor"
    field = "doctor"


class StartMissing(Refused):
    code = "ward.start_missing"
    zh = "必须输入开始日期!"
    en = "Enter the start time"
    field = "start_at"


class ItemUnknown(Refused):
    code = "ward.item_unknown"
    zh = "必须输入有效的治疗项目!"
    en = "Enter a valid item"
    field = "item_code"


class TimesMissing(Refused):
    code = "ward.times_missing"
    zh = "请输入用量!"
    en = "Enter how often"
    field = "frequency"


class StopBeforeStart(Refused):
    code = "ward.stop_before_start"
    zh = "停止时间必须大于开始时间"
    en = "The stop time must be later than the start time"
    field = "stop_at"


class StopMissing(Refused):
    code = "ward.stop_missing"
    zh = "请输入停止时间"
    en = "Enter the stop time"
    field = "stop_at"


class DoseTooHigh(Refused):
    code = "ward.dose_too_high"
    zh = "剂量超出允许范围,请改正!（最大 {limit} {unit}）"
    en = "The dose exceeds the limit of {limit} {unit}"
    field = "dose"
    limit: Decimal
    unit: str


class DoseMissing(Refused):
    code = "ward.dose_missing"
    zh = "请输入剂量"
    en = "Enter the dose"
    field = "dose"


class DoseUnitUnknown(Refused):
    code = "ward.dose_unit_unknown"
    zh = "剂量单位“{unit}”不能换算为 {order_unit}"
    en = "The unit “{unit}” can't be converted to {order_unit}"
    field = "dose_unit"
    unit: str
    order_unit: str


class OrderTooOld(Refused):
    code = "ward.order_too_old"
    zh = "只能录入早于当前时间20小时以内的医嘱"
    en = "An order may start at most 20 hours ago"
    field = "start_at"


class OrderTooFarAhead(Refused):
    code = "ward.order_too_far_ahead"
    zh = "开始时间不能晚于当前时间 {hours} 小时以上"
    en = "An order may start at most {hours} hours from now"
    field = "start_at"
    hours: int


class UsageUnknown(Refused):
    code = "ward.usage_unknown"
    zh = "请输入有效的用法"
    en = "Enter a valid route"
    field = "usage"


class UsageNotForItem(Refused):
    code = "ward.usage_not_for_item"
    zh = "“{usage}”不能用于“{item}”"
    en = "“{item}” can't be given by “{usage}”"
    field = "usage"
    usage: str
    item: str


class FrequencyNotForKind(Refused):
    code = "ward.frequency_not_for_kind"
    zh = "频次“{frequency}”只用于临时医嘱"
    en = "The frequency “{frequency}” is for temporary orders only"
    field = "frequency"
    frequency: str


class HourlyNotYet(Refused):
    code = "ward.hourly_not_available"
    zh = "按小时计费的项目“{item}”本版本尚不能开立"
    en = "Items charged by the hour (“{item}”) can't be ordered in this version"
    field = "item_code"
    item: str


class ItemShort(Refused):
    code = "ward.item_short"
    zh = "药房缺药：{item}，请更换"
    en = "The pharmacy is out of {item}; choose another"
    field = "item_code"
    item: str


class ItemWithdrawn(Refused):
    code = "ward.item_withdrawn"
    zh = "项目“{item}”已停用"
    en = "“{item}” is no longer in use"
    field = "item_code"
    item: str


class GroupDiffers(Refused):
    code = "ward.group_differs"
    zh = "同组医嘱的用法、频次、开始和停止时间必须相同"
    en = "Orders of one group share route, frequency, start and stop"
    field = "group_no"


class FirstDayTimesOutOfRange(Refused):
    code = "ward.first_day_times"
    zh = "首次次数应在 0 到 {limit} 之间"
    en = "The first day's times lie between 0 and {limit}"
    field = "first_day_times"
    limit: int


class ExclusiveItemRunning(Refused):
    code = "ward.exclusive_item_running"
    zh = "已有同类长期医嘱“{other}”，请先停止"
    en = "“{other}” is running; stop it first"
    field = "item_code"
    other: str


class OrderConfirmedAlready(Refused):
    code = "ward.order_confirmed"
    zh = "医嘱已校对，不能修改或删除；长期医嘱可以停止"
    en = "The order is confirmed and can't be changed or deleted; a long-term order can be stopped"


class OrderNotFound(Refused):
    code = "ward.order_not_found"
    zh = "没有找到这条医嘱"
    en = "There is no such order"


class OwnOrder(NotAllowed):
    code = "ward.own_order"
    zh = "不能校对自己录入的医嘱，请另一位护士校对"
    en = "You can't confirm your own order; ask another nurse"


class OrderChanged(Conflict):
    code = "ward.order_changed"
    zh = "医嘱已被他人修改，请刷新后再操作"
    en = "Somebody else changed the order; look again"


class GroupPartlyConfirmed(Refused):
    code = "ward.group_partly_confirmed"
    zh = "同组医嘱必须一起校对"
    en = "Orders of one group are confirmed together"


class NotLongTerm(Refused):
    code = "ward.not_long_term"
    zh = "只有已校对的长期医嘱可以停止"
    en = "Only a confirmed long-term order can be stopped"


class StopFrozen(Refused):
    code = "ward.stop_frozen"
    zh = "医嘱已停止，停止时间不能再改"
    en = "The order is stopped; its stop time is final"


class OrdersRunning(NeedsConfirmation):
    code = "ward.orders_running"
    zh = "还有 {count} 条未停止的长期医嘱，将在 {at:%H:%M} 全部停止。继续吗？"
    en = "{count} long-term orders are running and will stop at {at:%H:%M}. Go on?"
    count: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LeftOut(Sentence):
    """An order that can't run, and why."""

    zh = "· {item}：{reason}"
    en = "· {item}: {reason}"
    item: str
    reason: ErrorData


class OrdersLeftOut(NeedsConfirmation):
    """Orders that are due once more before the patient leaves and can't run; `orders` lists them with the reason."""

    code = "ward.orders_left_out"
    zh = "离开前的最后一次执行中，有 {count} 条医嘱不能执行，不会送药房也不会计费：\n{orders:\n}\n仍然继续吗？"
    en = "The last run before leaving can't do {count} orders; they are neither sent nor charged:\n{orders:\n}\nGo on anyway?"
    count: int
    orders: tuple[LeftOut, ...]


class UnconfirmedOrders(Refused):
    code = "ward.unconfirmed_orders"
    zh = "还有 {count} 条未校对的医嘱，请先校对或删除"
    en = "{count} orders are not confirmed; confirm or delete them first"
    count: int


class ReversalTooMuch(Refused):
    code = "ward.reversal_too_much"
    zh = "冲正数量超过可冲正的 {left}"
    en = "At most {left} can be reversed"
    field = "administrations"
    left: Decimal


class LineNotReversible(Refused):
    code = "ward.line_not_reversible"
    zh = "这条费用不能冲正（{what}）"
    en = "This line can't be reversed ({what})"
    state: LineState | None = None
    line_kind: LineKind | None = None

    @property
    def what(self) -> LineState | LineKind | None:
        """What is in the way: what the line is, or where it is."""
        return self.state if self.line_kind is None else self.line_kind


class LinesSettled(Refused):
    code = "ward.lines_settled"
    zh = "费用已结算，请先到收费处作废结算"
    en = "The charges are settled; have the settlement voided first"


class LineNotFound(Refused):
    code = "ward.line_not_found"
    zh = "没有找到这条费用"
    en = "There is no such line"


class ReversalReasonMissing(Refused):
    code = "ward.reason_missing"
    zh = "请填写冲正原因"
    en = "Give a reason for the reversal"
    field = "reason"


class AdmissionUnreachable(Unavailable):
    code = "ward.admission_unreachable"
    zh = "收费处服务器暂不可达，此操作需要收费处确认，请稍后再试"
    en = "The admission server can't be reached and must agree to this; try again later"


class PriceMissing(Refused):
    code = "ward.price_missing"
    zh = "“{item}”没有价格，不能执行，请联系物价员"
    en = "“{item}” has no price and can't be executed; call the price office"
    item: str


# Reasons why a run does nothing with an order: shown in the run's summary, never raised.


class NotConfirmed(Refused):
    code = "ward.run.not_confirmed"
    zh = "未校对"
    en = "not confirmed"


class NotStarted(Refused):
    code = "ward.run.not_started"
    zh = "未到开始时间"
    en = "not started yet"


class AlreadyRun(Refused):
    code = "ward.run.already"
    zh = "本日已执行"
    en = "done for this day"


class NotDueToday(Refused):
    code = "ward.run.not_due"
    zh = "今日不需执行（{frequency}）"
    en = "not due today ({frequency})"
    frequency: str


class OnDemandOnly(Refused):
    code = "ward.run.on_demand"
    zh = "备用医嘱，使用时由护士确认"
    en = "as needed: a nurse confirms each use"


class ChargedByTms(Refused):
    code = "ward.run.tms"
    zh = "由TMS治疗室执行后计费"
    en = "charged by the TMS room when done"
