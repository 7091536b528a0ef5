"""One patient's whole journey through four departments, with every number worked out beforehand.

D1 10:00 张秀英 is received; the ward runs on D1, D2, D3 at 10:30 and the pharmacy dispenses each time; on D3 one infusion is
reversed; on D4 she leaves. By hand (domain rules §2.3, §2.4):

    group 1, three times a day: 3×2.80 + 3×5.80 + 3×(8.00 + 2.10)          = 56.10
    aspirin 0.50, bed 60, nursing 20, physician 20, food 30                = 130.50
    D1 also: blood count 20 + draw 4.00 + tube 1.20, ECG 20                = 45.20
    D1 231.80, D2 186.60, D3 186.60 − (2.80 + 5.80 + 8.00 + 2.10) = 167.90; total 586.30
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.contracts.admission.types import SettlementState, StayState
from shared.contracts.common import LineState
from shared.contracts.ward.types import OrderState
from shared.money import uppercase
from tests.scenarios.people import (
    JOURNEY_ORDERS,
    Cashier,
    Hospital,
    Nurse,
    Pharmacist,
    day,
    on,
    prepare,
)

CATEGORIES = {
    "药费": "70.30",
    "中药费": "0.00",
    "治疗费": "68.00",
    "化验费": "20.00",
    "检查费": "20.00",
    "CT费": "0.00",
    "床位费": "180.00",
    "诊金": "60.00",
    "护理费": "60.00",
    "膳食费": "90.00",
    "生活品费": "0.00",
    "手术费": "0.00",
    "其他费用": "18.00",
}


class Journey:
    """The story, a chapter per method."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital = hospital
        prepare(hospital)
        self.cashier, self.pharmacist = Cashier(hospital), Pharmacist(hospital)
        self.nurse, self.other_nurse = Nurse(hospital, "nurse1"), Nurse(hospital, "nurse2")
        self.stock_before = {drug: self.pharmacist.stock_of(drug) for drug in ("200041", "200050", "100001")}

    def admission(self) -> None:
        """The cashier registers, admits and takes 500.00."""
        self.hospital.at(on(1, 9, 30))
        self.number = self.cashier.registers()
        self.stay = self.cashier.admits(self.number)
        self.deposit = self.cashier.takes_deposit(self.stay, "500.00")
        self.hospital.settle_down()

    def first_orders(self) -> None:
        """A nurse receives the patient and enters orders, another confirms them."""
        self.hospital.at(on(1, 10))
        self.nurse.receives(self.stay)
        self.nurse.enters(self.stay, JOURNEY_ORDERS, on(1, 10))
        self.other_nurse.confirms(self.stay)
        self.hospital.settle_down()

    def ward_run(self, number: int) -> None:
        """The ward runs, the pharmacy dispenses; a second run the same day makes nothing."""
        self.hospital.at(on(number, 10, 30))
        result = self.nurse.runs(self.stay)
        assert result.to_pharmacy == 3
        again = self.nurse.runs(self.stay)
        assert (again.to_pharmacy, again.charged, again.request_id) == (0, 0, None)
        self.hospital.settle_down()
        assert self.pharmacist.dispenses_everything() == 1
        self.hospital.settle_down()

    def reversal(self) -> None:
        """One administration of group 1 of D3 goes back, with its add-ons."""
        self.nurse.reverses(self.stay, group=1, number=3)
        self.hospital.settle_down()
        assert self.pharmacist.dispenses_everything() == 1
        self.hospital.settle_down()

    def leaving(self, hour: int = 8, minute: int = 30) -> None:
        """The ward declares discharge."""
        self.hospital.at(on(4, hour, minute))
        self.nurse.declares_discharge(self.stay)
        self.hospital.settle_down()

    def settlement(self) -> None:
        """The cashier checks and settles; 86.30 is paid in cash."""
        self.cashier.checks(self.stay)
        self.settlement_made = self.cashier.settles(self.stay)

    def farewell(self) -> None:
        """办理出院; the bed is free to be cleaned."""
        self.cashier.discharges(self.stay)
        self.hospital.settle_down()

    def until_settlement(self, hour: int = 8, minute: int = 30) -> None:
        """Everything up to the settlement."""
        self.admission()
        self.first_orders()
        for number in (1, 2, 3):
            self.ward_run(number)
        self.reversal()
        self.leaving(hour, minute)

    # -- what must be true

    def every_number_is_right(self) -> None:
        """Totals by day and category, the receipt, the stock."""
        made, account = self.settlement_made, self.cashier.api.account(self.stay)
        assert [self.cashier.day_total(self.stay, number) for number in (1, 2, 3, 4)] == [
            Decimal("231.80"),
            Decimal("186.60"),
            Decimal("167.90"),
            Decimal("0.00"),
        ]
        assert {each.name: str(each.amount) for each in made.by_category} == CATEGORIES
        assert (made.total, made.deposit_total, made.due, made.paid) == tuple(map(Decimal, ("586.30", "500.00", "86.30", "86.30")))
        assert uppercase(made.total) == "伍佰捌拾陆元叁角整"
        assert (account.total, account.unsettled, account.balance) == tuple(map(Decimal, ("586.30", "0", "0")))
        issued = {drug: self.pharmacist.stock_of(drug) - before for drug, before in self.stock_before.items()}
        assert issued == {"200041": Decimal(-8), "200050": Decimal(-8), "100001": Decimal(-3)}
        receipt = self.cashier.api.receipt(made.settlement_id)
        assert sum(amount for _, amount in receipt.national_items) == Decimal("586.30")
        assert self.cashier.api.differences() == ()


@pytest.mark.req("R1.5", "R1.8", "R1.9", "R1.12", "R1.16", "R1.17", "R1.21", "R1.24", "R1.27", "R1.30", "R1.32")
@pytest.mark.req("R2.2", "R2.6", "R2.8", "R2.9", "R2.13", "R3.2", "R3.R")
def test_the_whole_journey(in_process: Hospital) -> None:
    journey = Journey(in_process)
    journey.until_settlement()
    assert journey.cashier.api.account(journey.stay).obstacles == ("admission.not_checked",)
    journey.settlement()
    journey.every_number_is_right()
    journey.farewell()
    stay = journey.cashier.api.stay(journey.stay)
    assert stay.state is StayState.DISCHARGED
    board = journey.nurse.api.board("W01")
    assert all(each.stay_id != journey.stay for each in board.beds)
    assert journey.settlement_made.state is SettlementState.PAID
    assert {row.state for row in journey.nurse.sheet(journey.stay)} <= {OrderState.STOPPED, OrderState.DONE}
    record = journey.nurse.api.treatment_record(journey.stay, day(1), day(4)).rows
    assert {row.state for row in record} == {LineState.CONFIRMED}


@pytest.mark.parametrize(("hour", "minute"), [(8, 30), (9, 5), (9, 30)])
def test_the_hour_of_leaving_changes_nothing(in_process: Hospital, hour: int, minute: int) -> None:
    """F15: the 08:00 doses were D3's, and the day of leaving is not charged."""
    journey = Journey(in_process)
    journey.until_settlement(hour, minute)
    journey.settlement()
    journey.every_number_is_right()
