"""What is charged, once each: sessions given, first thresholds; reversals; people without a stay (W10, W11, R1.14)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from server.tms import charge_models
from shared.contracts.admission.types import StayState
from shared.contracts.common import LineKind, PlannedLine
from shared.contracts.tms.errors import LineUnknown, ReversalTooMuch, StayUnknown
from shared.contracts.tms.events import ChargeUnassigned, ClosingStatement, LinesPlanned
from shared.contracts.tms.types import PatientGiven, PrescriptionGiven
from shared.contracts.ward.types import LineReversal
from shared.errors import InvalidInput, MissingRight
from shared.identifiers import LineId, StayId, new_id
from tests.in_process import InProcessHospital
from tests.server.tms.world import COMPLETED, FAILED, SESSION, THRESHOLD, World, on, rtms


def planned(world: World, stay: StayId) -> list[PlannedLine]:
    return [line for fact in world.facts(LinesPlanned) if fact.stay_id == stay for line in fact.lines]


@pytest.mark.req("W9", "W10")
def test_a_completed_session_is_charged_once_at_its_price(world: World) -> None:
    stay, made = world.ready()
    world.start(made)
    assert world.sessions_charged(stay) == []
    done = world.update(made, COMPLETED)
    world.update(made, COMPLETED)
    world.file(world.log(made))
    assert done.charge == "charged"
    (line,) = world.sessions_charged(stay)
    assert (line.source, line.quantity, line.price, line.ward) == ("tms", Decimal(1), Decimal("100.0000"), "W01")
    assert (line.kind, line.service_date, line.order_id, line.is_drug) == (LineKind.TEMPORARY, on(1).date(), None, False)
    (fact,) = [fact for fact in world.facts(LinesPlanned) if line in fact.lines]
    assert (fact.patient_no, fact.patient_name, fact.bed) == (made.prescription.patient.his_id, "张秀英", "W01-001")
    stored = next(row for row in world.rows(charge_models.line) if row["line_id"] == line.line_id)
    assert stored["amount"] == Decimal("100.00")


@pytest.mark.req("W9")
def test_failed_and_cancelled_sessions_are_not_charged(world: World) -> None:
    stay, made = world.ready()
    other = world.session(made.prescription)
    world.start(made)
    assert world.update(made, FAILED, pulses_done=200, trains_done=5).charge == ""
    world.operator.cancel(other.id, other.version, "患者拒绝")
    assert world.sessions_charged(stay) == []
    again = world.operator.retry(made.id)
    world.complete(again)
    assert len(world.sessions_charged(stay)) == 1


def test_the_first_threshold_of_a_stay_is_charged(world: World) -> None:
    stay, patient = world.in_patient()
    first = world.measure(patient.id, 52)
    assert (first.threshold_percent, first.threshold_at) == (52, on(1, 10))
    assert world.measure(patient.id, 55).threshold_percent == 55
    assert [(line.item_code, line.price) for line in planned(world, stay)] == [(THRESHOLD, Decimal("60.0000"))]
    world.stay_changed(stay, StayState.DISCHARGED, patient_no=patient.his_id)
    world.at(2, 9)
    again, _ = world.in_patient(patient_no=patient.his_id, admitted_at=on(2, 8))
    world.measure(patient.id, 50)
    assert len(planned(world, again)) == 1


@pytest.mark.req("W11")
def test_a_threshold_measured_before_its_patient_was_linked_is_charged_once(world: World) -> None:
    stay, patient = world.in_patient()
    stranger = world.doctor.register_patient(PatientGiven(new_id(), patient.name))
    world.measure(stranger.id)
    world.stay_changed(stay, StayState.DISCHARGED, patient_no=patient.his_id)
    world.at(1, 12)
    world.doctor.link_patient(stranger.id, patient.his_id)
    world.measure(stranger.id)
    told = [fact for fact in world.facts(ChargeUnassigned) if fact.item_code == THRESHOLD]
    assert [fact.tms_patient_id for fact in told] == [stranger.id]


@pytest.mark.req("W10")
def test_a_ward_s_order_is_named_by_the_sessions_of_its_stay(world: World) -> None:
    stay, patient = world.in_patient()
    world.measure(patient.id)
    order = world.order(stay)
    prescription = world.prescribe(order_id=order, sessions=2)
    for _ in range(2):
        world.complete(world.session(prescription))
    assert [line.order_id for line in world.sessions_charged(stay)] == [order, order]


# -- people without a stay


@pytest.mark.req("W11")
def test_who_has_no_stay_is_charged_at_the_cashier_s_desk(world: World) -> None:
    made = world.post(patient=PatientGiven(new_id(), "王五")).execution
    world.measure(made.prescription.patient.id)
    world.measure(made.prescription.patient.id)
    done = world.complete(made)
    assert done.charge == "unassigned"
    facts = [fact for fact in world.facts(ChargeUnassigned) if fact.tms_patient_id == made.prescription.patient.id]
    assert [(fact.item_code, fact.price, fact.patient_name, fact.patient_no) for fact in facts] == [
        (THRESHOLD, Decimal("60.0000"), "王五", None),
        (SESSION, Decimal("100.0000"), "王五", None),
    ]
    assert facts[1].performed_at == on(1, 10)
    with pytest.raises(LineUnknown):
        reverse(world, facts[1].line_id)


def test_a_session_belongs_to_the_stay_in_which_it_was_given(world: World) -> None:
    stay, made = world.ready()
    world.start(made)
    log = world.log(made, began=on(1, 10))
    world.at(1, 12)
    world.stay_changed(stay, StayState.DISCHARGED, patient_no=made.prescription.patient.his_id)
    world.at(1, 13)
    again, _ = world.in_patient(patient_no=made.prescription.patient.his_id, admitted_at=on(1, 12, 30))
    assert world.file(log).charge == "charged"
    assert len(world.sessions_charged(stay)) == 1
    assert world.sessions_charged(again) == []


def test_between_two_stays_nobody_is_in_the_hospital(world: World) -> None:
    stay, made = world.ready()
    world.at(1, 12)
    world.stay_changed(stay, StayState.DISCHARGED, patient_no=made.prescription.patient.his_id)
    world.at(1, 13)
    again = world.session(made.prescription)
    assert world.complete(again).charge == "unassigned"


@pytest.mark.req("W10")
def test_what_has_no_price_is_recorded_and_charged_once_there_is_one(
    world: World, running: InProcessHospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    stay, patient = world.in_patient()
    guest = world.post().execution
    monkeypatch.setattr(running.running["tms"].catalog.view, "_prices", {})
    assert world.measure(patient.id).threshold_percent == 50
    world.measure(patient.id)
    made = world.complete(world.session(world.prescribe(patient)))
    assert (made.status, made.charge) == (COMPLETED, "unpriced")
    assert world.complete(guest).charge == "unpriced"
    number = patient.his_id
    world.stay_changed(stay, StayState.DISCHARGING, patient_no=number, declared_at=on(1, 11))
    world.run_job("unpriced charges")
    assert (planned(world, stay), stated(world, stay).withdrawn) == ([], True)
    monkeypatch.undo()
    assert world.run_job("unpriced charges") == 3
    assert sorted(line.item_code for line in planned(world, stay)) == [SESSION, THRESHOLD]
    assert (world.now(made).charge, world.now(guest).charge) == ("charged", "unassigned")
    assert (stated(world, stay).withdrawn, stated(world, stay).lines) == (False, 2)
    assert world.run_job("unpriced charges") == 0


def test_a_price_that_came_into_force_later_is_taken(
    world: World, running: InProcessHospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    stay, made = world.ready()
    view = running.running["tms"].catalog.view
    by_moment = view.price
    monkeypatch.setattr(view, "price", lambda code, at: by_moment(code, at) if at >= on(2) else None)
    assert world.complete(made).charge == "unpriced"
    world.at(2, 9)
    assert world.run_job("unpriced charges") == 1
    assert [(line.price, line.service_date) for line in world.sessions_charged(stay)] == [(Decimal("100.0000"), on(1).date())]


def stated(world: World, stay: StayId) -> ClosingStatement:
    return [fact for fact in world.facts(ClosingStatement) if fact.stay_id == stay][-1]


# -- reversals


def reverse(world: World, line: LineId, quantity: Decimal = Decimal(1), reason: str = "重复收费") -> tuple[PlannedLine, ...]:
    admission = world.hospital.proxy("tms", world.hospital.running["tms"].sessions._open("", "admission"), lambda: "")
    reversed_: tuple[PlannedLine, ...] = admission.reverse_line(LineReversal(line, quantity, reason))
    return reversed_


@pytest.mark.req("R1.14")
def test_a_charge_is_taken_back_whole_and_once(world: World) -> None:
    stay, made = world.ready()
    world.complete(made)
    (line,) = world.sessions_charged(stay)
    world.at(2, 9)
    (back,) = reverse(world, line.line_id)
    assert (back.kind, back.reverses, back.quantity, back.price) == (LineKind.REVERSAL, line.line_id, Decimal(-1), line.price)
    assert back.service_date == on(2).date()
    assert world.sessions_charged(stay) == [line, back]
    assert world.now(made).charge == "reversed"
    with pytest.raises(ReversalTooMuch):
        reverse(world, line.line_id)
    with pytest.raises(LineUnknown):
        reverse(world, back.line_id)


@pytest.mark.req("R1.14", "R1.18")
def test_what_is_taken_back_has_the_price_it_was_charged_at(world: World) -> None:
    stay, made = world.ready()
    world.complete(made)
    (line,) = world.sessions_charged(stay)
    # Far ahead: the hospital is that of the other tests too.
    world.hospital.station("catalog", "admin").set_price(SESSION, Decimal(130), on(900))
    world.hospital.reload_catalog()
    world.at(900, 9)
    (back,) = reverse(world, line.line_id)
    assert (line.price, back.price) == (Decimal(100), Decimal(100))
    stored = next(row for row in world.rows(charge_models.line) if row["line_id"] == back.line_id)
    assert stored["amount"] == Decimal("-100.00")


def test_what_can_t_be_taken_back(world: World) -> None:
    stay, made = world.ready()
    world.complete(made)
    (line,) = world.sessions_charged(stay)
    for values, refusal in (
        ((LineId(new_id()),), LineUnknown),
        ((line.line_id, Decimal("0.5")), InvalidInput),
        ((line.line_id, Decimal(1), " "), InvalidInput),
    ):
        with pytest.raises(refusal):
            reverse(world, *values)
    with pytest.raises(MissingRight):
        world.operator.reverse_line(LineReversal(line.line_id, Decimal(1), "x"))
    world.stay_changed(stay, StayState.DISCHARGED, patient_no=made.prescription.patient.his_id)
    with pytest.raises(StayUnknown):
        reverse(world, line.line_id)


# -- logs


def test_what_another_system_says_was_given_is_charged(world: World) -> None:
    stay, patient = world.in_patient()
    made = world.post(
        COMPLETED, patient=None, patient_id=patient.id, prescription=PrescriptionGiven(new_id(), rtms(), "运动皮层")
    ).execution
    assert (made.charge, made.pulses_done) == ("charged", 400)
    assert len(world.sessions_charged(stay)) == 1
