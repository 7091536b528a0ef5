"""What admission says of a stay, and what the ward does about it.

Admission owns the state. What the ward declared itself stands until it is answered: an older word of admission doesn't undo it.
"""

from __future__ import annotations

from sqlalchemy import select

from server.charging import stays as charging
from server.charging.statements import DECLARED
from server.kernel.unit_of_work import Work
from server.ward import day_charges, departures, models, queries, replicas, statements, stays
from shared.contracts.admission.events import AccountChanged, StayChanged, TransitionRefused
from shared.contracts.admission.types import StayState
from shared.contracts.ward.kinds import Kind
from shared.errors import ErrorData

_told, _account = replicas.stay, replicas.account


def follow(work: Work, fact: StayChanged) -> None:
    """Take over the stay as admission knows it; an older version that comes late is ignored."""
    known = work.row(select(_told).where(_told.c.stay_id == fact.stay_id), charging.StayRow)
    if not charging.follow(work, _told, fact):
        return
    if known is None:
        _meet(work, fact)
        return
    stay = stays.take(work, fact.stay_id)
    wanted = stays.wanted(stay)
    if wanted and wanted[0] == fact.state:
        wanted = wanted[1:]
    stays.change(work, stay, wanted=_text(wanted))
    if not wanted:
        _come_to(work, stay, fact.state, fact, settled=fact.segment > known["segment"])


def _meet(work: Work, fact: StayChanged) -> None:
    """The first word on a stay."""
    work.add(
        models.stay,
        stay_id=fact.stay_id,
        version=1,
        state=int(fact.state),
        wanted="",
        problem=None,
        ward=fact.ward,
        bed=None,
        target_ward=fact.target_ward,
        doctor="",
        allergy="",
        received_at=None,
        declared_at=fact.declared_at,
    )
    stays.show(work, stays.take(work, fact.stay_id))


def refused(work: Work, fact: TransitionRefused) -> None:
    """Admission could not follow a declaration: it is undone and its reason shown."""
    if not work.has(models.stay, models.stay.c.stay_id == fact.stay_id):
        return
    stay = stays.take(work, fact.stay_id)
    wanted = stays.wanted(stay)
    if fact.wanted in wanted:
        wanted.remove(fact.wanted)
    stays.change(work, stay, wanted=_text(wanted), problem=ErrorData("refused", fact.code, fact.details))
    if not wanted:
        _come_to(work, stay, StayState(stay["told_state"]), None, settled=False)


def _text(wanted: list[StayState]) -> str:
    return " ".join(str(int(state)) for state in wanted)


def _come_to(work: Work, stay: queries.KnownStayRow, state: StayState, fact: StayChanged | None, *, settled: bool) -> None:
    """Bring the ward's view into line with what is agreed now, and do what follows from it."""
    before = StayState(stay["state"])
    if before in DECLARED and state is StayState.IN_WARD and not settled:
        statements.withdraw(work, stay["stay_id"])
        day_charges.go_on(work, stay)
    if state is StayState.TRANSFERRING and before is StayState.IN_WARD:
        # Arranged at the desk (R1.X): the ward learns of it here.
        departures.stop_all(work, stay, today_too=False)
    if state not in stays.IN_BED:
        stays.free_bed(work, stay)
    target = stay["target_ward"] if state is StayState.TRANSFERRING else None
    values: dict[str, object] = {"state": int(state), "target_ward": target}
    if state is StayState.TRANSFERRING and before is not state:
        values["declared_at"] = work.now
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
        "dearest_day": fact.dearest_day,
        "as_of": fact.as_of,
    }
    known = work.row(select(_account).where(_account.c.stay_id == fact.stay_id), replicas.AccountRow)
    if known is None:
        work.add(_account, stay_id=fact.stay_id, **values)
    elif fact.version >= known["version"]:
        work.change(_account, _account.c.stay_id == fact.stay_id, **values)
    stays.show_known(work, fact.stay_id, Kind.ACCOUNT)
