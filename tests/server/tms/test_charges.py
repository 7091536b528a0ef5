"""What is charged, once each: sessions given, first thresholds; reversals; people without a stay (W10, W11, R1.14)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from server.tms import models
from shared.contracts.admission.types import StayState
from shared.contracts.common import LineKind, PlannedLine
from shared.contracts.tms.errors import LineUnknown, ReversalTooMuch, StayUnknown
from shared.contracts.tms.events import ChargeUnassigned, ClosingStatement, LinesPlanned
from shared.contracts.tms.types import Execution, PatientGiven, PrescriptionGiven
from shared.contracts.ward.types import LineReversal
from shared.errors import InvalidInput, MissingRight
from shared.identifiers import LineId, StayId, new_id, new_key
from tests.in_process import InProcessHospital
from tests.server.tms.world import COMPLETED, EXECUTING, FAILED, SESSION, THRESHOLD, World, on, rtms


def planned(world: World, stay: StayId) -> list[PlannedLine]:
    return [line for fact in world.facts(LinesPlanned) if fact.stay_id == stay for line in fact.lines]


def sessions(world: World, stay: StayId) -> list[PlannedLine]:
    return [line for line in planned(world, stay) if line.item_code == SESSION]


@pytest.mark.req("W10")
def test_a_completed_session_is_charged_once_at_its_price(world: World) -> None:
    stay, made = world.ready()
    world.start(made)
    assert sessions(world, stay) == []
    done = world.update(made, COMPLETED)
    world.update(made, COMPLETED)
    world.file(world.log(made))
    assert done.charge == "charged"
    (line,) = sessions(world, stay)
    assert (line.source, line.quantity, line.price, line.ward) == ("tms", Decimal(1), Decimal("100.0000"), "W01")
    assert (line.kind, line.service_date, line.order_id, line.is_drug) == (LineKind.TEMPORARY, on(1).date(), None, False)
    (fact,) = [fact for fact in world.facts(LinesPlanned) if line in fact.lines]
    assert (fact.patient_no, fact.patient_name, fact.bed) == (made.prescription.patient.his_id, "张秀英", "W01-001")
    stored = next(row for row in world.rows(models.line) if row["line_id"] == line.line_id)
    assert stored["amount"] == Decimal("100.00")


def test_failed_and_cancelled_sessions_are_not_charged(world: World) -> None:
    stay, made = world.ready()
    other = world.session(made.prescription)
    world.start(made)
    assert world.update(made, FAILED, pulses_done=200, trains_done=5).charge == ""
    world.operator.cancel(other.id, other.version, "患者拒绝", key=new_key())
    assert sessions(world, stay) == []
    again = world.operator.retry(made.id, key=new_key())
    world.complete(again)
    assert len(sessions(world, stay)) == 1


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


@pytest.mark.req("W10")
def test_a_ward_s_order_is_named_by_the_sessions_of_its_stay(world: World) -> None:
    stay, patient = world.in_patient()
    world.measure(patient.id)
    order = world.order(stay)
    prescription = world.prescribe(order_id=order, sessions=2)
    for _ in range(2):
        world.complete(world.session(prescription))
    assert [line.order_id for line in sessions(world, stay)] == [order, order]


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
    assert len(sessions(world, stay)) == 1
    assert sessions(world, again) == []


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
    assert [(line.price, line.service_date) for line in sessions(world, stay)] == [(Decimal("100.0000"), on(1).date())]


def stated(world: World, stay: StayId) -> ClosingStatement:
    return [fact for fact in world.facts(ClosingStatement) if fact.stay_id == stay][-1]


# -- reversals


def reverse(world: World, line: LineId, quantity: Decimal = Decimal(1), reason: str = "重复收费") -> tuple[PlannedLine, ...]:
    admission = world.hospital.proxy("tms", world.hospital.running["tms"].sessions._open("", "admission"), lambda: "")
    reversed_: tuple[PlannedLine, ...] = admission.reverse_line(LineReversal(line, quantity, reason), key=new_key())
    return reversed_


@pytest.mark.req("R1.14")
def test_a_charge_is_taken_back_whole_and_once(world: World) -> None:
    stay, made = world.ready()
    world.complete(made)
    (line,) = sessions(world, stay)
    world.at(2, 9)
    (back,) = reverse(world, line.line_id)
    assert (back.kind, back.reverses, back.quantity, back.price) == (LineKind.REVERSAL, line.line_id, Decimal(-1), line.price)
    assert back.service_date == on(2).date()
    assert sessions(world, stay) == [line, back]
    assert world.now(made).charge == "reversed"
    with pytest.raises(ReversalTooMuch):
        reverse(world, line.line_id)
    with pytest.raises(LineUnknown):
        reverse(world, back.line_id)


def test_what_can_t_be_taken_back(world: World) -> None:
    stay, made = world.ready()
    world.complete(made)
    (line,) = sessions(world, stay)
    for values, refusal in (
        ((LineId(new_id()),), LineUnknown),
        ((line.line_id, Decimal("0.5")), InvalidInput),
        ((line.line_id, Decimal(1), " "), InvalidInput),
    ):
        with pytest.raises(refusal):
            reverse(world, *values)
    with pytest.raises(MissingRight):
        world.operator.reverse_line(LineReversal(line.line_id, Decimal(1), "x"), key=new_key())
    world.stay_changed(stay, StayState.DISCHARGED, patient_no=made.prescription.patient.his_id)
    with pytest.raises(StayUnknown):
        reverse(world, line.line_id)


# -- logs


def ran_offline(world: World) -> tuple[StayId, Execution]:
    stay, made = world.ready()
    return stay, world.received(made)


@pytest.mark.req("W6")
def test_a_session_run_without_a_server_is_filed_later(world: World) -> None:
    stay, made = ran_offline(world)
    device = world.post().execution.device
    assert device is not None
    world.at(1, 14)
    filed = world.file(world.log(made, began=on(1, 10, 30), device_id=device.id, output_percent=45))
    assert (filed.id, filed.status, filed.console, filed.pulses_done, filed.late) == (made.id, COMPLETED, "1号台", 400, False)
    assert (filed.started_at, filed.ended_at, filed.output_percent) == (on(1, 10, 30), on(1, 10, 35), 45)
    assert filed.device == device
    assert len(sessions(world, stay)) == 1


def test_a_log_ends_the_running_session_of_its_console(world: World) -> None:
    stay, made = world.ready()
    world.start(made)
    filed = world.file(world.log(made, FAILED, pulses=120, reason="紧急停止"))
    assert (filed.id, filed.status, filed.pulses_done, filed.trains_done, filed.reason) == (made.id, FAILED, 120, 3, "紧急停止")
    assert sessions(world, stay) == []


def test_the_same_run_counts_once_however_often_its_log_comes(world: World) -> None:
    stay, made = ran_offline(world)
    log = world.log(made)
    first = world.file(log)
    assert world.file(log) == first
    assert world.file(replace(log, entries=(*log.entries, log.entries[-1]))) == first
    assert len(world.operator.treatment_record(made.id).entries) == 3
    assert len(sessions(world, stay)) == 1


@pytest.mark.req("W6")
def test_a_log_after_another_console_owned_the_attempt_is_an_attempt_of_its_own(world: World) -> None:
    stay, made = ran_offline(world)
    log = world.log(made, console="2号台")
    world.update(made, EXECUTING)
    late = world.file(log)
    assert late.id != made.id
    assert (late.late, late.attempt, late.status, late.charge, late.console) == (True, 2, COMPLETED, "charged", "2号台")
    assert late.session_number == made.session_number
    assert world.file(log).id == late.id
    assert world.now(made).console == "1号台"
    assert world.update(made, COMPLETED).charge == "charged"
    assert len(sessions(world, stay)) == 2
    assert world.operator.treatment_record(late.id).entries == log.entries


@pytest.mark.req("W6")
def test_a_log_after_the_session_was_cancelled_is_kept_and_charged(world: World) -> None:
    stay, made = ran_offline(world)
    log = world.log(made)
    world.operator.cancel(made.id, made.version, "患者拒绝", key=new_key())
    late = world.file(log)
    assert (late.late, late.charge) == (True, "charged")
    assert world.now(made).status is FAILED
    assert len(sessions(world, stay)) == 1
    other = world.session(made.prescription)
    world.received(other)
    failed_log = world.log(other, FAILED, pulses=40)
    world.operator.cancel(other.id, world.now(other).version, "患者拒绝", key=new_key())
    assert (world.file(failed_log).late, len(sessions(world, stay))) == (True, 1)


def test_a_log_of_an_earlier_attempt_does_not_end_the_present_one(world: World) -> None:
    _, made = world.ready()
    world.start(made)
    log = world.log(made, FAILED, pulses=40, began=on(1, 10))
    world.at(1, 11)
    world.update(made, FAILED, reason="线圈过热")
    world.operator.retry(made.id, key=new_key())
    late = world.file(log)
    assert (late.late, late.attempt) == (True, 3)
    assert world.now(made).attempt == 2


def test_what_is_no_log(world: World) -> None:
    _, made = ran_offline(world)
    good = world.log(made)
    entry = good.entries[0]
    for wrong in (
        {"console": " "},
        {"status": EXECUTING},
        {"entries": ()},
        {"entries": (type(entry)(entry.at, "started", 0, -1),)},
    ):
        with pytest.raises(InvalidInput):
            world.file(replace(good, **wrong))  # type: ignore[arg-type]
    assert world.now(made) == made


def test_a_log_without_counts_says_the_plan_was_given(world: World) -> None:
    _, made = ran_offline(world)
    assert world.file(world.log(made, pulses=0)).pulses_done == 400


def test_what_another_system_says_was_given_is_charged(world: World) -> None:
    stay, patient = world.in_patient()
    made = world.post(
        COMPLETED, patient=None, patient_id=patient.id, prescription=PrescriptionGiven(new_id(), rtms(), "运动皮层")
    ).execution
    assert (made.charge, made.pulses_done) == ("charged", 400)
    assert len(sessions(world, stay)) == 1
