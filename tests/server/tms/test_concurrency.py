"""Eight consoles at two servers of one database press at the same moment (W3, W6)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from server.kernel.unit_of_work import SYSTEM
from server.tms import following, jobs, models
from server.tms.jobs import MOST_SENDS
from shared import clock
from shared.contracts.admission.types import StayState
from shared.contracts.tms.errors import (
    ExecutionChanged,
    OwnedByOther,
    PatientInTreatment,
    PrescriptionChanged,
    RequestUnknown,
    TicketInvalid,
)
from shared.contracts.tms.events import ExecutionNoticed
from shared.contracts.tms.types import Execution, NewExecution, Prescription, PrescriptionGiven, SessionLog, StatusUpdate
from shared.errors import BusinessError, DatabaseBusy
from shared.identifiers import OrderId, StayId, new_id
from tests.in_process import InProcessHospital, hospital
from tests.postgres import Cluster
from tests.server.tms.world import COMPLETED, DISPATCHED, EXECUTING, FAILED, LI, SEED, World, on

CONSOLES = 8
pytestmark = [pytest.mark.db, pytest.mark.req("W3")]


@pytest.fixture(scope="module", params=["default", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessHospital]:
    """SQLite lets one write at a time; only a database where several do shows who waits for whom."""
    url = request.getfixturevalue("postgres").new_database if request.param == "postgresql" else None
    with hospital(tmp_path_factory.mktemp("hospital"), "tms", url=url) as made:
        yield made


@pytest.fixture(autouse=True)
def no_deadlocks(running: InProcessHospital, request: pytest.FixtureRequest) -> Iterator[None]:
    """Whoever writes takes its locks in one order: sessions, requests, statements, the counter of notices."""
    if running.running["tms"].engine.dialect.name != "postgresql":
        yield
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    before = cluster.deadlocks()
    yield
    assert cluster.deadlocks() == before


@pytest.fixture(scope="module")
def two_servers(running: InProcessHospital) -> Iterator[InProcessHospital]:
    second = running.another_server("tms")
    running.running["tms at another server"] = second
    yield running
    second.engine.dispose()


def all_at_once(hospital: InProcessHospital, press: Callable[[Any, int], Any], login: str = "tms1") -> list[Any]:
    """Eight stations press at the same moment; their results, or the errors they got."""
    begin = threading.Barrier(CONSOLES)
    servers = ("tms", "tms at another server")
    stations = [hospital.station(servers[each % 2], login) for each in range(CONSOLES)]

    def one(number: int) -> Any:
        begin.wait()
        try:
            return press(stations[number], number)
        except BusinessError as error:
            return error

    with ThreadPoolExecutor(CONSOLES) as pool:
        return list(pool.map(one, range(CONSOLES)))


def test_of_consoles_that_start_at_once_one_owns_the_attempt(two_servers: InProcessHospital, world: World) -> None:
    stay, made = world.ready()
    world.received(made)

    def start(api: Any, number: int) -> Execution:
        update = StatusUpdate(made.id, EXECUTING, f"{number}号台", clock.now())
        now: Execution = api.update_status(update)
        return now

    results = all_at_once(two_servers, start)
    (owner,) = [each for each in results if isinstance(each, Execution)]
    lost = [each for each in results if isinstance(each, BusinessError)]
    assert {type(each) for each in lost} == {OwnedByOther}
    assert {each.sentence() for each in lost} == {f"已由{owner.console}执行"}
    assert world.now(made).console == owner.console

    def complete(api: Any, _number: int) -> Execution:
        now: Execution = api.update_status(StatusUpdate(made.id, COMPLETED, owner.console, clock.now()))
        return now

    done = all_at_once(two_servers, complete)
    assert {type(each) for each in done} <= {Execution, ExecutionChanged}
    assert len(world.sessions_charged(stay)) == 1


def test_acknowledgements_at_once_are_one(two_servers: InProcessHospital, world: World) -> None:
    made = world.post().execution
    results = all_at_once(two_servers, lambda api, number: api.acknowledge(made.id, f"客户端{number}", clock.now()))
    seen = [each for each in results if isinstance(each, Execution)]
    assert {type(each) for each in results} <= {Execution, ExecutionChanged}
    assert {each.status for each in seen} == {DISPATCHED}
    assert len({each.client_info for each in seen}) == 1


def test_posts_with_one_reference_at_once_are_one_execution(two_servers: InProcessHospital, world: World) -> None:
    prescription, reference = PrescriptionGiven(new_id(), SEED, "运动皮层"), new_id()
    new = NewExecution(prescription=prescription, patient=LI, client_reference=reference)
    results = all_at_once(two_servers, lambda api, _: api.create_execution(new), "his_api")
    answered = [each for each in results if not isinstance(each, BusinessError)]
    assert {type(each) for each in results if isinstance(each, BusinessError)} <= {DatabaseBusy}
    assert len({(each.number, each.execution.id) for each in answered}) == 1
    assert len([row for row in world.rows(models.execution) if row["client_reference"] == reference]) == 1


def test_notices_are_numbered_as_they_are_committed(two_servers: InProcessHospital, world: World) -> None:
    results = all_at_once(
        two_servers,
        lambda api, _: api.create_execution(
            NewExecution(prescription=PrescriptionGiven(new_id(), SEED, "运动皮层"), patient=LI),
        ),
        "his_api",
    )
    numbers = sorted(each.number for each in results)
    assert numbers == list(range(numbers[0], numbers[0] + CONSOLES))
    told = [fact.number for fact in world.facts(ExecutionNoticed)]
    assert told == sorted(told)


def test_a_ticket_is_used_by_one(two_servers: InProcessHospital, world: World) -> None:
    ticket = world.operator.feed_ticket().ticket
    tokens = [running.sessions._open("", "gateway") for running in two_servers.running.values() if running.department.name == "tms"]

    def redeem(_api: Any, number: int) -> Any:
        server = ("tms", "tms at another server")[number % 2]
        return two_servers.proxy(server, tokens[number % 2], lambda: "").redeem_ticket(ticket)

    results = all_at_once(two_servers, redeem)
    assert [type(each) for each in results].count(TicketInvalid) == CONSOLES - 1


def test_of_consoles_that_start_sessions_of_one_patient_at_once_one_does(two_servers: InProcessHospital, world: World) -> None:
    _, first = world.ready()
    made = [world.received(world.session(first.prescription)) for _ in range(CONSOLES)]

    def start(api: Any, number: int) -> Execution:
        now: Execution = api.update_status(StatusUpdate(made[number].id, EXECUTING, f"{number}号台", clock.now()))
        return now

    results = all_at_once(two_servers, start)
    refused = [each for each in results if isinstance(each, BusinessError)]
    assert {type(each) for each in refused} <= {PatientInTreatment, DatabaseBusy}
    assert len(refused) == CONSOLES - 1
    assert [world.now(each).status for each in made].count(EXECUTING) == 1


def cancelled_run(world: World) -> tuple[StayId, Execution]:
    """A session whose console went silent, and which was cancelled."""
    stay, made = world.ready()
    world.start(made)
    world.cancel_silent(made)
    return stay, made


@pytest.mark.req("W6")
def test_a_run_that_is_told_of_again_and_again_at_once_is_charged_once(two_servers: InProcessHospital, world: World) -> None:
    stay, made = cancelled_run(world)
    update = StatusUpdate(made.id, COMPLETED, "1号台", clock.now(), attempt=1)
    results = all_at_once(two_servers, lambda api, _: api.update_status(update))
    told = [each for each in results if isinstance(each, Execution)]
    assert {type(each) for each in results} <= {Execution, DatabaseBusy}
    assert len({each.id for each in told}) == 1
    assert len(world.sessions_charged(stay)) == 1


@pytest.mark.req("W6")
def test_the_record_and_the_word_of_one_run_at_once_are_charged_once(two_servers: InProcessHospital, world: World) -> None:
    stay, made = cancelled_run(world)
    update, record = StatusUpdate(made.id, COMPLETED, "1号台", clock.now(), attempt=1), world.log(made)

    def tell(api: Any, number: int) -> Execution:
        now: Execution = api.file_log(record) if number % 2 else api.update_status(update)
        return now

    results = all_at_once(two_servers, tell)
    assert {type(each) for each in results} <= {Execution, DatabaseBusy}
    assert len(world.sessions_charged(stay)) == 1


def test_sessions_are_created_while_others_of_the_stay_are_acknowledged(two_servers: InProcessHospital, world: World) -> None:
    for _ in range(3):
        _, first = world.ready()
        waiting = [world.session(first.prescription) for _ in range(CONSOLES)]

        def press(api: Any, number: int, waiting: list[Execution] = waiting) -> Any:
            if number % 2:
                return api.acknowledge(waiting[number].id, "客户端", clock.now())
            return api.create_execution(NewExecution(prescription_id=waiting[0].prescription.id))

        assert not [each for each in all_at_once(two_servers, press) if isinstance(each, BusinessError)]


def test_sessions_are_told_again_while_consoles_acknowledge_them(two_servers: InProcessHospital, world: World) -> None:
    for _ in range(3):
        made = [world.post().execution for _ in range(CONSOLES)]
        for _ in range(MOST_SENDS - 1):
            world.machine_passes(timedelta(seconds=40))
            world.run_job("tell again")
        world.machine_passes(timedelta(seconds=40))
        units = [running.units for running in two_servers.running.values() if running.department.name == "tms"]

        def press(api: Any, number: int, made: list[Execution] = made, units: list[Any] = units) -> Any:
            if number == 0:
                return units[0].write(SYSTEM, "tell again", jobs.tell_again)
            return api.acknowledge(made[-number].id, "客户端", clock.now())

        results = all_at_once(two_servers, press)
        assert {each.code for each in results if isinstance(each, BusinessError)} <= {ExecutionChanged.code}
        # The last telling of the others is over: who was heard just now is not called unheard as well.
        for each in made[1:]:
            now = world.now(each)
            assert (now.received_at is None) == now.undelivered


def test_a_prescription_is_stopped_while_consoles_acknowledge_its_sessions(two_servers: InProcessHospital, world: World) -> None:
    for _ in range(3):
        _, first = world.ready()
        made = [first, *(world.session(first.prescription) for _ in range(CONSOLES - 1))]
        doctor, course = two_servers.station("tms", "tmsdoc1"), world.now(first).prescription

        def press(api: Any, number: int, made: list[Execution] = made, doctor: Any = doctor, course: Prescription = course) -> Any:
            if number == 0:
                return doctor.stop_prescription(course.id, course.version, "改方案")
            return api.acknowledge(made[-number].id, "客户端", clock.now())

        results = all_at_once(two_servers, press)
        assert {type(each) for each in results if isinstance(each, BusinessError)} <= {ExecutionChanged, PrescriptionChanged}
        if not isinstance(results[0], BusinessError):
            assert {world.now(each).status for each in made} == {FAILED}


def test_prescriptions_are_superseded_while_others_are_sent(two_servers: InProcessHospital, world: World) -> None:
    for _ in range(3):
        sent = [new_id() for _ in range(CONSOLES // 2)]
        for number in sent:
            world.post(prescription=PrescriptionGiven(number, SEED, "运动皮层"))

        def press(api: Any, number: int, sent: list[str] = sent) -> Any:
            known, other = sent[number // 2], replace(SEED, threshold_percent=70)
            new = PrescriptionGiven(known, other, "运动皮层") if number % 2 else PrescriptionGiven(new_id(), SEED, "运动皮层")
            return api.create_execution(NewExecution(prescription=new, patient=world.li))

        assert not [each for each in all_at_once(two_servers, press, "his_api") if isinstance(each, BusinessError)]


def ordered(world: World, courses: int) -> tuple[StayId, list[OrderId], list[Execution]]:
    """A patient with ward's orders, a course for each, and a session of each course that waits."""
    stay, patient = world.in_patient()
    world.measure(patient.id)
    orders = [world.order(stay) for _ in range(courses)]
    return stay, orders, [world.session(world.prescribe(order_id=order)) for order in orders]


