"""The ward's closing statements."""

from __future__ import annotations

from typing import Final

from server.charging.statements import Statements
from server.ward import models
from shared.contracts.ward.events import ClosingStatement

SOURCE: Final = "ward"
STATEMENTS: Final = Statements(models.statement, models.line, SOURCE, ClosingStatement)
issue, renew, withdraw = STATEMENTS.issue, STATEMENTS.renew, STATEMENTS.withdraw
