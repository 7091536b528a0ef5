"""结算: preview, settle, void (R1.22–R1.28, R2.15). What was shown is what is charged, or nothing is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import insert, select

from server.admission import accounts, deposits, lines, models, queries, receipt_numbers, rules, settlement_queries, stays
from server.admission.models import DepositRow, PaymentRow, SettlementRow
from server.admission.queries import KnownStayRow
from server.admission.rules import carried_over, settlement_mode, to_be_paid
from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from shared.contracts.admission import errors
from shared.contracts.admission.events import LinesSettled
from shared.contracts.admission.types import (
    Deposit,
    Payment,
    PayMethod,
    Pending,
    Settlement,
    SettlementMode,
    SettlementPreview,
    SettlementRequest,
    SettlementState,
    StayAction,
    StayState,
)
from shared.errors import BusinessError
from shared.identifiers import LineId, StayId, new_id
from shared.money import ZERO, cents, total


def preview_settlement(work: Work, request: SettlementRequest) -> SettlementPreview:
    """The sum as it would be settled now."""
    stay = queries.stay_row(work, request.stay_id)
    first, last = _range(stay, request)
    rows = accounts.unsettled(work, request.stay_id, first, last)
    chosen = _deposits(work, request)
    charges = [accounts.charge_of(row) for row in rows]
    dues = rules.dues(charges, (deposit.amount for deposit in chosen))
    days = [row["service_date"] for row in rows] or [work.now.date()]
    pending = accounts.pending_lines(work, request.stay_id)
    work.reads(f"stay {request.stay_id}")
    return SettlementPreview(
        request=request,
        line_version=stay["line_version"],
        line_count=len(rows),
        first=first or min(days),
        last=last or max(days),
        total=dues.total,
        insurance=dues.insurance,
        own_share=dues.own_share,
        by_category=rules.by_category(charges, work.catalog.income_names),
        deposits=chosen,
        deposit_total=dues.deposits,
        due=dues.due,
        obstacles=_obstacles(work, stay, request, pending, bool(rows or chosen)),
        next_receipt_no=receipt_numbers.left(work, "receipt", work.caller.user_id)[1],
    )


def settle(work: Work, request: SettlementRequest, line_version: int, due: Decimal, payments: tuple[Payment, ...]) -> Settlement:
    """Settle exactly what the cashier saw: line version, count and amount due must still hold."""
    work.require_current()
    shown = preview_settlement(work, request)
    if shown.line_version != line_version or shown.due != due:
        raise errors.AccountChanged
    if shown.obstacles:
        raise _obstacle_error(work, shown.obstacles[0], request.stay_id)
    _check_payments(request.mode, shown.due, payments)
    stay = queries.stay_row(work, request.stay_id)
    settlement_id = new_id()
    _take_lines(work, shown, settlement_id)
    _take_deposits(work, shown.deposits, settlement_id)
    _store(work, shown, stay, settlement_id, payments)
    carried = carried_over(request.mode, shown.due)
    if carried:
        _carry_over(work, request.stay_id, settlement_id, carried)
    _advance(work, stay, request.mode)
    taken = tuple(LineId(line) for line in lines.of_settlement(work, settlement_id))
    work.publish(request.stay_id, LinesSettled(StayId(request.stay_id), stay["segment"], taken))
    work.audit(request.stay_id, after={"settlement": settlement_id, "total": shown.total, "due": shown.due})
    accounts.booked(work, request.stay_id)
    return settlement_queries.settlement(work, settlement_id)


def void_settlement(work: Work, settlement_id: str, reason: str) -> Settlement:
    """作废: lines and deposits are open again; equal negative payments dated today keep the day's report balanced."""
    why = clean(reason, "reason")
    if not why:
        raise errors.ReasonMissing
    row = settlement_queries.row(work, settlement_id)
    stay = queries.stay_row(work, row["stay_id"])
    _check_voidable(work, row)
    table = models.settlement
    mine = (table.c.settlement_id == settlement_id, table.c.state != int(SettlementState.VOID))
    values = {"state": int(SettlementState.VOID), "void_at": work.now, "void_by": work.caller.name, "void_reason": why}
    if not work.change(table, *mine, **values):
        raise errors.SettlementNotFound(receipt_no=row["receipt_no"])
    _void_carry_over(work, settlement_id, why)
    released = tuple(LineId(line) for line in lines.of_settlement(work, settlement_id))
    work.change(models.charge_line, models.charge_line.c.settlement_id == settlement_id, settlement_id=None)
    work.change(models.deposit, models.deposit.c.settlement_id == settlement_id, settlement_id=None)
    _book_back(work, settlement_id, row["stay_id"])
    accounts.raise_line_version(work, row["stay_id"])
    _retreat(work, stay, row)
    work.publish(row["stay_id"], LinesSettled(StayId(row["stay_id"]), row["segment"], released, undone=True))
    work.audit(row["stay_id"], {"settlement": settlement_id}, {"void": why})
    accounts.booked(work, row["stay_id"])
    return settlement_queries.settlement(work, settlement_id)


