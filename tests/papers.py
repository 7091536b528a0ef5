"""Sample values for papers: the journey of 张秀英 (domain rules §2.3), three days for 586.30 against a deposit of 500.00.

`python -m tests.papers FOLDER` writes all six papers there.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from shared.clock import ZONE
from shared.contracts.admission.types import (
    BillLine,
    CategoryTotal,
    ChargeList,
    DailyBill,
    Deposit,
    DepositReceipt,
    Payer,
    Payment,
    PaymentNotice,
    PayMethod,
    Receipt,
    Settlement,
    SettlementMode,
    SettlementState,
)
from shared.contracts.common import LineKind, PatientBrief
from shared.contracts.pharmacy.types import DispensingSlip, SlipLine, SlipPatient
from shared.documents.charge_list import charge_list
from shared.documents.daily_bill import daily_bills
from shared.documents.deposit_receipt import deposit_receipt
from shared.documents.dispensing_slip import dispensing_slip
from shared.documents.payment_notice import payment_notice
from shared.documents.receipt import receipt
from shared.identifiers import DepositId, RequestId, SettlementId, StayId
from shared.money import line_amount, total

HOSPITAL = "示范市第一人民医院"
WARD = "内一科(心血管呼吸内科)"
PRINTED_AT = datetime(2026, 11, 21, 9, 40, tzinfo=ZONE)
ZHANG = PatientBrief(100001, 1, "张秀英", 0, date(1959, 3, 2), WARD, "12")
WANG = PatientBrief(100002, 2, "王䶮芃", 1, date(1948, 11, 30), WARD, "13")
LI = PatientBrief(100003, 1, "李玥", 0, date(2026, 3, 15), WARD, None)
STAY = StayId("019aa4c01c007f3e8a5d0c6b7e1f2a30")
SETTLEMENT = SettlementId("019ab26d9b407c11b2a94e5f60718293")
DEPOSIT = DepositId("019aa4c4d1807b22a3b4c5d6e7f80910")

INCOME_TYPES = (
    "药费",
    "中药费",
    "治疗费",
    "化验费",
    "检查费",
    "CT费",
    "床位费",
    "诊金",
    "护理费",
    "膳食费",
    "生活品费",
    "手术费",
    "其他费用",
)
BY_CATEGORY = tuple(
    CategoryTotal(number, name, Decimal(amount))
    for number, name, amount in zip(
        range(1, 14),
        INCOME_TYPES,
        ("70.30", "0.00", "68.00", "20.00", "20.00", "0.00", "180.00", "60.00", "60.00", "90.00", "0.00", "0.00", "18.00"),
        strict=True,
    )
)
NATIONAL_ITEMS = (
    ("床位费", Decimal("180.00")),
    ("诊察费", Decimal("60.00")),
    ("检查费", Decimal("20.00")),
    ("化验费", Decimal("20.00")),
    ("治疗费", Decimal("68.00")),
    ("护理费", Decimal("60.00")),
    ("卫生材料费", Decimal("18.00")),
    ("西药费", Decimal("70.30")),
    ("其他住院收费", Decimal("90.00")),
)

# code: name, specification, unit, price, income type
_ITEMS = {
    "200041": ("0.9%氯化钠注射液", "100ml", "袋", "2.80", 1),
    "200050": ("注射用头孢呋辛钠", "0.75g", "支", "5.80", 1),
    "100001": ("阿司匹林肠溶片", "100mg", "片", "0.50", 1),
    "300001": ("静脉输液(首瓶)", "", "次", "8.00", 3),
    "300009": ("静脉采血", "", "次", "4.00", 3),
    "400001": ("血常规(五分类)", "", "次", "20.00", 4),
    "500001": ("心电图", "", "次", "20.00", 5),
    "700002": ("床位费(双人间)", "", "日", "60.00", 7),
    "800001": ("住院诊查费", "", "日", "20.00", 8),
    "900003": ("Ⅱ级护理", "", "日", "20.00", 9),
    "A10001": ("普食", "", "日", "30.00", 10),
    "D30001": ("一次性输液器", "", "套", "2.10", 13),
    "D30004": ("真空采血管", "", "支", "1.20", 13),
}
_EVERY_DAY = (("100001", 1), ("700002", 1), ("800001", 1), ("900003", 1), ("A10001", 1))
_THREE_INFUSIONS = (("200041", 3), ("200050", 3), ("300001", 3), ("D30001", 3))
_TWO_INFUSIONS = (("200041", 2), ("200050", 2), ("300001", 2), ("D30001", 2))
_LABORATORY = (("300009", 1), ("400001", 1), ("500001", 1), ("D30004", 1))
DAYS = (
    (date(2026, 11, 18), _EVERY_DAY + _THREE_INFUSIONS + _LABORATORY, "231.80", "231.80", "268.20"),
    (date(2026, 11, 19), _EVERY_DAY + _THREE_INFUSIONS, "186.60", "418.40", "81.60"),
    (date(2026, 11, 20), _EVERY_DAY + _TWO_INFUSIONS, "167.90", "586.30", "-86.30"),
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026, hospital time."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def bill_line(code: str, quantity: int) -> BillLine:
    """A line of the journey's catalogue."""
    name, spec, unit, price, income_type = _ITEMS[code]
    amount = line_amount(Decimal(quantity), Decimal(price))
    return BillLine(code, name, spec, unit, Decimal(quantity), Decimal(price), amount, income_type, INCOME_TYPES[income_type - 1])


