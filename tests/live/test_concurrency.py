"""Many at once over RPC, against two server processes on one database: exactly one wins, the others get a clear refusal."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from server import hospital as departments
from shared import clock
from shared.contracts.admission.types import PatientDetails, PatientQuery, Sex
from shared.contracts.pharmacy.types import BatchReceipt
from shared.errors import BusinessError
from shared.identifiers import new_key
from shared.rpc import Address, Client, bound
from tests.live.processes import HospitalOfProcesses, ServerProcess, free_port, log_in_when_possible, running_hospital
from tests.live.stations import LiveHospital
from tests.scenarios.people import PO, QD, Cashier, Nurse, Order, Pharmacist, on, prepare

pytestmark = pytest.mark.live


class Twins:
    """A second server process beside each of admission and pharmacy, on the same database."""

    def __init__(self, processes: HospitalOfProcesses) -> None:
        self.processes = processes
        self.ports = {name: free_port() for name in ("admission", "pharmacy")}
        self._servers = []
        for name, port in self.ports.items():
            config = processes.directory / f"twin-{name}.toml"
            text = processes.config.read_text(encoding="utf-8")
            text = text.replace(f"port = {processes.ports[name]}", f"port = {port}")
            text = text.replace(f"metrics_port = {processes.metrics_ports[name]}", "metrics_port = 0")
            config.write_text(text, encoding="utf-8")
            self._servers.append(ServerProcess(name, config))
        for server in self._servers:
            server.wait_ready()

    def client(self, name: str, login: str, number: int) -> Client[Any]:
        """A logged-in client; even numbers go to the first process, odd ones to the second."""
        port = self.ports[name] if number % 2 else self.processes.ports[name]
        client: Client[Any] = Client(departments.department(name).contract, (Address("127.0.0.1", port),), timeout_s=30)
        client.connect()
        log_in_when_possible(client, login)
        return client

    def stop(self) -> None:
        """End the second processes."""
        for server in self._servers:
            server.stop()


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHospital]:
    with running_hospital(tmp_path_factory.mktemp("many") / "h", moment=on(1, 8)) as processes:
        made = LiveHospital(processes)
        prepare(made)
        yield made


@pytest.fixture(scope="module")
def twins(hospital: LiveHospital) -> Iterator[Twins]:
    made = Twins(hospital.processes)
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def _hospital_time(hospital: LiveHospital) -> None:
    """Every test of this file keeps the shared hospital's time."""
    clock.use_control_file(hospital.processes.clock_file)


def _all_at_once(actions: list[Callable[[], Any]]) -> tuple[list[Any], list[BusinessError]]:
    done: list[Any] = []
    refused: list[BusinessError] = []
    start = threading.Barrier(len(actions))

    def press(action: Callable[[], Any]) -> None:
        start.wait()
        try:
            done.append(action())
        except BusinessError as error:
            refused.append(error)

    threads = [threading.Thread(target=press, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done, refused


@pytest.mark.req("R1.11", "T1")
def test_twenty_register_at_once(twins: Twins) -> None:
    clients = [twins.client("admission", f"cashier{1 + number % 2}", number) for number in range(20)]
    people = [PatientDetails(f"同时{number}", Sex.MALE) for number in range(20)]
    done, refused = _all_at_once(
        [lambda c=client, p=person: c.api.register_patient(p) for client, person in zip(clients, people, strict=True)]
    )
    assert refused == []
    assert len({patient.patient_no for patient in done}) == 20
    assert len(clients[0].api.find_patients(PatientQuery("同时")).rows) == 20


def _request(hospital: LiveHospital, drug: str, dose: str, name: str, bed: str) -> Any:
    """A patient with one order for `drug`, run; answers the pharmacy's request row."""
    hospital.at(on(1, 10))
    cashier, nurse = Cashier(hospital), Nurse(hospital, "nurse1")
    stay = cashier.admits(cashier.registers(PatientDetails(name, Sex.FEMALE, date(1960, 1, 1))))
    hospital.settle_down()
    nurse.receives(stay, bed)
    nurse.enters(stay, (Order(drug, dose, "mg", PO, QD, 1),), on(1, 10))
    Nurse(hospital, "nurse2").confirms(stay)
    nurse.runs(stay)
    hospital.settle_down()
    return next(row for row in Pharmacist(hospital).requests() if row.patient_name == name)


@pytest.mark.req("R3.C")
def test_eight_pharmacists_on_one_request(hospital: LiveHospital, twins: Twins) -> None:
    row = _request(hospital, "100003", "20", "甲病人", "W01-001")
    before = Pharmacist(hospital).stock_of("100003")
    clients = [twins.client("pharmacy", f"dispenser{1 + number % 2}", number) for number in range(8)]
    lines = tuple(line.line_id for line in clients[0].api.request(row.request_id).lines.rows)
    done, refused = _all_at_once([lambda c=client: c.api.dispense(row.request_id, lines) for client in clients])
    assert len(done) == 1
    assert Counter(error.code for error in refused) == {"pharmacy.line_not_waiting": 7}
    assert before - Pharmacist(hospital).stock_of("100003") == 1


@pytest.mark.req("R3.C")
def test_eight_pharmacists_on_the_last_box(hospital: LiveHospital, twins: Twins) -> None:
    head = hospital.station("pharmacy", "pharmacist")
    head.receive_batches((BatchReceipt("100007", "LAST", date(2027, 1, 1), Decimal(1)),), "期初")
    rows = [_request(hospital, "100007", "25", f"末盒{number}", f"W01-{10 + number:03d}") for number in range(8)]
    clients = [twins.client("pharmacy", f"dispenser{1 + number % 2}", number) for number in range(8)]
    actions = []
    for client, row in zip(clients, rows, strict=True):
        lines = tuple(line.line_id for line in client.api.request(row.request_id).lines.rows)
        actions.append(lambda c=client, r=row, ticked=lines: c.api.dispense(r.request_id, ticked))
    done, refused = _all_at_once(actions)
    assert len(done) == 1
    assert Counter(error.code for error in refused) == {"pharmacy.stock_short": 7}
    assert Pharmacist(hospital).stock_of("100007") == 0


@pytest.mark.req("T2")
def test_a_station_goes_on_with_another_server_of_its_database(hospital: LiveHospital, twins: Twins) -> None:
    contract = departments.department("admission").contract
    ports = (hospital.processes.ports["admission"], twins.ports["admission"])
    client: Client[Any] = Client(contract, tuple(Address("127.0.0.1", port) for port in ports))
    client.connect()
    log_in_when_possible(client, "cashier1")
    key = new_key()
    first = bound(client.api, key).register_patient(PatientDetails("换服务器", Sex.MALE))
    hospital.processes.servers["admission"].kill()
    assert bound(client.api, key).register_patient(PatientDetails("换服务器", Sex.MALE)) == first
    assert client.api.patient(first.patient_no).details.name == "换服务器"
    client.close()
    hospital.revive()
