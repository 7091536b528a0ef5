"""The cashier's home page."""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts.admission.types.stays import Stay
from shared.contracts.common import Money


@dataclass(frozen=True, slots=True)
class Desk:
    """Home of the cashier: who is waiting and what was taken today."""

    waiting: tuple[Stay, ...]
    to_settle: tuple[Stay, ...]
    deposits_taken: Money
    """Less what was given back for void ones."""
    deposits_void: Money
    """What was given back today, whenever it was taken."""
    settlements_taken: Money
    receipts_left: int
    next_receipt_no: str | None
    reconciliation: int
    """Entries on the reconciliation list that somebody must look at."""
    unassigned: int
    """Charges of people without a stay that wait to be assigned."""
