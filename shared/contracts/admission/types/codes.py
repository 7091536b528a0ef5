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
