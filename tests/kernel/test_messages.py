"""Events: at least once on the wire, once in effect, in order per subject; poison is parked and blocks only its own subject."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from server.kernel import changes
from server.kernel.lease import Lease
from shared import clock
from shared.contracts import events
from shared.contracts.admission.errors import UnknownWard
from shared.contracts.admission.types import AdmissionRequest, PatientDetails, Sex, StayState
from shared.contracts.common import Changes
from shared.contracts.events import Event
from shared.contracts.ward.events import BedChanged, PatientReceived
from shared.identifiers import StayId, new_id
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital


@pytest.fixture
def hospital(directory: Path) -> Iterator[InProcessHospital]:
    with open_hospital(directory, "admission") as made:
        yield made


def _stay(hospital: InProcessHospital, name: str = "张秀英") -> StayId:
    cashier = hospital.station("admission", "cashier1")
    patient = cashier.register_patient(PatientDetails(name, Sex.FEMALE, date(1950, 1, 1)))
    stay_id: StayId = cashier.admit(patient.patient_no, AdmissionRequest("W01", clock.now())).stay_id
    return stay_id


def _from_ward(number: int, subject: str, fact: events.Payload) -> Event:
    return Event(new_id(), "ward", 1, number, fact.event_type, subject, clock.now(), events.encode(fact))


def _received(number: int, stay_id: StayId) -> Event:
    return _from_ward(number, stay_id, PatientReceived(stay_id, "W01", "W01-001", "张医生", clock.now()))


def _state(hospital: InProcessHospital, stay_id: StayId) -> StayState:
    state: StayState = hospital.station("admission", "cashier1").stay(stay_id).state
    return state


def test_an_event_that_comes_twice_has_one_effect(hospital: InProcessHospital) -> None:
    stay_id = _stay(hospital)
    hospital.center.append("ward", (_received(1, stay_id),))
    hospital.deliver()
    assert _state(hospital, stay_id) is StayState.IN_WARD
    version = hospital.station("admission", "cashier1").stay(stay_id).version
    running = hospital.running["admission"]
    with hospital.center._units.engine.begin() as db:
        db.exec_driver_sql("DELETE FROM message_offset")
    hospital.deliver()
    assert hospital.station("admission", "cashier1").stay(stay_id).version == version
    assert running.consumer.parked() == 0


def test_appending_again_after_a_crash_adds_nothing(hospital: InProcessHospital) -> None:
    stay_id = _stay(hospital)
    told = _received(1, stay_id)
    for _ in range(3):
        hospital.center.append("ward", (told,))
    logged = hospital.center.read("somebody", ("ward",), 10, 0)
    assert [each.offset for each in logged] == [1]


def test_the_relay_repeats_what_it_could_not_mark(hospital: InProcessHospital) -> None:
    _stay(hospital)
    running = hospital.running["admission"]
    while running.relay.relay_batch():
        pass
    first = hospital.center.read("somebody", ("admission",), 100, 0)
    with running.engine.begin() as db:
        db.exec_driver_sql("UPDATE kernel_ticket SET relayed_number = 0")
    while running.relay.relay_batch():
        pass
    assert hospital.center.read("somebody", ("admission",), 100, 0) == first
    assert running.relay.unsent() == 0
    again = hospital.another_server("admission")
    again.standing.ensure()
    assert not again.standing.behind, "what was sent and not marked is no sign of an old database"


def test_poison_is_parked_and_others_go_on(hospital: InProcessHospital) -> None:
    sick, healthy = _stay(hospital, "甲"), _stay(hospital, "乙")
    unknown = StayId(new_id())
    poison = _from_ward(1, unknown, PatientReceived(unknown, "W01", "W01-009", "张医生", clock.now()))
    behind = _from_ward(2, unknown, BedChanged(unknown, "W01", "W01-010"))
    hospital.center.append("ward", (poison, behind, _received(3, sick), _received(4, healthy)))
    hospital.deliver()
    assert _state(hospital, sick) is StayState.IN_WARD
    assert _state(hospital, healthy) is StayState.IN_WARD
    consumer = hospital.running["admission"].consumer
    assert consumer.parked() == 2
    assert consumer.retry_parked() == 0
    assert consumer.parked() == 2


def test_a_parked_event_goes_through_once_its_reason_is_gone(hospital: InProcessHospital) -> None:
    stay_id = _stay(hospital)
    running = hospital.running["admission"]
    with running.engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE admission_stay RENAME TO away")
    hospital.center.append("ward", (_received(1, stay_id),))
    hospital.deliver()
    assert running.consumer.parked() == 1
    with running.engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE away RENAME TO admission_stay")
    assert running.consumer.retry_parked() == 1
    assert running.consumer.parked() == 0
    assert _state(hospital, stay_id) is StayState.IN_WARD


def test_event_numbers_are_contiguous_under_concurrency(hospital: InProcessHospital) -> None:
    threads = [threading.Thread(target=_stay, args=(hospital, f"病人{index}")) for index in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    running = hospital.running["admission"]
    outbox = running.parts.kernel.outbox
    with running.engine.connect() as db:
        numbers = list(db.execute(select(outbox.c.number).order_by(outbox.c.number)).scalars())
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 12


def test_a_change_is_seen_by_who_waits_for_it(hospital: InProcessHospital) -> None:
    cashier = hospital.station("admission", "cashier1")
    cursor = cashier.changes(-1, 0).cursor
    seen: list[object] = []
    waiting = threading.Thread(target=lambda: seen.append(hospital.station("admission", "cashier2").changes(cursor, 20)))
    waiting.start()
    _stay(hospital)
    waiting.join(10)
    assert not waiting.is_alive()
    assert {change.kind for change in seen[0].changes} & {"patient", "stay", "desk"}  # type: ignore[attr-defined]


def test_a_commit_is_read_once_however_many_wait(hospital: InProcessHospital) -> None:
    running = hospital.running["admission"]
    board, everybody = running.board, 12
    cursor = board.wait(-1, 0).cursor
    asked: list[str] = []
    event.listen(
        running.engine, "before_cursor_execute", lambda *call: asked.append(call[2]) if "kernel_change" in call[2] else None
    )
    seen: list[Changes] = []
    waiting = [threading.Thread(target=lambda: seen.append(board.wait(cursor, 20))) for _ in range(everybody)]
    for thread in waiting:
        thread.start()
    _stay(hospital)
    for thread in waiting:
        thread.join(20)
    assert len(seen) == everybody
    assert all(found.changes for found in seen)
    commits = len([statement for statement in asked if "INSERT" in statement])
    reads = len([statement for statement in asked if "SELECT" in statement])
    assert 0 < reads <= commits


def test_who_was_away_for_long_misses_nothing(hospital: InProcessHospital, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a server remembers, and more than fits into one answer."""
    monkeypatch.setattr(changes, "_REMEMBERED", 3)
    monkeypatch.setattr(changes, "_MOST", 2)
    board = hospital.running["admission"].board
    cursor = begin = board.wait(-1, 0).cursor
    stays = {_stay(hospital, name) for name in ("甲", "乙", "丙")}
    last = board.wait(-1, 0).cursor
    told: set[str] = set()
    while cursor < last:
        found = board.wait(cursor, 0)
        told |= {change.subject for change in found.changes}
        assert cursor < found.cursor <= cursor + 2
        cursor = found.cursor
    assert stays <= told
    assert last - begin > 5
    assert board.wait(cursor, 0).changes == ()


