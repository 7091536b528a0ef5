"""住院一日清单 (R2.10, domain rules §2.8): one patient's charges of one service date, for the bedside. A5 portrait."""

from __future__ import annotations

from datetime import datetime

from shared.contracts.admission.types import BillLine, DailyBill
from shared.documents.paper import A5_PORTRAIT, Field, Heading, Paper, Printed, mm
from shared.documents.table import Column, Row, Table
from shared.documents.wording import age, bed, day, figures, minute, money, quantity, sex, stay_number
from shared.money import ZERO, total

_COLUMNS = (
    Column("类别", 15),
    Column("项目名称", 41),
    Column("规格", 21),
    Column("单位", 9),
    Column("数量", 10, "right"),
    Column("单价", 14, "right"),
    Column("金额", 16, "right"),
)
_INCOMPLETE = "未含收费处项目"


def daily_bill(bill: DailyBill, printed_by: str, printed_at: datetime) -> bytes:
    """One patient's bill as PDF."""
    return daily_bills((bill,), printed_by, printed_at)


def daily_bills(bills: tuple[DailyBill, ...], printed_by: str, printed_at: datetime) -> bytes:
    """A ward's bills as one PDF: every patient on a sheet of their own, page numbers per patient. Needs at least one bill."""
    paper = Paper(A5_PORTRAIT, Printed(printed_by, printed_at))
    for bill in bills:
        _bill(paper, bill)
    return paper.pdf()


def _bill(paper: Paper, bill: DailyBill) -> None:
    assert total(line.amount for line in bill.lines) == bill.day_total
    patient = bill.patient
    subject = f"{patient.name}　{bed(patient)}　{day(bill.service_date)}"
    paper.begin(Heading(bill.hospital, "住院患者一日清单", stay_number(patient), "住院号 ", subject))
    paper.fields(
        (
            Field("姓名", patient.name, bold=True),
            Field("性别", sex(patient)),
            Field("年龄", age(patient.birth_date, bill.service_date)),
            Field("床号", bed(patient), bold=True),
            Field("病区", patient.ward_name or patient.ward, span=2),
            Field("费用日期", day(bill.service_date), span=2, bold=True),
        ),
        columns=4,
    )
    if not bill.complete:
        paper.write(f"※ 本清单{_INCOMPLETE}，以住院收费处清单为准", bold=True)
    paper.divider()
    table = Table(paper, _COLUMNS, size=8.0)
    for line in bill.lines:
        table.rows(_row(line))
    table.close(if_empty="当日无费用")
    _sums(paper, bill)


def _row(line: BillLine) -> Row:
    numbers = (quantity(line.quantity), money(line.price), money(line.amount))
    return Row((line.income_name, line.item_name, line.spec, line.unit, *numbers))


def _sums(paper: Paper, bill: DailyBill) -> None:
    paper.room(24 * mm)
    label = "当日合计" if bill.complete else f"当日合计（{_INCOMPLETE}）"
    paper.amount_line(label, "", figures(bill.day_total), size=12.0)
    paper.fields(
        (
            Field("累计费用", figures(bill.cumulative)),
            Field("预交金", figures(bill.deposits)),
            Field("结余", figures(bill.balance) + ("（欠费）" if bill.balance < ZERO else ""), bold=bill.balance < ZERO),
        ),
        columns=3,
    )
    paper.divider()
    paper.write(f"费用、预交金截至 {minute(bill.as_of)}。{_since_the_night(bill)}如有疑问请询问护士站。", size=8.0)


def _since_the_night(bill: DailyBill) -> str:
    """A patient who holds the night's paper is told when another total replaces it."""
    if bill.made_at is None or not bill.changed:
        return ""
    return f"本日费用在 {minute(bill.made_at)} 夜间清单之后有变动，以本单为准。"
