"""Closing statements: count and digest of every line a source planned for a stay, so that the cashier knows none is missing."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Final, NamedTuple, TypedDict

from sqlalchemy import ColumnElement, Select, String, Table, bindparam, false, select

from server.charging.stays import StayRow
from server.kernel.rows import Uid
from server.kernel.unit_of_work import Work
from shared import clock
from shared.contracts.admission.types import StayState
from shared.contracts.charging import ClosingStatement
from shared.identifiers import StayId
from shared.statement import digest_lines

DECLARED: Final = frozenset({StayState.DISCHARGING, StayState.INTERIM})


class StatementRow(TypedDict):
    """The last closing statement told for the stay."""

    stay_id: Uid[StayId]
    version: int
    cutoff: date | None
    lines: int
    digest: Annotated[str, String(32)]
    withdrawn: bool


class OwnRow(StatementRow):
    """The last closing statement told for the stay. It `stands` while the end it belongs to is declared, and is told as withdrawn
    also while some line is not decided."""

    stands: bool


class FollowedRow(OwnRow):
    """The last closing statement told for the stay. `looked` is raised first, which queues those who look at one stay."""

    looked: int


class _Said(NamedTuple):
    cutoff: date | None
    lines: int
    digest: str
    withdrawn: bool


def _all_decided(_cutoff: date | None) -> ColumnElement[bool]:
    return false()


@dataclass(frozen=True)
class Statements:
    """The statements of one source: where they and its lines are stored, and the fact they are told by.

    `undecided` tells which lines, of those before a cut-off, may yet bring others with them: asked back, returned, unanswered.
    Their answer reaches billing first at times, and with it the stay would be settled before what follows from it (T12).
    """

    table: Table
    line: Table
    source: str
    told: type[ClosingStatement]
    undecided: Callable[[date | None], ColumnElement[bool]] = _all_decided

    @functools.cached_property
    def _of_stay(self) -> Select[Any]:
        return select(self.table).where(self.table.c.stay_id == bindparam("stay"))

    def stored(self, work: Work, stay_id: str) -> OwnRow | None:
        """What was stated last."""
        return work.row(self._of_stay, OwnRow, stay=stay_id)

    def issue(self, work: Work, stay_id: str, cutoff: date | None) -> None:
        """State the lines with a service date before `cutoff` (None: all of them)."""
        self._tell(work, stay_id, self.stored(work, stay_id), self._count(work, stay_id, cutoff))

    def renew(self, work: Work, stay_id: str) -> None:
        """Lines were added or decided: a statement that stands is told again if it covers them."""
        last = self.stored(work, stay_id)
        if last is not None and last["stands"]:
            self._restate(work, last, last["cutoff"])

    def withdraw(self, work: Work, stay_id: str) -> None:
        """Take the statement back: the declaration it belonged to was recalled or refused."""
        last = self.stored(work, stay_id)
        if last is not None and last["stands"]:
            self._tell(work, stay_id, last, _said(last)._replace(withdrawn=True), stands=False)

    def follow(self, work: Work, stay_id: str, stays: Table, is_complete: Callable[[Work, StayRow], bool]) -> None:
        """Bring what was stated into line with the stay as admission told it; for tables of `FollowedRow`.

        The first look makes the department a source. The statement becomes valid once the ward has declared the end and
        `is_complete` says that nothing more can come; it is withdrawn with the declaration.
        """
        table = self.table
        if not work.change(table, table.c.stay_id == stay_id, looked=table.c.looked + 1):
            self._tell(work, stay_id, None, self._count(work, stay_id, None)._replace(withdrawn=True), stands=False, looked=1)
        stay, last = work.row(select(stays).where(stays.c.stay_id == stay_id), StayRow), self.stored(work, stay_id)
        if stay is None or last is None:
            return
        state = StayState(stay["state"])
        if state in DECLARED and is_complete(work, stay):
            self._restate(work, last, _cutoff(stay))
        elif state is StayState.DISCHARGED:
            # Lines that came late: the cashier's reconciliation list gets them, and our count includes them.
            self.renew(work, stay_id)
        else:
            self.withdraw(work, stay_id)

    def _restate(self, work: Work, last: OwnRow, cutoff: date | None) -> None:
        """Issue unless just this is stated already."""
        now = self._count(work, last["stay_id"], cutoff)
        if now != _said(last) or not last["stands"]:
            self._tell(work, last["stay_id"], last, now)

    def _count(self, work: Work, stay_id: str, cutoff: date | None) -> _Said:
        query = select(self.line.c.line_id, self.line.c.quantity).where(self.line.c.stay_id == stay_id)
        if cutoff is not None:
            query = query.where(self.line.c.service_date < cutoff)
        lines = [(line_id, quantity) for line_id, quantity in work.db.execute(query)]
        open_ones = work.has(self.line, self.line.c.stay_id == stay_id, self.undecided(cutoff))
        return _Said(cutoff, len(lines), digest_lines(lines), withdrawn=open_ones)

    def _tell(self, work: Work, stay_id: str, last: OwnRow | None, said: _Said, *, stands: bool = True, **first: int) -> None:
        """Store and tell the next version; `first` is what a department's table has besides when there was none."""
        values = {"version": 1 if last is None else last["version"] + 1, "stands": stands, **said._asdict()}
        if last is None:
            work.add(self.table, stay_id=stay_id, **values, **first)
        else:
            work.change(self.table, self.table.c.stay_id == stay_id, **values)
        bound = None if said.cutoff is None else clock.at(said.cutoff)
        work.publish(stay_id, self.told(StayId(stay_id), self.source, values["version"], bound, *said[1:]))


def _said(row: StatementRow) -> _Said:
    return _Said(row["cutoff"], row["lines"], row["digest"], row["withdrawn"])


def _cutoff(stay: StayRow) -> date | None:
    """Discharge closes all lines. Of an interim settlement we hear the day it was declared but not its cut-off, which is the
    next day at the latest: lines before that cover whatever was chosen."""
    if stay["state"] == StayState.DISCHARGING or stay["declared_at"] is None:
        return None
    return clock.local(stay["declared_at"]).date() + timedelta(days=1)
