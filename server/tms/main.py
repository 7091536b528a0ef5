"""Composition of the treatment room's server."""

from __future__ import annotations

from pathlib import Path

from server.kernel.department import Department
from server.kernel.use_cases import use_cases
from server.tms.handlers import HANDLERS
from server.tms.jobs import JOBS
from server.tms.metadata import kernel, metadata
from shared.contracts.tms.contract import TmsContract

DEPARTMENT = Department(
    name="tms",
    contract=TmsContract,
    metadata=metadata,
    kernel=kernel,
    versions=Path(__file__).parent / "migrations",
    use_cases=use_cases(TmsContract, "server.tms"),
    handlers=HANDLERS,
    jobs=JOBS,
)
