"""Composition of the treatment room's server."""

from __future__ import annotations

from pathlib import Path

from server.kernel.department import Department
from server.tms.handlers import HANDLERS
from server.tms.jobs import JOBS
from server.tms.metadata import kernel, metadata
from server.tms.service import TmsService
from shared.contracts.tms.contract import TmsContract

DEPARTMENT = Department(
    name="tms",
    contract=TmsContract,
    metadata=metadata,
    kernel=kernel,
    versions=Path(__file__).parent / "migrations",
    service=TmsService,
    handlers=HANDLERS,
    jobs=JOBS,
)
