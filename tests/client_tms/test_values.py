"""Values at the edge: absurd prescriptions, words in another language, tickets that come too late."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from client_tms import live, reasons
from client_tms.app import __file__ as station_file
from client_tms.console.chart import TrainChart
from client_tms.dialogs import reason_for
from client_tms.session.course import Phase
from client_tms.stimulator.simulator import Fault, Simulator
from server.tms import models
from server.tms.feed import _hash
from shared.contracts.tms.types import Because, PrescriptionGiven, Why
from shared.errors import ServerUnreachable
from shared.feed import FeedOptions
from shared.identifiers import new_id
from shared.qt.form_dialog import FormDialog
from tests.client_tms.station import Console, dialog
from tests.server.tms.world import SEED, World, rtms, theta
from tests.shared.feed.gateway import unused_port

MOST = 4000


@pytest.mark.parametrize(
    "stimulation",
    [
        replace(rtms(), trains=2_000_000_000),
        replace(rtms(), frequency_hz=Decimal(1_000_000_000)),
        replace(rtms(), train_s=Decimal(1_000_000_000)),
        replace(theta(), burst_pulses=1_000_000_000),
        replace(theta(), bursts_per_train=1_000_000_000, periods=1_000_000),
    ],
)
def test_the_chart_draws_a_few_thousand_at_most(qtbot: Any, stimulation: Any) -> None:
    chart = TrainChart()
    qtbot.addWidget(chart)
    chart.show_plan(stimulation)
    assert 0 < len(chart._starts) <= MOST
    assert 0 < len(chart._onsets) <= MOST
    chart.show_position(1.0)


@pytest.mark.req("W9")
def test_an_absurd_prescription_opens_with_a_finding(world: World, open_console: Any) -> None:
    """What another system sent before such values were refused is still there to be opened."""
    console: Console = open_console()
    notice = world.post(prescription=PrescriptionGiven(new_id(), replace(SEED, trains=1), "运动皮层"))
    console.phase(Phase.ARRIVED)
    console.rest()
    console.deaf()
    execution = world.now(notice.execution)
    absurd = replace(rtms(), trains=2_000_000, frequency_hz=Decimal(100_000))
    console.session.open(replace(execution, prescription=replace(execution.prescription, stimulation=absurd)))
    safety = console.page.safety
    console.until(lambda: any("2000000 串" in line.text() and line.isVisible() for line in safety.findChildren(QLabel)))
    assert console.page.centre.chart._starts == []
    assert console.page.centre.countdown.text() == "–"


@pytest.fixture
def english(dressed: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HIS_LANGUAGE", "en")
    translator = QTranslator(dressed)
    assert translator.load(str(Path(station_file).parent / "i18n" / "client_tms_en.qm"))
    dressed.installTranslator(translator)
    yield
    dressed.removeTranslator(translator)


@pytest.mark.req("W9")
def test_an_english_console_records_what_any_records(english: None, world: World, open_console: Any) -> None:
    console: Console = open_console(speed=1.0)
    _, execution = world.ready()
    console.ready()
    console.start()
    console.press("F7")
    console.press("F7")
    asked = dialog(FormDialog)
    assert asked.form.widget("reason").itemText(0) != reasons.STOP[0].zh == "患者不适"
    shown = asked.form.widget("reason").itemText(0)
    asked.form.widget("reason").setCurrentIndex(0)
    asked.yes.click()
    assert console.filed().reason is Why.UNWELL
    assert shown in console.page.centre.instruction.text()
    assert world.now(execution).reason is Why.UNWELL


def test_an_english_emergency_stop_and_a_fault_are_recorded_as_any(english: None, world: World, open_console: Any) -> None:
    machine = Simulator(1.0)
    console: Console = open_console(machine=machine)
    world.ready()
    console.ready()
    console.start()
    console.session.emergency_stop()
    assert console.filed().reason is Why.EMERGENCY_STOP
    assert "急停" not in console.page.centre.instruction.text()
    world.ready(name="李建国")
    console.until(lambda: bool(console.page.presenter.unacknowledged()))
    console.page.presenter.open(console.page.presenter.unacknowledged()[0].id)
    console.ready()
    console.start()
    machine.provoke(Fault.COIL_LOOSE)
    assert console.filed().reason == "线圈未连接"
    assert "线圈" not in console.page.machine.coil.text()


def test_typed_reasons_stay_as_typed(qtbot: Any, dressed: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    said: list[Because] = []
    asked = reason_for(window, "?", "ok", reasons.STOP, said.append)
    asked.form.widget("reason").setEditText("left early")
    asked.yes.click()
    assert said == ["left early"]


@pytest.mark.req("W6")
def test_a_ticket_that_comes_too_late_is_dropped(world: World, open_console: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection that asked for it has given up; the next asks for one of its own."""
    monkeypatch.setattr(live, "_TICKET_S", 0.05)
    feed = FeedOptions(f"ws://127.0.0.1:{unused_port()}/ws", "1号控制台", first_backoff_s=60.0)
    console: Console = open_console()
    following = live.LiveFeed(console.station.room, feed)
    gate, tickets = threading.Event(), list[str]()
    console.worker.query(lambda api: gate.wait(20))
    given_up = threading.Thread(target=lambda: _ask(following, tickets))
    given_up.start()
    console.until(lambda: not given_up.is_alive())
    assert tickets == ["ServerUnreachable"]
    gate.set()
    console.rest()
    late = {row["ticket_hash"] for row in world.rows(models.ticket)}
    monkeypatch.setattr(live, "_TICKET_S", 10.0)
    second = threading.Thread(target=lambda: _ask(following, tickets))
    second.start()
    console.until(lambda: not second.is_alive())
    assert len(late) == 1
    assert _hash(tickets[1]) in {row["ticket_hash"] for row in world.rows(models.ticket)} - late


def _ask(following: live.LiveFeed, tickets: list[str]) -> None:
    try:
        tickets.append(following._ticket())
    except ServerUnreachable as error:
        tickets.append(type(error).__name__)
