"""Composition of the TMS server."""

from __future__ import annotations

from pathlib import Path

from server.kernel.department import Department
from server.tms import models
from server.tms.service import TmsService
from shared.contracts.tms.contract import TmsContract

DEPARTMENT = Department(
    name="tms",
    contract=TmsContract,
    metadata=models.metadata,
    kernel=models.kernel,
    versions=Path(__file__).parent / "migrations",
    service=TmsService,
)
