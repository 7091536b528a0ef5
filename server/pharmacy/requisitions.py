"""领药 drafts: below its lower limit a drug gets one open requisition line, which goes when there is enough again (R3.3, §2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import delete, select

from server.kernel.database import insert_into
from server.kernel.unit_of_work import Work
from server.pharmacy.models import requisition_draft
from shared.contracts.pharmacy.types import is_low


def watch(work: Work, usable: Mapping[str, Decimal]) -> None:
    """Compare what can still be issued of each drug with its lower limit."""
    facts, code = work.catalog.drug_facts, requisition_draft.c.drug_code
    low = {each for each, left in usable.items() if each in facts and is_low(left, facts[each].lower_limit)}
    work.db.execute(delete(requisition_draft).where(code.in_(sorted(usable.keys() - low))))
    fresh = low - set(work.db.execute(select(code).where(code.in_(sorted(low)))).scalars())
    if fresh:
        work.db.execute(insert_into(requisition_draft), [{"drug_code": each, "drafted_at": work.now} for each in sorted(fresh)])
