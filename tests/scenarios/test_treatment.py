"""An order of the treatment room from the nurse to the bill, across four departments (W2, W9, W11).

Worked out beforehand: the first threshold of the stay (300021) costs 60.00, each completed session (300020) 100.00; nothing else is
ordered, so the account is exactly that.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.admission.errors import LinesPending, NotChecked, StatementMissing
from shared.contracts.admission.types import StayState
from shared.contracts.tms.types import ExecutionStatus, FeedFilter, PatientGiven, Why
from shared.identifiers import StayId
from tests.in_process import InProcessHospital
from tests.scenarios.people import (
    QD,
    TREATMENT,
    ZHANG,
    Cashier,
    Nurse,
    Operator,
    Order,
    Physician,
    on,
    prepare,
)

SESSIONS = (Order("300020", "1", "次", TREATMENT, QD, 1),)
PROTOCOL = "LF1_M1_20"
THRESHOLD_PRICE, SESSION_PRICE = Decimal("60.00"), Decimal("100.00")


class Story:
    """张秀英 on W01 with sessions ordered and confirmed, the first one prescribed."""

    def __init__(self, hospital: InProcessHospital) -> None:
        self.hospital = hospital
        prepare(hospital)
        hospital.at(on(1, 9))
        self.cashier, self.nurse, self.second = Cashier(hospital), Nurse(hospital, "nurse1"), Nurse(hospital, "nurse2")
        self.physician, self.operator = Physician(hospital), Operator(hospital)
        self.number = self.cashier.registers()
        self.stay: StayId = self.cashier.admits(self.number)
        hospital.settle_down()
        hospital.at(on(1, 10))
        self.nurse.receives(self.stay)
        self.nurse.enters(self.stay, SESSIONS, on(1, 10))
        self.second.confirms(self.stay)
        hospital.settle_down()
        self.request = next(row for row in self.physician.api.requests().rows if row.stay_id == self.stay)
        self.prescription = self.physician.prescribes(PROTOCOL, order_id=self.request.order_id)
        self.patient_id: int = self.prescription.patient.id

    def session(self) -> int:
        """The threshold measured, a session started."""
        self.operator.measures(self.patient_id, 50)
        execution = self.operator.arranges(self.prescription.id)
        self.operator.starts(execution)
        self.hospital.settle_down()
        return execution

    def completed(self) -> int:
        """A session completed."""
        execution = self.session()
        self.operator.tells(execution, ExecutionStatus.COMPLETED, trains_done=1, pulses_done=1200)
        self.hospital.settle_down()
        return execution

    def total(self) -> Decimal:
        """What the account shows."""
        return self.cashier.total(self.stay)

    def obstacles(self) -> tuple[str, ...]:
        """What keeps the stay from being settled."""
        found: tuple[str, ...] = self.cashier.api.account(self.stay).obstacles
        return found


@pytest.fixture
def story(in_process: InProcessHospital) -> Story:
    return Story(in_process)


@pytest.mark.req("W11")
def test_the_ward_never_charges_it_the_treatment_room_does_once(story: Story, in_process: InProcessHospital) -> None:
    in_process.at(on(1, 10, 30))
    run = story.nurse.runs(story.stay)
    assert (run.charged, run.to_pharmacy) == (0, 0)
    in_process.settle_down()
    assert story.total() == 0
    assert story.request.patient_no == story.number
    story.completed()
    account = story.cashier.api.account(story.stay)
    assert account.total == THRESHOLD_PRICE + SESSION_PRICE
    assert {row.name: row.amount for row in account.by_category}["治疗费"] == account.total
    assert in_process.problems() == []


@pytest.mark.req("W3")
def test_a_failed_session_costs_nothing_and_its_retry_once(story: Story, in_process: InProcessHospital) -> None:
    execution = story.session()
    story.operator.tells(execution, ExecutionStatus.FAILED, reason="线圈过热", trains_done=0, pulses_done=600)
    in_process.settle_down()
    assert story.total() == THRESHOLD_PRICE
    story.operator.api.retry(execution)
    story.operator.starts(execution)
    story.operator.tells(execution, ExecutionStatus.COMPLETED, trains_done=1, pulses_done=1200)
    in_process.settle_down()
    assert story.total() == THRESHOLD_PRICE + SESSION_PRICE


@pytest.mark.req("W11")
def test_a_run_that_is_not_over_blocks_the_settlement(story: Story, in_process: InProcessHospital) -> None:
    """Settled: 60.00 + 100.00 = 160.00, and the patient goes home."""
    execution = story.session()
    in_process.at(on(1, 11))
    story.nurse.declares_discharge(story.stay)
    in_process.settle_down()
    assert StatementMissing.code in story.obstacles()
    story.operator.tells(execution, ExecutionStatus.COMPLETED, trains_done=1, pulses_done=1200)
    in_process.settle_down()
    assert story.obstacles() == (NotChecked.code,)
    story.cashier.checks(story.stay)
    assert story.cashier.settles(story.stay).total == THRESHOLD_PRICE + SESSION_PRICE
    in_process.settle_down()
    assert story.cashier.discharges(story.stay).state is StayState.DISCHARGED
    assert in_process.problems() == []


def test_sessions_nobody_has_taken_end_with_the_stay(story: Story, in_process: InProcessHospital) -> None:
    execution = story.operator.arranges(story.prescription.id)
    story.nurse.declares_discharge(story.stay)
    in_process.settle_down()
    ended = story.operator.api.execution(execution)
    assert (ended.status, ended.reason) == (ExecutionStatus.FAILED, Why.ORDER_STOPPED), "stopping the orders comes before leaving"
    assert LinesPending.code not in story.obstacles()
    assert StatementMissing.code not in story.obstacles()
    assert story.total() == 0


@pytest.mark.req("W11")
def test_the_cashier_reverses_a_session_at_its_source(story: Story, in_process: InProcessHospital) -> None:
    story.completed()
    line = next(row for row in story.cashier.api.charges(story.stay, None, None).rows if row.item_code == "300020")
    assert line.source == "tms"
    story.cashier.api.reverse_charge(line.line_id, Decimal(1), "重复治疗")
    in_process.settle_down()
    assert story.total() == THRESHOLD_PRICE
    story.nurse.declares_discharge(story.stay)
    in_process.settle_down()
    assert story.obstacles() == (NotChecked.code,), "the statement counts the reversal too"


@pytest.mark.req("W11")
def test_the_session_of_somebody_without_a_stay_waits_at_the_desk(story: Story, in_process: InProcessHospital) -> None:
    guest = story.physician.api.register_patient(PatientGiven("out-1", "赵六"))
    prescription = story.physician.prescribes(PROTOCOL, patient_id=guest.id)
    story.operator.measures(guest.id, 50)
    execution = story.operator.arranges(prescription.id)
    story.operator.starts(execution)
    story.operator.tells(execution, ExecutionStatus.COMPLETED, trains_done=1, pulses_done=1200)
    in_process.settle_down()
    waiting = {row.item_code: row for row in story.cashier.api.unassigned_charges()}
    assert waiting["300020"].amount == SESSION_PRICE
    assert waiting["300020"].patient_name == "赵六"
    before = story.total()
    story.cashier.api.assign_charge(waiting["300020"].line_id, story.stay)
    assert story.total() == before + SESSION_PRICE


@pytest.mark.req("W9")
def test_the_ward_sees_how_far_the_treatment_is(story: Story, in_process: InProcessHospital) -> None:
    story.session()
    (order,) = story.nurse.sheet(story.stay)
    assert order.treatment is not None
    assert (order.treatment.sessions_done, order.treatment.status) == (0, ExecutionStatus.EXECUTING)
    queue: Any = story.operator.api.queue(FeedFilter())
    assert [(row.patient_no, row.ward) for row in queue.rows] == [(story.number, "W01")]
    assert ZHANG.name == queue.rows[0].patient_name
