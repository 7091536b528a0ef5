"""The treatment room of the demo: a physician prescribes, an operator's console takes the session and runs it at the simulator.

`TreatmentRoom` is the operator's station as a journey drives it; the functions below are its steps, each over (demo, hands, album).
"""

from __future__ import annotations

from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from client_tms import app
from client_tms.app import TreatmentStation
from client_tms.session.controller import SessionController
from client_tms.session.course import Check, Phase
from client_tms.session.journal import JournalStore
from client_tms.stimulator.simulator import Simulator
from shared.contracts.tms.contract import TmsContract
from shared.contracts.tms.types import Execution, ExecutionStatus, FeedFilter
from shared.feed import FeedOptions
from shared.qt.app import StationProgram
from shared.qt.form_dialog import FormDialog
from shared.qt.shell import MainShell
from tests.demo.desks import ask, log_in
from tests.demo.hands import Album, Hands
from tests.demo.servers import DemoHospital
from tests.demo.steps import expect

D = TypeVar("D", bound=QDialog)
SPEED = 60.0
"""A minute of a session passes in a second."""
CONSOLE = "TMS-1"
PROTOCOL, TRAINS, PULSES = "ITBS600", 20, 600
THRESHOLD, OUTPUT = 52, 62
"""62 % = 52 % × 120 %, half up."""


class TreatmentRoom:
    """A station of the treatment room, with keys typed into its real window."""

    def __init__(self, demo: DemoHospital, login: str, hands: Hands, feed: FeedOptions | None = None) -> None:
        self.hands = hands
        self.machine = Simulator(SPEED)
        made: list[TreatmentStation] = []
        logs = JournalStore(demo.directory / "tms-sessions")
        self.connection: StationProgram[TmsContract] = StationProgram(
            "TMS治疗室",
            TmsContract,
            (demo.address("tms"),),
            None,
            lambda shell: made.append(app.build(shell, self.machine, logs, feed, CONSOLE)),
        )
        self.shell: MainShell = log_in(self.connection, login, hands)
        self.station = made[0]
        self.page = self.station.console
        self.session: SessionController = self.page.session

    def ask(self, question: Any) -> Any:
        """A contract call over the station's own connection."""
        return ask(self.hands, self.connection, question)

    def rest(self) -> None:
        """Until every call is answered."""
        self.hands.waitUntil(lambda: self.connection.worker._waiting == 0)

    def phase(self, phase: Phase) -> None:
        """Until the session stands there and the window has shown it."""
        self.hands.waitUntil(lambda: self.session.phase is phase)
        self.rest()

    def keys(self, key: str) -> None:
        """Press a page's key on the keyboard."""
        self.hands.shortcut(self.shell, key)

    def go(self, page: Any) -> None:
        """Open a page and wait until the station rests."""
        self.shell.open_page(page)
        self.rest()
        self.hands.activate(self.shell)

    def finds(self, page: Any, name: str, number: int | None = None) -> None:
        """F3 and a name, as an input method hands it in; the patient number where several have that name."""
        self.keys("F3")
        page.search.setText(name if number is None else str(number))
        self.hands.waitUntil(lambda: page.presenter.patient is not None and page.presenter.patient.name == name)
        self.rest()

    def hands_on(self, kind: type[D]) -> D:
        """The dialog of this kind, once it is open."""
        found: list[D] = []

        def seen() -> bool:
            found[:] = [one for one in self.shell.findChildren(kind) if one.isVisible()]
            return bool(found)

        self.hands.waitUntil(seen)
        return found[0]

    def numbers(self) -> set[int]:
        """Every session of the queue."""
        return {row.id for row in self.ask(lambda api: api.queue(FeedFilter())).rows}

    @property
    def execution(self) -> Execution:
        """The open session."""
        execution = self.session.execution
        assert execution is not None
        return execution

    def close(self) -> None:
        """Close the window."""
        self.shell.close()
        self.connection.close()


def log_operator_in(demo: DemoHospital, hands: Hands, album: Album, feed: FeedOptions | None = None) -> TreatmentRoom:
    """The operator logs in and makes the registered machine this console's."""
    room = TreatmentRoom(demo, "tms1", hands, feed)
    page = room.station.devices
    room.go(page)
    hands.waitUntil(lambda: page.devices.rows().rowCount() > 0)
    page.devices.go_to(0)
    room.keys("F5")
    hands.waitUntil(lambda: room.station.room.device is not None and room.page.machine.beat.text() != "")
    room.rest()
    album.picture(room.shell, "tms-devices")
    room.go(room.page)
    return room


