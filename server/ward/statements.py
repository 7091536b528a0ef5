"""The ward's closing statements."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, and_, or_

from server.charging.statements import Statements
from server.ward import models
from shared.contracts.common import LineKind, LineState
from shared.contracts.ward.events import ClosingStatement

SOURCE: Final = "ward"


def _undecided(cutoff: date | None) -> ColumnElement[bool]:
    """Lines the pharmacy has not answered as far as the ward knows. An interim settlement leaves what was only asked for to the
    next stage; what is on its way back it waits for."""
    line = models.line.c
    pending = line.state == int(LineState.PENDING)
    if cutoff is None:
        return pending
    return and_(pending, or_(line.withdrawing, line.kind == int(LineKind.REVERSAL)))


STATEMENTS: Final = Statements(models.statement, models.line, SOURCE, ClosingStatement, _undecided)
issue, renew, withdraw = STATEMENTS.issue, STATEMENTS.renew, STATEMENTS.withdraw
