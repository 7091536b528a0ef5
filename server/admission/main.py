"""Composition of the admission server."""

from __future__ import annotations

from pathlib import Path

from server.admission import models
from server.admission.handlers import HANDLERS
from server.admission.jobs import JOBS
from server.kernel.department import Department
from server.kernel.use_cases import use_cases
from shared.contracts.admission.contract import AdmissionContract

DEPARTMENT = Department(
    name="admission",
    contract=AdmissionContract,
    metadata=models.metadata,
    kernel=models.kernel,
    versions=Path(__file__).parent / "migrations",
    use_cases=use_cases(AdmissionContract, "server.admission"),
    handlers=HANDLERS,
    jobs=JOBS,
)
