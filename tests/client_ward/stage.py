"""A nurse at her station: the real pages in a real shell, over the in-process hospital; and what the tests ask of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from client_ward.app import WardStation, build
from shared.contracts.admission.types import PatientDetails, Sex
from shared.contracts.ward.types import WardStay
from shared.dataset import DraftStore
from shared.identifiers import StayId
from shared.qt.dialogs import QuestionDialog
from shared.qt.feed import ChangeFeed
from shared.qt.shell import MainShell
from shared.qt.worker import Worker
from tests.in_process import InProcessHospital
from tests.passwords import PASSWORD
from tests.scenarios.people import JOURNEY_ORDERS, Cashier, Nurse, Pharmacist, on, prepare
from tests.stations import StationClient

NAMES = ("张秀英", "王芳", "李建国", "赵敏", "陈䶮", "刘洋", "杨桂兰", "周志强", "吴玉梅", "郑伟", "孙丽华", "马超")


def person(number: int) -> PatientDetails:
    """A patient like others."""
    name, female = NAMES[number % len(NAMES)], number % 2 == 0
    born = date(1940 + 5 * number % 60, 1 + number % 12, 1 + number % 28)
    return PatientDetails(name=name, sex=Sex.FEMALE if female else Sex.MALE, birth_date=born)


@dataclass
class House:
    """The hospital with its people on day 1, 10:00."""

    hospital: InProcessHospital
    cashier: Cashier = field(init=False)
    nurse: Nurse = field(init=False)
    other_nurse: Nurse = field(init=False)
    pharmacist: Pharmacist = field(init=False)

    def __post_init__(self) -> None:
        prepare(self.hospital)
        self.cashier, self.pharmacist = Cashier(self.hospital), Pharmacist(self.hospital)
        self.nurse, self.other_nurse = Nurse(self.hospital, "nurse1"), Nurse(self.hospital, "nurse2")
        self.hospital.at(on(1, 10))

    def admits(self, number: int, ward: str = "W01", deposit: str = "") -> StayId:
        """A patient waits at the ward."""
        stay_id = self.cashier.admits(self.cashier.registers(person(number)), ward)
        if deposit:
            self.cashier.takes_deposit(stay_id, deposit)
        self.hospital.deliver()
        return stay_id

    def lies(self, number: int, bed: str, deposit: str = "") -> StayId:
        """A patient lies in a bed."""
        stay_id = self.admits(number, deposit=deposit)
        self.nurse.receives(stay_id, bed)
        self.hospital.deliver()
        return stay_id

    def is_treated(self, number: int, bed: str, deposit: str = "") -> StayId:
        """A patient with confirmed orders."""
        stay_id = self.lies(number, bed, deposit)
        self.nurse.enters(stay_id, JOURNEY_ORDERS, on(1, 10))
        self.other_nurse.confirms(stay_id)
        self.hospital.deliver()
        return stay_id


@dataclass
class AtStation:
    """Somebody logged in at a station, whichever hospital it is connected to."""

    qtbot: Any
    worker: Worker[Any]
    shell: MainShell
    station: WardStation

    # -- the person at the keyboard

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, on: QWidget | None = None) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(on or QApplication.focusWidget() or self.shell, key, modifier)

    def types(self, text: str, on: QWidget | None = None) -> None:
        """Type where the focus is; Chinese comes from an input method, as at a real desk."""
        target = on or QApplication.focusWidget()
        assert target is not None
        if text.isascii():
            QTest.keyClicks(target, text)
        else:
            committed = QInputMethodEvent()
            committed.setCommitString(text)
            QApplication.sendEvent(target, committed)

    def page_key(self, key: str) -> None:
        """Press a key of the open page, as its button in the top bar does."""
        next(action for action in self.shell.page.keys if action.key == key).press()

    def answers(self, yes: bool = True) -> str:
        """Answer the question that is open; its words."""
        question = self.question()
        assert question is not None
        words = " ".join(label.text() for label in question.findChildren(QWidget, "question"))
        (question.yes if yes else question.no).click()
        return words

    def question(self) -> QuestionDialog | None:
        """The question that is open."""
        return next((one for one in self.shell.findChildren(QuestionDialog) if one.isVisible()), None)

    # -- waiting

    def until(self, condition: Callable[[], Any]) -> None:
        """Let the station work until something holds."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=10000)

    def settle(self) -> None:
        """Let every call that is on its way come back."""
        self.until(lambda: self.worker._waiting == 0)

    # -- looking

    def stay(self, stay_id: StayId) -> WardStay:
        """A patient as the desk knows one."""
        board = self.station.desk.board
        assert board is not None
        return next(stay for stay in (*board.stays, *board.waiting) if stay.stay_id == stay_id)

    def opens(self, stay_id: StayId) -> None:
        """Open a patient's order sheet."""
        self.station.desk.open_stay(self.stay(stay_id))
        self.shell.open_page(self.station.orders)
        self.settle()


@dataclass
class Stage(AtStation):
    """A station of the in-process hospital."""

    hospital: InProcessHospital
    client: StationClient


def raise_stage(
    qtbot: Any,
    hospital: InProcessHospital,
    drafts: Path,
    login: str = "nurse1",
    *,
    feed: bool = False,
    client: StationClient | None = None,
) -> Stage:
    """Log in at a station and wait until the board is there."""
    client = client or StationClient(hospital, "ward")
    worker: Worker[Any] = Worker(client)
    with qtbot.waitSignal(worker.state_changed):
        worker.start()
    replies: list[Any] = []
    worker.log_in(login, PASSWORD).done(replies.append)
    qtbot.waitUntil(lambda: bool(replies))
    follower = ChangeFeed(Worker(StationClient(hospital, "ward")), worker, wait_s=0.2) if feed else None
    shell = MainShell("护士工作站", worker, follower)
    qtbot.addWidget(shell)
    shell.resize(1366, 768)
    station = build(shell, DraftStore(drafts))
    shell.enter(replies[0])
    shell.show()
    qtbot.waitExposed(shell)
    stage = Stage(qtbot, worker, shell, station, hospital, client)
    stage.settle()
    stage.settle()
    return stage
