"""Patients: those of the hospital under their number, those of other systems, and the link between them (W11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from server.tms.metadata import kernel
from shared.contracts.admission.types import Sex, StayState
from shared.contracts.tms.errors import (
    NameContradictsPatientNo,
    PatientContradicts,
    PatientLinkedAlready,
    StayUnknown,
    TmsPatientUnknown,
)
from shared.contracts.tms.events import ClosingStatement
from shared.contracts.tms.types import FeedFilter, PatientGiven, PrescriptionGiven
from shared.errors import WardNotAllowed
from shared.identifiers import new_id
from tests.in_process import InProcessHospital
from tests.server.tms.world import SEED, World, on


@pytest.mark.req("W11")
def test_an_in_patient_is_found_before_any_treatment(world: World) -> None:
    stay, patient = world.in_patient(name="钱多多")
    assert patient in world.operator.find_patients("多多")
    assert (patient.stay_id, patient.ward, patient.bed, patient.stay_state) == (stay, "W01", "W01-001", StayState.IN_WARD)
    assert (patient.sex, patient.birthday) == (Sex.FEMALE, date(1959, 3, 2))
    assert world.operator.find_patients(" ") == ()
    assert world.operator.find_patients("100%") == ()


@pytest.mark.req("W11")
def test_what_admission_says_later_is_followed(world: World) -> None:
    stay, patient = world.in_patient()
    number = patient.his_id
    world.stay_changed(stay, StayState.IN_WARD, patient_no=number, ward="W02", bed="W02-003", name="张秀瑛")
    moved = world.by_number(number or 0)
    assert (moved.id, moved.ward, moved.bed, moved.name) == (patient.id, "W02", "W02-003", "张秀瑛")
    world.stay_changed(stay, StayState.IN_WARD, patient_no=number, version=1, ward="W03")
    assert world.by_number(number or 0).ward == "W02"
    world.stay_changed(stay, StayState.DISCHARGED, patient_no=number)
    gone = world.by_number(number or 0)
    assert (gone.stay_id, gone.ward, gone.stay_state) == (None, None, None)


def test_a_patient_is_in_the_hospital_once(world: World) -> None:
    _, patient = world.in_patient()
    again, seen = world.in_patient(patient_no=patient.his_id, admitted_at=on(1, 9, 30))
    assert (seen.id, seen.stay_id) == (patient.id, again)


@pytest.mark.req("W11")
def test_another_system_s_patient_is_linked_by_the_patient_number(world: World) -> None:
    stay, patient = world.in_patient()
    given = PatientGiven(new_id(), "张秀英", id_card="11010519491231002x", his_id=patient.his_id)
    made = world.post(patient=given).execution.prescription.patient
    assert (made.id, made.stay_id, made.id_card) == (patient.id, stay, "11010519491231002X")
    assert world.post(patient=given).execution.prescription.patient == made
    with pytest.raises(PatientContradicts):
        world.doctor.register_patient(PatientGiven(given.external_id, "改名"))


@pytest.mark.req("W11")
def test_linking_a_patient_takes_over_what_was_kept_under_the_number(world: World) -> None:
    stay, patient = world.in_patient()
    world.measure(patient.id, 61)
    prescription = world.prescribe(patient)
    stranger = world.doctor.register_patient(PatientGiven(new_id(), "张秀英"))
    made = world.post(patient=None, patient_id=stranger.id, prescription=PrescriptionGiven(new_id(), SEED, "运动皮层")).execution
    linked = world.doctor.link_patient(stranger.id, patient.his_id)
    assert (linked.id, linked.his_id, linked.stay_id, linked.threshold_percent) == (stranger.id, patient.his_id, stay, 61)
    history = world.operator.history(stranger.id)
    assert {each.id for each in history.prescriptions} == {prescription.id, made.prescription.id}
    assert [row.id for row in history.executions] == [made.id]
    with pytest.raises(TmsPatientUnknown):
        world.operator.history(patient.id)
    assert world.doctor.link_patient(stranger.id, patient.his_id) == linked


def test_a_post_links_a_patient_that_was_known_without_a_number(world: World) -> None:
    _, patient = world.in_patient()
    external = new_id()
    before = world.post(patient=PatientGiven(external, "张秀英")).execution.prescription.patient
    after = world.post(patient=PatientGiven(external, "张秀英", his_id=patient.his_id)).execution.prescription.patient
    assert (after.id, after.his_id) == (before.id, patient.his_id)


def test_a_link_to_somebody_else_is_refused(world: World) -> None:
    _, patient = world.in_patient()
    _, other = world.in_patient()
    stranger = world.doctor.register_patient(PatientGiven(new_id(), "李四"))
    with pytest.raises(NameContradictsPatientNo):
        world.doctor.link_patient(stranger.id, patient.his_id)
    with pytest.raises(StayUnknown):
        world.doctor.link_patient(stranger.id, 2**40)
    with pytest.raises(TmsPatientUnknown):
        world.doctor.link_patient(10**9, patient.his_id)
    external = new_id()
    world.post(patient=PatientGiven(external, "张秀英", his_id=patient.his_id))
    with pytest.raises(PatientLinkedAlready):
        world.post(patient=PatientGiven(external, "张秀英", his_id=other.his_id))
    with pytest.raises(PatientLinkedAlready):
        world.doctor.link_patient(patient.id, other.his_id)
    namesake = world.doctor.register_patient(PatientGiven(new_id(), "张秀英"))
    with pytest.raises(PatientLinkedAlready):
        world.doctor.link_patient(namesake.id, patient.his_id)


def test_a_patient_number_nobody_has(world: World) -> None:
    with pytest.raises(StayUnknown):
        world.post(patient=PatientGiven(new_id(), "张秀英", his_id=7))


def test_somebody_else_under_a_known_number_is_refused_while_a_session_waits(world: World) -> None:
    known = PatientGiven(new_id(), "李四", "110101199205151234", Sex.FEMALE, date(1992, 5, 15))
    made = world.post(patient=known).execution
    for other, what in (({"name": "王五"}, "name"), ({"birthday": date(1992, 5, 16)}, "birthday"), ({"id_card": "x"}, "id_card")):
        with pytest.raises(PatientContradicts) as refusal:
            world.post(patient=replace(known, **other))  # type: ignore[arg-type]
        assert refusal.value.details["what"] == what
    assert world.post(patient=replace(known, id_card=None, birthday=None)).execution.prescription.patient.name == "李四"
    for execution in (row for row in world.operator.queue(FeedFilter()).rows if row.patient_id == made.prescription.patient.id):
        world.operator.cancel(execution.id, execution.version, "患者拒绝")
    renamed = world.doctor.register_patient(replace(known, name="王五", birthday=date(1992, 5, 16)))
    assert (renamed.id, renamed.name) == (made.prescription.patient.id, "王五")
    (audited,) = [row for row in world.rows(kernel.audit) if row["subject"] == f"tms patient {renamed.id}"]
    assert ("李四" in audited["before"], "王五" in audited["after"], "1992-05-16" in audited["after"]) == (True, True, True)


@pytest.mark.req("W11")
def test_a_link_makes_the_room_a_source_of_the_stay(world: World) -> None:
    stay, patient = world.in_patient()
    stranger = world.doctor.register_patient(PatientGiven(new_id(), "张秀英"))
    world.received(world.post(patient=None, patient_id=stranger.id).execution)
    world.doctor.link_patient(stranger.id, patient.his_id)
    world.stay_changed(stay, StayState.DISCHARGING, patient_no=patient.his_id, declared_at=on(1, 11))
    assert [fact.withdrawn for fact in world.facts(ClosingStatement) if fact.stay_id == stay] == [True]
    other, nothing = world.in_patient()
    bare = world.doctor.register_patient(PatientGiven(new_id(), "张秀英"))
    world.doctor.link_patient(bare.id, nothing.his_id)
    assert [fact for fact in world.facts(ClosingStatement) if fact.stay_id == other] == []


# -- wards


def test_who_has_left_is_seen_by_the_last_ward(world: World, running: InProcessHospital, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs, there = world.ready(ward="W02")
    number = there.prescription.patient.his_id
    world.stay_changed(theirs, StayState.IN_WARD, patient_no=number, ward="W01")
    world.stay_changed(theirs, StayState.DISCHARGED, patient_no=number, ward="W01")
    view = running.running["tms"].catalog.view
    account = view.staff_by_login["tms2"]
    for ward, seen in (("W01", True), ("W02", False)):
        monkeypatch.setattr(view, "staff_by_id", {**view.staff_by_id, account.user_id: replace(account, wards=(ward,))})
        assert (there.id in {row.id for row in world.other.executions(FeedFilter(), on(1).date(), on(1).date()).rows}) is seen
        assert bool(world.other.find_patients(str(number))) is seen
        if seen:
            assert world.other.history(there.prescription.patient.id).patient.his_id == number
    with pytest.raises(WardNotAllowed):
        world.other.history(there.prescription.patient.id)
    assert world.operator.history(there.prescription.patient.id).patient.his_id == number


@pytest.mark.req("T8")
def test_callers_with_wards_see_and_treat_their_patients_and_those_of_no_ward(
    world: World, running: InProcessHospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, here = world.ready()
    theirs, there = world.ready(ward="W02")
    orders = world.order(mine), world.order(theirs, ward="W02")
    nowhere = world.post().execution
    view = running.running["tms"].catalog.view
    account = view.staff_by_login["tms2"]
    limited = {**view.staff_by_id, account.user_id: replace(account, wards=("W01",))}
    monkeypatch.setattr(view, "staff_by_id", limited)
    seen = {row.id for row in world.other.queue(FeedFilter()).rows}
    assert {here.id, nowhere.id} <= seen
    assert there.id not in seen
    assert world.other.execution(here.id).id == here.id
    assert {row.order_id for row in world.operator.requests().rows} >= set(orders)
    assert {row.order_id for row in world.other.requests().rows} & set(orders) == {orders[0]}
    for call in (
        lambda: world.other.execution(there.id),
        lambda: world.other.history(there.prescription.patient.id),
        lambda: world.other.changes_of(there.id),
        lambda: world.other.acknowledge(there.id, "x", on(1, 10)),
        lambda: world.other.retry(there.id),
    ):
        with pytest.raises(WardNotAllowed):
            call()
    assert there.prescription.patient not in world.other.find_patients("张秀英")
    assert there.prescription.patient in world.operator.find_patients("张秀英")


def test_reads_of_patients_are_logged(world: World, running: InProcessHospital) -> None:
    _, made = world.ready()
    world.operator.execution(made.id)
    running.running["tms"].read_log.write()
    subjects = {row["subject"] for row in world.rows(kernel.read_log)}
    assert f"tms patient {made.prescription.patient.id}" in subjects