def made_up_lines(count: int) -> tuple[BillLine, ...]:
    """Lines of one income type, every third with a name and specification that must wrap."""
    long_name, long_spec = "聚乙二醇化重组人粒细胞刺激因子注射液(预充式,冷链运输)", "3mg(1.0ml)/支×1支/盒(预灌封注射器)"
    return tuple(
        BillLine(
            f"{number:06d}",
            *((long_name, long_spec) if number % 3 == 0 else ("维生素C片", "0.1g")),
            "支",
            Decimal(1),
            Decimal("1.25"),
            Decimal("1.25"),
            1,
            "药费",
        )
        for number in range(count)
    )


def a_deposit_receipt(*, void: bool = False) -> DepositReceipt:
    """The deposit of 500.00."""
    deposit = Deposit(DEPOSIT, STAY, "YJ00012345", Decimal("500.00"), PayMethod.CASH, at(18, 10, 5), "李敏", None, None, None, None)
    if void:
        deposit = replace(deposit, void_at=at(18, 11), void_by="李敏", void_reason="支付方式录入错误")
    return DepositReceipt(HOSPITAL, ZHANG, deposit)


def a_daily_bill(day: int, *, complete: bool = True) -> DailyBill:
    """The bill of day 1, 2 or 3."""
    service_date, items, day_total, cumulative, balance = DAYS[day - 1]
    lines = tuple(sorted((bill_line(*item) for item in items), key=lambda line: (line.income_type, line.item_code)))
    as_of = datetime(service_date.year, service_date.month, service_date.day + 1, 2, 0, tzinfo=ZONE)
    sums = (Decimal(day_total), Decimal(cumulative), Decimal("500.00"), Decimal(balance))
    return DailyBill(HOSPITAL, ZHANG, service_date, lines, *sums, as_of, complete)


def a_long_daily_bill(patient: PatientBrief, count: int) -> DailyBill:
    """A bill of `count` made-up lines."""
    lines = made_up_lines(count)
    day_total = total(line.amount for line in lines)
    return DailyBill(
        HOSPITAL, patient, date(2026, 11, 20), lines, day_total, day_total, Decimal("0.00"), -day_total, at(21, 2), True
    )


def a_charge_list(receipt_no: str | None = None) -> ChargeList:
    """All three days, the same item on one line."""
    quantities: dict[str, int] = {}
    for _, items, *_ in DAYS:
        for code, quantity in items:
            quantities[code] = quantities.get(code, 0) + quantity
    lines = tuple(bill_line(code, quantity) for code, quantity in quantities.items())
    return ChargeList(HOSPITAL, ZHANG, DAYS[0][0], DAYS[-1][0], receipt_no, lines, BY_CATEGORY, Decimal("586.30"))


def a_long_charge_list(count: int) -> ChargeList:
    """`count` made-up lines; none at all is a list too."""
    lines = made_up_lines(count)
    amount = total(line.amount for line in lines)
    categories = tuple(
        CategoryTotal(number, name, amount if number == 1 else Decimal("0.00")) for number, name in enumerate(INCOME_TYPES, 1)
    )
    return ChargeList(HOSPITAL, WANG, DAYS[0][0], DAYS[-1][0], None, lines, categories, amount)


def a_payment_notice() -> PaymentNotice:
    """86.30 to pay."""
    return PaymentNotice(
        HOSPITAL,
        ZHANG,
        Decimal("686.30"),
        Decimal("100.00"),
        Decimal("500.00"),
        Decimal("-86.30"),
        Decimal("86.30"),
        at(21, 8),
        "王芳",
    )


def a_receipt(
    *, reprints: int = 0, state: SettlementState = SettlementState.PAID, payments: tuple[Payment, ...] | None = None
) -> Receipt:
    """The receipt of 586.30: 500.00 deposit, 86.30 in cash unless `payments` say otherwise."""
    void = state is SettlementState.VOID
    settlement = Settlement(
        settlement_id=SETTLEMENT,
        stay_id=STAY,
        patient=ZHANG,
        mode=SettlementMode.DISCHARGE,
        state=state,
        segment=1,
        receipt_no="ZY00067890",
        first=DAYS[0][0],
        last=DAYS[-1][0],
        total=Decimal("586.30"),
        insurance=Decimal("0.00"),
        own_share=Decimal("586.30"),
        deposit_total=Decimal("500.00"),
        due=Decimal("86.30"),
        paid=Decimal("50.00") if state is SettlementState.OWING else Decimal("86.30"),
        carried_over=Decimal("0.00"),
        by_category=BY_CATEGORY,
        payments=payments if payments is not None else (Payment(PayMethod.CASH, Decimal("86.30")),),
        settled_at=at(21, 9, 30),
        cashier="李敏",
        void_at=at(21, 10) if void else None,
        void_by="赵主任" if void else None,
    )
    money_moved = (Decimal("86.30"), Decimal("0.00"))
    return Receipt(
        HOSPITAL,
        settlement,
        Payer.SELF,
        at(18, 10),
        at(21, 9, 5),
        NATIONAL_ITEMS,
        "510***********0022",
        "8f3a2c",
        reprints,
        *money_moved,
    )


