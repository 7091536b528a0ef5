"""费用核对, 补充医嘱, 冲正: what the desk does about charges (R1.12–R1.15, R1.19).

The desk never touches a ward's orders or lines: it asks their source to reverse, and adds lines of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from server.admission import accounts, lines, models, queries, states
from server.admission.models import ChargeLineRow, ConfirmedRow, OrderReplicaRow
from server.admission.queries import KnownStayRow
from server.charging import lines as charging
from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.kernel.use_cases import Preparation, prepared_by
from shared import clock
from shared.contracts.admission.errors import (
    ChargeNotReversible,
    DayLimitReached,
    Irreversible,
    ReasonMissing,
    UnknownItem,
    WrongState,
)
from shared.contracts.admission.events import LinesPlanned
from shared.contracts.admission.types import Mismatch, OrderCheckRow, StayAction, StayState, SupplementaryOrder
from shared.contracts.common import DataPacket, Item, ItemKind, LineKind, LineState, PlannedLine, packet
from shared.contracts.tms.contract import TmsContract
from shared.contracts.ward.contract import WardContract
from shared.contracts.ward.types import LineReversal
from shared.errors import InvalidInput, Problem
from shared.identifiers import LineId, OrderId, RequestId, new_id

_LINE = models.charge_line
_MOST = Decimal(10000)
_SOURCES: dict[str, type[WardContract] | type[TmsContract]] = {"ward": WardContract, "tms": TmsContract}


# -- check


def order_check(work: Work, stay_id: str) -> DataPacket[OrderCheckRow]:
    """Orders beside their charges; what a checker should look at is marked."""
    work.reads(f"stay {stay_id}")
    table = models.order_replica
    query = select(table).where(table.c.stay_id == stay_id).order_by(table.c.ordered_as, table.c.group_no, table.c.start_at)
    orders = work.rows(query, OrderReplicaRow)
    charged = _charged_by_order(work, stay_id)
    return packet(OrderCheckRow, tuple(_check_row(work, order, charged[order["order_id"]]) for order in orders))


class _Charged:
    """Sums of one order's lines."""

    def __init__(self) -> None:
        self.quantity = Decimal(0)
        self.amount = Decimal("0.00")
        self.days: set[date] = set()
        self.pending = False


def _charged_by_order(work: Work, stay_id: str) -> defaultdict[str, _Charged]:
    charged: defaultdict[str, _Charged] = defaultdict(_Charged)
    query = select(_LINE).where(_LINE.c.stay_id == stay_id, _LINE.c.order_id.is_not(None))
    rows = work.rows(query, ChargeLineRow)
    left: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in rows:
        if line["state"] == int(LineState.CONFIRMED):
            left[line["reverses"] or line["line_id"]] += line["quantity"]
    for line in rows:
        if line["kind"] == int(LineKind.ADD_ON) or line["order_id"] is None:
            continue
        sums = charged[line["order_id"]]
        if line["state"] == int(LineState.PENDING):
            sums.pending = True
        elif line["state"] == LineState.CONFIRMED and line["amount"] is not None:
            sums.quantity += line["quantity"]
            sums.amount += line["amount"]
            if left[line["line_id"]] > 0:
                sums.days.add(line["planned_date"])
    return charged


def _check_row(work: Work, order: OrderReplicaRow, charged: _Charged) -> OrderCheckRow:
    return OrderCheckRow(
        order_id=OrderId(order["order_id"]),
        group_no=order["group_no"],
        ordered_as=LineKind(order["ordered_as"]),
        item_code=order["item_code"],
        item_name=order["item_name"],
        dose_text=order["dose_text"],
        usage=order["usage"],
        frequency=order["frequency"],
        start_at=order["start_at"],
        stop_at=order["stop_at"],
        ward=order["ward"],
        charged_quantity=charged.quantity,
        charged_amount=charged.amount,
        charged_days=len(charged.days),
        differs=_difference(work, order, charged),
    )


