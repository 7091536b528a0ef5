"""床位: occupied by a guarded update, so that of two nurses one gets the bed (R2.1, R2.14)."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import ColumnElement, select

from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.ward import models, queries
from server.ward.states import BedAction, bed_after
from shared.contracts.ward.errors import BedExists, BedNotFound, BedTaken, WardUnknown
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import Bed, BedState
from shared.errors import InvalidInput, Problem
from shared.text import identity

_bed = models.bed


def add_bed(work: Work, ward: str, bed: str) -> Bed:
    """加床."""
    work.caller.require_ward(ward)
    if ward not in work.catalog.wards:
        raise WardUnknown(ward=ward)
    bed = clean(bed, "bed")
    if not bed:
        raise InvalidInput(name="bed", problem=Problem.EMPTY)
    if (known := known_as(work, ward, bed)) is not None:
        raise BedExists(bed=known)
    _insert(work, ward, bed)
    work.audit(f"bed {ward} {bed}", after={"added": True})
    work.touch(Kind.BOARD, ward, ward)
    return queries.bed_of(_expect(work, ward, bed))


def bed_cleaned(work: Work, ward: str, bed: str) -> Bed:
    """待清洁 → 空床."""
    work.caller.require_ward(ward)
    row = _expect(work, ward, bed)
    after = bed_after(bed, BedState(row["state"]), BedAction.CLEANED)
    mine = (*_of(ward, bed), _bed.c.state == row["state"])
    if not work.change(_bed, *mine, state=int(after), version=row["version"] + 1):
        raise BedTaken(bed=bed)
    work.touch(Kind.BOARD, ward, ward)
    return queries.bed_of(_expect(work, ward, bed))


def free_beds(work: Work) -> dict[str, int]:
    """Of every ward, in one statement: the fixed beds and those added, without the ones in use, to clean or closed."""
    free = {(ward, identity(bed)): True for ward, bed in work.catalog.snapshot.beds}
    for row in work.db.execute(select(_bed.c.ward, _bed.c.identity, _bed.c.state)):
        free[row.ward, row.identity] = row.state == BedState.FREE
    return dict(Counter(ward for (ward, _), is_free in free.items() if is_free))


def occupy(work: Work, ward: str, bed: str, stay_id: str) -> str:
    """Give a free bed to a patient; answers how the ward writes it. Raises BedNotFound, BedTaken."""
    row = _expect(work, ward, bed)
    bed = row["bed"]
    after = bed_after(bed, BedState(row["state"]), BedAction.OCCUPY)
    mine = (*_of(ward, bed), _bed.c.state == int(BedState.FREE))
    if not work.change(_bed, *mine, state=int(after), stay_id=stay_id, version=row["version"] + 1):
        raise BedTaken(bed=bed)
    work.touch(Kind.BOARD, ward, ward)
    return bed


def known_as(work: Work, ward: str, bed: str) -> str | None:
    """How the ward writes the bed that is meant, whatever case and width it was typed in; None for no bed of the ward."""
    row = _row(work, ward, bed)
    return row["bed"] if row is not None else _fixed(work, ward, bed)


def leave(work: Work, ward: str, bed: str, stay_id: str) -> None:
    """The patient left the bed; it waits to be cleaned."""
    mine = (*_of(ward, bed), _bed.c.stay_id == stay_id)
    after = bed_after(bed, BedState.OCCUPIED, BedAction.LEAVE)
    work.change(_bed, *mine, state=int(after), stay_id=None, version=_bed.c.version + 1)
    work.touch(Kind.BOARD, ward, ward)


def _expect(work: Work, ward: str, bed: str) -> models.BedRow:
    row = _row(work, ward, bed)
    if row is None and (fixed := _fixed(work, ward, bed)) is not None:
        _insert(work, ward, fixed)
        row = _row(work, ward, fixed)
    if row is None:
        raise BedNotFound(bed=bed)
    return row


def _row(work: Work, ward: str, bed: str) -> models.BedRow | None:
    return work.row(select(_bed).where(*_of(ward, bed)), models.BedRow)


def _of(ward: str, bed: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _bed.c.ward == ward, _bed.c.identity == identity(bed)


def _fixed(work: Work, ward: str, bed: str) -> str | None:
    meant = identity(bed)
    return next((name for home, name in work.catalog.snapshot.beds if home == ward and identity(name) == meant), None)


def _insert(work: Work, ward: str, bed: str) -> None:
    work.add(_bed, ward=ward, bed=bed, identity=identity(bed), state=int(BedState.FREE), stay_id=None, version=1)
