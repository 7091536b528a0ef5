"""出院、阶段结算、转科、召回: what the ward declares and what it hands to billing (R2.12–R2.15)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from server.kernel.unit_of_work import Work
from server.kernel.use_cases import Preparation, prepared_by
from server.ward import day_charges, order_queries, order_stopping, queries, replicas, runs, statements, stays
from server.ward.day_rules import first_day_of_the_next
from server.ward.models import OrderRow
from server.ward.queries import KnownStayRow
from server.ward.states import stay_after
from shared import clock
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.types import Stay, StayAction, StayState
from shared.contracts.ward.errors import (
    AdmissionUnreachable,
    CutoffImplausible,
    LeftOut,
    OrdersLeftOut,
    OrdersRunning,
    TargetWardInvalid,
    UnconfirmedOrders,
)
from shared.contracts.ward.events import DischargeDeclared, InterimDeclared, TransferDeclared
from shared.contracts.ward.types import OrderKind, PlannedOrder, ReversalCause, WardStay
from shared.errors import OutcomeUnknown, Unavailable
from shared.identifiers import StayId

_DAY = timedelta(days=1)


def declare_discharge(work: Work, stay_id: str) -> WardStay:
    """出院: orders stop now, the last generation is made, everything is stated to billing."""
    stay = _leaving(work, stay_id, StayAction.DISCHARGE)
    day_charges.end(work, stay_id, first_day_of_the_next(work.now, clock.local(stay["admitted_at"]).date()))
    _ask_about_left_out(work, stop_all(work, stay, today_too=True))
    day_charges.give_back(work, stay, ReversalCause.DISCHARGE_DAY)
    stays.declare(work, stay, StayAction.DISCHARGE, declared_at=work.now)
    work.publish(stay_id, DischargeDeclared(StayId(stay_id), work.now))
    statements.issue(work, stay_id, None)
    work.audit(stay_id, {"state": stay["state"]}, {"state": int(StayState.DISCHARGING)})
    return queries.stay(work, stay_id)


def declare_interim(work: Work, stay_id: str, cutoff: date) -> WardStay:
    """阶段结算 of the service dates before `cutoff`; care goes on."""
    stay = stays.take_mine(work, stay_id)
    stay_after(StayState(stay["state"]), StayAction.INTERIM)
    first = clock.local(stay["admitted_at"]).date() + _DAY
    last = clock.local(work.now).date() + _DAY
    if not first <= cutoff <= last:
        raise CutoffImplausible(first=first, last=last)
    stays.declare(work, stay, StayAction.INTERIM, declared_at=work.now)
    work.publish(stay_id, InterimDeclared(StayId(stay_id), work.now, clock.at(cutoff)))
    statements.issue(work, stay_id, cutoff)
    work.audit(stay_id, {"state": stay["state"]}, {"state": int(StayState.INTERIM), "cutoff": cutoff})
    return queries.stay(work, stay_id)


def declare_transfer(work: Work, stay_id: str, target_ward: str) -> WardStay:
    """转科: orders stop now; the patient keeps the bed until the other ward receives."""
    if target_ward not in work.catalog.wards:
        raise TargetWardInvalid
    stay = _leaving(work, stay_id, StayAction.TRANSFER)
    if target_ward == stay["ward"]:
        raise TargetWardInvalid
    # Whose this day is shows when the other ward receives.
    _ask_about_left_out(work, stop_all(work, stay, today_too=False))
    stays.declare(work, stay, StayAction.TRANSFER, declared_at=work.now, target_ward=target_ward)
    work.publish(stay_id, TransferDeclared(StayId(stay_id), target_ward, work.now))
    work.audit(stay_id, {"state": stay["state"]}, {"state": int(StayState.TRANSFERRING), "target_ward": target_ward})
    return queries.stay(work, stay_id)


def _leaving(work: Work, stay_id: str, action: StayAction) -> KnownStayRow:
    """The stay, once nothing speaks against its orders being stopped. Raises UnconfirmedOrders, OrdersRunning."""
    stay = stays.take_mine(work, stay_id)
    stay_after(StayState(stay["state"]), action)
    orders = order_queries.orders(work, stay_id)
    unconfirmed = sum(row["confirmed_at"] is None for row in orders)
    if unconfirmed:
        raise UnconfirmedOrders(count=unconfirmed)
    running = len(_running(work, orders))
    if running:
        work.ask(OrdersRunning(count=running, at=work.now))
    return stay


def _ask_about_left_out(work: Work, left_out: Collection[PlannedOrder]) -> None:
    """Raise OrdersLeftOut unless the last generation could do all that is due, or somebody has decided to do without."""
    if left_out:
        orders = tuple(LeftOut(order.item_name, order.reason) for order in left_out if order.reason is not None)
        work.ask(OrdersLeftOut(count=len(left_out), orders=orders))


def _running(work: Work, orders: list[OrderRow]) -> list[OrderRow]:
    return [
        row
        for row in orders
        if row["kind"] == OrderKind.LONG_TERM
        and row["confirmed_at"] is not None
        and (row["stop_at"] is None or row["stop_at"] > work.now)
    ]


def stop_all(work: Work, stay: KnownStayRow, *, today_too: bool) -> tuple[PlannedOrder, ...]:
    """Stop every long-term order now and charge what is left, by the day up to yesterday or today; answers what is left out."""
    order_stopping.stop(work, stay, _running(work, order_queries.orders(work, stay["stay_id"])), work.now)
    return runs.execute_last(work, stay, today_too=today_too)


# -- 召回


def ask_admission(preparation: Preparation, stay_id: StayId) -> Stay:
    """Admission must take the declaration back first: it may be settling right now."""
    preparation.read(lambda work: _check_recall(work, stay_id))
    try:
        return preparation.ask(AdmissionContract, lambda admission: admission.recall(stay_id))
    except OutcomeUnknown:
        raise
    except Unavailable as error:
        raise AdmissionUnreachable from error


def _check_recall(work: Work, stay_id: str) -> None:
    stay = queries.stay_row(work, stay_id)
    work.caller.require_ward(stay["ward"])
    stay_after(StayState(stay["state"]), StayAction.RECALL)


@prepared_by(ask_admission)
def recall(work: Work, stay_id: str) -> WardStay:
    """The patient stays after all. Stopped orders stay stopped: what is needed is ordered anew."""
    agreed: Stay = work.prepared
    stay = stays.take_mine(work, stay_id)
    mine = (replicas.stay.c.stay_id == stay_id, replicas.stay.c.version < agreed.version)
    told: dict[str, Any] = {"version": agreed.version, "state": int(agreed.state), "segment": agreed.segment}
    work.change(replicas.stay, *mine, **told)
    stays.change(work, stay, state=int(agreed.state), wanted="", problem=None, declared_at=None)
    statements.withdraw(work, stay_id)
    day_charges.go_on(work, stay)
    work.audit(stay_id, {"state": stay["state"]}, {"state": int(agreed.state)})
    return queries.stay(work, stay_id)
