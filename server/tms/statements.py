"""Closing statements: the treatment room vouches for its lines of a stay, once nothing more can come of its sessions.

The first request, prescription, session or line of a stay makes the room a source: a withdrawn statement says so, and settlement
waits. When the ward has declared discharge or interim settlement, no console holds a session of the patient any more and
everything given has its price, the statement becomes valid; it is renewed when lines are added and withdrawn when the declaration
is recalled.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from server.charging.statements import Statements
from server.charging.stays import StayRow
from server.kernel.unit_of_work import Work
from server.tms import charge_models, locks, models, replicas, states
from shared.contracts.tms.events import ClosingStatement

SOURCE: Final = "tms"
_STATEMENTS: Final = Statements(charge_models.statement, charge_models.line, SOURCE, ClosingStatement)
_unpriced = charge_models.unpriced


def follow(work: Work, stay_id: str | None) -> None:
    """Bring what was stated of a stay into line with what is so at the end."""
    if stay_id is not None:
        work.at_the_end(locks.STATEMENTS, stay_id, lambda: _STATEMENTS.follow(work, stay_id, replicas.stay, _is_complete))


def follow_source(work: Work, stay_id: str) -> None:
    """As `follow`, for a stay that may have nothing to do with the treatment room."""
    if _STATEMENTS.stored(work, stay_id) is not None:
        follow(work, stay_id)


def _is_complete(work: Work, stay: StayRow) -> bool:
    """Whether no console holds a session of the patient and everything given has its price."""
    return not _held_by_consoles(work, stay["patient_no"]) and not work.has(_unpriced, _unpriced.c.stay_id == stay["stay_id"])


def _held_by_consoles(work: Work, patient_no: int) -> bool:
    """Whether a session of the patient is acknowledged or running, so that a charge may still come of it."""
    session, patient = models.execution, models.patient
    held = (
        select(func.count())
        .select_from(session.join(patient, patient.c.id == session.c.patient_id))
        .where(patient.c.his_id == patient_no, session.c.status.in_([int(status) for status in sorted(states.UNSETTLED)]))
    )
    return bool(work.db.execute(held).scalar_one())
