"""Composition of the ward's server."""

from __future__ import annotations

from pathlib import Path

from server.kernel.department import Department
from server.kernel.use_cases import use_cases
from server.ward.handlers import HANDLERS
from server.ward.metadata import kernel, metadata
from shared.contracts.ward.contract import WardContract

DEPARTMENT = Department(
    name="ward",
    contract=WardContract,
    metadata=metadata,
    kernel=kernel,
    versions=Path(__file__).parent / "migrations",
    use_cases=use_cases(WardContract, "server.ward"),
    handlers=HANDLERS,
)
