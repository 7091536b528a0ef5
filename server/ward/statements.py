"""Closing statements: count and digest of every line the ward planned for a stay, so that the cashier knows none is missing."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import RowMapping, bindparam, select

from server.kernel.unit_of_work import Work
from server.ward import models
from shared import clock
from shared.contracts.ward.events import ClosingStatement
from shared.identifiers import StayId
from shared.statement import digest_lines

SOURCE = "ward"
_OF_STAY: Final = select(models.statement).where(models.statement.c.stay_id == bindparam("stay_id"))


def issue(work: Work, stay_id: str, cutoff: date | None) -> None:
    """State the lines with a service date before `cutoff` (None: all of them)."""
    last = _version(work, stay_id)
    lines, digest = _count(work, stay_id, cutoff)
    values = {"version": last + 1, "cutoff": cutoff, "lines": lines, "digest": digest, "withdrawn": False}
    if last:
        work.change(models.statement, models.statement.c.stay_id == stay_id, **values)
    else:
        work.add(models.statement, stay_id=stay_id, **values)
    _tell(work, stay_id, last + 1, cutoff, lines, digest, withdrawn=False)


def renew(work: Work, stay_id: str) -> None:
    """Lines were added: a statement that stands is told again if it covers them."""
    row = _stored(work, stay_id)
    if row is not None and not row["withdrawn"] and _count(work, stay_id, row["cutoff"]) != (row["lines"], row["digest"]):
        issue(work, stay_id, row["cutoff"])


def withdraw(work: Work, stay_id: str) -> None:
    """Take the statement back: the declaration it belonged to was recalled or refused."""
    row = _stored(work, stay_id)
    if row is None or row["withdrawn"]:
        return
    version = row["version"] + 1
    work.change(models.statement, models.statement.c.stay_id == stay_id, version=version, withdrawn=True)
    _tell(work, stay_id, version, row["cutoff"], row["lines"], row["digest"], withdrawn=True)


def _stored(work: Work, stay_id: str) -> RowMapping | None:
    return work.db.execute(_OF_STAY, {"stay_id": stay_id}).mappings().one_or_none()


def _version(work: Work, stay_id: str) -> int:
    query = select(models.statement.c.version).where(models.statement.c.stay_id == stay_id)
    return work.db.execute(query).scalar_one_or_none() or 0


def _count(work: Work, stay_id: str, cutoff: date | None) -> tuple[int, str]:
    query = select(models.line.c.line_id, models.line.c.quantity).where(models.line.c.stay_id == stay_id)
    if cutoff is not None:
        query = query.where(models.line.c.service_date < cutoff)
    lines = [(line_id, quantity) for line_id, quantity in work.db.execute(query)]
    return len(lines), digest_lines(lines)


def _tell(work: Work, stay_id: str, version: int, cutoff: date | None, lines: int, digest: str, *, withdrawn: bool) -> None:
    bound = None if cutoff is None else clock.at(cutoff)
    work.publish(stay_id, ClosingStatement(StayId(stay_id), SOURCE, version, bound, lines, digest, withdrawn))
