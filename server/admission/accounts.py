"""病人账户: what was charged and paid, what is still on its way, and the stamp of the check (R1.16–R1.18, R1.24, R1.30)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TypedDict

from sqlalchemy import ColumnElement, func, select

from server.admission import models, queries
from server.admission.models import ChargeLineRow, StatementRow, StayRow
from server.admission.rules import Charge, by_category, by_day, dearest_day, settlement_mode, sum_of
from server.kernel.unit_of_work import Work
from shared.contracts.admission.errors import (
    AccountChanged,
    EventsParked,
    LinesPending,
    NotChecked,
    StatementMissing,
    WrongState,
)
from shared.contracts.admission.events import AccountChanged as AccountChangedFact
from shared.contracts.admission.kinds import Kind
from shared.contracts.admission.types import (
    Account,
    ChargeRow,
    Deposit,
    Pending,
    SettlementMode,
    SourceStatement,
    StayAction,
    StayState,
)
from shared.contracts.common import DataPacket, LineKind, LineState, packet
from shared.identifiers import SettlementId, StayId
from shared.money import ZERO, total
from shared.statement import digest_lines

OWN = "admission"
_LINE = models.charge_line


class ChargedRow(TypedDict):
    """What the sums need of confirmed lines."""

    service_date: date
    income_type: int
    amount: Decimal
    settlement_id: SettlementId | None


def account(work: Work, stay_id: str) -> Account:
    """The account as of now."""
    row = queries.stay_row(work, stay_id)
    work.reads(f"stay {stay_id}")
    confirmed = _confirmed(work, stay_id)
    charges = [charge_of(line) for line in confirmed]
    days = by_day(charges)
    deposits = queries.deposits(work, stay_id)
    unsettled = sum_of(charge_of(line) for line in confirmed if line["settlement_id"] is None)
    usable = total(deposit.amount for deposit in deposits if deposit.usable)
    checked = row["checked_version"] == row["line_version"] and row["checked_at"] is not None
    pending = pending_lines(work, stay_id)
    statements = source_statements(work, row)
    return Account(
        stay=queries.stay_of(work, row),
        line_version=row["line_version"],
        total=sum_of(charges),
        settled=sum_of(charges) - unsettled,
        unsettled=unsettled,
        deposits_usable=usable,
        balance=usable - unsettled,
        dearest_day=dearest_day(days),
        by_category=by_category(charges, work.catalog.income_names),
        by_day=days,
        deposits=deposits,
        pending=pending,
        statements=statements,
        checked_by=row["checked_by"] if checked else None,
        checked_at=row["checked_at"] if checked else None,
        obstacles=obstacles(work, row, pending, statements),
    )


def charge_of(row: ChargedRow) -> Charge:
    """What the sums need of a confirmed line."""
    return Charge(row["service_date"], row["income_type"], row["amount"])


def _confirmed(work: Work, stay_id: str) -> list[ChargedRow]:
    """Confirmed charges summed per day, income type and settlement: amounts are rounded per line, so sums of sums agree."""
    parts = (_LINE.c.service_date, _LINE.c.income_type, _LINE.c.settlement_id)
    query = select(*parts, func.sum(_LINE.c.amount).label("amount"))
    query = query.where(_LINE.c.stay_id == stay_id, _LINE.c.state == int(LineState.CONFIRMED)).group_by(*parts)
    return work.rows(query, ChargedRow)


def unsettled(work: Work, stay_id: str, first: date | None, last: date | None) -> list[ChargedRow]:
    """Confirmed unsettled lines of a range of service dates (None: open end)."""
    columns = (_LINE.c[name] for name in ChargedRow.__annotations__)
    return work.rows(select(*columns).where(*unsettled_conditions(stay_id, first, last)), ChargedRow)


def unsettled_conditions(stay_id: str, first: date | None, last: date | None) -> tuple[ColumnElement[bool], ...]:
    """The conditions that `unsettled` and the settlement's guarded update share."""
    conditions: list[ColumnElement[bool]] = [
        _LINE.c.stay_id == stay_id,
        _LINE.c.settlement_id.is_(None),
        _LINE.c.state == int(LineState.CONFIRMED),
    ]
    if first is not None:
        conditions.append(_LINE.c.service_date >= first)
    if last is not None:
        conditions.append(_LINE.c.service_date <= last)
    return tuple(conditions)


