"""Operations of the TMS department. It has its log-in; prescriptions and executions come with their own issue."""

from __future__ import annotations

from shared.contracts.common import DepartmentContract


class TmsContract(DepartmentContract):
    """TMS治疗室."""

    department = "tms"
