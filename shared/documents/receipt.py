"""住院收费票据 (R1.26, R1.29): what the patient is given for a settlement. A5 landscape.

Content: domain rules §6.1, after the national medical receipt: head, items that occurred, total in capitals and figures, other
information.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest

from shared.contracts.admission.types import Payment, PayMethod, Receipt, SettlementState
from shared.documents.paper import A5_LANDSCAPE, Field, Heading, Paper, Printed, mm
from shared.documents.table import Column, Row, Table
from shared.documents.wording import capitals, day, day_of, figures, minute, money, sex
from shared.money import total

_COLUMNS = (
    Column("项目名称", 38),
    Column("金额（元）", 24, "right"),
    Column("", 4),
    Column("项目名称", 38),
    Column("金额（元）", 24, "right"),
    Column("", 4),
    Column("项目名称", 38),
    Column("金额（元）", 24, "right"),
)
_ACROSS = 3
_BODY = 10.0


def receipt(paid: Receipt, printed_by: str, printed_at: datetime) -> bytes:
    """The receipt as PDF; `reprints` marks it 补打 n, a void settlement marks it 作废."""
    settlement = paid.settlement
    void = settlement.state is SettlementState.VOID
    paper = Paper(A5_LANDSCAPE, Printed(printed_by, printed_at))
    paper.begin(
        Heading(
            paid.hospital,
            "住院收费票据",
            settlement.receipt_no,
            "票据号码 ",
            settlement.patient.name,
            reprints=paid.reprints,
            void=void,
        )
    )
    _head(paper, paid)
    _items(paper, paid)
    paper.amount_line("金额合计（大写）", capitals(settlement.total), figures(settlement.total), size=12.0)
    paper.divider()
    _other_information(paper, paid)
    if settlement.void_at is not None:
        paper.write(f"作废时间 {minute(settlement.void_at)}　作废人 {settlement.void_by or ''}", bold=True)
    paper.sink(8 * mm)
    paper.signatures(("收款单位（章）：", "复核人：", f"收款人　{settlement.cashier}"))
    return paper.pdf()


def _head(paper: Paper, paid: Receipt) -> None:
    patient = paid.settlement.patient
    paper.fields(
        (
            Field("交款人", patient.name, bold=True),
            Field("性别", sex(patient)),
            Field("身份证号", paid.id_card_masked, span=2),
            Field("开票日期", day(day_of(paid.settlement.settled_at))),
            Field("校验码", paid.check_code, span=2),
        ),
        columns=4,
        size=_BODY,
        gap=0.5 * mm,
    )
    paper.divider()


def _items(paper: Paper, paid: Receipt) -> None:
    assert total(amount for _, amount in paid.national_items) == paid.settlement.total
    table = Table(paper, _COLUMNS, size=_BODY)
    items = paid.national_items
    # Read down the columns, as on the national form.
    deep = -(-len(items) // _ACROSS)
    columns = [items[start * deep : (start + 1) * deep] for start in range(_ACROSS)] if deep else []
    for across in zip_longest(*columns):
        cells = [cell for item in across for cell in ("", item[0] if item else "", money(item[1]) if item else "")]
        table.rows(Row(tuple(cells[1:])))
    table.close(if_empty="无收费项目")


def _other_information(paper: Paper, paid: Receipt) -> None:
    settlement = paid.settlement
    patient = settlement.patient
    out = day(day_of(paid.discharged_at)) if paid.discharged_at else "在院"
    fields = [
        Field("住院号", f"{patient.patient_no}（第{patient.visit_no}次）"),
        Field("住院科别", patient.ward_name or patient.ward, span=2),
        Field("医保类型", paid.payer.zh),
        Field("住院时间", f"{day(day_of(paid.admitted_at))} 至 {out}", span=2),
        Field("费用日期", f"{day(settlement.first)} 至 {day(settlement.last)}", span=2),
        Field("预缴金额", money(settlement.deposit_total)),
        Field("补缴金额", money(paid.amount_paid_in)),
        Field("退费金额", money(paid.amount_refunded)),
        Field("结算方式", f"{settlement.mode.zh}（第{settlement.segment}段）"),
        Field("医保统筹基金支付", money(settlement.insurance)),
        Field("个人支付", money(settlement.own_share)),
        *_payments(settlement.payments),
    ]
    if settlement.carried_over:
        fields.append(Field("结转预交金", money(settlement.carried_over)))
    if settlement.state is SettlementState.OWING:
        fields += [
            Field("应补", money(settlement.due)),
            Field("实收", f"{money(settlement.paid)}（{settlement.state.zh}）", bold=True),
        ]
    fields.append(Field("业务流水号", settlement.settlement_id, span=2))
    paper.fields(fields, columns=4, gap=0.6 * mm)


def _payments(payments: tuple[Payment, ...]) -> Iterator[Field]:
    for payment in payments:
        if payment.method is PayMethod.IC_CARD:
            # Enough to find the payment at the bank, too little to misuse the card.
            card = f"{payment.bank} 尾号 {payment.card_no[-4:]}".strip() if payment.card_no else payment.bank
            yield Field("IC卡支付", f"{money(payment.amount)}（{card}）" if card else money(payment.amount), span=2)
        else:
            yield Field(f"{payment.method.zh}支付", money(payment.amount))