def _difference(work: Work, order: OrderReplicaRow, charged: _Charged) -> Mismatch | None:
    if charged.pending:
        return Mismatch.PENDING
    if not charged.days and order["start_at"] <= work.now:
        return Mismatch.NOT_CHARGED
    end = clock.local(order["stop_at"] or work.now).date()
    calendar_days = (end - clock.local(order["start_at"]).date()).days + 1
    return Mismatch.TOO_MANY_DAYS if len(charged.days) > calendar_days else None


# -- supplement


def supplement(work: Work, stay_id: str, order: SupplementaryOrder) -> tuple[PlannedLine, ...]:
    """Charge what was missed, at today's price; the desk is the lines' source."""
    stay = queries.stay_row(work, stay_id)
    state = StayState(stay["state"])
    if state not in states.CHARGEABLE:
        raise WrongState(state=state, action=StayAction.SUPPLEMENT)
    item = _item(work, order.item_code)
    _check_quantity(order.quantity)
    received = clock.local(stay["received_at"] or stay["admitted_at"]).date()
    if not received <= order.service_date <= work.now.date():
        raise InvalidInput(name="service_date", problem=Problem.OUTSIDE, limit=f"{received}–{work.now.date()}")
    _check_day(work, stay_id, item, order)
    main = _line(work, stay, item, order.quantity, order.service_date, LineKind.SUPPLEMENT)
    planned = [main, *(_add_ons(work, stay, order) if order.with_add_ons else ())]
    work.audit(stay_id, after={"supplement": order.item_code, "quantity": order.quantity, "reason": order.reason})
    return _plan(work, stay, planned)


def _item(work: Work, item_code: str) -> Item:
    item = work.catalog.items.get(item_code.strip().upper())
    if item is None or item.withdrawn or work.catalog.price(item.code, work.now) is None:
        raise UnknownItem(item_code=item_code)
    return item


def _check_quantity(quantity: Decimal) -> None:
    if not quantity.is_finite() or not 0 < quantity <= _MOST or quantity != quantity.quantize(Decimal("0.0001")):
        raise InvalidInput(name="quantity", problem=Problem.OUTSIDE, limit=f"0–{_MOST}")


def _check_day(work: Work, stay_id: str, item: Item, order: SupplementaryOrder) -> None:
    """Raise DayLimitReached where a service is given at most so often a day, and the day has it already, from whatever source."""
    if item.kind is not ItemKind.SERVICE or item.max_dose is None:
        return
    counts = [int(LineState.PENDING), int(LineState.CONFIRMED)]
    of_day = (_LINE.c.stay_id == stay_id, _LINE.c.item_code == item.code, _LINE.c.service_date == order.service_date)
    charged = work.db.execute(select(func.sum(_LINE.c.quantity)).where(*of_day, _LINE.c.state.in_(counts))).scalar_one()
    if (charged or Decimal(0)) + order.quantity > item.max_dose:
        raise DayLimitReached(item_name=item.name, day=order.service_date, limit=item.max_dose)


def _add_ons(work: Work, stay: KnownStayRow, order: SupplementaryOrder) -> Iterable[PlannedLine]:
    """The usage's add-ons once: proposed on the screen, taken out there when they are not wanted (§2.2 a)."""
    usage = work.catalog.usages.get(order.usage)
    for add_on in usage.add_ons if usage else ():
        if not add_on.hourly:
            yield _line(work, stay, _item(work, add_on.item_code), add_on.quantity, order.service_date, LineKind.ADD_ON)


def _line(work: Work, stay: KnownStayRow, item: Item, quantity: Decimal, day: date, kind: LineKind) -> PlannedLine:
    is_drug = item.kind is not ItemKind.SERVICE
    values = {
        **lines.own(work, stay, kind),
        **charging.of_item(item),
        "is_drug": is_drug,
        "quantity": quantity,
        "price": None if is_drug else work.catalog.price(item.code, work.now),
        "service_date": day,
        "administrations": 1,
    }
    return charging.planned(values)


