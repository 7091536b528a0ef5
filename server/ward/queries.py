"""Reads of stays and beds straight to values: one statement for a stay, two for a board."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select

from server.kernel.database import Moment
from server.kernel.unit_of_work import Work
from server.ward import models, replicas
from shared.contracts.admission.types import OPEN_STATES, Payer, Sex, StayState
from shared.contracts.common import LineKind, LineState, PatientBrief
from shared.contracts.tms.types import ExecutionStatus
from shared.contracts.ward.errors import WardStayNotFound
from shared.contracts.ward.types import AccountGlance, Bed, BedState, Board, OrderKind, WardStay
from shared.identifiers import StayId

_NURSING: Final = "nursing"
_own, _told, _account, _order, _line = models.stay, replicas.stay, replicas.account, models.order, models.line
_running_nursing = (
    select(_order.c.item_code)
    .where(
        _order.c.stay_id == _own.c.stay_id,
        _order.c.kind == int(OrderKind.LONG_TERM),
        _order.c.confirmed_at.is_not(None),
        _order.c.start_at <= bindparam("now", type_=Moment()),
        or_(_order.c.stop_at.is_(None), _order.c.stop_at > bindparam("now", type_=Moment())),
        _order.c.item_code.in_(bindparam("nursing_items", expanding=True)),
    )
    .order_by(_order.c.start_at.desc())
    .limit(1)
    .scalar_subquery()
)
_new_orders = select(func.count()).where(_order.c.stay_id == _own.c.stay_id, _order.c.confirmed_at.is_(None)).scalar_subquery()
_pending_lines = (
    select(func.count()).where(_line.c.stay_id == _own.c.stay_id, _line.c.state == int(LineState.PENDING)).scalar_subquery()
)
_execution, _later = models.execution, _line.alias()
_refused_lines = (
    select(func.count())
    .select_from(_line)
    .join(_execution, and_(_execution.c.order_id == _line.c.order_id, _execution.c.service_date == _line.c.service_date))
    .join(_order, _order.c.order_id == _line.c.order_id)
    .where(
        _line.c.stay_id == _own.c.stay_id,
        _line.c.state == int(LineState.REFUSED),
        _line.c.kind != int(LineKind.REVERSAL),
        _execution.c.covers_to > bindparam("now", type_=Moment()),
        or_(_order.c.stop_at.is_(None), _order.c.stop_at > bindparam("now", type_=Moment())),
        ~exists().where(_later.c.instead_of == _line.c.line_id),
    )
    .correlate(_own)
    .scalar_subquery()
)
_treating = (
    exists()
    .where(replicas.treatment.c.stay_id == _own.c.stay_id, replicas.treatment.c.status == int(ExecutionStatus.EXECUTING))
    .correlate(_own)
)
_STAY: Final = (
    select(
        _own,
        *(column for column in _told.c if column.key not in _own.c),
        _told.c.version.label("told_version"),
        _told.c.state.label("told_state"),
        _account.c.balance,
        _account.c.dearest_day,
        _account.c.as_of,
    )
    .join_from(_own, _told, _own.c.stay_id == _told.c.stay_id)
    .outerjoin(_account, _account.c.stay_id == _own.c.stay_id)
)


class KnownStayRow(models.StayRow):
    """A stay as the ward and admission know it."""

    patient_no: int
    visit_no: int
    name: str
    sex: int
    birth_date: date | None
    payer: int
    segment: int
    admitted_at: datetime
    told_version: int
    told_state: int
    balance: Decimal | None
    dearest_day: Decimal | None
    as_of: datetime | None


class CountedRow(KnownStayRow):
    """A stay with what the board counts of it."""

    nursing_item: str | None
    new_orders: int
    pending_lines: int
    refused_lines: int
    treating: int


_COUNTED: Final = _STAY.add_columns(
    _running_nursing.label("nursing_item"),
    _new_orders.label("new_orders"),
    _pending_lines.label("pending_lines"),
    _refused_lines.label("refused_lines"),
    case((_treating, 1), else_=0).label("treating"),
)
_KNOWN: Final = _STAY.where(_own.c.stay_id == bindparam("stay_id"))
_BY_ID: Final = _COUNTED.where(_own.c.stay_id == bindparam("stay_id"))
_BY_WARD: Final = _COUNTED.where(
    or_(_own.c.ward == bindparam("ward"), _own.c.target_ward == bindparam("ward")),
    _own.c.state.in_([int(state) for state in OPEN_STATES]),
).order_by(_own.c.bed, _told.c.admitted_at, _own.c.stay_id)


def stay_row(work: Work, stay_id: str) -> KnownStayRow:
    """A stay as the ward and admission know it. Raises WardStayNotFound."""
    row = work.row(_KNOWN, KnownStayRow, stay_id=stay_id)
    if row is None:
        raise WardStayNotFound
    return row


def stay_rows(work: Work, stays: Collection[str]) -> dict[str, KnownStayRow]:
    """As `stay_row`, of several stays that the ward knows."""
    rows = work.rows(_STAY.where(_own.c.stay_id.in_(stays)), KnownStayRow)
    return {row["stay_id"]: row for row in rows}


def counted_row(work: Work, stay_id: str) -> CountedRow:
    """A stay with its counts, for showing. Raises WardStayNotFound, WardNotAllowed; the reading is logged."""
    row = work.row(_BY_ID, CountedRow, stay_id=stay_id, **_moment(work))
    if row is None:
        raise WardStayNotFound
    allow_reading(work, row)
    work.reads(f"stay {stay_id}")
    return row


def allow_reading(work: Work, row: KnownStayRow) -> None:
    """Raise WardNotAllowed unless the caller works where the patient is or is going to."""
    work.caller.require_one_of([ward for ward in (row["ward"], row["target_ward"]) if ward])


def stay(work: Work, stay_id: str) -> WardStay:
    """One patient of the ward."""
    return stay_of(work, counted_row(work, stay_id))


def _moment(work: Work) -> dict[str, Any]:
    return {"now": work.now, "nursing_items": work.catalog.exclusive_items(_NURSING)}


def brief_of(work: Work, row: KnownStayRow) -> PatientBrief:
    """The patient as papers name them."""
    return PatientBrief(
        patient_no=row["patient_no"],
        visit_no=row["visit_no"],
        name=row["name"],
        sex=row["sex"],
        birth_date=row["birth_date"],
        ward=row["ward"],
        bed=row["bed"],
        ward_name=work.catalog.ward_name(row["ward"]),
    )


def stay_of(work: Work, row: CountedRow) -> WardStay:
    """A stay from its counted row."""
    return WardStay(
        stay_id=StayId(row["stay_id"]),
        patient=brief_of(work, row),
        sex=Sex(row["sex"]),
        state=StayState(row["state"]),
        doctor=row["doctor"],
        received_at=row["received_at"],
        admitted_at=row["admitted_at"],
        nursing_item=work.catalog.items[row["nursing_item"]].name if row["nursing_item"] else "",
        allergy=row["allergy"],
        new_orders=row["new_orders"],
        pending_lines=row["pending_lines"],
        balance=row["balance"],
        dearest_day=row["dearest_day"],
        balance_as_of=row["as_of"],
        payer=Payer(row["payer"]),
        synced=not row["wanted"],
        problem=row["problem"],
        treating=bool(row["treating"]),
        refused_lines=row["refused_lines"],
    )


# -- wards and beds


def wards(work: Work) -> tuple[tuple[str, str], ...]:
    """Wards the caller may work on."""
    mine = work.caller
    return tuple((ward.code, ward.name) for ward in work.catalog.snapshot.wards if mine.every_ward or ward.code in mine.wards)


def board(work: Work, ward: str) -> Board:
    """The beds of a ward, who lies in them and who waits for one."""
    work.caller.require_ward(ward)
    work.reads(f"ward {ward}")
    rows = work.rows(_BY_WARD, CountedRow, ward=ward, **_moment(work))
    waiting = [row for row in rows if waits_for(row, ward)]
    here = [row for row in rows if row["ward"] == ward and row["state"] != StayState.WAITING]
    return Board(
        ward=ward,
        ward_name=work.catalog.ward_name(ward),
        beds=beds(work, ward),
        stays=_stays(work, here),
        waiting=_stays(work, waiting),
    )


def _stays(work: Work, rows: Iterable[CountedRow]) -> tuple[WardStay, ...]:
    return tuple(stay_of(work, row) for row in rows)


def waits_for(row: models.StayRow, ward: str) -> bool:
    """Whether the patient of `row` is to be received by `ward`: admitted to it, or on the way from another one."""
    if row["state"] == StayState.WAITING:
        return row["ward"] == ward
    return row["state"] == StayState.TRANSFERRING and row["target_ward"] == ward


def beds(work: Work, ward: str) -> tuple[Bed, ...]:
    """Every bed of a ward by name: the fixed ones of the catalogue and what was added."""
    stored = work.rows(select(models.bed).where(models.bed.c.ward == ward), models.BedRow)
    known = {row["bed"]: bed_of(row) for row in stored}
    for code, bed in work.catalog.snapshot.beds:
        if code == ward and bed not in known:
            known[bed] = Bed(bed, ward, BedState.FREE, None, 0)
    return tuple(known[bed] for bed in sorted(known))


def bed_of(row: models.BedRow) -> Bed:
    """A bed from its row."""
    return Bed(row["bed"], row["ward"], BedState(row["state"]), row["stay_id"], row["version"])


def account(work: Work, stay_id: str) -> AccountGlance | None:
    """Deposits and charges as admission told them last (R2.11)."""
    allow_reading(work, stay_row(work, stay_id))
    work.reads(f"stay {stay_id}")
    row = work.row(select(_account).where(_account.c.stay_id == stay_id), replicas.AccountRow)
    if row is None:
        return None
    return AccountGlance(row["deposits"], row["unsettled"], row["balance"], row["as_of"], owing=row["balance"] < 0)


def lines_of(stay_id: str, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The lines of a stay in the order in which they arose."""
    return select(_line).where(_line.c.stay_id == stay_id, *conditions).order_by(_line.c.created_at, _line.c.line_id)
