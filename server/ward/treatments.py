"""Orders that the treatment room performs: how far it is, as it told last (W9, W11).

It also charges them: the ward's run leaves them to it (`ChargedByTms`).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, select

from server.kernel.unit_of_work import Work
from server.ward import models, replicas, stays
from shared.contracts.tms.events import TreatmentChanged
from shared.contracts.tms.types import ExecutionStatus
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import OrderKind, Treatment

_order, _told = models.order, replicas.treatment
_OF_STAY: Final = select(_told.c.order_id, _told.c.sessions, _told.c.sessions_done, _told.c.status, _told.c.last_at).where(
    _told.c.stay_id == bindparam("stay_id")
)


def follow(work: Work, fact: TreatmentChanged) -> None:
    """Take over how far an order is; an older version that comes late is ignored."""
    known = work.row(select(_told).where(_told.c.order_id == fact.order_id), replicas.TreatmentRow)
    values = {
        "version": fact.version,
        "sessions": fact.sessions,
        "sessions_done": fact.sessions_done,
        "status": None if fact.status is None else int(fact.status),
        "last_at": fact.last_at,
    }
    if known is None:
        work.add(_told, order_id=fact.order_id, stay_id=fact.stay_id, **values)
    elif fact.version > known["version"]:
        work.change(_told, _told.c.order_id == fact.order_id, **values)
    else:
        return
    _perform(work, fact)
    stays.show_known(work, fact.stay_id, Kind.ORDERS)


def _perform(work: Work, fact: TreatmentChanged) -> None:
    """A temporary order is performed once all its sessions are done; one more that is prescribed opens it again."""
    is_done = 0 < fact.sessions <= fact.sessions_done
    mine = (_order.c.order_id == fact.order_id, _order.c.kind == int(OrderKind.TEMPORARY))
    work.change(_order, *mine, last_perform=fact.last_at if is_done else None)


def of_stay(work: Work, stay_id: str) -> dict[str, Treatment]:
    """What the treatment room told of a stay's orders, by order."""
    return {
        order_id: Treatment(sessions, done, None if status is None else ExecutionStatus(status), last_at)
        for order_id, sessions, done, status, last_at in work.db.execute(_OF_STAY, {"stay_id": stay_id})
    }
