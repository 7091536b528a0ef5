"""The log on the disk: every line at once, unreadable by others, whole after a crash, in order."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from client_tms.session.disk import DiskThread
from client_tms.session.journal import Header, Journal, JournalStore, LogNotWritable
from client_tms.session.recorder import Recorder
from client_tms.stimulator.interface import Delivered
from shared.clock import ZONE
from shared.contracts.tms.types import ExecutionStatus, LogEntry, Why
from shared.identifiers import Key

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)
DATABASE = "d1"


def header(number: int = 1, database_id: str = DATABASE, attempt: int = 1) -> Header:
    return Header(Key(f"key-{number}"), database_id, number, "1号控制台", 3, 60, NOW, attempt)


@pytest.fixture
def store(tmp_path: Path) -> JournalStore:
    return JournalStore(tmp_path / "logs")


def full_from_now(journal: Journal | None) -> Callable[[], None]:
    """The log's file is on a full disk; call the answer to make room."""
    assert journal is not None
    file = journal._file
    kept, full = os.dup(file), os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, file)
    os.close(full)

    def make_room() -> None:
        os.dup2(kept, file)
        os.close(kept)

    return make_room


def test_a_log_is_there_line_by_line_and_private(store: JournalStore, tmp_path: Path) -> None:
    journal = store.begin(header())
    journal.append(LogEntry(NOW, "started", 0, 0))
    assert journal.path.read_bytes().count(b"\n") == 2
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "logs").stat().st_mode) == 0o700
    assert store.waiting(DATABASE) == ()
    journal.end(ExecutionStatus.COMPLETED, "")
    (waiting,) = store.waiting(DATABASE)
    assert (waiting.key, waiting.log.execution_id, waiting.log.status) == ("key-1", 1, ExecutionStatus.COMPLETED)
    assert [entry.what for entry in waiting.log.entries] == ["started"]
    store.filed(waiting)
    assert list((tmp_path / "logs").iterdir()) == []


def test_a_log_names_its_attempt(store: JournalStore) -> None:
    """Logs that were begun before attempts were noted count as first ones."""
    journal = store.begin(header(attempt=3))
    journal.end(ExecutionStatus.FAILED, "x")
    assert store.waiting(DATABASE)[0].log.attempt == 3
    text = journal.path.read_text()
    assert text.count(',"attempt":3') == 1
    journal.path.write_text(text.replace(',"attempt":3', ""))
    assert store.waiting(DATABASE)[0].log.attempt == 1


def test_logs_wait_in_order_and_for_their_own_server(store: JournalStore) -> None:
    for number in range(5):
        store.begin(header(number)).end(ExecutionStatus.FAILED, "x")
    store.begin(header(9, "another")).end(ExecutionStatus.FAILED, "x")
    assert [waiting.log.execution_id for waiting in store.waiting(DATABASE)] == [0, 1, 2, 3, 4]


def test_a_running_session_is_not_recovered(store: JournalStore) -> None:
    journal = store.begin(header())
    assert store.recover(Why.CONSOLE_DIED, NOW) == 0
    journal.discard()
    assert store.waiting(DATABASE) == ()


def test_a_torn_line_is_cut_off(store: JournalStore) -> None:
    journal = store.begin(header())
    journal.append(LogEntry(NOW, "train", 2, 80))
    journal._release()
    with journal.path.open("ab") as file:
        file.write(b'{"type":"entry","en')
    assert store.recover(Why.CONSOLE_DIED, NOW) == 1
    (waiting,) = store.waiting(DATABASE)
    assert [(entry.what, entry.pulses_done) for entry in waiting.log.entries] == [("train", 80), ("interrupted", 80)]
    assert (waiting.log.status, waiting.log.reason) == (ExecutionStatus.FAILED, Why.CONSOLE_DIED)
    assert store.recover(Why.CONSOLE_DIED, NOW) == 0


@pytest.mark.req("W9")
@pytest.mark.parametrize(
    ("what", "note", "status"),
    [
        ("completed", "", ExecutionStatus.COMPLETED),
        ("fault", "线圈过热", ExecutionStatus.FAILED),
        ("emergency_stop", Why.EMERGENCY_STOP, ExecutionStatus.FAILED),
    ],
)
def test_a_session_that_was_over_is_not_interrupted(store: JournalStore, what: str, note: str, status: ExecutionStatus) -> None:
    """The console died between the last entry and the end."""
    journal = store.begin(header())
    journal.append(LogEntry(NOW, what, 10, 400, note))
    journal._release()
    assert store.recover(Why.CONSOLE_DIED, NOW + timedelta(hours=8)) == 0
    (waiting,) = store.waiting(DATABASE)
    assert (waiting.log.status, waiting.log.reason) == (status, note)
    assert [(entry.what, entry.at, entry.pulses_done) for entry in waiting.log.entries] == [(what, NOW, 400)]


def test_what_becomes_known_after_the_end_waits_as_a_log_of_its_own(store: JournalStore) -> None:
    """The first may be on its way; the second has all of it and what is new, before the end."""
    journal = store.begin(header())
    journal.append(LogEntry(NOW, "emergency_stop", 1, 40, Why.EMERGENCY_STOP))
    journal.end(ExecutionStatus.FAILED, Why.EMERGENCY_STOP)
    store.supplement(journal, LogEntry(NOW, "discharged_by_hand", 1, 40))
    first, second = store.waiting(DATABASE)
    assert (first.path, first.key) == (journal.path, "key-1")
    assert second.key not in {"", first.key}
    assert stat.S_IMODE(second.path.stat().st_mode) == 0o600
    assert [entry.what for entry in second.log.entries] == ["emergency_stop", "discharged_by_hand"]
    assert (second.log.status, second.log.reason) == (first.log.status, first.log.reason)
    assert store.recover(Why.CONSOLE_DIED, NOW) == 0


