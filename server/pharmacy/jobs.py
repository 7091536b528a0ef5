"""What the pharmacy does by itself: it checks that opening + in − out = closing for every batch, and the batches for every drug."""

from __future__ import annotations

from typing import Final

from server.kernel.declaration import Job
from server.kernel.observation import log
from server.kernel.unit_of_work import Work
from server.pharmacy import stock_queries


def check_stock(work: Work) -> int:
    """Log every drug and batch whose identity is broken; answers how many."""
    broken = stock_queries.broken_identities(work)
    for drug_code, batch_no in broken:
        log.error("stock identity broken", extra={"fields": {"drug": drug_code, "batch": batch_no}})
    return len(broken)


JOBS: Final = (Job("check stock", 3600, check_stock),)