# -- preview


def _range(stay: KnownStayRow, request: SettlementRequest) -> tuple[date | None, date | None]:
    """Discharge takes everything; interim a range that ends before the ward's cut-off (§2.7)."""
    if request.mode is SettlementMode.DISCHARGE:
        return None, None
    latest = date.fromordinal(stay["cutoff"].toordinal() - 1) if stay["cutoff"] else None
    last = request.last if latest is None or (request.last and request.last <= latest) else latest
    return request.first, last


def _deposits(work: Work, request: SettlementRequest) -> tuple[Deposit, ...]:
    usable = accounts.usable_deposits(work, request.stay_id)
    if request.mode is SettlementMode.DISCHARGE:
        return usable
    chosen = set(request.deposits)
    if chosen - {deposit.deposit_id for deposit in usable}:
        raise errors.AccountChanged
    return tuple(deposit for deposit in usable if deposit.deposit_id in chosen)


def _obstacles(
    work: Work, stay: KnownStayRow, request: SettlementRequest, pending: tuple[Pending, ...], something: bool
) -> tuple[str, ...]:
    if settlement_mode(StayState(stay["state"])) is not request.mode:
        return (errors.WrongState.code,)
    found = list(accounts.obstacles(work, stay, pending, accounts.source_statements(work, stay)))
    if not something:
        found.append(errors.NothingToSettle.code)
    return tuple(found)


def _obstacle_error(work: Work, code: str, stay_id: str) -> BusinessError:
    """The refusal that belongs to an obstacle, with what the cashier needs to know."""
    stay = queries.stay_row(work, stay_id)
    if code == errors.WrongState.code:
        return errors.WrongState(state=StayState(stay["state"]), action=StayAction.SETTLE)
    if code == errors.LinesPending.code:
        return errors.LinesPending(count=sum(each.lines for each in accounts.pending_lines(work, stay_id)))
    if code == errors.StatementMissing.code:
        missing = next(each for each in accounts.source_statements(work, stay) if not each.matches)
        return errors.StatementMissing(source=missing.source, held=missing.held_lines)
    return BusinessError.by_code[code]()


# -- settle


def _check_payments(mode: SettlementMode, due: Decimal, payments: tuple[Payment, ...]) -> None:
    needed = to_be_paid(mode, due)
    paid = total(payment.amount for payment in payments)
    exact = all(payment.amount == cents(payment.amount) and payment.amount != 0 for payment in payments)
    one_way = all((payment.amount > 0) == (needed > 0) for payment in payments)
    real = all(payment.method is not PayMethod.CARRY_OVER for payment in payments)
    if paid != needed or not (exact and one_way and real):
        raise errors.PaymentMismatch(paid=paid, due=needed)


def _take_lines(work: Work, shown: SettlementPreview, settlement_id: str) -> None:
    stay_id = shown.request.stay_id
    first, last = _range(queries.stay_row(work, stay_id), shown.request)
    conditions = accounts.unsettled_conditions(stay_id, first, last)
    if work.change(models.charge_line, *conditions, settlement_id=settlement_id) != shown.line_count:
        raise errors.AccountChanged


def _take_deposits(work: Work, chosen: tuple[Deposit, ...], settlement_id: str) -> None:
    table = models.deposit
    ids = [deposit.deposit_id for deposit in chosen]
    mine = (table.c.deposit_id.in_(ids), table.c.settlement_id.is_(None), table.c.void_at.is_(None))
    if ids and work.change(table, *mine, settlement_id=settlement_id) != len(ids):
        raise errors.AccountChanged


