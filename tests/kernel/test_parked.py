"""What an administrator sees of parked events and does about them, and what every look for changes says of a server's health."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from server.kernel.catalog_replica import CatalogReplica
from server.kernel.catalog_view import CatalogView, Role
from server.kernel.department import Assembly
from server.kernel.unit_of_work import SYSTEM
from shared import clock
from shared.contracts import events
from shared.contracts.admission.types import AdmissionRequest, PatientDetails, Sex
from shared.contracts.common import Health, ParkedEvent
from shared.contracts.events import Event
from shared.contracts.ward.events import BedChanged, PatientReceived
from shared.errors import MissingRight, ServerUnreachable
from shared.identifiers import StayId, new_id
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital


@pytest.fixture
def hospital(directory: Path) -> Iterator[InProcessHospital]:
    with open_hospital(directory, "admission") as made:
        yield made


@pytest.fixture
def admission(hospital: InProcessHospital) -> Assembly:
    return hospital.running["admission"]


@contextmanager
def _broken(admission: Assembly) -> Iterator[None]:
    """While inside, nothing can be told of a stay."""
    with admission.engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE admission_stay RENAME TO away")
    yield
    with admission.engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE away RENAME TO admission_stay")


def _stay(hospital: InProcessHospital, name: str) -> StayId:
    cashier = hospital.station("admission", "cashier1")
    patient = cashier.register_patient(PatientDetails(name, Sex.FEMALE, date(1950, 1, 1)))
    stay_id: StayId = cashier.admit(patient.patient_no, AdmissionRequest("W01", clock.now())).stay_id
    return stay_id


def _tell(hospital: InProcessHospital, number: int, stay_id: StayId, fact: events.Payload) -> None:
    told = Event(new_id(), "ward", 1, number, fact.event_type, stay_id, clock.now(), events.encode(fact))
    hospital.center.append("ward", (told,))
    hospital.deliver()


def _received(stay_id: StayId) -> PatientReceived:
    return PatientReceived(stay_id, "W01", "W01-001", "张医生", clock.now())


def _bed(hospital: InProcessHospital, stay_id: StayId) -> str | None:
    stay = hospital.running["admission"].parts.metadata.tables["admission_stay"]
    with hospital.running["admission"].engine.connect() as db:
        bed: str | None = db.execute(select(stay.c.bed).where(stay.c.stay_id == stay_id)).scalar_one()
    return bed


@pytest.fixture
def stuck(hospital: InProcessHospital, admission: Assembly) -> StayId:
    """A stay whose reception was parked; whatever hindered it is gone, and a change of bed came since."""
    stay_id, other = _stay(hospital, "甲"), _stay(hospital, "乙")
    with _broken(admission):
        _tell(hospital, 1, stay_id, _received(stay_id))
    _tell(hospital, 2, stay_id, BedChanged(stay_id, "W01", "W01-010"))
    _tell(hospital, 3, other, _received(other))
    assert _bed(hospital, other) == "W01-001"
    return stay_id


def test_an_event_waits_behind_a_parked_one_of_its_subject(hospital: InProcessHospital, admission: Assembly, stuck: StayId) -> None:
    assert _bed(hospital, stuck) is None
    assert admission.consumer.retry_parked() == 2
    assert _bed(hospital, stuck) == "W01-010"


def test_an_administrator_sees_what_is_parked_and_why(hospital: InProcessHospital, stuck: StayId) -> None:
    parked: tuple[ParkedEvent, ...] = hospital.station("admission", "admin").parked()
    assert [(each.source, each.type, each.subject, each.tries) for each in parked] == [
        ("ward", PatientReceived.event_type, stuck, 5),
        ("ward", BedChanged.event_type, stuck, 0),
    ]
    assert parked[0].reason in {"OperationalError", "ProgrammingError"}
    assert parked[1].reason == "waits"
    assert parked[0].time <= clock.now()
    for operation in (lambda api: api.parked(), lambda api: api.retry_parked(parked[0].id)):
        with pytest.raises(MissingRight):
            operation(hospital.station("admission", "supervisor"))


def test_a_retry_takes_the_events_of_a_subject_in_their_order(
    hospital: InProcessHospital, admission: Assembly, stuck: StayId
) -> None:
    admin = hospital.station("admission", "admin")
    first, behind = admin.parked()
    with _broken(admission):
        failed, waits = admin.retry_parked(behind.id)
    assert (failed.id, failed.tries, waits.id, waits.tries) == (first.id, 6, behind.id, 0)
    assert admin.retry_parked(behind.id) == ()
    assert _bed(hospital, stuck) == "W01-010"
    assert admin.retry_parked(behind.id) == ()
    audit = admission.parts.kernel.audit
    with admission.engine.connect() as db:
        who = db.execute(select(audit.c.user_id, audit.c.subject).where(audit.c.operation == "retry_parked")).all()
    assert who == [(admission.catalog.view.staff_by_login["admin"].user_id, stuck)] * 2


def test_who_retries_at_the_same_time_handles_nothing_twice(
    hospital: InProcessHospital, admission: Assembly, stuck: StayId
) -> None:
    handled: list[str] = []
    second = hospital.another_server("admission")
    rows = second.units.read(SYSTEM, "look", second.consumer._parked_rows)[0]
    for server in (admission, second):
        handler = server.consumer._handlers[BedChanged.event_type]
        counting = {BedChanged.event_type: lambda work, fact, handler=handler: (handled.append(fact.bed), handler(work, fact))}
        server.consumer._handlers = {**server.consumer._handlers, **counting}  # type: ignore[dict-item]
    assert admission.consumer.retry_parked() == 2
    second.consumer._retry_in_order(rows)
    second.engine.dispose()
    assert handled == ["W01-010"]


# -- health


def _health(hospital: InProcessHospital) -> Health:
    """As a window that waits for changes hears it."""
    health: Health = hospital.station("admission", "cashier1").changes(-1, 0).health
    return health


def _relay(admission: Assembly) -> None:
    """One round of the relay's own loop."""
    stopping = threading.Event()
    admission.relay.run(stopping, lambda _seconds: stopping.set())


