"""Reads of settlements and receipts (R1.26–R1.29)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from server.admission import models, queries
from server.admission.models import SettlementRow
from server.kernel.text import begins_a_number, number_in
from server.kernel.unit_of_work import Work
from shared import clock
from shared.contracts.admission.errors import SettlementNotFound
from shared.contracts.admission.types import (
    CategoryTotal,
    Payer,
    Payment,
    PayMethod,
    Receipt,
    ReceiptRow,
    Settlement,
    SettlementMode,
    SettlementState,
)
from shared.contracts.common import DataPacket, PatientBrief, packet
from shared.id_card import mask
from shared.identifiers import SettlementId, StayId
from shared.money import ZERO, total
from shared.text import identity

_NATIONAL_ORDER = (
    "床位费",
    "诊察费",
    "检查费",
    "化验费",
    "治疗费",
    "手术费",
    "护理费",
    "卫生材料费",
    "西药费",
    "中药饮片",
    "中成药费",
    "一般诊疗费",
    "其他住院收费",
)


def row(work: Work, settlement_id: str) -> SettlementRow:
    """A settlement's row. Raises SettlementNotFound."""
    found = work.row(select(models.settlement).where(models.settlement.c.settlement_id == settlement_id), SettlementRow)
    if found is None:
        raise SettlementNotFound(receipt_no="")
    return found


def latest(work: Work, stay_id: str) -> SettlementRow | None:
    """The latest settlement of a stay that is not void."""
    table = models.settlement
    query = select(table).where(table.c.stay_id == stay_id, table.c.state != int(SettlementState.VOID))
    return work.row(query.order_by(table.c.settled_at.desc(), table.c.settlement_id.desc()).limit(1), SettlementRow)


def settled_on(found: SettlementRow) -> date:
    """The hospital's day of a settlement."""
    return clock.local(found["settled_at"]).date()


def settlement(work: Work, settlement_id: str) -> Settlement:
    """One settlement."""
    return _settlement(work, row(work, settlement_id))


def settlements(work: Work, stay_id: str) -> tuple[Settlement, ...]:
    """Settlements of a stay, latest first."""
    table = models.settlement
    query = select(table).where(table.c.stay_id == stay_id).order_by(table.c.settled_at.desc(), table.c.settlement_id.desc())
    work.reads(f"stay {stay_id}")
    return tuple(_settlement(work, found) for found in work.rows(query, SettlementRow))


def _settlement(work: Work, found: SettlementRow) -> Settlement:
    settlement_id = found["settlement_id"]
    category, payment = models.settlement_category, models.payment
    by_category = select(category).where(category.c.settlement_id == settlement_id).order_by(category.c.income_type)
    categories = work.rows(by_category, models.SettlementCategoryRow)
    paid = select(payment).where(payment.c.settlement_id == settlement_id).order_by(payment.c.payment_id)
    payments = work.rows(paid, models.PaymentRow)
    return Settlement(
        settlement_id=SettlementId(settlement_id),
        stay_id=StayId(found["stay_id"]),
        patient=_brief(work, found),
        mode=SettlementMode(found["mode"]),
        state=SettlementState(found["state"]),
        segment=found["segment"],
        receipt_no=found["receipt_no"],
        first=found["first"],
        last=found["last"],
        total=found["total"],
        insurance=found["insurance"],
        own_share=found["own_share"],
        deposit_total=found["deposit_total"],
        due=found["due"],
        paid=found["paid"],
        carried_over=found["carried_over"],
        by_category=tuple(
            CategoryTotal(each["income_type"], work.catalog.income_names.get(each["income_type"], ""), each["amount"])
            for each in categories
        ),
        payments=tuple(Payment(PayMethod(each["method"]), each["amount"], each["bank"], each["card_no"]) for each in payments),
        settled_at=found["settled_at"],
        cashier=found["cashier"],
        void_at=found["void_at"],
        void_by=found["void_by"],
    )


def _brief(work: Work, found: SettlementRow) -> PatientBrief:
    """The patient as the receipt named them: name, ward and bed of that moment."""
    stay = queries.stay_row(work, found["stay_id"])
    return PatientBrief(
        patient_no=found["patient_no"],
        visit_no=stay["visit_no"],
        name=found["patient_name"],
        sex=stay["sex"],
        birth_date=stay["birth_date"],
        ward=found["ward"],
        bed=found["bed"],
        ward_name=work.catalog.ward_name(found["ward"]),
    )


