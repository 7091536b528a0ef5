"""Whose patients somebody at the desk may work with: those of the wards of the account, and nobody's without one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest

from server import hospital as whole
from server.catalog.first_accounts import Account
from server.kernel.ward_access import named
from shared import clock
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.types import (
    AdmissionRequest,
    PatientQuery,
    PayMethod,
    SettlementMode,
    SettlementRequest,
    StayFacts,
    SupplementaryOrder,
)
from shared.contracts.catalog.types import NewStaff
from shared.contracts.operation import operations_of
from shared.errors import BusinessError, WardNotAllowed
from shared.identifiers import DepositId, LineId, SettlementId, StayId
from tests.in_process import STAFF, InProcessHospital
from tests.scenarios.people import ZHANG, Cashier
from tests.server.admission.ward_facts import OtherDepartments

D1 = date(2026, 3, 2)
LIMITED = (
    *STAFF,
    Account("cashier_w02", "徐收费", "supervisor", ("W02",)),
    Account("cashier_none", "何收费", "supervisor"),
    Account("cashier_odd", "吕收费", "supervisor", ("W99",)),
)
NO_WARD = frozenset(
    {"desk", "draw_receipt_range", "register_patient", "differences", "unassigned_charges", "find_receipts", "free_beds"}
)
"""Operations of the desk that take nothing of a ward; their lists are looked at below."""


@pytest.fixture
def hospital(directory: Path) -> Iterator[InProcessHospital]:
    made = InProcessHospital(directory, ("admission",), staff=LIMITED)
    made.at(clock.at(D1, 9))
    supervisor = made.station("admission", "supervisor")
    for series, prefix in (("receipt", "A"), ("deposit", "Y")):
        supervisor.draw_receipt_range(series, "cashier1", f"{prefix}0001", f"{prefix}0099")
    yield made
    made.close()


@pytest.fixture
def known(cashier: Cashier, others: OtherDepartments, stay: StayId, desk: Any) -> dict[Any, Any]:
    """One of everything in W01, by what operations call it."""
    line = others.line(stay, "700002", "1", D1)
    others.plan(stay, line)
    deposit = cashier.takes_deposit(stay, "100.00")
    others.declare_discharge(stay)
    cashier.checks(stay)
    settlement = cashier.settles(stay).settlement_id
    cashier.discharges(stay)
    others.plan(stay, others.line(stay, "700002", "1", D1))
    difference = desk.differences()[0].difference_id
    return {
        StayId: stay,
        DepositId: deposit.deposit_id,
        SettlementId: settlement,
        LineId: line.line_id,
        "patient_no": 100001,
        "difference_id": difference,
        "ward": "W01",
        "query": PatientQuery(ward="W01"),
        "request": SettlementRequest(stay, SettlementMode.DISCHARGE),
    }


def _argument(name: str, hint: Any, known: dict[Any, Any]) -> Any:
    """Some value of an argument: whose it is matters, not what it says."""
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return (known[inner],) if inner in known else ()
    plain = next((each for each in get_args(hint) if each in known), hint)
    if plain in known or name in known:
        return known.get(plain, known.get(name))
    samples = {int: 1, str: "x", Decimal: Decimal(1), date: D1, datetime: clock.now(), PayMethod: PayMethod.CASH}
    return samples.get(get_args(hint)[0] if get_args(hint) else hint, known.get(hint))


@pytest.mark.req("R1.15", "T8")
@pytest.mark.parametrize("login", ["cashier_w02", "cashier_none", "cashier_odd"])
def test_no_operation_touches_what_is_of_another_ward(hospital: InProcessHospital, known: dict[Any, Any], login: str) -> None:
    work_on = hospital.running["admission"].entrance
    operations = {name: each for name, each in operations_of(AdmissionContract).items() if name in work_on._use_cases}
    took = set()
    api = hospital.station("admission", login)
    for name, operation in operations.items():
        if name in NO_WARD:
            continue
        arguments = {each: _argument(each, hint, known) for each, hint in operation.parameter_types.items()}
        if name in {"admit", "edit_patient", "edit_stay", "supplement"}:
            arguments = _whole(name, arguments)
        if name == "recall":
            # A ward's server only.
            continue
        with pytest.raises(WardNotAllowed):
            getattr(api, name)(**arguments)
        took.add(name)
    assert took >= set(operations) - NO_WARD - {"recall"}


def _whole(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    values = {
        "edit_stay": {"facts": StayFacts()},
        "admit": {"request": AdmissionRequest("W01", clock.now())},
        "edit_patient": {"details": ZHANG},
        "supplement": {"order": SupplementaryOrder("700002", Decimal(1), D1)},
    }
    return arguments | values[name]


@pytest.mark.req("R1.15", "T8")
def test_lists_leave_out_what_is_of_another_ward(hospital: InProcessHospital, known: dict[Any, Any], desk: Any) -> None:
    assert desk.find_receipts("", None, None).rows
    for login in ("cashier_w02", "cashier_none"):
        api = hospital.station("admission", login)
        assert api.find_patients(PatientQuery("100001")).rows == ()
        assert api.find_receipts("", None, None).rows == ()
        assert api.differences() == ()
        assert api.desk().reconciliation == 0
        assert (api.desk().waiting, api.desk().to_settle) == ((), ())


@pytest.mark.req("T8")
def test_every_identifier_of_the_contract_is_looked_after() -> None:
    """An operation of the desk that takes something new must say whose it is."""
    parts = whole.department("admission").parts()
    belongs = parts.belongs
    for operation in (operations_of(AdmissionContract)[name] for name in parts.use_cases):
        for name, hint in operation.parameter_types.items():
            kinds = {*get_args(hint), hint}
            identifier = any(getattr(kind, "__supertype__", None) is str for kind in kinds) or name in {
                "patient_no",
                "difference_id",
            }
            assert not identifier or any(named(name, hint, "x", belongs)), f"{operation.name}({name})"


@pytest.mark.req("T8")
@pytest.mark.parametrize("wards", [("W01 W02",), ("W99",), ("",), ("ALL",)])
def test_an_account_names_wards_one_by_one(hospital: InProcessHospital, wards: tuple[str, ...]) -> None:
    with pytest.raises(BusinessError, match="unknown_ward"):
        hospital.station("catalog", "admin").add_staff(NewStaff("new1", "新人", "cashier", wards), "a long pass phrase")
