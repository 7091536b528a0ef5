"""交款通知单 (R1.20, domain rules §6.1): asks the patient to pay before charges outrun the deposits. A5 landscape."""

from __future__ import annotations

from datetime import datetime

from shared.contracts.admission.types import PaymentNotice
from shared.documents.paper import A5_LANDSCAPE, Field, Heading, Paper, Printed, mm
from shared.documents.wording import age, bed, capitals, day, day_of, figures, minute, sex, stay_number
from shared.money import ZERO

_BODY = 10.5


def payment_notice(notice: PaymentNotice, printed_by: str, printed_at: datetime) -> bytes:
    """The notice as PDF. Its barcode is the stay, which the cashier scans when the patient comes."""
    patient = notice.patient
    paper = Paper(A5_LANDSCAPE, Printed(printed_by, printed_at))
    paper.begin(Heading(notice.hospital, "住院交款通知单", stay_number(patient), "住院号 ", patient.name))
    paper.space(2 * mm)
    paper.fields(
        (
            Field("姓名", patient.name, bold=True),
            Field("性别", sex(patient)),
            Field("年龄", age(patient.birth_date, day_of(notice.issued_at))),
            Field("床号", bed(patient), bold=True),
            Field("病区", patient.ward_name or patient.ward, span=2),
            Field("住院号", str(patient.patient_no)),
            Field("住院次数", f"第{patient.visit_no}次"),
        ),
        columns=4,
        size=_BODY,
        gap=1.5 * mm,
    )
    paper.divider()
    paper.space(3 * mm)
    paper.write(f"截至 {minute(notice.issued_at)}，您的住院费用与预交金如下，请携本单到住院收费处交款。", size=_BODY)
    paper.space(2 * mm)
    paper.fields(
        (
            Field("累计费用", figures(notice.total)),
            Field("其中已结算", figures(notice.settled)),
            Field("未结算", figures(notice.total - notice.settled)),
            Field("预交金余额", figures(notice.deposits)),
            Field("结余", figures(notice.balance) + ("（欠费）" if notice.balance < ZERO else "")),
        ),
        columns=3,
        size=12.0,
    )
    paper.space(3 * mm)
    if notice.amount_to_pay:
        paper.amount_line("应交金额（大写）", capitals(notice.amount_to_pay), figures(notice.amount_to_pay), size=15.0)
    else:
        paper.write("目前没有欠费；预交金余额将不足，请续交预交金。", size=12.0, bold=True)
    paper.space(3 * mm)
    paper.divider()
    paper.write("如已交款，请忽略本通知；对费用有疑问请询问护士站或住院收费处。")
    paper.sink(8 * mm)
    paper.signatures((f"签发人　{notice.issued_by}", f"签发日期　{day(day_of(notice.issued_at))}", "患者或家属签收："), size=_BODY)
    return paper.pdf()
