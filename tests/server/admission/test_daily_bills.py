"""每日清单 made at night (R2.10): once per stay and day, and a later bill says when the day changed after that."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from server.admission.jobs import make_daily_bills
from server.kernel.unit_of_work import SYSTEM
from shared import clock
from shared.documents.daily_bill import daily_bill
from shared.identifiers import StayId
from tests.in_process import InProcessHospital
from tests.scenarios.people import Cashier
from tests.server.admission.ward_facts import OtherDepartments
from tests.shared.documents.readback import text

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.ZONE)


def night(hospital: InProcessHospital) -> int:
    made: int = hospital.running["admission"].units.write(SYSTEM, "job daily bills", make_daily_bills)
    return made


@pytest.mark.req("R2.10")
def test_bills_are_made_once_in_the_night_and_say_what_changed_since(
    hospital: InProcessHospital, desk: Any, stay: StayId, others: OtherDepartments
) -> None:
    drug = others.line(stay, "100001", "2", MONDAY)
    others.plan(stay, others.line(stay, "800001", "1", MONDAY), drug)
    before = desk.daily_bill(stay, MONDAY)
    hospital.at(at(TUESDAY, 0, 9))
    assert night(hospital) == 0, "not before ten past midnight"
    hospital.at(at(TUESDAY, 0, 10))
    assert night(hospital) == 1
    assert night(hospital) == 0, "once"
    made = desk.daily_bill(stay, MONDAY)
    assert (made.made_at, made.changed, made.day_total) == (at(TUESDAY, 0, 10), False, before.day_total)
    hospital.at(at(TUESDAY, 9))
    others.answer(drug, price="1.20")
    later = desk.daily_bill(stay, MONDAY)
    assert (later.changed, later.day_total) == (True, before.day_total + Decimal("2.40"))
    assert "夜间清单之后有变动" in text(daily_bill(later, "李护士", at(TUESDAY, 9)))
    assert "夜间清单" not in text(daily_bill(made, "李护士", at(TUESDAY, 9)))


@pytest.mark.req("R2.10")
def test_a_stay_that_comes_later_has_no_bill_of_the_day_before(
    hospital: InProcessHospital, desk: Any, cashier: Cashier, others: OtherDepartments
) -> None:
    hospital.at(at(TUESDAY, 8))
    stay = cashier.admits(cashier.registers())
    others.receive(stay)
    assert night(hospital) == 0
    assert desk.daily_bill(stay, MONDAY).made_at is None
