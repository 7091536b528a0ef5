"""发药/执行: one patient, one unit of work; a second run makes nothing (R2.5, R2.6, F1–F17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import bindparam, update

from server.kernel.database import Moment, insert_into
from server.kernel.unit_of_work import Work
from server.ward import day_charges, lines, models, queries, stays
from server.ward.execution_rules import Plan
from server.ward.planning import Member, PlannedGroup, hindered, missed, not_sent, plan_groups, planned_orders
from server.ward.queries import KnownStayRow
from server.ward.states import MAY_BE_TREATED
from shared.contracts.admission.types import StayAction
from shared.contracts.common import LineKind
from shared.contracts.ward.errors import OrderChanged
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import PlannedOrder, RunPreview, RunResult
from shared.identifiers import RequestId, StayId, new_id

_order = models.order
_next: Final = bindparam("next", type_=Moment())
_MOVE: Final = update(_order).where(_order.c.order_id.in_(bindparam("order_ids", expanding=True))).values(last_perform=_next)
_MOVE_FIRST: Final = _MOVE.where(_order.c.last_perform.is_(None))
_MOVE_ON: Final = _MOVE.where(_order.c.last_perform == bindparam("last", type_=Moment()))


def preview_run(work: Work, stay_id: str) -> RunPreview:
    """What `execute` would do now."""
    stay = queries.stay_row(work, stay_id)
    work.caller.require_ward(stay["ward"])
    stays.expect(stay, MAY_BE_TREATED, StayAction.RUN_ORDERS)
    work.reads(f"stay {stay_id}")
    groups = plan_groups(work, stay_id)
    return RunPreview(StayId(stay_id), queries.brief_of(work, stay), planned_orders(groups))


def execute_patient(work: Work, stay_id: str) -> RunResult:
    """Send what is due: drug lines to the pharmacy under one request, everything else as charges."""
    stay = stays.take_treated(work, stay_id, StayAction.RUN_ORDERS)
    day_charges.give_back(work, stay)
    groups = plan_groups(work, stay_id)
    run_id = new_id()
    ran = [order for order in planned_orders(groups) if order.reason is None]
    rows = _perform(work, stay, run_id, groups)
    drugs = sum(row["is_drug"] for row in rows)
    return RunResult(
        stay_id=StayId(stay_id),
        patient=queries.brief_of(work, stay),
        request_id=RequestId(run_id) if drugs else None,
        to_pharmacy=drugs,
        charged=len(rows) - drugs,
        not_sent=not_sent(groups),
        missed=missed(groups),
        orders=len(ran),
        drug_orders=sum(order.to_pharmacy for order in ran),
    )


def execute_last(work: Work, stay: KnownStayRow, *, today_too: bool) -> tuple[PlannedOrder, ...]:
    """The last generation, once the orders are stopped; answers those that are due and can't run."""
    groups = plan_groups(work, stay["stay_id"], today_too=today_too)
    left_out = hindered(groups)
    if left_out:
        work.audit(stay["stay_id"], after={"left_out": {order.order_id: order.reason and order.reason.code for order in left_out}})
    _perform(work, stay, new_id(), groups)
    return left_out


def charge_days(work: Work, stay: KnownStayRow) -> None:
    """Charge what is due by the day, and nothing else."""
    _perform(work, stay, new_id(), plan_groups(work, stay["stay_id"], days_only=True))


def _perform(work: Work, stay: KnownStayRow, run_id: str, groups: Iterable[PlannedGroup]) -> list[dict[str, Any]]:
    """Move the orders on, note the executions, store the lines; answers the lines."""
    groups = [group for group in groups if group.sent]
    sent = [pair for group in groups for pair in group.sent]
    if not sent:
        return []
    work.require_current()
    _move_on(work, sent)
    _take_up_again(work, sent)
    executions = [row for member, made in sent for row in _executions(work, stay, member, made)]
    work.db.execute(insert_into(models.execution), executions)
    shared = lines.shared_columns(work, stay, run_id)
    rows = [row for group in groups for row in _lines(work, shared, group)]
    lines.write(work, stay, run_id, rows)
    work.audit(stay["stay_id"], after={"run": run_id, "orders": len(sent), "lines": len(rows)})
    stays.show(work, stay, Kind.ORDERS)
    return rows


def _move_on(work: Work, sent: Iterable[tuple[Member, Plan]]) -> None:
    """Guarded by the old value: of two runs at once one finds it gone (F11). Orders that move alike move together."""
    moves: dict[tuple[datetime | None, datetime], list[str]] = defaultdict(list)
    for member, made in sent:
        moves[member.order["last_perform"], made.next_perform].append(member.order["order_id"])
    for (last, new), mine in moves.items():
        moved = {"order_ids": mine, "next": new}
        done = work.db.execute(_MOVE_FIRST, moved) if last is None else work.db.execute(_MOVE_ON, {**moved, "last": last})
        if done.rowcount != len(mine):
            raise OrderChanged


def _take_up_again(work: Work, sent: Iterable[tuple[Member, Plan]]) -> None:
    """The execution of what is asked for once more is made anew."""
    execution = models.execution
    for member, made in sent:
        if made.again:
            mine = (execution.c.order_id == member.order["order_id"], execution.c.service_date == made.service_dates[0])
            if work.db.execute(execution.delete().where(*mine)).rowcount != 1:
                raise OrderChanged


def _executions(work: Work, stay: KnownStayRow, member: Member, made: Plan) -> Iterator[dict[str, Any]]:
    for day in made.service_dates:
        yield {
            "execution_id": new_id(),
            "order_id": member.order["order_id"],
            "stay_id": stay["stay_id"],
            "service_date": day,
            "administrations": made.administrations // len(made.service_dates),
            "missed": made.missed,
            "covers_to": made.next_perform,
            "executed_at": work.now,
            "executed_by": work.caller.user_id,
        }


def _lines(work: Work, shared: Mapping[str, Any], group: PlannedGroup) -> list[dict[str, Any]]:
    """Lines of the orders, and of the add-ons once for the group (§2.4). An opened vial that lasts makes no line."""
    as_ordered = lines.ordered_as(group.kind)
    made_of = partial(lines.charge, work, shared, ordered_as=as_ordered, group_no=group.group_no)
    rows = [
        made_of(
            member.item,
            kind=as_ordered,
            quantity=made.quantity / len(made.service_dates),
            administrations=made.administrations // len(made.service_dates),
            service_date=day,
            order=member.order,
            instead_of=member.instead_of,
        )
        for member, made in group.sent
        if made.quantity
        for day in made.service_dates
    ]
    times = group.administrations
    if times:
        day = group.sent[0][1].service_dates[-1]
        rows += [
            made_of(item, kind=LineKind.ADD_ON, quantity=quantity * times, administrations=times, service_date=day)
            for item, quantity in group.add_ons
        ]
    return rows