def prescribe(demo: DemoHospital, hands: Hands, album: Album, name: str) -> int:
    """The physician measures the threshold of `name`, writes iTBS 600 for the ward's request (or for the patient without one) and
    arranges a session; answers its number."""
    doctor = TreatmentRoom(demo, "tmsdoc1", hands)
    page = doctor.station.prescriptions
    doctor.go(page)
    hands.waitUntil(lambda: page.editor is not None)
    rows = page.requests.rows()
    at = next((number for number in range(rows.rowCount()) if rows.row(number).patient_name == name), None)
    if at is None:
        doctor.finds(page, name)
    else:
        page.requests.go_to(at)
        hands.waitUntil(lambda: page.presenter.patient is not None)
    _measure_threshold(doctor, page)
    editor: Any = page.editor
    doctor.keys("Ctrl+N")
    hands.keyClick(editor.protocol, Qt.Key.Key_F2)
    hands.keyClicks(editor.protocol.popup.line, PROTOCOL)
    hands.keyClick(editor.protocol.popup.line, Qt.Key.Key_Return)
    for group in editor.checklist.groups:
        hands.keyClick(group.button(0), Qt.Key.Key_N)
    hands.waitUntil(editor.check.output.text)
    album.picture(doctor.shell, "tms-prescription")
    before = page.list.rows().rowCount()
    doctor.keys("Ctrl+S")
    hands.waitUntil(lambda: page.list.rows().rowCount() > before)
    doctor.rest()
    known = doctor.numbers()
    doctor.keys("F6")
    hands.waitUntil(lambda: doctor.numbers() - known)
    album.picture(doctor.shell, "tms-arranged")
    (arranged,) = doctor.numbers() - known
    doctor.close()
    return arranged


def _measure_threshold(doctor: TreatmentRoom, page: Any) -> None:
    """Ctrl+T, the percentage, Enter, Enter."""
    doctor.keys("Ctrl+T")
    asked = doctor.hands_on(FormDialog)
    doctor.hands.keyClicks(asked.form.widget("percent"), str(THRESHOLD))
    doctor.hands.keyClick(asked.form.widget("percent"), Qt.Key.Key_Return)
    doctor.hands.keyClick(asked.form.widget("note"), Qt.Key.Key_Return)
    doctor.hands.waitUntil(lambda: page.presenter.patient.threshold_percent == THRESHOLD)
    doctor.rest()


def arrives(room: TreatmentRoom, album: Album, execution_id: int) -> None:
    """The session is there by itself, with the alert that stays until F5 接收."""
    room.hands.waitUntil(lambda: any(card.row.id == execution_id and card.fresh for card in room.page.queue.cards()))
    if room.session.execution is None or room.execution.id != execution_id:
        room.page.presenter.open(execution_id)
    room.phase(Phase.ARRIVED)
    room.hands.put_away_toasts(room.shell)
    expect("alert of the arrival", room.page.alert.isVisible(), True)
    album.picture(room.shell, "tms-arrival")


def acknowledges(room: TreatmentRoom, album: Album) -> None:
    """F5, then the patient's number and Enter."""
    room.keys("F5")
    room.phase(Phase.IDENTIFY)
    patient = room.execution.prescription.patient
    field = room.page.centre.identity
    room.hands.keyClicks(field, str(patient.his_id or patient.code))
    album.picture(room.shell, "tms-identity")
    room.hands.keyClick(field, Qt.Key.Key_Return)
    room.phase(Phase.SAFETY)


def checks_safety(room: TreatmentRoom, album: Album) -> None:
    """Enter on each check, then F5: the machine is charged."""
    for check in Check:
        room.hands.keyClick(room.page.checks.boxes[check], Qt.Key.Key_Return)
    album.picture(room.shell, "tms-safety")
    room.keys("F5")
    room.phase(Phase.ARMED)
    expect("output on screen", room.page.centre.output.text(), f"{OUTPUT}%")
    album.picture(room.shell, "tms-armed")


def runs(room: TreatmentRoom, album: Album) -> Execution:
    """F6, a picture in the middle, and on to the end; answers the session as the server has it."""
    room.keys("F6")
    room.phase(Phase.RUNNING)
    room.hands.waitUntil(lambda: room.machine.delivered.trains >= TRAINS // 2)
    album.picture(room.shell, "tms-running")
    room.phase(Phase.OVER)
    room.hands.waitUntil(lambda: not room.station.filer.unsent)
    room.hands.waitUntil(lambda: room.execution.status is ExecutionStatus.COMPLETED)
    room.rest()
    room.hands.put_away_toasts(room.shell)
    album.picture(room.shell, "tms-completed")
    number = room.execution.id
    done: Execution = room.ask(lambda api: api.execution(number))
    expect("trains and pulses delivered", (done.trains_done, done.pulses_done), (TRAINS, PULSES))
    expect("trains on screen", room.page.centre.trains.text(), f"{TRAINS}/{TRAINS}")
    return done


def prints_record(room: TreatmentRoom, album: Album) -> str:
    """F9: the treatment record; answers what it says."""
    room.keys("F9")
    return album.paper(room.hands, room.shell, "treatment-record")


def looks_back(room: TreatmentRoom, album: Album, name: str, number: int | None = None) -> None:
    """The patient's history with the course's progress."""
    page = room.station.patients
    room.go(page)
    room.finds(page, name, number)
    room.hands.waitUntil(lambda: page.sessions.rows().rowCount() > 0 and page.changes.rows().rowCount() > 0)
    album.picture(room.shell, "tms-history")
    room.go(room.page)
