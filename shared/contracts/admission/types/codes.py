"""Value lists of the admission contract: the numbers the thesis gives them (§5.2.2), with their words."""

from __future__ import annotations

from shared.enums import Code


class StayState(Code):
    """病人状态 (Stat), §2.1; admission alone decides its transitions."""

    NEW = 0, "新病人", "new"
    WAITING = 1, "等待入科", "waiting"
    IN_WARD = 2, "住院", "in ward"
    INTERIM = 3, "阶段结算", "interim settlement"
    DISCHARGING = 4, "办理出院", "discharging"
    DISCHARGED = 5, "已出院", "discharged"
    TRANSFERRING = 6, "转科", "transferring"
    CANCELLED = 9, "取消入院", "admission cancelled"


class StayAction(Code):
    """What is done to a stay, at the desk, on its ward, or by itself: the English word goes before “is not possible”."""

    RECEIVE = 1, "接收入科", "reception"
    INTERIM = 2, "阶段结算", "interim settlement"
    DISCHARGE = 3, "办理出院", "discharge"
    TRANSFER = 4, "转科", "transfer"
    RECALL = 5, "召回", "recall"
    SETTLED = 11, "结算完成", "settling"
    LEFT = 12, "出院", "leaving"
    READMITTED = 13, "取消出院", "cancelling the discharge"
    CANCELLED = 14, "取消入院", "cancelling the admission"
    ADMIT = 21, "办理入院", "admission"
    SETTLE = 22, "结算", "settlement"
    VOID_INTERIM = 23, "作废阶段结算", "voiding the interim settlement"
    TAKE_DEPOSIT = 24, "收取押金", "taking a deposit"
    SUPPLEMENT = 25, "补充医嘱", "adding a charge"
    CHECK = 26, "核对费用", "checking the charges"
    EDIT = 27, "修改登记", "changing what was noted"
    CHANGE_BED = 31, "换床", "changing the bed"
    ENTER_ORDERS = 32, "录入医嘱", "entering orders"
    CONFIRM_ORDERS = 33, "校对医嘱", "confirming orders"
    STOP_ORDERS = 34, "停止医嘱", "stopping orders"
    RUN_ORDERS = 35, "执行医嘱", "executing orders"
    REVERSE = 36, "冲正费用", "reversing charges"


OPEN_STATES = frozenset({StayState.WAITING, StayState.IN_WARD, StayState.INTERIM, StayState.DISCHARGING, StayState.TRANSFERRING})


class Sex(Code):
    """性别, as the thesis codes it."""

    FEMALE = 0, "女", "female"
    MALE = 1, "男", "male"


class Payer(Code):
    """医疗保险 kind (Patientdata.Insurance)."""

    PUBLIC = 0, "公费", "public funds"
    LABOUR = 1, "劳保", "labour insurance"
    MEDICAL = 2, "医疗保险", "medical insurance"
    SELF = 3, "自费", "self-paying"


class PayMethod(Code):
    """支付方式."""

    CASH = 1, "现金", "cash"
    IC_CARD = 2, "IC卡", "IC card"
    CARRY_OVER = 9, "结转", "carried over"


class SettlementMode(Code):
    """结算方式, §2.7."""

    DISCHARGE = 1, "出院结算", "discharge"
    INTERIM = 2, "阶段结算", "interim"


class SettlementState(Code):
    """Paydata.State."""

    PAID = 0, "正常", "paid"
    OWING = 1, "欠款", "owing"
    VOID = 2, "作废", "void"
