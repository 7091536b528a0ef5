"""The people of the story and what each does at a station; the same words for a hospital in this process and one of processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

import msgspec

from shared import clock
from shared.contracts.admission.types import (
    AdmissionRequest,
    PatientDetails,
    Payment,
    PayMethod,
    Settlement,
    SettlementMode,
    SettlementRequest,
    Sex,
)
from shared.contracts.common import Delta, RowChange
from shared.contracts.pharmacy.types import BatchReceipt
from shared.contracts.tms.types import (
    ChecklistAnswer,
    ExecutionStatus,
    NewExecution,
    PrescriptionDraft,
    StatusUpdate,
    ThresholdGiven,
)
from shared.contracts.ward.types import GroupReversal, OrderDraft, OrderKind, OrderRow, Reception
from shared.identifiers import StayId
from shared.rpc import bound

D1 = date(2026, 3, 2)
"""A Monday: the first day of the journey."""
ZHANG = PatientDetails(
    name="张秀英",
    sex=Sex.FEMALE,
    birth_date=date(1949, 12, 31),
    id_card="11010519491231002X",
    phone="13912345678",
    address="北京市朝阳区幸福里8号",
)
QD, Q8H, ONCE = 1, 6, 23
PO, DRIP, BLOOD_DRAW, TREATMENT, ROUTINE = 1, 2, 16, 17, 18


class Hospital(Protocol):
    """What the story needs of a hospital."""

    def station(self, department_name: str, login: str) -> Any:
        """A department's API as this member of staff calls it."""

    def at(self, moment: datetime) -> None:
        """Set hospital time."""

    def settle_down(self) -> None:
        """Wait until every event has arrived."""


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of the journey: day 1 is D1."""
    return clock.at(D1 + timedelta(days=day - 1), hour, minute)


def day(number: int) -> date:
    """A date of the journey."""
    return D1 + timedelta(days=number - 1)


@dataclass
class Order:
    """An order as a nurse would say it."""

    item: str
    dose: str
    unit: str
    usage: int
    frequency: int
    group: int
    kind: OrderKind = OrderKind.LONG_TERM

    def draft(self, start_at: datetime) -> OrderDraft:
        """The order as it is typed."""
        return OrderDraft(
            kind=self.kind,
            group_no=self.group,
            item_code=self.item,
            dose=Decimal(self.dose),
            dose_unit=self.unit,
            usage=self.usage,
            frequency=self.frequency,
            start_at=start_at,
            doctor="张医生",
        )


JOURNEY_ORDERS = (
    Order("200041", "100", "ml", DRIP, Q8H, 1),
    Order("200050", "0.75", "g", DRIP, Q8H, 1),
    Order("100001", "100", "mg", PO, QD, 2),
    Order("700002", "1", "日", ROUTINE, QD, 3),
    Order("900003", "1", "日", ROUTINE, QD, 4),
    Order("800001", "1", "日", ROUTINE, QD, 5),
    Order("A10001", "1", "日", ROUTINE, QD, 6),
    Order("400001", "1", "次", BLOOD_DRAW, ONCE, 1, OrderKind.TEMPORARY),
    Order("500001", "1", "次", TREATMENT, ONCE, 2, OrderKind.TEMPORARY),
)


class Cashier:
    """收费员."""

    def __init__(self, hospital: Hospital, login: str = "cashier1") -> None:
        self.api = hospital.station("admission", login)

    def registers(self, details: PatientDetails = ZHANG, answers: tuple[str, ...] = ()) -> int:
        """Register a patient; answers the number."""
        number: int = bound(self.api, answers=answers).register_patient(details).patient_no
        return number

    def admits(self, patient_no: int, ward: str = "W01") -> StayId:
        """Arrange admission now."""
        stay_id: StayId = self.api.admit(patient_no, AdmissionRequest(ward, clock.now())).stay_id
        return stay_id

    def takes_deposit(self, stay_id: StayId, amount: str) -> Any:
        """Take cash."""
        return self.api.take_deposit(stay_id, Decimal(amount), PayMethod.CASH).deposit

    def checks(self, stay_id: StayId) -> Any:
        """Check the charges as they are."""
        return self.api.mark_checked(stay_id, self.api.account(stay_id).line_version)

    def settles(
        self, stay_id: StayId, mode: SettlementMode = SettlementMode.DISCHARGE, deposits: tuple[Any, ...] = (), key: Any = None
    ) -> Settlement:
        """Settle what is shown; the difference changes hands in cash."""
        request = SettlementRequest(stay_id, mode, deposits=deposits)
        shown = self.api.preview_settlement(request)
        needed = shown.due if mode is SettlementMode.DISCHARGE else max(shown.due, Decimal(0))
        payments = (Payment(PayMethod.CASH, needed),) if needed else ()
        made: Settlement = bound(self.api, key).settle(request, shown.line_version, shown.due, payments)
        return made

    def discharges(self, stay_id: StayId) -> Any:
        """办理出院."""
        return self.api.discharge(stay_id, "张医生", "W01")

    def total(self, stay_id: StayId) -> Decimal:
        """What was charged so far."""
        charged: Decimal = self.api.account(stay_id).total
        return charged

    def day_total(self, stay_id: StayId, number: int) -> Decimal:
        """The daily bill's total."""
        charged: Decimal = self.api.daily_bill(stay_id, day(number)).day_total
        return charged


