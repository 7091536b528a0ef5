"""The people of the journey at their stations: real `Station` objects connected to the demo's servers, log-in typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget

import client_admission.app
import client_pharmacy.app
import client_ward.app
from client_admission.desk_page import DeskPage, Place
from client_ward.app import WardStation
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.contracts.ward.contract import WardContract
from shared.contracts.ward.types import OrderKind
from shared.dataset import DraftStore
from shared.qt.app import StationProgram
from shared.qt.lookup import initials
from shared.qt.shell import MainShell
from tests.client_admission.station import Cashier
from tests.client_ward import order_entry
from tests.client_ward.stage import AtStation
from tests.demo.hands import Album, Hands
from tests.demo.servers import DemoHospital
from tests.passwords import PASSWORD
from tests.scenarios.people import Order

SIZE = (1366, 768)
_TRIES = 3


def log_in(station: StationProgram[Any], login: str, hands: Hands, album: Album | None = None) -> MainShell:
    """Type name and password; answers the window, in the size of a ward's small screen."""
    station.log_in()
    dialog = station.login
    assert dialog is not None
    hands.waitUntil(dialog.submit.isEnabled)
    hands.activate(dialog)
    hands.keyClicks(dialog.name, login)
    hands.keyClick(dialog.name, Qt.Key.Key_Return)
    hands.keyClicks(dialog.password, PASSWORD)
    if album is not None:
        album.picture(dialog, "log-in")
    for _ in range(_TRIES):
        hands.keyClick(dialog.password, Qt.Key.Key_Return)
        hands.waitUntil(lambda: station.shell is not None or dialog.error.text())
        if station.shell is not None:
            break
        # Refused because the server was busy or away for a moment: the password stands marked, a person presses Enter again.
        hands.waitUntil(dialog.submit.isEnabled)
        hands.keyClicks(dialog.password, PASSWORD)
    shell = station.shell
    assert shell is not None
    shell.resize(*SIZE)
    shell.move(0, 0)
    hands.waitUntil(lambda: shell.worker._waiting == 0)
    return shell


class CashierDesk(Cashier):
    """收费员, with keys typed instead of pressed."""

    def __init__(self, demo: DemoHospital, login: str, hands: Hands, album: Album) -> None:
        self.station = StationProgram(
            "出入院收费处", AdmissionContract, (demo.address("admission"),), None, client_admission.app.build
        )
        super().__init__(log_in(self.station, login, hands, album), hands)
        self.until(lambda: self.counter.station.catalogue.version > 0)

    def press(self, page: Any, key: str) -> None:
        if self.shell.page is not page:
            self.go(page.place)
        self.qtbot.shortcut(self.shell, key)
        self.rest()

    def at(self, place: Place) -> DeskPage:
        """A page that a key has just opened."""
        self.until(lambda: self.shell.page is self.page(place))
        self.rest()
        found: DeskPage = self.page(place)
        return found


