"""Hospital time: zone, day bounds, and the control file that tests and the demo set."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from shared import clock
from tests.scenarios.people import wait_until

ROOT = Path(__file__).parents[2]


@pytest.fixture
def control(tmp_path: Path) -> Iterator[Path]:
    """A control file that is in force."""
    path = tmp_path / "hospital.time"
    clock.set_control_file(path, clock.at(date(2026, 11, 20), 10, 30))
    clock.use_control_file(path)
    yield path
    clock.use_control_file(None)


def test_without_a_control_file_hospital_time_is_machine_time() -> None:
    before, now, after = datetime.now(UTC), clock.now(), datetime.now(UTC)
    assert before <= now <= after
    assert now.utcoffset() == timedelta(hours=8)


def test_the_control_file_sets_hospital_time_and_day(control: Path) -> None:
    assert clock.now() == datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    assert clock.today() == date(2026, 11, 20)


def test_a_change_of_the_control_file_is_seen_at_once(control: Path) -> None:
    for minutes in range(50):
        moment = clock.at(date(2026, 11, 21)) + timedelta(minutes=minutes)
        clock.set_control_file(control, moment)
        assert clock.now() == moment


def test_a_control_file_that_runs_goes_on_from_its_moment(control: Path) -> None:
    begun, moment = clock.monotonic(), clock.at(date(2026, 11, 21), 8)
    clock.set_control_file(control, moment, runs=True)
    first = clock.now()
    wait_until(lambda: clock.now() > first)
    assert moment <= first < clock.now() <= moment + timedelta(seconds=clock.monotonic() - begun)
    assert clock.now().utcoffset() == timedelta(hours=8)


def test_every_process_reads_the_same_running_time(control: Path) -> None:
    clock.set_control_file(control, clock.at(date(2026, 11, 21), 8), runs=True)
    other = (
        f"from pathlib import Path; from shared import clock; clock.use_control_file(Path({str(control)!r})); print(clock.now())"
    )
    before = clock.now()
    said = subprocess.run([sys.executable, "-c", other], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert before < datetime.fromisoformat(said.strip()) < clock.now()


def test_a_moment_of_another_zone_is_read_in_the_hospitals(control: Path) -> None:
    clock.set_control_file(control, datetime(2026, 11, 20, 16, 5, tzinfo=UTC))
    assert clock.now().isoformat() == "2026-11-21T00:05:00+08:00"
    assert clock.today() == date(2026, 11, 21)


def test_setting_leaves_nothing_else_behind(control: Path) -> None:
    clock.set_control_file(control, clock.at(date(2026, 11, 22)))
    assert os.listdir(control.parent) == [control.name]


def test_hospital_time_has_a_zone(control: Path) -> None:
    with pytest.raises(ValueError, match="zone"):
        clock.set_control_file(control, datetime(2026, 11, 20, 10, 30))  # noqa: DTZ001 — the naive moment is the case
    assert clock.now() == clock.at(date(2026, 11, 20), 10, 30)


def test_letting_go_of_the_control_file_goes_back_to_the_machine(control: Path) -> None:
    clock.use_control_file(None)
    assert abs(clock.now() - clock.utc_now()) < timedelta(seconds=5)


def test_machine_time_is_never_controlled(control: Path) -> None:
    assert abs(clock.utc_now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.monotonic() <= clock.monotonic()


def test_day_bounds_are_half_open_and_in_hospital_time() -> None:
    first, end = clock.day_bounds(date(2026, 11, 18), date(2026, 11, 20))
    assert (first, end) == (datetime(2026, 11, 17, 16, tzinfo=UTC), datetime(2026, 11, 20, 16, tzinfo=UTC))
    assert clock.day_bounds(date(2026, 12, 31), date(2026, 12, 31))[1] == clock.at(date(2027, 1, 1))


def test_local_keeps_the_moment() -> None:
    moment = datetime(2026, 11, 20, 16, 5, tzinfo=UTC)
    assert clock.local(moment) == moment
    assert clock.local(moment).hour == 0