def test_orders_stop_while_consoles_acknowledge_their_sessions(two_servers: InProcessHospital, world: World) -> None:
    for _ in range(3):
        stay, orders, made = ordered(world, CONSOLES - 1)
        for order in orders:
            world.stop_order(stay, order, on(1, 10, 30))
        world.at(1, 10, 31)
        units = two_servers.running["tms"].units

        def press(api: Any, number: int, made: list[Execution] = made, units: Any = units) -> Any:
            if number == 0:
                return units.write(SYSTEM, "stopped orders", following.end_stopped)
            return api.acknowledge(made[-number].id, "客户端", clock.now())

        results = all_at_once(two_servers, press)
        assert {type(each) for each in results if isinstance(each, BusinessError)} <= {ExecutionChanged, PrescriptionChanged}
        world.at(1, 10)


def test_a_patient_leaves_while_sessions_are_acknowledged_and_a_course_begins(two_servers: InProcessHospital, world: World) -> None:
    for _ in range(3):
        stay, orders, made = ordered(world, CONSOLES - 2)
        free, number_of = world.order(stay), made[0].prescription.patient.his_id
        doctor, draft = two_servers.station("tms", "tmsdoc1"), world.draft(order_id=free)

        def press(
            api: Any,
            number: int,
            stay: StayId = stay,
            made: list[Execution] = made,
            doctor: Any = doctor,
            draft: Any = draft,
            number_of: int | None = number_of,
        ) -> Any:
            if number == 0:
                return world.stay_changed(stay, StayState.DISCHARGING, patient_no=number_of, declared_at=on(1, 11))
            if number == 1:
                return doctor.prescribe(draft)
            return api.acknowledge(made[-number + 1].id, "客户端", clock.now())

        results = all_at_once(two_servers, press)
        assert {type(each) for each in results if isinstance(each, BusinessError)} <= {
            ExecutionChanged,
            RequestUnknown,
            DatabaseBusy,
        }
        assert len(orders) == len(made)


@pytest.mark.req("W3")
def test_a_record_filed_while_the_session_is_tried_again_keeps_its_dose(two_servers: InProcessHospital, world: World) -> None:
    for _ in range(5):
        _, made = world.ready()
        world.start(made)
        world.update(made, EXECUTING, pulses_done=40, trains_done=1)
        record = world.log(made, FAILED, pulses=360)
        world.cancel_silent(made)

        def press(api: Any, number: int, made: Execution = made, record: SessionLog = record) -> Any:
            return api.retry(made.id) if number else api.file_log(record)

        all_at_once(two_servers, press)
        assert world.now(made).pulses_before == 360
