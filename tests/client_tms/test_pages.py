"""病人 and 设备, the live feed, the command line, and English."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtTest import QTest

from client_tms import options
from client_tms.session.course import Phase
from shared.contracts.tms.contract import TmsContract
from shared.contracts.tms.types import Device, DeviceGiven, DeviceStatus, FeedFilter, PatientGiven, line_of
from shared.feed import FeedOptions
from shared.qt.form_dialog import FormDialog
from shared.qt.i18n import __main__ as i18n
from shared.qt.preview import PreviewDialog
from shared.qt.program import parser
from tests.client_tms.station import SERIAL, Console, dialog
from tests.server.tms.world import World
from tests.shared.feed.gateway import SmallGateway, created


@pytest.mark.req("W9")
def test_the_history_of_a_patient_and_a_reprint(world: World, open_console: Any) -> None:
    _, execution = world.ready(name="张秀英")
    world.complete(execution, trains_done=10, pulses_done=400)
    console: Console = open_console()
    page = console.station.patients
    console.shell.open_page(page)
    page.search.setText("张秀英")
    console.until(lambda: page.sessions.rows().rowCount() == 1)
    row = page.courses.rows().row(0)
    assert (row.sessions_done, row.sessions) == (1, 20)
    columns = page.courses.rows().columns
    assert "1/20 次" in [column.shown(row) for column in columns]
    console.until(lambda: page.changes.rows().rowCount() == 4)
    prints: list[str] = []
    for _ in range(2):
        console.press("F9", page)
        console.until(lambda: dialog(PreviewDialog))
        shown = dialog(PreviewDialog)
        prints.append(_text(shown._pdf))
        shown.reject()
        console.until(lambda: dialog(PreviewDialog) is None)
    assert ["补打" in text for text in prints] == [False, True]
    assert "补打 1" in prints[1]


def _text(pdf: bytes) -> str:
    from tests.shared.documents.readback import text

    return text(pdf)


@pytest.mark.req("W11")
def test_somebody_from_elsewhere_is_registered_and_linked(world: World, open_console: Any) -> None:
    _, patient = world.in_patient(name="张秀英")
    console: Console = open_console("tmsdoc1")
    page = console.station.patients
    console.shell.open_page(page)
    console.press("Ctrl+N", page)
    asked = dialog(FormDialog)
    asked.form.widget("external_id").setText("WY-77")
    asked.form.widget("name").setText("张秀英")
    asked.yes.click()
    console.until(lambda: page.presenter.patient is not None)
    assert "外来编号" in console.shell.patient_banner.text()
    console.press("Ctrl+L", page)
    link = dialog(FormDialog)
    number = link.form.widget("patient_no")
    QTest.keyClicks(number, "x")
    link.yes.click()
    assert link.form.error("patient_no") == "请输入数字"
    number.setText("999999999")
    link.yes.click()
    console.until(lambda: "没有在院记录" in link.form.error("patient_no"))
    number.setText(str(patient.his_id))
    link.yes.click()
    console.until(lambda: f"住院号 {patient.his_id}" in console.shell.patient_banner.text())
    assert page.link_key.why_not == "只能为没有住院号的患者关联"
    assert world.by_number(patient.his_id or 0).code is None


@pytest.mark.req("W8")
def test_heartbeats_tell_how_the_machine_is(world: World, open_console: Any) -> None:
    console: Console = open_console(speed=1.0)
    world.ready()

    def status() -> DeviceStatus:
        devices: tuple[Device, ...] = world.operator.devices()
        return next(device.status for device in devices if device.sn == SERIAL)

    console.until(lambda: status() is DeviceStatus.ONLINE)
    console.ready()
    console.until(lambda: status() is DeviceStatus.ARMED)
    console.start()
    console.until(lambda: status() is DeviceStatus.RUNNING)
    device = next(device for device in world.operator.devices() if device.sn == SERIAL)
    assert (device.console, device.coil_celsius) == ("1号控制台", 24)
    assert "心跳 0 秒前" in console.page.machine.beat.text()


@pytest.mark.req("W8")
def test_a_device_is_registered_chosen_and_remembered(world: World, open_console: Any) -> None:
    console: Console = open_console("tmsdoc1", device=False)
    page = console.station.devices
    console.shell.open_page(page)
    console.press("Ctrl+N", page)
    asked = dialog(FormDialog)
    asked.form.widget("sn").setText(SERIAL)
    asked.yes.click()
    console.until(lambda: page.devices.rows().rowCount() == 1)
    page.devices.go_to(0)
    console.press("F5", page)
    console.until(lambda: page.choose_key.why_not == "已是本机设备")
    console.until(lambda: page.devices.rows().row(0).status is DeviceStatus.ONLINE)
    again: Console = open_console("tms1", "1号控制台", device=False)
    again.until(lambda: again.station.room.device is not None)
    assert again.station.room.device is not None
    assert again.station.room.device.sn == SERIAL


def test_a_device_that_another_console_uses_is_said(world: World, open_console: Any) -> None:
    open_console(name="2号控制台").rest()
    console: Console = open_console(device=False)
    console.station.room.device = None
    other = world.doctor.register_device(DeviceGiven(SERIAL))
    page = console.station.devices
    console.shell.open_page(page)
    console.until(lambda: page.devices.rows().rowCount() == 1)
    row = page.devices.rows().row(0)
    page._own = None
    page.devices.go_to(0)
    assert (row.id, row.console) == (other.id, "2号控制台")
    page._choose()
    assert any("它正由 2号控制台 使用" in text for text in console.shell.toasts())


@pytest.mark.req("W9")
def test_the_live_feed_brings_arrivals_and_takes_acknowledgements(world: World, open_console: Any) -> None:
    gateway = SmallGateway()
    console: Console = open_console(feed=FeedOptions(gateway.url, "1号控制台"))
    console.until(lambda: console.station.live.is_open)
    line = gateway.connection()
    assert "ticket=" in gateway.paths[0]
    console.deaf()
    _, execution = world.ready()
    line.send(created(execution.id))
    console.phase(Phase.ARRIVED)
    assert "实时推送已连接" in console.page.machine.feed.text()
    console.press("F5")
    received = gateway.hears("PRESCRIPTION_EXECUTION_RECEIVED")
    assert (received["executionId"], received["clientInfo"]) == (execution.id, "1号控制台")
    # This gateway confirms and tells the server nothing: the console makes sure by itself.
    console.phase(Phase.IDENTIFY)
    assert world.now(execution).received_at is not None
    gateway.close()
    console.until(lambda: not console.station.live.is_open)


@pytest.mark.req("W9")
def test_an_arrival_is_shown_from_its_frame_without_asking_the_server(world: World, open_console: Any) -> None:
    gateway = SmallGateway()
    console: Console = open_console(feed=FeedOptions(gateway.url, "1号控制台"))
    console.until(lambda: console.station.live.is_open)
    assert gateway.hears("SUBSCRIBE")["queue"] is True
    line = gateway.connection()
    console.deaf()
    _, first = world.ready(name="张秀英")
    line.send(created(first.id, line_of(first)))
    console.phase(Phase.ARRIVED)
    console.rest()
    _, second = world.ready(name="李建国")
    console.client.calls.clear()
    line.send(created(second.id, line_of(second)))
    console.until(lambda: len(console.page.queue.cards()) == 2)
    card = console.page.queue.cards()[1]
    assert (card.row, card.fresh) == (world.operator.queue(FeedFilter()).rows[1], True)
    console.rest()
    assert [call for call in console.client.calls if call != "heartbeat"] == []
    # An older word about it, told again by another gateway, changes nothing.
    line.send(created(second.id, msgspec.structs.replace(line_of(second), version=0, bed="旧")))
    line.send(created(first.id, line_of(first)))
    console.until(lambda: "execution" in console.client.calls)
    assert console.page.queue.cards()[1].row == card.row
    gateway.close()


def test_an_arrival_from_elsewhere_shows_its_code(world: World, open_console: Any) -> None:
    console: Console = open_console()
    world.post(patient=PatientGiven("9001", "欧阳九", code="MZ-9001"))
    console.phase(Phase.ARRIVED)
    assert "外来编号 MZ-9001" in console.shell.patient_banner.text()
    console.acknowledge()
    console.identify()


@pytest.mark.parametrize(
    ("arguments", "url"),
    [
        ([], "ws://localhost:9527/ws/prescriptionexecution"),
        (["--server", "tms1,tms2:99"], "ws://tms1:9527/ws/prescriptionexecution"),
        (["--ca", "x.pem"], "wss://localhost:9527/ws/prescriptionexecution"),
        (["--feed", "ws://g:1/ws"], "ws://g:1/ws"),
        (["--feed", "none"], None),
    ],
)
def test_where_the_feed_is(arguments: list[str], url: str | None) -> None:
    declared = parser("his-tms", "TMS治疗室", TmsContract.default_port)
    options.add(declared)
    chosen = declared.parse_args(arguments)
    found = options.feed_options(chosen.feed, chosen.server, chosen.ca, "台")
    assert (found and found.url) == url
    assert (chosen.stimulator, chosen.speed) == ("simulator", 1.0)


def test_english_is_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = i18n.ts_file("client_tms").read_bytes()
    copy = tmp_path / "copy.ts"
    copy.write_bytes(kept)
    monkeypatch.setattr(i18n, "ts_file", lambda _package: copy)
    i18n.update("client_tms")
    assert i18n.untranslated("client_tms") == []
    assert copy.read_bytes() == kept
    for message in ET.parse(copy).iter("message"):
        source, translation = message.findtext("source", ""), message.findtext("translation", "")
        assert set(re.findall(r"{\w+}", source)) == set(re.findall(r"{\w+}", translation)), source
