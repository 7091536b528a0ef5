"""A ward with its neighbours' events: what the tests of the department stand on."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
from sqlalchemy import RowMapping

from server.catalog import models as catalog
from server.kernel.unit_of_work import SYSTEM
from server.ward.metadata import metadata
from server.ward.states import STAY_TRANSITIONS
from shared import clock
from shared.contracts import events
from shared.contracts.admission.errors import WrongState
from shared.contracts.admission.events import AccountChanged, LinesSettled, StayChanged, TransitionRefused
from shared.contracts.admission.types import StayState
from shared.contracts.common import ApplyResult, Delta, LineState, PlannedLine, RowChange
from shared.contracts.events import Event, Payload
from shared.contracts.pharmacy.events import LineAnswer, LinesAnswered, ShortageChanged
from shared.contracts.ward.events import ClosingStatement, LinesPlanned, WithdrawalRequested
from shared.contracts.ward.types import (
    GroupReversal,
    OrderDraft,
    OrderKind,
    OrderRow,
    PlannedOrder,
    Reception,
    RunResult,
    TreatmentRow,
    WardStay,
)
from shared.identifiers import LineId, RequestId, StayId, new_id
from shared.statement import digest_lines
from tests.in_process import InProcessHospital

FIRST = date(2025, 3, 3)
"""D1 is a Monday."""
ASPIRIN, SALINE, CEFUROXIME, INSULIN = "100001", "200041", "200050", "200059"
BED_2, BED_1, NURSING_1, NURSING_2, ROUND, MEAL = "700002", "700003", "900002", "900003", "800001", "A10001"
BLOOD_COUNT, LIVER, ECG, TMS, DRESSING = "400001", "400003", "500001", "300020", "300010"
DRIP_FEE, DRIP_SET = "300001", "D30001"
QD, BID, TID, Q8H, QOD, Q3D, ST, ONCE, PRN, SOS, HOURLY = 1, 2, 3, 6, 16, 17, 22, 23, 24, 25, 28
PO, DRIP, IM, HYPODERMIC, BLOOD, TREATMENT, ROUTINE = 1, 2, 5, 6, 16, 17, 18
LONG, TEMP = OrderKind.LONG_TERM, OrderKind.TEMPORARY
RUNNING = ("ward.orders_running",)
F = TypeVar("F", bound=Payload)
# An event is made once in effect: no two tests of one hospital may give theirs the same number.
_numbers = itertools.count(1)


def on(number: int, hour: int = 0, minute: int = 0) -> datetime:
    """Dn at a clock time."""
    return clock.at(day(number), hour, minute)


def day(number: int) -> date:
    """Dn."""
    return FIRST + timedelta(days=number - 1)


def draft(item: str = ASPIRIN, **values: Any) -> OrderDraft:
    """A long-term order of 100 mg aspirin once a day from now on, unless told otherwise."""
    given: dict[str, Any] = {
        "kind": LONG,
        "group_no": 0,
        "item_code": item,
        "dose": Decimal(1),
        "dose_unit": "片",
        "usage": PO,
        "frequency": QD,
        "start_at": clock.now(),
        "doctor": "张医生",
    }
    return OrderDraft(**(given | values))


def drip(item: str, dose: str, unit: str, group: int = 1, **values: Any) -> OrderDraft:
    """A member of an infusion group, three times a day."""
    return draft(item, dose=Decimal(dose), dose_unit=unit, usage=DRIP, group_no=group, **({"frequency": Q8H} | values))


def infusion(group: int = 1, **values: Any) -> tuple[OrderDraft, OrderDraft]:
    """0.9%NaCl 100ml with cefuroxime 0.75 g every eight hours: 56.10 a day (§2.4)."""
    return drip(SALINE, "100", "ml", group, **values), drip(CEFUROXIME, "0.75", "g", group, **values)


def by_day(item: str = BED_2, **values: Any) -> OrderDraft:
    """An item charged by the day."""
    return draft(item, dose=Decimal(1), dose_unit="日", usage=ROUTINE, **values)


def once(item: str = ECG, **values: Any) -> OrderDraft:
    """A temporary order."""
    return draft(item, **({"kind": TEMP, "dose_unit": "次", "usage": TREATMENT, "frequency": ONCE} | values))


def insert(number: int, order: OrderDraft) -> RowChange:
    """A new row as the grid sends it."""
    return RowChange("insert", f"new-{number}", 0, {}, msgspec.to_builtins(order, builtin_types=(datetime, Decimal)))


class World:
    """One ward server in an in-process hospital; admission and pharmacy speak through their events."""

    def __init__(self, hospital: InProcessHospital) -> None:
        self.hospital = hospital
        clock.use_control_file(hospital.clock_file)
        self.at(1, 10)
        self.forget_all()
        self.nurse = hospital.station("ward", "nurse1")
        self.other_nurse = hospital.station("ward", "nurse2")
        self.stranger = hospital.station("ward", "nurse3")
        self.head = hospital.station("ward", "headnurse")
        self.reader = f"test {new_id()}"
        self._versions: dict[str, int] = {}
        self._told: list[Payload] = []
        self.facts(Payload)
        self._told.clear()

    def at(self, number: int, hour: int, minute: int = 0) -> None:
        """Set hospital time to Dn."""
        self.hospital.at(on(number, hour, minute))

    # -- neighbours

    def tell(self, source: str, subject: str, *facts: Payload) -> None:
        """Have a neighbour tell facts, and the ward hear them."""
        told = tuple(
            Event(new_id(), source, 1, next(_numbers), fact.event_type, subject, clock.now(), events.encode(fact)) for fact in facts
        )
        self.hospital.center.append(source, told)
        self.hospital.deliver()

    def stay_changed(self, stay: StayId, state: StayState, **values: Any) -> None:
        """Admission tells how the stay is; versions rise by themselves."""
        self._versions[stay] = version = values.pop("version", self._versions.get(stay, 0) + 1)
        given: dict[str, Any] = {
            "stay_id": stay,
            "version": version,
            "patient_no": 100001,
            "visit_no": 2,
            "name": "张秀英",
            "sex": 0,
            "birth_date": date(1959, 3, 2),
            "payer": 2,
            "state": state,
            "segment": 1,
            "ward": "W01",
            "bed": None,
            "admitted_at": on(1, 9),
        }
        self.tell("admission", stay, StayChanged(**(given | values)))

    def refuse(self, stay: StayId, wanted: StayState, actual: StayState) -> None:
        """Admission can't follow a declaration."""
        action = next(action for action, steps in STAY_TRANSITIONS.items() if wanted in steps.values())
        why = WrongState(state=actual, action=action).data()
        self.tell("admission", stay, TransitionRefused(stay, wanted, actual, why.code, why.details))

    def account_changed(self, stay: StayId, deposits: str, unsettled: str, version: int = 1) -> None:
        """Admission tells deposits and charges, all of one day."""
        money, charged = Decimal(deposits), Decimal(unsettled)
        self.tell("admission", stay, AccountChanged(stay, version, money, charged, money - charged, clock.now(), charged))

    def settled(self, stay: StayId, lines: Iterable[str], segment: int = 1, *, undone: bool = False) -> None:
        """Admission settled these lines, or voided their settlement."""
        self.tell("admission", stay, LinesSettled(stay, segment, tuple(map(LineId, lines)), undone))

    def short(self, drug: str, short: bool = True) -> None:
        """The pharmacy flags a drug."""
        self.tell("pharmacy", drug, ShortageChanged(drug, short, clock.now()))

    def answer(self, stay: StayId, *answers: LineAnswer) -> None:
        """The pharmacy answers lines."""
        self.tell("pharmacy", stay, LinesAnswered(stay, RequestId(new_id()), answers, clock.now(), "赵药师"))

    def pharmacy_answers(self, stay: StayId, state: LineState = LineState.CONFIRMED, reason: str = "") -> list[TreatmentRow]:
        """The pharmacy answers every line that waits for it, at today's price or its original's; answers those rows."""
        rows = {row.line_id: row for row in self.record(stay)}
        waiting = [row for row in rows.values() if row.state is LineState.PENDING]
        view = self.hospital.running["ward"].catalog.view
        self.answer(
            stay,
            *(
                LineAnswer(
                    row.line_id,
                    state,
                    row.quantity,
                    (rows[row.reverses].price if row.reverses else view.price(row.item_code, clock.now()))
                    if state is LineState.CONFIRMED
                    else None,
                    reason,
                )
                for row in waiting
            ),
        )
        return waiting

    # -- the ward

    def waiting(self, ward: str = "W01", **values: Any) -> StayId:
        """A patient for whom admission has arranged a bed on `ward`."""
        stay = StayId(new_id())
        self.stay_changed(stay, StayState.WAITING, ward=ward, **values)
        return stay

    def patient(self, bed: str = "W01-001", ward: str = "W01", **values: Any) -> StayId:
        """A patient in bed, and admission agrees."""
        stay = self.waiting(ward, **values)
        self.head.receive(stay, ward, Reception(bed, "张医生", "无"))
        self.stay_changed(stay, StayState.IN_WARD, ward=ward, bed=bed, **values)
        return stay

    def enter(self, stay: StayId, *orders: OrderDraft, nurse: Any = None) -> ApplyResult:
        """Type orders and save them."""
        delta = Delta(tuple(insert(number, order) for number, order in enumerate(orders, 1)))
        result: ApplyResult = (nurse or self.nurse).apply_orders(stay, delta)
        return result

    def confirm(self, stay: StayId) -> None:
        """The other nurse confirms everything new."""
        new = tuple((row.order_id, row.version) for row in self.orders(stay) if row.confirmed_by is None)
        self.other_nurse.confirm_orders(stay, new)

    def order(self, stay: StayId, *orders: OrderDraft) -> list[OrderRow]:
        """Enter and confirm; answers the rows in the order given."""
        result = self.enter(stay, *orders)
        assert not result.problems, result.problems
        self.confirm(stay)
        rows = {row.order_id: row for row in self.orders(stay)}
        return [rows[each.row_id] for each in result.applied]  # type: ignore[index]

    def orders(self, stay: StayId) -> tuple[OrderRow, ...]:
        """The order sheet's rows."""
        rows: tuple[OrderRow, ...] = self.nurse.order_sheet(stay).orders.rows
        return rows

    def run(self, stay: StayId, number: int | None = None, hour: int = 10, minute: int = 30) -> RunResult:
        """Execute now, or on Dn at 10:30."""
        if number is not None:
            self.at(number, hour, minute)
        result: RunResult = self.head.execute_patient(stay)
        return result

    def record(self, stay: StayId) -> tuple[TreatmentRow, ...]:
        """The treatment record."""
        rows: tuple[TreatmentRow, ...] = self.head.treatment_record(stay, None, None).rows
        return rows

    def charged(self, stay: StayId, item: str) -> list[Decimal]:
        """Quantities of an item's lines, as they arose."""
        return [row.quantity for row in self.record(stay) if row.item_code == item]

    def total(self, stay: StayId) -> Decimal:
        """What is confirmed of the ward's lines."""
        return sum((row.amount for row in self.record(stay) if row.amount and row.state is LineState.CONFIRMED), Decimal("0.00"))

    def reverse(self, stay: StayId, number: int, administrations: int = 1, group: int = 1, kind: OrderKind = LONG) -> Any:
        """Reverse administrations of a group on Dn."""
        return self.nurse.reverse_group(GroupReversal(stay, group, kind, day(number), administrations, "病人拒绝"))

    def stay(self, stay: StayId) -> WardStay:
        """The stay as the ward sees it."""
        seen: WardStay = self.head.stay(stay)
        return seen

    # -- what the ward told

    def facts(self, kind: type[F]) -> list[F]:
        """Everything of `kind` that the ward told in this test."""
        self.hospital.deliver()
        while batch := self.hospital.center.read(self.reader, ("ward",), 1000, 0):
            self.hospital.center.commit(self.reader, (("ward", batch[-1].offset),))
            self._told += [events.decode(each.event) for each in batch]
        return [fact for fact in self._told if isinstance(fact, kind)]

    def planned(self) -> list[PlannedLine]:
        """Every line told."""
        return [line for fact in self.facts(LinesPlanned) for line in fact.lines]

    def withdrawn(self) -> set[str]:
        """Lines the pharmacy was asked to leave."""
        return {line for fact in self.facts(WithdrawalRequested) for line in fact.lines}

    def statement(self) -> ClosingStatement:
        """The last closing statement told."""
        return self.facts(ClosingStatement)[-1]

    def statement_covers(self, before: date | None = None) -> bool:
        """Whether the last statement says exactly what was told of lines."""
        lines = [(line.line_id, line.quantity) for line in self.planned() if before is None or line.service_date < before]
        return (self.statement().lines, self.statement().digest) == (len(lines), digest_lines(lines))

    # -- inside

    def rows(self, table: Any) -> list[Any]:
        """A table's rows."""
        found: list[Any] = self.hospital.running["ward"].units.read(
            SYSTEM, "look", lambda work: work.rows(table.select(), RowMapping)
        )[0]
        return found

    def parked(self) -> int:
        """Events the ward could not handle."""
        count: int = self.hospital.running["ward"].consumer.parked()
        return count

    @contextmanager
    def without_price(self, *items: str) -> Iterator[None]:
        """Meanwhile the catalogue has no price of these items."""
        with self._other_prices(items, lambda kept: []):
            yield

    @contextmanager
    def price_from(self, item: str, moment: datetime, price: Decimal) -> Iterator[None]:
        """Meanwhile an item has another price from a moment on."""
        added = {"item_code": item, "effective_from": moment, "price": price}
        with self._other_prices((item,), lambda kept: [*kept, added]):
            yield

    @contextmanager
    def _other_prices(self, items: Iterable[str], meanwhile: Callable[[list[Any]], list[Any]]) -> Iterator[None]:
        engine, chosen = self.hospital.running["catalog"].engine, catalog.price.c.item_code.in_(items)

        def put(rows: list[Any]) -> None:
            with engine.begin() as db:
                db.execute(catalog.price.delete().where(chosen))
                if rows:
                    db.execute(catalog.price.insert(), rows)
            self.hospital.reload_catalog()

        with engine.begin() as db:
            kept = [dict(row) for row in db.execute(catalog.price.select().where(chosen)).mappings()]
        put(meanwhile(kept))
        try:
            yield
        finally:
            put(kept)

    def forget_all(self) -> None:
        """An empty ward again."""
        with self.hospital.running["ward"].engine.begin() as db:
            for table in metadata.tables.values():
                if table.name.startswith("ward_") or table.name == "kernel_parked":
                    db.execute(table.delete())


def reasons(orders: Iterable[PlannedOrder]) -> dict[str, str]:
    """Why orders do not run, by item."""
    return {order.item_name: order.reason.code for order in orders if order.reason}
