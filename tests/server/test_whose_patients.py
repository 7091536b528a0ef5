"""No operation of ward, pharmacy and treatment room does or tells anything of a patient of other wards (the desk's are in
`admission/test_wards.py`): every one of the contracts is called with what belongs to W01, by people of W02, of no ward and of one
that does not exist."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from server import hospital
from server.catalog.first_accounts import Account
from shared import clock
from shared.contracts.operation import Operation, operations_of
from shared.contracts.pharmacy.types import DispensedQuery
from shared.contracts.tms.types import ExecutionStatus, LogEntry, NewExecution, SessionLog
from shared.errors import WardNotAllowed
from shared.rpc import wire
from shared.rpc.client import bound
from tests.in_process import STAFF, InProcessHospital
from tests.samples import sample
from tests.scenarios.people import (
    D1,
    JOURNEY_ORDERS,
    QD,
    TREATMENT,
    Cashier,
    Nurse,
    Operator,
    Order,
    Pharmacist,
    Physician,
    on,
    prepare,
)

WARDS: dict[str, tuple[str, ...]] = {"of w02": ("W02",), "of none": (), "of nowhere": ("W99",)}
STRANGERS = tuple(
    Account(f"{role} {name}", "外人", role, wards) for role in sorted(hospital.roles()) for name, wards in WARDS.items()
)
OPERATIONS = tuple(
    f"{name}.{operation}"
    for name in ("ward", "pharmacy", "tms")
    for operation in sorted(hospital.department(name).parts().use_cases)
)
OF_NOBODY = {
    "ward.first_day_times",
    "pharmacy.flag_short",
    "pharmacy.receive_batches",
    "tms.feed_ticket",
    "tms.heartbeat",
    "tms.register_device",
    "tms.register_hospital",
    "tms.register_patient",
}
"""About drugs, machines, times and people from elsewhere, who are of no ward."""
ANSWERS = ("tms.ward_in_doubt",)


class House:
    """张秀英 of W01 with one of everything, by the names that arguments and their fields have."""

    def __init__(self, made: InProcessHospital) -> None:
        self.hospital = made
        prepare(made)
        made.at(on(1, 9))
        cashier, nurse, pharmacist = Cashier(made), Nurse(made, "nurse1"), Pharmacist(made)
        number = cashier.registers()
        stay = cashier.admits(number)
        made.deliver()
        made.at(on(1, 10))
        nurse.receives(stay)
        nurse.enters(stay, (*JOURNEY_ORDERS, Order("300020", "1", "次", TREATMENT, QD, 7)), on(1, 10))
        Nurse(made, "nurse2").confirms(stay)
        nurse.runs(stay)
        made.deliver()
        row = pharmacist.requests()[0]
        lines = [line.line_id for line in pharmacist.api.request(row.request_id).lines.rows]
        dispensed = pharmacist.api.dispense(row.request_id, tuple(lines[-1:]))
        made.deliver()
        physician, operator = Physician(made), Operator(made)
        (wish,) = physician.api.requests().rows
        prescription = physician.prescribes("LF1_M1_20", order_id=wish.order_id)
        operator.measures(prescription.patient.id, 50)
        execution = operator.arranges(prescription.id)
        made.deliver()
        order = nurse.sheet(stay)[0]
        self.known: dict[str, Any] = {
            "stay_id": stay,
            "ward": "W01",
            "bed": "W01-001",
            "order_id": order.order_id,
            "orders": ((order.order_id, order.version),),
            "version": 1,
            "line_id": lines[0],
            "lines": (lines[0],),
            "request_id": row.request_id,
            "dispense_id": dispensed.dispense_id,
            "patient_no": number,
            "patient_id": prescription.patient.id,
            "prescription_id": prescription.id,
            "execution_id": execution,
            "service_date": D1,
            "cutoff": D1,
            "first": D1,
            "last": D1,
            "stop_at": clock.now(),
            "at": clock.now(),
            "query": DispensedQuery(D1, D1),
            "draft": physician.drafts("LF1_M1_20", order_id=wish.order_id),
            "new": NewExecution(prescription_id=prescription.id),
            "log": SessionLog(execution, 1, "1号", None, 45, ExecutionStatus.FAILED, (LogEntry(clock.now(), "started", 0, 0),)),
            "text": "",
            "target_ward": "W02",
        }
        self.signs = tuple(text.encode() for text in ("张秀英", str(stay), str(row.request_id), str(lines[0])))
        """What an answer about her would have in it."""

    def fill(self, name: str, value: Any) -> Any:
        """`value` with what is hers in its place."""
        if name in self.known:
            return self.known[name]
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return dataclasses.replace(
                value, **{each.name: self.fill(each.name, getattr(value, each.name)) for each in dataclasses.fields(value)}
            )
        return value

    def call(self, login: str, name: str, operation: Operation) -> Any:
        """Call it with what is hers, as this person."""
        api = bound(self.hospital.station(name.partition(".")[0], login), answers=ANSWERS)
        arguments = {each: self.fill(each, sample(hint, full=True)) for each, hint in operation.parameter_types.items()}
        return getattr(api, operation.name)(**arguments)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    names = tuple(name for name in hospital.DEPARTMENTS if name != "messages")
    made = InProcessHospital(tmp_path_factory.mktemp("hospital"), names, staff=(*STAFF, *STRANGERS))
    yield House(made)
    made.close()


def _operation(name: str) -> Operation:
    department, _, operation = name.partition(".")
    return operations_of(hospital.department(department).contract)[operation]


def _may(operation: Operation) -> str:
    """A role that may call it, empty where only other servers may."""
    return next((role for role, each in hospital.roles().items() if operation.right in each.rights), "")


@pytest.mark.req("R1.15", "T8")
@pytest.mark.parametrize("wards", WARDS)
@pytest.mark.parametrize("name", [name for name in OPERATIONS if _may(_operation(name)) and name not in OF_NOBODY])
def test_what_is_of_another_ward_is_neither_done_nor_told(house: House, name: str, wards: str) -> None:
    operation = _operation(name)
    login = f"{_may(operation)} {wards}"
    try:
        answer = house.call(login, name, operation)
    except WardNotAllowed:
        return
    told = wire.encoder.encode(answer)
    assert operation.readonly, f"{name} was done"
    assert not [sign for sign in house.signs if sign in told]


@pytest.mark.req("T8")
@pytest.mark.parametrize("name", ["ward.order_sheet", "pharmacy.request", "tms.execution"])
def test_her_own_ward_is_answered(house: House, name: str) -> None:
    """That the strangers are refused is not for want of anything else."""
    logins = {"ward": "nurse1", "pharmacy": "dispenser1", "tms": "tms1"}
    told = wire.encoder.encode(house.call(logins[name.partition(".")[0]], name, _operation(name)))
    assert house.signs[0] in told
