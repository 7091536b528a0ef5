"""Composition of the central pharmacy's server."""

from __future__ import annotations

from pathlib import Path

from server.kernel.department import Department
from server.kernel.use_cases import use_cases
from server.pharmacy.handlers import HANDLERS
from server.pharmacy.jobs import JOBS
from server.pharmacy.metadata import kernel, metadata
from shared.contracts.pharmacy.contract import PharmacyContract

DEPARTMENT = Department(
    name="pharmacy",
    contract=PharmacyContract,
    metadata=metadata,
    kernel=kernel,
    versions=Path(__file__).parent / "migrations",
    use_cases=use_cases(PharmacyContract, "server.pharmacy"),
    handlers=HANDLERS,
    jobs=JOBS,
)
