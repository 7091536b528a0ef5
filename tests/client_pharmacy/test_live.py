"""The station as it is started, against real server processes: log in, hear of a request, dispense it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from client_pharmacy import app
from shared import clock
from shared.contracts import events
from shared.contracts.common import LineKind, PlannedLine
from shared.contracts.events import Event
from shared.contracts.messages.contract import MessagesContract
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.contracts.pharmacy.types import BatchReceipt
from shared.contracts.ward.events import LinesPlanned
from shared.identifiers import LineId, RequestId, StayId, new_id
from shared.qt.app import StationProgram
from shared.rpc.client import Client
from tests.live.processes import HospitalOfProcesses, running_hospital
from tests.passwords import PASSWORD
from tests.server.pharmacy.world import ASPIRIN, FAR, WARD_1, number


@pytest.fixture
def hospital(tmp_path: Path) -> Iterator[HospitalOfProcesses]:
    with running_hospital(tmp_path, "messages", "catalog", "pharmacy") as made:
        yield made


def plan(hospital: HospitalOfProcesses) -> None:
    """The ward asks for three tablets."""
    stay, now = StayId(new_id()), clock.now()
    line = PlannedLine(
        line_id=LineId(new_id()),
        stay_id=stay,
        source="ward",
        ward=WARD_1,
        kind=LineKind.LONG_TERM,
        order_id=None,
        group_no=0,
        item_code=ASPIRIN,
        item_name="阿司匹林肠溶片",
        spec="100mg",
        unit="片",
        income_type=1,
        is_drug=True,
        quantity=number(3),
        price=None,
        service_date=now.date(),
        created_at=now,
        ordered_as=LineKind.LONG_TERM,
    )
    fact = LinesPlanned(stay, WARD_1, "W01-012", 100001, "张秀英", RequestId(new_id()), (line,))
    event = Event(new_id(), "ward", 1, 1, fact.event_type, stay, now, events.encode(fact))
    center = Client(MessagesContract, (hospital.address("messages"),))
    center.log_in_service("ward", (hospital.directory / "service.secret").read_text(encoding="ascii").strip())
    center.api.append("ward", (event,))
    center.close()


@pytest.fixture
def station(hospital: HospitalOfProcesses) -> Iterator[StationProgram[PharmacyContract]]:
    # Made by a fixture, it outlives the widgets, as in a running program.
    made: StationProgram[PharmacyContract] = StationProgram(
        "中心药房", PharmacyContract, (hospital.address("pharmacy"),), None, app.build
    )
    yield made
    made.close()


@pytest.mark.live
@pytest.mark.req("R3.2")
@pytest.mark.req("R3.P")
def test_a_request_arrives_and_is_dispensed(
    hospital: HospitalOfProcesses, station: StationProgram[PharmacyContract], qtbot: Any
) -> None:
    chief = hospital.client(PharmacyContract, "pharmacist").api
    chief.receive_batches((BatchReceipt(ASPIRIN, "B1", FAR, number(10)),), "期初")
    station.log_in()
    login = station.login
    assert login is not None
    qtbot.waitUntil(login.submit.isEnabled, timeout=10_000)
    login.name.setText("dispenser1")
    login.password.setText(PASSWORD)
    login.submit.click()
    qtbot.waitUntil(lambda: station.shell is not None, timeout=10_000)
    assert station.shell is not None
    qtbot.addWidget(station.shell)
    page: Any = station.shell.pages[0]
    qtbot.waitUntil(lambda: page.wards.rows().rowCount() == 1, timeout=10_000)
    plan(hospital)
    qtbot.waitUntil(lambda: page.lines.rows().rowCount() == 1, timeout=20_000)
    page.dispense_key.press()
    qtbot.waitUntil(lambda: "张秀英  已发 1 项" in station.shell.toasts(), timeout=10_000)
    assert [row.quantity for row in chief.batches(ASPIRIN).rows] == [number(7)]
