"""The catalogue as the hospital sees it. Every department's server keeps a replica of it."""

from __future__ import annotations

from server.kernel.catalog_view import Role
from server.kernel.declaration import Parts
from server.kernel.department import Department
from server.kernel.use_cases import use_cases
from shared.contracts.catalog.contract import CatalogContract


def _parts() -> Parts:
    from server.catalog import models
    from server.catalog.own_catalog import OwnCatalog

    return Parts(models.metadata, models.kernel, use_cases(CatalogContract, "server.catalog"), own_catalog=OwnCatalog)


DECLARED = Department(
    contract=CatalogContract,
    parts=_parts,
    services={"*": frozenset({"service.snapshot", "service.password"})},
    roles=(
        Role("administrator", "系统管理员", "administrator", frozenset({"catalog.staff", "catalog.price", "system.parked"})),
        Role("drug_accountant", "药品会计", "drug accountant", frozenset({"catalog.price"})),
        # Of departments that are yet to come; accounts can be opened before.
        Role("keeper", "药库保管", "keeper", frozenset({"warehouse.read"})),
        Role("quality_officer", "质控员", "quality officer", frozenset({"quality.read"})),
    ),
)
