"""Closing statements: the treatment room vouches for its lines of a stay, once nothing more can come of its sessions.

The first request, prescription, session or line of a stay makes the room a source: a withdrawn statement says so, and settlement
waits. When the ward has declared discharge or interim settlement, no console holds a session of the patient any more and
everything given has its price, the statement becomes valid; it is renewed when lines are added and withdrawn when the declaration
is recalled.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sqlalchemy import RowMapping, func, select

from server.kernel.unit_of_work import Work
from server.tms import locks, models, replicas, states
from shared import clock
from shared.contracts.admission.types import StayState
from shared.contracts.tms.events import ClosingStatement
from shared.identifiers import StayId
from shared.statement import digest_lines

SOURCE: Final = "tms"
DECLARED: Final = frozenset({StayState.DISCHARGING, StayState.INTERIM})
_statement, _stay, _line = models.statement, replicas.stay, models.line


def follow(work: Work, stay_id: str | None) -> None:
    """Bring what was stated of a stay into line with what is so at the end."""
    if stay_id is not None:
        work.at_the_end(locks.STATEMENTS, stay_id, lambda: _follow(work, stay_id))


def _follow(work: Work, stay_id: str) -> None:
    mine = _statement.c.stay_id == stay_id
    if not work.change(_statement, mine, looked=_statement.c.looked + 1):
        lines, digest = _count(work, stay_id, None)
        work.add(_statement, stay_id=stay_id, version=0, looked=1, cutoff=None, lines=lines, digest=digest, withdrawn=True)
        _tell(work, stay_id, 1, None, lines, digest, withdrawn=True)
    stored = work.rows(select(_statement).where(mine))[0]
    stay = work.row(select(_stay).where(_stay.c.stay_id == stay_id))
    if stay is None:
        return
    state = StayState(stay["state"])
    if state in DECLARED and not _held_by_consoles(work, stay["patient_no"]) and not _unpriced(work, stay_id):
        _issue(work, stored, _cutoff(stay))
    elif state is StayState.DISCHARGED and not stored["withdrawn"]:
        # Lines of a log that came late: the cashier's reconciliation list gets them, and our count includes them.
        _issue(work, stored, stored["cutoff"])
    elif not stored["withdrawn"]:
        _tell(work, stay_id, stored["version"] + 1, stored["cutoff"], stored["lines"], stored["digest"], withdrawn=True)


def follow_source(work: Work, stay_id: str) -> None:
    """As `follow`, for a stay that may have nothing to do with the treatment room."""
    if work.row(select(_statement.c.stay_id).where(_statement.c.stay_id == stay_id)) is not None:
        follow(work, stay_id)


def _cutoff(stay: RowMapping) -> date | None:
    """Discharge closes all lines. Of an interim settlement we hear the day it was declared but not its cut-off, which is the
    next day at the latest: lines before that cover whatever was chosen."""
    if stay["state"] == StayState.DISCHARGING or stay["declared_at"] is None:
        return None
    return clock.local(stay["declared_at"]).date() + timedelta(days=1)


def _held_by_consoles(work: Work, patient_no: int) -> bool:
    """Whether a session of the patient is acknowledged or running, so that a charge may still come of it."""
    session, patient = models.execution, models.patient
    held = (
        select(func.count())
        .select_from(session.join(patient, patient.c.id == session.c.patient_id))
        .where(patient.c.his_id == patient_no, session.c.status.in_([int(status) for status in sorted(states.UNSETTLED)]))
    )
    return bool(work.db.execute(held).scalar_one())


def _unpriced(work: Work, stay_id: str) -> bool:
    """Whether something given in the stay waits for a price."""
    table = models.unpriced
    return work.row(select(table.c.purpose).where(table.c.stay_id == stay_id).limit(1)) is not None


def _issue(work: Work, stored: RowMapping, cutoff: date | None) -> None:
    lines, digest = _count(work, stored["stay_id"], cutoff)
    said = (stored["withdrawn"], stored["cutoff"], stored["lines"], stored["digest"])
    if said != (False, cutoff, lines, digest):
        _tell(work, stored["stay_id"], stored["version"] + 1, cutoff, lines, digest, withdrawn=False)


def _count(work: Work, stay_id: str, cutoff: date | None) -> tuple[int, str]:
    query = select(_line.c.line_id, _line.c.quantity).where(_line.c.stay_id == stay_id)
    if cutoff is not None:
        query = query.where(_line.c.service_date < cutoff)
    lines = [(line_id, quantity) for line_id, quantity in work.db.execute(query)]
    return len(lines), digest_lines(lines)


def _tell(work: Work, stay_id: str, version: int, cutoff: date | None, lines: int, digest: str, *, withdrawn: bool) -> None:
    values = {"version": version, "cutoff": cutoff, "lines": lines, "digest": digest, "withdrawn": withdrawn}
    work.change(_statement, _statement.c.stay_id == stay_id, **values)
    bound = None if cutoff is None else clock.at(cutoff)
    work.publish(stay_id, ClosingStatement(StayId(stay_id), SOURCE, version, bound, lines, digest, withdrawn))
