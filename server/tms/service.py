"""The TMS contract; everything it has is answered at the kernel's front desk."""

from __future__ import annotations

from server.kernel.unit_of_work import Work
from shared.contracts.tms.contract import TmsContract


class TmsService(TmsContract):
    """One call's view of the TMS department."""

    def __init__(self, work: Work) -> None:
        self.work = work
