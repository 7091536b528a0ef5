"""The wards as the hospital sees them."""

from __future__ import annotations

from server.kernel.catalog_view import Role
from server.kernel.declaration import Parts
from server.kernel.department import Department
from server.kernel.use_cases import use_cases
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.contracts.ward.contract import WardContract

_NURSE = frozenset(
    {
        "ward.read",
        "ward.receive",
        "ward.order.enter",
        "ward.order.confirm",
        "ward.order.stop",
        "ward.run",
        "ward.reverse",
        "ward.discharge",
    }
)


def _parts() -> Parts:
    from server.ward.handlers import HANDLERS
    from server.ward.metadata import kernel, metadata

    return Parts(metadata, kernel, use_cases(WardContract, "server.ward"), HANDLERS)


DECLARED = Department(
    contract=WardContract,
    parts=_parts,
    asks=(AdmissionContract, PharmacyContract),
    services={"admission": frozenset({"service.reverse", "service.beds"})},
    roles=(
        Role("nurse", "护士", "nurse", _NURSE),
        Role("head_nurse", "护士长", "head nurse", _NURSE | {"ward.bed.edit"}),
        Role("doctor", "医生", "doctor", frozenset({"ward.read", "ward.order.enter", "ward.order.stop"})),
    ),
)
