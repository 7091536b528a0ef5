"""Admission as the hospital sees it."""

from __future__ import annotations

from server.kernel.catalog_view import Role
from server.kernel.declaration import Parts
from server.kernel.department import Department
from server.kernel.use_cases import use_cases
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.tms.contract import TmsContract
from shared.contracts.ward.contract import WardContract

_CASHIER = frozenset(
    {
        "admission.patient.read",
        "admission.patient.edit",
        "admission.account.read",
        "admission.admit",
        "admission.discharge",
        "admission.deposit.take",
        "admission.deposit.void",
        "admission.charge.check",
        "admission.charge.supplement",
        "admission.charge.reverse",
        "admission.settle",
    }
)


def _parts() -> Parts:
    from server.admission import models
    from server.admission.access import BELONGS
    from server.admission.handlers import HANDLERS
    from server.admission.jobs import JOBS

    return Parts(models.metadata, models.kernel, use_cases(AdmissionContract, "server.admission"), HANDLERS, JOBS, BELONGS)


DECLARED = Department(
    contract=AdmissionContract,
    parts=_parts,
    asks=(WardContract, TmsContract),
    services={"ward": frozenset({"service.recall", "admission.account.read"})},
    roles=(
        Role("cashier", "收费员", "cashier", _CASHIER),
        Role("supervisor", "收费主管", "supervisor", _CASHIER | {"admission.supervise", "admission.receipt.range"}),
    ),
)
