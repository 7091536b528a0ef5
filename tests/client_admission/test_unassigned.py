"""待归属费用 at the desk: seen by itself, charged to a patient after both names were read, or closed with a reason (W11)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt

from client_admission.desk_page import Place
from shared.contracts.tms.events import ChargeUnassigned
from shared.identifiers import StayId
from tests.client_admission.station import Cashier as AtDesk
from tests.in_process import InProcessHospital
from tests.scenarios.people import Cashier
from tests.server.admission.test_unassigned import session
from tests.server.admission.ward_facts import OtherDepartments


@pytest.fixture
def told(hospital: InProcessHospital, others: OtherDepartments) -> ChargeUnassigned:
    fact = session()
    others.tell("tms", "7", fact)
    hospital.deliver()
    return fact


@pytest.mark.req("W11")
def test_a_session_without_a_stay_is_charged_to_the_patient_the_cashier_names(
    at_desk: AtDesk, stay: StayId, told: ChargeUnassigned, colleague: Cashier
) -> None:
    before = colleague.api.account(stay).total
    home: Any = at_desk.go(Place.HOME)
    assert at_desk.column(home.unassigned, "patient_name") == ["李四"]
    assert at_desk.column(home.unassigned, "amount") == ["100.00"]
    at_desk.press(home, "F6")
    at_desk.fill(home, patient_no="100001")
    asked = at_desk.answer(yes=True)
    assert "李四" in asked
    assert "张秀英" in asked
    assert colleague.api.account(stay).total == before + Decimal("100.00")
    assert not home.unassigned.isVisible()
    assert at_desk.why_not(home, "F6"), "there is nothing left to assign"


def test_a_number_nobody_has_is_refused_at_its_field(at_desk: AtDesk, stay: StayId, told: ChargeUnassigned) -> None:
    home: Any = at_desk.go(Place.HOME)
    at_desk.press(home, "F6")
    at_desk.fill(home, patient_no="999999")
    assert home.front is not None, "the dialog stays with what was typed"
    at_desk.qtbot.keyClick(home.front, Qt.Key.Key_Escape)
    assert at_desk.column(home.unassigned, "patient_name") == ["李四"]


def test_it_is_closed_with_a_reason(at_desk: AtDesk, stay: StayId, told: ChargeUnassigned, colleague: Cashier) -> None:
    home: Any = at_desk.go(Place.HOME)
    at_desk.press(home, "F8")
    at_desk.fill(home, reason="门诊已付")
    assert colleague.api.unassigned_charges() == ()
    assert not home.unassigned.isVisible()
