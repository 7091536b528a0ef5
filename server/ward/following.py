"""What admission says of a stay, and what the ward does about it.

Admission owns the state. What the ward declared itself stands until it is answered: an older word of admission doesn't undo it.
"""

from __future__ import annotations

from sqlalchemy import RowMapping, select

from server.kernel.unit_of_work import Work
from server.ward import departures, models, replicas, statements, stays
from shared.contracts.admission.events import AccountChanged, StayChanged, TransitionRefused
from shared.contracts.admission.types import StayState
from shared.contracts.ward.kinds import Kind

_told, _account = replicas.stay, replicas.account
_DECLARED = frozenset({StayState.DISCHARGING, StayState.INTERIM})


def follow(work: Work, fact: StayChanged) -> None:
    """Take over the stay as admission knows it; an older version that comes late is ignored."""
    known = work.row(select(_told.c.version, _told.c.segment).where(_told.c.stay_id == fact.stay_id))
    if known is None:
        _meet(work, fact)
        return
    if fact.version <= known["version"]:
        return
    work.change(_told, _told.c.stay_id == fact.stay_id, **_told_values(fact))
    stay = stays.take(work, fact.stay_id)
    wanted = stays.wanted(stay)
    if wanted and wanted[0] == fact.state:
        wanted = wanted[1:]
    stays.change(work, stay, wanted=_text(wanted))
    if not wanted:
        _come_to(work, stay, fact.state, fact, settled=fact.segment > known["segment"])


def _meet(work: Work, fact: StayChanged) -> None:
    """The first word on a stay."""
    work.add(_told, stay_id=fact.stay_id, **_told_values(fact))
    work.add(
        models.stay,
        stay_id=fact.stay_id,
        version=1,
        state=int(fact.state),
        wanted="",
        problem="",
        ward=fact.ward,
        bed=None,
        target_ward=fact.target_ward,
        doctor="",
        allergy="不详",
        received_at=None,
        declared_at=fact.declared_at,
    )
    stays.show(work, stays.take(work, fact.stay_id))


def _told_values(fact: StayChanged) -> dict[str, object]:
    return {
        "version": fact.version,
        "patient_no": fact.patient_no,
        "visit_no": fact.visit_no,
        "name": fact.name,
        "sex": fact.sex,
        "birth_date": fact.birth_date,
        "payer": fact.payer,
        "state": int(fact.state),
        "segment": fact.segment,
        "admitted_at": fact.admitted_at,
    }


def refused(work: Work, fact: TransitionRefused) -> None:
    """Admission could not follow a declaration: it is undone and its reason shown."""
    if work.row(select(models.stay.c.stay_id).where(models.stay.c.stay_id == fact.stay_id)) is None:
        return
    stay = stays.take(work, fact.stay_id)
    wanted = stays.wanted(stay)
    if fact.wanted in wanted:
        wanted.remove(fact.wanted)
    stays.change(work, stay, wanted=_text(wanted), problem=fact.code)
    if not wanted:
        _come_to(work, stay, StayState(stay["told_state"]), None, settled=False)


def _text(wanted: list[StayState]) -> str:
    return " ".join(str(int(state)) for state in wanted)


def _come_to(work: Work, stay: RowMapping, state: StayState, fact: StayChanged | None, *, settled: bool) -> None:
    """Bring the ward's view into line with what is agreed now, and do what follows from it."""
    before = StayState(stay["state"])
    if before in _DECLARED and state is StayState.IN_WARD and not settled:
        statements.withdraw(work, stay["stay_id"])
    if state is StayState.TRANSFERRING and before is StayState.IN_WARD:
        # Arranged at the desk (R1.X): the ward learns of it here.
        departures.close_orders(work, stay, None)
    if state not in stays.IN_BED:
        stays.free_bed(work, stay)
    target = stay["target_ward"] if state is StayState.TRANSFERRING else None
    values: dict[str, object] = {"state": int(state), "target_ward": target}
    if fact is not None and state is StayState.TRANSFERRING:
        values["target_ward"] = fact.target_ward
    if fact is not None and state is StayState.WAITING:
        values["ward"] = fact.ward
    stays.change(work, stay, **values)


def account_changed(work: Work, fact: AccountChanged) -> None:
    """Deposits and charges "as of" (R2.11)."""
    values = {
        "version": fact.version,
        "deposits": fact.deposits,
        "unsettled": fact.unsettled,
        "balance": fact.balance,
        "as_of": fact.as_of,
    }
    known = work.row(select(_account.c.version).where(_account.c.stay_id == fact.stay_id))
    if known is None:
        work.add(_account, stay_id=fact.stay_id, **values)
    elif fact.version >= known["version"]:
        work.change(_account, _account.c.stay_id == fact.stay_id, **values)
    work.touch(Kind.ACCOUNT, fact.stay_id)
    row = work.row(select(models.stay).where(models.stay.c.stay_id == fact.stay_id))
    if row is not None:
        stays.show(work, row)