def receipt(work: Work, settlement_id: str) -> Receipt:
    """The receipt with everything it prints."""
    found = row(work, settlement_id)
    stay = queries.stay_row(work, found["stay_id"])
    id_card = work.db.execute(
        select(models.patient.c.id_card).where(models.patient.c.patient_no == found["patient_no"])
    ).scalar_one()
    work.reads(f"stay {found['stay_id']}")
    needed = found["due"] + found["carried_over"]
    return Receipt(
        hospital=work.catalog.hospital,
        settlement=_settlement(work, found),
        payer=Payer(stay["payer"]),
        admitted_at=stay["received_at"] or stay["admitted_at"],
        discharged_at=stay["declared_at"],
        national_items=_national_items(work, found),
        id_card_masked=mask(id_card),
        check_code=_check_code(found),
        reprints=found["reprints"],
        amount_paid_in=max(needed, ZERO),
        amount_refunded=max(-needed, ZERO),
    )


def _national_items(work: Work, found: SettlementRow) -> tuple[tuple[str, Decimal], ...]:
    """Amounts by the national form's items, in its order; a void settlement shows its thirteen classes instead."""
    table = models.charge_line
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    lines = select(table.c.item_code, table.c.amount).where(table.c.settlement_id == found["settlement_id"])
    for item_code, amount in work.db.execute(lines):
        sums[work.catalog.receipt_items.get(item_code, "") or _NATIONAL_ORDER[-1]] += amount
    if total(sums.values()) != found["total"]:
        category = models.settlement_category
        kept = select(category.c.income_type, category.c.amount).where(
            category.c.settlement_id == found["settlement_id"], category.c.amount != ZERO
        )
        names = work.catalog.income_names
        return tuple((names.get(income_type, ""), amount) for income_type, amount in work.db.execute(kept))
    order = {name: index for index, name in enumerate(_NATIONAL_ORDER)}
    return tuple((name, sums[name]) for name in sorted(sums, key=lambda name: order.get(name, 99)) if sums[name])


def _check_code(found: SettlementRow) -> str:
    """校验码: four digits that change when number, patient or amount do."""
    text = f"{found['receipt_no']}|{found['patient_no']}|{found['total']}|{found['settlement_id']}"
    return f"{int(hashlib.sha256(text.encode()).hexdigest(), 16) % 10000:04d}"


def reprint_receipt(work: Work, settlement_id: str) -> Receipt:
    """Count one more paper of the same number."""
    table = models.settlement
    work.change(table, table.c.settlement_id == settlement_id, reprints=table.c.reprints + 1)
    work.audit(row(work, settlement_id)["stay_id"], after={"reprint": settlement_id})
    return receipt(work, settlement_id)


def find_receipts(work: Work, text: str, first: date | None, last: date | None) -> DataPacket[ReceiptRow]:
    """Receipts by number, patient number or name, and day of settlement."""
    table = models.settlement
    query = select(table).where(*work.caller.only(table.c.ward))
    text = text.strip()
    if text:
        number = begins_a_number(text)
        named = table.c.patient_no == number_in(text) if number else table.c.patient_name.contains(text, autoescape=True)
        query = query.where((table.c.receipt_no == identity(text).upper()) | named)
    if first is not None:
        query = query.where(table.c.settled_at >= clock.at(first))
    if last is not None:
        query = query.where(table.c.settled_at < clock.day_bounds(last, last)[1])
    rows = work.rows(query.order_by(table.c.settled_at.desc(), table.c.settlement_id.desc()).limit(500), SettlementRow)
    work.reads(f"receipts, {len(rows)}")
    return packet(
        ReceiptRow,
        tuple(
            ReceiptRow(
                found["receipt_no"],
                SettlementId(found["settlement_id"]),
                found["patient_no"],
                found["patient_name"],
                found["total"],
                found["settled_at"],
                found["cashier"],
                SettlementState(found["state"]),
                found["reprints"],
            )
            for found in rows
        ),
    )
