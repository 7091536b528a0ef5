"""The log on the disk: every line at once, unreadable by others, whole after a crash, in order."""

from __future__ import annotations

import stat
from datetime import datetime
from pathlib import Path

import pytest

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


def test_a_disk_that_fails_in_the_middle_is_told_once_and_stops_nothing(store: JournalStore) -> None:
    told: list[int] = []
    journal = store.begin(header())
    recorder = Recorder(journal, lambda: NOW, lambda: told.append(1))
    recorder.note("started", Delivered())
    journal._release()
    recorder.note("train", Delivered(1, 40))
    recorder.note("train", Delivered(2, 80))
    assert told == [1]
    assert journal.path.read_bytes().count(b"\n") == 2
