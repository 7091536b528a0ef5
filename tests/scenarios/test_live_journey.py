"""The same journey against servers in processes of their own, over TLS, and with the power cut at every dangerous moment."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest

from tests.live.processes import running_hospital
from tests.live.stations import LiveHospital
from tests.scenarios.people import ZHANG, on
from tests.scenarios.test_patient_journey import Journey

pytestmark = pytest.mark.live


def _metrics(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as page:
        return str(page.read(), "utf-8")


def _play(hospital: LiveHospital) -> Journey:
    journey = Journey(hospital)
    journey.until_settlement()
    journey.settlement()
    journey.every_number_is_right()
    journey.farewell()
    return journey


@pytest.mark.req("T1", "R3.P")
def test_over_tls_and_nothing_of_the_patient_in_logs_or_metrics(tmp_path: Path) -> None:
    with running_hospital(tmp_path / "h", tls=True, moment=on(1, 8)) as processes:
        _play(LiveHospital(processes))
        metrics = "".join(_metrics(processes.metrics_ports[name]) for name in processes.names)
        assert {server.stop() for server in processes.servers.values()} == {0}
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "h" / "log").glob("*.log*"))
    assert written.count('"what": "call"') > 60
    assert 'his_calls_total{department="admission",operation="settle",outcome="ok"} 1.0' in metrics
    for secret in (ZHANG.name, ZHANG.id_card, ZHANG.phone, ZHANG.address, "朝阳"):
        assert secret not in written
        assert secret not in metrics


QUICK = [
    ("admission", "after_commit", 9),
    ("ward", "before_commit", 4),
    ("pharmacy", "after_publish", 2),
    ("messages", "after_commit", 12),
]
THOROUGH = [
    (department, point, occurrence)
    for department, first in (("admission", 5), ("ward", 3), ("pharmacy", 1))
    for point in ("before_commit", "after_commit", "before_relay", "after_publish", "after_handler")
    for occurrence in (first, first + 3)
] + [("messages", point, 20) for point in ("before_commit", "after_commit")]


def _survives(tmp_path: Path, department: str, point: str, occurrence: int) -> None:
    with running_hospital(tmp_path / "h", moment=on(1, 8), kill_at=f"{department}:{point}:{occurrence}") as processes:
        hospital = LiveHospital(processes)
        _play(hospital)
        assert hospital.deaths >= 1, "the kill point was never reached"


@pytest.mark.req("T12")
@pytest.mark.parametrize(("department", "point", "occurrence"), QUICK)
def test_a_power_cut_loses_and_doubles_nothing(tmp_path: Path, department: str, point: str, occurrence: int) -> None:
    _survives(tmp_path, department, point, occurrence)


@pytest.mark.req("T12")
@pytest.mark.slow
@pytest.mark.parametrize(("department", "point", "occurrence"), [each for each in THOROUGH if each not in QUICK])
def test_a_power_cut_anywhere_loses_and_doubles_nothing(tmp_path: Path, department: str, point: str, occurrence: int) -> None:
    _survives(tmp_path, department, point, occurrence)


@pytest.mark.req("T1")
def test_stations_work_on_while_the_message_center_is_away(tmp_path: Path) -> None:
    with running_hospital(tmp_path / "h", moment=on(1, 8)) as processes:
        hospital = LiveHospital(processes)
        journey = Journey(hospital)
        journey.admission()
        processes.servers["messages"].kill()
        hospital.at(on(1, 10))
        journey.cashier.takes_deposit(journey.stay, "20.00")
        waiting = journey.nurse.api.board("W01").waiting
        journey.nurse.receives(journey.stay)
        assert [each.stay_id for each in waiting] == [journey.stay]
        assert not journey.nurse.api.stay(journey.stay).synced
        processes.start("messages")
        hospital.settle_down()
        assert journey.nurse.api.stay(journey.stay).synced
        assert journey.cashier.api.stay(journey.stay).patient.bed == "W01-001"