def slip_line(
    kind: LineKind,
    drug: tuple[str, str, str, str],
    dose: str,
    usage: str,
    frequency: str,
    times: int,
    quantity: str,
    group_no: int = 0,
) -> SlipLine:
    """A line of a slip; potassium chloride, insulin and heparin are high-alert drugs."""
    high_alert = drug[0] in {"200048", "200059", "200060"}
    batch = (f"B{drug[0][-4:]}2611",)
    return SlipLine(kind, *drug, dose, usage, frequency, times, Decimal(quantity), batch, high_alert, group_no)


SALINE = ("200041", "0.9%氯化钠注射液", "100ml", "袋")
CEFUROXIME = ("200050", "注射用头孢呋辛钠", "0.75g", "支")
ASPIRIN = ("100001", "阿司匹林肠溶片", "100mg", "片")
GLUCOSE = ("200045", "5%葡萄糖注射液", "500ml", "袋")
POTASSIUM = ("200048", "10%氯化钾注射液", "10ml:1g", "支")
INSULIN = ("200059", "胰岛素注射液", "10ml:400u", "支")
HEPARIN = ("200060", "低分子肝素钠注射液", "0.4ml:4000u", "支")


def a_dispensing_slip() -> DispensingSlip:
    """Three patients: infusion groups, high-alert drugs, a temporary order and a return."""
    long, temporary, supplement = LineKind.LONG_TERM, LineKind.TEMPORARY, LineKind.SUPPLEMENT
    zhang = (
        slip_line(long, SALINE, "100ml", "静脉滴注", "q8h", 3, "3", 1),
        slip_line(long, CEFUROXIME, "0.75g", "静脉滴注", "q8h", 3, "3", 1),
        slip_line(long, ASPIRIN, "100mg", "口服", "qd", 1, "1"),
    )
    wang = (
        slip_line(long, GLUCOSE, "500ml", "静脉滴注", "qd", 1, "1", 2),
        slip_line(long, POTASSIUM, "1.5g", "静脉滴注", "qd", 1, "1.5", 2),
        slip_line(long, INSULIN, "8u", "静脉滴注", "qd", 1, "0.02", 2),
        slip_line(temporary, HEPARIN, "4000u", "皮下注射", "st", 1, "1"),
    )
    li = (
        slip_line(supplement, CEFUROXIME, "0.75g", "静脉滴注", "st", 1, "1"),
        slip_line(long, ASPIRIN, "100mg", "口服", "qd", 1, "-2"),
    )
    requests = ("019aa9e71a2b7c3d8e4f5061728394a5", "019aa9e81b3c7d4e8f506172839405b6", "019aa9e92c4d7e5f806172839405a6c7")
    patients = tuple(
        SlipPatient(patient, RequestId(request), lines)
        for patient, request, lines in zip((ZHANG, WANG, LI), requests, (zhang, wang, li), strict=True)
    )
    by_drug = tuple(
        (*drug, Decimal(quantity))
        for drug, quantity in (
            (ASPIRIN, "-1"),
            (SALINE, "3"),
            (GLUCOSE, "1"),
            (POTASSIUM, "1.5"),
            (CEFUROXIME, "4"),
            (INSULIN, "0.02"),
            (HEPARIN, "1"),
        )
    )
    return DispensingSlip(HOSPITAL, "W01", WARD, "FY20261119-0007", patients, by_drug, at(19, 11, 20), "陈药师")


def write_papers(folder: Path) -> None:
    """All six papers as PDF files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    who = ("李敏", PRINTED_AT)
    papers = {
        "deposit_receipt": deposit_receipt(a_deposit_receipt(), *who),
        "dispensing_slip": dispensing_slip(a_dispensing_slip(), *who),
        "daily_bill": daily_bills(tuple(a_daily_bill(day) for day in (1, 2, 3)), *who),
        "payment_notice": payment_notice(a_payment_notice(), *who),
        "charge_list": charge_list(a_charge_list("ZY00067890"), *who),
        "receipt": receipt(a_receipt(), *who),
    }
    for name, pdf in papers.items():
        (folder / f"{name}.pdf").write_bytes(pdf)


if __name__ == "__main__":
    write_papers(Path(sys.argv[1]))