def test_a_file_that_is_no_log_is_passed_over(store: JournalStore, tmp_path: Path) -> None:
    (tmp_path / "logs" / "0.session").write_bytes(b"\xff\xfe")
    assert store.recover("x", NOW) == 0
    assert store.waiting(DATABASE) == ()


def test_without_a_disk_nothing_begins(store: JournalStore, tmp_path: Path) -> None:
    (tmp_path / "logs").rmdir()
    (tmp_path / "logs").write_text("in the way")
    with pytest.raises(LogNotWritable):
        store.begin(header())


def test_half_a_line_is_taken_back(store: JournalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk takes a part of a line; what follows once there is room must be readable."""
    journal = store.begin(header())
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, text: write(file, text[:5]))
    with pytest.raises(OSError, match="No space"):
        journal.append(LogEntry(NOW, "train", 1, 40))
    monkeypatch.undo()
    journal.append(LogEntry(NOW, "train", 2, 80))
    journal.end(ExecutionStatus.FAILED, "x")
    (waiting,) = store.waiting(DATABASE)
    assert [entry.pulses_done for entry in waiting.log.entries] == [80]


def test_an_end_that_the_disk_refused_may_be_written_again(store: JournalStore) -> None:
    journal = store.begin(header())
    journal.append(LogEntry(NOW, "completed", 10, 400))
    make_room = full_from_now(journal)
    with pytest.raises(OSError, match=r"Invalid argument|No space"):
        journal.end(ExecutionStatus.COMPLETED, "")
    assert store.recover(Why.CONSOLE_DIED, NOW) == 0
    assert store.waiting(DATABASE) == ()
    make_room()
    journal.end(ExecutionStatus.COMPLETED, "")
    assert store.waiting(DATABASE)[0].log.status is ExecutionStatus.COMPLETED


@pytest.fixture
def disk(qapp: Any) -> Iterator[DiskThread]:
    made = DiskThread()
    yield made
    made.close()


def test_a_disk_that_fails_in_the_middle_is_told_once_and_stops_nothing(store: JournalStore, disk: DiskThread, qtbot: Any) -> None:
    told: list[int] = []
    recorder = Recorder(disk, lambda: NOW, lambda: told.append(1))
    recorder.begin(store, header())
    room: list[Callable[[], None]] = []
    disk.do(lambda: room.append(full_from_now(recorder._journal)))
    recorder.note("train", Delivered(1, 40))
    recorder.note("completed", Delivered(2, 80))
    refused: list[object] = []
    recorder.end(ExecutionStatus.COMPLETED, "").failed(refused.append)
    qtbot.waitUntil(lambda: bool(refused))
    assert told == [1]
    assert store.waiting(DATABASE) == ()
    room[0]()
    over: list[object] = []
    recorder.end(ExecutionStatus.COMPLETED, "").done(over.append)
    qtbot.waitUntil(lambda: bool(over))
    (waiting,) = store.waiting(DATABASE)
    assert [(entry.what, entry.pulses_done) for entry in waiting.log.entries] == [("armed", 0), ("train", 40), ("completed", 80)]


def test_what_no_server_stores_is_written_so_that_it_does(store: JournalStore, disk: DiskThread, qtbot: Any) -> None:
    """A driver may say anything; a log that is refused for it would leave its session hanging."""
    recorder = Recorder(disk, lambda: NOW, lambda: None)
    recorder.begin(store, header())
    recorder.note("fault", Delivered(1, 40), "线圈\ue000\x00\ud800\n过热")
    over: list[object] = []
    recorder.end(ExecutionStatus.FAILED, " " + "\ue000" * 300).done(over.append)
    qtbot.waitUntil(lambda: bool(over))
    (waiting,) = store.waiting(DATABASE)
    assert waiting.log.entries[-1].note == "线圈��� 过热"
    assert waiting.log.reason == "�" * 200


def test_the_disk_is_written_by_its_own_thread_in_order(store: JournalStore, disk: DiskThread, qtbot: Any) -> None:
    """Whoever notes does not wait, and the entry says when it happened, not when the disk had time."""
    stalled, moment = threading.Event(), [NOW]
    disk.do(lambda: stalled.wait(20))
    recorder = Recorder(disk, lambda: moment[0], lambda: pytest.fail("nothing is wrong"))
    begun: list[object] = []
    recorder.begin(store, header()).done(begun.append)
    recorder.note("started", Delivered())
    moment[0] = NOW + timedelta(seconds=4)
    recorder.note("train", Delivered(1, 40))
    recorder.end(ExecutionStatus.COMPLETED, "")
    assert (begun, list(store._directory.iterdir())) == ([], [])
    stalled.set()
    qtbot.waitUntil(lambda: bool(store.waiting(DATABASE)))
    (waiting,) = store.waiting(DATABASE)
    assert [entry.what for entry in waiting.log.entries] == ["armed", "started", "train"]
    assert [entry.at for entry in waiting.log.entries] == [NOW, NOW, NOW + timedelta(seconds=4)]


def test_what_was_noted_is_on_the_disk_when_the_station_is_left(store: JournalStore, qapp: Any) -> None:
    leaving = DiskThread()
    recorder = Recorder(leaving, lambda: NOW, lambda: None)
    recorder.begin(store, header())
    recorder.end(ExecutionStatus.FAILED, "x")
    leaving.close()
    assert len(store.waiting(DATABASE)) == 1
