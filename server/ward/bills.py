"""Admission's papers for the ward: 一日清单, without admission from the ward's own lines (R2.10), and 交款通知单 (R2.11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypedDict

from sqlalchemy import and_, func, or_, select

from server.kernel.unit_of_work import Work
from server.kernel.use_cases import Preparation, prepared_by
from server.ward import models, queries, replicas, stays
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.types import BillLine, DailyBill, PaymentNotice
from shared.contracts.common import LineState
from shared.contracts.ward.types import WardBills
from shared.errors import Unavailable
from shared.identifiers import StayId
from shared.money import ZERO, total

_line, _stay, _account = models.line, models.stay, replicas.account


class _ChargedRow(TypedDict):
    """A confirmed line."""

    stay_id: StayId
    income_type: int
    item_code: str
    item_name: str
    spec: str
    unit: str
    quantity: Decimal
    price: Decimal
    amount: Decimal


def ask_admission(
    preparation: Preparation, ward: str, service_date: date, stay_id: StayId | None
) -> tuple[list[StayId], tuple[DailyBill, ...] | None]:
    """Whose bills are wanted, and what admission answers; None when it can't be reached."""
    patients: list[StayId] = preparation.read(lambda work: _patients(work, ward, service_date, stay_id))
    try:
        return patients, preparation.ask(AdmissionContract, lambda api: api.daily_bills(tuple(patients), service_date))
    except Unavailable:
        return patients, None


def _patients(work: Work, ward: str, service_date: date, stay_id: str | None) -> list[StayId]:
    """Who lies on the ward, and who was charged there on that day; by bed."""
    work.caller.require_ward(ward)
    charged = select(_line.c.stay_id).where(_line.c.ward == ward, _line.c.charged_on == service_date)
    in_bed = and_(_stay.c.ward == ward, _stay.c.state.in_([int(state) for state in stays.IN_BED]))
    query = select(_stay.c.stay_id).where(or_(in_bed, _stay.c.stay_id.in_(charged))).order_by(_stay.c.bed, _stay.c.stay_id)
    if stay_id is not None:
        query = query.where(_stay.c.stay_id == stay_id)
    return list(work.db.execute(query).scalars())


@prepared_by(ask_admission)
def daily_bills(work: Work, ward: str, service_date: date, stay_id: StayId | None) -> WardBills:  # noqa: ARG001 — prepared for it
    """The bills as prepared, with the ward's own lines where admission was away."""
    work.reads(f"ward {ward}")
    patients, bills = work.prepared
    return WardBills(service_date, _own_bills(work, patients, service_date) if bills is None else bills)


def ask_for_notice(preparation: Preparation, stay_id: StayId) -> PaymentNotice:
    """For patients of the caller's ward."""
    preparation.read(lambda work: queries.allow_reading(work, queries.stay_row(work, stay_id)))
    return preparation.ask(AdmissionContract, lambda api: api.payment_notice(stay_id))


@prepared_by(ask_for_notice)
def payment_notice(work: Work, stay_id: StayId) -> PaymentNotice:
    """What the patient is asked to pay (R2.11)."""
    work.reads(f"stay {stay_id}")
    notice: PaymentNotice = work.prepared
    return notice


def _own_bills(work: Work, stays: Sequence[StayId], service_date: date) -> tuple[DailyBill, ...]:
    """From the ward's lines, with as many statements as for one patient."""
    known = queries.stay_rows(work, stays)
    confirmed = (_line.c.stay_id.in_(stays), _line.c.state == int(LineState.CONFIRMED))
    up_to = select(_line.c.stay_id, func.sum(_line.c.amount)).where(*confirmed, _line.c.charged_on <= service_date)
    cumulative: dict[str, Decimal] = dict(map(tuple, work.db.execute(up_to.group_by(_line.c.stay_id))))
    of_day: dict[str, list[_ChargedRow]] = defaultdict(list)
    for row in work.rows(select(_line).where(*confirmed, _line.c.charged_on == service_date), _ChargedRow):
        of_day[row["stay_id"]].append(row)
    told = {row["stay_id"]: row for row in work.rows(select(_account).where(_account.c.stay_id.in_(stays)), replicas.AccountRow)}
    bills = []
    for stay in stays:
        items, account = _by_item(work.catalog.income_names, of_day[stay]), told.get(stay)
        bills.append(
            DailyBill(
                hospital=work.catalog.hospital,
                patient=queries.brief_of(work, known[stay]),
                service_date=service_date,
                lines=items,
                day_total=total(line.amount for line in items),
                cumulative=cumulative.get(stay, ZERO),
                deposits=account["deposits"] if account else ZERO,
                balance=account["balance"] if account else ZERO,
                as_of=account["as_of"] if account else work.now,
                complete=False,
            )
        )
    return tuple(bills)


def _by_item(income_names: Mapping[int, str], rows: Iterable[_ChargedRow]) -> tuple[BillLine, ...]:
    """One line per item and price; what was charged and taken back on the same day is left out."""
    found: dict[tuple[int, str, Decimal], list[_ChargedRow]] = defaultdict(list)
    for row in rows:
        found[row["income_type"], row["item_code"], row["price"]].append(row)
    lines = (
        BillLine(
            item_code=code,
            item_name=same[0]["item_name"],
            spec=same[0]["spec"],
            unit=same[0]["unit"],
            quantity=sum((row["quantity"] for row in same), Decimal(0)),
            price=price,
            amount=total(row["amount"] for row in same),
            income_type=income_type,
            income_name=income_names.get(income_type, str(income_type)),
        )
        for (income_type, code, price), same in sorted(found.items())
    )
    return tuple(line for line in lines if line.quantity)
