"""The ward's patients: received, moved between beds, and brought from state to state (R2.1, R2.14).

The ward declares a transition and works on at once; admission, who owns the state, answers later. `wanted` keeps what was declared
and not answered yet, oldest first; while it holds anything the stay is shown as 未同步.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from server.kernel.unit_of_work import Work
from server.ward import beds, models, queries
from server.ward.models import StayRow
from server.ward.queries import KnownStayRow
from server.ward.states import MAY_BE_TREATED, stay_after
from shared.contracts.admission.types import StayAction, StayState
from shared.contracts.ward.errors import WardStayNotFound, WrongWardState
from shared.contracts.ward.events import BedChanged, PatientLeft
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import WardStay
from shared.identifiers import StayId
from shared.text import identity

IN_BED = frozenset({StayState.IN_WARD, StayState.INTERIM, StayState.DISCHARGING, StayState.TRANSFERRING})
"""States in which a received patient lies in a bed."""
_stay = models.stay
_TAKE: Final = update(_stay).where(_stay.c.stay_id == bindparam("taken")).values(version=_stay.c.version + 1)
_TAKE_OWN: Final = _TAKE.returning(*_stay.c)


def take(work: Work, stay_id: str) -> KnownStayRow:
    """The stay for a command. Whoever comes second on the same stay waits here, and then sees what the first one did."""
    if not work.db.execute(_TAKE, {"taken": stay_id}).rowcount:
        raise WardStayNotFound
    return queries.stay_row(work, stay_id)


def take_mine(work: Work, stay_id: str) -> KnownStayRow:
    """The stay for a command of its ward. Raises WardNotAllowed."""
    row = take(work, stay_id)
    work.caller.require_ward(row["ward"])
    return row


def take_treated(work: Work, stay_id: str, doing: StayAction) -> KnownStayRow:
    """The stay for a command on its care. Raises WrongWardState naming what the caller was `doing`."""
    row = take_mine(work, stay_id)
    expect(row, MAY_BE_TREATED, doing)
    return row


def take_own(work: Work, stay_id: str, doing: StayAction) -> StayRow:
    """As `take_treated`, with the ward's own columns only: one statement for a command that shows nothing of the patient."""
    row = work.row(_TAKE_OWN, StayRow, taken=stay_id)
    if row is None:
        raise WardStayNotFound
    work.caller.require_ward(row["ward"])
    expect(row, MAY_BE_TREATED, doing)
    return row


def expect(row: StayRow, states: Iterable[StayState], doing: StayAction) -> None:
    """Raise WrongWardState unless the stay is in one of `states`."""
    state = StayState(row["state"])
    if state not in states:
        raise WrongWardState(state=state, action=doing)


def change_bed(work: Work, stay_id: str, bed: str) -> WardStay:
    """换床 within the ward."""
    row = take_mine(work, stay_id)
    expect(row, IN_BED, StayAction.CHANGE_BED)
    if row["bed"] is None or identity(bed) != identity(row["bed"]):
        if row["bed"] is not None:
            beds.leave(work, row["ward"], row["bed"], stay_id)
        bed = beds.occupy(work, row["ward"], bed, stay_id)
        change(work, row, bed=bed)
        work.publish(stay_id, BedChanged(StayId(stay_id), row["ward"], bed))
        work.audit(stay_id, {"bed": row["bed"]}, {"bed": bed})
    return queries.stay(work, stay_id)


def free_bed(work: Work, row: StayRow) -> None:
    """The patient is in no bed any more; the bed waits to be cleaned."""
    if row["bed"] is not None:
        beds.leave(work, row["ward"], row["bed"], row["stay_id"])
        change(work, row, bed=None)
        work.publish(row["stay_id"], PatientLeft(StayId(row["stay_id"]), row["ward"], row["bed"], work.now))


def declare(work: Work, row: StayRow, action: StayAction, **values: Any) -> None:
    """Bring the stay into the state `action` leads to, subject to admission's answer. Raises WrongWardState."""
    state = stay_after(StayState(row["state"]), action)
    change(work, row, state=int(state), wanted=f"{row['wanted']} {int(state)}".strip(), problem=None, **values)


def wanted(row: StayRow) -> list[StayState]:
    """What the ward declared and admission has not answered, oldest first."""
    return [StayState(int(state)) for state in row["wanted"].split()]


def change(work: Work, row: StayRow, **values: Any) -> None:
    """Store columns of the stay and wake the windows that show it, or will."""
    work.change(_stay, _stay.c.stay_id == row["stay_id"], **values)
    show(work, row)
    show(work, {**row, **values})


def show(work: Work, row: Mapping[str, Any], *kinds: Kind) -> None:
    """Wake the windows that show the stay, where it lies and where it goes; `kinds` of it changed."""
    for ward in filter(None, (row["ward"], row["target_ward"])):
        for kind in (Kind.STAY, *kinds):
            work.touch(kind, row["stay_id"], ward)
        work.touch(Kind.BOARD, ward, ward)


def show_known(work: Work, stay_id: str, *kinds: Kind) -> None:
    """As `show`, for a fact about a stay that may not be known here."""
    row = work.row(select(_stay).where(_stay.c.stay_id == stay_id), StayRow)
    if row is not None:
        show(work, row, *kinds)