class NurseDesk(AtStation):
    """护士."""

    def __init__(self, demo: DemoHospital, login: str, hands: Hands) -> None:
        made: list[WardStation] = []
        drafts = DraftStore(demo.directory / "drafts")
        self.connection = StationProgram(
            "护士工作站",
            WardContract,
            (demo.address("ward"),),
            None,
            lambda shell: made.append(client_ward.app.build(shell, drafts)),
        )
        shell = log_in(self.connection, login, hands)
        super().__init__(hands, self.connection.worker, shell, made[0])
        self.until(self.station.board.presenter.cards)
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, on: QWidget | None = None) -> None:
        self.qtbot.keyClick(on or QApplication.focusWidget() or self.shell, key, modifier)

    def keys(self, key: str) -> None:
        """Press a page's key on the keyboard."""
        self.qtbot.shortcut(self.shell, key)

    def go(self, page: Any) -> Any:
        """Open a page and wait until the station rests."""
        self.shell.open_page(page)
        self.settle()
        self.qtbot.activate(self.shell)
        return page

    def lies_in(self, name: str) -> str:
        """The bed somebody lies in; empty while nobody of that name does."""
        cards = self.station.board.presenter.cards()
        return next((card.bed.bed for card in cards if card.stay is not None and card.stay.patient.name == name), "")

    def mark_bed(self, bed: str) -> None:
        """Put the cursor on a bed."""
        view = self.station.board.beds
        beds = [card.bed.bed for card in self.station.board.presenter.cards()]
        view.setFocus()
        view.setCurrentIndex(view.cards.index(beds.index(bed)))

    def finds(self, typed: str) -> None:
        """F3, initials, Enter."""
        self.keys("F3")
        page = self.shell.page
        self.types(typed, on=page.popup.line)  # type: ignore[attr-defined]
        self.press(Qt.Key.Key_Return, on=page.popup.line)  # type: ignore[attr-defined]
        self.settle()

    def chooses(self, field: Any, typed: str) -> None:
        """F2 in a field, type, Enter."""
        self.press(Qt.Key.Key_F2, on=field)
        self.types(typed, on=field.popup.line)
        self.press(Qt.Key.Key_Return, on=field.popup.line)

    def opens_list(self, kind: OrderKind) -> None:
        """Click 长期 or 临时."""
        tabs = self.station.orders.tabs
        self.qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, tabs.tabRect(int(kind)).center())
        self.until(lambda: self.station.orders.kind is kind)

    def types_order(self, order: Order, *, joins: bool) -> None:
        """Ctrl+N, then cell by cell; what the catalogue fills in by itself is passed with Enter."""
        catalog = self.station.desk.station.catalogue.data
        usage = next(each.name for each in catalog.usages if each.id == order.usage)
        frequency = next(each.name for each in catalog.frequencies if each.id == order.frequency)
        self.keys("Ctrl+N")
        order_entry.pick(self, order.item)
        row = self.station.orders.view.currentIndex().row()
        for column, wanted in (("dose", order.dose), ("dose_unit", order.unit), ("usage", usage), ("frequency", frequency)):
            assert order_entry.column(self) == column, (order.item, column, order_entry.column(self))
            if order_entry.shown(self, row, column) == wanted:
                self.press(Qt.Key.Key_Return, on=self.station.orders.view)
            elif column in {"usage", "frequency"}:
                order_entry.pick(self, wanted if wanted.isascii() else initials(wanted)[0])
            else:
                order_entry.type_cell(self, wanted)
            assert order_entry.shown(self, row, column) == wanted, (order.item, column, order_entry.shown(self, row, column))
        if joins:
            self.keys("Ctrl+G")


class PharmacyDesk:
    """药师."""

    def __init__(self, demo: DemoHospital, login: str, hands: Hands) -> None:
        self.hands = hands
        self.station = StationProgram("中心药房", PharmacyContract, (demo.address("pharmacy"),), None, client_pharmacy.app.build)
        self.shell = log_in(self.station, login, hands)
        self.page: Any = self.shell.pages[0]
        hands.waitUntil(lambda: self.page.wards.rows().rowCount() > 0)

    def opens_the_request(self, lines: int) -> None:
        """Wait until one request has arrived by itself, click it, see its lines ticked."""
        page = self.page
        self.hands.waitUntil(lambda: page.requests.rows().rowCount() == 1)
        first = page.requests.visualRect(page.requests.model().index(0, 2))
        self.hands.mouseClick(page.requests.viewport(), Qt.MouseButton.LeftButton, first.center())
        self.hands.waitUntil(lambda: self._ticked() == lines)
        self.hands.waitUntil(lambda: self.shell.worker._waiting == 0)

    def _ticked(self) -> int:
        model = self.page.lines.rows()
        return sum(model.row(at).ticked for at in range(model.rowCount()))

    def stock_of(self, drug: str) -> Any:
        """Quantity on hand, asked through the station's own connection."""
        return ask(
            self.hands, self.station, lambda api: next(row.quantity for row in api.stock(drug).rows if row.drug_code == drug)
        )


def ask(hands: Hands, station: StationProgram[Any], question: Any) -> Any:
    """A contract call over a station's connection."""
    answers: list[Any] = []
    station.worker.query(question).done(answers.append).failed(_raise)
    hands.waitUntil(lambda: answers)
    return answers[0]


def _raise(error: Exception) -> None:
    raise error


def settings_in(folder: Path) -> None:
    """Keep what stations remember (widths, last ward, printers) in the demo's folder, not in the user's."""
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
