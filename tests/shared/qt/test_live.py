"""Worker, feed and log-in against a real admission server that is killed and started again (requirement T2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.types import PatientDetails, Sex
from shared.errors import OutcomeUnknown, ServerUnreachable
from shared.identifiers import new_key
from shared.qt.feed import ChangeFeed
from shared.qt.worker import LinkState, Worker
from shared.rpc.client import Client
from tests.live.processes import HospitalOfProcesses, log_in_when_possible, running_hospital
from tests.passwords import PASSWORD

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HospitalOfProcesses]:
    with running_hospital(tmp_path_factory.mktemp("station"), "messages", "catalog", "admission") as made:
        log_in_when_possible(made.client(AdmissionContract), "cashier1")
        yield made


@pytest.fixture
def station(hospital: HospitalOfProcesses, qtbot: Any) -> Iterator[Worker[AdmissionContract]]:
    worker: Worker[AdmissionContract] = Worker(Client(AdmissionContract, (hospital.address("admission"),), timeout_s=3))
    with qtbot.waitSignal(worker.state_changed):
        worker.start()
    sessions: list[Any] = []
    worker.log_in("cashier1", PASSWORD).done(sessions.append)
    qtbot.waitUntil(lambda: bool(sessions))
    yield worker
    worker.close()
    assert not worker._thread.is_alive()


def register(worker: Worker[AdmissionContract], name: str) -> tuple[list[Any], list[Any]]:
    done: list[Any] = []
    failed: list[Any] = []
    key = new_key()
    sent = worker.command(lambda api: api.register_patient(PatientDetails(name, Sex.MALE)), key=key)
    sent.done(done.append).failed(failed.append)
    return done, failed


@pytest.mark.req("T2")
def test_a_killed_server_is_noticed_and_the_station_goes_on_with_its_session(
    hospital: HospitalOfProcesses, station: Worker[AdmissionContract], qtbot: Any
) -> None:
    done, _ = register(station, "王一")
    qtbot.waitUntil(lambda: bool(done))
    hospital.servers["admission"].kill()
    _, failed = register(station, "王二")
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], ServerUnreachable | OutcomeUnknown)
    qtbot.waitUntil(lambda: station.state is LinkState.OFFLINE)
    hospital.start("admission")
    qtbot.waitUntil(lambda: station.state is LinkState.ONLINE, timeout=15000)
    done, failed = register(station, "王三")
    qtbot.waitUntil(lambda: bool(done or failed))
    assert failed == []
    assert done[0].details.name == "王三"


def test_the_feed_tells_what_another_station_did(
    hospital: HospitalOfProcesses, station: Worker[AdmissionContract], qtbot: Any
) -> None:
    feed = ChangeFeed(Worker(Client(AdmissionContract, (hospital.address("admission"),), timeout_s=35)), station)
    news: list[tuple[str, str]] = []
    feed.changed.connect(lambda change: news.append((change.kind, change.subject)))
    assert station.session is not None
    feed.start(station.session)
    qtbot.waitUntil(lambda: feed._cursor >= 0)
    _, failed = register(station, "赵六")
    qtbot.waitUntil(lambda: bool(news), timeout=5000)
    assert failed == []
    # A poll that the server holds for 25 s is on its way.
    qtbot.waitUntil(lambda: feed._asking)
    thread = feed._worker._thread
    feed.close()
    qtbot.waitUntil(lambda: not thread.is_alive())