def test_another_servers_commits_are_seen_too(hospital: InProcessHospital) -> None:
    running = hospital.running["admission"]
    beside = changes.ChangeBoard(running.engine, running.parts.kernel)
    cursor = beside.wait(-1, 0).cursor
    stay = _stay(hospital)
    assert stay in {change.subject for change in beside.wait(cursor, 20).changes}


def test_a_lease_passes_on_only_when_it_is_given_up(hospital: InProcessHospital) -> None:
    running = hospital.running["admission"]
    first, second = (Lease(running.engine, running.parts.kernel, "a job") for _ in range(2))
    assert first.hold()
    assert not second.hold()
    first.release()
    assert second.hold()
    assert not Lease(running.engine, running.parts.kernel, "a job").hold()


def test_a_lease_passes_on_when_its_holder_says_nothing_for_a_term_whatever_the_clocks_say(
    hospital: InProcessHospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One clock a day ahead wrote leases that stopped relay and jobs for that day."""
    stopwatch = [1000.0]
    monkeypatch.setattr(clock, "monotonic", lambda: stopwatch[0])
    running = hospital.running["admission"]
    first, second = (Lease(running.engine, running.parts.kernel, "a job") for _ in range(2))
    hospital.at(clock.now() + timedelta(days=1))
    monkeypatch.setattr(clock, "utc_now", lambda real=clock.utc_now: real() + timedelta(days=1))
    assert first.hold()
    monkeypatch.undo()
    monkeypatch.setattr(clock, "monotonic", lambda: stopwatch[0])
    # It is alive: whoever renews keeps it, however long that goes on.
    for _ in range(5):
        stopwatch[0] += 4
        assert not second.hold()
        assert first.hold()
    assert not second.hold()
    # It died: eight silent seconds later another has it, and the first one notices when it comes back.
    stopwatch[0] += 8
    assert second.hold()
    assert not first.hold()


def test_what_is_not_sent_is_counted_where_it_lies(hospital: InProcessHospital) -> None:
    """Also by a server that does not relay because another one holds the lease, or nobody does."""
    running = hospital.running["admission"]
    _stay(hospital)
    metric = running.metrics.registry.get_sample_value("his_unsent_events", {"department": "admission"})
    assert metric == running.relay.unsent() > 0
    hospital.deliver()
    assert running.metrics.registry.get_sample_value("his_unsent_events", {"department": "admission"}) == 0


def test_nothing_is_told_of_what_was_rolled_back(hospital: InProcessHospital) -> None:
    cashier = hospital.station("admission", "cashier1")
    running = hospital.running["admission"]
    outbox = running.parts.kernel.outbox
    patient = cashier.register_patient(PatientDetails("丙", Sex.MALE))
    with pytest.raises(UnknownWard):
        cashier.admit(patient.patient_no, AdmissionRequest("W99", clock.now()))
    with running.engine.connect() as db:
        assert db.execute(select(func.count()).select_from(outbox)).scalar_one() == 0
