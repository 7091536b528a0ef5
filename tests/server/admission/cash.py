"""What the drawer must hold."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import func, select

from tests.in_process import InProcessHospital


def cash_of(hospital: InProcessHospital) -> Decimal:
    """deposits − refunds + settlements = cash: the sum of money that really changed hands."""
    tables = hospital.running["admission"].parts.metadata.tables
    deposit, payment = tables["admission_deposit"], tables["admission_payment"]
    with hospital.running["admission"].engine.connect() as db:
        taken = select(func.sum(deposit.c.amount)).where(deposit.c.void_at.is_(None), deposit.c.carried_from.is_(None))
        paid = select(func.sum(payment.c.amount))
        return (db.execute(taken).scalar_one() or Decimal(0)) + (db.execute(paid).scalar_one() or Decimal(0))
