"""撤销: lines the pharmacy is asked to leave (§2.5, S6)."""

from __future__ import annotations

from collections.abc import Iterable

from server.kernel.unit_of_work import Work
from server.ward import models
from server.ward.models import LineRow
from server.ward.queries import KnownStayRow
from shared.contracts.ward.events import WithdrawalRequested
from shared.identifiers import LineId, StayId

_order, _line = models.order, models.line


def ask(work: Work, stay: KnownStayRow, lines: Iterable[LineRow]) -> None:
    """Ask the pharmacy to leave these lines; until it answers they are 撤销待确认."""
    asked = [line for line in lines if not line["withdrawing"]]
    if not asked:
        return
    ids = tuple(LineId(line["line_id"]) for line in asked)
    work.change(_line, _line.c.line_id.in_(ids), withdrawing=True)
    work.change(_order, _order.c.order_id.in_({line["order_id"] for line in asked}), withdrawing=True)
    work.publish(stay["stay_id"], WithdrawalRequested(StayId(stay["stay_id"]), ids))
