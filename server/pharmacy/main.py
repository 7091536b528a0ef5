"""The central pharmacy as the hospital sees it."""

from __future__ import annotations

from server.kernel.catalog_view import Role
from server.kernel.declaration import Parts
from server.kernel.department import Department
from server.kernel.use_cases import use_cases
from shared.contracts.pharmacy.contract import PharmacyContract

_DISPENSER = frozenset({"pharmacy.read", "pharmacy.dispense"})


def _parts() -> Parts:
    from server.pharmacy.handlers import HANDLERS
    from server.pharmacy.jobs import JOBS
    from server.pharmacy.metadata import kernel, metadata

    return Parts(metadata, kernel, use_cases(PharmacyContract, "server.pharmacy"), HANDLERS, JOBS)


DECLARED = Department(
    contract=PharmacyContract,
    parts=_parts,
    services={"ward": frozenset({"service.stock"})},
    roles=(
        Role("dispenser", "发药员", "dispenser", _DISPENSER),
        Role("head_pharmacist", "药房主任", "head pharmacist", _DISPENSER | {"pharmacy.stock.enter", "pharmacy.shortage"}),
        Role("drug_accountant", "药品会计", "drug accountant", frozenset({"pharmacy.read"})),
    ),
)
