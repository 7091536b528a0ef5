"""What the desk itself says no to, before a server is asked. The server checks all of it again."""

from __future__ import annotations

from decimal import Decimal

from shared.errors import Refused


class NoPatientOpen(Refused):
    code = "desk.no_patient_open"
    zh = "请先按 F3 选择病人"
    en = "Press F3 and choose a patient first"


class NoStayOpen(Refused):
    code = "desk.no_stay_open"
    zh = "此病人还没有住院记录，请先办理入院"
    en = "This patient has no stay yet; arrange the admission first"


class NothingMarked(Refused):
    code = "desk.nothing_marked"
    zh = "请先选中一行"
    en = "Mark a row first"


class CashShort(Refused):
    code = "desk.cash_short"
    zh = "实收现金还差 {missing:.2f}"
    en = "The cash given is {missing:.2f} short"
    field = "cash_given"
    missing: Decimal


class CardAboveDue(Refused):
    code = "desk.card_above_due"
    zh = "刷卡金额不能超过 {due:.2f}"
    en = "The card amount can't exceed {due:.2f}"
    field = "card_amount"
    due: Decimal


class CardNumberMissing(Refused):
    code = "desk.card_number_missing"
    zh = "请填写卡号"
    en = "Enter the card number"
    field = "card_no"


class BankMissing(Refused):
    code = "desk.bank_missing"
    zh = "请填写银行"
    en = "Enter the bank"
    field = "bank"


class PeriodBackwards(Refused):
    code = "desk.period_backwards"
    zh = "结束日期不能早于开始日期"
    en = "The last day can't lie before the first"
    field = "last"


class NotSettledYet(Refused):
    code = "desk.not_settled_yet"
    zh = "结算后才能办理出院"
    en = "The patient can be discharged after the settlement"


class LineNotReversible(Refused):
    code = "desk.line_not_reversible"
    zh = "这条费用{reason}，不能冲正"
    en = "This charge can't be reversed: {reason}"
    reason: str