def charges(work: Work, stay_id: str, first: date | None, last: date | None) -> DataPacket[ChargeRow]:
    """Charge lines by service date, whatever their state."""
    query = select(_LINE).where(_LINE.c.stay_id == stay_id)
    if first is not None:
        query = query.where(_LINE.c.service_date >= first)
    if last is not None:
        query = query.where(_LINE.c.service_date <= last)
    work.reads(f"stay {stay_id}")
    rows = work.rows(query.order_by(_LINE.c.service_date, _LINE.c.created_at, _LINE.c.line_id), ChargeLineRow)
    return packet(ChargeRow, tuple(_charge_row(row) for row in rows))


def _charge_row(row: ChargeLineRow) -> ChargeRow:
    return ChargeRow(
        line_id=row["line_id"],
        source=row["source"],
        kind=LineKind(row["kind"]),
        order_id=row["order_id"],
        group_no=row["group_no"],
        service_date=row["service_date"],
        item_code=row["item_code"],
        item_name=row["item_name"],
        spec=row["spec"],
        unit=row["unit"],
        quantity=row["quantity"],
        price=row["price"],
        amount=row["amount"],
        income_type=row["income_type"],
        state=LineState(row["state"]),
        reverses=row["reverses"],
        settlement_id=row["settlement_id"],
        ward=row["ward"],
    )


def pending_lines(work: Work, stay_id: str) -> tuple[Pending, ...]:
    """Lines that wait for the pharmacy, by request."""
    query = (
        select(_LINE.c.ward, _LINE.c.request_id, func.count(), func.min(_LINE.c.created_at))
        .where(_LINE.c.stay_id == stay_id, _LINE.c.state == int(LineState.PENDING))
        .group_by(_LINE.c.ward, _LINE.c.request_id)
        .order_by(_LINE.c.ward, _LINE.c.request_id)
    )
    return tuple(Pending(*row) for row in work.db.execute(query))


def source_statements(work: Work, stay: StayRow) -> tuple[SourceStatement, ...]:
    """What each source says it planned beside what is here. A ward that received the patient is always a source."""
    told = work.rows(select(models.statement).where(models.statement.c.stay_id == stay["stay_id"]), StatementRow)
    heard = {row["source"]: row for row in told}
    query = select(_LINE.c.line_id, _LINE.c.source, _LINE.c.quantity, _LINE.c.planned_date)
    lines = work.rows(query.where(_LINE.c.stay_id == stay["stay_id"], _LINE.c.source != OWN), ChargeLineRow)
    sources = {line["source"] for line in lines} | set(heard) | ({"ward"} if stay["received_at"] else set())
    return tuple(_compare(source, heard.get(source), lines) for source in sorted(sources))


def _compare(source: str, stated: StatementRow | None, lines: list[ChargeLineRow]) -> SourceStatement:
    cutoff = stated["cutoff"] if stated else None
    held = [
        (line["line_id"], line["quantity"])
        for line in lines
        if line["source"] == source and (cutoff is None or line["planned_date"] < cutoff)
    ]
    valid = stated is not None and not stated["withdrawn"]
    matches = stated is not None and valid and stated["lines"] == len(held) and stated["digest"] == digest_lines(held)
    return SourceStatement(
        source=source,
        stated_lines=stated["lines"] if stated is not None and valid else None,
        held_lines=len(held),
        matches=matches,
        last_heard=stated["heard_at"] if stated else None,
    )


