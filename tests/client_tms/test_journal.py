"""The log on the disk: every line at once, unreadable by others, whole after a crash, in order."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from client_tms.session.disk import DiskThread
from client_tms.session.journal import Header, JournalStore, LogNotWritable
from client_tms.session.recorder import Recorder
from client_tms.stimulator.interface import Delivered
from shared.clock import ZONE
from shared.contracts.tms.types import ExecutionStatus, LogEntry
from shared.identifiers import Key

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)
DATABASE = "d1"


def header(number: int = 1, database_id: str = DATABASE) -> Header:
    return Header(Key(f"key-{number}"), database_id, number, "1号控制台", 3, 60, NOW)


@pytest.fixture
def store(tmp_path: Path) -> JournalStore:
    return JournalStore(tmp_path / "logs")


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


def test_logs_wait_in_order_and_for_their_own_server(store: JournalStore) -> None:
    for number in range(5):
        store.begin(header(number)).end(ExecutionStatus.FAILED, "x")
    store.begin(header(9, "another")).end(ExecutionStatus.FAILED, "x")
    assert [waiting.log.execution_id for waiting in store.waiting(DATABASE)] == [0, 1, 2, 3, 4]


def test_a_running_session_is_not_recovered(store: JournalStore) -> None:
    journal = store.begin(header())
    assert store.recover("控制台中断", NOW) == 0
    journal.discard()
    assert store.waiting(DATABASE) == ()


def test_a_torn_line_is_cut_off(store: JournalStore) -> None:
    journal = store.begin(header())
    journal.append(LogEntry(NOW, "train", 2, 80))
    journal._release()
    with journal.path.open("ab") as file:
        file.write(b'{"type":"entry","en')
    assert store.recover("控制台中断", NOW) == 1
    (waiting,) = store.waiting(DATABASE)
    assert [(entry.what, entry.pulses_done) for entry in waiting.log.entries] == [("train", 80), ("interrupted", 80)]
    assert (waiting.log.status, waiting.log.reason) == (ExecutionStatus.FAILED, "控制台中断")
    assert store.recover("控制台中断", NOW) == 0


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


@pytest.fixture
def disk(qapp: Any) -> Iterator[DiskThread]:
    made = DiskThread()
    yield made
    made.close()


def _lose_the_disk(recorder: Recorder) -> None:
    assert recorder._journal is not None
    recorder._journal._release()


def test_a_disk_that_fails_in_the_middle_is_told_once_and_stops_nothing(store: JournalStore, disk: DiskThread, qtbot: Any) -> None:
    told: list[int] = []
    recorder = Recorder(disk, lambda: NOW, lambda: told.append(1))
    recorder.begin(store, header())
    disk.do(lambda: _lose_the_disk(recorder))
    recorder.note("train", Delivered(1, 40))
    over: list[object] = []
    recorder.end(ExecutionStatus.COMPLETED, "").failed(over.append)
    qtbot.waitUntil(lambda: bool(over))
    assert told == [1]
    assert store.waiting(DATABASE) == ()


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
