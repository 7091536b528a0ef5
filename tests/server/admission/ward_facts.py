"""A ward's and a pharmacy's facts, told to admission as they would tell them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from shared import clock
from shared.contracts import events
from shared.contracts.common import LineKind, LineState, PlannedLine
from shared.contracts.events import Event
from shared.contracts.pharmacy.events import LineAnswer, LinesAnswered
from shared.contracts.ward.events import (
    ClosingStatement,
    DischargeDeclared,
    InterimDeclared,
    LinesPlanned,
    OrderConfirmed,
    PatientReceived,
)
from shared.identifiers import LineId, OrderId, RequestId, StayId, new_id
from shared.statement import digest_lines
from tests.in_process import InProcessHospital


class OtherDepartments:
    """Tells events and remembers which lines the ward planned."""

    def __init__(self, hospital: InProcessHospital) -> None:
        self._hospital = hospital
        self._numbers = {"ward": 0, "pharmacy": 0, "tms": 0}
        self._version = 0
        self.lines: list[PlannedLine] = []

    def tell(self, source: str, subject: str, fact: events.Payload) -> None:
        """Append one event; `InProcessHospital.deliver` brings it."""
        self._numbers[source] += 1
        event = Event(new_id(), source, 1, self._numbers[source], fact.event_type, subject, clock.now(), events.encode(fact))
        self._hospital.center.append(source, (event,))

    def receive(self, stay_id: StayId) -> None:
        """The ward takes the patient."""
        self.tell("ward", stay_id, PatientReceived(stay_id, "W01", "W01-001", "张医生", clock.now()))
        self._hospital.deliver()

    def line(
        self,
        stay_id: StayId,
        item_code: str,
        quantity: str,
        day: date,
        kind: LineKind = LineKind.TEMPORARY,
        order_id: str | None = None,
        reverses: str | None = None,
    ) -> PlannedLine:
        """A line as the ward plans one, at the catalogue's price."""
        view = self._hospital.running["admission"].catalog.view
        item = view.items[item_code]
        is_drug = item.kind != 3
        return PlannedLine(
            line_id=LineId(new_id()),
            stay_id=stay_id,
            source="ward",
            ward="W01",
            kind=kind,
            order_id=OrderId(order_id or new_id()),
            group_no=1,
            item_code=item_code,
            item_name=item.name,
            spec=item.spec,
            unit=item.unit,
            income_type=item.income_type,
            is_drug=is_drug,
            quantity=Decimal(quantity),
            price=None if is_drug else view.price(item_code, clock.now()),
            service_date=day,
            created_at=clock.now(),
            ordered_as=LineKind.TEMPORARY,
            reverses=LineId(reverses) if reverses else None,
        )

    def plan(self, stay_id: StayId, *lines: PlannedLine) -> None:
        """The ward planned lines."""
        self.lines += lines
        fact = LinesPlanned(stay_id, "W01", "W01-001", 100001, "张秀英", new_id(), lines)
        self.tell("ward", stay_id, fact)
        self._hospital.deliver()

    def answer(
        self, line: PlannedLine, price: str | None = "1.20", state: LineState = LineState.CONFIRMED, at: datetime | None = None
    ) -> None:
        """The pharmacy answered a line."""
        answer = LineAnswer(line.line_id, state, line.quantity, Decimal(price) if price else None)
        fact = LinesAnswered(line.stay_id, RequestId(new_id()), (answer,), at or clock.now(), "赵药师")
        self.tell("pharmacy", line.stay_id, fact)
        self._hospital.deliver()

    def state(self, stay_id: StayId, cutoff: datetime | None = None, withdrawn: bool = False) -> None:
        """The ward's closing statement over what it planned."""
        self._version += 1
        mine = [
            (line.line_id, line.quantity)
            for line in self.lines
            if line.stay_id == stay_id and (cutoff is None or line.service_date < cutoff.date())
        ]
        fact = ClosingStatement(stay_id, "ward", self._version, cutoff, len(mine), digest_lines(mine), withdrawn)
        self.tell("ward", stay_id, fact)
        self._hospital.deliver()

    def declare_discharge(self, stay_id: StayId) -> None:
        """Discharge with its statement."""
        self.tell("ward", stay_id, DischargeDeclared(stay_id, clock.now()))
        self.state(stay_id)

    def declare_interim(self, stay_id: StayId, cutoff: datetime) -> None:
        """Interim settlement up to `cutoff` with its statement."""
        self.tell("ward", stay_id, InterimDeclared(stay_id, clock.now(), cutoff))
        self.state(stay_id, cutoff)

    def confirm_order(
        self, stay_id: StayId, order_id: str, item_code: str, start_at: datetime, stop_at: datetime | None = None
    ) -> None:
        """An order was confirmed on the ward."""
        name = self._hospital.running["admission"].catalog.view.items[item_code].name
        fact = OrderConfirmed(
            stay_id, OrderId(order_id), "W01", 1, LineKind.LONG_TERM, item_code, name, "1", "常规执行", "qd", start_at, stop_at
        )
        self.tell("ward", stay_id, fact)
        self._hospital.deliver()