def obstacles(work: Work, stay: StayRow, pending: tuple[Pending, ...], statements: tuple[SourceStatement, ...]) -> tuple[str, ...]:
    """Codes of what keeps the stay from being settled now, in the order in which they are worked off."""
    mode = settlement_mode(StayState(stay["state"]))
    if mode is None:
        return (WrongState.code,)
    found = []
    if mode is SettlementMode.DISCHARGE and pending:
        found.append(LinesPending.code)
    if any(not statement.matches for statement in statements):
        found.append(StatementMissing.code)
    if _parked(work, stay["stay_id"]):
        found.append(EventsParked.code)
    if stay["checked_version"] != stay["line_version"]:
        found.append(NotChecked.code)
    return tuple(found)


def _parked(work: Work, stay_id: str) -> bool:
    parked = models.kernel.parked
    return work.has(parked, parked.c.subject == stay_id)


def mark_checked(work: Work, stay_id: str, line_version: int) -> Account:
    """Stamp the line set that the checker saw (R1.16, R1.21)."""
    row = queries.stay_row(work, stay_id)
    if settlement_mode(StayState(row["state"])) is None:
        raise WrongState(state=StayState(row["state"]), action=StayAction.CHECK)
    mine = (models.stay.c.stay_id == stay_id, models.stay.c.line_version == line_version)
    stamp = {"checked_version": line_version, "checked_by": work.caller.name, "checked_at": work.now}
    if not work.change(models.stay, *mine, **stamp):
        raise AccountChanged
    work.audit(stay_id, after={"checked": line_version})
    work.touch(Kind.ACCOUNT, stay_id)
    return account(work, stay_id)


def lines_changed(work: Work, stay_id: str, planned_dates: Iterable[date]) -> None:
    """The line set changed: a check is void now, unless the lines belong to the next stage of an interim settlement."""
    row = work.row(select(models.stay).where(models.stay.c.stay_id == stay_id), StayRow)
    dates = list(planned_dates)
    if row is None or not dates:
        return
    cutoff = row["cutoff"] if row["state"] == StayState.INTERIM else None
    if cutoff is None or any(day < cutoff for day in dates):
        raise_line_version(work, stay_id)
    announce(work, stay_id)


def raise_line_version(work: Work, stay_id: str) -> None:
    """Whoever looked at the account before looks at an old one now."""
    work.change(models.stay, models.stay.c.stay_id == stay_id, line_version=models.stay.c.line_version + 1)


def balance(work: Work, stay_id: str) -> tuple[Decimal, Decimal]:
    """(usable deposits, unsettled confirmed charges)."""
    deposit = models.deposit
    usable = select(func.sum(deposit.c.amount)).where(
        deposit.c.stay_id == stay_id, deposit.c.void_at.is_(None), deposit.c.settlement_id.is_(None)
    )
    charged = select(func.sum(_LINE.c.amount)).where(*unsettled_conditions(stay_id, None, None))
    return work.db.execute(usable).scalar_one() or ZERO, work.db.execute(charged).scalar_one() or ZERO


def announce(work: Work, stay_id: str) -> None:
    """Tell the ward what its light of the account is made of (R2.11), and windows where it is open."""
    deposits, charged = balance(work, stay_id)
    version = work.db.execute(select(models.stay.c.line_version).where(models.stay.c.stay_id == stay_id)).scalar_one()
    dearest = dearest_day(by_day(map(charge_of, _confirmed(work, stay_id))))
    work.publish(stay_id, AccountChangedFact(StayId(stay_id), version, deposits, charged, deposits - charged, work.now, dearest))
    work.touch(Kind.ACCOUNT, stay_id)


def booked(work: Work, stay_id: str) -> None:
    """Money was taken or given back: with the account, what the desk counts is another. Charges change nothing there."""
    announce(work, stay_id)
    work.touch(Kind.DESK, "")


def usable_deposits(work: Work, stay_id: str) -> tuple[Deposit, ...]:
    """Deposits a settlement may use."""
    return tuple(deposit for deposit in queries.deposits(work, stay_id) if deposit.usable)
