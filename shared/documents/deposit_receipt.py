"""预交金收据 (domain rules §6.1): what the patient gets for a deposit and gives back at settlement. A5 landscape."""

from __future__ import annotations

from datetime import datetime

from shared.contracts.admission.types import DepositReceipt
from shared.documents.paper import A5_LANDSCAPE, Field, Heading, Paper, Printed, mm
from shared.documents.wording import bed, capitals, figures, minute, sex

_BODY = 10.5


def deposit_receipt(receipt: DepositReceipt, printed_by: str, printed_at: datetime) -> bytes:
    """The receipt of one deposit as PDF; a void one is marked 作废 with time, person and reason, a reprint 补打 n."""
    deposit, patient = receipt.deposit, receipt.patient
    void = deposit.void_at is not None
    paper = Paper(A5_LANDSCAPE, Printed(printed_by, printed_at))
    title, number = "住院预交金收据", deposit.receipt_no
    paper.begin(Heading(receipt.hospital, title, number, subject=patient.name, reprints=deposit.reprints, void=void))
    paper.space(3 * mm)
    paper.fields(
        (
            Field("姓名", patient.name, bold=True),
            Field("性别", sex(patient)),
            Field("住院号", str(patient.patient_no), bold=True),
            Field("住院次数", f"第{patient.visit_no}次"),
            Field("病区", patient.ward_name or patient.ward, span=2),
            Field("床号", bed(patient)),
            Field("支付方式", deposit.method.zh),
            Field("收款时间", minute(deposit.taken_at), span=2),
            *((Field("银行", deposit.bank, span=2), Field("卡号", deposit.card_no, span=2)) if deposit.card_no else ()),
        ),
        columns=4,
        size=_BODY,
        gap=1.5 * mm,
    )
    paper.divider()
    paper.space(3 * mm)
    paper.amount_line("预交金额（大写）", capitals(deposit.amount), figures(deposit.amount), size=15.0)
    paper.space(3 * mm)
    paper.divider()
    paper.space(2 * mm)
    if deposit.void_at is not None:
        paper.write(f"作废时间 {minute(deposit.void_at)}　作废人 {deposit.void_by or ''}", size=_BODY, bold=True)
        paper.write(f"作废原因 {deposit.void_reason or ''}", size=_BODY, bold=True)
        paper.space(2 * mm)
    paper.write("说明：本收据为住院预交金凭据，请妥善保管；出院结算时收回。", size=_BODY)
    paper.sink(8 * mm)
    last = "作废经手人签名：" if void else "交款人签名："
    paper.signatures(("收款单位（章）：", f"收款人　{deposit.cashier}", last), size=_BODY)
    return paper.pdf()
