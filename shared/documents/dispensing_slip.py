"""病区发药单 (R3.4, domain rules §6.1): what the pharmacy hands to a ward, summed by drug for picking and listed by patient. A4."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from shared.contracts.common import LineKind
from shared.contracts.pharmacy.types import DispensingSlip, SlipLine, SlipPatient
from shared.documents.paper import A4, Field, Heading, Paper, Printed, mm
from shared.documents.table import Bracket, Column, Row, Table
from shared.documents.typography import wrap
from shared.documents.wording import age, bed, day_of, minute, quantity, sex, stay_number

_HIGH_ALERT = "★高警示"
_NO_WARNING = ("无", "不详")
_SIZE = 8.5
_WARNING_SHARE = 0.9
"""Part of the sheet's width that a warning may take: each further line is set in a little."""
_SUMMARY = (
    Column("药品编码", 18),
    Column("药品名称", 80),
    Column("规格", 44),
    Column("单位", 14),
    Column("数量", 20, "right"),
)
_DETAIL = (
    Column("药品名称", 48),
    Column("规格", 24),
    Column("剂量", 17),
    Column("用法", 19),
    Column("频次", 16),
    Column("次数", 9, "right"),
    Column("数量", 12, "right"),
    Column("单位", 9),
    Column("批号", 28),
)
_SECTIONS = ("长期", "临时", "退药")


def dispensing_slip(slip: DispensingSlip, printed_by: str, printed_at: datetime) -> bytes:
    """The slip as PDF: ward summary, then each patient's long-term, temporary and returned drugs."""
    paper = Paper(A4, Printed(printed_by, printed_at))
    paper.begin(
        Heading(slip.hospital, "病区发药单", slip.slip_no, subject=f"{slip.ward_name}（{slip.ward}）　{minute(slip.dispensed_at)}")
    )
    paper.fields(
        (
            Field("病区", f"{slip.ward_name}（{slip.ward}）", span=2, bold=True),
            Field("发药时间", minute(slip.dispensed_at)),
            Field("发药人", slip.dispensed_by),
        ),
        columns=4,
    )
    paper.divider()
    _summary(paper, slip)
    paper.space(2 * mm)
    _details(paper, slip)
    paper.space(5 * mm)
    paper.signatures(("调配：", "核对：", "护士签收：", "签收时间："))
    return paper.pdf()


def _summary(paper: Paper, slip: DispensingSlip) -> None:
    high_alert = {line.drug_code for patient in slip.patients for line in patient.lines if line.high_alert}
    paper.space(1 * mm)
    paper.write("一、药品汇总", size=10.0, bold=True)
    table = Table(paper, _SUMMARY)
    for code, drug, spec, unit, amount in slip.by_drug:
        name = f"{drug}（退药）" if amount < 0 else drug
        table.rows(Row((code, _marked(name, code in high_alert), spec, unit, quantity(amount)), bold=code in high_alert))
    table.close(if_empty="无药品")


def _details(paper: Paper, slip: DispensingSlip) -> None:
    paper.room(20 * mm)
    paper.write("二、患者明细", size=10.0, bold=True)
    table = Table(paper, _DETAIL, _SIZE)
    for patient in slip.patients:
        table.band(_patient(patient, slip.dispensed_at), f"申请单 {patient.request_id[-8:]}")
        warnings = _warnings(patient.allergy, paper.width)
        for level, warning in enumerate(warnings, 1):
            table.band(warning, level=level)
        for index, section in enumerate(_SECTIONS):
            lines = [line for line in patient.lines if _section(line) == index]
            if lines:
                table.band(section, level=1 + len(warnings))
                _section_rows(table, lines)
    table.close(if_empty="无明细")


def _patient(part: SlipPatient, on: datetime) -> str:
    patient = part.patient
    words = (
        f"{patient.bed}床" if patient.bed else bed(patient),
        patient.name,
        sex(patient),
        age(patient.birth_date, day_of(on)),
        f"住院号 {stay_number(patient)}",
        f"过敏：{part.allergy}" if part.allergy in _NO_WARNING else "",
    )
    return "　".join(word for word in words if word)


def _warnings(allergy: str, width: float) -> list[str]:
    """What the patient must not be given (S1), in lines below the name that repeat with it on every page."""
    if not allergy or allergy in _NO_WARNING:
        return []
    return wrap(f"★过敏：{allergy}", width * _WARNING_SHARE, _SIZE, bold=True)


def _section(line: SlipLine) -> int:
    if line.quantity < 0:
        return 2
    return 0 if line.ordered_as is LineKind.LONG_TERM else 1


def _section_rows(table: Table, lines: Iterable[SlipLine]) -> None:
    """Lines with one group number are one infusion: tied by a bracket and not torn apart by a page."""
    for group_no, group in groupby(lines, key=lambda line: line.group_no):
        members = tuple(group)
        if group_no:
            table.rows(*(_row(line, _bracket(index, len(members))) for index, line in enumerate(members)))
        else:
            for line in members:
                table.rows(_row(line, ""))


def _bracket(index: int, count: int) -> Bracket:
    if count == 1:
        return ""
    return "first" if index == 0 else "last" if index == count - 1 else "middle"


def _row(line: SlipLine, bracket: Bracket) -> Row:
    given = (line.dose_text, line.usage, line.frequency, str(line.administrations))
    drug = (_marked(line.drug_name, line.high_alert), line.spec)
    return Row((*drug, *given, quantity(line.quantity), line.unit, "、".join(line.batches)), bold=line.high_alert, bracket=bracket)


def _marked(name: str, high_alert: bool) -> str:
    return f"{_HIGH_ALERT} {name}" if high_alert else name