def test_every_look_for_changes_says_how_the_server_is(
    hospital: InProcessHospital, admission: Assembly, stuck: StayId, monkeypatch: pytest.MonkeyPatch
) -> None:
    health = _health(hospital)
    assert (health.message_center_reachable, health.unsent_events, health.catalog_old) == (True, 0, False)
    assert health.parked_events == admission.consumer.parked() == 2
    assert hospital.station("admission", "cashier1").hello().health == health


def test_a_center_out_of_reach_is_told_with_what_waits(
    hospital: InProcessHospital, admission: Assembly, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise ServerUnreachable(server="messages")

    _stay(hospital, "甲")
    waiting = admission.relay.unsent()
    assert waiting
    monkeypatch.setattr(hospital.center, "append", away)
    _relay(admission)
    health = _health(hospital)
    assert (health.message_center_reachable, health.unsent_events) == (False, waiting)
    monkeypatch.undo()
    stopping = threading.Event()
    monkeypatch.setattr(admission.relay, "relay_batch", lambda batch=admission.relay.relay_batch: batch() or stopping.set())
    admission.relay.run(stopping, lambda _seconds: None)
    health = _health(hospital)
    assert (health.message_center_reachable, health.unsent_events, admission.relay.unsent()) == (True, 0, 0)


def _pass(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    """Hours pass on the server's own clock."""
    later = clock.utc_now() + timedelta(hours=hours)
    monkeypatch.setattr(clock, "utc_now", lambda: later)


def test_a_catalogue_nobody_confirmed_for_three_days_is_old(
    hospital: InProcessHospital, admission: Assembly, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica, neighbours = admission.catalog, admission.neighbours
    assert isinstance(replica, CatalogReplica)
    replica.view = CatalogView.empty()
    assert _health_of(admission).catalog_as_of is None
    replica.refresh()
    _pass(monkeypatch, 71)
    assert not _health_of(admission).catalog_old
    _pass(monkeypatch, 2)
    assert _health_of(admission).catalog_old
    neighbours.unreachable.add("catalog")  # type: ignore[attr-defined]
    with pytest.raises(ServerUnreachable):
        replica.refresh()
    assert _health_of(admission).catalog_old
    neighbours.unreachable.clear()  # type: ignore[attr-defined]
    replica.refresh()
    assert not _health_of(admission).catalog_old
    assert _health_of(admission).catalog_as_of == clock.utc_now()
    # Another start while the catalogue's server is away knows it too, and gives the rights of its own version to each role.
    roles = {"cashier": Role("cashier", "收费员", "cashier", frozenset({"admission.new"}))}
    again = CatalogReplica(admission.engine, admission.parts.kernel, admission.neighbours, roles).view
    assert not again.old
    assert again.rights("cashier") == {"admission.new"}
    assert again.rights("nurse") == frozenset()


def _health_of(admission: Assembly) -> Health:
    """As above, without a log-in, which needs a catalogue."""
    desk: Any = admission.entrance._front_desk
    health: Health = desk.health()
    return health


def test_the_catalogue_departments_own_copy_does_not_grow_old(hospital: InProcessHospital, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = hospital.running["catalog"]
    catalog.board.close()
    stopping: Any = _After(1)
    # It reads its tables, for which the clock is read twice, and hears later that there is nothing newer.
    now, long_ago = clock.utc_now(), iter([datetime(2000, 1, 1, tzinfo=UTC)] * 2)
    monkeypatch.setattr(clock, "utc_now", lambda: next(long_ago, now))
    catalog.catalog.run(stopping, lambda _seconds: None)
    monkeypatch.undo()
    assert not catalog.catalog.view.old


class _After:
    """Stops a loop after some rounds."""

    def __init__(self, rounds: int) -> None:
        self._rounds = rounds

    def is_set(self) -> bool:
        """Whether these rounds are over."""
        self._rounds -= 1
        return self._rounds < 0
