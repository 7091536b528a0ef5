"""领药 drafts: below its lower limit a drug gets one open requisition line, which goes when there is enough again (R3.3, §2.5)."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import delete

from server.kernel.unit_of_work import Work
from server.pharmacy.models import requisition_draft
from shared.contracts.pharmacy.types import is_low


def watch(work: Work, drug_code: str, usable: Decimal) -> None:
    """Compare what can still be issued of a drug with its lower limit."""
    facts = work.catalog.drug_facts.get(drug_code)
    mine = requisition_draft.c.drug_code == drug_code
    if facts is None or not is_low(usable, facts.lower_limit):
        work.db.execute(delete(requisition_draft).where(mine))
    elif not work.has(requisition_draft, mine):
        work.add(requisition_draft, drug_code=drug_code, drafted_at=work.now)