class Nurse:
    """护士."""

    def __init__(self, hospital: Hospital, login: str) -> None:
        self.api = hospital.station("ward", login)

    def receives(self, stay_id: StayId, bed: str = "W01-001", ward: str = "W01", allergy: str = "无") -> Any:
        """Receive a waiting patient into a bed."""
        return self.api.receive(stay_id, ward, Reception(bed, "张医生", allergy))

    def enters(self, stay_id: StayId, orders: tuple[Order, ...], start_at: datetime) -> Any:
        """Type orders and save them."""
        changes = tuple(
            RowChange(
                "insert", f"new-{index}", 0, {}, msgspec.to_builtins(order.draft(start_at), builtin_types=(Decimal, datetime))
            )
            for index, order in enumerate(orders, 1)
        )
        result = self.api.apply_orders(stay_id, Delta(changes))
        assert not result.problems, result.problems
        assert not result.conflicts
        return result

    def sheet(self, stay_id: StayId) -> tuple[OrderRow, ...]:
        """The order sheet's rows."""
        rows: tuple[OrderRow, ...] = self.api.order_sheet(stay_id).orders.rows
        return rows

    def confirms(self, stay_id: StayId) -> Any:
        """Confirm every order somebody else entered."""
        orders = tuple((row.order_id, row.version) for row in self.sheet(stay_id) if row.confirmed_by is None)
        return self.api.confirm_orders(stay_id, orders)

    def runs(self, stay_id: StayId, key: Any = None) -> Any:
        """发药/执行."""
        return bound(self.api, key).execute_patient(stay_id)

    def reverses(self, stay_id: StayId, group: int, number: int, administrations: int = 1) -> Any:
        """Reverse administrations of a long-term group on a day."""
        reversal = GroupReversal(stay_id, group, OrderKind.LONG_TERM, day(number), administrations, "病人拒绝")
        return self.api.reverse_group(reversal)

    def declares_discharge(self, stay_id: StayId) -> Any:
        """出院: stop what runs, hand everything to billing."""
        return bound(self.api, answers=("ward.orders_running",)).declare_discharge(stay_id)


class Pharmacist:
    """药师."""

    def __init__(self, hospital: Hospital, login: str = "dispenser1") -> None:
        self.api = hospital.station("pharmacy", login)

    def requests(self) -> tuple[Any, ...]:
        """What waits."""
        rows: tuple[Any, ...] = self.api.inbox().rows
        return rows

    def dispenses_everything(self) -> int:
        """Issue and take back everything that waits; answers how many requests there were."""
        rows = self.requests()
        for row in rows:
            request = self.api.request(row.request_id)
            ticked = tuple(line.line_id for line in request.lines.rows if line.state == 1)
            self.api.dispense(row.request_id, ticked)
        return len(rows)

    def stock_of(self, drug: str) -> Decimal:
        """Quantity on hand."""
        quantity: Decimal = next(row.quantity for row in self.api.stock(drug).rows if row.drug_code == drug)
        return quantity


class Physician:
    """TMS医师."""

    def __init__(self, hospital: Hospital, login: str = "tmsdoc1") -> None:
        self.api = hospital.station("tms", login)

    def drafts(self, protocol: str, **whom: Any) -> PrescriptionDraft:
        """A standard protocol for a ward's request (order_id) or a patient (patient_id); nothing contraindicates it."""
        chosen = next(each for each in self.api.protocols() if each.code == protocol)
        checklist = tuple(ChecklistAnswer(question.code, False) for question in self.api.questions())
        return PrescriptionDraft(
            chosen.stimulation, chosen.part_id, protocol_id=chosen.id, sessions=20, checklist=checklist, **whom
        )

    def prescribes(self, protocol: str, answers: tuple[str, ...] = (), **whom: Any) -> Any:
        """Prescribe it."""
        return bound(self.api, answers=answers).prescribe(self.drafts(protocol, **whom))


class Operator:
    """TMS操作员 at a console."""

    def __init__(self, hospital: Hospital, login: str = "tms1", console: str = "1号治疗台") -> None:
        self.api = hospital.station("tms", login)
        self.console = console

    def measures(self, patient_id: int, percent: int) -> Any:
        """Measure the motor threshold."""
        return self.api.record_threshold(ThresholdGiven(patient_id, percent))

    def arranges(self, prescription_id: int) -> int:
        """Create a session."""
        created: int = self.api.create_execution(NewExecution(prescription_id=prescription_id)).execution.id
        return created

    def starts(self, execution_id: int) -> Any:
        """Acknowledge and start."""
        self.api.acknowledge(execution_id, self.console, clock.now())
        return self.tells(execution_id, ExecutionStatus.EXECUTING, output_percent=45)

    def tells(self, execution_id: int, status: ExecutionStatus, **values: Any) -> Any:
        """Tell the status of a session."""
        return self.api.update_status(StatusUpdate(execution_id, status, self.console, clock.now(), **values))


def prepare(hospital: Hospital) -> None:
    """Before the first patient: receipt numbers for the cashiers, opening stock for the pharmacy."""
    hospital.at(on(1, 8))
    supervisor = hospital.station("admission", "supervisor")
    for number, cashier in enumerate(("cashier1", "cashier2")):
        for series, prefix in (("receipt", "A"), ("deposit", "Y")):
            first = number * 5000 + 1
            supervisor.draw_receipt_range(series, cashier, f"{prefix}{first:06d}", f"{prefix}{first + 4999:06d}")
    pharmacist = hospital.station("pharmacy", "pharmacist")
    receipts = tuple(
        BatchReceipt(code, f"B{code}", date(2027, 12, 31), Decimal(500)) for code in ("200041", "200050", "100001", "100003")
    )
    pharmacist.receive_batches(receipts, "期初")


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Ask again until `condition` holds; each question is a real call, so nobody sleeps here."""
    deadline = clock.monotonic() + seconds
    while not condition():
        if clock.monotonic() > deadline:
            raise AssertionError("what was waited for did not happen")
