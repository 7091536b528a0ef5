"""A course of one long train: what a console that dies in its middle had counted is in the log, whatever the server heard."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from client_tms.dialogs import StartDialog
from client_tms.session.course import Phase
from client_tms.session.journal import JournalStore
from shared import clock
from shared.contracts.tms.types import Execution, ExecutionStatus, LogEntry, Why
from shared.documents.treatment_record import treatment_record
from tests.client_tms.station import Console, dialog
from tests.server.tms.world import World, rtms
from tests.shared.documents.readback import pages


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that runs fast is looked at more often."""
    monkeypatch.setattr("client_tms.session.progress.PROGRESS_EVERY_S", 0.05)


def charged(world: World, open_console: Any, speed: float) -> tuple[Console, Execution]:
    """A console that is to give 1200 pulses at 1 Hz without a break."""
    console: Console = open_console(speed=speed)
    _, patient = world.in_patient()
    world.measure(patient.id)
    execution = world.session(world.prescribe(patient, rtms(80, "1", "1200", "0", trains=1)))
    console.ready()
    return console, execution


def start(console: Console, *, offline: bool) -> None:
    """F6; `offline`: nobody answers."""
    if offline:
        console.lose_server()
    console.press("F6")
    if offline:
        console.until(lambda: dialog(StartDialog))
        dialog(StartDialog).offline.click()
    console.phase(Phase.RUNNING)


def seen_after_a_crash(logs: Path, elsewhere: Path, console: Console) -> tuple[LogEntry, ...]:
    """What the next life of the station finds, were this one gone now."""
    elsewhere.mkdir()
    (path,) = logs.glob("*.session")
    shutil.copy(path, elsewhere)
    store = JournalStore(elsewhere)
    assert store.recover(Why.CONSOLE_DIED, clock.now()) == 1
    (waiting,) = store.waiting(console.station.room.station.database_id)
    assert waiting.log.status is ExecutionStatus.FAILED
    return waiting.log.entries


@pytest.mark.req("W9")
@pytest.mark.parametrize("offline", [False, True])
def test_a_crash_in_a_long_train_loses_no_pulses(world: World, open_console: Any, tmp_path: Path, *, offline: bool) -> None:
    console, _ = charged(world, open_console, 200.0)
    start(console, offline=offline)
    logs = tmp_path / "1号控制台"
    console.until(lambda: next(logs.glob("*.session")).read_text().count('"progress"') > 2)
    given = console.machine.delivered.pulses
    entries = seen_after_a_crash(logs, tmp_path / "after", console)
    counts = [entry.pulses_done for entry in entries]
    assert 0 < counts[-2] <= given
    assert counts == sorted(counts)
    assert [entry.what for entry in entries[-2:]] == ["progress", "interrupted"]
    assert counts[-1] == counts[-2]
    console.session.emergency_stop()


@pytest.mark.req("W9")
def test_what_was_counted_reaches_the_server_and_not_the_paper(world: World, open_console: Any) -> None:
    console, execution = charged(world, open_console, 200.0)
    start(console, offline=False)
    console.until(lambda: world.now(execution).pulses_done > 20)
    console.session.emergency_stop()
    console.filed()
    record = world.operator.treatment_record(execution.id)
    assert [entry.what for entry in record.entries].count("progress") > 0
    (paper,) = pages(treatment_record(record, "李敏", clock.now()))
    assert "急停" in paper
    assert "progress" not in paper


def test_a_machine_that_stands_adds_nothing_and_a_log_has_an_end(
    world: World, open_console: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client_tms.session.progress.PROGRESS_EVERY_S", 3600)
    monkeypatch.setattr("client_tms.session.progress._MOST_NOTED", 3)
    console, _ = charged(world, open_console, 20.0)
    start(console, offline=False)
    path = next((tmp_path / "1号控制台").glob("*.session"))

    def tick(pulses: int) -> int:
        console.until(lambda: console.machine.delivered.pulses >= pulses)
        console.session._progress._tell()
        on_disk: list[int] = []
        console.station.disk.do(lambda: path.read_text().count('"progress"')).done(on_disk.append)
        console.until(lambda: bool(on_disk))
        return on_disk[0]

    assert tick(3) == 1
    console.until(lambda: console.machine.delivered.pulses > 6)
    console.press("F7")
    given = console.machine.delivered.pulses
    assert [tick(given), tick(given)] == [2, 2]
    console.press("F6")
    assert [tick(given + 3), tick(given + 6)] == [3, 3]
    console.session.emergency_stop()
