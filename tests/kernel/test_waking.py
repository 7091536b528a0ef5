"""Who waits is woken by what concerns it and by nothing else, and looks with a fixed number of statements."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from server.kernel.changes import Shown
from server.kernel.unit_of_work import SYSTEM, Work
from server.kernel.waiters import Waiters
from server.messages import log
from shared import clock
from shared.contracts.events import Event
from shared.contracts.ward.kinds import Kind
from shared.identifiers import new_id
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital
from tests.patience import PATIENCE_S
from tests.statements import statements_of


@pytest.fixture
def hospital(directory: Path) -> Iterator[InProcessHospital]:
    with open_hospital(directory, "ward") as made:
        yield made


class _Waiting:
    """Somebody who waits, and every bell that rang for it."""

    def __init__(self, waiters: Waiters[Any], call: Callable[[], Any]) -> None:
        self._waiters, self._call = waiters, call
        self.answer: Any = None
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        self.answer = self._call()

    def start(self) -> _Waiting:
        """Returns when it waits."""
        real, waits = self._waiters.bell, threading.Event()

        @contextmanager
        def bell(concerns: Callable[[Any], bool]) -> Iterator[threading.Event]:
            with real(concerns) as rung:
                waits.set()
                yield rung

        self._waiters.bell = bell  # type: ignore[method-assign]
        self._thread.start()
        assert waits.wait(PATIENCE_S)
        del self._waiters.bell  # type: ignore[attr-defined]
        return self

    def end(self) -> Any:
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        return self.answer


@contextmanager
def rings(waiters: Waiters[Any]) -> Iterator[list[int]]:
    """How many were woken by each news."""
    found: list[int] = []
    real = waiters.ring

    def ring(news: Any) -> None:
        told = tuple(news)
        found.append(sum(any(map(concerns, told)) for concerns in waiters._bells.values()))
        real(told)

    waiters.ring = ring  # type: ignore[method-assign]
    yield found
    del waiters.ring  # type: ignore[attr-defined]


def _touch(hospital: InProcessHospital, kind: Kind, subject: str, ward: str = "") -> None:
    hospital.running["ward"].units.write(SYSTEM, "test", lambda work: work.touch(kind, subject, ward))


def test_a_commit_wakes_those_of_its_ward_and_kind_only(hospital: InProcessHospital) -> None:
    board = hospital.running["ward"].board
    cursor = board.wait(-1, 0).cursor
    others = [Shown({Kind.ORDERS}, {"W02"}), Shown({Kind.SHORTAGE}, {"W01"}), Shown((), {"W03"})]
    waiting = [_Waiting(board._waiters, lambda shown=shown: board.wait(cursor, 20, "", shown)).start() for shown in others]
    mine = _Waiting(board._waiters, lambda: board.wait(cursor, 20, "", Shown({Kind.ORDERS}, {"W01"}))).start()
    with rings(board._waiters) as woken:
        _touch(hospital, Kind.ORDERS, "a stay", "W01")
    assert woken[0] == 1
    assert [change.subject for change in mine.end().changes] == ["a stay"]
    assert len(board._waiters._bells) == len(others), "nobody else was answered"
    _touch(hospital, Kind.ORDERS, "of any ward")
    _touch(hospital, Kind.SHORTAGE, "of any ward")
    for each in waiting:
        assert {change.subject for change in each.end().changes} == {"of any ward"}


def test_who_was_not_concerned_for_long_misses_nothing_and_goes_on_behind_it(hospital: InProcessHospital) -> None:
    board = hospital.running["ward"].board
    shown = Shown({Kind.ORDERS}, {"W01"})
    cursor = board.wait(-1, 0, "", shown).cursor
    for number in range(1100):
        _touch(hospital, Kind.ORDERS, str(number), "W02" if number != 1050 else "W01")
    found = board.wait(cursor, 0, "", shown)
    assert [change.subject for change in found.changes] == ["1050"]
    after = board.wait(found.cursor, 0, "", shown)
    assert (after.changes, after.cursor) == ((), board.wait(-1, 0).cursor)


def test_while_many_wait_one_looks_for_other_processes_and_passes_it_on(hospital: InProcessHospital) -> None:
    running = hospital.running["ward"]
    board, beside = running.board, hospital.another_server("ward")
    cursor = board.wait(-1, 0).cursor
    first = _Waiting(board._waiters, lambda: board.wait(cursor, 20, "", Shown({Kind.STAY}))).start()
    second = _Waiting(board._waiters, lambda: board.wait(cursor, 20, "", Shown({Kind.ORDERS}))).start()
    # Neither is woken by a word of that process: whoever is on watch reads it and wakes whom it concerns, then the other watches.
    for kind, waiting in ((Kind.STAY, first), (Kind.ORDERS, second)):
        beside.units.write(SYSTEM, "test", lambda work, kind=kind: work.touch(kind, "far away"))  # type: ignore[misc]
        assert [change.kind for change in waiting.end().changes] == [kind]


def test_a_station_hears_of_its_own_wards_only(hospital: InProcessHospital) -> None:
    """Nurse 1 works on W01, the head nurse everywhere."""
    nurse, head = (hospital.station("ward", name) for name in ("nurse1", "headnurse"))
    cursor = nurse.changes(-1, 0).cursor
    _touch(hospital, Kind.BOARD, "W02", "W02")
    _touch(hospital, Kind.BOARD, "W01", "W01")
    assert [change.subject for change in nurse.changes(cursor, 0).changes] == ["W01"]
    assert [change.subject for change in head.changes(cursor, 0).changes] == ["W02", "W01"]
    assert nurse.changes(cursor, 0, (Kind.ORDERS,)).changes == ()


# -- the message center


def _append(hospital: InProcessHospital, topic: str, number: int) -> None:
    told = Event(new_id(), topic, 1, number, f"{topic}.something", "subject", clock.now(), b"\x80")
    hospital.center.append(topic, (told,))


def test_a_group_looks_with_two_statements_however_many_topics_it_follows(hospital: InProcessHospital) -> None:
    engine, topics = hospital.center._units.engine, ("admission", "catalog", "pharmacy", "tms", "ward")
    for number in (1, 2, 3):
        for topic in topics:
            _append(hospital, topic, number)
    with statements_of(engine) as asked:
        found = log.read(engine, log.Readers(), "somebody", topics, 2, 0)
    assert len(asked) == 2
    assert [(each.topic, each.offset) for each in found] == [(topic, offset) for topic in topics for offset in (1, 2)]
    hospital.center.commit("somebody", tuple((topic, 3 if topic != "ward" else 1) for topic in topics))
    assert [(each.topic, each.offset) for each in log.read(engine, log.Readers(), "somebody", topics, 9, 0)] == [
        ("ward", 2),
        ("ward", 3),
    ]
    hospital.center.commit("somebody", (("ward", 3),))
    with statements_of(engine) as asked:
        assert log.read(engine, log.Readers(), "somebody", topics, 2, 0) == ()
    assert len(asked) == 1


def test_an_event_wakes_the_groups_that_follow_its_topic(hospital: InProcessHospital) -> None:
    engine, readers = hospital.center._units.engine, log.Readers()
    far = _Waiting(readers, lambda: log.read(engine, readers, "far", ("catalog", "tms"), 9, 20)).start()
    near = _Waiting(readers, lambda: log.read(engine, readers, "near", ("ward", "tms"), 9, 20)).start()
    with rings(readers) as woken:
        _append(hospital, "ward", 1)
        readers.ring(("ward",))
    assert woken == [1]
    assert [each.topic for each in near.end()] == ["ward"]
    readers.close()
    assert far.end() == ()


def test_appending_tells_the_readers_of_that_topic(hospital: InProcessHospital) -> None:
    from server.messages.service import use_cases

    readers, rung = log.Readers(), []
    with rings(readers) as woken, readers.bell(lambda topic: rung.append(topic) is not None):

        def append(work: Work) -> None:
            use_cases(readers)["append"](work, "ward", ())

        hospital.center._units.write(SYSTEM, "append", append)
    assert woken == [0]
    assert set(rung) == {"ward"}
