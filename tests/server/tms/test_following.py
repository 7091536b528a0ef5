"""Neighbours' facts: wards' orders become requests, discharge closes them, statements are told (W11, R1.16)."""

from __future__ import annotations

from datetime import date

import pytest

from shared import clock
from shared.contracts.admission.types import StayState
from shared.contracts.tms.errors import PrescriptionStopped, RequestUnknown
from shared.contracts.tms.events import ClosingStatement, LinesPlanned, TreatmentChanged
from shared.contracts.tms.types import TreatmentRequestRow, Why
from shared.identifiers import OrderId, StayId, new_id
from shared.statement import digest_lines
from tests.in_process import InProcessHospital
from tests.server.tms.world import COMPLETED, DISPATCHED, FAILED, PENDING, World, on


def request(world: World, order: OrderId) -> TreatmentRequestRow | None:
    return next((row for row in world.operator.requests().rows if row.order_id == order), None)


def statements(world: World, stay: StayId) -> list[ClosingStatement]:
    return [fact for fact in world.facts(ClosingStatement) if fact.stay_id == stay]


def vouched(world: World, stay: StayId, before: date | None = None) -> bool:
    """Whether the last statement says exactly what was told of lines."""
    said = statements(world, stay)[-1]
    lines = [
        (line.line_id, line.quantity)
        for fact in world.facts(LinesPlanned)
        if fact.stay_id == stay
        for line in fact.lines
        if before is None or line.service_date < before
    ]
    return not said.withdrawn and (said.lines, said.digest) == (len(lines), digest_lines(lines))


# -- orders


@pytest.mark.req("W11")
def test_a_ward_s_order_of_ours_is_a_request(world: World) -> None:
    stay, patient = world.in_patient()
    order = world.order(stay)
    found = request(world, order)
    assert found is not None
    assert (found.patient_no, found.ward, found.ordered, found.prescription_id) == (patient.his_id, "W01", "1次 qd", None)
    assert request(world, world.order(stay, "500001")) is None
    prescription = world.prescribe(order_id=order)
    assert prescription.patient.id == patient.id
    assert request(world, order).prescription_id == prescription.id  # type: ignore[union-attr]


def test_an_order_may_come_before_its_stay(world: World) -> None:
    stay = StayId(new_id())
    order = world.order(stay)
    assert request(world, order) is None
    assert [each.withdrawn for each in statements(world, stay)] == [True]
    world.stay_changed(stay, StayState.IN_WARD, patient_no=99001)
    assert request(world, order) is not None


