"""A price changes while a stay goes on: what arose before keeps its own, what arises from then on takes the new one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shared import clock
from shared.contracts.admission.types import SupplementaryOrder
from shared.identifiers import StayId
from tests.in_process import InProcessHospital
from tests.server.admission.ward_facts import OtherDepartments

D1, D2 = date(2026, 3, 2), date(2026, 3, 3)
ECG, LIQUORICE = "500001", "200901"


@pytest.fixture(autouse=True)
def _raised_on_d2(hospital: InProcessHospital) -> None:
    """An ECG costs 20.00, and 25.00 from D2 00:00; entered on D1, as prices are."""
    hospital.station("catalog", "admin").set_price(ECG, Decimal("25.00"), clock.at(D2))
    hospital.reload_catalog()


@pytest.mark.req("R1.14", "R1.18")
def test_a_reversal_gives_back_what_its_line_cost(desk: Any, stay: StayId, hospital: InProcessHospital) -> None:
    (line,) = desk.supplement(stay, SupplementaryOrder(ECG, Decimal(3), D1))
    hospital.at(clock.at(D2, 9))
    (back,) = desk.reverse_charge(line.line_id, Decimal(1), "多收")
    assert (back.price, back.service_date) == (line.price, D2)
    assert [str(row.amount) for row in desk.charges(stay, None, None).rows] == ["60.00", "-20.00"]


@pytest.mark.req("R1.14")
def test_a_corrected_price_is_put_right_at_the_price_it_had(desk: Any, stay: StayId, hospital: InProcessHospital) -> None:
    (line,) = desk.supplement(stay, SupplementaryOrder(ECG, Decimal(1), D1))
    hospital.at(clock.at(D2, 9))
    desk.reverse_charge(line.line_id, Decimal(1), "价格有误", Decimal("18.50"))
    assert [str(row.amount) for row in desk.charges(stay, None, None).rows] == ["20.00", "-20.00", "18.50"]


@pytest.mark.req("R1.13", "R1.18")
def test_a_supplement_takes_the_price_of_the_moment_it_is_made(desk: Any, stay: StayId, hospital: InProcessHospital) -> None:
    """Whatever day it is made for."""
    hospital.at(clock.at(D1, 23, 59))
    before = desk.supplement(stay, SupplementaryOrder(ECG, Decimal(1), D1))
    hospital.at(clock.at(D2))
    after = desk.supplement(stay, SupplementaryOrder(ECG, Decimal(1), D2))
    for_yesterday = desk.supplement(stay, SupplementaryOrder(ECG, Decimal(1), D1))
    assert [str(line.price) for line in (*before, *after, *for_yesterday)] == ["20.0000", "25.0000", "25.0000"]
    assert str(desk.account(stay).total) == "70.00"


@pytest.mark.req("R1.38")
def test_the_look_up_shows_the_new_price_from_the_moment_it_holds(desk: Any, hospital: InProcessHospital) -> None:
    """Also to a station that has had the catalogue, with the entry of tomorrow, since yesterday."""

    def price(catalog: Any) -> Decimal:
        return next(item.price for item in catalog.items if item.code == ECG)

    hospital.at(clock.at(D1, 23, 59))
    yesterday = desk.items(0)
    assert (price(yesterday), desk.items(yesterday.version)) == (Decimal("20.00"), None)
    hospital.at(clock.at(D2))
    today = desk.items(yesterday.version)
    assert (price(today), desk.items(today.version)) == (Decimal("25.00"), None)


@pytest.mark.req("R1.19", "R2.6")
def test_a_herbal_drug_charged_at_the_desk_waits_for_the_pharmacy(desk: Any, others: OtherDepartments, stay: StayId) -> None:
    (line,) = desk.supplement(stay, SupplementaryOrder(LIQUORICE, Decimal(2), D1))
    assert (line.is_drug, line.price, line.request_id is not None) == (True, None, True)
    others.answer(line, "0.80")
    assert str(desk.account(stay).total) == "1.60"