def _plan(work: Work, stay: KnownStayRow, planned: list[PlannedLine]) -> tuple[PlannedLine, ...]:
    """Store the desk's own lines and, where drugs are among them, ask the pharmacy."""
    request_id = RequestId(new_id())
    planned = [replace(line, request_id=request_id) if line.is_drug else line for line in planned]
    lines.arrive(work, stay["stay_id"], planned)
    if any(line.is_drug for line in planned):
        charging.tell(work, LinesPlanned, stay, request_id, planned)
    return tuple(planned)


# -- reverse


def ask_source(
    preparation: Preparation, line_id: LineId, quantity: Decimal, reason: str, new_price: Decimal | None
) -> tuple[PlannedLine, ...]:
    """Before the unit of work: let the line's source reverse it; the desk's own lines are reversed inside."""
    line = preparation.read(lambda work: dict(_reversible(work, line_id, quantity, reason, new_price)))
    if line["source"] == accounts.OWN:
        return ()
    reversal = LineReversal(line_id, quantity, clean(reason, "reason"))
    return preparation.ask(_SOURCES[line["source"]], lambda api: api.reverse_line(reversal))


@prepared_by(ask_source)
def reverse_charge(
    work: Work, line_id: LineId, quantity: Decimal, reason: str, new_price: Decimal | None
) -> tuple[PlannedLine, ...]:
    """冲正: reversing lines name their line; a price correction is a full reversal plus a new line of the same day (§2.6): apart,
    a settlement of the days between them would charge both."""
    asked: tuple[PlannedLine, ...] = work.prepared
    row = _reversible(work, line_id, quantity, reason, new_price, asked=bool(asked))
    stay = queries.stay_row(work, row["stay_id"])
    planned = [] if asked else [_reversing_line(work, row, quantity, reason)]
    if new_price is not None:
        day = (*asked, *planned)[0].service_date
        planned.append(_again(work, row, quantity=quantity, price=new_price, service_date=day))
    work.audit(row["stay_id"], {"line": line_id}, {"reversed": quantity, "reason": reason, "new_price": new_price})
    return asked + (_plan(work, stay, planned) if planned else ())


def _reversible(
    work: Work, line_id: LineId, quantity: Decimal, reason: str, new_price: Decimal | None, *, asked: bool = False
) -> ConfirmedRow:
    row = work.row(select(_LINE).where(_LINE.c.line_id == line_id), ConfirmedRow)
    if row is None or row["kind"] == int(LineKind.REVERSAL) or row["state"] != int(LineState.CONFIRMED):
        raise ChargeNotReversible(reason=Irreversible.NOT_CONFIRMED)
    if not clean(reason, "reason"):
        raise ReasonMissing
    if row["settlement_id"] is not None and not asked:
        raise ChargeNotReversible(reason=Irreversible.SETTLED)
    _check_quantity(quantity)
    if new_price is not None:
        if row["is_drug"]:
            raise ChargeNotReversible(reason=Irreversible.PRICE_OF_DRUG)
        if quantity != row["quantity"] or new_price <= 0 or new_price != new_price.quantize(Decimal("0.0001")):
            raise ChargeNotReversible(reason=Irreversible.PRICE_OF_PART)
    return row


def _reversing_line(work: Work, row: ConfirmedRow, quantity: Decimal, reason: str) -> PlannedLine:
    """Reverse a line of the desk's own; the guarded counter keeps reversals within what was charged."""
    within = (_LINE.c.line_id == row["line_id"], _LINE.c.reversed_quantity + quantity <= _LINE.c.quantity)
    if not work.change(_LINE, *within, reversed_quantity=_LINE.c.reversed_quantity + quantity):
        raise ChargeNotReversible(reason=Irreversible.TOO_MUCH, left=row["quantity"] - row["reversed_quantity"])
    price = None if row["is_drug"] else row["price"]
    return _again(work, row, **charging.taking_back(work, row, quantity, reason), price=price)


def _again(work: Work, row: ConfirmedRow, **differs: Any) -> PlannedLine:
    """A line of the desk's own like that of `row`."""
    kept = {"order_id": row["order_id"], "group_no": row["group_no"], "request_id": None}
    return charging.planned({**row, **lines.own(work, row, LineKind.SUPPLEMENT), **kept, **differs})
