"""The treatment room as the hospital sees it."""

from __future__ import annotations

from server.kernel.catalog_view import Role
from server.kernel.declaration import Parts
from server.kernel.department import Department
from server.kernel.use_cases import use_cases
from shared.contracts.tms.contract import TmsContract

_OPERATOR = frozenset({"tms.read", "tms.feed", "tms.run", "tms.execution.create"})


def _parts() -> Parts:
    from server.tms.handlers import HANDLERS
    from server.tms.jobs import JOBS
    from server.tms.metadata import kernel, metadata

    return Parts(metadata, kernel, use_cases(TmsContract, "server.tms"), HANDLERS, JOBS)


DECLARED = Department(
    contract=TmsContract,
    parts=_parts,
    services={
        "admission": frozenset({"service.reverse"}),
        "gateway": frozenset({"service.gateway", "tms.feed"}),
    },
    roles=(
        Role("tms_operator", "TMS操作员", "TMS operator", _OPERATOR),
        Role("tms_physician", "TMS医师", "TMS physician", _OPERATOR | {"tms.prescribe", "tms.approve", "tms.device"}),
        Role("integration", "接口账号", "interface account", frozenset({"tms.read", "tms.execution.create"})),
    ),
)
