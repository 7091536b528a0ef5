"""Composition of the central pharmacy's server."""

from __future__ import annotations

from pathlib import Path

from server.kernel.department import Department
from server.pharmacy.handlers import HANDLERS
from server.pharmacy.jobs import JOBS
from server.pharmacy.metadata import kernel, metadata
from server.pharmacy.service import PharmacyService
from shared.contracts.pharmacy.contract import PharmacyContract

DEPARTMENT = Department(
    name="pharmacy",
    contract=PharmacyContract,
    metadata=metadata,
    kernel=kernel,
    versions=Path(__file__).parent / "migrations",
    service=PharmacyService,
    handlers=HANDLERS,
    jobs=JOBS,
)
