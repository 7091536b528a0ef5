"""What the pharmacy has, as far as the ward must know: what it can issue, and whose orders are short (R2.7, R2.K)."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import or_, select

from server.kernel.unit_of_work import Work
from server.kernel.use_cases import Preparation, prepared_by
from server.ward import models, queries, replicas, stays
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.contracts.ward.types import OrderKind, ShortOrder

_order, _stay, _short = models.order, models.stay, replicas.shortage


def ask_pharmacy(preparation: Preparation) -> dict[str, Decimal]:
    """The stock is the pharmacy's: nothing of it is kept here, where it would be old."""
    return preparation.ask(PharmacyContract, lambda api: api.usable_stock())


@prepared_by(ask_pharmacy)
def drug_stock(work: Work) -> dict[str, Decimal]:
    """What can be issued now."""
    stock: dict[str, Decimal] = work.prepared
    return stock


def short_items(work: Work) -> tuple[str, ...]:
    """Codes of the drugs that are short now."""
    return tuple(work.db.execute(select(_short.c.drug_code).order_by(_short.c.drug_code)).scalars())


def short_orders(work: Work, ward: str) -> tuple[ShortOrder, ...]:
    """Orders that go on although their drug is short; by bed."""
    work.caller.require_ward(ward)
    query = (
        select(_order.c.stay_id, _order.c.order_id, _order.c.item_code)
        .join_from(_order, _short, _short.c.drug_code == _order.c.item_code)
        .join(_stay, _stay.c.stay_id == _order.c.stay_id)
        .where(
            _stay.c.ward == ward,
            _stay.c.state.in_([int(state) for state in stays.IN_BED]),
            _order.c.kind == int(OrderKind.LONG_TERM),
            _order.c.confirmed_by.is_not(None),
            or_(_order.c.stop_at.is_(None), _order.c.stop_at > work.now),
        )
        .order_by(_stay.c.bed, _order.c.group_no, _order.c.order_id)
    )
    found = work.db.execute(query).all()
    work.reads(f"ward {ward}")
    people = queries.stay_rows(work, {row.stay_id for row in found})
    names = work.catalog.items
    made = []
    for row in found:
        patient = queries.brief_of(work, people[row.stay_id])
        made.append(ShortOrder(row.stay_id, row.order_id, patient.bed or "", patient.name, names[row.item_code].name))
    return tuple(made)
