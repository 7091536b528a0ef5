"""住院费用清单 (R1.31, domain rules §6.1): the charges of a period or a receipt by income type, with subtotals. A4."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from shared.contracts.admission.types import BillLine, CategoryTotal, ChargeList
from shared.documents.paper import A4, Field, Heading, Paper, Printed
from shared.documents.table import Column, Row, Table
from shared.documents.wording import age, bed, capitals, day, figures, money, quantity, sex, stay_number
from shared.money import total

_COLUMNS = (
    Column("项目编码", 17),
    Column("项目名称", 62),
    Column("规格", 38),
    Column("单位", 12),
    Column("数量", 14, "right"),
    Column("单价", 18, "right"),
    Column("金额", 21, "right"),
)


def charge_list(charges: ChargeList, printed_by: str, printed_at: datetime) -> bytes:
    """The list as PDF. Subtotals and total are the contract's; lines that disagree with them are a bug and are not printed."""
    paper = Paper(A4, Printed(printed_by, printed_at))
    number = charges.receipt_no or stay_number(charges.patient)
    label = "票据号 " if charges.receipt_no else "住院号 "
    patient = charges.patient
    subject = f"{patient.name}　住院号 {stay_number(patient)}　{day(charges.first)} 至 {day(charges.last)}"
    paper.begin(Heading(charges.hospital, "住院费用清单", number, label, subject))
    _head(paper, charges)
    table = Table(paper, _COLUMNS)
    lines = {income_type: tuple(group) for income_type, group in groupby(sorted(charges.lines, key=_by_type), key=_by_type)}
    assert total(each.amount for each in charges.by_category) == charges.total
    assert set(lines) <= {each.income_type for each in charges.by_category}
    for category in charges.by_category:
        if category.amount or category.income_type in lines:
            _category(table, category, lines.get(category.income_type, ()))
    table.close(if_empty="本期无费用")
    paper.amount_line("费用合计（大写）", capitals(charges.total), figures(charges.total))
    return paper.pdf()


def _by_type(line: BillLine) -> int:
    return line.income_type


def _head(paper: Paper, charges: ChargeList) -> None:
    patient = charges.patient
    paper.fields(
        (
            Field("姓名", patient.name, span=2, bold=True),
            Field("性别", sex(patient)),
            Field("年龄", age(patient.birth_date, charges.last)),
            Field("住院号", f"{patient.patient_no}（第{patient.visit_no}次）", span=2),
            Field("病区", patient.ward_name or patient.ward, span=3),
            Field("床号", bed(patient)),
            Field("费用日期", f"{day(charges.first)} 至 {day(charges.last)}", span=2),
        ),
        columns=6,
    )
    paper.divider()


def _category(table: Table, category: CategoryTotal, lines: tuple[BillLine, ...]) -> None:
    if lines:
        assert total(line.amount for line in lines) == category.amount
    table.band(category.name)
    rows = [_row(line) for line in lines]
    subtotal = Row(("", f"{category.name}小计", "", "", "", "", money(category.amount)), bold=True)
    for row in rows[:-1]:
        table.rows(row)
    # A subtotal never stands alone at the top of a page.
    table.rows(*rows[-1:], subtotal)


def _row(line: BillLine) -> Row:
    cells = (line.item_code, line.item_name, line.spec, line.unit, quantity(line.quantity), money(line.price), money(line.amount))
    return Row(cells)
