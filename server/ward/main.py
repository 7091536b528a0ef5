"""Composition of the ward's server."""

from __future__ import annotations

from pathlib import Path

from server.kernel.department import Department
from server.ward import models
from server.ward.handlers import HANDLERS
from server.ward.service import WardService
from shared.contracts.ward.contract import WardContract

DEPARTMENT = Department(
    name="ward",
    contract=WardContract,
    metadata=models.metadata,
    kernel=models.kernel,
    versions=Path(__file__).parent / "migrations",
    service=WardService,
    handlers=HANDLERS,
)