def test_an_order_of_an_item_the_catalogue_does_not_know_yet_waits(
    world: World, running: InProcessHospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    tms = running.running["tms"]
    stay, _ = world.in_patient()
    monkeypatch.setattr(tms.catalog.view, "items", {})
    order = world.order(stay)
    assert tms.consumer.parked() == 1
    monkeypatch.undo()
    assert tms.consumer.retry_parked() == 1
    assert request(world, order) is not None


def test_the_ward_is_told_how_far_its_order_is(world: World) -> None:
    stay, patient = world.in_patient()
    world.measure(patient.id)
    order = world.order(stay)
    prescription = world.prescribe(order_id=order, sessions=2)
    for _ in range(2):
        world.complete(world.session(prescription))
    told = [fact for fact in world.facts(TreatmentChanged) if fact.order_id == order]
    assert [fact.version for fact in told] == list(range(1, len(told) + 1))
    assert (told[0].sessions, told[0].sessions_done, told[0].status, told[0].last_at) == (2, 0, None, None)
    assert (told[1].status, told[-1].status) == (PENDING, COMPLETED)
    assert (told[-1].sessions, told[-1].sessions_done, told[-1].last_at) == (2, 2, on(1, 10))
    assert request(world, order) is None


def test_a_replaced_course_counts_with_what_it_gave(world: World) -> None:
    stay, patient = world.in_patient()
    world.measure(patient.id)
    order = world.order(stay)
    first = world.prescribe(order_id=order, sessions=3)
    world.complete(world.session(first))
    world.doctor.stop_prescription(first.id, first.version, "改方案")
    assert request(world, order) is not None
    second = world.prescribe(order_id=order, sessions=2)
    for done in (2, 3):
        assert request(world, order) is not None
        world.complete(world.session(second))
        told = [fact for fact in world.facts(TreatmentChanged) if fact.order_id == order][-1]
        assert (told.sessions, told.sessions_done) == (3, done)
    assert request(world, order) is None


def test_a_closed_request_whose_course_was_stopped_early_gets_another_one(world: World) -> None:
    stay, patient = world.in_patient()
    world.measure(patient.id)
    order = world.order(stay)
    long, short = world.prescribe(order_id=order, sessions=5), world.prescribe(order_id=order, sessions=1)
    world.complete(world.session(short))
    world.doctor.stop_prescription(long.id, long.version, "不耐受")
    assert request(world, order) is None
    again = world.prescribe(order_id=order, sessions=2)
    assert request(world, order).prescription_id == again.id  # type: ignore[union-attr]
    for _ in range(2):
        world.complete(world.session(again))
    assert request(world, order) is None
    world.stay_changed(stay, StayState.DISCHARGING, patient_no=patient.his_id, declared_at=on(1, 11))
    with pytest.raises(RequestUnknown):
        world.prescribe(order_id=order)


def test_a_fulfilled_request_gets_no_further_course(world: World) -> None:
    stay, patient = world.in_patient()
    world.measure(patient.id)
    order = world.order(stay)
    world.complete(world.session(world.prescribe(order_id=order, sessions=1)))
    with pytest.raises(RequestUnknown):
        world.prescribe(order_id=order)


def test_a_stopped_order_is_run_no_further(world: World) -> None:
    stay, patient = world.in_patient()
    world.measure(patient.id)
    order = world.order(stay)
    prescription = world.prescribe(order_id=order)
    made = world.session(prescription)
    world.stop_order(stay, order, on(1, 12))
    assert request(world, order) is not None
    assert world.session(prescription).status is PENDING
    world.at(1, 12)
    assert request(world, order) is None
    with pytest.raises(PrescriptionStopped):
        world.session(prescription)
    world.run_job("stopped orders")
    gone = world.now(made)
    assert (gone.status, gone.reason) == (FAILED, Why.ORDER_STOPPED)
    with pytest.raises(RequestUnknown):
        world.prescribe(order_id=order)


def test_an_order_stopped_at_once_cancels_what_waits(world: World) -> None:
    stay, patient = world.in_patient()
    order = world.order(stay)
    made = world.session(world.prescribe(order_id=order))
    world.stop_order(stay, order, on(1, 10))
    assert world.now(made).status is FAILED
    world.stop_order(stay, OrderId(new_id()), on(1, 10))
    assert patient.stay_state is StayState.IN_WARD


# -- closing statements


@pytest.mark.req("R1.16")
def test_who_never_was_in_the_treatment_room_has_no_statement(world: World) -> None:
    stay, patient = world.in_patient()
    world.stay_changed(stay, StayState.DISCHARGING, patient_no=patient.his_id, declared_at=on(1, 10))
    assert statements(world, stay) == []


@pytest.mark.req("R1.16")
def test_a_source_says_so_at_once_and_vouches_at_discharge(world: World) -> None:
    stay, made = world.ready()
    world.complete(made)
    (source,) = statements(world, stay)
    assert (source.version, source.withdrawn, source.source) == (1, True, "tms")
    world.stay_changed(stay, StayState.DISCHARGING, patient_no=made.prescription.patient.his_id, declared_at=on(1, 11))
    said = statements(world, stay)[-1]
    assert (said.version, said.cutoff, said.lines) == (2, None, 2)
    assert vouched(world, stay)


@pytest.mark.req("R1.16")
def test_discharge_cancels_what_waits_and_is_blocked_by_what_a_console_has(world: World) -> None:
    stay, patient = world.in_patient()
    world.measure(patient.id)
    order = world.order(stay)
    prescription = world.prescribe(order_id=order)
    pending, held, running = (world.session(prescription) for _ in range(3))
    world.received(held)
    world.start(running)
    world.stay_changed(stay, StayState.DISCHARGING, patient_no=patient.his_id, declared_at=on(1, 11))
    gone = world.now(pending)
    assert (gone.status, gone.reason) == (FAILED, Why.PATIENT_LEFT)
    assert request(world, order) is None
    assert statements(world, stay)[-1].withdrawn
    world.update(running, COMPLETED)
    assert statements(world, stay)[-1].withdrawn
    world.operator.cancel(held.id, world.now(held).version, "患者出院")
    assert vouched(world, stay)


def test_a_late_word_of_an_earlier_stay_leaves_today_s_sessions_alone(world: World) -> None:
    earlier, patient = world.in_patient()
    world.at(2, 9)
    world.in_patient(patient_no=patient.his_id, admitted_at=on(2, 8))
    world.measure(patient.id)
    waiting = world.session(world.prescribe(world.by_number(patient.his_id or 0)))
    world.stay_changed(earlier, StayState.DISCHARGED, patient_no=patient.his_id)
    assert world.now(waiting).status is PENDING


@pytest.mark.req("R1.16", "T12")
def test_a_session_taken_up_again_takes_the_statement_back_until_it_is_over(world: World) -> None:
    stay, made = world.ready()
    world.update(made, FAILED)
    world.stay_changed(stay, StayState.DISCHARGING, patient_no=made.prescription.patient.his_id, declared_at=on(1, 11))
    assert vouched(world, stay)
    world.received(world.operator.retry(made.id))
    assert statements(world, stay)[-1].withdrawn
    world.complete(world.now(made))
    assert vouched(world, stay)
    versions = [each.version for each in statements(world, stay)]
    assert versions == list(range(1, len(versions) + 1))


@pytest.mark.req("R1.16")
def test_a_recall_withdraws_and_the_next_discharge_vouches_again(world: World) -> None:
    stay, made = world.ready()
    number = made.prescription.patient.his_id
    world.update(made, DISPATCHED)
    world.complete(world.now(made))
    world.stay_changed(stay, StayState.DISCHARGING, patient_no=number, declared_at=on(1, 11))
    world.stay_changed(stay, StayState.IN_WARD, patient_no=number)
    assert statements(world, stay)[-1].withdrawn
    world.complete(world.session(made.prescription))
    world.stay_changed(stay, StayState.DISCHARGING, patient_no=number, declared_at=on(1, 12))
    assert vouched(world, stay)


@pytest.mark.req("R1.16")
def test_an_interim_settlement_is_vouched_for_up_to_the_day_it_was_declared(world: World) -> None:
    stay, made = world.ready()
    world.complete(made)
    world.at(2, 10)
    world.stay_changed(stay, StayState.INTERIM, patient_no=made.prescription.patient.his_id, declared_at=on(2, 9))
    said = statements(world, stay)[-1]
    assert said.cutoff is not None
    assert clock.local(said.cutoff) == on(3)
    assert vouched(world, stay, on(3).date())
    world.at(3, 10)
    world.complete(world.session(made.prescription))
    assert vouched(world, stay, on(3).date())
    assert world.session(made.prescription).status is PENDING


def test_a_late_log_after_discharge_is_told_with_a_new_count(world: World) -> None:
    stay, made = world.ready()
    log = world.log(world.received(made))
    world.operator.cancel(made.id, world.now(made).version, "患者出院")
    world.stay_changed(stay, StayState.DISCHARGING, patient_no=made.prescription.patient.his_id, declared_at=on(1, 11))
    world.stay_changed(stay, StayState.DISCHARGED, patient_no=made.prescription.patient.his_id)
    before = statements(world, stay)[-1]
    assert world.file(log).charge == "charged"
    assert vouched(world, stay)
    assert statements(world, stay)[-1].version == before.version + 1
