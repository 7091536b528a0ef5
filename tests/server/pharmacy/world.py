"""A pharmacy with its neighbours' events: what the tests of the department stand on."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from server.kernel.unit_of_work import SYSTEM
from server.pharmacy import stock_queries
from server.pharmacy.metadata import metadata
from shared import clock
from shared.contracts import events
from shared.contracts.admission.events import LinesPlanned as DeskLinesPlanned
from shared.contracts.admission.events import StayChanged
from shared.contracts.admission.types import StayState
from shared.contracts.common import LineKind, PlannedLine
from shared.contracts.events import Event, Payload
from shared.contracts.pharmacy.events import LineAnswer, LinesAnswered
from shared.contracts.pharmacy.types import BatchReceipt, DispenseResult, Request
from shared.contracts.ward.events import LinesPlanned, PatientReceived, WithdrawalRequested
from shared.identifiers import LineId, RequestId, StayId, new_id
from tests.in_process import InProcessHospital

ASPIRIN, ATORVASTATIN, SALINE, CEFUROXIME = "100001", "100003", "200041", "200050"
D1 = datetime(2026, 3, 1, 10, 30, tzinfo=clock.ZONE)
D2 = datetime(2026, 3, 2, 11, 0, tzinfo=clock.ZONE)
D3 = datetime(2026, 3, 3, 11, 0, tzinfo=clock.ZONE)
FAR = date(2027, 12, 31)
WARD_1, WARD_2 = "W01", "W02"


# An event is made once in effect: no two tests of one hospital may give theirs the same number.
_numbers = itertools.count(1)


def number(value: Decimal | int | str) -> Decimal:
    """A quantity."""
    return Decimal(value)


class World:
    """One pharmacy in an in-process hospital; the ward and the desk speak through their events."""

    def __init__(self, hospital: InProcessHospital) -> None:
        self.hospital = hospital
        clock.use_control_file(hospital.clock_file)
        self.at(D1)
        self.forget_all()
        self.api = hospital.station("pharmacy", "dispenser1")
        self.colleague = hospital.station("pharmacy", "dispenser2")
        self.chief = hospital.station("pharmacy", "pharmacist")
        self.answers()

    def at(self, moment: datetime) -> None:
        """Set hospital time."""
        self.hospital.at(moment)

    @property
    def units(self) -> Any:
        """The pharmacy's units of work."""
        return self.hospital.running["pharmacy"].units

    # -- neighbours

    def tell(self, source: str, subject: str, *facts: Payload) -> None:
        """Have a neighbour tell facts, and the pharmacy hear them."""
        told = tuple(
            Event(new_id(), source, 1, next(_numbers), fact.event_type, subject, clock.now(), events.encode(fact)) for fact in facts
        )
        self.hospital.center.append(source, told)
        self.hospital.deliver()

    def line(self, drug: str, quantity: Decimal | int | str, stay: str, **values: Any) -> PlannedLine:
        """A planned line of the drug as the catalogue knows it."""
        item = self.hospital.running["pharmacy"].catalog.view.items[drug]
        given: dict[str, Any] = {
            "line_id": LineId(new_id()),
            "stay_id": StayId(stay),
            "source": "ward",
            "ward": WARD_1,
            "kind": LineKind.LONG_TERM,
            "order_id": None,
            "group_no": 0,
            "item_code": drug,
            "item_name": item.name,
            "spec": item.spec,
            "unit": item.unit,
            "income_type": item.income_type,
            "is_drug": item.kind != 3,
            "quantity": number(quantity),
            "price": None,
            "service_date": clock.today(),
            "created_at": clock.now(),
            "ordered_as": LineKind.LONG_TERM,
            "dose_text": "1",
            "usage": "口服",
            "frequency": "tid",
            "administrations": 3,
        }
        return PlannedLine(**(given | values))

    def request(self, *drugs: Any, ward: str = WARD_1, stay: str = "", desk: bool = False, name: str = "张秀英") -> Request:
        """A request of `drugs`: (code, quantity) or (code, quantity, values) each; as the pharmacist sees it."""
        stay = stay or new_id()
        lines = [self.line(drug[0], drug[1], stay, ward=ward, **(drug[2] if len(drug) > 2 else {})) for drug in drugs]
        return self.plan(lines, ward=ward, desk=desk, name=name)

    def plan(
        self, lines: Sequence[PlannedLine], ward: str = WARD_1, *, desk: bool = False, name: str = "张秀英", number: int = 100001
    ) -> Request:
        """A request of these lines."""
        request_id, stay = RequestId(new_id()), lines[0].stay_id
        payload, source = (DeskLinesPlanned, "admission") if desk else (LinesPlanned, "ward")
        self.tell(source, stay, payload(stay, ward, f"{ward}-012", number, name, request_id, tuple(lines)))
        stored: Request = self.api.request(request_id)
        return stored

    def return_of(self, request: Request, index: int, quantity: Decimal | int | str) -> Request:
        """The ward reverses a part of a line."""
        original = request.lines.rows[index]
        line = self.line(original.drug_code, -number(quantity), request.stay_id, kind=LineKind.REVERSAL, reverses=original.line_id)
        return self.plan([line])

    def withdraw(self, request: Request, *indices: int) -> None:
        """The ward withdraws lines."""
        ids = tuple(request.lines.rows[index].line_id for index in indices)
        self.tell("ward", request.stay_id, WithdrawalRequested(request.stay_id, ids))

    def admitted(self, stay: str, *, bed: str | None = "W01-012", version: int = 1, ward: str = WARD_1) -> None:
        """Admission tells of a stay."""
        fact = StayChanged(StayId(stay), version, 100001, 2, "张秀英", 0, date(1959, 3, 2), 3, StayState.IN_WARD, 1, ward, bed, D1)
        self.tell("admission", stay, fact)

    def received(self, stay: str, allergy: str, at: datetime | None = None, ward: str = WARD_1) -> None:
        """The ward tells of a reception, with the answer to its question for allergies."""
        self.tell("ward", stay, PatientReceived(StayId(stay), ward, f"{ward}-012", "张医生", at or clock.now(), allergy))

    # -- the pharmacy

    def receive(self, drug: str, quantity: Decimal | int | str, batch: str = "B1", expires: date = FAR) -> None:
        """Take a batch into stock."""
        self.chief.receive_batches((BatchReceipt(drug, batch, expires, number(quantity)),), "期初")

    def dispense(self, request: Request, *indices: int) -> DispenseResult:
        """Tick lines, all of them without `indices`, and press."""
        rows = request.lines.rows
        ids = tuple(rows[index].line_id for index in indices) if indices else tuple(row.line_id for row in rows)
        result: DispenseResult = self.api.dispense(request.request_id, ids)
        return result

    def stock(self, drug: str) -> Any:
        """The stock row of a drug."""
        return next(row for row in self.chief.stock(drug).rows if row.drug_code == drug)

    def held(self, drug: str) -> dict[str, Decimal]:
        """Quantity by batch."""
        return {row.batch_no: row.quantity for row in self.chief.batches(drug).rows}

    def told(self) -> list[Payload]:
        """What the pharmacy has told since the last look."""
        self.hospital.deliver()
        batch = self.hospital.center.read("test", ("pharmacy",), 1000, 0)
        if batch:
            self.hospital.center.commit("test", (("pharmacy", batch[-1].offset),))
        return [events.decode(each.event) for each in batch]

    def answered(self) -> list[LineAnswer]:
        """The answers of every line told since the last look."""
        return [answer for told in self.answers() for answer in told.answers]

    def answers(self) -> list[LinesAnswered]:
        """The answers among what was told since the last look."""
        return [told for told in self.told() if isinstance(told, LinesAnswered)]

    def broken_identities(self) -> list[tuple[str, str]]:
        """Where opening + in − out is not closing."""
        found: list[tuple[str, str]] = self.units.read(SYSTEM, "check", stock_queries.broken_identities)[0]
        return found

    def forget_all(self) -> None:
        """An empty pharmacy again."""
        tables = [table for table in metadata.tables.values() if table.name.startswith("pharmacy_")]
        with self.hospital.running["pharmacy"].engine.begin() as db:
            for table in tables:
                db.execute(table.delete())