def _store(work: Work, shown: SettlementPreview, stay: KnownStayRow, settlement_id: str, payments: tuple[Payment, ...]) -> None:
    paid = total(payment.amount for payment in payments)
    work.add(
        models.settlement,
        settlement_id=settlement_id,
        stay_id=shown.request.stay_id,
        patient_no=stay["patient_no"],
        patient_name=stay["name"],
        ward=stay["ward"],
        bed=stay["bed"],
        mode=int(shown.request.mode),
        state=int(SettlementState.PAID),
        segment=stay["segment"],
        receipt_no=receipt_numbers.take(work, "receipt"),
        first=shown.first,
        last=shown.last,
        cutoff=stay["cutoff"],
        total=shown.total,
        insurance=shown.insurance,
        own_share=shown.own_share,
        deposit_total=shown.deposit_total,
        due=shown.due,
        paid=paid,
        carried_over=carried_over(shown.request.mode, shown.due),
        settled_at=work.now,
        cashier_id=work.caller.user_id,
        cashier=work.caller.name,
        reprints=0,
    )
    categories = [
        {"settlement_id": settlement_id, "income_type": each.income_type, "amount": each.amount} for each in shown.by_category
    ]
    work.db.execute(insert(models.settlement_category), categories)
    for payment in payments:
        _book(work, settlement_id, shown.request.stay_id, payment, None)


def _book(work: Work, settlement_id: str, stay_id: str, payment: Payment, reverses: str | None) -> None:
    work.add(
        models.payment,
        payment_id=new_id(),
        settlement_id=settlement_id,
        stay_id=stay_id,
        method=int(payment.method),
        amount=payment.amount,
        bank=clean(payment.bank, "bank"),
        card_no=clean(payment.card_no, "card_no"),
        paid_at=work.now,
        cashier_id=work.caller.user_id,
        reverses=reverses,
    )


def _carry_over(work: Work, stay_id: str, settlement_id: str, amount: Decimal) -> None:
    """Deposits are consumed whole: what an interim settlement leaves becomes a new deposit (§2.7)."""
    work.add(
        models.deposit,
        deposit_id=new_id(),
        stay_id=stay_id,
        receipt_no=receipt_numbers.take(work, "deposit"),
        amount=amount,
        method=int(PayMethod.CARRY_OVER),
        bank="",
        card_no="",
        taken_at=work.now,
        cashier_id=work.caller.user_id,
        cashier=work.caller.name,
        carried_from=settlement_id,
        reprints=0,
    )


def _advance(work: Work, stay: KnownStayRow, mode: SettlementMode) -> None:
    """An interim settlement ends its stage and the stay goes on; a discharge waits for 办理出院."""
    accounts.raise_line_version(work, stay["stay_id"])
    if mode is SettlementMode.INTERIM:
        stays.move(work, stay, StayState.IN_WARD, segment=stay["segment"] + 1, declared_at=None, cutoff=None)
    else:
        stays.move(work, stay, StayState.DISCHARGING, segment=stay["segment"] + 1)


# -- void


def _check_voidable(work: Work, row: SettlementRow) -> None:
    same_day = row["cashier_id"] == work.caller.user_id and settlement_queries.settled_on(row) == work.now.date()
    if not same_day and "admission.supervise" not in work.caller.rights:
        raise errors.SupervisorNeeded
    latest = settlement_queries.latest(work, row["stay_id"])
    if latest is None or latest["settlement_id"] != row["settlement_id"]:
        raise errors.SettlementNotLatest


def _void_carry_over(work: Work, settlement_id: str, reason: str) -> None:
    table = models.deposit
    made = work.row(select(table.c.deposit_id).where(table.c.carried_from == settlement_id), DepositRow)
    if made is None:
        return
    unused = (table.c.deposit_id == made["deposit_id"], table.c.settlement_id.is_(None), table.c.void_at.is_(None))
    if not work.change(table, *unused, **deposits.voided(work, reason)):
        raise errors.CarryOverUsed


def _book_back(work: Work, settlement_id: str, stay_id: str) -> None:
    table = models.payment
    rows = work.rows(select(table).where(table.c.settlement_id == settlement_id, table.c.reverses.is_(None)), PaymentRow)
    for row in rows:
        back = Payment(PayMethod(row["method"]), -row["amount"] if row["amount"] else ZERO, row["bank"], row["card_no"])
        _book(work, settlement_id, stay_id, back, row["payment_id"])


def _retreat(work: Work, stay: KnownStayRow, settled: SettlementRow) -> None:
    """5 → 4 after a discharge; an interim stage is open again if the stay has not moved on. No open charge is of a closed stay."""
    state = StayState(stay["state"])
    if settled["mode"] == int(SettlementMode.DISCHARGE) or state is StayState.DISCHARGED:
        stays.reopen(work, stay, settled["segment"])
    elif state is StayState.IN_WARD:
        values = {"segment": settled["segment"], "cutoff": settled["cutoff"], "declared_at": work.now}
        stays.move(work, stay, StayState.INTERIM, **values)
